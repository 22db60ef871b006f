"""A cohort at rest (PROTOCOL 3): days, check-ins and reminders stop with it; it goes on where it stood. And one that is cancelled."""

import datetime
import itertools

import pytest
import time_machine

from checkins.models import CheckIn
from metrics.models import SurveyAnswer, Wave
from metrics.publication import publish_quarter
from notifications.models import Due, Notice
from notifications.sweep import sweep_until_idle
from organizations.models import Organization, Person
from pairing.models import Pair
from programs.models import Cohort, CohortStep
from sessions.models import LabSession
from tests.checkins.reviewing import hold
from tests.clock import live_through
from tests.factories import NOW
from tests.factories import lab as make
from tests.sessions.play import DAY, HOUR, chosen, held, sessions_of, stored, to_people

from .design import headline, second_sponsor, sent, tree

PAUSED_ON, RESUMED_ON = NOW + 10 * DAY, NOW + 40 * DAY  # between the first session and what would be the third


@pytest.fixture
def it(lab):
    """The pair's hour stands: seven sessions from the third day on."""
    lab.hours = chosen(lab)
    return lab


def turn(lab, verb, now, who="sponsor"):
    """By the verb itself, and what the worker does about it at once."""
    with lab.sees(who):
        step = getattr(Cohort.objects.get(pk=lab.cohort.pk), verb)(by=getattr(lab, who), now=now)
    sweep_until_idle(now)
    return step


def cohort_of(lab):
    with lab.works():
        return Cohort.objects.select_related("organization").get(pk=lab.cohort.pk)


def press(visit, lab, view, now, who="sponsor", **said):
    with time_machine.travel(now, tick=False):
        return visit(getattr(lab, who)).post(lab.url(f"programs:{view}", pk=lab.cohort.pk), said, follow=True)


def look(visit, lab, who, view, now, **said):
    with time_machine.travel(now, tick=False):
        return visit(getattr(lab, who)).get(lab.url(view, **said))


class TestTurning:
    def test_a_sponsor_lets_it_rest_and_takes_it_up_again(self, it, visit):
        page = look(visit, it, "sponsor", "programs:pause", PAUSED_ON, pk=it.cohort.pk)
        assert headline(page) == "Let this cohort rest?"
        page = press(visit, it, "pause", PAUSED_ON)
        assert headline(page) == "This cohort has been at rest since 24 September."
        assert tree(page).one("section", id="rest").one("form").attrs["action"] == it.url(
            "programs:resume", pk=it.cohort.pk
        )
        assert not tree(page).all("section", id="gate")
        stood = tree(page).one("ol", class_="stepper").one("li", class_="is-now").text
        assert stood.startswith("Running")
        later = look(visit, it, "sponsor", "programs:cohorts", RESUMED_ON)
        row = tree(later).one("table").text
        assert "At rest" in row
        assert "Day 10 of 90." in row
        assert "Take it up again" in row
        page = press(visit, it, "resume", RESUMED_ON)
        assert headline(page) == "Day 10 of 90."
        facts = tree(page).one("section", aria_labelledby="frame-h").text
        assert "12 January 2027" in facts
        assert "after 30 days of rest" in facts
        history = tree(page).one("details", class_="history")
        assert [line.one("b").text for line in history.all("li")] == ["At rest → Running", "Running → At rest"]
        assert it.sponsor.person.name in history.text
        page = look(visit, it, "sponsor", "programs:cohort", RESUMED_ON + DAY, pk=it.cohort.pk)
        assert headline(page) == "Day 11 of 90."

    def test_twice_and_two_sponsors_at_once_change_nothing_more(self, it, visit):
        other = second_sponsor(it)
        with it.works():
            make.CohortSponsorFactory(cohort=it.cohort, person=other.person)
        it.other = other
        press(visit, it, "pause", PAUSED_ON)
        page = press(visit, it, "pause", PAUSED_ON + HOUR, who="other")
        assert "It rests already." in tree(page).text
        assert cohort_of(it).rests_since == PAUSED_ON
        press(visit, it, "resume", RESUMED_ON, who="other")
        page = press(visit, it, "resume", RESUMED_ON + DAY)
        assert "It does not rest" in tree(page).text
        assert cohort_of(it).ends_on == NOW.date() + 120 * DAY
        with it.works():
            assert CohortStep.objects.count() == 2

    @pytest.mark.parametrize("state", ["draft", "enrolling", "pairing", "closing"])
    def test_only_one_that_runs_can_rest(self, it, visit, state):
        with it.works():
            Cohort.objects.update(state=state)
        page = press(visit, it, "pause", PAUSED_ON)
        assert "Only a cohort that runs can rest." in tree(page).text
        assert cohort_of(it).state == state

    @pytest.mark.parametrize("state", ["completed", "cancelled"])
    def test_one_that_is_over_neither_rests_nor_goes_on(self, it, visit, state):
        with it.works():
            Cohort.objects.update(state=state)
        for view in ("pause", "resume"):
            assert visit(it.sponsor).post(it.url(f"programs:{view}", pk=it.cohort.pk)).status_code == 403

    def test_the_gate_stays_shut_meanwhile(self, it, visit):
        turn(it, "pause", PAUSED_ON)
        url = it.url("programs:advance", pk=it.cohort.pk, leaving="paused")
        assert visit(it.sponsor).post(url, follow=True).status_code == 200
        assert cohort_of(it).state == "paused"

    def test_the_last_day_typed_before_does_not_overwrite_the_one_that_moved(self, it, visit):

        browser, url = visit(it.sponsor), it.url("programs:cohort_edit", pk=it.cohort.pk)
        typed = sent(browser.get(url)) | {"goal": "Mine"}
        turn(it, "pause", PAUSED_ON)
        turn(it, "resume", RESUMED_ON)
        page = browser.post(url, typed)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert cohort_of(it).ends_on == NOW.date() + 120 * DAY


class TestPeople:
    def test_everyone_reads_that_it_rests_and_that_it_goes_on(self, it, visit):
        turn(it, "pause", PAUSED_ON)
        for who in ("leader", "mentor"):
            assert (
                "has been at rest since 24 September"
                in tree(look(visit, it, who, "organizations:home", PAUSED_ON + DAY)).text
            )
            assert "At rest since 24 September" in tree(look(visit, it, who, "programs:labs", PAUSED_ON + DAY)).text
            pair = look(visit, it, who, "pairing:pair", PAUSED_ON + DAY, pk=it.pair.pk)
            assert headline(pair).endswith("rests.")
            assert "has been at rest since 24 September" in tree(pair).text
            sessions = look(visit, it, who, "sessions:sessions", PAUSED_ON + DAY)
            assert headline(sessions) == "Your lab rests."
        lived = live_through(RESUMED_ON, RESUMED_ON)
        assert lived.mails == []
        turn(it, "resume", RESUMED_ON)
        with it.works():
            said = list(Notice.objects.filter(kind="cohort-news").order_by("id").values_list("sentence", flat=True))
        assert len(said) == 4
        assert said[0].startswith("“AI fluency, autumn 2026” rests. No sessions and no reminders")
        assert "goes on. Its last day is now 12 January 2027." in said[3]
        assert headline(look(visit, it, "leader", "pairing:pair", RESUMED_ON, pk=it.pair.pk)) == "Your lab with Daria."

    def test_no_page_takes_the_rest_for_a_task_or_for_an_end(self, it, visit):
        turn(it, "pause", PAUSED_ON)
        home = look(visit, it, "leader", "organizations:home", PAUSED_ON + DAY)
        assert (home.context["count"], headline(home)) == (0, "Your lab rests.")
        assert "Nothing needs you now." in home.text
        assert "Your next step" not in home.text
        said = {
            "programs:enrol": "This cohort rests. People can be enrolled when it goes on.",
            "programs:applicants": "This cohort rests. People can be enrolled when it goes on.",
            "pairing:board": "This cohort rests. Partners are proposed again when it goes on.",
            "pairing:pairs": "The cohort rests, and every lab with it.",
            "programs:cohort": "at rest since 24 September",
        }
        for view, says in said.items():
            page = look(visit, it, "sponsor", view, PAUSED_ON + DAY, pk=it.cohort.pk)
            assert says in page.text, view
            assert "is closing" not in page.text, view

    def test_every_page_names_the_organizations_day(self, it, visit):
        with it.works():
            Organization.objects.filter(pk=it.organization.pk).update(time_zone="Europe/Berlin")
        late = PAUSED_ON.replace(hour=22, minute=30)
        turn(it, "pause", late)
        for who, view, address in (
            ("sponsor", "organizations:home", {}),
            ("sponsor", "programs:cohort", {"pk": it.cohort.pk}),
            ("leader", "organizations:home", {}),
            ("leader", "programs:labs", {}),
            ("mentor", "pairing:pair", {"pk": it.pair.pk}),
        ):
            page = tree(look(visit, it, who, view, late + DAY, **address)).text
            assert "at rest since 25 September" in page.replace("At rest", "at rest"), view
            assert "24 September" not in page, view

    def test_the_history_tells_the_time_on_the_clock_of_who_reads_it(self, it, visit):
        turn(it, "pause", PAUSED_ON.replace(hour=22, minute=30))
        with it.works():
            Person.objects.filter(pk=it.sponsor.person_id).update(time_zone="Asia/Tokyo")
        page = look(visit, it, "sponsor", "programs:cohort", PAUSED_ON + DAY, pk=it.cohort.pk)
        assert "25 September 2026, 07:30" in tree(page).one("section", id="history").text

    def test_each_is_told_by_one_mail_at_a_waking_hour(self, it):
        with it.works():
            Person.objects.filter(pk=it.mentor.person_id).update(time_zone="America/New_York")
        with it.sees("sponsor"):
            Cohort.objects.get(pk=it.cohort.pk).pause(by=it.sponsor, now=PAUSED_ON)
        lived = live_through(PAUSED_ON, PAUSED_ON + DAY)
        (leaders,), (mentors,) = (
            [(at, letter) for at, letter in lived.to(who) if to_people([letter])] for who in (it.leader, it.mentor)
        )
        assert leaders[0] == PAUSED_ON
        assert mentors[0].astimezone(datetime.timezone(-4 * HOUR)).hour == 7
        assert leaders[1].subject == "“AI fluency, autumn 2026” rests."
        assert "Nothing that you wrote is lost." in " ".join(mentors[1].body.split())

    def test_who_takes_it_up_within_the_night_sends_no_mail_that_is_untrue(self, it):
        night = PAUSED_ON.replace(hour=22)
        turn(it, "pause", night)
        turn(it, "resume", night + HOUR)
        lived = live_through(night, night + DAY)
        news = {letter.subject for _at, letter in lived.mails if "AI fluency" in letter.subject}
        assert news == {"“AI fluency, autumn 2026” goes on."}

    def test_nothing_can_be_planned_meanwhile_and_what_is_typed_stays(self, it, visit):
        turn(it, "pause", PAUSED_ON)
        url = it.url("sessions:add", pair=it.pair.pk)
        with time_machine.travel(PAUSED_ON + DAY, tick=False):
            browser = visit(it.leader)

            typed = sent(browser.get(url)) | {"day": "2026-10-01", "at": "10:00"}
            page = browser.post(url, typed)
        assert "Your cohort rests." in tree(page).text
        assert page.context["form"]["day"].value() == "2026-10-01"


class TestSessions:
    def test_the_clock_is_still_and_goes_on_with_the_next_one(self, it):
        first, _second, third = it.hours[:3]
        held(it, first)
        turn(it, "pause", PAUSED_ON)
        assert live_through(PAUSED_ON + HOUR, RESUMED_ON - HOUR).mails == []
        turn(it, "resume", RESUMED_ON)
        rest = sessions_of(it)
        assert [s.starts_at for s in rest[:1]] == [first.starts_at]
        assert all(s.starts_at > RESUMED_ON for s in rest[1:])
        assert stored(it, third).state == LabSession.State.REPLACED
        lived = live_through(RESUMED_ON + HOUR, rest[1].starts_at)
        assert [letter.subject.split(",")[1] for _at, letter in lived.to(it.leader)] == [" with Daria."]

    def test_as_many_as_lay_in_the_rest_come_at_the_end_in_the_same_rhythm(self, it):
        before = [s.starts_at for s in it.hours]
        turn(it, "pause", PAUSED_ON)
        turn(it, "resume", PAUSED_ON + 28 * DAY)
        after = sessions_of(it)
        assert len(after) == len(before)
        gaps = {later.starts_at.date() - one.starts_at.date() for one, later in itertools.pairwise(after[1:])}
        assert gaps == {14 * DAY}
        assert {s.starts_at.weekday() for s in after} == {before[0].weekday()}
        assert after[-1].starts_at.date() <= cohort_of(it).ends_on
        with it.works():
            assert LabSession.objects.get(pk=after[-1].pk).bookings.count() == 2
            assert not Due.objects.waiting().filter(
                subject_id__in=LabSession.objects.filter(state="replaced").values("pk")
            )

    def test_one_that_is_under_way_is_finished_and_can_be_logged(self, it, visit):
        first = it.hours[0]
        turn(it, "pause", first.starts_at + HOUR / 2)
        held(it, first, now=first.ends_at)
        turn(it, "resume", RESUMED_ON)
        assert stored(it, first).is_held

    def test_one_that_nobody_logged_before_is_asked_about_after(self, it):
        first = it.hours[0]
        turn(it, "pause", first.ends_at + HOUR)
        assert live_through(first.ends_at + 2 * HOUR, first.ends_at + 5 * DAY).mails == []
        with it.sees("sponsor"):
            Cohort.objects.get().resume(by=it.sponsor, now=first.ends_at + 6 * DAY)
        lived = live_through(first.ends_at + 6 * DAY, first.ends_at + 7 * DAY)
        assert any("Did you meet" in letter.subject for _at, letter in lived.to(it.leader))

    def test_an_hour_at_which_one_is_taken_by_now_is_left_out(self, it):
        from sessions.models import Booking

        turn(it, "pause", PAUSED_ON)
        ends = it.hours[-1].starts_at + 14 * DAY
        with it.works():
            other = make.LabSessionFactory(pair=it.pair, series=it.series, number=90, state="replaced")
            Booking.objects.create(person=it.mentor.person, session=other, starts_at=ends, ends_at=ends + HOUR)
        turn(it, "resume", PAUSED_ON + 28 * DAY)
        assert ends not in [s.starts_at for s in sessions_of(it)]

    def test_a_pair_barred_to_the_sponsor_goes_on_too(self, it):
        from organizations.models import Person
        from pairing.models import SponsorBar

        with it.works():
            Person.objects.filter(pk=it.leader.person_id).update(manager=it.sponsor.person)
            SponsorBar.objects.draw([it.leader_enrolment])
        turn(it, "pause", PAUSED_ON)
        turn(it, "resume", PAUSED_ON + 28 * DAY)
        assert stored(it, it.hours[1]).state == LabSession.State.REPLACED

    def test_a_second_rest_begins_where_the_first_ended(self, it):
        turn(it, "pause", PAUSED_ON)
        turn(it, "resume", PAUSED_ON + 14 * DAY)
        turn(it, "pause", PAUSED_ON + 20 * DAY)
        turn(it, "resume", PAUSED_ON + 34 * DAY)
        found = cohort_of(it)
        assert (found.rested_days, found.ends_on) == (28, NOW.date() + 118 * DAY)
        assert len(sessions_of(it)) == len(it.hours)


class TestPairs:
    def test_a_pair_starts_when_the_cohort_goes_on(self, it):
        from programs.models import CharterSignature

        with it.works():
            Pair.objects.update(state=Pair.State.PUBLISHED, started_at=None)
            signed = {"rules": it.rules, "charter": it.charter, "signed_at": NOW}
            for place in (it.leader_enrolment, it.mentor_enrolment):
                CharterSignature.objects.create(enrolment=place, name="x", **signed)
        turn(it, "pause", PAUSED_ON)
        for who in ("leader", "mentor"):
            with it.sees(who):
                Pair.objects.get().answer("accepted", by=getattr(it, who), now=PAUSED_ON + DAY)
        sweep_until_idle(PAUSED_ON + DAY)
        with it.works():
            assert Pair.objects.get().state == Pair.State.PUBLISHED
        turn(it, "resume", RESUMED_ON)
        with it.works():
            assert Pair.objects.get().state == Pair.State.RUNNING


class TestCheckIns:
    def test_what_opens_by_days_waits_for_the_days_of_rest(self, it):
        with it.works():
            Due.objects.plan("review-by-day-40", it.pair.pk, NOW + 40 * DAY)
        turn(it, "pause", PAUSED_ON)
        turn(it, "resume", PAUSED_ON + 35 * DAY)  # past day 40 of the calendar
        sweep_until_idle(NOW + 74 * DAY)
        with it.works():
            assert not CheckIn.objects.exists()
        sweep_until_idle(NOW + 75 * DAY)
        with it.works():
            assert CheckIn.objects.count() == 2

    def test_a_review_that_fell_due_in_the_rest_opens_after_it(self, it, visit):
        for number in (1, 2):
            hold(it, number + 20)
        turn(it, "pause", PAUSED_ON + 400 * DAY)
        at = PAUSED_ON + 401 * DAY
        with it.works():
            make.LabSessionFactory(pair=it.pair, series=it.series, number=40, starts_at=at, state="held")
            Due.objects.plan("review", it.pair.pk, at, occurrence="3")
        sweep_until_idle(at)
        with it.works():
            assert not CheckIn.objects.exists()
        turn(it, "resume", at + DAY)
        with it.works():
            assert CheckIn.objects.count() == 2

    def test_one_that_is_open_asks_nobody_meanwhile(self, it, visit):
        at = [hold(it, number + 10) for number in (1, 2, 3)][-1]
        turn(it, "pause", at)
        for who in ("sponsor", "mentor"):
            assert "review" not in tree(look(visit, it, who, "organizations:home", at + DAY)).one("main").text.lower()
        turn(it, "resume", at + 2 * DAY)
        assert "2 reviews are open" in tree(look(visit, it, "sponsor", "organizations:home", at + 2 * DAY)).text


class TestSurveys:
    @pytest.fixture
    def survey(self, it):
        """A follow-up that has five days left when the cohort goes to rest."""
        with it.works():
            it.measure = make.IndicatorFactory(cohort=it.cohort)
            opens = {"opens_at": PAUSED_ON - 5 * DAY, "closes_at": PAUSED_ON.replace(hour=0) + 5 * DAY}
            it.wave = make.WaveFactory(cohort=it.cohort, kind=Wave.Kind.FOLLOW_UP, **opens)
            Due.objects.plan("survey-reminder", it.wave.pk, PAUSED_ON + 2 * DAY, occurrence="remind")
        return it

    def test_it_gets_back_the_days_that_it_had_left(self, survey, visit):
        url = survey.url("metrics:survey", pk=survey.wave.pk)
        turn(survey, "pause", PAUSED_ON)
        page = look(visit, survey, "leader", "metrics:survey", PAUSED_ON + DAY, pk=survey.wave.pk)
        assert headline(page) == "This survey rests with its cohort."
        with time_machine.travel(PAUSED_ON + DAY, tick=False):
            page = visit(survey.leader).post(url, {survey.measure.key: "4"})
        assert "The cohort rests, and this survey with it." in tree(page).text
        assert page.context["form"][survey.measure.key].value() == "4"
        assert live_through(PAUSED_ON + HOUR, RESUMED_ON - HOUR).mails == []
        home = look(visit, survey, "leader", "organizations:home", PAUSED_ON + DAY)
        assert "A minute of questions" not in tree(home).text
        turn(survey, "resume", RESUMED_ON)
        with survey.works():
            wave = Wave.objects.get(pk=survey.wave.pk)
            zone = survey.organization.zone
            assert wave.closes_at.astimezone(zone).date() - RESUMED_ON.date() == 5 * DAY
        with time_machine.travel(RESUMED_ON + DAY, tick=False):
            visit(survey.leader).post(url, {survey.measure.key: "4"})
        with survey.works():
            assert SurveyAnswer.objects.count() == 1
        lived = live_through(RESUMED_ON + DAY, RESUMED_ON + 4 * DAY)
        assert any("minute of questions" in letter.subject for _at, letter in lived.to(survey.mentor))

    def test_its_figures_are_not_decided_before_it_has_closed(self, survey):
        turn(survey, "pause", PAUSED_ON)
        with survey.works():
            quarter = publish_quarter(survey.organization, 2026, 3, now=PAUSED_ON + 10 * DAY)
            assert {figure.state for figure in quarter.figures.all()} == {"coming"}

    def test_the_follow_up_opens_later_by_the_rest(self, it):
        with it.works():
            from metrics.design import open_baseline

            make.IndicatorFactory(cohort=it.cohort)
            open_baseline(cohort_of(it), closes_on=NOW.date() + 8 * DAY, by=it.sponsor, now=NOW)
        turn(it, "pause", NOW + 70 * DAY)
        sweep_until_idle(NOW + 85 * DAY)
        with it.works():
            assert not Wave.objects.filter(kind="follow_up").exists()
        turn(it, "resume", NOW + 90 * DAY)
        sweep_until_idle(NOW + 97 * DAY)
        with it.works():
            assert not Wave.objects.filter(kind="follow_up").exists()
        sweep_until_idle(NOW + 99 * DAY)
        with it.works():
            assert Wave.objects.filter(kind="follow_up").exists()


class TestCancelled:
    def test_pairs_end_people_are_told_and_nothing_more_goes_out(self, it, visit):
        with it.works():
            make.IndicatorFactory(cohort=it.cohort)
            closes = {"opens_at": NOW, "closes_at": PAUSED_ON + 9 * DAY}
            wave = make.WaveFactory(cohort=it.cohort, kind=Wave.Kind.BASELINE, **closes)
            Due.objects.plan("survey-reminder", wave.pk, PAUSED_ON + 6 * DAY, occurrence="remind")
        page = press(visit, it, "cancel", PAUSED_ON)
        assert headline(page) == "This cohort was cancelled."
        lived = live_through(PAUSED_ON, NOW + 120 * DAY)
        letters = [letter for _at, letter in lived.mails]
        assert [it.subject for it in to_people(letters)] == ["“AI fluency, autumn 2026” was cancelled."] * 2
        assert {it.subject for it in letters if "is free again" in it.subject} == {
            "Your former hour with Daria is free again.",
            "Your former hour with Giulia is free again.",
        }, "and calendars hear of it"
        with it.works():
            assert Pair.objects.get().state == Pair.State.ENDED
            assert not LabSession.objects.still_to_begin(PAUSED_ON).exists()
            assert Notice.objects.filter(kind="cohort-news").count() == 2
            assert not Notice.objects.filter(kind="pair-ended").exists()
        home = tree(look(visit, it, "leader", "organizations:home", PAUSED_ON + DAY)).one("main").text
        assert "A minute of questions" not in home
        assert headline(look(visit, it, "mentor", "pairing:pair", PAUSED_ON + DAY, pk=it.pair.pk)).endswith(
            "has ended."
        )

    def test_one_at_rest_can_be_cancelled_and_not_taken_up(self, it, visit):
        turn(it, "pause", PAUSED_ON)
        press(visit, it, "cancel", PAUSED_ON + DAY)
        assert visit(it.sponsor).post(it.url("programs:resume", pk=it.cohort.pk)).status_code == 403
        assert cohort_of(it).rests_since is None
