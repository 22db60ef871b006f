"""What the mails of a session hold. Called in the reader's own scope: each partner gets what their own pages would show."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.mail import absolute

from .access import session_for
from .meetings import meeting


def prep(session_id, reader, now):
    """The mail of the day before is the prep card: the question, open homework, one practice for the leader."""
    it = _meeting(session_id, reader)
    return _frame(it) | {
        "subject": it.headline,
        "eyebrow": _("Session %(number)s, %(voice)s") % {"number": it.number, "voice": it.voice},
        "question": it.question(),
        "homework": [homework for homework in it.brought() if homework.state == homework.State.OPEN],
        "practice": it.practice,
        "room": it.room(),
        "scope_url": absolute(reader.organization.url("programs:scope", pk=it.pair.cohort_id)),
        "main_url": _url(it, "sessions:session"),
        "move_url": _url(it, "sessions:move"),
    }


def log_reminder(session_id, reader, now):
    it = _meeting(session_id, reader)
    says = {"number": it.number, "day": date_format(it.starts, "l"), "name": _called(it.partner)}
    return _frame(it) | {
        "subject": _("Did you meet on %(day)s, %(name)s and you?") % says,
        "eyebrow": _("Session %(number)s, not logged yet") % says,
        "main_url": _url(it, "sessions:log"),
        "move_url": _url(it, "sessions:move"),
    }


# --- the same in one sentence, for the notices in the product; on its reader's clock ----------------------------------


def prep_says(session, partner):
    says = {"when": date_format(timezone.localtime(session.starts_at), _(r"l \a\t H:i")), "name": _called(partner)}
    return _("%(when)s, with %(name)s: the card for your session is there.") % says


def log_says(session, partner):
    says = {"day": date_format(timezone.localtime(session.starts_at), "l"), "name": _called(partner)}
    return _("Did you meet on %(day)s, %(name)s and you?") % says


def _called(person):
    return person.given_name or person.name


def _meeting(session_id, reader):
    return meeting(session_for(reader, session_id), reader)


def _frame(it):
    contact = it.pair.cohort.contact
    named = {"contact_name": contact.name, "contact_email": contact.email} if contact else {}
    return {"meeting": it, "voice": it.role, **named}


def _url(it, view):
    return absolute(it.reader.organization.url(view, pk=it.session.pk))
