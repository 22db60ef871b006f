"""Signing up: what members read, places and the waiting list, the last day, what sponsors answer; and naming colleagues."""

import datetime
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import Notice
from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry
from organizations.tenancy.scope import WEB, scope
from programs.models import Applicant, Cohort, Enrolment, LabRules, Nomination, SignUp
from tests.cast import assemble
from tests.factories import NOW, MembershipFactory
from tests.factories.lab import CohortFactory, CohortSponsorFactory, EnrolmentFactory, LabRulesFactory
from tests.pages.drawing import read
from tests.queries import own_queries

DAY = datetime.timedelta(days=1)
LAST = NOW.date() + 10 * DAY
OFFER = {
    "is_open": "on",
    "says": "Analysts who use an assistant each week.",
    "places": "1",
    "last_day": LAST.isoformat(),
}


@pytest.fixture
def offered(cast):
    """A cohort that enrols, with one place for a mentor, open for ten days."""
    with cast.works():
        cast.cohort = CohortFactory(contact=cast.admin.person, state=Cohort.State.ENROLLING)
        CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        LabRulesFactory(cohort=cast.cohort)
        cast.offer = offer(cast)
    with time_machine.travel(NOW, tick=False):
        yield cast


def offer(cast, role="mentor", **values):
    given = {"is_open": True, "places": 1, "last_day": LAST, "says": "Analysts.", "opened_at": NOW} | values
    return SignUp.objects.create(cohort=cast.cohort, role=role, **given)


def url(cast, name="sign_up", **kwargs):
    return cast.url(f"programs:{name}", pk=cast.cohort.pk, **kwargs)


def sign(cast, visit, who, role="mentor"):
    return visit(getattr(cast, who)).post(url(cast), {"role": role}, follow=True).text


def states(cast):
    with cast.works():
        return {it.person.given_name: it.state for it in Applicant.objects.select_related("person")}


def counted(cast):
    with cast.works():
        row = SignUp.objects.get(pk=cast.offer.pk)
    return row.taken, row.waiting


def applicant(cast, who):
    with cast.works():
        return Applicant.objects.get(person=getattr(cast, who).person_id)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_sponsor_opens_it_and_everyone_finds_it_at_home_reads_and_signs_up(cast, visit):
    with cast.works():
        cast.cohort = CohortFactory(state=Cohort.State.ENROLLING)
        CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        LabRulesFactory(cohort=cast.cohort)
    with time_machine.travel(NOW, tick=False):
        edit, browser = url(cast, "sign_up_edit", role="mentor"), visit(cast.sponsor)
        token = browser.get(edit).context["form"]["token"].value()
        for _twice in range(2):
            assert browser.post(edit, OFFER | {"token": token}).url == url(cast, "applicants")
        home = visit(cast.manager).get(cast.url("organizations:home")).text
        assert "“AI fluency, autumn 2026” looks for people" in home
        page = visit(cast.manager).get(url(cast)).text
        for said in (
            "Analysts who use an assistant each week.",
            "Until 24 September 2026, midnight (UTC)",
            "about an hour a week in all",
            "There is 1 place.",
            "What is shared here stays here",
        ):
            assert said in page
        assert "You have a place." in sign(cast, visit, "manager")
    assert states(cast) == {"Tomás": "place"}
    with cast.works():
        assert AuditEntry.objects.filter(verb="opened", subject_kind="signup").count() == 1


def test_it_tells_nobody_who_else_signed_up(offered, visit):
    sign(offered, visit, "leader")
    for who in ("mentor", "executive", "manager"):
        page = visit(getattr(offered, who)).get(url(offered)).text
        assert "Giulia" not in page
        assert "waiting list" in page  # that the one place is taken is what they need to know
    assert states(offered) == {"Giulia": "place"}


def test_who_comes_later_waits_and_moves_up_when_a_place_falls_free(offered, visit):
    cast = offered
    sign(cast, visit, "leader")
    assert "you are on the waiting list" in sign(cast, visit, "mentor")
    assert "you are on the waiting list" in sign(cast, visit, "manager")
    sign(cast, visit, "manager")  # a second click
    assert (states(cast), counted(cast)) == ({"Giulia": "place", "Daria": "waiting", "Tomás": "waiting"}, (1, 2))
    assert "On the waiting list" in visit(cast.mentor).get(cast.url("organizations:home")).text
    visit(cast.leader).post(url(cast, "sign_up_taking_back"))
    assert "you are on the waiting list" in sign(cast, visit, "executive")  # nobody overtakes who waits
    sweep_until_idle(NOW)
    assert states(cast) == {"Giulia": "taken back", "Daria": "place", "Tomás": "waiting", "Pieter": "waiting"}
    assert counted(cast) == (1, 2)
    with cast.sees("mentor"):
        assert "you have moved up" in Notice.objects.of(cast.mentor).get().sentence
    [letter] = mail.outbox
    assert (letter.to, "now you have a place" in letter.body) == ([cast.mentor.person.email], True)
    assert "You have a place." in visit(cast.mentor).get(url(cast)).text


def test_who_took_it_back_can_sign_up_again_and_waits_behind_the_others(offered, visit):
    sign(offered, visit, "leader")
    sign(offered, visit, "mentor")
    visit(offered.leader).post(url(offered, "sign_up_taking_back"))
    with time_machine.travel(NOW + DAY, tick=False):
        sign(offered, visit, "leader")
    sweep_until_idle(NOW + DAY)
    assert (states(offered), counted(offered)) == ({"Giulia": "waiting", "Daria": "place"}, (1, 1))
    visit(offered.mentor).post(url(offered, "sign_up_taking_back"))
    sweep_until_idle(NOW + 2 * DAY)
    assert (states(offered), counted(offered)) == ({"Giulia": "place", "Daria": "taken back"}, (1, 0))


def test_more_places_move_up_who_waits(offered, visit):
    sign(offered, visit, "leader")
    sign(offered, visit, "mentor")
    browser, edit = visit(offered.sponsor), url(offered, "sign_up_edit", role="mentor")
    browser.post(edit, OFFER | {"places": "5", "version": "1"})
    sweep_until_idle(NOW)
    assert (states(offered), counted(offered)) == ({"Giulia": "place", "Daria": "place"}, (2, 0))
    answer = browser.post(edit, OFFER | {"places": "9", "version": "1"})  # made of a page that is out of date
    assert "Someone saved this while you were writing" in answer.text


@pytest.mark.parametrize(
    ("zone", "now", "open_"),
    [
        ("Pacific/Auckland", datetime.datetime(2026, 9, 24, 11, 59, tzinfo=datetime.UTC), True),
        ("Pacific/Auckland", datetime.datetime(2026, 9, 24, 12, 0, tzinfo=datetime.UTC), False),
        ("America/Los_Angeles", datetime.datetime(2026, 9, 25, 6, 59, tzinfo=datetime.UTC), True),
        ("America/Los_Angeles", datetime.datetime(2026, 9, 25, 7, 0, tzinfo=datetime.UTC), False),
    ],
)
def test_the_last_day_ends_at_the_organizations_midnight(offered, visit, zone, now, open_):
    with offered.works():
        offered.organization.time_zone = zone
        offered.organization.save()
    with time_machine.travel(now, tick=False):
        page = visit(offered.leader).get(url(offered)).text
        assert ("Signing up ended on 24 September 2026" in page) is not open_
        assert ("Sign up to lead" in page) is open_
        said = sign(offered, visit, "leader")
        assert ("You have a place." in said, "takes nobody any more" in said) == (open_, not open_)
        home = visit(offered.mentor).get(cast_home(offered)).text
        assert ("looks for people" in home) is open_
    assert bool(states(offered)) is open_


def cast_home(cast):
    return cast.url("organizations:home")


def test_those_in_charge_those_who_take_part_and_the_contact_do_not_sign_up(offered, visit):
    cast = offered
    with cast.works():
        EnrolmentFactory(cohort=cast.cohort, person=cast.leader.person)
        offer(cast, "leader")
    for who, why in (
        ("sponsor", "You are in charge of this cohort."),
        ("leader", "You take part already, as a leader."),
        ("admin", "You are the independent contact of this cohort"),
    ):
        assert why in sign(cast, visit, who, "mentor"), who
        page = visit(getattr(cast, who)).get(url(cast)).text
        assert "Sign up to lead" not in page
    assert states(cast) == {}
    assert "looks for people" not in visit(cast.leader).get(cast_home(cast)).text


def test_one_role_in_one_cohort_and_a_role_that_is_offered(offered, visit):
    assert "say whether you want to learn or to lead" in sign(offered, visit, "mentor", "leader")
    with offered.works():
        offer(offered, "leader")
    sign(offered, visit, "mentor")
    assert "you have asked here before" in sign(offered, visit, "mentor", "leader")
    assert states(offered) == {"Daria": "place"}


@pytest.mark.parametrize("change", [{"is_open": False}, {"state": "draft"}, {"state": "closing"}])
def test_what_is_not_open_is_not_there(offered, stranger, visit, change):
    assert visit(stranger.leader).get(url(offered)).status_code == 404
    with offered.works():
        rows = SignUp.objects if "is_open" in change else Cohort.objects
        rows.update(**change)
    assert visit(offered.leader).get(url(offered)).status_code == 404
    assert "No cohort looks for people" in visit(offered.leader).get(offered.url("programs:sign_ups")).text


def test_several_cohorts_are_one_item_at_home_and_a_page(offered, visit):
    with offered.works():
        offered.cohort = CohortFactory(name="Culture, spring", state=Cohort.State.ENROLLING)
        offer(offered, "leader", says="Those who lead a branch.")
    assert "2 cohorts look for people" in visit(offered.leader).get(cast_home(offered)).text
    page = visit(offered.leader).get(offered.url("programs:sign_ups")).text
    assert "Those who lead a branch." in page
    assert "2 cohorts look for people." in page


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("places", "0", "greater than or equal to 1"),
        ("places", "501", "less than or equal to 500"),
        ("last_day", "2026-09-13", "This day is over."),
        ("last_day", "9999-12-31", "before 2100"),
        ("says", "", "Fill this in."),
    ],
)
def test_what_cant_be_opened_is_said_where_it_was_typed(offered, visit, field, value, why):
    browser, edit = visit(offered.sponsor), url(offered, "sign_up_edit", role="leader")
    token = browser.get(edit).context["form"]["token"].value()
    answer = browser.post(edit, OFFER | {"token": token, field: value})
    assert why in " ".join(answer.context["form"].errors[field])
    with offered.works():
        assert not SignUp.objects.filter(role="leader").exists()


# --- what sponsors answer ---------------------------------------------------------------------------------------------


def test_a_sponsor_sees_who_signed_up_enrols_one_and_says_no_to_another(offered, visit):
    cast = offered
    sign(cast, visit, "mentor")
    sign(cast, visit, "manager")
    browser = visit(cast.sponsor)
    assert "2 people ask to take part" in browser.get(cast_home(cast)).text
    page = browser.get(url(cast, "applicants")).text
    assert "2 people ask to take part." in page
    assert "1 of 1 places taken, 1 waiting." in page
    yes = cast.url("programs:applicant_enrolling", pk=applicant(cast, "mentor").pk)
    no = cast.url("programs:applicant_declining", pk=applicant(cast, "manager").pk)
    assert "1 person enrolled as a mentor." in browser.post(yes, follow=True).text
    assert "Tomás O’Neil is told, kindly." in browser.post(no, follow=True).text
    browser.post(no)  # a second click tells nobody twice
    assert (states(cast), counted(cast)) == ({"Daria": "enrolled", "Tomás": "declined"}, (1, 0))
    sweep_until_idle(NOW)
    told = {letter.to[0]: letter for letter in mail.outbox}
    assert "Thank you for wanting to take part." in told[cast.manager.person.email].body
    assert "as a mentor" in told[cast.mentor.person.email].subject
    assert "It is not your turn this time." in visit(cast.manager).get(url(cast)).text
    assert "asked here before" in sign(cast, visit, "manager")
    with cast.sees("manager"):
        assert Notice.objects.of(cast.manager).count() == 1


def test_whoever_hoped_for_a_place_is_told_once_that_the_cohort_was_cancelled(offered, visit):
    cast = offered
    for who in ("mentor", "manager", "assistant"):
        sign(cast, visit, who)
    visit(cast.assistant).post(url(cast, "sign_up_taking_back"))
    visit(cast.sponsor).post(url(cast, "cancel"))
    sweep_until_idle(NOW)
    sweep_until_idle(NOW + DAY)
    assert states(cast) == {"Daria": "declined", "Tomás": "declined", "Ruth": "taken back"}
    said = "“AI fluency, autumn 2026” was cancelled: nobody takes part."
    hoped = {cast.mentor.person.email: said, cast.manager.person.email: said}
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == hoped
    assert len(mail.outbox) == 2
    assert said in visit(cast.manager).get(cast.url("notifications:notices")).text
    assert "This cohort was cancelled" in visit(cast.manager).get(url(cast)).text
    with cast.works():
        assert AuditEntry.objects.filter(verb="cancelled").exists()
        assert not AuditEntry.objects.filter(verb="declined").exists()  # nobody turned anyone down


def test_who_moves_up_in_the_night_in_which_the_cohort_is_cancelled_gets_one_mail(offered, visit):
    cast, night = offered, NOW.replace(hour=23)
    for who in ("mentor", "manager"):
        sign(cast, visit, who)
    with time_machine.travel(night, tick=False):
        visit(cast.mentor).post(url(cast, "sign_up_taking_back"))
        sweep_until_idle(night)
        assert states(cast)["Tomás"] == "place"
    with time_machine.travel(later := night + DAY / 48, tick=False):
        visit(cast.sponsor).post(url(cast, "cancel"))
        sweep_until_idle(later)
    assert mail.outbox == []
    sweep_until_idle(night + DAY / 3)  # at seven, when both are due and nothing is late
    [letter] = mail.outbox
    assert (letter.to, "was cancelled" in letter.subject) == ([cast.manager.person.email], True)


def test_who_is_enrolled_another_way_asks_no_longer_and_who_leaves_leaves_their_place(offered, visit):
    cast = offered
    sign(cast, visit, "mentor")
    sign(cast, visit, "manager")
    roster = cast.url("programs:enrol", pk=cast.cohort.pk)
    visit(cast.sponsor).post(roster, {"person": cast.mentor.person_id, "role": "mentor"})
    assert (states(cast), counted(cast)) == ({"Daria": "enrolled", "Tomás": "waiting"}, (1, 1))
    with cast.works():
        place = Enrolment.objects.get()
    visit(cast.mentor).post(cast.url("programs:withdrawal", pk=place.pk))
    sweep_until_idle(NOW)
    assert (states(cast), counted(cast)) == ({"Daria": "taken back", "Tomás": "place"}, (1, 0))


def test_only_the_cohorts_sponsors_answer(offered, visit):
    sign(offered, visit, "mentor")
    with offered.works():
        elsewhere = MembershipFactory(is_sponsor=True)
    pk = applicant(offered, "mentor").pk
    for who in (offered.admin, offered.executive, offered.mentor, elsewhere):
        assert visit(who).get(url(offered, "applicants")).status_code == 404
        for name in ("applicant_enrolling", "applicant_declining"):
            assert visit(who).post(offered.url(f"programs:{name}", pk=pk)).status_code == 404
    assert states(offered) == {"Daria": "place"}


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_however_many_ask(offered, visit, count):
    with offered.works():
        for _ in range(count):
            one = MembershipFactory().person
            asked = {"asked_at": NOW, "changed_at": NOW, "state": "waiting"}
            Applicant.objects.create(cohort=offered.cohort, sign_up=offered.offer, person=one, **asked)
            name(offered, one, offered.leader.person)
    browser = visit(offered.sponsor)
    browser.get(url(offered, "applicants"))
    with own_queries(10):
        browser.get(url(offered, "applicants"))


def test_both_lists_come_in_pages_of_their_own_and_the_headline_counts_all(offered, visit):
    with offered.works():
        for _ in range(60):
            one = MembershipFactory().person
            asked = {"asked_at": NOW, "changed_at": NOW, "state": "place"}
            Applicant.objects.create(cohort=offered.cohort, sign_up=offered.offer, person=one, **asked)
            name(offered, one, offered.leader.person)
    browser, at, seen = visit(offered.sponsor), "?asking=x&named=y", {"asking": set(), "named": set()}
    for way, many in (("asking", (50, 50)), ("named", (10, 50)), ("", (10, 10))):
        page = read(browser.get(url(offered, "applicants") + at).text)
        assert "60 people ask to take part." in page.one("h1").text
        parts = {key: page.one("section", **{"aria-labelledby": f"{key}-h"}) for key in seen}
        rows = {
            key: [it.one("b").text for it in part.one("ul", class_="queue").all("li")] for key, part in parts.items()
        }
        assert tuple(map(len, rows.values())) == many
        seen = {key: names | {*rows[key]} for key, names in seen.items()}
        at = parts[way].one("a", rel="next").attrs["href"] if way else ""
    assert [len(names) for names in seen.values()] == [60, 60]


def test_all_with_a_place_are_enrolled_at_once_and_an_answer_leads_back_to_its_page(offered, visit):
    with offered.works():
        for number in range(60):
            one = MembershipFactory().person
            asked = {"asked_at": NOW, "changed_at": NOW, "state": "place" if number < 52 else "waiting"}
            last = Applicant.objects.create(cohort=offered.cohort, sign_up=offered.offer, person=one, **asked)
        SignUp.objects.filter(pk=offered.offer.pk).update(places=52, taken=52, waiting=8)
    browser = visit(offered.sponsor)
    first = read(browser.get(url(offered, "applicants")).text).one("section", **{"aria-labelledby": "asking-h"})
    here = next(it.attrs["href"] for it in first.all("a") if "asking=" in it.attrs["href"])
    forms = read(browser.get(url(offered, "applicants") + here).text).all("form")
    no = next(it.attrs["action"] for it in forms if f"{last.pk}/declining/" in it.attrs["action"])
    assert browser.post(no).url == url(offered, "applicants") + here
    assert "Enrol all 52 with a place" in browser.get(url(offered, "applicants")).text
    asked = {"what": "mentors asking"}
    answer = browser.post(offered.url("programs:bulk", pk=offered.cohort.pk), asked, follow=True)
    assert "52 people will be enrolled as mentors." in answer.text
    answer = browser.post(offered.url("programs:bulk", pk=offered.cohort.pk), {"what": "leaders asking"}, follow=True)
    assert "Nobody was picked." in answer.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_the_last_place_at_once_one_gets_it_and_the_other_waits():
    cast = assemble()
    with cast.works():
        cast.cohort = CohortFactory(state=Cohort.State.ENROLLING)
        cast.offer = offer(cast)
    together, got = threading.Barrier(2, timeout=20), []

    def press(membership):
        try:
            with scope(WEB, cast.organization.pk, membership.person_id):
                mine = SignUp.objects.select_related("cohort__organization").get(pk=cast.offer.pk)
                together.wait()
                got.append(mine.sign_up(by=membership, now=NOW).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in (cast.leader, cast.mentor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(got), counted(cast)) == (["place", "waiting"], (1, 1))


# --- always -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(cast):
    with cast.works():
        cast.cohort = CohortFactory(state=Cohort.State.ENROLLING)
        cast.crowd = [MembershipFactory() for _ in range(6)]
        yield cast


steps_taken = st.lists(st.tuples(st.sampled_from("aaabbcd"), st.integers(0, 5)), max_size=14)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps_taken, places=st.integers(1, 3))
def test_the_counts_are_those_of_the_rows_and_nobody_waits_beside_a_free_place(crowd, steps, places):
    """a: signs up; b: takes it back; c: is told no; d: is enrolled and leaves again."""
    cast, row, now = crowd, offer(crowd, places=places), NOW
    for act, n in steps:
        now += datetime.timedelta(minutes=1)
        do(cast, row, act, cast.crowd[n], now)
        sign_up = SignUp.objects.select_related("cohort__organization").get(pk=row.pk)
        sign_up.move_up(now=now)
        asked = list(Applicant.objects.filter(sign_up=row).values_list("state", flat=True))
        row.refresh_from_db()
        assert row.taken == sum(state in Applicant.WITH_PLACE for state in asked) <= places
        assert row.waiting == asked.count("waiting")
        assert not row.waiting or row.taken == places
    SignUp.objects.filter(pk=row.pk).delete()


def do(cast, row, act, member, now):
    row = SignUp.objects.select_related("cohort__organization").get(pk=row.pk)
    mine = Applicant.objects.filter(sign_up=row, person=member.person_id).select_related("sign_up__cohort").first()
    if act == "a" and (mine is None or mine.is_taken_back):
        row.sign_up(by=member, now=now)
    elif act == "b" and mine:
        mine.take_back(by=member, now=now)
    elif act == "c" and mine:
        mine.decline(by=cast.sponsor, now=now)
    elif act == "d" and mine and mine.state == "place":
        mine.leave("enrolled", now=now)
        Applicant.objects.get(pk=mine.pk).leave("taken back", now=now, only=["enrolled"])


# --- naming a colleague -----------------------------------------------------------------------------------------------


def name(cast, person, by, role="mentor", **values):
    given = {"why": "She calls customers each day.", "nominated_at": NOW, "nominated_by": by} | values
    return Nomination.objects.create(cohort=cast.cohort, role=role, person=person, **given)


@pytest.fixture
def naming(offered):
    with offered.works():
        SignUp.objects.update(takes_nominations=True)
    return offered


def nominate(cast, visit, who, said, **data):
    browser, page = visit(getattr(cast, who)), url(cast, "nominate")
    token = browser.get(page).context["form"]["token"].value()
    given = {"token": token, "role": "mentor", "person": said, "why": "She calls customers each day."}
    return browser, browser.post(page, given | data)


def test_a_colleague_is_named_and_hears_of_it_only_when_enrolled(naming, visit):
    cast = naming
    assert "Name a colleague" in visit(cast.leader).get(url(cast)).text
    browser, answer = nominate(cast, visit, "leader", "mentor@aldermeer.test")
    assert answer.status_code == 302
    page = browser.get(url(cast, "nominate")).text
    assert ("Daria Nowak" in page, "She calls customers each day." in page) == (True, True)
    assert "Ingrid Sørensen" in page  # who reads the line
    sweep_until_idle(NOW)
    assert mail.outbox == []
    with cast.sees("mentor"):
        assert not Notice.objects.of(cast.mentor).exists()
        assert not Nomination.objects.exists()
    page = visit(cast.sponsor).get(url(cast, "applicants")).text
    assert ("She calls customers each day." in page, "(Giulia Marchetti)" in page) == (True, True)
    with cast.works():
        accept = cast.url("programs:nomination_accepting", pk=Nomination.objects.get().pk)
    assert "1 person enrolled as a mentor." in visit(cast.sponsor).post(accept, follow=True).text
    with cast.works():
        assert Nomination.objects.get().state == "enrolled"
    sweep_until_idle(NOW)
    [letter] = [it for it in mail.outbox if it.to == [cast.mentor.person.email]]
    assert "named" not in letter.body


def test_a_nomination_set_aside_tells_nobody(naming, visit):
    cast = naming
    with cast.works():
        row = name(cast, cast.mentor.person, cast.leader.person)
    aside = cast.url("programs:nomination_setting_aside", pk=row.pk)
    for who in ("leader", "mentor", "admin"):
        assert visit(getattr(cast, who)).post(aside).status_code == 404
    assert "Set aside. Nobody is told." in visit(cast.sponsor).post(aside, follow=True).text
    sweep_until_idle(NOW)
    assert mail.outbox == []
    page = visit(cast.leader).get(url(cast, "nominate")).text
    assert "Daria Nowak" in page
    assert "Set aside" not in page


def test_nobody_names_themselves_those_in_charge_or_anyone_twice(naming, visit):
    cast = naming
    with cast.works():
        name(cast, cast.manager.person, cast.leader.person)
        EnrolmentFactory(cohort=cast.cohort, person=cast.mentor.person, role="mentor")
        MembershipFactory(person__given_name="Ann", person__family_name="Lee", person__email="ann1@aldermeer.test")
        MembershipFactory(person__given_name="Ann", person__family_name="Lee", person__email="ann2@aldermeer.test")
    for said, why in (
        ("leader@aldermeer.test", "That is you."),
        ("Ingrid Sørensen", "Ingrid Sørensen is in charge of this cohort."),
        ("manager@aldermeer.test", "You have named them already."),
        ("nobody@aldermeer.test", "Nobody on the roster is called that."),
        ("Ann Lee", "Several people are called that. Use the work e-mail."),
    ):
        _browser, answer = nominate(cast, visit, "leader", said)
        assert why in " ".join(answer.context["form"].errors["person"]), said
        assert "ann1@" not in answer.text
    _browser, answer = nominate(cast, visit, "leader", "mentor@aldermeer.test", why="")
    assert "Fill this in." in answer.text
    _browser, answer = nominate(cast, visit, "leader", "mentor@aldermeer.test")
    assert answer.status_code == 302  # whether she takes part already is not told
    assert "Takes part already, as a mentor." in visit(cast.sponsor).get(url(cast, "applicants")).text


def test_without_leave_or_after_the_last_day_nobody_is_named(naming, visit):
    with time_machine.travel(NOW + 11 * DAY, tick=False):
        assert visit(naming.leader).get(url(naming, "nominate")).status_code == 404
        assert "Name a colleague" not in visit(naming.leader).get(url(naming)).text
    with naming.works():
        SignUp.objects.update(takes_nominations=False)
    assert visit(naming.leader).post(url(naming, "nominate"), {}).status_code == 404
    with naming.works():
        assert LabRules.objects.exists()
        assert not Nomination.objects.exists()
