"""The board at size, before the database knows anything of its new rows: no statistics, and nothing read once per row."""

import pytest

from organizations.models import Person
from pairing import actions
from pairing.models import SponsorBar
from tests.bench.boards import pages
from tests.factories import NOW
from tests.plans import touched

from .shaped import open_shaped

# Each row of the roster is met so often at most: read, held against who may read it, sorted. With statistics the planner
# rather reads a small table from end to end than by its keys.
TIMES = 3


def propose(cast):
    with cast.works():
        return actions.propose(cast.cohort, by=cast.sponsor, now=NOW)


@pytest.fixture
def shaped(cast):
    """On a roster of 800, twice as many people as in the cohort's two runs."""
    open_shaped(cast, 100, 100)
    cast.runs = [propose(cast), propose(cast)]
    with cast.works():
        cast.asking = cast.runs[1].proposals.first().leader_id
        SponsorBar.objects.bulk_create(
            SponsorBar(organization=cast.organization, enrolment=it, person=cast.sponsor.person)
            for it in cast.leaders[:20]
            if it.pk != cast.asking
        )
    return cast


def test_no_page_of_the_board_meets_a_row_for_each_other_row(shaped, visit):
    browser, most = visit(shaped.sponsor), {}
    for name, url in pages(shaped).items():
        rows, sql = touched(lambda url=url: browser.get(url))[0]
        most[name] = (rows, sql)
    with shaped.works():
        roster = Person.objects.count()
    assert {name: it for name, it in most.items() if it[0] > TIMES * roster} == {}
