"""What taking part asks for: added up for a person, told to sponsors without saying where, agreed to by the line manager."""

import datetime
import importlib
import re
from unittest import mock

import pytest
import time_machine
from django.apps.registry import Apps
from django.core import mail
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Notice
from notifications.sweep import sweep_until_idle
from organizations.facts import RosterChanged
from organizations.models import AuditEntry, Organization
from organizations.registries import facts
from programs import enrolling, taking_time, weekly
from programs.models import Cohort, Enrolment, HoursAgreement, PartnerAccess, TakenTime
from programs.models.hours import place_of
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories.lab import (
    CohortFactory,
    CohortSponsorFactory,
    EnrolmentFactory,
    ProgramFactory,
    RoleCharterFactory,
)

LEADER, MENTOR = Enrolment.Role.LEADER, Enrolment.Role.MENTOR


@pytest.fixture
def two(cast):
    """A cohort of the sponsor's, and one of somebody else's; nobody takes part yet."""
    with cast.works():
        cast.other_sponsor = MembershipFactory(is_sponsor=True)
        cast.cohort = run_by(cast.sponsor, name="AI fluency, autumn 2026")
        cast.other = run_by(cast.other_sponsor, name="Culture, spring")
        RoleCharterFactory(cohort=cast.cohort)
    with time_machine.travel(NOW, tick=False):
        yield cast


def run_by(sponsor, **values):
    cohort = CohortFactory(state=Cohort.State.ENROLLING, **values)
    CohortSponsorFactory(cohort=cohort, person=sponsor.person)
    return cohort


def enrol(cast, cohort, people, role, by=None):
    by = by or cast.sponsor
    with cast.works():
        cohort = Cohort.objects.select_related("program", "organization").get(pk=cohort.pk)
        return enrolling.enrol(cohort, people, role, by=by, now=NOW).enrolled


# --- my hours ---------------------------------------------------------------------------------------------------------


def test_one_page_adds_up_what_somebody_gives_as_mentor_here_and_leader_there(two, visit):
    cast = two
    [place] = enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    enrol(cast, cast.other, [cast.mentor.person], LEADER, by=cast.other_sponsor)
    page = visit(cast.mentor).get(cast.url("programs:hours")).text
    assert "It asks for about 1½ hours a week." in page
    assert ("about 1 hour<" in page, "about 40 minutes<" in page) == (True, True)
    assert "about 13 hours, until 13 December" in page
    with cast.sees("mentor"):
        Enrolment.objects.get(pk=place.pk).fill_in(by=cast.mentor, now=NOW, capacity=2)
    assert "It asks for about 2½ hours a week." in visit(cast.mentor).get(cast.url("programs:hours")).text
    assert "Your hours" in visit(cast.mentor).get(cast.url("programs:labs")).text
    assert "You take part in no lab yet." in visit(cast.executive).get(cast.url("programs:hours")).text


def test_both_roles_in_one_cohort_are_refused_in_words(two, visit):
    cast = two
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    url = cast.url("programs:enrol", pk=cast.cohort.pk)
    answer = visit(cast.sponsor).post(url, {"person": cast.mentor.person_id, "role": "leader"})
    assert "Daria Nowak: Takes part already, as a mentor." in answer.text
    with cast.works():
        Organization.objects.update(mentor_word="upward mentor", mentors_word="upward mentors")
    answer = visit(cast.sponsor).post(url, {"person": cast.mentor.person_id, "role": "leader"})
    assert "Daria Nowak: Takes part already, as an upward mentor." in answer.text


def test_a_sponsor_reads_where_else_somebody_takes_part_by_name_only_in_their_own_cohorts(two, visit):
    cast = two
    with cast.works():
        mine = run_by(cast.sponsor, name="Frontline")
    enrol(cast, mine, [cast.leader.person], LEADER)
    enrol(cast, cast.other, [cast.leader.person, cast.mentor.person], MENTOR, by=cast.other_sponsor)
    page = visit(cast.sponsor).get(cast.url("programs:enrol", pk=cast.cohort.pk)).text
    assert "Already a leader in “Frontline”. Already takes part elsewhere: about 1 hour a week." in page
    assert page.count("Already takes part elsewhere: about 1 hour a week.") == 2
    assert "Culture, spring" not in page
    with cast.works():
        Cohort.objects.get(pk=cast.other.pk).cancel(by=cast.other_sponsor, now=NOW)
    page = visit(cast.sponsor).get(cast.url("programs:enrol", pk=cast.cohort.pk)).text
    assert "elsewhere" not in page


def test_what_is_kept_of_somebodys_week_goes_with_their_place(two):
    cast = two
    [place] = enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    for who, rows in (("mentor", 1), ("sponsor", 1), ("leader", 0), ("executive", 0), ("admin", 0), ("manager", 0)):
        with cast.sees(who):
            assert TakenTime.objects.count() == rows, who
    with cast.sees("mentor"):
        Enrolment.objects.get(pk=place.pk).withdraw(by=cast.mentor, now=NOW)
    with cast.works():
        assert not TakenTime.objects.exists()


def test_short_sessions_ask_for_less():
    assert weekly.minutes_a_week(leads=True, session=20) < weekly.minutes_a_week(leads=True, session=60) < 60


days = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))


@given(minutes=st.integers(10, 600), first=days, last=days, later=st.integers(0, 400))
def test_more_days_never_ask_for_less_and_days_unknown_for_nothing_known(minutes, first, last, later):
    whole = weekly.minutes_over(minutes, first, last)
    assert (whole is None) == (last < first)
    assert weekly.minutes_over(minutes, None, last) is None
    if whole is not None:
        assert weekly.minutes_over(minutes, first, last + datetime.timedelta(days=later)) >= whole


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (40, "about 40 minutes"),
        (38, "about 40 minutes"),
        (60, "about 1 hour"),
        (100, "about 1½ hours"),
        (120, "about 2 hours"),
    ],
)
def test_hours_are_said_in_words(minutes, said):
    assert taking_time.about(minutes) == said


# --- the line manager -------------------------------------------------------------------------------------------------


def asked(cast):
    """The path in the mail that the mentor's manager got."""
    sweep_until_idle(NOW)
    letters = [it for it in mail.outbox if it.to == [cast.manager.person.email]]
    return re.search(r"https?://[^/]+(/hours/\S+)", letters[-1].body)[1]


def answers(cast):
    with cast.works():
        return list(HoursAgreement.objects.order_by("id").values_list("answer", flat=True))


def test_a_line_manager_is_told_reads_hours_and_charter_and_nothing_else_and_agrees(two, client, visit):
    cast = two
    enrol(cast, cast.cohort, [cast.leader.person], LEADER)
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    path = asked(cast)
    subject = "Daria Nowak will give about 1 hour a week as a mentor"
    [letter] = [it for it in mail.outbox if it.to == [cast.manager.person.email]]
    assert letter.subject == subject
    assert "14 September" in letter.body
    page = client.get(path).text
    for said in ("Daria Nowak will give about 1 hour a week.", "14 September", "13 December 2026", "Teach tools"):
        assert said in page
    assert "Let no meeting go over the hour" in page
    assert "Giulia" not in page + letter.body
    client.get(path, {"answer": "agreed"})
    client.head(path)
    assert answers(cast) == ["asked"]  # a mail scanner follows links
    assert "You have agreed. Thank you." in client.post(path, {"answer": "agreed"}, follow=True).text
    assert answers(cast) == ["agreed"]
    with cast.works():
        own = cast.url("programs:profile", pk=Enrolment.objects.get(person=cast.mentor.person).pk)
    assert "Tomás O’Neil has agreed to about 1 hour a week." in visit(cast.mentor).get(own).text
    with cast.works():
        shown = Enrolment.objects.get(person=cast.mentor.person)
        PartnerAccess.objects.create(enrolment=shown, person=cast.leader.person)
    assert "Tomás" not in visit(cast.leader).get(own).text
    people = visit(cast.sponsor).get(cast.url("programs:enrolled", pk=cast.cohort.pk)).text
    assert "Agreed" in people
    with cast.works():
        entry = AuditEntry.objects.get(verb="answered")
        assert (entry.actor_id, entry.fields, entry.is_open) == (cast.manager.person_id, ["answer"], False)


def test_a_manager_who_wants_to_talk_reaches_the_sponsors_once_and_may_agree_later(two, client, visit):
    cast = two
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    path = asked(cast)
    for said in ("nonsense", "talk", "talk"):
        client.post(path, {"answer": said})
    sweep_until_idle(NOW)
    with cast.sees("sponsor"):
        [notice] = Notice.objects.of(cast.sponsor)
    assert notice.sentence == "Tomás O’Neil wants to talk with you about Daria Nowak’s hours."
    assert "Wants to talk" in visit(cast.sponsor).get(cast.url("programs:enrolled", pk=cast.cohort.pk)).text
    client.post(path, {"answer": "agreed"})
    assert answers(cast) == ["agreed"]


def test_a_link_opens_nothing_once_the_mentor_has_left_and_another_one_when_they_are_back(two, client):
    cast = two
    [place] = enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    before = asked(cast)
    with cast.sees("mentor"):
        Enrolment.objects.get(pk=place.pk).withdraw(by=cast.mentor, now=NOW)
    for answer in (client.get(before), client.post(before, {"answer": "agreed"}), client.get("/hours/made-up/")):
        assert (answer.status_code, "This link opens nothing any more." in answer.text) == (404, True)
    assert answers(cast) == ["over"]
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    after = asked(cast)
    assert (before == after, client.get(before).status_code, client.get(after).status_code) == (False, 404, 200)


def test_more_leaders_than_agreed_to_are_asked_for_again(two, client):
    cast = two
    [place] = enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    client.post(asked(cast), {"answer": "agreed"})
    for capacity, said in ((1, "agreed"), (2, "asked")):
        with cast.sees("mentor"):
            Enrolment.objects.get(pk=place.pk).fill_in(by=cast.mentor, now=NOW, capacity=capacity)
        assert answers(cast) == [said]
    assert "about 2 hours a week" in client.get(asked(cast)).text


def test_another_manager_on_the_roster_is_asked_instead(two, client):
    cast = two
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    before = asked(cast)
    with cast.works():
        facts.tell(RosterChanged((cast.mentor.person_id,), ()), now=NOW)
        assert HoursAgreement.objects.get().round == 1  # the same manager: nothing new
        cast.mentor.person.manager = cast.executive.person
        cast.mentor.person.save()
        facts.tell(RosterChanged((cast.mentor.person_id,), ()), now=NOW)
    assert (answers(cast), client.get(before).status_code) == (["over", "asked"], 404)


@pytest.mark.parametrize("why", ["a leader", "no manager", "themselves", "has left", "turned off"])
def test_nobody_is_asked_where_there_is_nobody_to_ask(two, why):
    cast = two
    with cast.works():
        person = cast.mentor.person
        if why in ("no manager", "themselves"):
            person.manager = None if why == "no manager" else person
            person.save()
        if why == "has left":
            cast.manager.person.left_on = NOW.date()
            cast.manager.person.save()
        cast.organization.tells_line_managers = why != "turned off"
        cast.organization.save()
    enrol(cast, cast.cohort, [cast.mentor.person], LEADER if why == "a leader" else MENTOR)
    assert answers(cast) == []


def test_the_switch_closes_what_was_asked_before(two, visit, client):
    cast = two
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    path, browser, settings = asked(cast), visit(cast.admin), cast.url("organizations:settings")
    page = browser.get(settings)
    assert "Line managers are asked about their mentors’ hours" in page.text
    said = {"name": cast.organization.name, "time_zone": "UTC", "version": page.context["form"]["version"].value()}
    browser.post(settings, said)
    assert client.get(path).status_code == 404


def test_who_may_read_what_a_line_manager_said(two):
    cast = two
    enrol(cast, cast.cohort, [cast.mentor.person], MENTOR)
    for who, rows in (("manager", 1), ("mentor", 1), ("sponsor", 1), ("leader", 0), ("admin", 0), ("executive", 0)):
        with cast.sees(who):
            assert HoursAgreement.objects.count() == rows, who


def test_a_manager_without_an_address_is_asked_and_gets_no_mail(two):
    cast = two
    with cast.works():
        person = PersonFactory(manager=PersonFactory(email=""))
    enrol(cast, cast.cohort, [person], MENTOR)
    sweep_until_idle(NOW)
    assert (answers(cast), mail.outbox) == (["asked"], [])


def test_programs_with_short_sessions_say_so_on_the_page_of_hours(two, visit):
    cast = two
    with cast.works():
        short = run_by(cast.sponsor, name="Shifts", program=ProgramFactory(session_minutes=20))
    enrol(cast, short, [cast.leader.person], LEADER)
    assert "It asks for about 20 minutes a week." in visit(cast.leader).get(cast.url("programs:hours")).text


@pytest.fixture
def as_it_was(db):
    """The table of taken time as those migrations found it, in the place of today's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE programs_takentime (id uuid PRIMARY KEY, organization_id uuid, enrolment_id uuid,"
            " person_id uuid, minutes smallint, place uuid, UNIQUE (organization_id, person_id, enrolment_id));"
            " GRANT ALL ON pg_temp.programs_takentime TO PUBLIC"
        )

    class Kept(models.Model):
        id = models.UUIDField(primary_key=True)
        enrolment_id, person_id, place = models.UUIDField(), models.UUIDField(), models.UUIDField(null=True)
        minutes = models.PositiveSmallIntegerField()

        class Meta:
            apps, app_label, db_table = Apps(), "programs", "programs_takentime"

        def __str__(self):
            return str(self.place)

    return Kept


def test_places_older_than_the_table_get_the_minutes_and_names_that_new_ones_are_given(lab, as_it_was):
    life, names = (importlib.import_module(f"programs.migrations.{it}") for it in ("0007_life", "0010_places_by_name"))
    with lab.works():
        Enrolment.objects.filter(pk=lab.mentor_enrolment.pk).update(capacity=3)
        gone = EnrolmentFactory(cohort=lab.cohort, person=PersonFactory(), role=LEADER, state="withdrawn")
        for _twice in range(2):
            with connection.cursor() as cursor:
                cursor.execute(life.TAKEN_TIME)
        names.name_places(mock.Mock(get_model=lambda *_: as_it_was), mock.Mock())
        here = Enrolment.objects.active().select_related("cohort__program")
        assert dict(as_it_was.objects.values_list("enrolment_id", "minutes")) == {
            it.pk: taking_time.minutes_of(it) for it in here
        }
        named = dict(as_it_was.objects.values_list("enrolment_id", "place"))
        assert named == {it.pk: place_of(it.pk) for it in here}
        assert gone.pk not in named
