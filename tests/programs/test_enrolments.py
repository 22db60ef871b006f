"""Enrolling: from the roster and by a list, who is refused and why, withdrawing, who may see it."""

import datetime

import pytest
from django.core import mail

from notifications.models import Notice
from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry
from organizations.registries import facts
from programs import enrolling
from programs.facts import Enrolled, EnrolmentWithdrawn
from programs.models import CharterSignature, Cohort, Enrolment
from programs.pasted import entries, resolve
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories.lab import CohortFactory, CohortSponsorFactory, EnrolmentFactory, ResearchQuestionFactory
from tests.lab import enrol
from tests.queries import own_queries

LEADER, MENTOR = Enrolment.Role.LEADER, Enrolment.Role.MENTOR


@pytest.fixture
def open_cohort(cast):
    """The cast with a cohort that enrols, the sponsor in charge, nobody in it yet."""
    with cast.works():
        cast.cohort = CohortFactory(contact=cast.admin.person, state=Cohort.State.ENROLLING)
        CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
    return cast


@pytest.fixture
def heard():
    """What was told while the test ran."""
    told, before = [], {kind: list(facts._subscribers[kind]) for kind in (Enrolled, EnrolmentWithdrawn)}
    for kind in before:
        facts.subscribe(kind, lambda fact, *, now: told.append(fact))
    yield told
    facts._subscribers.update(before)


def people(cast, count, **values):
    with cast.works():
        return [PersonFactory(**values) for _ in range(count)]


def url(cast, name="enrol", **kwargs):
    return cast.url(f"programs:{name}", pk=cast.cohort.pk, **kwargs)


def places(cast):
    with cast.works():
        return {it.person_id: (it.role, it.state) for it in Enrolment.objects.filter(cohort=cast.cohort)}


def test_a_sponsor_enrols_many_at_once_from_the_roster(open_cohort, visit, heard):
    cast = open_cohort
    picked = people(cast, 3)
    answer = visit(cast.sponsor).post(url(cast), {"person": [it.pk for it in picked], "role": "mentor"}, follow=True)
    assert "3 people enrolled as mentors." in answer.text
    assert places(cast) == {it.pk: ("mentor", "active") for it in picked}
    assert [(fact.person_id, fact.role) for fact in heard] == [(it.pk, "mentor") for it in sorted_by_name(picked)]
    with cast.works():
        assert AuditEntry.objects.filter(verb="enrolled", actor_id=cast.sponsor.person_id).count() == 3


def sorted_by_name(rows):
    return sorted(rows, key=lambda it: (it.family_name, it.given_name))


def test_picking_nobody_says_so_and_enrols_nobody(open_cohort, visit):
    browser = visit(open_cohort.sponsor)
    for data in (
        {"role": "leader"},
        {"role": "leader", "person": "nonsense"},
        {"person": open_cohort.leader.person_id},
    ):
        assert "Nobody was picked" in browser.post(url(open_cohort), data, follow=True).text
    assert places(open_cohort) == {}


def test_who_cant_take_part_is_refused_in_words_and_the_others_are_enrolled(open_cohort, visit):
    cast = open_cohort
    [fine] = people(cast, 1)
    [gone] = people(cast, 1, left_on=datetime.date(2026, 1, 1), family_name="Gone")
    with cast.works():
        enrol(cast, cast.mentor.person, MENTOR)
    asked = [fine, gone, cast.mentor.person, cast.sponsor.person, cast.admin.person]
    answer = visit(cast.sponsor).post(url(cast), {"person": [it.pk for it in asked], "role": "leader"})
    assert f"{gone.name}: Has left the organization." in answer.text
    assert "Daria Nowak: Takes part already, as a mentor." in answer.text
    assert "Ingrid Sørensen: Is a sponsor of this cohort" in answer.text
    assert "Karin Holm: Is the independent contact of this cohort" in answer.text
    assert "1 person enrolled as a leader." in answer.text
    assert places(cast) == {fine.pk: ("leader", "active"), cast.mentor.person_id: ("mentor", "active")}


def test_the_reason_stands_in_the_row_instead_of_the_box(open_cohort, visit):
    page = visit(open_cohort.sponsor).get(url(open_cohort)).text
    assert "Is a sponsor of this cohort" in page
    assert f'value="{open_cohort.sponsor.person_id}"' not in page
    assert f'value="{open_cohort.leader.person_id}"' in page


def test_the_finder_narrows_by_name_unit_grade_and_site(open_cohort, visit):
    cast, browser = open_cohort, visit(open_cohort.sponsor)
    people(cast, 1, given_name="Aino", family_name="Virtanen", unit="Bank / Risk", grade="G7", site="Turku")
    people(cast, 1, given_name="Bo", family_name="Ek", unit="Bank / Treasury", grade="G8", site="Oslo")
    for query in ("q=aino+virt", "unit=risk", "grade=G7", "site=Turku"):
        page = browser.get(f"{url(cast)}?{query}").text
        assert ("Aino Virtanen" in page, "Bo Ek" in page) == (True, False), query
    assert "Nobody like that on the roster" in browser.get(f"{url(cast)}?q=nobody-of-that-name").text
    assert "Aino Virtanen" in browser.get(f"{url(cast)}?grade=made-up").text


def test_a_long_roster_comes_in_pages_that_miss_nobody(open_cohort, visit):
    cast, browser = open_cohort, visit(open_cohort.sponsor)
    people(cast, 120)
    seen, after = [], ""
    while after is not None:
        answer = browser.get(f"{url(cast)}?after={after}")
        seen += [person.pk for person in answer.context["page"].rows]
        after = answer.context["page"].after
    with cast.works():
        assert len(seen) == len(set(seen)) == 127


def test_a_leader_of_two_cohorts_is_enrolled_with_a_warning(open_cohort, visit):
    cast = open_cohort
    with cast.works():
        other = CohortFactory(name="Culture, spring")
        CohortSponsorFactory(cohort=other, person=cast.sponsor.person)
        EnrolmentFactory(cohort=other, person=cast.leader.person)
    answer = visit(cast.sponsor).post(url(cast), {"person": cast.leader.person_id, "role": "leader"}, follow=True)
    assert "Giulia Marchetti also leads in “Culture, spring”" in answer.text
    assert places(cast) == {cast.leader.person_id: ("leader", "active")}


def test_someone_mentors_in_one_cohort_and_leads_in_another(open_cohort, visit):
    cast = open_cohort
    with cast.works():
        EnrolmentFactory(cohort=CohortFactory(name="Culture"), person=cast.mentor.person, role=MENTOR)
    visit(cast.sponsor).post(url(cast), {"person": cast.mentor.person_id, "role": "leader"})
    page = visit(cast.mentor).get(cast.url("programs:labs")).text
    assert "You take part in 2 labs." in page
    assert "Write your research question" in page


def test_a_pasted_list_enrols_whom_it_names_and_gives_back_the_rest(open_cohort, visit):
    cast = open_cohort
    lines = [
        "LEADER@aldermeer.test",
        "Daria Nowak <mentor@aldermeer.test>",
        cast.manager.person.staff_number,
        "nobody@aldermeer.test",
        "99999",
        "Jane Doe",
        "sponsor@aldermeer.test",
        "leader@aldermeer.test",
    ]
    answer = visit(cast.sponsor).post(url(cast, "enrol_list"), {"role": "mentor", "lines": "\n".join(lines)})
    enrolled = {cast.leader.person_id, cast.mentor.person_id, cast.manager.person_id}
    assert set(places(cast)) == enrolled
    assert "4 lines are left." in answer.text
    for why in (
        "Nobody on the roster has this e-mail.",
        "Nobody on the roster has this staff number.",
        "There is no e-mail or staff number in this line.",
        "Ingrid Sørensen: Is a sponsor of this cohort",
    ):
        assert why in answer.text
    left = "nobody@aldermeer.test\n99999\nJane Doe\nsponsor@aldermeer.test"
    assert answer.context["form"]["lines"].value() == left


def test_a_list_without_a_flaw_leads_to_the_people(open_cohort, visit):
    data = {"role": "leader", "lines": "leader@aldermeer.test, manager@aldermeer.test"}
    answer = visit(open_cohort.sponsor).post(url(open_cohort, "enrol_list"), data)
    assert answer.url == url(open_cohort, "enrolled")
    assert len(places(open_cohort)) == 2


def test_a_list_needs_a_role_and_lines(open_cohort, visit):
    answer = visit(open_cohort.sponsor).post(url(open_cohort, "enrol_list"), {})
    assert set(answer.context["form"].errors) == {"role", "lines"}


def test_entries_are_parted_by_lines_commas_semicolons_and_tabs():
    assert entries("a@x.test, b@x.test;c@x.test\n\n  17\t18 ") == ["a@x.test", "b@x.test", "c@x.test", "17", "18"]


def test_a_list_that_is_too_long_gives_the_rest_back(open_cohort):
    with open_cohort.sees("sponsor"):
        pasted = resolve("\n".join(str(number) for number in range(900_000, 900_502)))
    assert len(pasted.unknown) == 502
    assert [it.line for it in pasted.unknown if "At most 500" in it.why] == ["900500", "900501"]


def test_an_e_mail_of_several_people_asks_for_the_staff_number(open_cohort):
    people(open_cohort, 1, email="Twin@aldermeer.test")
    people(open_cohort, 1, email="twin@aldermeer.test")
    with open_cohort.sees("sponsor"):
        assert resolve("twin@aldermeer.test").unknown[0].why.startswith("Several people have this e-mail")


@pytest.mark.parametrize("state", ["draft", "designing", "closing", "completed", "cancelled"])
def test_outside_its_time_nobody_is_enrolled(open_cohort, visit, state):
    cast = open_cohort
    with cast.works():
        Cohort.objects.filter(pk=cast.cohort.pk).update(state=state)
    answer = visit(cast.sponsor).post(url(cast), {"person": cast.leader.person_id, "role": "leader"})
    assert "One person could not be enrolled" in answer.text
    assert places(cast) == {}
    visit(cast.sponsor).post(url(cast, "enrol_list"), {"role": "leader", "lines": "leader@aldermeer.test"})
    assert places(cast) == {}


def test_who_can_sign_in_hears_of_it_once_and_the_others_are_shown_to_be_invited(open_cohort, visit):
    cast = open_cohort
    [outside] = people(cast, 1)
    data = {"person": [cast.mentor.person_id, outside.pk], "role": "mentor"}
    visit(cast.sponsor).post(url(cast), data)
    with cast.sees("mentor"):
        [notice] = Notice.objects.of(cast.mentor)
        assert notice.sentence == "You take part in “AI fluency, autumn 2026”, as a mentor."
        assert notice.url == cast.url("programs:labs")
    later = datetime.datetime.now(datetime.UTC).replace(hour=12) + datetime.timedelta(days=1)
    sweep_until_idle(later)
    sweep_until_idle(later)
    assert len(mail.outbox) == 2  # the other one is her line manager’s
    [letter] = [it for it in mail.outbox if it.to == [cast.mentor.person.email]]
    assert "as a mentor" in letter.subject
    assert cast.url("programs:labs") in letter.body
    assert "To be invited by an admin" in visit(cast.sponsor).get(url(cast, "enrolled")).text


def test_an_admin_in_charge_finds_the_way_to_invitations(open_cohort, visit):
    cast = open_cohort
    people(cast, 1, family_name="Outside")
    with cast.works():
        cast.sponsor.is_admin = True
        cast.sponsor.save()
    visit(cast.sponsor).post(url(cast), {"person": [it.pk for it in people(cast, 1)], "role": "mentor"})
    assert cast.url("organizations:invitations") in visit(cast.sponsor).get(url(cast, "enrolled")).text


def test_who_withdrew_gets_no_mail_and_can_come_back_in_another_role(open_cohort, visit, heard):
    cast = open_cohort
    browser = visit(cast.sponsor)
    browser.post(url(cast), {"person": cast.mentor.person_id, "role": "mentor"})
    with cast.works():
        place = Enrolment.objects.get(cohort=cast.cohort)
        Enrolment.objects.update(profile_at=NOW, topics={"prompts": 2})
    leave = cast.url("programs:withdrawal", pk=place.pk)
    assert "Withdraw Daria Nowak from" in browser.get(leave).text
    assert "Daria Nowak takes part no longer." in browser.post(leave, follow=True).text
    assert browser.post(leave).status_code == 302  # a second click
    sweep_until_idle(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1))
    assert mail.outbox == []
    browser.post(url(cast), {"person": cast.mentor.person_id, "role": "leader"})
    with cast.works():
        back = Enrolment.objects.get(cohort=cast.cohort)
    assert (back.pk, back.role, back.state, back.profile_at, back.topics) == (place.pk, "leader", "active", None, {})
    assert [type(fact) for fact in heard] == [Enrolled, EnrolmentWithdrawn, Enrolled]


def test_someone_may_leave_by_themselves(lab, visit):
    browser = visit(lab.mentor)
    leave = lab.url("programs:withdrawal", pk=lab.mentor_enrolment.pk)
    assert "Leave “AI fluency, autumn 2026”?" in browser.get(leave).text
    assert browser.post(leave).url == lab.url("programs:labs")
    assert places(lab)[lab.mentor.person_id] == ("mentor", "withdrawn")
    assert visit(lab.leader).post(leave).status_code == 404


def test_the_table_tells_how_far_each_is(lab, visit):
    with lab.works():
        CharterSignature.objects.create(
            enrolment=lab.mentor_enrolment, charter=lab.charter, rules=lab.rules, name="Daria", signed_at=NOW
        )
        enrol(lab, lab.manager.person, LEADER, profile_at=None)
    page = visit(lab.sponsor).get(url(lab, "enrolled"))
    rows = {it.person.given_name: it for it in page.context["page"].rows}
    assert "3 people take part, 2 ready." in page.text
    assert [rows[name].is_signed for name in ("Daria", "Giulia", "Tomás")] == [True, False, False]
    assert [rows[name].question_state for name in ("Daria", "Giulia", "Tomás")] == [None, "settled", None]
    shown = {key: visit(lab.sponsor).get(f"{url(lab, 'enrolled')}?show={key}") for key in ("leaders", "waiting")}
    assert {it.person_id for it in shown["leaders"].context["page"].rows} == {
        lab.leader.person_id,
        lab.manager.person_id,
    }
    assert [it.person_id for it in shown["waiting"].context["page"].rows] == [lab.manager.person_id]


def test_ready_are_leaders_with_a_settled_question_and_mentors_with_a_profile(lab):
    with lab.works():
        newer = enrol(lab, lab.manager.person, LEADER)
        ResearchQuestionFactory(enrolment=newer, state="proposed", settled_at=None)
        ResearchQuestionFactory(enrolment=lab.leader_enrolment, number=2, state="proposed", settled_at=None)
        blank = enrol(lab, lab.assistant.person, MENTOR, profile_at=None)
        ready = set(Enrolment.objects.ready().values_list("pk", flat=True))
        assert ready == {lab.leader_enrolment.pk, lab.mentor_enrolment.pk}
        assert set(Enrolment.objects.waiting()) == {newer, blank}
        lab.mentor.person.left_on = NOW.date()
        lab.mentor.person.save()
        assert [it.pk for it in Enrolment.objects.ready()] == [lab.leader_enrolment.pk]


def test_only_the_cohorts_sponsors_see_who_takes_part(lab, stranger, visit):
    with lab.works():
        other = MembershipFactory(is_sponsor=True)
    barred = [lab.admin, lab.executive, lab.leader, lab.mentor, lab.manager, lab.assistant, other, stranger.sponsor]
    for name in ("enrolled", "enrol", "enrol_list", "questions"):
        assert visit(lab.sponsor).get(url(lab, name)).status_code == 200
        for who in barred:
            assert visit(who).get(url(lab, name)).status_code == 404, (name, who)
    for who in barred:
        for name, data in (("enrol", {"person": lab.manager.person_id, "role": "leader"}), ("enrol_list", {})):
            assert visit(who).post(url(lab, name), data).status_code == 404


def test_a_sponsor_who_lost_the_role_sees_nothing_more(lab, visit):
    with lab.works():
        lab.sponsor.is_sponsor = False
        lab.sponsor.save()
    for name, pk in (("enrolled", lab.cohort.pk), ("profile", lab.mentor_enrolment.pk)):
        assert visit(lab.sponsor).get(lab.url(f"programs:{name}", pk=pk)).status_code == 404


def test_nobody_of_another_organization_can_be_enrolled(open_cohort, stranger, visit):
    data = {"person": stranger.leader.person_id, "role": "leader"}
    visit(open_cohort.sponsor).post(url(open_cohort), data)
    assert places(open_cohort) == {}


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_however_many_people_there_are(open_cohort, visit, count):
    cast = open_cohort
    for person in people(cast, count):
        with cast.works():
            place = enrol(cast, person, LEADER)
            ResearchQuestionFactory(enrolment=place, state="proposed")
    browser = visit(cast.sponsor)
    for name, own in (("enrolled", 7), ("enrol", 10), ("questions", 4)):
        browser.get(url(cast, name))
        with own_queries(own):
            browser.get(url(cast, name))


def test_enrolling_again_changes_nothing(open_cohort):
    cast = open_cohort
    with cast.sees("sponsor"):
        given = {"role": MENTOR, "by": cast.sponsor, "now": NOW}
        first = enrolling.enrol(cast.cohort, [cast.mentor.person, cast.mentor.person], **given)
        second = enrolling.enrol(cast.cohort, [cast.mentor.person], **given)
    assert (len(first.enrolled), len(first.refused)) == (1, 0)
    assert (len(second.enrolled), [it.person for it in second.refused]) == (0, [cast.mentor.person])
