"""One leader unfolded over HTTP: the picture of the reasons, and the price of each alternative."""

import pytest

from pairing import actions
from pairing.models import SponsorBar
from tests.factories import NOW
from tests.pages.drawing import read
from tests.queries import own_queries

from .twelve import open_pairing


@pytest.fixture
def twelve(cast):
    return open_pairing(cast)


def run(cast):
    with cast.works():
        return actions.propose(cast.cohort, by=cast.sponsor, now=NOW)


def address(cast, run, leader):
    return cast.url("pairing:leader", pk=cast.cohort.pk, number=run.number, leader=leader.pk)


def test_it_shows_what_is_asked_how_far_apart_they_work_their_hours_and_the_sum(twelve, visit):
    found, leader = run(twelve), twelve.leaders[6]
    page = visit(twelve.sponsor).get(address(twelve, found, leader)).text
    for heading in (
        "Question and skill",
        "How far apart they work",
        "Hours in common",
        "The sum",
        "Another mentor instead",
    ):
        assert heading in page
    assert "Same clock." in page
    with twelve.works():
        theirs = found.proposals.get(leader=leader).reasons["mentors_runner_up"]["enrolment"]
    next_best = next(it for it in twelve.leaders if str(it.pk) == theirs)
    assert f"would fit {next_best.person.name} next best" in page
    assert "steps apart in the organization" in page


def test_every_other_mentor_stands_there_with_points_price_and_whom_they_are_with(twelve, visit):
    found, leader = run(twelve), twelve.leaders[6]
    with twelve.works():
        mine = found.proposals.get(leader=leader)
        held = {str(it.mentor_id): it.leader.person.name for it in found.proposals.with_people()}
        alternatives = mine.alternatives
    tables = read(visit(twelve.sponsor).get(address(twelve, found, leader)).text).all("table")
    rows = [[cell.text.strip() for cell in row.all("td")] for table in tables for row in table.all("tr")[1:]]
    assert len(rows) == len(alternatives) >= 10
    assert [cells[0] for cells in rows] == [str(round(score / 100)) for _, score, _ in alternatives]
    assert [cells[2] for cells in rows] == [held.get(mentor, "–") for mentor, _, _ in alternatives]


def test_what_unfolds_on_the_board_is_the_part_alone(twelve, visit):
    url = address(twelve, run(twelve), twelve.leaders[6])
    part = visit(twelve.sponsor).get(url, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Another mentor instead" in part


def test_for_who_waits_it_tells_what_another_ones_mentor_would_cost(cast, visit):
    open_pairing(cast, leaders=6, mentors=5)
    found = run(cast)
    with cast.works():
        left = found.unpaired.with_people().first()
    page = visit(cast.sponsor).get(address(cast, found, left.leader)).text
    assert f"Nobody is left for {left.leader.person.name}." in page
    assert "Another one’s mentor" in page


def test_an_older_run_is_read_and_not_changed(twelve, visit):
    first = run(twelve)
    run(twelve)
    page = visit(twelve.sponsor).get(address(twelve, first, twelve.leaders[6])).text
    assert "Pin instead" not in page
    assert "This run is kept to be read." in page


@pytest.mark.parametrize("count", [3, 40])
def test_it_asks_the_same_number_of_queries(cast, visit, count):
    open_pairing(cast, leaders=count + 4, mentors=count + 6)
    url, browser = address(cast, run(cast), cast.leaders[5]), visit(cast.sponsor)
    browser.get(url)
    with own_queries(7):
        browser.get(url)


def test_of_a_leader_above_whom_one_stands_no_unfolded_row_tells(twelve, visit):
    """Neither who has a mentor now nor whom a mentor would fit next best."""
    found, hidden = run(twelve), twelve.leaders[7]
    with twelve.works():
        SponsorBar.objects.create(enrolment=hidden, person=twelve.sponsor.person)
    browser = visit(twelve.sponsor)
    pages = [browser.get(address(twelve, found, leader)) for leader in twelve.leaders if leader != hidden]
    assert {page.status_code for page in pages} == {200}
    assert not [page for page in pages if hidden.person.name in page.text]
    assert browser.get(address(twelve, found, hidden)).status_code == 404
