"""Further up the reporting line than one remove: a sponsor's signature, and the mentor's own consent (N7)."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from notifications.models import Notice
from notifications.sweep import sweep_until_idle
from organizations.facts import RosterChanged
from organizations.models import AuditEntry, Person
from organizations.registries import facts
from pairing import actions, excepting, publishing
from pairing.models import LineConsent, LineException, Pair, PairingRun, PairResponse
from programs.models import Enrolment
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.pages.drawing import read

from .twelve import open_pairing

SAID = {"because": "Nobody else sells to small firms", "name": "Ingrid Sørensen"}


def address(cast, view, **more):
    return cast.url(f"pairing:{view}", pk=cast.cohort.pk, **more)


@pytest.fixture
def top(cast):
    """The leader at the top, and three mentors: their own report, one at one remove, and one three steps further down."""
    open_pairing(cast, leaders=4, mentors=4)
    with cast.works():
        others = [it.pk for it in [*cast.leaders[1:], cast.mentors[3]]]
        Enrolment.objects.filter(pk__in=others).update(state="withdrawn")
        first, second = PersonFactory(manager=cast.leaders[0].person), PersonFactory()
        below = (cast.leaders[0].person, first, second)
        Person.objects.filter(pk=second.pk).update(manager=first)
        for mentor, above in zip(cast.mentors[:3], below, strict=True):
            Person.objects.filter(pk=mentor.person_id).update(manager=above)
        for it in (cast.leaders[0], *cast.mentors):
            it.person.refresh_from_db()
    cast.boss, cast.near, cast.skip, cast.far = cast.leaders[0], *cast.mentors[:3]
    return cast


def run(cast):
    """Who waits by a new run, and whom it proposes, as two lists."""
    with cast.works():
        made = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
        return list(made.unpaired.values_list("leader", flat=True)), list(
            made.proposals.values_list("leader", "mentor")
        )


def sign(cast, leader, mentor, **said):
    with cast.sees("sponsor"):
        return excepting.sign(cast.cohort, leader, mentor, by=cast.sponsor, now=NOW, **SAID | said)


def publish(cast):
    with cast.sees("sponsor"):
        newest = PairingRun.objects.select_related("cohort__program").newest()
        return publishing.publish(newest, by=cast.sponsor, now=NOW)


def signs(cast, visit, leader, mentor, **more):
    two = {"leader": leader.pk, "mentor": mentor.pk}
    return visit(cast.sponsor).post(address(cast, "exceptions"), two | SAID | more)


# Signing


def test_the_leader_at_the_top_waits_and_the_board_leads_to_the_one_exception_that_frees_them(top, visit):
    assert run(top) == ([top.boss.pk], [])
    browser = visit(top.sponsor)
    page = read(browser.get(address(top, "board")).text)
    (link,) = [it for it in page.all("a") if "exceptions/?" in it.attrs.get("href", "")]
    form = browser.get(link.attrs["href"] + "&because=typed&name=elsewhere").text
    assert "typed" not in form.split("<main")[1]
    assert all(f'<option value="{it.pk}" selected>' in form for it in (top.boss, top.far))
    assert signs(top, visit, top.boss, top.far).url == address(top, "board")
    assert run(top) == ([], [(top.boss.pk, top.far.pk)])
    assert "By exception" in browser.get(address(top, "board")).text
    preview = browser.get(address(top, "preview", number=2)).text
    assert "One pair would read this." in preview
    assert "is asked to agree with the same yes" in preview


@pytest.mark.parametrize("who", ["near", "skip"])
def test_a_manager_and_their_manager_are_never_excepted(top, visit, who):
    answer = signs(top, visit, top.boss, getattr(top, who))
    assert (answer.status_code, "directly or at one remove: nothing can be signed" in answer.text) == (422, True)
    assert f'value="{SAID["because"]}"' in answer.text
    with top.works():
        LineException.objects.create(
            cohort=top.cohort, leader=top.boss, mentor=getattr(top, who), signed_at=NOW, **SAID
        )  # signed while the roster was another
    assert run(top) == ([top.boss.pk], [])


def test_what_needs_no_exception_or_is_left_empty_is_said_where_it_is_typed(top, visit):
    with top.works():
        Person.objects.filter(pk=top.near.person_id).update(manager=None)
    assert "these two need no exception" in signs(top, visit, top.boss, top.near).text
    empty = signs(top, visit, top.boss, top.far, because="", name=" ")
    assert (empty.status_code, empty.text.count('class="error"')) == (422, 2)
    with top.works():
        assert not LineException.objects.exists()


def test_sent_twice_it_is_signed_once_and_it_can_be_taken_back_until_the_two_know(top, visit):
    for _ in range(2):
        assert signs(top, visit, top.boss, top.far).status_code == 302
    with top.works():
        (first,) = LineException.objects.all()
    browser = visit(top.sponsor)
    page = browser.get(address(top, "exceptions")).text
    assert "The mentor does not know of it yet" in page
    taking_back = address(top, "exception_taking_back", exception=first.pk)
    assert taking_back in page
    assert "Taken back" in browser.post(taking_back, follow=True).text
    assert run(top) == ([top.boss.pk], [])
    sign(top, top.boss, top.far)
    run(top)
    publish(top)
    with top.works():
        second = LineException.objects.get(taken_back_at=None)
        assert AuditEntry.objects.filter(verb="signed", subject_id__in=[first.pk, second.pk]).count() == 2
    late = browser.post(address(top, "exception_taking_back", exception=second.pk), follow=True).text
    assert "These two know of it already" in late


def test_nobody_signs_for_themselves_and_no_sponsor_above_the_leader_at_all(top):
    with top.works():
        Person.objects.filter(pk=top.sponsor.person_id).update(manager=top.far.person)
        me = make.EnrolmentFactory(cohort=top.cohort, person=top.sponsor.person, role="mentor")
    with pytest.raises(Exception, match="Nobody signs an exception for themselves"):
        sign(top, top.boss, me)
    with top.works():
        Person.objects.filter(pk=top.boss.person_id).update(manager=top.sponsor.person)
    with pytest.raises(Exception, match="reports up to you"):
        sign(top, top.boss, top.far)


def test_a_run_made_before_is_not_published_once_its_exception_is_taken_back(top, visit):
    made = sign(top, top.boss, top.far)
    run(top)
    with top.sees("sponsor"):
        excepting.take_back(made, by=top.sponsor, now=NOW)
    page = visit(top.sponsor).get(address(top, "preview", number=1)).text
    assert "no exception is signed" in page
    with pytest.raises(Exception, match="Nothing in this run can be published"):
        publish(top)


def test_a_pin_waits_for_the_signature(top, visit):
    pin = {"leader": top.boss.pk, "mentor": top.far.pk, "says": "pin"}
    browser = visit(top.sponsor)
    assert "it takes a signed exception before a pin" in browser.post(address(top, "rules"), pin).text
    sign(top, top.boss, top.far)
    assert browser.post(address(top, "rules"), pin).status_code == 302


# Agreeing


@pytest.fixture
def asked(top):
    """Published: the two know of each other. The boss and the far mentor are the cast's leader and a member of their own."""
    sign(top, top.boss, top.far)
    run(top)
    (top.pair,) = publish(top)
    with top.works():
        top.teacher = MembershipFactory(person=top.far.person)
    return top


def pair_page(cast, visit, who):
    return visit(getattr(cast, who)).get(cast.url("pairing:pair", pk=cast.pair.pk)).text


def test_the_mentors_yes_takes_their_own_consent(asked, visit):
    page = pair_page(asked, visit, "teacher")
    assert SAID["because"] in page
    assert SAID["because"] not in pair_page(asked, visit, "leader")
    accept = asked.url("pairing:accept", pk=asked.pair.pk)
    without = visit(asked.teacher).post(accept)
    assert (without.status_code, "Tick this if you agree" in without.text) == (422, True)
    with asked.works():
        assert not PairResponse.objects.exists()
    visit(asked.teacher).post(accept, {"agrees": "on"})
    visit(asked.leader).post(accept)
    with asked.works():
        assert LineConsent.objects.get().person_id == asked.far.person_id
        assert Pair.objects.get().start_if_ready(NOW) is False  # signatures and the hour
        assert Pair.objects.get().agreed_at == NOW
    page = visit(asked.sponsor).get(address(asked, "exceptions")).text
    assert "The mentor agrees" in page


def test_not_a_good_fit_needs_no_consent_and_no_reason(asked, visit):
    visit(asked.teacher).post(asked.url("pairing:decline", pk=asked.pair.pk))
    sweep_until_idle(timezone.now())
    with asked.works():
        assert Pair.objects.get().state == Pair.State.WITHDRAWN
        assert not LineConsent.objects.exists()


def test_a_no_that_came_before_the_yes_keeps_it_from_beginning(asked, visit):
    """Two pages open: the one says no to the exception, the other yes to the proposal before the clock has looked."""
    visit(asked.teacher).post(asked.url("pairing:line", pk=asked.pair.pk), {"answer": "no"})
    for who in ("teacher", "leader"):
        visit(getattr(asked, who)).post(asked.url("pairing:accept", pk=asked.pair.pk))
    with asked.works():
        assert PairResponse.objects.count() == 2
        assert Pair.objects.get().start_if_ready(NOW) is False
        assert Pair.objects.get().agreed_at is None


def test_who_is_no_mentor_of_the_pair_agrees_to_nothing(asked, visit):
    told = visit(asked.leader).post(asked.url("pairing:line", pk=asked.pair.pk), {"answer": "yes"}, follow=True)
    assert "Thank you" not in told.text
    assert visit(asked.sponsor).post(asked.url("pairing:line", pk=asked.pair.pk), {"answer": "yes"}).status_code == 404
    with asked.works():
        assert not LineConsent.objects.exists()


def test_the_database_lets_nobody_agree_for_the_mentor_nor_the_leader_read_of_it(asked):
    with asked.works():
        exception = LineException.objects.get()
    said = {"exception": exception, "pair": asked.pair, "cohort": asked.cohort, "answered_at": NOW, "answer": "agreed"}
    for who, person in (("sponsor", asked.far.person), ("leader", asked.far.person), ("leader", asked.leader.person)):
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with asked.sees(who), transaction.atomic(), refused, transaction.atomic():
            LineConsent.objects.create(person=person, **said)
    with asked.sees("leader"):
        assert not LineException.objects.exists()
    with asked.sees("teacher"):
        assert LineException.objects.exists()


def test_before_it_is_published_the_mentor_reads_nothing_of_it(top):
    sign(top, top.boss, top.far)
    run(top)
    with top.works():
        top.teacher = MembershipFactory(person=top.far.person)
    with top.sees("teacher"):
        assert not LineException.objects.exists()


# The roster changes


def move_down(lab):
    """Mentor → manager → someone → leader, told as the import does."""
    with lab.works():
        between = PersonFactory(manager=lab.leader.person)
        Person.objects.filter(pk=lab.manager.person_id).update(manager=between)
        facts.tell(RosterChanged((lab.mentor.person_id,), ()), now=NOW)


def body(visit, who, url):
    """What a page says, less what is new at each request."""
    page = visit(who).get(url)
    return page.text.split("<main")[1].replace(str(page.context["csrf_token"]), "")


def test_a_running_pair_goes_on_once_an_exception_is_signed_and_agreed_to(lab, visit):
    move_down(lab)
    browser, pairs = visit(lab.sponsor), lab.url("pairing:pairs", pk=lab.cohort.pk)
    page = browser.get(pairs).text
    assert "further down: sign an exception, or end it" in page
    assert f"?leader={lab.leader_enrolment.pk}&amp;mentor={lab.mentor_enrolment.pk}" in page
    home, own = lab.url("organizations:home"), lab.url("pairing:pair", pk=lab.pair.pk)
    before = [body(visit, lab.leader, url) for url in (home, own)]
    assert signs(lab, visit, lab.leader_enrolment, lab.mentor_enrolment).url == pairs
    sweep_until_idle(timezone.now())
    assert "is asked to agree and has not answered yet" in browser.get(pairs).text
    assert [body(visit, lab.leader, url) for url in (home, own)] == before
    assert "Do you agree to teach" in visit(lab.mentor).get(home).text
    assert SAID["because"] in visit(lab.mentor).get(own).text
    visit(lab.mentor).post(lab.url("pairing:line", pk=lab.pair.pk), {"answer": "yes"})
    sweep_until_idle(timezone.now())
    assert [body(visit, lab.leader, url) for url in (home, own)] == before
    with lab.works():
        pair = Pair.objects.get()
        assert (pair.state, pair.breach_since) == (Pair.State.RUNNING, None)
        heard = Notice.objects.get(kind="line-answered")
        assert (heard.recipient_id, "agrees to the exception" in heard.sentence) == (lab.sponsor.person_id, True)
    assert "Breaks the rule" not in browser.get(pairs).text


def test_a_mentor_who_does_not_agree_leaves_it_to_the_sponsor(lab, visit):
    move_down(lab)
    sign(lab, lab.leader_enrolment, lab.mentor_enrolment)
    visit(lab.mentor).post(lab.url("pairing:line", pk=lab.pair.pk), {"answer": "no"})
    visit(lab.mentor).post(lab.url("pairing:line", pk=lab.pair.pk), {"answer": "yes"})  # the first answer stands
    sweep_until_idle(timezone.now())
    page = visit(lab.sponsor).get(lab.url("pairing:pairs", pk=lab.cohort.pk)).text
    assert "Daria does not agree to the exception" in page
    with lab.works():
        assert Pair.objects.get().breach_since == NOW
        assert "This pair needs you" in Notice.objects.get(kind="line-answered").sentence
    assert "did not agree" in signs(lab, visit, lab.leader_enrolment, lab.mentor_enrolment).text


def test_an_exception_does_not_cover_what_comes_nearer(lab, visit):
    move_down(lab)
    sign(lab, lab.leader_enrolment, lab.mentor_enrolment)
    with lab.sees("mentor"):
        excepting.answer(Pair.objects.get(), "agreed", by=lab.mentor, now=NOW)
    with lab.works():
        facts.tell(RosterChanged((lab.mentor.person_id,), ()), now=NOW)
        assert Pair.objects.get().breach_since is None
        Person.objects.filter(pk=lab.mentor.person_id).update(manager=lab.leader.person)
        facts.tell(RosterChanged((lab.mentor.person_id,), ()), now=NOW)
        assert Pair.objects.get().breach_since == NOW
    page = visit(lab.sponsor).get(lab.url("pairing:pairs", pk=lab.cohort.pk)).text
    assert "Daria now works in Giulia’s reporting line: end it" in page


def test_a_proposal_that_breaks_the_rule_by_now_does_not_begin_whoever_has_said_yes(lab):
    with lab.works():
        Pair.objects.update(state=Pair.State.PUBLISHED, started_at=None, agreed_at=NOW)
        for person in (lab.leader.person, lab.mentor.person):
            lab.pair.responses.create(cohort=lab.cohort, person=person, answer="accepted", answered_at=NOW)
        for enrolment in (lab.leader_enrolment, lab.mentor_enrolment):
            enrolment.signatures.create(rules=lab.rules, charter=lab.charter, name="x", signed_at=NOW)
    move_down(lab)
    with lab.works():
        assert Pair.objects.get().start_if_ready(NOW) is False
        Pair.objects.update(breach_since=None)
        assert Pair.objects.get().start_if_ready(NOW) is True
