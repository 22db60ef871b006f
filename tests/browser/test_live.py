"""Two people with the live page open: each follows the other, and no word is lost, whoever is cut off."""

import datetime
import itertools
import re

import pytest
from django.utils import timezone

from organizations.tenancy import middleware
from sessions.models import LabSession, LiveHour, SessionNote
from tests.factories.lab import LabSessionFactory
from tests.lab import open_lab
from tests.sizes import size

CUT_OFF = size(6, 60)  # seconds
EVERY, ASKS = 1_200, 2  # milliseconds between a page's asks; how many until it knows: the one under way and the next
A_WHILE = 2_000  # milliseconds in which a page that asks would have asked
NEXT, LAB = re.compile("^Next: The mentor"), re.compile("The mentor.s lab")
PLACE = "e => [document.activeElement === e, e.selectionStart, e.selectionEnd, e.scrollTop]"
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('live:'))"
SHIFT = datetime.timedelta(days=-40, minutes=-7)  # the server's clock and the browsers' agree in nothing


@pytest.fixture
def hour(cast, monkeypatch):
    """A session that begins now, on the server's clock."""
    monkeypatch.setattr(middleware, "read_clock", lambda: timezone.now() + SHIFT)
    lab = open_lab(cast)
    with lab.works():
        begins = timezone.now() + SHIFT
        times = {"starts_at": begins, "ends_at": begins + datetime.timedelta(hours=1)}
        lab.session = LabSessionFactory(pair=lab.pair, series=lab.series, number=1, **times)
        lab.rules.delete()
    return lab


@pytest.fixture
def pages(hour, open_browser, complaints):
    """Both have it open; that requests fail while one is cut off is what the test wants."""
    url = hour.url("sessions:live", pk=hour.session.pk)
    opened = open_browser(hour.leader), open_browser(hour.mentor, width=390)
    for page in opened:
        page.goto(url)
    yield opened
    complaints[:] = [it for it in complaints if not re.search("ERR_INTERNET_DISCONNECTED|ERR_FAILED", it)]


def notes(page):
    return page.get_by_label("Notes you share")


def is_said(page, sentence, **within):
    page.locator("#live-status").get_by_text(sentence).wait_for(**within)


def both_read(pages, *words, patience=10_000):
    """Both pages come to the same text, with all of these words in it."""
    leader, mentor = pages
    for word in words:
        for page in pages:
            page.wait_for_function(
                "([word]) => document.querySelector('#notes [name=text]').value.includes(word)",
                arg=[word],
                timeout=patience,
            )
    for page in pages:
        is_said(page, "Saved")
    assert notes(leader).input_value() == notes(mentor).input_value()
    return notes(leader).input_value()


def follows(page, by, press, shown):
    """What `by` pressed is shown after at most two asks of the page. The seconds are for `make bench`: here all may be slow."""
    heard = []

    def hear(request):
        if "/live/" in request.url:  # the address that only says whether anything changed ends there
            heard.append(request.url.partition("?")[0].rpartition("/")[2] or "ask")

    def is_press(request):
        return request.method == "POST" and "/notes" not in request.url

    page.on("request", hear)
    with by.expect_response(lambda it: is_press(it.request)):
        with by.expect_request(is_press):
            press()
        sent = len(heard)
    answered = len(heard)
    shown.wait_for()
    page.remove_listener("request", hear)
    until = list(itertools.takewhile(lambda it: it != "state", heard[answered:]))
    assert "state" in heard[sent:answered] or until.count("ask") <= ASKS, heard
    assert page.locator("[data-every]").get_attribute("data-every") == str(EVERY)


def test_each_follows_what_the_other_presses(hour, pages):
    leader, mentor = pages
    assert leader.get_by_role("heading", level=1).inner_text() == "Your hour with Daria."
    begin = leader.get_by_role("button", name="Begin the hour")
    follows(mentor, leader, begin.click, mentor.get_by_role("heading", name="Connect", level=1))
    for page in pages:
        left = page.locator(".left b").inner_text()
        assert left.startswith(("9:5", "10:00")), "the server's time, whatever this computer's clock says"
    mentor.get_by_role("button", name=NEXT).focus()
    lab = leader.get_by_role("heading", name=LAB, level=1)
    follows(leader, mentor, lambda: mentor.keyboard.press("Enter"), lab)
    assert leader.get_by_role("status").first.inner_text().startswith("Part 2 of 4: The mentor")
    assert leader.get_by_text("Ask “help me understand …”, then wait.").is_visible()
    assert mentor.get_by_text("Show it on real work, not on an example.").is_visible()
    more = leader.get_by_role("button", name="Five more minutes")
    follows(mentor, leader, more.click, mentor.locator(".left b").get_by_text("34:"))
    leader.wait_for_function("document.querySelector('.left b').textContent.startsWith('34:')")
    assert more.evaluate("e => document.activeElement === e"), "the focus stays on what was pressed"
    assert mentor.evaluate("document.activeElement.id") == "live-next", (
        "and the other's where it was, with the same name"
    )
    filled = mentor.locator(".agenda .now").get_attribute("d")
    mentor.wait_for_function("(was) => document.querySelector('.agenda .now').getAttribute('d') > was", arg=filled)


def test_who_ends_the_hour_is_led_to_a_log_that_knows_it(hour, pages):
    leader, mentor = pages
    leader.get_by_role("button", name="Begin the hour").click()
    mentor.get_by_role("button", name="End the hour").wait_for()
    notes(mentor).press_sequentially("Forty-one corrections")
    end = mentor.get_by_role("button", name="End the hour")
    follows(leader, mentor, end.click, leader.get_by_text("Daria ended the hour."))
    mentor.wait_for_url("**/log")
    assert mentor.locator("[name=notes]").input_value() == "Forty-one corrections"
    assert mentor.locator("[name=held]:checked").get_attribute("value") == "yes"
    assert leader.get_by_role("link", name="Log the session").is_visible()


@pytest.mark.proof
def test_two_who_type_while_one_is_cut_off_lose_nothing(hour, pages):
    leader, mentor = pages
    leader.get_by_role("button", name="Begin the hour").click()
    notes(leader).fill("First line.\nLast line.")
    both_read(pages, "First line.", "Last line.")
    mentor.context.set_offline(True)
    notes(mentor).press("Control+End")
    notes(mentor).press_sequentially("\nTyped without a connection")
    is_said(mentor, "Offline. What you type is kept here")
    notes(leader).press("Control+Home")
    notes(leader).press_sequentially("Typed meanwhile. ")
    is_said(leader, "Saved")
    leader.get_by_role("button", name=NEXT).click()
    mentor.wait_for_timeout(1000 * CUT_OFF)
    notes(mentor).press_sequentially(" and more of it")
    mentor.context.set_offline(False)
    text = both_read(pages, "Typed meanwhile.", "Typed without a connection and more of it", patience=15_000)
    assert text == "Typed meanwhile. First line.\nLast line.\nTyped without a connection and more of it"
    mentor.get_by_role("heading", name=LAB, level=1).wait_for(timeout=15_000)
    with hour.works():
        assert SessionNote.objects.get().notes == text


def test_the_others_words_come_in_beside_the_cursor(hour, pages):
    leader, mentor = pages
    notes(leader).fill("one two three four")
    both_read(pages, "four")
    notes(mentor).evaluate("e => { e.focus(); e.setSelectionRange(8, 13); }")  # "three" is selected
    notes(leader).evaluate("e => e.setSelectionRange(0, 0)")
    notes(leader).press_sequentially("zero ")
    text = both_read(pages, "zero")
    assert text == "zero one two three four"
    assert notes(mentor).evaluate(PLACE) == [True, 13, 18, 0]
    notes(mentor).press("ArrowRight")
    notes(leader).press("Control+End")
    notes(leader).press_sequentially(" five", delay=120)
    notes(mentor).press_sequentially(" and a half", delay=120)
    assert both_read(pages, "five", "three and a half") == "zero one two three and a half four five"
    is_said(mentor, "Saved")


def test_what_was_typed_offline_outlives_a_reload_and_goes_with_signing_out(hour, pages):
    leader, _ = pages
    leader.context.set_offline(True)
    notes(leader).press_sequentially("Kept through a reload")
    is_said(leader, "Offline.")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        leader.reload()
    leader.context.set_offline(False)
    leader.goto(hour.url("sessions:live", pk=hour.session.pk))
    both_read(pages, "Kept through a reload")
    assert leader.evaluate(KEPT) == [], "what has arrived is not kept"
    leader.evaluate("sessionStorage.setItem('live:somebody:else', '{}')")
    leader.get_by_text("Giulia Marchetti").first.click()
    leader.get_by_role("button", name="Sign out").click()
    leader.wait_for_url("**/accounts/login/")
    assert leader.evaluate(KEPT) == []


def test_a_press_whose_answer_is_lost_is_not_done_twice(hour, pages):
    """Nor are words written twice whose saving had no answer."""
    leader, _mentor = pages
    leader.route("**/live/notes", lambda route: (route.fetch(), route.abort()))
    notes(leader).fill("Only once")
    is_said(leader, "Offline.")
    leader.unroute("**/live/notes")
    assert both_read(pages, "Only once") == "Only once"


def test_a_pair_that_ended_keeps_what_was_typed_on_the_page(hour, pages):
    leader, _ = pages
    with hour.works():
        hour.pair.state = "ended"
        hour.pair.save()
    notes(leader).fill("Typed too late")
    leader.get_by_text("You two are no longer a pair").first.wait_for()
    is_said(leader, "Not saved. What you typed stands here: copy it.")
    leader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    leader.get_by_role("button", name="Copy the notes").click()
    is_said(leader, "Copied.")
    assert leader.evaluate("navigator.clipboard.readText()") == "Typed too late"
    with hour.works():
        assert not SessionNote.objects.exists()


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("ended", "You two are no longer a pair, so this session does not take place."),
        ("running", "This session gave way to your new hour."),
    ],
)
def test_a_session_that_was_set_aside_keeps_what_was_typed_and_says_why(hour, pages, complaints, state, says):
    """The page was open before the hour began: there is no such page any more, and the words are still on it."""
    leader, _ = pages
    notes(leader).press_sequentially("Typed ")
    with hour.works():
        LabSession.objects.update(state="replaced")
        hour.pair.__class__.objects.update(state=state)
    notes(leader).press_sequentially("too late")
    leader.locator("#live-trouble").get_by_text(says).wait_for()
    leader.get_by_role("button", name="Copy the notes").wait_for()
    is_said(leader, "What you typed stands here: copy it.")
    leader.wait_for_timeout(2 * A_WHILE)
    assert notes(leader).input_value() == "Typed too late"
    assert leader.locator("#live-trouble").inner_text() == says, "and it is still said when the page has asked again"
    assert "Typed too late" in leader.evaluate("JSON.stringify(sessionStorage)"), "a reload would have it too"
    with hour.works():
        assert not SessionNote.objects.filter(notes__contains="late").exists()
    for page in pages:  # a hidden page asks no more
        page.evaluate(HIDE, "hidden")
        page.wait_for_timeout(A_WHILE)
    complaints[:] = [it for it in complaints if not re.search("status of (404|422)", it)]


def test_both_affirm_the_rules_and_see_it(hour, open_browser):
    with hour.works():
        hour.rules.save(force_insert=True)
    url = hour.url("sessions:live", pk=hour.session.pk)
    leader, mentor = open_browser(hour.leader), open_browser(hour.mentor)
    for page in (leader, mentor):
        page.goto(url)
    leader.get_by_role("button", name="Begin the hour").click()
    affirm = leader.get_by_role("button", name="I affirm these rules")
    follows(mentor, leader, affirm.click, mentor.get_by_text("Giulia affirmed them."))
    mentor.get_by_role("button", name="I affirm these rules").click()
    leader.get_by_role("heading", name="Before you begin: the lab rules").wait_for(state="detached")


def test_a_hidden_page_asks_nothing_and_catches_up(hour, pages):
    leader, mentor = pages
    asked = []
    mentor.on("request", lambda it: asked.append(it.url) if "/live/" in it.url else None)
    mentor.evaluate(HIDE, "hidden")
    mentor.wait_for_timeout(1800)
    asked.clear()
    leader.get_by_role("button", name="Begin the hour").click()
    mentor.wait_for_timeout(1800)
    assert asked == []
    assert mentor.evaluate(ASKED_AT_ONCE) == 1
    mentor.get_by_role("heading", name="Connect", level=1).wait_for()
    with hour.works():
        assert LiveHour.objects.get().started_by_id == hour.leader.person_id


HIDE = """(state) => {
    Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


ASKED_AT_ONCE = f"""async () => {{
    const before = window.fetch;
    let asked = 0;
    window.fetch = (...what) => {{ asked += 1; return before(...what); }};
    ({HIDE})("visible");
    await new Promise((done) => setTimeout(done));
    window.fetch = before;
    return asked;
}}"""


def test_without_script_a_sentence_leads_on_and_the_buttons_work(hour, open_browser):
    page = open_browser(hour.leader, javascript=False)
    page.goto(hour.url("sessions:live", pk=hour.session.pk))
    assert "Without JavaScript this page stands still" in page.locator("main").inner_text()
    page.get_by_role("button", name="Begin the hour").click()
    page.get_by_role("heading", name="Connect", level=1).wait_for()
    notes(page).fill("By hand")
    page.get_by_role("button", name="Save now").click()
    assert notes(page).input_value() == "By hand"
    assert page.url.endswith("/live")
