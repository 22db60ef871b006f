"""The coach looks on while a leader types, and never touches what they type."""

import pytest

from programs.models import Cohort, Enrolment
from tests.factories.lab import CohortFactory
from tests.lab import enrol

PLACE = "e => [document.activeElement === e, e.selectionStart, e.selectionEnd, e.value]"


@pytest.fixture
def page_to_write(cast):
    """The address of a leader's page for their first question."""
    with cast.works():
        cast.cohort = CohortFactory(state=Cohort.State.ENROLLING, contact=cast.admin.person)
        place = enrol(cast, cast.leader.person, Enrolment.Role.LEADER)
    return cast.url("programs:question_write", pk=place.pk)


def test_hints_come_while_typing_and_leave_cursor_words_and_focus_alone(cast, page_to_write, open_browser):
    writing = open_browser(cast.leader)
    writing.goto(page_to_write)
    field, corner = writing.get_by_label("What you set out to learn"), writing.locator("#hints")
    asked = []
    writing.on("response", lambda it: asked.append(it.status) if "hints" in it.url else None)
    field.fill("What do millials in our branches do when a customer complains?")
    field.evaluate("e => e.setSelectionRange(12, 12)")
    field.press_sequentially("enn", delay=40)  # in the middle of a word
    corner.get_by_text("This names an age group.").wait_for()
    assert corner.locator("q").inner_text() == "millennials"
    whole = "What do millennials in our branches do when a customer complains?"
    assert field.evaluate(PLACE) == [True, 15, 15, whole]
    assert asked == [200], "one question for the three keys"
    assert "1 suggestion from the coach. This names an age group." in writing.get_by_role("status").all_inner_texts()
    field.press("Shift+ArrowRight")
    field.press_sequentially("i", delay=40)  # over the selected letter: the same words, the same hint
    with writing.expect_response(lambda it: "hints" in it.url) as again:
        writing.wait_for_timeout(1)
    assert again.value.status == 204, "nothing new is sent, nothing is read out again"
    assert field.evaluate(PLACE) == [True, 16, 16, whole]
    field.evaluate("e => e.setSelectionRange(5, 19)")
    writing.get_by_label("A hypothesis").check(force=True)
    field.focus()
    corner.get_by_text("The reason is missing").wait_for()
    assert field.evaluate(PLACE) == [True, 5, 19, whole], "what was selected still is"


def test_without_script_the_look_button_leads_to_the_hints(cast, page_to_write, open_browser):
    page = open_browser(cast.leader, javascript=False, width=390)
    page.goto(page_to_write)
    page.locator("[name=text]").fill("How can I get better at AI?")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("This wishes for improvement").wait_for()
    assert page.url.endswith("#hints")
    assert page.locator("[name=text]").input_value() == "How can I get better at AI?"
