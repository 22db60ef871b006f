"""The pair's own page: the answer, the gate, the start; what one partner can learn of the other (C3, P4, N2, N8)."""

import re

import pytest

from notifications.models import Notice
from notifications.sweep import sweep_until_idle
from organizations.registries import GateClause, Missing, facts, gate_clauses, page_slots
from pairing.facts import PairEnded, PairMayStart, PairStarted
from pairing.models import Pair, PairResponse
from programs.facts import CharterSigned
from programs.models import CharterSignature, Cohort, Enrolment, PartnerAccess, RoleCharter
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, pair_up
from tests.queries import own_queries

KIND_OR_SCORE = re.compile(r"goal match|constructive|tension|strategic|look again|score|\bpoints\b", re.I)


@pytest.fixture
def proposal(lab):
    """The cast’s pair, published and unanswered; its hour is chosen, so that sessions ask for nothing more."""
    with lab.works():
        Pair.objects.update(state="published", started_at=None)
        lab.pair.refresh_from_db()
    return lab


@pytest.fixture
def heard(monkeypatch):
    told = []
    for fact in (PairStarted, PairEnded):
        monkeypatch.setitem(facts._subscribers, fact, [lambda it, now: told.append(it)])
    return told


def page_of(lab, visit, who):
    return visit(getattr(lab, who)).get(lab.url("pairing:pair", pk=lab.pair.pk)).content.decode()


def post(lab, visit, who, view):
    return visit(getattr(lab, who)).post(lab.url(f"pairing:{view}", pk=lab.pair.pk))


def sign(lab, who):
    with lab.sees(who):
        enrolment = getattr(lab, f"{who}_enrolment")
        CharterSignature.objects.create(
            enrolment=enrolment, charter=lab.charter, rules=lab.rules, name="x", signed_at=NOW
        )
        facts.tell(CharterSigned(lab.cohort.pk, enrolment.pk), now=NOW)


def state(lab):
    with lab.works():
        return Pair.objects.get(pk=lab.pair.pk).state


def swept(lab):
    from django.utils import timezone

    sweep_until_idle(timezone.now())
    return state(lab)


def test_the_page_says_who_and_why_and_asks(proposal, visit):
    page = page_of(proposal, visit, "leader")
    assert "Meet Daria." in page
    assert proposal.pair.because in page
    assert "Will you work with Daria Nowak?" in page
    assert "Writing prompts (could teach it)" in page
    mentors = page_of(proposal, visit, "mentor")
    assert "Meet Giulia." in mentors
    assert proposal.question.text in mentors


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_participants_never_read_a_kind_or_a_score(proposal, visit, who):
    pages = [page_of(proposal, visit, who)]
    post(proposal, visit, who, "accept")
    pages.append(page_of(proposal, visit, who))
    browser = visit(getattr(proposal, who))
    pages += [
        browser.get(proposal.url(view), follow=True).content.decode() for view in ("pairing:lab", "organizations:home")
    ]
    assert [KIND_OR_SCORE.findall(page) for page in pages] == [[]] * 4


def test_home_asks_for_the_answer_and_leads_to_the_lab(proposal, visit):
    browser = visit(proposal.leader)
    home = browser.get(proposal.url("organizations:home")).content.decode()
    assert "Meet your lab partner: Daria Nowak" in home
    assert f'href="{proposal.url("pairing:pair", pk=proposal.pair.pk)}"' in home
    assert browser.get(proposal.url("pairing:lab")).url == proposal.url("pairing:pair", pk=proposal.pair.pk)
    assert (
        proposal.url("pairing:lab")
        not in visit(proposal.admin).get(proposal.url("organizations:home")).content.decode()
    )


def test_the_page_of_what_i_take_part_in_names_the_partner(proposal, visit):
    page = visit(proposal.mentor).get(proposal.url("programs:labs")).content.decode()
    assert "Your lab partner: Giulia Marchetti" in page
    assert KIND_OR_SCORE.findall(page) == []


def test_the_cohorts_workspace_says_how_many_pairs_there_are(proposal, visit):
    page = visit(proposal.sponsor).get(proposal.url("programs:cohort", pk=proposal.cohort.pk)).content.decode()
    assert "One pair, 0 running." in page
    assert proposal.url("pairing:pairs", pk=proposal.cohort.pk) in page


def test_it_starts_when_both_have_said_yes_and_signed(proposal, visit, heard):
    for who in ("leader", "mentor"):
        post(proposal, visit, who, "accept")
    assert swept(proposal) == "published"
    assert "still waits for Giulia and Daria" in page_of(proposal, visit, "leader")
    sign(proposal, "leader")
    assert swept(proposal) == "published"
    assert "still waits for Daria." in page_of(proposal, visit, "mentor")
    sign(proposal, "mentor")
    assert swept(proposal) == "running"
    assert heard == [PairStarted(proposal.pair.pk)]
    assert "Your lab with Daria." in page_of(proposal, visit, "leader")
    with proposal.works():
        assert Notice.objects.filter(kind="pair-started").count() == 2


def test_a_new_charter_asks_for_new_signatures(proposal):
    with proposal.works():
        for who in ("leader", "mentor"):
            enrolment = getattr(proposal, f"{who}_enrolment")
            CharterSignature.objects.create(
                enrolment=enrolment, charter=proposal.charter, rules=proposal.rules, name="x", signed_at=NOW
            )
        Pair.objects.update(agreed_at=NOW)
        pair = Pair.objects.get()
        assert pair.missing() == []
        RoleCharter.objects.create(cohort=proposal.cohort, number=2, clauses=[], written_at=NOW)
        assert len(pair.missing()) == 1


def test_what_a_higher_app_asks_for_holds_it_back_until_told(proposal, visit, monkeypatch):
    open_hours = []
    clause = GateClause(
        "hour", "pair", "The hour", lambda pair: None if open_hours else Missing("No hour is chosen yet.")
    )
    monkeypatch.setitem(gate_clauses._entries, "test.hour", clause)
    for who in ("leader", "mentor"):
        post(proposal, visit, who, "accept")
        sign(proposal, who)
    assert swept(proposal) == "published"
    assert "No hour is chosen yet." in page_of(proposal, visit, "leader")
    open_hours.append(True)
    with proposal.sees("leader"):
        facts.tell(PairMayStart(proposal.pair.pk), now=NOW)
    assert swept(proposal) == "running"


def test_the_worker_starts_it_at_once_without_waiting_for_the_clock(
    proposal, visit, django_capture_on_commit_callbacks
):
    for who in ("leader", "mentor"):
        sign(proposal, who)
        with django_capture_on_commit_callbacks(execute=True):
            post(proposal, visit, who, "accept")
    assert state(proposal) == "running"


def bare(page):
    """Without the one-time secrets of forms, which differ at every look."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", page)


@pytest.mark.parametrize(("reader", "other"), [("leader", "mentor"), ("mentor", "leader")])
@pytest.mark.parametrize("own", [False, True])
def test_whether_the_other_has_said_yes_is_nowhere_until_both_have(proposal, visit, reader, other, own):
    """Two worlds; with `own`, the reader has answered and it is the other's yes, not the reader's, that makes both."""
    if own:
        post(proposal, visit, reader, "accept")
        swept(proposal)
    before = all_that(proposal, visit, reader)
    post(proposal, visit, other, "accept")
    swept(proposal)
    changed = all_that(proposal, visit, reader) != before
    assert changed is own
    if own:
        assert "Not both of you have said yes yet." in before[0]
        assert "Not both of you have said yes yet." not in page_of(proposal, visit, reader)


def all_that(lab, visit, who):
    browser = visit(getattr(lab, who))
    addresses = [
        lab.url("pairing:pair", pk=lab.pair.pk),
        lab.url("pairing:lab"),
        lab.url("pairing:work", pk=lab.pair.pk),
        lab.url("organizations:home"),
        lab.url("notifications:notices"),
    ]
    return [bare(browser.get(it, follow=True).content.decode()) for it in addresses]


def test_the_first_answer_stands_and_a_second_click_is_harmless(proposal, visit):
    for view in ("accept", "accept", "decline"):
        post(proposal, visit, "leader", view)
    with proposal.works():
        assert PairResponse.objects.get().answer == "accepted"


def test_not_a_good_fit_takes_the_proposal_back_and_the_other_learns_no_more(proposal, visit, heard):
    confirm = visit(proposal.mentor).get(proposal.url("pairing:decline", pk=proposal.pair.pk)).content.decode()
    assert "nobody asks why" in confirm
    assert "<textarea" not in confirm
    post(proposal, visit, "mentor", "decline")
    assert "You said it is not a good fit." in page_of(proposal, visit, "mentor")
    assert swept(proposal) == "withdrawn"
    assert heard == [PairEnded(proposal.pair.pk)]
    for who in ("leader", "mentor"):
        browser = visit(getattr(proposal, who))
        there = browser.get(proposal.url("pairing:pair", pk=proposal.pair.pk), follow=True)  # as the mail leads there
        assert there.redirect_chain == [(proposal.url("pairing:lab"), 302)]
        assert "You will get a new proposal for a lab partner." in there.text
        assert browser.get(proposal.url("pairing:work", pk=proposal.pair.pk)).status_code == 404
        assert "You have no lab partner now." in browser.get(proposal.url("pairing:lab")).content.decode()
        with proposal.sees(who):
            assert Enrolment.objects.count() == 1
            assert "You will get a new proposal" in Notice.objects.get().sentence
    with proposal.works():
        assert not PartnerAccess.objects.exists()


def test_an_old_mail_promises_no_partner_where_none_is_looked_for_any_more(proposal, visit):
    post(proposal, visit, "mentor", "decline")
    assert swept(proposal) == "withdrawn"
    with proposal.works():
        Cohort.objects.update(state=Cohort.State.CANCELLED)
    there = visit(proposal.leader).get(proposal.url("pairing:pair", pk=proposal.pair.pk), follow=True)
    assert "You have no lab partner now." in there.text
    assert "You will get a new proposal" not in there.text


def test_an_old_mail_leads_to_the_partner_that_one_has_by_now(proposal, visit):
    post(proposal, visit, "mentor", "decline")
    assert swept(proposal) == "withdrawn"
    with proposal.works():
        pair_up(proposal, proposal.leader_enrolment, enrol(proposal, PersonFactory(), "mentor"))
    there = visit(proposal.leader).get(proposal.url("pairing:pair", pk=proposal.pair.pk), follow=True)
    assert there.status_code == 200
    assert "You will get a new proposal" not in there.text


def test_the_sponsor_sees_who_said_no_and_after_two_talks_to_them_first(proposal, visit):
    post(proposal, visit, "mentor", "decline")
    swept(proposal)
    browser, pairs = visit(proposal.sponsor), proposal.url("pairing:pairs", pk=proposal.cohort.pk)
    page = browser.get(pairs).content.decode()
    assert "Daria said it is not a good fit." in page
    assert "Talk first" not in page
    with proposal.works():
        other = PersonFactory()
        enrolment = make.EnrolmentFactory(cohort=proposal.cohort, person=other)
        second = make.PairFactory(
            cohort=proposal.cohort, state="withdrawn", leader=other, mentor=proposal.mentor.person,
            leader_enrolment=enrolment, mentor_enrolment=proposal.mentor_enrolment,
        )  # fmt: skip
        second.responses.create(
            cohort=proposal.cohort, person=proposal.mentor.person, answer="declined", answered_at=NOW
        )
    page = browser.get(pairs).content.decode()
    assert "Talk first" in page
    home = browser.get(proposal.url("organizations:home")).content.decode()
    assert "Talk to Daria Nowak before the next proposal" in home
    assert "One leader has no partner" in home


def test_the_process_and_its_figure_are_read_by_both_and_two_editors_do_not_overwrite(proposal, visit):
    url = proposal.url("pairing:work", pk=proposal.pair.pk)
    form = visit(proposal.leader).get(url).content.decode()
    assert "You both read this, and so do the sponsors in charge of your cohort." in form
    with proposal.works():
        seen = Pair.objects.get().version
    sent = {"process": "The monthly pack", "starting_figure": "nine days", "version": seen}
    assert visit(proposal.leader).post(url, sent).status_code == 302
    page = page_of(proposal, visit, "mentor")
    assert "The monthly pack" in page
    assert "nine days" in page
    late = visit(proposal.mentor).post(url, sent | {"process": "Another"})
    assert late.status_code == 422
    assert b"The monthly pack" in late.content
    empty = visit(proposal.mentor).post(url, {"process": "", "version": seen + 1})
    assert empty.status_code == 422


def test_pause_go_on_and_leave_without_a_reason(lab, visit, heard):
    post(lab, visit, "mentor", "pause")
    assert state(lab) == "paused"
    assert "rests" in page_of(lab, visit, "leader")
    post(lab, visit, "leader", "resume")
    assert state(lab) == "running"
    confirm = visit(lab.mentor).get(lab.url("pairing:leave", pk=lab.pair.pk)).content.decode()
    assert "You need no reason" in confirm
    post(lab, visit, "mentor", "leave")
    assert state(lab) == "ended"
    assert heard == [PairEnded(lab.pair.pk)]
    page = page_of(lab, visit, "leader")
    assert "Your lab with Daria has ended." in page
    with lab.sees("leader"):
        assert Notice.objects.get().sentence == "Your lab with Daria Nowak has ended."
    post(lab, visit, "leader", "resume")
    assert state(lab) == "ended"


def test_a_sponsor_ends_a_pair_or_takes_a_proposal_back(proposal, visit, heard):
    url = proposal.url("pairing:end", pk=proposal.cohort.pk, pair=proposal.pair.pk)
    assert "End the pair of Giulia Marchetti and Daria Nowak?" in visit(proposal.sponsor).get(url).content.decode()
    visit(proposal.sponsor).post(url)
    assert state(proposal) == "withdrawn"
    with proposal.works():
        Pair.objects.update(state="running")
    visit(proposal.sponsor).post(url)
    assert state(proposal) == "ended"
    assert heard == [PairEnded(proposal.pair.pk)] * 2


@pytest.mark.parametrize("who", ["sponsor", "admin", "executive", "manager", "assistant"])
def test_the_page_is_the_two_partners_alone(lab, visit, who):
    browser = visit(getattr(lab, who))
    gets = ["pair", "work", "leave", "decline"]
    posts = ["accept", "decline", "pause", "resume", "leave", "work"]
    assert {browser.get(lab.url(f"pairing:{view}", pk=lab.pair.pk)).status_code for view in gets} == {404}
    assert {browser.post(lab.url(f"pairing:{view}", pk=lab.pair.pk)).status_code for view in posts} == {404}
    assert state(lab) == "running"


def test_panels_of_higher_apps_stand_in_their_order(lab, visit, monkeypatch):
    for place, key in ((20, "b"), (10, "a")):
        entry = {"template": "components/badge.html", "context": {"text": key}, "place": place}
        monkeypatch.setitem(page_slots._entries, ("pair", key), lambda m, pair, now, entry=entry: entry)
    assert page_of(lab, visit, "leader").count('class="badge"') == 2


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_same_number_of_queries(lab, visit, count):
    with lab.works():
        for _ in range(count - 1):
            it = make.EnrolmentFactory(cohort=lab.cohort, person=PersonFactory())
            make.PairFactory(
                cohort=lab.cohort, state="ended", leader=it.person, mentor=lab.mentor.person,
                leader_enrolment=it, mentor_enrolment=lab.mentor_enrolment,
            )  # fmt: skip
    browser = visit(lab.mentor)
    with own_queries(PAIR_QUERIES):
        browser.get(lab.url("pairing:pair", pk=lab.pair.pk))


PAIR_QUERIES = 5
