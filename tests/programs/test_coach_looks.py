import pytest

from programs import coach_looks as looks


def marked(look, text):
    """The words that a look points at."""
    span = look(text)
    return span and text[slice(*span)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What do Gen-Z customers want?", "Gen-Z"),
        ("What does generation alpha buy?", "generation alpha"),
        ("Where do Zoomers look first?", "Zoomers"),
        ("Why do older colleagues avoid the tool?", "older colleagues"),
        ("What do the youth say about us?", "the youth"),
        ("What would the next generation do?", "the next generation"),
        ("How do the next-generation turbines fail?", None),
        ("How do we cut power generation costs?", None),
        ("Which documents does generation of reports need?", None),
        ("Why are orders over 50 euros returned more often?", None),
        ("How do young companies among our suppliers quote?", None),
        ("How do the young brands in our portfolio plan a campaign?", None),
        ("What do young project members ask first?", "young project members"),
        ("Do people of my age need longer?", "of my age"),
        ("Why do so many leave in their late forties?", "in their late forties"),
        ("In this age of AI, how do planners set the stock?", None),
    ],
)
def test_age_groups(text, found):
    assert marked(looks.GENERATION, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I want to be better with AI", "better with AI"),
        ("How do I stay up to date on new technology?", "up to date on new technology"),
        ("We should raise our digital literacy", "raise our digital literacy"),
        ("I want to understand AI.", "understand AI"),
        ("How can we become more digital?", "become more digital"),
        ("How do I lose the fear of new technology?", "technology"),
        ("How can our division turn into a champion of AI?", "AI"),
        ("Being more curious and more open as a team", "Being more curious and more open"),
        ("How long must the counter be open on Saturdays?", None),
        ("What do our customers lose when the app is down?", None),
        ("How can we improve the data in the month-end report?", None),
        ("Why do planners understand AI forecasts differently?", None),
        ("Which offers are better at the counter than online?", None),
        ("Nobody is good at it because the form is long", None),
    ],
)
def test_bare_improvement(text, found):
    assert marked(looks.bare_improvement, text) == found


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("How can I best use an assistant?", True),
        ("I'd like to learn to prompt", True),
        ("Which features does it have?", True),
        ("Which chatbot should we introduce?", True),
        ("Where do I click to start Copilot?", True),
        ("What do I have to tell ChatGPT about us?", True),
        ("Which data do we send to the tax office twice?", False),
        ("What do we tell the chatbot about customers?", False),
        ("How do our buyers use the forecast when they place an order?", False),
        ("What do we decide differently when analysts use an assistant?", False),
    ],
)
def test_operating_a_tool(text, weak):
    assert (looks.OPERATING_A_TOOL(text) is not None) == weak


@pytest.mark.parametrize(
    "text",
    [
        "How do dispatchers see it?",
        "What do people in Graz do?",
        "How does each customer see it?",
        "What happens at month-end?",
        "What slows our hiring down?",
        "What do trainees hide?",
        "What do our porters know first?",
    ],
)
def test_people_and_work_are_recognized(text):
    assert looks.names_nobody(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "What do the numbers mean?",
        "What about servers and computers?",
        "How do others see it?",
        "Why do our values fade?",
    ],
)
def test_things_that_end_like_people_are_no_people(text):
    assert marked(looks.names_nobody, text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Do planners trust it?", "Do planners trust it?"),
        ("Background first. Is it slower?", "Is it slower?"),
        ("I wonder if planners trust it", "wonder if"),
        ("What if planners trust it?", None),
        ("Tell me if planners trust it", "Tell me if"),
        ("I am unsure whether planners trust it", "I am unsure whether"),
        ("How do planners know whether to call?", None),
    ],
)
def test_yes_or_no(text, found):
    assert marked(looks.yes_or_no, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Why? How?", "How?"),
        ("Why do they leave? Because of us?!", "Because of us?"),
        ("Why do offers wait and where do customers go?", "where do"),
        ("Why do offers wait, and how long do they wait?", None),
        ("Why do they leave, and why?", None),
        ("Why do offers wait, and what would have to change?", None),
        ("Really??", None),
    ],
)
def test_the_second_question(text, found):
    assert marked(looks.several_questions, text) == found


@pytest.mark.parametrize(("count", "long"), [(looks.MOST_WORDS, False), (looks.MOST_WORDS + 1, True)])
def test_what_goes_past_the_limit_is_marked(count, long):
    text = " ".join(["why"] * count) + " ?"
    assert marked(looks.too_long, text) == ("why ?" if long else None)


def test_a_hyphen_or_an_apostrophe_parts_no_word():
    assert looks.words("It's the month-end, isn’t it?") == ["It's", "the", "month-end", "isn’t", "it"]
