"""What moved from one run to another, and why (P3)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import access, words
from .models import PairingRule


@dataclass(frozen=True)
class Move:
    """A leader's mentor in the earlier run and in the later; None for nobody. Names, since the rows may be of many."""

    leader: str
    was: str | None
    now: str | None
    why: str


def moves(membership, before, after, people, rules):
    """{leader's enrolment: Move} of all leaders whose mentor is another one, in order of name."""
    was, now = (_couples(membership, run) for run in (before, after))
    changed = {leader for leader in {**was, **now} if _mentor(was, leader) != _mentor(now, leader)}
    known = sorted((it for it in changed if str(it) in people), key=lambda it: (_name(people, it), it))
    why = Why(before, after, now, people, rules)
    return {
        it: Move(_name(people, it), _name(people, _mentor(was, it)), _name(people, _mentor(now, it)), why(it, was, now))
        for it in known
    }


def _couples(membership, run):
    """{leader's enrolment: (mentor's, score)}"""
    rows = access.proposals_to_lead(membership, run).values_list("leader_id", "mentor_id", "score")
    return {leader: (mentor, score) for leader, mentor, score in rows}


def _mentor(couples, leader):
    return couples[leader][0] if leader in couples else None


def _name(people, pk):
    """None for nobody; who takes part no longer is named so."""
    if pk is None:
        return None
    return people[str(pk)].person.name if str(pk) in people else _("someone who takes part no longer")


class Why:
    """The nearest reason for a leader's move: one's own word before the roster, the weights, and the sum of all."""

    def __init__(self, before, after, now, people, rules):
        self.people = people
        self.says = {(rule.leader_id, rule.mentor_id): rule.says for rule in rules}
        self.weights_changed = before.weights != after.weights
        self.held_by = {}
        for leader, (mentor, _score) in now.items():
            self.held_by.setdefault(mentor, []).append(leader)

    def __call__(self, leader, was, now):
        before, after = _mentor(was, leader), _mentor(now, leader)
        names = {"was": _name(self.people, before), "now": _name(self.people, after)}
        if self.says.get((leader, after)) == PairingRule.Says.PIN:
            return _("You pinned these two.")
        if self.says.get((leader, before)) == PairingRule.Says.FORBID:
            return _("You ruled %(was)s out.") % names
        if before is not None and str(before) not in self.people:
            return _("Their mentor takes part no longer.")
        if self.weights_changed:
            return _("The weights are others.")
        return self._sum(leader, was, now, names)

    def _sum(self, leader, was, now, names):
        before, after = _mentor(was, leader), _mentor(now, leader)
        if after is None:
            return _("No seat was left for them.")
        others = [str(it) for it in self.held_by.get(before, ()) if str(it) in self.people]
        if others:
            taker = self.people[others[0]].person.name
            return _("%(was)s is with %(taker)s now: so it is best for all.") % {**names, "taker": taker}
        if before is None:
            return _("They have somebody now.")
        gain = words.points(now[leader][1] - was[leader][1])
        return _("%(now)s stands %(gain)+d points to %(was)s.") % {**names, "gain": gain}
