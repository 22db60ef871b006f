"""A cohort of 12 leaders and 15 mentors in an organization with long chains of managers, one of them a cycle."""

import datetime

from programs.models import Cohort, Enrolment
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make

TOPICS = ("prompts", "reports", "customers")
UNITS = ("Bank / Finance", "Bank / Retail / Branches", "Bank / Operations / Payments", "Bank / Risk")


def open_pairing(cast, leaders=12, mentors=15):
    """Adds cohort, leaders and mentors (enrolments) to the cast; the first three leaders stand above the first mentors."""
    with cast.works():
        cast.cohort = make.CohortFactory(state=Cohort.State.PAIRING, contact=cast.admin.person)
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.rules = make.LabRulesFactory(cohort=cast.cohort)
        cast.charter = make.RoleCharterFactory(cohort=cast.cohort)
        cast.leaders = [_leader(cast, n) for n in range(leaders)]
        cast.mentors = [_mentor(cast, n) for n in range(mentors)]
        _chains(cast)
    return cast


def _leader(cast, n):
    person = cast.leader.person if n == 0 else PersonFactory(given_name=f"Lea{n}", family_name=f"Leader{n:03}")
    _place(person, UNITS[n % 4], 2005 + n % 7)
    it = make.EnrolmentFactory(cohort=cast.cohort, person=person, role=Enrolment.Role.LEADER)
    sight = "Bank / Retail" if n % 3 == 0 else ""
    make.ResearchQuestionFactory(
        enrolment=it, topics={TOPICS[n % 3]: 3, TOPICS[(n + 1) % 3]: 1}, owns=n % 3, sight_of=sight
    )
    return it


def _mentor(cast, n):
    person = cast.mentor.person if n == 0 else PersonFactory(given_name=f"Mia{n}", family_name=f"Mentor{n:03}")
    _place(person, UNITS[(n + 1) % 4], 2019 + n % 5)
    topics = {TOPICS[n % 3]: 1 + n % 3, TOPICS[(n + 2) % 3]: 1}
    return make.EnrolmentFactory(cohort=cast.cohort, person=person, role=Enrolment.Role.MENTOR, topics=topics)


def _place(person, unit, year):
    person.unit, person.hired_on = unit, datetime.date(year, 3, 1)
    person.save()


def _chains(cast):
    """Mentor 0 → leader 0; mentor 1 → boss → leader 1; mentor 2 → boss → boss → leader 2; and a ring of four with leader 3."""
    _under(cast.mentors[0].person, cast.leaders[0].person)
    first = _under(PersonFactory(), cast.leaders[1].person)
    _under(cast.mentors[1].person, first)
    top = _under(PersonFactory(), cast.leaders[2].person)
    _under(cast.mentors[2].person, _under(PersonFactory(), top))
    ring = [cast.leaders[3].person, PersonFactory(), cast.mentors[3].person, PersonFactory()]
    for person, manager in zip(ring, ring[1:] + ring[:1], strict=True):
        _under(person, manager)


def _under(person, manager):
    person.manager = manager
    person.save()
    return person


def by_name(proposals):
    """As the board has them, in order of the leader's name."""
    met = proposals.prefetch_related("leader__person", "mentor__person")
    return sorted(met, key=lambda it: (it.leader.person.family_name, it.leader.person.given_name, it.leader_id))


def accept(cast, pair, enrolment, now=NOW):
    from organizations.tenancy.scope import WEB, scope
    from pairing.models import PairResponse

    with scope(WEB, cast.organization.pk, enrolment.person_id):
        type(pair).objects.get(pk=pair.pk).answer(PairResponse.Answer.ACCEPTED, by=ACTOR(enrolment), now=now)


class ACTOR:
    """Someone on the roster who acts, as far as verbs ask."""

    def __init__(self, enrolment):
        self.person, self.person_id = enrolment.person, enrolment.person_id
