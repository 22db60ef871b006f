"""Every page, every part that htmx fetches, every answer to an empty form, and the pages of errors: HTML as the standard says."""

import re

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse

from tests.sizes import size
from tests.tenancy.url_policy import NO_METHOD, POLICY

from . import markup
from .house import account
from .visits import FURTHER, path_of, readers

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
ALONE = ("403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html", "confirm_page.html")
FETCHED = re.compile(r'data-hx-(get|post)="([^"]+)"')
AS_HTMX = {"HX-Request": "true", "HX-Target": "main"}
# Of HTML's standard (6.8.8, “Input modalities: the enterkeyhint attribute”), and not known to this version of the checker.
YOUNGER_THAN_THE_CHECKER = (r"^Attribute “enterkeyhint” not allowed on element “(input|textarea)”",)
CODES = {  # what comes before the pages that ask for a code
    view: {"data": {"email": "somebody@aldermeer.test"}, "follow": True}
    for view in ("account_request_login_code", "account_signup", "account_reset_password")
}


@pytest.fixture(scope="module")
def sent(house):
    """{what was asked: the HTML of the answer}, each text once."""
    documents = {name: render_to_string(name, {"title": "Leave?", "action": "/", "label": "Leave"}) for name in ALONE}
    browsers = {}
    with override_settings(DEMO=True, CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        for who, method, path in asked(house):
            browser = browsers.setdefault(who, _browser_of(house, who))
            for label, html in answers(browser, method, path):
                documents.setdefault(f"{label} as {who}", html)
        documents |= {f"after {view}": _ask(Client(), "post", reverse(view), **sent) for view, sent in CODES.items()}
    return {label: html for html, label in {html: label for label, html in reversed(documents.items())}.items()}


def _browser_of(house, who):
    browser = Client()
    if found := account(house, who):
        browser.force_login(found)
    return browser


def asked(house):
    """(who, method, path): whatever the policy knows, whoever may; one of them in the small size."""
    for name, rule in POLICY.items():
        path = path_of(house, name, house.kwargs[name])
        for who in _those_asked(name):
            yield who, "get", path
            if rule.post != NO_METHOD and rule.inside:
                yield who, "post", path
        for who, address in FURTHER.get(name, ()):
            kwargs, *query = address(house)
            yield who, "get", path_of(house, name, kwargs) + "".join(query)


def _those_asked(name):
    may = sorted(POLICY[name].who)
    return [*dict.fromkeys([*readers(name)[:1], *size(may[:1], may)])]


def answers(browser, method, path):
    """(label, document): the page, and each part that it would fetch later."""
    html = _ask(browser, method, path)
    if html:
        yield f"{method} {path}", html if "<html" in html else markup.part(html)
    for verb, url in FETCHED.findall(html or ""):
        if part := _ask(browser, verb, url.replace("&amp;", "&"), headers=AS_HTMX):
            assert "<html" not in part, f"{url} answers htmx with a whole page"
            yield f"{verb} {url} by htmx", markup.part(part)


def _ask(browser, method, path, **how):
    with transaction.atomic():
        answer = getattr(browser, method)(path, **how)
        transaction.set_rollback(True)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return b"".join(answer).decode() if is_page else None


def test_every_document_is_as_the_standard_says(sent, tmp_path):
    assert len(sent) > 100
    assert sum(html.startswith(markup.BEFORE_A_PART) for html in sent.values()) >= 4
    assert markup.errors(sent, tmp_path, but=YOUNGER_THAN_THE_CHECKER) == {}


def test_the_checker_bites(tmp_path):
    wrong = {
        "two of one id": '<p id="a"></p><p id="a"></p>',
        "a block in a line": "<span><div></div></span>",
        "not closed": "<ul><li><b>x</ul>",
        "unknown": '<p foo="x"></p>',
    }
    found = markup.errors({label: markup.part(html) for label, html in wrong.items()}, tmp_path)
    assert found.keys() == wrong.keys()
