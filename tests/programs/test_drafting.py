"""A version being written: whatever is pressed, nothing that was typed is lost and the part that is kept stays."""

from hypothesis import given
from hypothesis import strategies as st

from programs.drafting import Draft

KEPT = {"key": "stays", "title": "It stays", "text": "Word for word."}
KEYS = ["titles", "curiosity", "stays", "own1", "own2", "x"]
SHIPPED = {key: {"key": key, "title": f"Shipped {key}", "text": "…"} for key in ("titles", "stays")}
VERBS = ["up", "down", "drop", "return", "ship", "add", "", "nonsense"]
PRESSED = st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(KEYS)), max_size=8)
TYPED = st.dictionaries(
    st.sampled_from([f"{key}_{name}" for key in KEYS for name in ("title", "text")] + ["order", "dropped", "x", "do"]),
    st.text(max_size=9) | st.sampled_from(["stays,own1,own1,titles", "own2", "stays", ",,", "titles,DROP TABLE,own1"]),
)


def draft(*keys):
    parts = [KEPT if key == "stays" else {"key": key, "title": key, "text": f"of {key}"} for key in keys]
    return Draft(tuple(parts), "stays")


def sent(it):
    """What its page would send."""
    data = {"order": it.order, "dropped": it.gone}
    for part in [*it.parts, *it.dropped]:
        if part["key"] != it.kept:
            data |= {f"{part['key']}_{name}": part[name] for name in ("title", "text")}
    return data


def said(it):
    return sorted((part["key"], part["title"], part["text"]) for part in [*it.parts, *it.dropped])


@given(TYPED, PRESSED)
def test_what_stays_stays_once_whatever_is_sent_and_pressed(data, pressed):
    it = Draft.typed(data, [KEPT], "stays")
    for verb, key in pressed:
        it = it.done(verb, key, SHIPPED)
        assert [part for part in it.parts if part["key"] == "stays"] == [KEPT]
        assert len({part["key"] for part in [*it.parts, *it.dropped]}) == len([*it.parts, *it.dropped])
        assert Draft.typed(sent(it), [KEPT], "stays") == it


@given(PRESSED)
def test_nothing_typed_is_lost_but_to_the_shipped_text(pressed):
    it = draft("titles", "own1", "stays", "own2")
    for verb, key in pressed:
        then, it = it, it.done(verb, key, SHIPPED)
        lost = [row for row in said(then) if row not in said(it) and any(row[1:])]
        assert [row[0] for row in lost] == [key] * len(lost)
        assert not lost or verb == "ship"


def test_parts_move_by_one_and_stay_within_the_page():
    it = draft("titles", "stays", "own1")
    assert it.done("up", "own1", {}).order == "titles,own1,stays"
    assert it.done("down", "titles", {}).order == "stays,titles,own1"
    assert it.done("up", "titles", {}) == it.done("down", "own1", {}) == it


def test_a_part_that_went_comes_back_as_it_was_typed():
    it = draft("titles", "stays").done("drop", "titles", {})
    assert (it.order, it.gone) == ("stays", "titles")
    assert it.done("return", "titles", {}).parts[-1]["text"] == "of titles"
    assert it.done("ship", "titles", SHIPPED).parts[-1] == SHIPPED["titles"]
    assert draft("stays").done("add", "", {}).done("drop", "own1", {}).gone == "", "an empty one is simply gone"


def test_it_knows_under_what_nothing_is_said():
    it = Draft(({"key": "time", "title": " ", "text": ""}, {"key": "it", "title": "IT", "text": ""}), "stays")
    assert it.lacks(["time", "it", "reach"]) == ["time", "reach"]
