"""A leader's place in a cohort that enrols, what they hand in, and how it stands."""

from programs.models import Enrolment, ResearchQuestion
from tests.factories.lab import ResearchQuestionFactory

LEADER, MENTOR = Enrolment.Role.LEADER, Enrolment.Role.MENTOR
GOOD = "Which steps of the monthly pack do analysts redo after my comments, and why?"
ASKED = {
    "kind": "question",
    "text": GOOD,
    "perspective": "technology",
    "owns": "2",
    "topic_reports": "3",
    "topic_prompts": "1",
    "topic_customers": "0",
    "seen": "0",
}


def at(cast, name, enrolment=None):
    return cast.url(f"programs:{name}", pk=(enrolment or cast.leader_enrolment).pk)


def versions(cast):
    with cast.works():
        return list(ResearchQuestion.objects.filter(enrolment=cast.leader_enrolment).order_by("number"))


def states(cast):
    return [it.state for it in versions(cast)]


def propose(cast, **state):
    with cast.works():
        return ResearchQuestionFactory(
            enrolment=cast.leader_enrolment, **{"state": "proposed", "settled_at": None, **state}
        )
