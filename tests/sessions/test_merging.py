"""No word of either is lost, whatever arrives twice, late or never."""

import re
from collections import Counter
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import merging
from sessions.merging import MOST, Delivery, edits, merge, plain, take
from tests.sizes import size

anything = st.text(max_size=60)
prose = st.lists(st.sampled_from(["a", "b", "the", "the", "été", "字", "👩🏽‍🔬", "\n", "  ", "."]), max_size=20).map(
    " ".join
)
texts = st.one_of(anything, prose)
spaces = st.sampled_from([" ", "\n", "  ", "\n\n"])


@st.composite
def edited(draw, base, mark):
    """(text, kept words, typed words): some words of the base taken out, others typed between; each typed word is one of a kind."""
    words, kept, typed = [], set(), []
    for n, word in enumerate([*base, None]):
        for _ in range(draw(st.integers(0, 2))):
            typed.append(f"{mark}{n}.{len(typed)}")
            words.append(typed[-1])
        if word is not None and draw(st.integers(0, 3)):
            kept.add(word)
            words.append(word)
    return "".join(f"{draw(spaces) if n else ''}{word}" for n, word in enumerate(words)), kept, typed


@st.composite
def two_edits(draw):
    base = [f"w{n}" for n in range(draw(st.integers(0, 12)))]
    return base, draw(edited(base, "m")), draw(edited(base, "t"))


@given(texts, texts, st.integers(1, 3))
def test_who_only_asks_changes_nothing(text, common, number):
    """Whatever arrived before: hence who only asks need not wait for who writes."""
    asks = Delivery("a", number, common, common)
    assert asks.only_asks
    assert take(text, [("a", 1), ("b", 2)], asks)[0] == text
    assert not Delivery("a", 2, common, common, "b", 2, "typed").only_asks, "it takes back what it typed"


@given(two_edits())
def test_all_that_either_typed_stays_and_what_either_took_out_is_gone(said):
    base, (mine, kept, typed), (theirs, also_kept, also_typed) = said
    words = merge(" ".join(base), mine, theirs).split()
    assert sorted(words) == sorted([*(kept & also_kept), *typed, *also_typed])
    for order in (base, typed, also_typed):
        assert [word for word in words if word in order] == [word for word in order if word in words]


@given(texts, texts)
def test_who_alone_has_written_is_taken_to_the_letter(base, text):
    assert merge(base, text, base) == merge(base, base, text) == merge(base, text, text) == text


@given(texts, texts, texts)
def test_of_any_texts_no_new_word_is_lost(base, mine, theirs):
    merged = set(merge(base, mine, theirs).split())
    new = (set(mine.split()) | set(theirs.split())) - set(base.split())
    assert new <= merged
    assert merged <= {*base.split(), *mine.split(), *theirs.split()}, (
        "nothing is made up, and no two words run together"
    )


@given(texts, texts)
def test_edits_make_the_new_text_of_the_old_one_as_a_browser_counts(old, new):
    changed = old.encode("utf-16-le")
    for start, end, words in edits(old, new):
        changed = changed[: 2 * start] + words.encode("utf-16-le") + changed[2 * end :]
    assert changed.decode("utf-16-le") == new


def test_where_both_write_at_one_place_both_stand():
    assert merge("", "foo", "bar") == "bar\nfoo"
    assert merge("Intro", "Intro\nmine", "Intro\ntheirs") == "Intro\ntheirs\nmine"
    assert merge("the cat ran", "the cats ran", "the cat! ran") == "the cat! cats ran"
    assert merge("The cat", "The catalog", "The cat sat") == "The catalog sat"
    assert merge("a b c", "a c", "a b c d") == "a c d", "what was taken out stays out"
    assert merge("a", "a yes", "a yes") == "a yes"


def test_a_page_loaded_anew_says_what_may_have_arrived_already():
    sent = Delivery("a", 1, "", "one")
    server = take(*take("", [], sent), Delivery("b", 1, "", "zero"))
    anew = Delivery("c", 1, "", "one more", unsure_page="a", unsure_number=1, unsure_text="one")
    assert sorted(take(*server, anew)[0].split()) == ["more", "one", "zero"]
    assert sorted(take("zero", [], anew)[0].split()) == ["more", "one", "zero"], "and it may not have"


def test_lines_are_as_a_page_has_them():
    assert plain("a\r\nb\rc\0") == "a\nb\nc"


def test_of_twenty_thousand_characters_few_pairs_are_compared(monkeypatch):
    """Prose, words that are all different, and one word four thousand times: what it takes grows with pairs of equal words."""

    def compared(_, old, new, **kwargs):
        counts = Counter(new)
        pairs.append(sum(counts[word] for word in old))
        return SequenceMatcher(None, old, new, **kwargs)

    pairs = []
    monkeypatch.setattr(merging, "SequenceMatcher", compared)
    for word in (lambda n: f"w{n * n % 97}", lambda n: f"w{n}", lambda n: "so"):
        base = " ".join(word(n) for n in range(MOST // 4))[:MOST]
        middle = len(base) // 2
        mine, theirs = f"mine {base[:middle]} mine {base[middle:]}", f"{base[middle:]} theirs {base[:middle]}"
        merged = merge(base, mine, theirs)
        edits(theirs, merged)
        assert len(re.findall("mine", merged)) == 2
        assert "theirs" in merged
    assert 0 < max(pairs) <= merging.MOST_ALIKE


# --- pages and a server between which messages are lost, doubled and overtaken ------------------------------------------


class Page:
    """As live.js does it: what was sent is sent again until it has an answer; base moves with each answer."""

    def __init__(self, name):
        self.name, self.base, self.text, self.number, self.pending = name, "", "", 0, None
        self.unsure = {}

    def type(self, word, at):
        words = self.text.split(" ") if self.text else []
        words.insert(at % (len(words) + 1), word)
        self.text = " ".join(words)

    def send(self):
        if self.pending is None:
            self.number += 1
            self.pending = Delivery(self.name, self.number, self.base, self.text, **self.unsure)
        return self.pending

    def hear(self, sent, merged):
        if sent != self.pending:
            return
        self.base, self.pending, self.unsure = sent.text, None, {}
        if self.text == sent.text:
            self.base = self.text = merged

    def reload(self, name):
        """The words that nobody has confirmed were kept; what was on its way may have arrived."""
        sent = self.pending
        self.unsure = {}
        if sent:
            self.unsure = {"unsure_page": sent.page, "unsure_number": sent.number, "unsure_text": sent.text}
        self.name, self.number, self.pending = name, 0, None


steps = st.tuples(
    st.integers(0, 1),
    st.sampled_from(["type", "type", "sync", "request lost", "answer lost", "doubled", "late", "reload"]),
    st.integers(0, 50),
)


@pytest.mark.proof
@settings(max_examples=size(150, 5000))
@given(st.lists(steps, max_size=40))
def test_whatever_the_network_does_each_word_stands_once_on_both_pages(steps):
    pages, server, old = [Page("a"), Page("b")], ("", []), []
    for n, (who, step, at) in enumerate(steps):
        page = pages[who]
        if step == "type":
            page.type(f"{page.name[0]}{n}", at)
            continue
        if step == "reload":
            if not page.unsure:  # twice in a row before anything was answered: it may stand twice, and is never lost
                page.reload(f"{page.name}{n}")
            continue
        sent = page.send()
        if step != "request lost":
            server, old = take(*server, sent), [*old, sent]
        if step == "doubled":
            server = take(*server, sent)
        if step == "late":
            server = take(*server, old[at % len(old)])
        if step not in ("answer lost", "request lost"):
            page.hear(sent, server[0])
    for _ in range(3):
        for page in pages:
            sent = page.send()
            server = take(*server, sent)
            page.hear(sent, server[0])
    typed = sorted(f"{'ab'[who]}{n}" for n, (who, step, _) in enumerate(steps) if step == "type")
    assert pages[0].text == pages[1].text == server[0]
    assert sorted(server[0].split()) == typed
