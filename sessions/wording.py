"""What planning says of itself."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Undo
from .recurrence import FORTNIGHT

DID = {
    Undo.Act.CANCEL: gettext_lazy("You cancelled this session a moment ago."),
    Undo.Act.MOVE: gettext_lazy("You moved this session a moment ago."),
    Undo.Act.LOG: gettext_lazy("You saved this log a moment ago."),
}
DID_ON = {
    Undo.Act.CANCEL: gettext_lazy("You cancelled the session of %(when)s a moment ago."),
    Undo.Act.MOVE: gettext_lazy("You moved a session to %(when)s a moment ago."),
}
UNDONE = {
    Undo.Act.CANCEL: gettext_lazy("Undone: the session is planned again."),
    Undo.Act.MOVE: gettext_lazy("Undone: the session is back at its hour."),
    Undo.Act.LOG: gettext_lazy("Undone: everything is as it was before you saved."),
}
NAMED = 3  # days that gave way; of more it is said how many


def laid_out(series, zone):
    """How many sessions stand to which day, and what days off have done to the rhythm."""
    sessions = list(series.sessions.planned().in_order())
    last = date_format(sessions[-1].starts_at.astimezone(zone), "j F")
    says = ngettext(
        "Your hour is set: %(n)d session, on %(last)s.",
        "Your hour is set: %(n)d sessions, the last on %(last)s.",
        len(sessions),
    )
    found = [says % {"n": len(sessions), "last": last}, *_gave_way(sessions, zone)]
    planned = (series.until - series.first_day) // FORTNIGHT + 1
    if left_out := planned - len(sessions):
        none = ngettext("One falls out for days off.", "%(n)d fall out for days off.", left_out)
        found.append(none % {"n": left_out})
    return " ".join(found)


def gave_way(session):
    """Why one is no more, for a page that was opened before."""
    if not session.pair.is_open:
        return _("You two are no longer a pair, so this session does not take place.")
    return _("This session gave way to your new hour.")


def no_log(session, now):
    """Why it can't be logged; empty if it can."""
    if session.gave_way:
        return f"{gave_way(session)} {_('It has no log: copy what you wrote here into another one.')}"
    if session.may_be_logged(now):
        return ""
    if session.is_cancelled:
        return _("This session is cancelled, and its hour has not come. If you meet then after all, log it afterwards.")
    return _("This session has not begun. Log it once you have met.")


def _gave_way(sessions, zone):
    pushed = [it for it in sessions if it.slot_at != it.starts_at]
    if len(pushed) > NAMED:
        yield _("%(n)d of them give way to days off.") % {"n": len(pushed)}
        return
    for it in pushed:
        off, day = (date_format(at.astimezone(zone), "l j F") for at in (it.slot_at, it.starts_at))
        yield _("%(off)s is a day off: you meet on %(day)s.") % {"off": off, "day": day}
