"""One leader of a run, unfolded: the picture of the reasons, and what each other mentor would cost."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import weekdays
from programs.models import Enrolment, ResearchQuestion

from . import pictures, words
from .board import parts
from .gather import LEVELS, unit_path
from .models import ProposedPair


@dataclass(frozen=True)
class Other:
    """Another mentor for the leader; `held_by`: the leaders who have them in this run, as far as they are this sponsor's."""

    mentor: Enrolment
    points: int
    price: str
    held_by: list[Enrolment]


def of_leader(run, found, people):
    """`found`: the leader's ProposedPair or Unpaired; `people`: {id as text: Enrolment}."""
    page = {"leader": found.leader, "others": _others(run, found, people)}
    if isinstance(found, ProposedPair):
        page |= {"proposal": found, "mentor": found.mentor, "points": words.points(found.score)}
        page |= _said(run, found, people) | _pictures(run, found)
    return page


def _others(run, found, people):
    holders = {}
    for leader, mentor in run.proposals.order_by("leader_id").values_list("leader_id", "mentor_id"):
        if str(leader) in people:
            holders.setdefault(str(mentor), []).append(people[str(leader)])
    return [
        Other(people[mentor], words.points(score), words.costs(cost), holders.get(mentor, []))
        for mentor, score, cost in found.alternatives
        if mentor in people
    ]


def _said(run, it, people):
    topics = _labels(run)
    told = words.sentences(it.leader.person, it.mentor.person, it.reasons["said"], topics)
    regret = it.reasons.get("regret")
    page = {"because": " ".join(told), "parts": parts(run.weights, it.reasons)}
    page["without"] = words.costs(regret) if regret and not it.reasons["pinned"] else ""
    if second := it.reasons["runner_up"]:
        page["second"] = words.points(second["score"])
    # Of the leaders that this sponsor may read alone: the mentor's next best may be another one's.
    if (theirs := it.reasons.get("mentors_runner_up")) and theirs["enrolment"] in people:
        page["mentors_next"] = {"leader": people[theirs["enrolment"]], "price": words.costs(theirs["cost"])}
    return page


def _labels(run):
    return {topic["key"]: topic["label"] for topic in run.cohort.program.topics}


def _pictures(run, it):
    leader, mentor = it.leader, it.mentor
    question = ResearchQuestion.objects.filter(enrolment=leader).in_force().first()
    shown = {topic: level / LEVELS for topic, level in mentor.topics.items()}
    lines = pictures.topic_lines(question.topics if question else {}, shown, _labels(run))
    tree = pictures.tree(unit_path(leader.person.unit), unit_path(mentor.person.unit))
    hours = [(each.day_begins, each.day_ends) for each in (leader, mentor)]
    zones = (leader.person.zone, mentor.person.zone)
    day = run.cohort.starts_on or run.made_at.date()
    days = pictures.days(*hours, zones, day)
    both = set(leader.working_days) & set(mentor.working_days)
    return {
        "topics": lines,
        "topics_height": 10 * len(lines),
        "tree": tree,
        "tree_says": _tree_says(tree),
        "days": days,
        "days_say": _days_say(days, both, *zones),
        "week": _week(it),
    }


def _tree_says(tree):
    if not tree.apart:
        return _("Both work in one unit.")
    steps = ngettext("%(n)d step apart in the organization.", "%(n)d steps apart in the organization.", tree.apart)
    return steps % {"n": tree.apart}


def _days_say(days, both, ours, theirs):
    clock = _("Same clock.") if ours == theirs else _("On the leader’s clock: %(zone)s.") % {"zone": _city(ours)}
    if not both:
        return _("No day of the week in common. %(clock)s") % {"clock": clock}
    if days.shared is None:
        return _("No hour of the day in common. %(clock)s") % {"clock": clock}
    hours = number_format(days.shared.ends - days.shared.begins, decimal_pos=1).removesuffix(".0")
    says = {"hours": hours, "clock": clock, "days": weekdays.said(both)}
    if both == set(weekdays.USUAL):
        return _("%(hours)s hours of each day in common. %(clock)s") % says
    return _("%(hours)s hours of each day in common, %(days)s. %(clock)s") % says


def _city(zone):
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")


def _week(it):
    """Hours that the two share in a working week, as the run counted them."""
    return next((values[0] for code, values in it.reasons["said"] if code == "shared_hours"), None)
