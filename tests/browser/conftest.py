"""Chromium beside a live server. Each person has a browser context of their own; what the console or the CSP says fails the test."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def complaints():
    """What pages said to the console, and errors of their scripts: none, at the end of every test."""
    said = []
    yield said
    assert said == []


@pytest.fixture
def open_browser(chromium, live_server, complaints):
    """`open_browser(membership, width=…, scheme=…)` is that person's signed-in page; without a membership, a visitor's."""
    contexts = []

    def open_page(membership=None, *, width=1280, height=900, scheme="light", javascript=True, touch=False):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if membership:
            context.add_cookies([session_cookie(membership, live_server.url)])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


def session_cookie(membership, url):
    client = Client()
    client.force_login(membership.account)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def no_overflow():
    def check(page):
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than its window"

    return check
