from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from config import gallery
from tests.pages.drawing import write

HOME = "http://lab.test/"
FRAME = {"person_name": "Henrik", "initials": "HV", "organization_name": "Bank", "nav": [("Home", "/", True)]}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'"
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}


class Lab:
    """A site of one page: answers every address from a dict, static files from disk, and keeps what was asked."""

    def __init__(self, tab):
        self.tab, self.answers, self.asked = tab, {}, []
        tab.route("**/*", self._answer)

    def open(self, content):
        self.show(write('{% extends "base.html" %}{% block content %}' + content + "{% endblock %}", frame=FRAME))

    def show(self, html):
        self.answers["/"] = html
        self.tab.goto(HOME)

    def _answer(self, route):
        path = "/" + route.request.url.removeprefix(HOME)
        if path.startswith("/static/"):
            return route.fulfill(path=Path(finders.find(path.removeprefix("/static/"))))
        self.asked.append((route.request.method, path))
        body = self.answers.get(path)
        return route.fulfill(status=200 if body else 204, body=body or "", headers=HEADERS)


@pytest.fixture
def lab(chromium):
    tab = chromium.new_page(reduced_motion="reduce")
    yield Lab(tab)
    tab.close()


def kit():
    return render_to_string("components_gallery.html", gallery.context() | {"frame": FRAME})


def overflow(tab):
    return tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_kit_is_accessible(lab, theme):
    lab.tab.emulate_media(color_scheme=theme)
    lab.show(kit())
    found = Axe().run(lab.tab)
    assert found.response["passes"]
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_kit_fits_and_keeps_to_the_policy(lab, width, language):
    said = []
    lab.tab.on("console", lambda message: said.append(message.text))
    lab.tab.set_viewport_size({"width": width, "height": 900})
    with translation.override(language):
        lab.show(kit())
    assert overflow(lab.tab) == 0
    assert said == []


FORM = '<form method="post" action="/send/"><button class="btn" type="submit">Send</button></form>'


def test_a_form_is_sent_once(lab):
    lab.open(FORM)
    button = lab.tab.get_by_role("button", name="Send")
    with lab.tab.expect_request("**/send/"):
        button.click()
    button.click()
    lab.tab.evaluate("fetch('/later/')")  # whatever the second click sent has arrived before this
    assert lab.asked.count(("POST", "/send/")) == 1
    assert button.get_attribute("aria-busy") == "true"


def test_back_on_the_page_the_button_is_free(lab):
    lab.open(FORM)
    with lab.tab.expect_request("**/send/"):
        lab.tab.get_by_role("button", name="Send").click()
    lab.tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert lab.tab.locator("[aria-busy]").count() == 0
    with lab.tab.expect_request("**/send/"):
        lab.tab.get_by_role("button", name="Send").click()
    assert lab.asked.count(("POST", "/send/")) == 2


def test_an_answered_htmx_form_is_free_again_and_its_errors_take_focus(lab):
    lab.answers["/send/"] = '<div class="errors" tabindex="-1" data-errors>One thing to mend</div>'
    lab.open('<form hx-post="/send/" hx-target="#said"><button type="submit">Send</button></form><div id="said"></div>')
    lab.tab.get_by_role("button", name="Send").click()
    lab.tab.wait_for_function("document.activeElement.hasAttribute('data-errors')")
    assert lab.tab.locator("[aria-busy], [data-sent]").count() == 0


def test_errors_take_focus_when_the_page_opens(lab):
    lab.open('<div class="errors" tabindex="-1" data-errors>One thing to mend</div>')
    assert lab.tab.evaluate("document.activeElement.className") == "errors"


def test_a_swap_elsewhere_leaves_focus_alone(lab):
    lab.answers["/more/"] = "<p>More</p>"
    lab.open(
        '<div class="errors" tabindex="-1" data-errors>Mend</div>'
        '<button hx-get="/more/" hx-target="#more">More</button>'
        '<section><div id="more"></div></section>'
    )
    lab.tab.get_by_role("button", name="More").click()
    lab.tab.get_by_text("More", exact=True).nth(1).wait_for()
    assert lab.tab.evaluate("document.activeElement.tagName") == "BUTTON"


def test_polling_stops_when_the_job_is_done(lab):
    job = {"id": 7, "label": "Import", "poll_url": "/jobs/7/"}
    lab.answers["/jobs/7/"] = render_to_string("components/progress.html", job | {"state": "done"})
    lab.tab.clock.install()
    lab.open(render_to_string("components/progress.html", job | {"state": "running", "done": 1, "total": 2}))
    lab.tab.clock.run_for(2100)
    lab.tab.locator(".job--done").wait_for()
    lab.tab.clock.run_for(10_000)
    assert lab.asked.count(("GET", "/jobs/7/")) == 1


def test_the_menu_closes_on_escape_and_outside(lab):
    lab.open("<h1>Page</h1>")
    menu, summary = lab.tab.locator("details"), lab.tab.locator("summary")
    summary.click()
    assert menu.get_attribute("open") is not None
    lab.tab.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert lab.tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    summary.click()
    lab.tab.get_by_role("heading").click()
    assert menu.get_attribute("open") is None


def test_a_toast_can_be_put_away(lab):
    lab.open(render_to_string("components/toast.html", {"text": "Moved"}))
    lab.tab.get_by_role("button", name="Close").click()
    assert lab.tab.locator(".toast").count() == 0
