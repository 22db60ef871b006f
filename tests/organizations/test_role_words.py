"""An organization's own words in shipped text: whole words alone, in their case, and nothing else of it."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from organizations.models import Organization
from organizations.role_words import LONGEST, SHIPPED, Words, is_word, never_said, reword
from tests.programs.design import sent, tree, verbs

GUIDES = Words("upward learning", "executive", "executives", "guide", "guides")

SAID = {
    "A mentor leads the hour.": "A guide leads the hour.",
    "Mentors’ next steps, the mentor’s lab": "Guides’ next steps, the guide’s lab",
    "MENTOR": "GUIDE",
    "a leader, and A leader": "an executive, and An executive",
    "an idea of a leader and a mentor": "an idea of an executive and a guide",
    "Reverse mentoring, reverse-mentoring": "Upward learning, upward learning",
    "%(mentor)s and %(leader)s, a mentor": "%(mentor)s and %(leader)s, a guide",
    "{mentor} {} leader": "{mentor} {} executive",
    '<a class="mentor" href="/leader">mentor</a>': '<a class="mentor" href="/leader">guide</a>',
    "write to mentor@x.test or https://x.test/mentor": "write to mentor@x.test or https://x.test/mentor",
    "leadership, mentoring, leading, commentator": "leadership, mentoring, leading, commentator",
    "mentor_profile leader-id mentor.txt": "mentor_profile leader-id mentor.txt",
    "no role in it": "no role in it",
}


@pytest.mark.parametrize("text", SAID)
def test_whole_words_in_their_case(text):
    assert reword(text, GUIDES) == SAID[text]


def test_an_empty_word_leaves_the_shipped_one():
    assert reword("A leader and a mentor", Words(mentor="ally", mentors="allies")) == "A leader and an ally"


def test_words_that_change_places_are_each_put_once():
    turned = Words("", "mentor", "mentors", "leader", "leaders")
    assert reword("A mentor asks the leaders", turned) == "A leader asks the mentors"


LETTERS = st.characters(categories=["L"])
WORD = st.text(LETTERS, min_size=1, max_size=LONGEST).filter(is_word)


@given(WORD, WORD)
def test_what_it_says_can_be_put_back_where_words_are_new(one, several):
    assume(one.casefold() != several.casefold())
    words = Words(leader=one, leaders=several, mentor=one + "a", mentors=several + "a")
    said = reword("xx leader. yy leaders. zz mentor!", words)
    assert said == f"xx {one}. yy {several}. zz {one}a!"


@given(st.text())
def test_shipped_words_change_nothing_but_the_spelling_of_the_kind(text):
    assert reword(text, Words()) == text


@given(st.text())
def test_no_word_can_carry_markup_or_a_placeholder(text):
    if is_word(text):
        assert not set(text) & set('<>&"%{}()[]/\\@\n\r\t' + string.digits)
        assert len(text) <= LONGEST


@pytest.mark.parametrize("word", ["Führungskraft", "coach d’équipe", "наставник", "मार्गदर्शक", "導師", "co-pilot"])
def test_any_language_s_letters(word):
    assert is_word(word)


@pytest.mark.parametrize("word", ["junior", "Gen Z", "a k", "Succession", "younger ones", "millennial"])
def test_words_that_are_kept_off_every_page(word):
    assert never_said(word)


def fill(cast, visit, **typed):
    browser, url = visit(cast.admin), cast.url("organizations:words")
    answer = browser.post(url, sent(browser.get(url)) | typed, follow=True)
    with cast.works():
        cast.organization.refresh_from_db()
    return answer


TYPED = {f"{name}_word": word for name, word in zip(Words._fields, GUIDES, strict=True)}


def test_an_admin_renames_them_and_it_is_on_record(cast, visit):
    page = fill(cast, visit, **TYPED)
    assert "An executive" not in page.text
    assert "A guide leads the hour, and the executive learns. Executives ask, guides show." in page.text
    with cast.works():
        assert verbs()[-1] == ("changed organization", "organization")
    emptied = fill(cast, visit, **dict.fromkeys(TYPED, ""))
    assert "A mentor leads the hour, and the leader learns." in emptied.text


BAD = {
    "markup": ({"mentor_word": "<b>guide", "mentors_word": "guides"}, ["mentor_word"]),
    "a placeholder": ({"mentor_word": "%(name)s", "mentors_word": "guides"}, ["mentor_word"]),
    "digits": ({"kind_word": "learning 2"}, ["kind_word"]),
    "too long": ({"kind_word": "x" * 31}, ["kind_word"]),
    "one alone": ({"mentor_word": "guide"}, ["mentors_word"]),
    "several alone": ({"leaders_word": "executives"}, ["leader_word"]),
    "a word for both": ({"mentor_word": "Leader", "mentors_word": "others"}, ["mentor_word"]),
    "a rank": ({"mentor_word": "junior", "mentors_word": "juniors"}, ["mentor_word", "mentors_word"]),
    "an age": ({"mentor_word": "millennial", "mentors_word": "guides"}, ["mentor_word"]),
}


@pytest.mark.parametrize("case", BAD)
def test_what_can_not_be_said_is_named_where_it_was_typed(cast, visit, case):
    typed, fields = BAD[case]
    page = fill(cast, visit, **typed)
    assert sorted(page.context["form"].errors) == sorted(fields)
    name, word = next(iter(typed.items()))
    assert page.context["form"][name].value() == word
    assert (cast.organization.mentor_word, cast.organization.kind_word) == ("", "")


def test_spaces_are_tidied(cast, visit):
    fill(cast, visit, mentor_word="  team   guide ", mentors_word="team guides")
    assert cast.organization.mentor_word == "team guide"


def test_two_admins_at_once_keep_both(cast, visit):
    browser, url = visit(cast.admin), cast.url("organizations:words")
    mine = sent(browser.get(url)) | {"mentor_word": "ally", "mentors_word": "allies"}
    fill(cast, visit, **TYPED)
    page = browser.post(url, mine)
    assert page.context["form"]["mentor_word"].value() == "ally"
    assert "guide" in tree(page).one("section", **{"aria-labelledby": "theirs"}).text


def test_what_stands_in_the_row_otherwise_is_not_said(cast, visit):
    """The words go into pages unescaped: whatever an operator's hand has put there."""
    with cast.works():
        Organization.objects.update(mentor_word="<script>", mentors_word="guides")
    page = visit(cast.admin).get(cast.url("organizations:words")).text
    assert "A mentor leads the hour" in page


def test_the_shipped_words_are_said_as_they_are():
    assert reword("a leader and a mentor, reverse mentoring", SHIPPED) == "a leader and a mentor, reverse mentoring"
