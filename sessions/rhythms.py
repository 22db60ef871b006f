"""The rhythm of a cohort's pairs, as their sponsor reads it: a standing, the fact behind it, and what to do next."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.wording import gettext_noop
from pairing.access import led
from pairing.models import Pair
from programs.access import is_in_charge

from . import rhythm
from .advice import of_started_pairs
from .common import last_moment
from .models import LabSession

PLACE = 50  # on the cohort's page, after who takes part
BADGES = {"on rhythm": "done", "slipping": "now", "stalled": "late"}
STANDINGS = {
    "on rhythm": gettext_lazy("on rhythm"),
    "slipping": gettext_lazy("slipping"),
    "stalled": gettext_lazy("stalled"),
}
GRAVEST_FIRST = ("stalled", "slipping", "on rhythm")
# By fact: a sentence, with the places n, day and name of the side.
FACTS = {
    "first": gettext_noop("The first hour is on %(day)s."),
    "not booked": gettext_noop("No next hour is booked."),
    "off": gettext_noop("The next hour is only on %(day)s."),
    "moved": gettext_noop("The next hour, on %(day)s, has been moved %(n)d times."),
    "long ago": gettext_noop("They met last on %(day)s."),
    "never met": gettext_noop("They have not met since they began on %(day)s."),
}
BOTH = gettext_noop("Ask both whether another hour suits them better.")
NEXT = {
    "not logged": gettext_noop("Ask both to log it: that takes a minute."),
    "not booked": gettext_noop("Ask both to choose the next hour."),
    **dict.fromkeys(("missed in a row", "off", "moved"), BOTH),
    **dict.fromkeys(
        ("long ago", "never met"), gettext_noop("Talk with each of them, and look whether the lab is still wanted.")
    ),
}


@dataclass(frozen=True)
class Line:
    """When a pair met and will meet: facts that its sponsor may read, and not a word of what was said."""

    pair: Pair
    marks: list[tuple[str, str]]  # (state of the drawing: met, next, off; what it stands for)
    counts: str
    badge: str = ""  # kind of badge; none for a pair that does not run
    standing: str = ""
    fact: str = ""
    next: str = ""
    may_ask: bool = False


def lines_of(membership, pairs, sessions, now):
    """[Line] of these pairs, the gravest first."""
    by_pair, zone = defaultdict(list), membership.organization.zone
    for it in sessions:
        by_pair[it.pair_id].append(it)
    found = [line_of(pair, by_pair[pair.pk], pair.cohort.clock(now), zone) for pair in pairs]
    order = {str(STANDINGS[key]): n for n, key in enumerate(GRAVEST_FIRST)}
    return sorted(found, key=lambda it: order.get(it.standing, len(order)))


def line_of(pair, sessions, now, zone):
    stands = [_stands(it, now) for it in sessions]
    counts = Counter(stands)
    says = [sentence(counts[key]) for key, sentence in SENTENCES.items() if counts[key]]
    line = {"marks": [(DRAWN[key], key) for key in stands], "counts": ", ".join(says) or _("No session is planned.")}
    if pair.state != Pair.State.RUNNING or pair.rests:
        return Line(pair, **line)
    found = rhythm.rhythm(hours(sessions), begun=pair.started_at, ends=last_moment(pair, zone), now=now)
    asks = found.fact in NEXT
    said = {"badge": BADGES[found.standing], "standing": str(STANDINGS[found.standing]), "fact": fact(found, zone)}
    return Line(pair, **line, **said, next=_(NEXT[found.fact]) if asks else "", may_ask=asks)


def hours(sessions):
    return [rhythm.Hour(it.starts_at, it.ends_at, _became(it), it.times_moved) for it in sessions]


def _became(it):
    return it.cancelled_by_side if it.is_cancelled else str(it.state)


def fact(found, zone):
    """In a sentence, with days on the clock of the organization: sponsors of several zones speak of the same day."""
    if found.fact == "first" and not found.since:  # it has just begun, in a cohort that is about to end
        return _("No hour is to come.")
    values = {"n": found.n, "day": found.since and date_format(found.since.astimezone(zone), "l j F")}
    says = COUNTED[found.fact](found.n) if found.fact in COUNTED else _(FACTS[found.fact])
    side = f" {_(SIDES[found.side])}" if found.side else ""
    return says % values + side


SIDES = {
    "leader": gettext_noop("It was on the leader’s side."),
    "mentor": gettext_noop("It was on the mentor’s side."),
}
COUNTED = {
    "held": lambda n: ngettext("They met once, on %(day)s.", "They met %(n)d times, last on %(day)s.", n),
    "missed in a row": lambda n: ngettext(
        "The hour of %(day)s fell out.", "%(n)d hours in a row fell out, the latest on %(day)s.", n
    ),
    "not logged": lambda n: ngettext(
        "The hour of %(day)s is not logged.", "%(n)d hours are not logged, the first of %(day)s.", n
    ),
}


def cohort_panel(membership, cohort, now):
    """Of the pairs that have begun; those barred to this sponsor are not among them."""
    if cohort.state in cohort.BEFORE_PAIRS or not is_in_charge(membership, cohort):
        return None
    begun = [pair for pair in membership.once(led, cohort) if pair.started_at]
    lines = lines_of(membership, begun, membership.once(of_started_pairs, cohort), now)
    return {"template": "sessions/cohort_panel.html", "context": {"lines": lines}, "place": PLACE}


def of_pairs(membership, pairs, now):
    """For the list of a sponsor's pairs: {pair id: Line}."""
    begun = [pair for pair in pairs if pair.started_at]
    sessions = LabSession.objects.of_pairs([pair.pk for pair in begun]).shown().in_order() if begun else ()
    return {line.pair.pk: line for line in lines_of(membership, begun, sessions, now)}


def _stands(it, now):
    if it.is_cancelled:
        return f"cancelled-{it.cancelled_by_side}"
    if it.is_held:
        return "held"
    return "planned" if it.ends_at > now else "unlogged"


DRAWN = {"held": "met", "planned": "next", "unlogged": "next", "cancelled-leader": "off", "cancelled-mentor": "off"}
SENTENCES = {
    "held": lambda n: ngettext("%(n)s held", "%(n)s held", n) % {"n": n},
    "cancelled-leader": lambda n: _("%(n)s cancelled on the leader’s side") % {"n": n},
    "cancelled-mentor": lambda n: _("%(n)s cancelled on the mentor’s side") % {"n": n},
    "unlogged": lambda n: _("%(n)s not logged") % {"n": n},
    "planned": lambda n: _("%(n)s to come") % {"n": n},
}
