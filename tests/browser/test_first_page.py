import pytest

from tests.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_opens_their_home_in_the_drawn_look(open_browser, no_overflow, width, scheme):
    cast = assemble()
    page = open_browser(cast.leader, width=width, scheme=scheme)
    page.goto(cast.url("organizations:home"))
    assert page.locator("h1").inner_text() == "Nothing needs you now."
    assert "Aldermeer Bank" in page.locator("footer").inner_text()
    font = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').length)"
    )
    assert font >= 1
    assert "Instrument Sans" in page.evaluate("getComputedStyle(document.body).fontFamily")
    no_overflow(page)


def test_a_first_visit_is_light(open_browser):
    page = open_browser()
    weights = []
    page.on("response", lambda answer: weights.append((answer.url, answer.headers.get("content-length"))))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/accounts/login/?next=/")
    assert len(weights) <= 10
