"""The board: one run, put into words and lengths for its page."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Enrolment

from . import access, listing, words
from .models import PairingRule, ProposedPair, Unpaired
from .moving import moves
from .spreading import spread

PARTS = tuple(words.PARTS)


@dataclass(frozen=True)
class Part:
    """One bar of the sum, in points of 100: what it gives, what it could, and what the runner-up's would be."""

    label: str
    gives: float
    most: float
    second: float | None = None

    @property
    def says(self):
        return _("%(gives)s of %(most)s") % {"gives": round(self.gives), "most": round(self.most)}

    @property
    def bar(self):
        return svg(self.gives)

    @property
    def track(self):
        return svg(self.most)

    @property
    def second_at(self):
        return None if self.second is None else svg(self.second)


@dataclass(frozen=True)
class Row:
    proposal: ProposedPair
    line: str
    because: str
    price: str
    pin: PairingRule | None
    moved: str  # why the leader's mentor is another one than in the run before; empty if it isn't

    @property
    def points(self):
        return words.points(self.proposal.score)


@dataclass(frozen=True)
class Mend:
    """One thing that would free a leader, with the form that does it; `says` alone where nobody here can."""

    says: str
    label: str = ""
    action: str = ""  # the name of a view
    rule: PairingRule | None = None
    enrolment: Enrolment | None = None
    value: str = ""
    two: tuple[Enrolment, Enrolment] | None = None  # leader and mentor of whom a page is opened first


@dataclass(frozen=True)
class Waiting:
    """A leader without a mentor, what stands in the way, and the smallest change that frees them."""

    unpaired: Unpaired
    why: str
    shares: str
    mends: list[Mend]


def rows(run, proposals, rules, moved):
    topics = {topic["key"]: topic["label"] for topic in run.cohort.program.topics}
    pins = {(rule.leader_id, rule.mentor_id): rule for rule in rules if rule.says == PairingRule.Says.PIN}
    return [_row(it, topics, pins.get((it.leader_id, it.mentor_id)), moved) for it in proposals]


def _row(it, topics, pin, moved):
    second, price = it.reasons["runner_up"], ""
    if second and it.runner_up:
        price = words.costs(second["cost"])
    told = words.sentences(it.leader.person, it.mentor.person, it.reasons["said"], topics)
    move = moved.get(it.leader_id)
    return Row(it, told[0], " ".join(told), price, pin, move.why if move else "")


def parts(weights, reasons):
    """The sum as it was made: a question without a target leaves that part out, and the rest fills 100."""
    used = [name for name in PARTS if weights[name] and (name != "strategic" or reasons["has_target"])]
    total = sum(weights[name] for name in used) or 1
    most = {name: 100 * weights[name] / total for name in used}
    second = (reasons["runner_up"] or {}).get("features")
    return [
        Part(
            str(words.PARTS[name]),
            most[name] * reasons["features"][name],
            most[name],
            most[name] * second[name] if second else None,
        )
        for name in used
    ]


def waiting(run, unpaired, people, rules):
    forbidden = {(rule.leader_id, rule.mentor_id): rule for rule in rules if rule.says == PairingRule.Says.FORBID}
    return [
        Waiting(
            it,
            words.stands_in_the_way(it.because),
            words.shares(it.short),
            _mends(it, people, forbidden) or _no_mend(it),
        )
        for it in unpaired
    ]


def _mends(it, people, forbidden):
    found = []
    for leader, mentor, bent in it.relief:
        two = people.get(leader), people.get(mentor)
        if two[0] is None:
            return [Mend(_("Another sponsor in charge can free them: it takes a change for a leader who isn’t yours."))]
        if two[1] is None:
            return [Mend(_("A mentor who could have freed them takes part no longer: run again."))]
        found += [_mend(rule, *two, forbidden) for rule in bent]
    return found


def _mend(rule, leader, mentor, forbidden):
    names = {"leader": words.called(leader.person), "mentor": mentor.person.name}
    says, label = (str(text) % names for text in words.MENDS[rule])
    if rule == "forbidden":
        stands = forbidden.get((leader.pk, mentor.pk))
        return Mend(says, label, "pairing:release", rule=stands) if stands else Mend(says)
    action, who = words.MENDED_BY[rule]
    enrolment = {"mentor": mentor, "leader": leader}.get(who)
    if who == "both":
        return Mend(says, label, action, two=(leader, mentor))
    return Mend(says, label, action, enrolment=enrolment, value=str(mentor.capacity + 1) if rule == "seat" else "")


def _no_mend(it):
    change = words.frees(it.alone, it.because)
    return [Mend(change)] if change else [Mend(_("No rule that may be bent would free them: invite one mentor more."))]


def shares(weights):
    """The bar of weights: [(label, weight, x, width)] of 100."""
    total, x, found = sum(weights.values()) or 1, 0.0, []
    for name in PARTS:
        width = 100 * weights[name] / total
        if width:
            found.append(
                {"label": words.PARTS[name], "weight": weights[name], "x": svg(x), "width": svg(max(0.1, width - 0.4))}
            )
        x += width
    return found


def svg(length):
    """A length as SVG wants it in every language."""
    return f"{length:.1f}"


def headline(run, pairs, left):
    if not pairs:
        return _("Nobody could be paired.")
    if run.published_at:  # who waits by now is another question
        return ngettext("%(n)s pair is published.", "%(n)s pairs are published.", pairs) % {"n": pairs}
    said = ngettext("%(n)s pair", "%(n)s pairs", pairs) % {"n": pairs}
    if not left:
        return _("%(pairs)s, and nobody waits.") % {"pairs": capfirst(said)}
    rest = ngettext("%(n)s leader still waits", "%(n)s leaders still wait", left) % {"n": left}
    return _("%(pairs)s, %(rest)s.") % {"pairs": said, "rest": rest}


def page(membership, run, before, people, asked):
    """Everything that the board shows a sponsor of a run. `before`: the run before it; `people`: the cohort's, as people_of
    has them; `asked`: what the address narrows it to (`show`, `q`, `after`).
    """
    rules = people.meet(access.rules_to_lead(membership, run.cohort))
    proposals, unpaired = access.proposals_to_lead(membership, run), access.unpaired_to_lead(membership, run)
    moved = moves(membership, before, run, people, rules) if before else {}
    left = waiting(run, people.meet(unpaired.with_choice().defer("alternatives")), people, rules)
    lines = listing.lines(proposals, people)
    show = asked.get("show") if asked.get("show") in listing.SHOWS else "all"
    q = asked.get("q", "").strip()
    found = listing.page(listing.narrowed(lines, people, show=show, q=q, moved=moved), lines, asked.get("after", ""))
    shown = proposals.filter(pk__in=[it.pk for it in found.rows]).defer("alternatives")
    return {
        "run": run,
        "headline": headline(run, len(lines), len(left)),
        "rows": rows(run, people.meet(shown), rules, moved),
        "page": found,
        "count": len(lines),
        "spread": spread(lines),
        "show": show,
        "q": q,
        "waiting": left if found.is_first and show == "all" and not q else [],
        "rules": rules,
        "said_since": sum(rule.said_at is not None and rule.said_at > run.made_at for rule in rules),
        "removes": [words.removes(rule, share) for rule, share in sorted(run.removes.items())],
        "shares": shares(run.weights),
        "before": before,
        "moved": list(moved.values()),
    }
