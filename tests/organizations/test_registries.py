import dataclasses

import pytest

from organizations.registries import Facts, Ordered
from tests.factories import NOW


@dataclasses.dataclass(frozen=True)
class Happened:
    what: str


def test_a_fact_reaches_each_of_its_subscribers_once_and_in_order():
    facts, heard = Facts(), []

    def first(fact, *, now):
        heard.append(("first", fact.what, now))

    def second(fact, *, now):
        heard.append(("second", fact.what, now))

    for handler in (first, second, first):
        facts.subscribe(Happened, handler)
    facts.tell(Happened("x"), now=NOW)
    assert heard == [("first", "x", NOW), ("second", "x", NOW)]


def test_an_error_in_a_subscriber_reaches_the_teller():
    facts = Facts()
    facts.subscribe(Happened, lambda fact, now: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        facts.tell(Happened("x"), now=NOW)


def test_entries_keep_their_order_and_a_key_is_taken_once():
    entries = Ordered()
    entries.add("b", 1)
    entries.add("a", 2)
    entries.add("b", 1)
    assert list(entries) == [1, 2]
    with pytest.raises(ValueError, match="'b' is registered twice"):
        entries.add("b", 3)
