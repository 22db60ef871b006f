import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from organizations.models import AuditEntry, LastAdmin, Membership, Person
from organizations.paging import page
from organizations.tenancy.scope import WEB, scope
from tests.cast import assemble
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.queries import own_queries

VERBS = "gave role", "took role", "closed access", "reopened access"
LAST = "This is the only admin"


def held(cast, who):
    with cast.works():
        return Membership.objects.get(pk=getattr(cast, who).pk).roles


def is_active(cast, who):
    with cast.works():
        return Membership.objects.get(pk=getattr(cast, who).pk).active


def audit(cast):
    with cast.works():
        entries = AuditEntry.objects.order_by("id")
        return [(e.verb, e.actor_id, e.subject_id, e.fields) for e in entries if e.verb in VERBS]


def act(browser, cast, view, who="leader", **data):
    return browser.post(cast.url(f"organizations:member_{view}", pk=getattr(cast, who).pk), data, follow=True)


def test_an_admin_gives_and_takes_a_role_and_both_are_recorded(cast, visit):
    browser = visit(cast.admin)
    assert act(browser, cast, "roles", role="sponsor", held=1).status_code == 200
    assert held(cast, "leader") == ["sponsor"]
    act(browser, cast, "roles", role="sponsor")
    assert held(cast, "leader") == []
    admin, leader = cast.admin.person_id, cast.leader.pk
    assert audit(cast) == [("gave role", admin, leader, ["sponsor"]), ("took role", admin, leader, ["sponsor"])]


def test_a_second_click_changes_and_records_nothing_more(cast, visit):
    browser = visit(cast.admin)
    for _ in range(2):
        act(browser, cast, "roles", role="executive", held=1)
    assert len(audit(cast)) == 1


def test_a_role_that_there_is_not_is_ignored(cast, visit):
    act(visit(cast.admin), cast, "roles", role="owner", held=1)
    assert held(cast, "leader") == []


@pytest.mark.parametrize("view", ["roles", "closing"])
def test_the_last_admin_stays(cast, visit, view):
    answer = act(visit(cast.admin), cast, view, "admin", role="admin")
    assert LAST in answer.text
    assert held(cast, "admin") == ["admin"]
    assert is_active(cast, "admin")
    assert audit(cast) == []


def test_with_a_second_admin_one_can_step_down_and_is_shown_home(cast, visit):
    browser = visit(cast.admin)
    act(browser, cast, "roles", role="admin", held=1)
    answer = act(browser, cast, "roles", "admin", role="admin")
    assert answer.redirect_chain[-1][0] == cast.url("organizations:home")
    assert held(cast, "admin") == []


@pytest.mark.parametrize("why", ["closed", "left"])
def test_an_admin_who_cannot_come_in_is_no_second_one(cast, visit, why):
    with cast.works():
        person = PersonFactory(left_on="2026-01-01" if why == "left" else None)
        MembershipFactory(person=person, is_admin=True, active=why != "closed")
    assert LAST in act(visit(cast.admin), cast, "roles", "admin", role="admin").text


def test_closing_shuts_the_door_at_once_and_reopening_opens_it(cast, visit, client):
    act(visit(cast.admin), cast, "closing")
    assert visit(cast.leader).get(cast.url("organizations:home")).status_code == 404
    act(visit(cast.admin), cast, "reopening")
    assert visit(cast.leader).get(cast.url("organizations:home")).status_code == 200
    assert [verb for verb, *_ in audit(cast)] == ["closed access", "reopened access"]


def test_a_verb_is_refused_to_whoever_is_no_admin_any_more(cast):
    with cast.works():
        leader = Membership.objects.select_related("organization").get(pk=cast.leader.pk)
        with pytest.raises(PermissionDenied):
            leader.give("admin", by=cast.sponsor, now=NOW)


def test_leavers_are_closed_with_the_roster_change(cast):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(left_on="2026-09-01")
        Membership.close_leavers(by=cast.admin, now=NOW)
    assert not is_active(cast, "leader")
    assert is_active(cast, "mentor")
    assert [verb for verb, *_ in audit(cast)] == ["closed access"]


def test_a_roster_change_that_would_leave_no_admin_is_refused(cast):
    with cast.works():
        Person.objects.filter(pk=cast.admin.person_id).update(left_on="2026-09-01")
        with pytest.raises(LastAdmin):
            Membership.close_leavers(by=None, now=NOW)


def test_a_leavers_page_says_so_and_offers_nothing(cast, visit):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(left_on="2026-09-01")
    text = visit(cast.admin).get(cast.url("organizations:member", pk=cast.leader.pk)).text
    assert "Has left the organization" in text
    assert "<button" not in text.split("<main")[1]


# --- two at once ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_take_each_others_role_at_once_leave_one():
    cast = assemble()
    with cast.works():
        Membership.objects.filter(pk=cast.sponsor.pk).update(is_admin=True)
    start, failures = threading.Barrier(2, timeout=10), []

    def take(by, other):
        try:
            with scope(WEB, cast.organization.pk, getattr(cast, by).person_id):
                mine = Membership.objects.select_related("organization", "person").get(pk=getattr(cast, by).pk)
                theirs = Membership.objects.select_related("organization").get(pk=getattr(cast, other).pk)
                start.wait()
                theirs.take("admin", by=mine, now=timezone.now())
        except (LastAdmin, PermissionDenied) as error:
            failures.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in (("admin", "sponsor"), ("sponsor", "admin"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with cast.works():
        assert Membership.objects.admins().count() == 1
    assert failures == [PermissionDenied]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_step_down_at_once_leave_one():
    cast = assemble()
    with cast.works():
        Membership.objects.filter(pk=cast.sponsor.pk).update(is_admin=True)
    start, failures = threading.Barrier(2, timeout=10), []

    def step_down(who):
        try:
            with scope(WEB, cast.organization.pk, getattr(cast, who).person_id):
                me = Membership.objects.select_related("organization", "person").get(pk=getattr(cast, who).pk)
                start.wait()
                me.close(by=me, now=timezone.now())
        except LastAdmin as error:
            failures.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=step_down, args=[who]) for who in ("admin", "sponsor")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with cast.works():
        assert Membership.objects.admins().count() == 1
    assert failures == [LastAdmin]


# --- the list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("members", [1, 30])
def test_the_list_asks_as_often_for_many_as_for_one(cast, visit, members):
    with cast.works():
        MembershipFactory.create_batch(members)
    browser = visit(cast.admin)
    browser.get(cast.url("organizations:people"))
    with own_queries(1):
        browser.get(cast.url("organizations:people"))


def test_pages_go_on_where_the_last_one_ended(cast, visit):
    with cast.works():
        MembershipFactory.create_batch(60)
    browser, url = visit(cast.admin), cast.url("organizations:people")
    first = browser.get(url).context["page"]
    second = browser.get(url, {"after": first.after}).context["page"]
    seen = [member.pk for member in [*first.rows, *second.rows]]
    assert len(first.rows) == 50
    assert len(seen) == len(set(seen)) == 67
    assert second.after is None
    assert "Back to the start" in browser.get(url, {"after": first.after}).text


@pytest.mark.parametrize("after", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
def test_an_id_that_is_none_begins_at_the_beginning(cast, visit, after):
    found = visit(cast.admin).get(cast.url("organizations:people"), {"after": after}).context["page"]
    assert found.is_first
    assert len(found.rows) == 7


def test_equal_names_are_neither_skipped_nor_doubled(cast):
    with cast.works():
        PersonFactory.create_batch(7, given_name="Same", family_name="Same")
        people, seen, after = Person.objects.in_order(), [], ""
        while after is not None:
            found = page(people, ("family_name", "given_name", "id"), after, size=3)
            seen += found.rows
            after = found.after
        assert seen == list(people)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("giulia", ["Giulia Marchetti"]),
        ("march giu", ["Giulia Marchetti"]),
        ("o’neil", ["Tomás O’Neil"]),
        ("nobody", []),
    ],
)
def test_search_finds_every_word_in_any_order(cast, visit, words, names):
    answer = visit(cast.admin).get(cast.url("organizations:people"), {"q": words})
    assert [member.person.name for member in answer.context["page"].rows] == names
    assert ("Nobody of that name" in answer.text) is (not names)
