"""Without JavaScript: a page says the same, and whatever it lets one do can be done."""

import pytest

from tests.browser.people import InChromium
from tests.sizes import size

from .test_every_page import NAMES, chosen, demonstrated
from .visits import visits

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
# Less what only a script can do, and what stands there for want of one.
SAID = """() => {
    document.querySelectorAll("noscript, [data-dismiss]").forEach((it) => it.remove());
    return document.querySelector("main").innerText.replace(/\\s+/g, " ").trim();
}"""
# A form that could not be sent: nothing to press, or a post without the token.
FORMS = """() => [...document.forms].filter((form) => {
    const button = [...form.elements].some((it) => it.type === "submit" && it.checkVisibility());
    const folded = form.closest("details:not([open])");
    return !(button || folded) || (form.method === "post" && !form.elements.csrfmiddlewaretoken);
}).map((form) => form.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("name", size(NAMES[2::20], NAMES))
def test_the_page_says_the_same(name, house, tab_of, settings):
    demonstrated(name, settings)
    for visit, _ in chosen(name, [visit for visit in visits(name, house) if "code" not in visit.name])[:1]:
        said = {}
        for javascript in (True, False):
            page = tab_of(visit.who, javascript=javascript).page
            visit.go(page)
            assert page.evaluate(FORMS) == []
            said[javascript] = page.evaluate(SAID)
        assert said[True] == said[False] != ""


def test_the_main_forms_can_be_sent(house, tab_of):
    """A question is asked, the coach looks at it, it is handed over, and the sponsor settles it."""
    leader, sponsor = (InChromium(tab_of(who, javascript=False).page) for who in ("leader", "sponsor"))
    pk = house.kwargs["programs:question_write"]["pk"]
    leader.go(house.url("programs:question_write", pk=pk))
    words = "Which checks of the reconciliation can the night shift hand to an assistant, so that mornings are free?"
    leader.submit("Hand it to your sponsor", text=words)
    assert words in leader.text
    sponsor.go(house.url("programs:question", pk=pk))
    sponsor.submit("Settle it")
    assert "settled" in leader.go(house.url("programs:question", pk=pk)).text.lower()
