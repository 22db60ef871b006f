"""From rows to what the engine is told."""

import datetime

import pytest

from pairing.gather import exposure, gather, unit_path
from programs.models import Enrolment, ResearchQuestion
from tests.factories import NOW
from tests.factories import lab as make

from .twelve import open_pairing


@pytest.fixture
def few(cast):
    return open_pairing(cast, leaders=4, mentors=4)


def told(cast):
    with cast.works():
        return gather(cast.cohort, NOW)


def change(cast, enrolment, **values):
    with cast.works():
        Enrolment.objects.filter(pk=enrolment.pk).update(**values)


def test_only_leaders_with_a_settled_question_and_mentors_with_a_profile(few):
    with few.works():
        ResearchQuestion.objects.filter(enrolment=few.leaders[1]).update(state="returned")
    change(few, few.mentors[1], profile_at=None)
    change(few, few.leaders[2], state="withdrawn")
    found = told(few)
    assert {it.id for it in found.leaders} == {str(few.leaders[n].person_id) for n in (0, 3)}
    assert len(found.mentors) == 3


def test_the_newest_settled_question_counts(few):
    with few.works():
        make.ResearchQuestionFactory(enrolment=few.leaders[0], number=2, topics={"customers": 2}, owns=2)
        make.ResearchQuestionFactory(enrolment=few.leaders[0], number=3, topics={"x": 1}, state="proposed")
    leader = next(it for it in told(few).leaders if it.id == str(few.leaders[0].person_id))
    assert (leader.topics, leader.owns_today) == ({"customers": 2}, 1.0)


def test_units_leave_out_the_root_that_all_share(few):
    units = {it.unit for it in told(few).leaders}
    assert ("Finance",) in units
    assert ("Retail", "Branches") in units
    assert unit_path(" Bank /Retail//Branches ") == ("Bank", "Retail", "Branches")


def test_hours_are_counted_across_zones_and_through_the_change_of_clocks(few):
    with few.works():
        person = few.mentors[0].person
        person.time_zone = "Asia/Tokyo"
        person.save()
    found = told(few)
    column = [it.id for it in found.mentors].index(str(person.pk))
    assert not found.between.can_meet[:, column].any()
    others = [n for n in range(4) if n != column]
    assert found.between.half_hours[0, others].tolist() == [80, 80, 80]


def test_hours_lie_on_the_days_that_both_work(few):
    before = told(few).between
    with few.works():
        Enrolment.objects.filter(role="leader").update(working_days=[6, 0, 1, 2, 3])
    after = told(few).between
    assert (after.half_hours * 5 == before.half_hours * 4).all()
    with few.works():
        Enrolment.objects.filter(role="leader").update(working_days=[5, 6])
    apart = told(few).between
    assert not apart.half_hours.any()
    assert not apart.can_meet.any()


def test_languages_are_those_of_the_profile_else_of_the_roster(few):
    with few.works():
        person = few.mentors[0].person
        person.language = "Polish"
        person.save()
    change(few, few.mentors[1], languages="English; Deutsch")
    languages = {it.id: it.languages for it in told(few).mentors}
    assert languages[str(few.mentors[0].person_id)] == {"polish"}
    assert languages[str(few.mentors[1].person_id)] == {"english", "deutsch"}


def test_no_date_of_hire_sets_nobody_apart(few):
    with few.works():
        few.mentors[0].person.hired_on = None
        few.mentors[0].person.save()
    tenures = {it.id: it.tenure_years for it in [*told(few).leaders, *told(few).mentors]}
    known = sorted(years for key, years in tenures.items() if key != str(few.mentors[0].person_id))
    assert known[0] < tenures[str(few.mentors[0].person_id)] < known[-1]


def test_sight_is_that_of_the_unit_or_of_what_the_profile_tells(few):
    with few.works():
        mentor = Enrolment.objects.select_related("person").get(pk=few.mentors[0].pk)
    assert mentor.person.unit == "Bank / Retail / Branches"
    seen = {target: exposure(mentor, target) for target in ("Bank / Retail", "retail", "Bank / Risk", "", "Complaints")}
    assert seen == {"Bank / Retail": 1.0, "retail": 1.0, "Bank / Risk": 0.0, "": 0.0, "Complaints": 0.0}
    mentor.first_hand = "I read the complaints desk’s mail"
    assert exposure(mentor, "Complaints") == 0.5


def test_the_same_department_rule_is_the_cohorts(few):
    with few.works():
        few.cohort.same_unit_allowed = False
        few.cohort.save()
    assert told(few).rules.other_department


def test_nothing_demographic_is_told(few):
    """What the engine is told of two people who differ in grade, title, country and mail alone is the same."""
    before = told(few)
    with few.works():
        for it in [*few.leaders, *few.mentors]:
            type(it.person).objects.filter(pk=it.person_id).update(
                grade="VP", job_title="Director", country="SE", email="", given_name="X", family_name="Y"
            )
    after = told(few)
    assert (before.leaders, before.mentors, before.rules) == (after.leaders, after.mentors, after.rules)


def test_who_is_hired_after_today_has_been_here_no_time(few):
    with few.works():
        few.mentors[0].person.hired_on = NOW.date() + datetime.timedelta(days=400)
        few.mentors[0].person.save()
    assert min(it.tenure_years for it in told(few).mentors) == 0


def test_what_mentors_tell_is_compared_with_what_leaders_ask_by_stems(cast):
    open_pairing(cast, leaders=4, mentors=4)
    with cast.works():
        Enrolment.objects.filter(pk=cast.mentors[0].pk).update(first_hand="I draft monthly packs and check them twice.")
        Enrolment.objects.filter(pk=cast.mentors[1].pk).update(vantage="The cafeteria and its queue.")
        found = gather(cast.cohort, NOW).between.similarity
        mentors = [it.id for it in gather(cast.cohort, NOW).mentors]
    place = {str(it.person_id): mentors.index(str(it.person_id)) for it in cast.mentors}
    near, far, silent = (found[:, place[str(it.person_id)]] for it in cast.mentors[:3])
    assert (near > 0).all()  # “pack”, “check” of the question, whatever their endings
    assert (far == 0).all()
    assert (silent == 0).all()
