"""Every page by keyboard: Tab comes to everything that can be used, in its order, shows where it is, and gets out again."""

import pytest

from tests.sizes import size

from .test_every_page import NAMES, chosen, demonstrated
from .visits import visits

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
MOST = 400  # presses; no page has as many stops
# Stops in the order of the page: one for each group of radio buttons, none inside of what is closed.
STOPS = """() => {
    const of = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^='-'])";
    const seen = new Set();
    window.stops = [...document.querySelectorAll(of)].filter((it) => {
        if (it.disabled || it.matches("[tabindex^='-']") || !it.checkVisibility({visibilityProperty: true})) return false;
        if (it.type !== "radio") return true;
        const group = [...document.getElementsByName(it.name)].filter((other) => other.form === it.form);
        const key = `${it.name} ${[...document.forms].indexOf(it.form)}`;
        if (seen.has(key) || (group.some((other) => other.checked) && !it.checked)) return false;
        return seen.add(key);
    });
    const look = (it) => [it, it.nextElementSibling, it.parentElement, it.closest("label")].map((one) => {
        if (!one) return "";
        const {outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor} = getComputedStyle(one);
        const ring = outlineStyle === "none" ? "" : outlineWidth + outlineColor;
        return [ring, boxShadow, borderColor, backgroundColor].join();
    }).join("|");
    const top = document.body.insertBefore(document.createElement("button"), document.body.firstChild);
    top.focus();
    top.remove();
    const before = new Map(stops.map((it) => [it, look(it)]));
    const name = (it) => `${it.outerHTML.slice(0, 90)}…`;
    window.came = [];
    window.unseen = [];
    document.addEventListener("focusin", ({target}) => {
        came.push(target);
        if (look(target) === before.get(target)) unseen.push(name(target));
        const {top, bottom} = (target.closest("label") ?? target).getBoundingClientRect();
        if (bottom <= 0 || top >= innerHeight) unseen.push(`out of sight: ${name(target)}`);
    });
    window.told = () => {
        const missed = stops.filter((it) => !came.includes(it)).map((it) => `never reached: ${name(it)}`);
        const order = came.filter((it) => stops.includes(it)).map((it) => stops.indexOf(it));
        const back = order.findIndex((place, n) => n && place < order[n - 1]);
        const skipped = back > 0 ? [`out of order: ${name(stops[order[back]])}`] : [];
        const first = came[0]?.matches("a.skip") ? [] : ["the way past the menu is not the first stop"];
        return [...first, ...missed, ...skipped, ...unseen.map((it) => `focus does not show: ${it}`)];
    };
    return stops.length;
}"""
MOST_PARTS = 6  # of a field for a day and an hour: each is a stop of its own


def walk(page):
    """[str]: what a walk with Tab from the top of the page to its end found wrong."""
    stops = page.evaluate(STOPS)
    assert stops < MOST
    for _ in range(stops):
        page.keyboard.press("Tab")
    parts = page.locator("[type=date], [type=time], [type=datetime-local]").count() * MOST_PARTS
    for _ in range(parts):
        if page.evaluate("document.activeElement === stops.at(-1)"):
            break
        page.keyboard.press("Tab")
    wrong = page.evaluate("told()")
    page.keyboard.press("Tab")
    out = page.evaluate("document.activeElement !== stops.at(-1)")
    return wrong if out else [*wrong, "no way out of the last stop"]


UNTRIED = "summary:visible:not([data-tried])"
LOADED = "() => !document.querySelector('details > .htmx-request, details.htmx-request')"


def open_all(page):
    """[str]: what does not open and close at Enter; it stays open, and what it has loaded is tried as well."""
    wrong = []
    while page.locator(UNTRIED).count():
        summary = page.locator(UNTRIED).first.element_handle()
        summary.focus()
        states = [summary.evaluate("it => { it.dataset.tried = ''; return it.parentElement.open; }")]
        for _ in range(3):
            page.keyboard.press("Enter")
            states.append(summary.evaluate("it => it.parentElement.open"))
        if states[1:] != [not states[0], states[0], not states[0]]:
            wrong.append(f"does not open and close: {summary.inner_text()}")
        page.wait_for_function(LOADED)
    return wrong


@pytest.mark.parametrize("name", size(NAMES[::12], NAMES))
def test_by_keyboard(name, house, tab_of, settings):
    demonstrated(name, settings)
    wrong = {}
    for visit, (width, scheme) in chosen(name, visits(name, house))[: size(1, None)]:
        tab = tab_of(visit.who, width, scheme)
        visit.go(tab.page)
        wrong[f"{visit} at {width} px, {scheme}"] = walk(tab.page) + open_all(tab.page)
    assert {where: said for where, said in wrong.items() if said} == {}
