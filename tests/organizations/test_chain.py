"""Whatever is done to a sealed log is found at the first entry that it touches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.chain import START, Break, Sealed, first_break, seal

says = st.dictionaries(
    st.text(max_size=5), st.none() | st.booleans() | st.text(max_size=8) | st.lists(st.text(max_size=3))
)
logs = st.lists(says, min_size=1, max_size=12)


def sealed(entries):
    links, before = [], START
    for number, entry in enumerate(entries, 1):
        before = seal(before, entry)
        links.append(Sealed(number, entry, before))
    return links


@given(logs)
def test_an_untouched_chain_holds(entries):
    assert first_break(sealed(entries)) is None
    assert first_break([]) is None


@given(logs, says, st.data())
def test_an_altered_entry_is_named(entries, other, data):
    links = sealed(entries)
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = links[at]._replace(says={**other, "altered": data.draw(st.uuids()).hex})
    assert first_break(links) == Break(at + 1, "altered")


@given(logs.filter(lambda entries: len(entries) > 1), st.data())
def test_an_entry_taken_out_is_missed_at_its_place_unless_it_was_the_last(entries, data):
    links = sealed(entries)
    at = data.draw(st.integers(0, len(links) - 2))
    del links[at]
    assert first_break(links) == Break(at + 1, "missing")
    renumbered = [link._replace(number=number) for number, link in enumerate(links, 1)]
    assert first_break(renumbered) == Break(at + 1, "altered")


@given(st.lists(st.uuids(), min_size=2, max_size=8, unique=True), st.data())
def test_two_entries_that_changed_places_are_found(ids, data):
    links = sealed([{"id": pk.hex} for pk in ids])
    one = data.draw(st.integers(0, len(links) - 2))
    links[one], links[one + 1] = (
        links[one]._replace(says=links[one + 1].says),
        links[one + 1]._replace(says=links[one].says),
    )
    assert first_break(links) == Break(one + 1, "altered")


@given(logs)
def test_a_chain_sealed_anew_from_the_beginning_has_another_head(entries):
    anew = sealed([{**entry, "altered": True} for entry in entries])
    assert anew[-1].seal != sealed(entries)[-1].seal


def test_the_order_of_keys_says_nothing():
    assert seal("", {"a": 1, "b": 2}) == seal("", {"b": 2, "a": 1})


def test_what_json_does_not_know_is_refused_and_not_guessed():
    with pytest.raises(TypeError):
        seal("", {"at": object()})
