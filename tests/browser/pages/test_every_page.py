"""Every page × who may read it × width × theme, in Chromium: reachable for everybody, in one piece, within its policy."""

import itertools

import pytest

from tests.sizes import FULL, size
from tests.tenancy.url_policy import POLICY

from .house import account
from .visits import DEMO, NOT_PAGES, Visit, names, path_of, visits

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
LOOKS = list(itertools.product((390, 1280), ("light", "dark")))
NAMES = names()


def chosen(name, found):
    """(visit, look): all of them, or one way to the page, in the looks by turns."""
    if FULL:
        return list(itertools.product(found, LOOKS))
    turn = NAMES.index(name)
    readers = [visit for visit in found if visit.who in POLICY[name].who and "empty form" not in visit.name] or found
    return [(readers[turn % len(readers)], LOOKS[turn % len(LOOKS)])] if readers else []


def demonstrated(name, settings):
    """Some pages are only there in a demonstration; its frame says so."""
    settings.DEMO = name in DEMO


@pytest.mark.parametrize("name", size(NAMES[::6], NAMES))
def test_nothing_is_wrong_with(name, house, tab_of, settings):
    demonstrated(name, settings)
    found = visits(name, house)
    assert found, "neither a page nor said in NOT_PAGES why it is none"
    wrong = {
        f"{visit} at {width} px, {scheme}": said
        for visit, (width, scheme) in chosen(name, found)
        if (said := tab_of(visit.who, width, scheme).visit(visit))
    }
    assert wrong == {}


def test_what_is_no_page_is_none(house, client):
    """Or a page could be kept from being looked at."""
    for name in NOT_PAGES:
        client.force_login(account(house, min(POLICY[name].who)))
        answer = client.get(path_of(house, name, house.kwargs[name]))
        assert answer.status_code != 200 or b"<html" not in b"".join(answer)


# --- the looking itself ---------------------------------------------------------------------------------------------
WRONG = {
    "too wide": "<p class='wide'>Wide</p>",
    "image-alt": "<img src='/static/img/favicon.svg'>",
    "color-contrast": "<p class='pale'>Hardly to be read</p>",
    "2 h1": "<h1>One more</h1>",
    "the policy refused": "<style>p { color: red }</style>",
    "404": "<img alt='' src='/static/img/none.svg'>",
    "target-size": f"<div>{'<button class=tiny aria-label=1></button>' * 4}</div>",
}


@pytest.mark.parametrize("said", WRONG)
def test_looking_bites(said, house, tab_of):
    """What is put into a page is found: as the server would have sent it."""
    tab = tab_of("visitor", 390)
    sheet = ".wide { width: 999px } .pale { color: #bbb; background: #fff } .tiny { width: 9px; height: 9px; padding: 0; border: 0 }"
    tab.page.route("**/extra.css", lambda route: route.fulfill(body=sheet, content_type="text/css"))

    def spoil(route):
        answer = route.fetch()
        extra = f"<link rel=stylesheet href=/extra.css>{WRONG[said]}"
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{extra}</main>"))

    tab.page.route("**/accounts/login/", spoil)
    try:
        wrong = tab.visit(Visit("account_login", "visitor", lambda page: page.goto("/accounts/login/")))
    finally:
        tab.page.unroute_all()
    assert any(said in line for line in wrong), wrong
