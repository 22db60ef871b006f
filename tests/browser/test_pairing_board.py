"""Forty leaders and sixty mentors of an organization with chains, rings, orphans and a matrix, paired in the browser."""

import pytest

from organizations.line import managers_above
from pairing.engine.rules import chain_above
from pairing.models import Pair, PairingRule, PairingRun
from tests.factories import MembershipFactory
from tests.pairing.shaped import open_shaped
from tests.pairing.twelve import by_name


@pytest.fixture
def shaped(transactional_db, cast):
    return open_shaped(cast)


def rows(page):
    return page.locator("li[data-drop]")


def test_a_cohort_of_forty_and_sixty_is_paired_swapped_and_published(shaped, open_browser, no_overflow):
    page = open_browser(shaped.sponsor)
    page.goto(shaped.url("pairing:board", pk=shaped.cohort.pk))
    page.get_by_role("button", name="Find the best pairs").click()
    page.get_by_role("link", name="See the proposal").click()
    assert page.locator("h1").inner_text() == "40 pairs, and nobody waits."
    assert rows(page).count() == 40
    _nobody_in_their_own_line(shaped)
    _unfold_by_keyboard(page)
    no_overflow(page)
    _drag_a_mentor_onto_another_leader(shaped, page)
    _swap_by_keyboard(shaped, page)
    page.get_by_role("link", name="Read before publishing").click()
    page.get_by_role("button", name="Publish 40 pairs").click()
    page.get_by_text("40 pairs are published.").wait_for()
    _both_say_yes(shaped, open_browser)


def _nobody_in_their_own_line(shaped):
    with shaped.works():
        two = list(PairingRun.objects.get().proposals.values_list("leader__person", "mentor__person"))
        managers = managers_above(mentor for _, mentor in two)
    assert not [leader for leader, mentor in two if leader in chain_above(mentor, managers)]


def _unfold_by_keyboard(page):
    first = rows(page).first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    first.get_by_text("Another mentor instead").wait_for()
    assert first.locator("svg.tree").count() == first.locator("svg.days").count() == 1
    assert first.get_by_role("button", name="Pin instead").count() >= 8
    page.keyboard.press("Enter")


def _swappable(shaped):
    """Two leaders whose mentors may change places, none of them pinned."""
    with shaped.works():
        run = PairingRun.objects.order_by("number").last()
        pinned = set(PairingRule.objects.values_list("leader", flat=True))
        found = [it for it in by_name(run.proposals) if it.leader_id not in pinned]
        may = {it: {mentor for mentor, *_ in it.alternatives} for it in found}
        return next(
            (one, two) for one in found for two in found
            if one != two and str(two.mentor_id) in may[one] and str(one.mentor_id) in may[two]
        )  # fmt: skip


def _swapped(shaped, one, two):
    with shaped.works():
        now = dict(PairingRun.objects.order_by("number").last().proposals.values_list("leader", "mentor"))
        assert (now[one.leader_id], now[two.leader_id]) == (two.mentor_id, one.mentor_id)


def _drag_a_mentor_onto_another_leader(shaped, page):
    one, two = _swappable(shaped)
    page.set_viewport_size({"width": 1280, "height": 9000})  # both rows in sight
    page.evaluate("scrollTo(0, 0)")
    row = page.locator(f'li[data-drop="{two.leader_id}"]').bounding_box()
    page.locator(f'[data-drag="{one.leader_id}"]').hover()
    page.mouse.down()
    page.mouse.move(row["x"] + 30, row["y"] + 30, steps=5)
    page.mouse.move(row["x"] + 32, row["y"] + 30, steps=2)  # entered first, then over it
    assert page.locator(".is-over").count() == 1
    page.mouse.up()
    page.get_by_role("link", name="See the proposal").click()
    _swapped(shaped, one, two)


def _swap_by_keyboard(shaped, page):
    one, two = _swappable(shaped)
    page.get_by_text("Swap two mentors").focus()
    page.keyboard.press("Enter")
    form = page.locator("form[data-swap]")
    form.locator("[name=leader]").select_option(str(one.leader_id))
    form.locator("[name=other]").select_option(str(two.leader_id))
    form.get_by_role("button", name="Swap, and run again").press("Enter")
    page.get_by_role("link", name="See the proposal").click()
    _swapped(shaped, one, two)
    assert page.locator('.pin[aria-pressed="true"]').count() == 4


def _both_say_yes(shaped, open_browser):
    with shaped.works():
        pair = Pair.objects.with_people().in_order().first()
        both = [MembershipFactory(person=person) for person in (pair.leader, pair.mentor)]
    for member in both:
        page = open_browser(member, width=390)
        page.goto(shaped.url("pairing:pair", pk=pair.pk))
        page.get_by_role("button", name="Yes").first.click()
        page.wait_for_load_state()
    with shaped.works():
        assert Pair.objects.get(pk=pair.pk).agreed_at is not None
