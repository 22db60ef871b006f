"""Every page × who may read it × width × theme, in Chromium: reachable for everybody, in one piece, within its policy."""

import itertools

import pytest

from tests.sizes import FULL
from tests.tenancy.url_policy import POLICY

from .visits import DEMO, NOT_PAGES, names, visits

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
LOOKS = list(itertools.product((390, 1280), ("light", "dark")))
NAMES = names()


def chosen(name, found):
    """(visit, look): all of them, or each way to the page once, in the looks by turns."""
    if FULL:
        return list(itertools.product(found, LOOKS))
    turn = NAMES.index(name)
    readers = [visit for visit in found if visit.who in POLICY[name].who and "empty form" not in visit.name]
    others = [visit for visit in found if visit not in readers]
    once = readers[turn % len(readers) :][:1] + others if readers else others
    return [(visit, LOOKS[(turn + n) % len(LOOKS)]) for n, visit in enumerate(once)]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with(name, house, tab_of, request):
    if name in DEMO:
        request.getfixturevalue("demonstration")
    found = visits(name, house)
    assert found, "neither a page nor said in NOT_PAGES why it is none"
    wrong = {
        f"{visit} at {width} px, {scheme}": said
        for visit, (width, scheme) in chosen(name, found)
        if (said := tab_of(visit.who, width, scheme).visit(visit))
    }
    assert wrong == {}


def test_what_is_no_page_is_none(house, client):
    for name in NOT_PAGES:
        assert name in POLICY
