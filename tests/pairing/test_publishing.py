"""From a run to pairs: the rule against the roster as it is, what both read, who is barred (P4, N7)."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.sweep import sweep_until_idle
from organizations.line import managers_above
from organizations.models import AuditEntry, Person
from organizations.registries import facts
from pairing import actions, publishing
from pairing.engine import steps_up
from pairing.facts import PairsPublished
from pairing.line import breaches
from pairing.models import Pair, PairingRule, PairingRun, PairResponse, ProposedPair, SponsorBar
from programs.access import in_charge_of
from programs.gate import GateClosed
from programs.models import Enrolment, PartnerAccess, ResearchQuestion
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.pages.drawing import read
from tests.queries import own_queries

from .twelve import by_name, open_pairing

KIND_OR_POINTS = re.compile(r"goal match|constructive|tension|strategic|look again|score|points", re.I)


@pytest.fixture
def proposed(cast):
    open_pairing(cast)
    with cast.works():
        cast.run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
    return cast


def publish(cast, run=None):
    with cast.sees("sponsor"):
        run = PairingRun.objects.select_related("cohort__program").get(pk=(run or cast.run).pk)
        return publishing.publish(run, by=cast.sponsor, now=NOW)


def address(cast, view, **more):
    return cast.url(f"pairing:{view}", pk=cast.cohort.pk, **more)


def test_the_preview_shows_what_each_will_read_and_publishing_makes_it_so(proposed, visit):
    browser = visit(proposed.sponsor)
    page = browser.get(address(proposed, "preview", number=1)).content.decode()
    assert "12 pairs would read this." in page
    answer = browser.post(address(proposed, "publish", number=1), follow=True)
    assert "12 pairs, 0 running." in answer.content.decode()
    with proposed.works():
        pairs = list(Pair.objects.all())
        assert len(pairs) == 12
        assert all(pair.because in page.replace("&#x27;", "'") for pair in pairs)
        assert AuditEntry.objects.filter(verb="published").count() == 1
    assert "published" in browser.get(address(proposed, "board")).content.decode()


def test_one_proposal_is_read_before_as_both_read_it_after(proposed, visit):
    own = proposed.leaders[0]
    browser = visit(proposed.sponsor)
    link = address(proposed, "reading", number=1, leader=own.pk)
    assert link in browser.get(address(proposed, "preview", number=1)).text
    before = read(browser.get(link).text)
    assert KIND_OR_POINTS.findall(before.text) == []
    pairs = publish(proposed)
    pair = next(pair for pair in pairs if pair.leader_id == proposed.leader.person_id)
    with proposed.works():
        members = {voice: MembershipFactory(person=getattr(pair, voice)) for voice in ("mentor",)}
    members["leader"] = proposed.leader
    for voice, member in members.items():
        (block,) = [it for it in before.all("section") if it.attrs.get("aria-labelledby") == f"{voice}-h"]
        after = read(visit(member).get(proposed.url("pairing:pair", pk=pair.pk)).text).text
        facts_read = [it.text for it in [*block.all("dd"), *block.all("blockquote")]]
        assert len(facts_read) >= 3
        assert [it for it in [*facts_read, pair.because] if it not in after] == []
    sweep_until_idle(NOW)
    subjects = {it.subject for it in mail.outbox}
    assert {it.text.partition(": ")[2] for it in before.all("p") if it.text.startswith("To ")} <= subjects


def test_each_partner_may_read_the_others_profile_and_the_question_then(proposed):
    with proposed.sees("mentor"):
        assert Enrolment.objects.count() == 1
    pairs = publish(proposed)
    pair = next(pair for pair in pairs if pair.mentor_id == proposed.mentor.person_id)
    with proposed.sees("mentor"):
        assert set(Enrolment.objects.values_list("pk", flat=True)) == {
            pair.leader_enrolment_id,
            pair.mentor_enrolment_id,
        }
        assert ResearchQuestion.objects.get().enrolment_id == pair.leader_enrolment_id
    with proposed.works():
        assert PartnerAccess.objects.count() == 24


def test_it_tells_the_fact_once_with_all_pairs(proposed, monkeypatch):
    told = []
    monkeypatch.setitem(facts._subscribers, PairsPublished, [lambda fact, now: told.append(fact)])
    pairs = publish(proposed)
    assert told == [PairsPublished(proposed.cohort.pk, tuple(pair.pk for pair in pairs))]


def test_a_mail_to_each_names_the_partner_and_says_why_and_no_more(proposed):
    pairs = publish(proposed)
    sweep_until_idle(NOW)
    assert len(mail.outbox) == 24
    letter = next(it for it in mail.outbox if it.to == [proposed.leader.person.email])
    pair = next(pair for pair in pairs if pair.leader_id == proposed.leader.person_id)
    assert pair.because in " ".join(letter.body.split())
    assert f"/lab/{pair.pk}/" in letter.body
    for it in mail.outbox:
        text = it.body + it.alternatives[0].content
        assert not KIND_OR_POINTS.search(text)


def test_a_change_of_manager_after_the_run_leaves_that_pair_out(proposed, visit):
    with proposed.works():
        it = proposed.run.proposals.with_people().first()
        boss = proposed.manager.person
        Person.objects.filter(pk=it.mentor.person_id).update(manager=boss)
        Person.objects.filter(pk=boss.pk).update(manager=it.leader.person)
    page = visit(proposed.sponsor).get(address(proposed, "preview", number=1)).content.decode()
    assert "11 pairs would read this." in page
    assert "Left out" in page
    assert it.pk not in {(pair.leader_id, pair.mentor_id) for pair in publish(proposed)}
    with proposed.works():
        assert not Pair.objects.filter(leader=it.leader.person_id).exists()


def test_who_withdrew_left_or_was_ruled_out_since_is_left_out(proposed):
    with proposed.works():
        one, two, three = list(by_name(proposed.run.proposals)[:3])
        Enrolment.objects.filter(pk=one.leader_id).update(state="withdrawn")
        Person.objects.filter(pk=two.mentor.person_id).update(left_on=NOW.date())
        actions.say(proposed.cohort, three.leader, three.mentor, "forbid", by=proposed.sponsor, now=NOW)
        reasons = [it.objection for it in publishing.preview(proposed.run, by=proposed.sponsor) if it.objection]
    assert len(reasons) == 3
    assert len(publish(proposed)) == 9


def test_a_run_is_published_once_and_only_the_newest(proposed, visit):
    with proposed.works():
        newer = actions.propose(proposed.cohort, by=proposed.sponsor, now=NOW)
    with pytest.raises(ValidationError, match="Only the newest"):
        publish(proposed)
    publish(proposed, newer)
    answer = visit(proposed.sponsor).post(address(proposed, "publish", number=2))
    assert (answer.status_code, b"published already" in answer.content) == (422, True)
    with proposed.works():
        assert Pair.objects.count() == 12


def test_a_cohort_goes_on_with_pairs_that_were_published_after_it_was_read(proposed):
    with proposed.sees("sponsor"):
        (cohort,) = in_charge_of(proposed.sponsor)
        with pytest.raises(GateClosed, match="No pair is published yet"):
            cohort.advance(by=proposed.sponsor, now=NOW)
        publish(proposed)
        assert cohort.advance(by=proposed.sponsor, now=NOW).after == "running"


def test_open_pairs_are_kept_and_a_new_run_looks_at_those_who_wait(proposed):
    with proposed.works():
        late = proposed.leaders[7]
        ResearchQuestion.objects.filter(enrolment=late).update(state="proposed")
        run = actions.propose(proposed.cohort, by=proposed.sponsor, now=NOW)
    assert len(publish(proposed, run)) == 11
    with proposed.works():
        before = set(Pair.objects.values_list("pk", flat=True))
        ResearchQuestion.objects.filter(enrolment=late).update(state="settled")
        run = actions.propose(proposed.cohort, by=proposed.sponsor, now=NOW)
    (pair,) = publish(proposed, run)
    assert pair.leader_id == late.person_id
    with proposed.works():
        assert before < set(Pair.objects.open().values_list("pk", flat=True))


def stand_above_the_first_leader(cast):
    """The sponsor is the first leader's manager, and the executive is the sponsor's."""
    with cast.works():
        Person.objects.filter(pk=cast.leaders[0].person_id).update(manager=cast.sponsor.person)
        Person.objects.filter(pk=cast.sponsor.person_id).update(manager=cast.executive.person)
    return cast.leaders[0]


def put_in_charge(cast, membership):
    with cast.works():
        membership.is_sponsor = True
        membership.save()
        make.CohortSponsorFactory(cohort=cast.cohort, person=membership.person, since=NOW)


def test_what_is_proposed_to_a_leader_below_a_sponsor_is_neither_read_nor_published_by_them(cast, visit):
    open_pairing(cast)
    below = stand_above_the_first_leader(cast)
    with cast.works():
        cast.run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
        assert cast.run.proposals.count() == 12
    with cast.sees("sponsor"):
        assert ProposedPair.objects.count() == 11
    browser = visit(cast.sponsor)
    board = browser.get(address(cast, "board")).text
    matches = board[board.index("matches") : board.index("</ol>")]
    assert below.person.name not in matches
    assert matches.count('class="match"') == 11
    assert "One leader reports up to you" in board
    assert "Nobody else is in charge of this cohort who may do so." in board
    assert f'<option value="{below.pk}"' not in board
    assert below.person.name not in browser.get(address(cast, "preview", number=1)).text
    assert len(publish(cast)) == 11
    with cast.works():
        assert not Pair.objects.filter(leader=below.person).exists()


def test_another_sponsor_in_charge_pairs_them_and_the_one_above_sees_nothing_of_it(proposed, visit):
    """The roster has changed since the run: publishing looks again."""
    below = stand_above_the_first_leader(proposed)
    assert len(publish(proposed)) == 11
    put_in_charge(proposed, proposed.admin)
    with proposed.works():
        run = actions.propose(proposed.cohort, by=proposed.admin, now=NOW)
    with proposed.sees("admin"):
        run = PairingRun.objects.select_related("cohort__program").get(pk=run.pk)
        (shut,) = publishing.publish(run, by=proposed.admin, now=NOW)
    assert shut.leader_id == below.person_id
    with proposed.sees("sponsor"):
        assert Pair.objects.count() == 11
        assert not PairResponse.objects.filter(pair=shut.pk).exists()
    browser = visit(proposed.sponsor)
    page = browser.get(address(proposed, "pairs")).text
    assert "11 pairs" in page
    assert below.person.name not in page
    assert browser.get(address(proposed, "end", pair=shut.pk)).status_code == 404
    board = browser.get(address(proposed, "board")).text
    assert "Nobody else is in charge" not in board
    assert "Nobody could be paired." in board


def test_a_sponsor_above_a_leader_says_nothing_about_their_partner(proposed, visit):
    below = stand_above_the_first_leader(proposed)
    form = {"leader": below.pk, "mentor": proposed.mentors[5].pk, "says": "pin"}
    with proposed.works():
        SponsorBar.objects.all().delete()  # as it is before the first run
    page = visit(proposed.sponsor).post(address(proposed, "rules"), form)
    assert page.status_code == 422
    assert f"{below.person.name} reports up to you" in page.text
    with proposed.works():
        assert not PairingRule.objects.exists()


def test_everyone_above_a_leader_is_barred_who_comes_later_too(proposed):
    """The ring: leader 3 stands below three others."""
    below = stand_above_the_first_leader(proposed)
    publish(proposed)
    with proposed.works():
        above = {proposed.sponsor.person_id, proposed.executive.person_id}
        assert set(below.bars.values_list("person_id", flat=True)) == above
        assert proposed.leaders[3].bars.count() == 3


ORGANIZATION = st.lists(st.integers(0, 11), min_size=12, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(managers=ORGANIZATION, later=ORGANIZATION)
def test_no_published_pair_ever_breaks_the_reporting_rule(cast, managers, later):
    """Whoever reports to whom, in rings or chains, when the run is made and otherwise when it is published."""
    from django.db import transaction

    with transaction.atomic():
        open_pairing(cast, leaders=4, mentors=4)
        people = [it.person for it in [*cast.leaders, *cast.mentors]]
        with cast.works():
            people += [PersonFactory() for _ in range(4)]
            report(people, managers)
            try:
                cast.run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
            except ValidationError:
                cast.run = None
            report(people, later)
        try:
            pairs = publish(cast) if cast.run else []
        except ValidationError:
            pairs = []  # nothing that could be published was left
        with cast.works():
            line = managers_above(person.pk for person in people)
            assert all(steps_up(pair.mentor_id, pair.leader_id, line) is None for pair in pairs)
            assert not any(breaches(pair.leader_id, pair.mentor_id, line) for pair in pairs)
        transaction.set_rollback(True)


def report(people, managers):
    for person, manager in zip(people, managers, strict=True):
        Person.objects.filter(pk=person.pk).update(manager=people[manager] if people[manager] != person else None)


@pytest.mark.parametrize("count", [2, 60])
def test_preview_and_pairs_ask_the_same_number_of_queries(cast, visit, count):
    open_pairing(cast, leaders=count + 4, mentors=count + 6)
    with cast.works():
        cast.run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
    browser = visit(cast.sponsor)
    with own_queries(PREVIEW_QUERIES):
        browser.get(address(cast, "preview", number=1))
    publish(cast)
    with own_queries(PAIRS_QUERIES):
        page = browser.get(address(cast, "pairs"))
    assert page.content.count(b"No answer yet from") == count + 4


def test_what_would_be_read_and_the_pairs_come_in_pages_and_all_are_published(proposed, visit, monkeypatch):
    monkeypatch.setattr("pairing.listing.AT_ONCE", 5)
    browser = visit(proposed.sponsor)

    def walked(view, said, **more):
        url, seen = address(proposed, view, **more), []
        while url:
            page = read(browser.get(url).text)
            assert said in page.text
            seen.append([it.text for it in page.one("ul", class_="queue").all("li")])
            ahead = [it.attrs["href"] for it in page.all("a") if it.attrs.get("rel") == "next"]
            url = ahead and (ahead[0] if ahead[0].startswith("/") else address(proposed, view, **more) + ahead[0])
        rows = [row for rows in seen for row in rows]
        assert (list(map(len, seen)), len(set(rows))) == ([5, 5, 2], 12)

    walked("preview", "12 pairs would read this.", number=1)
    answer = browser.post(address(proposed, "publish", number=1), follow=True)
    assert "12 pairs are published." in answer.text
    walked("pairs", "12 pairs, 0 running.")
    refused = read(browser.post(address(proposed, "publish", number=1)).text)  # on the page that then stands elsewhere
    onward = next(it.attrs["href"] for it in refused.all("a") if it.attrs.get("rel") == "next")
    assert browser.get(onward).status_code == 200


PREVIEW_QUERIES = 7
PAIRS_QUERIES = 4
