"""A running cohort with one pair, the cast's leader and mentor, put into rows directly."""

from programs.models import Enrolment, PartnerAccess

from .factories import lab as make


def open_lab(cast, **cohort):
    """Adds cohort, rules, charter, leader_enrolment, mentor_enrolment, question, pair, series to the cast."""
    with cast.works():
        cast.cohort = make.CohortFactory(contact=cast.admin.person, **cohort)
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.rules = make.LabRulesFactory(cohort=cast.cohort)
        cast.charter = make.RoleCharterFactory(cohort=cast.cohort)
        cast.leader_enrolment = enrol(cast, cast.leader.person, Enrolment.Role.LEADER)
        cast.mentor_enrolment = enrol(cast, cast.mentor.person, Enrolment.Role.MENTOR, topics={"prompts": 3})
        cast.question = make.ResearchQuestionFactory(enrolment=cast.leader_enrolment)
        cast.pair = pair_up(cast, cast.leader_enrolment, cast.mentor_enrolment)
        cast.series = make.SeriesFactory(pair=cast.pair, chosen_by=cast.mentor.person)
    return cast


def enrol(cast, person, role, **profile):
    return make.EnrolmentFactory(cohort=cast.cohort, person=person, role=role, **profile)


def pair_up(cast, leader, mentor, **pair):
    PartnerAccess.objects.create(enrolment=leader, person=mentor.person)
    PartnerAccess.objects.create(enrolment=mentor, person=leader.person)
    return make.PairFactory(
        cohort=cast.cohort,
        leader=leader.person,
        mentor=mentor.person,
        leader_enrolment=leader,
        mentor_enrolment=mentor,
        **pair,
    )
