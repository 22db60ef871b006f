"""The board: one run, put into words and lengths for its page."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Enrolment

from . import access, words
from .models import PairingRule, ProposedPair

PARTS = tuple(words.PARTS)


@dataclass(frozen=True)
class Part:
    """One bar of the sum, in points of 100: what it gives and what it could."""

    label: str
    gives: float
    most: float

    @property
    def says(self):
        return _("%(gives)s of %(most)s") % {"gives": round(self.gives), "most": round(self.most)}

    @property
    def bar(self):
        return svg(self.gives)

    @property
    def track(self):
        return svg(self.most)


@dataclass(frozen=True)
class Row:
    proposal: ProposedPair
    line: str
    because: str
    price: str
    parts: list[Part]
    pin: PairingRule | None

    @property
    def points(self):
        return words.points(self.proposal.score)

    @property
    def second(self):
        """The next best's points for this leader."""
        return words.points(self.proposal.reasons["runner_up"]["score"])


@dataclass(frozen=True)
class Waiting:
    """A leader without a mentor, and what stands in the way."""

    enrolment: Enrolment
    why: str
    change: str | None


def rows(run, proposals, rules):
    topics = {topic["key"]: topic["label"] for topic in run.cohort.program.topics}
    pins = {(rule.leader_id, rule.mentor_id): rule for rule in rules if rule.says == PairingRule.Says.PIN}
    return [_row(run, it, topics, pins.get((it.leader_id, it.mentor_id))) for it in proposals]


def _row(run, it, topics, pin):
    second, price = it.reasons["runner_up"], ""
    if second and it.runner_up:
        price = words.costs(second["cost"])
    told = words.sentences(it.leader.person, it.mentor.person, it.reasons["said"], topics)
    return Row(it, told[0], " ".join(told), price, parts(run.weights, it.reasons), pin)


def parts(weights, reasons):
    """The sum as it was made: a question without a target leaves that part out, and the rest fills 100."""
    used = [name for name in PARTS if weights[name] and (name != "strategic" or reasons["has_target"])]
    total = sum(weights[name] for name in used) or 1
    most = {name: 100 * weights[name] / total for name in used}
    return [Part(str(words.PARTS[name]), most[name] * reasons["features"][name], most[name]) for name in used]


def waiting(run, people):
    return [
        Waiting(
            people[it["enrolment"]], words.stands_in_the_way(it["because"]), words.frees(it["alone"], it["because"])
        )
        for it in run.unmatched
        if it["enrolment"] in people
    ]


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


def moved(proposals, before):
    """Leaders whose mentor is another one than was proposed before: [(leader, from, to)], None for nobody."""
    was, now = couples(before), couples(proposals)
    changed = {leader for leader in {**was, **now} if was.get(leader) != now.get(leader)}
    return [(leader[1], was.get(leader), now.get(leader)) for leader in sorted(changed, key=lambda it: (it[1], it[0]))]


def couples(proposals):
    """{(leader's enrolment, name): mentor's name}"""
    return {(it.leader_id, it.leader.person.name): it.mentor.person.name for it in proposals}


def svg(length):
    """A length as SVG wants it in every language."""
    return f"{length:.1f}"


def headline(pairs, left):
    if not pairs:
        return _("Nobody could be paired.")
    said = ngettext("%(n)s pair", "%(n)s pairs", pairs) % {"n": pairs}
    if not left:
        return _("%(pairs)s, and nobody waits.") % {"pairs": capfirst(said)}
    rest = ngettext("%(n)s leader still waits", "%(n)s leaders still wait", left) % {"n": left}
    return _("%(pairs)s, %(rest)s.") % {"pairs": said, "rest": rest}


def page(membership, run, people):
    """Everything that the board shows a sponsor of a run. `people`: {id: Enrolment} of the cohort's leaders and mentors."""
    rules = list(access.rules_to_lead(membership, run.cohort))
    proposals = list(access.proposals_to_lead(membership, run))
    before = run.previous()
    left = waiting(run, people)
    return {
        "run": run,
        "headline": headline(len(proposals), len(left)),
        "rows": rows(run, proposals, rules),
        "waiting": left,
        "rules": rules,
        "shares": shares(run.weights),
        "before": before,
        "moved": moved(proposals, access.proposals_to_lead(membership, before)) if before else [],
    }
