"""A cohort's page: who waits while the others go on, and the history of its steps."""

import datetime

import pytest

from organizations.models import Person
from pairing.models import Pair
from programs.models import Cohort, Enrolment
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, pair_up

from .design import approve_tool, design, tree


def page(cast, visit, cohort):
    return tree(visit(cast.sponsor).get(cast.url("programs:cohort", pk=cohort.pk)))


def waits(page):
    """{sentence: its line} of those who hold back themselves alone."""
    found = page.all("ul", class_="gate__wait")
    return {line.one("b").text: line for line in found[0].all("li")} if found else {}


class TestWhoWaits:
    @pytest.fixture
    def it(self, lab):
        """Beside the pair, one leader without a question and one mentor without a profile."""
        with lab.works():
            self.leader = enrol(lab, lab.executive.person, Enrolment.Role.LEADER)
            enrol(lab, PersonFactory(), Enrolment.Role.MENTOR, profile_at=None)
        return lab

    @pytest.mark.parametrize("state", ["enrolling", "pairing", "running"])
    def test_people_are_counted_and_the_gate_stays_open_for_the_others(self, it, visit, state):
        with it.works():
            Cohort.objects.update(state=state)
        found = waits(page(it, visit, it.cohort))
        leaders = found["1 of 2 leaders has no settled question yet; the others can go on"]
        assert "Leaders write theirs; you settle it." in leaders.text
        assert leaders.one("a").attrs["href"] == it.url("programs:enrolled", pk=it.cohort.pk) + "?show=waiting"
        assert "1 of 2 mentors has no profile yet; the others can go on" in found
        missing = {line.text for line in page(it, visit, it.cohort).one("section", id="gate").all("b")}
        assert not {"No leader has a settled research question yet", "No mentor has a profile yet"} & missing

    def test_nobody_is_counted_where_all_or_none_are_ready(self, lab, visit):
        assert not {text for text in waits(page(lab, visit, lab.cohort)) if "question" in text or "profile" in text}
        with lab.works():
            Enrolment.objects.filter(role="mentor").update(profile_at=None)
        assert not {text for text in waits(page(lab, visit, lab.cohort)) if "profile" in text}

    def test_pairs_that_have_not_started_and_leaders_without_a_partner(self, it, visit):
        with it.works():
            make.ResearchQuestionFactory(enrolment=self.leader)
            third = enrol(it, PersonFactory(), Enrolment.Role.LEADER)
            pair_up(it, third, it.mentor_enrolment, state=Pair.State.PUBLISHED, started_at=None)
        found = waits(page(it, visit, it.cohort))
        pairs = found["1 of 2 pairs has not started; the others go on"]
        assert pairs.one("a").attrs["href"] == it.url("pairing:pairs", pk=it.cohort.pk)
        board = found["1 leader is ready and has no partner"].one("a")
        assert board.attrs["href"] == it.url("pairing:board", pk=it.cohort.pk)

    def test_pairs_that_have_met_without_the_rules(self, lab, visit):
        says = "1 of 1 pairs that have met has not affirmed the lab rules yet"
        with lab.works():
            session = make.LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
        assert says not in waits(page(lab, visit, lab.cohort))
        with lab.works():
            type(session).objects.update(state="held")
        assert says in waits(page(lab, visit, lab.cohort))
        with lab.works():
            type(session).objects.update(rules_affirmed_at=NOW)
        assert says not in waits(page(lab, visit, lab.cohort))

    def test_pairs_that_have_met_twice_and_named_no_process_are_named(self, lab, visit):
        says = "No process with a starting figure after the second session: Giulia Marchetti and Daria Nowak"
        with lab.works():
            for number in (1, 2):
                assert says not in waits(page(lab, visit, lab.cohort))
                make.LabSessionFactory(pair=lab.pair, series=lab.series, number=number, state="held")
        line = waits(page(lab, visit, lab.cohort))[says]
        assert line.one("a").attrs["href"] == lab.url("pairing:pairs", pk=lab.cohort.pk)
        assert "The two of them can" in line.text
        assert "Their one process is not named yet." in tree(visit(lab.sponsor).get(line.one("a").attrs["href"])).text
        with lab.works():
            Pair.objects.update(process="The monthly pack")
        assert says in waits(page(lab, visit, lab.cohort))
        home = tree(visit(lab.leader).get(lab.url("organizations:home")))
        assert "Write down where “The monthly pack” starts from" in home.text
        with lab.works():
            Pair.objects.update(starting_figure="Nine days")
        assert says not in waits(page(lab, visit, lab.cohort))
        assert "starts from" not in tree(visit(lab.leader).get(lab.url("organizations:home"))).text

    def test_of_more_than_three_such_pairs_it_is_said_how_many(self, lab, visit):
        with lab.works():
            for number in range(4):
                place = enrol(lab, PersonFactory(family_name=f"Adams{number}"), Enrolment.Role.LEADER)
                pair = pair_up(lab, place, enrol(lab, PersonFactory(), Enrolment.Role.MENTOR))
                series = make.SeriesFactory(pair=pair, chosen_by=lab.mentor.person)
                for nth in (1, 2):
                    make.LabSessionFactory(pair=pair, series=series, number=nth, state="held")
        (said,) = (text for text in waits(page(lab, visit, lab.cohort)) if text.startswith("No process"))
        assert said.count("Adams") == 3
        assert said.endswith("; and 1 more pair")

    def test_a_sponsor_above_a_leader_counts_neither_them_nor_their_pair(self, lab, visit):
        from pairing.models import SponsorBar

        with lab.works():
            Pair.objects.update(state=Pair.State.PUBLISHED, started_at=None)
        assert "1 of 1 pairs has not started; the others go on" in waits(page(lab, visit, lab.cohort))
        with lab.works():
            Person.objects.filter(pk=lab.leader.person_id).update(manager=lab.sponsor.person)
            SponsorBar.objects.draw([lab.leader_enrolment])
        assert not waits(page(lab, visit, lab.cohort))


class TestHistory:
    def test_each_step_with_who_when_and_what_the_gate_saw(self, cast, visit):
        with cast.works():
            approve_tool()
        cohort = design(cast).cohort
        assert not page(cast, visit, cohort).all("details", class_="history")
        with cast.sees("sponsor"):
            cohort.advance(by=cast.sponsor, now=NOW)
            cohort.advance(by=cast.sponsor, now=NOW + datetime.timedelta(hours=2))
        history = page(cast, visit, cohort).one("details", class_="history")
        assert history.one("summary").text == "2 steps taken: who, when, and what the gate saw"
        newest, first = (line for line in history.one("ol").all("li") if line.all("time"))
        assert newest.one("b").text == "Designing → Enrolling"
        assert cast.sponsor.person.name in newest.text
        assert newest.one("time").attrs["datetime"] == (NOW + datetime.timedelta(hours=2)).isoformat()
        assert {"A goal for the 90 days", "A measure of each family, 11 in all"} <= {
            it.text for it in newest.one("ul").all("li")
        }
        assert [it.text for it in first.one("ul").all("li")] == ["First and last day"]

    def test_what_was_seen_keeps_its_figures(self, lab, visit):
        with lab.works():
            Cohort.objects.update(state="enrolling")
            enrol(lab, lab.executive.person, Enrolment.Role.LEADER)
            make.WaveFactory(cohort=lab.cohort)
        url = lab.url("programs:advance", pk=lab.cohort.pk, leaving="enrolling")
        visit(lab.sponsor).post(url)
        with lab.works():
            assert {
                "Leaders with a settled question: 1 of 2",
                "Mentors with a profile: 1 of 1",
            } <= set(Cohort.objects.get().steps.get().saw)

    def test_who_took_it_may_be_gone(self, cast, visit):
        cohort = design(cast).cohort
        with cast.sees("sponsor"):
            cohort.advance(by=cast.sponsor, now=NOW)
        with cast.works():
            cohort.steps.update(taken_by=None)
        assert "someone no longer on the roster" in page(cast, visit, cohort).one("details", class_="history").text
