"""The cohort of `shape` in rows: its people on the roster with their managers, leaders with questions, mentors with profiles."""

import datetime

from organizations.models import Person
from programs.models import Cohort, Enrolment, ResearchQuestion
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make

from .shape import cast_of, organization


def open_shaped(cast, leaders=40, mentors=60, seed=1):
    """Adds cohort, leaders and mentors (enrolments) to the cast."""
    people = organization(4 * (leaders + mentors), seed)
    asking, knowing = cast_of(people, leaders, mentors)
    with cast.works():
        cast.cohort = make.CohortFactory(state=Cohort.State.PAIRING, contact=cast.admin.person)
        topics = sorted({topic for it in people for topic in it.topics})
        program = cast.cohort.program
        program.topics = [{"key": it, "label": it.capitalize(), "perspective": "technology"} for it in topics]
        program.save()
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.rules = make.LabRulesFactory(cohort=cast.cohort)
        cast.charter = make.RoleCharterFactory(cohort=cast.cohort)
        on_roster = _roster(cast, people)
        cast.leaders = _enrol(cast, asking, on_roster, Enrolment.Role.LEADER)
        cast.mentors = _enrol(cast, knowing, on_roster, Enrolment.Role.MENTOR)
        ResearchQuestion.objects.bulk_create(_question(cast, *both) for both in zip(cast.leaders, asking, strict=True))
    return cast


def _roster(cast, people):
    made = {it.key: _person(cast, it) for it in people}
    for it in people:
        made[it.key].manager = made.get(it.manager)
    Person.objects.bulk_create(made.values())  # keys are checked when the transaction ends: rings are no obstacle
    return made


def _person(cast, it):
    hired = NOW.date() - datetime.timedelta(days=int(365 * it.tenure))
    unit = " / ".join(it.unit)
    return PersonFactory.build(
        organization=cast.organization,
        given_name=it.given,
        family_name=f"{it.family} {it.key[1:]}",
        unit=unit,
        site=it.site,
        hired_on=hired,
    )


def _enrol(cast, some, on_roster, role):
    topics = {} if role == Enrolment.Role.LEADER else None
    rows = [
        make.EnrolmentFactory.build(
            organization=cast.organization,
            cohort=cast.cohort,
            person=on_roster[it.key],
            role=role,
            topics=it.topics if topics is None else topics,
        )
        for it in some
    ]
    return Enrolment.objects.bulk_create(rows)


def _question(cast, enrolment, it):
    return make.ResearchQuestionFactory.build(
        organization=cast.organization, enrolment=enrolment, topics=it.topics, owns=1, sight_of=it.sight
    )
