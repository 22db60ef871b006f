"""The rule again at every roster change: breaches go to the sponsors, leavers' pairs end, bars are drawn anew (N7)."""

import pytest

from notifications.models import Due, Notice
from notifications.sweep import sweep_until_idle
from organizations.facts import RosterChanged
from organizations.models import Person
from organizations.registries import facts
from pairing.facts import PairEnded
from pairing.models import Pair, SponsorBar
from programs.facts import EnrolmentWithdrawn
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make


def under(person, manager):
    Person.objects.filter(pk=person.pk).update(manager=manager)


def tell(lab, *left):
    """As the import does it: in the worker's scope."""
    facts.tell(RosterChanged((lab.mentor.person_id,), tuple(left)), now=NOW)


def breach(lab):
    """Mentor → manager → someone → leader: three steps, further up than skip level."""
    between = PersonFactory()
    under(lab.manager.person, between)
    under(between, lab.leader.person)


def test_a_new_breach_goes_to_the_sponsor_and_is_marked_on_the_list(lab, visit):
    with lab.works():
        breach(lab)
        tell(lab)
        assert Pair.objects.get().breach_since == NOW
        tell(lab)
        assert Notice.objects.get().recipient_id == lab.sponsor.person_id  # once, however often the roster changes
    browser = visit(lab.sponsor)
    home = browser.get(lab.url("organizations:home")).content.decode()
    assert "One pair breaks the reporting rule" in home
    page = browser.get(lab.url("pairing:pairs", pk=lab.cohort.pk)).content.decode()
    assert "Breaks the rule" in page
    assert "Daria now works in Giulia’s reporting line" in page


def test_the_partners_read_nothing_of_it(lab, visit):
    pages = {}
    for world in ("before", "after"):
        for who in ("leader", "mentor"):
            page = visit(getattr(lab, who)).get(lab.url("pairing:pair", pk=lab.pair.pk))
            pages[world, who] = (
                page.content.decode().split("<main")[1].replace(page.context["csrf_token"].__str__(), "")
            )
        with lab.works():
            breach(lab)
            tell(lab)
    for who in ("leader", "mentor"):
        assert "reporting" not in pages["after", who]


def test_a_breach_that_is_gone_is_no_longer_one(lab):
    with lab.works():
        breach(lab)
        tell(lab)
        under(lab.mentor.person, None)
        tell(lab)
        assert Pair.objects.get().breach_since is None


def test_a_ring_of_managers_is_walked_once(lab):
    with lab.works():
        under(lab.leader.person, lab.mentor.person)
        under(lab.manager.person, lab.leader.person)
        tell(lab)
        assert Pair.objects.breached().count() == 1
        assert SponsorBar.objects.count() == 2  # the two others of the ring


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_a_leavers_pair_ends_and_the_other_is_told(lab, monkeypatch, who):
    told = []
    monkeypatch.setitem(facts._subscribers, PairEnded, [lambda fact, now: told.append(fact)])
    gone, stays = (lab.leader, lab.mentor) if who == "leader" else (lab.mentor, lab.leader)
    with lab.works():
        Person.objects.filter(pk=gone.person_id).update(left_on=NOW.date())
        tell(lab, gone.person_id)
        assert Pair.objects.get().state == Pair.State.ENDED
        assert Notice.objects.get().recipient_id == stays.person_id
    assert told == [PairEnded(lab.pair.pk)]


def test_bars_follow_the_leaders_line(lab, visit):
    pairs = lab.url("pairing:pairs", pk=lab.cohort.pk)
    with lab.works():
        under(lab.leader.person, lab.sponsor.person)
        tell(lab)
        assert SponsorBar.objects.get().person_id == lab.sponsor.person_id
    page = visit(lab.sponsor).get(pairs).content.decode()
    assert "Giulia" not in page
    with lab.sees("sponsor"):
        assert not Pair.objects.exists()
    with lab.works():
        under(lab.leader.person, lab.executive.person)
        tell(lab)
        assert SponsorBar.objects.get().person_id == lab.executive.person_id
    assert "Giulia" in visit(lab.sponsor).get(pairs).content.decode()


def test_a_breach_that_no_sponsor_may_read_asks_for_another_one_without_a_name(lab):
    with lab.works():
        under(lab.leader.person, lab.sponsor.person)
        tell(lab)
        (alone,) = Notice.objects.all()
        breach(lab)
        tell(lab)
        assert Pair.objects.breached().exists()
        newer = Notice.objects.exclude(pk=alone.pk).get()
    for notice in (alone, newer):
        assert notice.recipient_id == lab.sponsor.person_id
        assert "has no sponsor who may look after it: put another one in charge" in notice.sentence
        assert lab.leader.person.given_name not in notice.sentence
        assert notice.url == lab.url("programs:sponsors", pk=lab.cohort.pk)


def test_it_is_said_once_and_not_at_all_where_another_is_in_charge(lab):
    with lab.works():
        under(lab.leader.person, lab.sponsor.person)
        tell(lab)
        tell(lab)
        assert Notice.objects.count() == 1
        make.CohortSponsorFactory(cohort=lab.cohort, person=sponsor_too(lab.admin), since=NOW)
        breach(lab)
        tell(lab)
        assert Notice.objects.filter(sentence__contains="reporting line").get().recipient_id == lab.admin.person_id


def sponsor_too(membership):
    membership.is_sponsor = True
    membership.save()
    return membership.person


def test_told_by_a_page_that_may_not_see_all_pairs_the_clock_takes_it_up(lab):
    with lab.works():
        breach(lab)
    with lab.sees("admin"):
        tell(lab)
    with lab.works():
        assert Pair.objects.get().breach_since is None
        assert Due.objects.waiting().get().kind == "pair-roster"
    sweep_until_idle(NOW)
    with lab.works():
        assert Pair.objects.get().breach_since == NOW


def test_who_withdraws_from_the_cohort_leaves_their_pair(lab):
    with lab.sees("sponsor"):
        facts.tell(EnrolmentWithdrawn(lab.cohort.pk, lab.mentor_enrolment.pk, lab.mentor.person_id, "mentor"), now=NOW)
    sweep_until_idle(NOW)
    with lab.works():
        assert Pair.objects.get().state == Pair.State.ENDED
        assert "has ended" in Notice.objects.filter(recipient=lab.leader.person).get().sentence
