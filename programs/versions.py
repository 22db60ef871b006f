"""What a version of the lab rules or the charter says otherwise than another one. Pure: two lists of parts in, the changes out."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from .differences import Piece, differences

Part = Mapping[str, str]  # {"key", "title", "text"}
NOTHING = {"title": "", "text": ""}


class Change(NamedTuple):
    """A part that is new, was dropped or says something else, with its words in pieces."""

    verb: Literal["new", "dropped", "changed"]
    title: list[Piece]
    text: list[Piece]


def changes(before: Sequence[Part], after: Sequence[Part]) -> list[Change]:
    """The changes in the order in which the parts stand now, what was dropped at the end."""
    then, now = _by_key(before), _by_key(after)
    found = [_change(then.get(key), part) for key, part in now.items() if part != then.get(key)]
    return found + [_change(part, None) for key, part in then.items() if key not in now]


def is_in_another_order(before: Sequence[Part], after: Sequence[Part]) -> bool:
    """Whether the parts that both have follow one another differently."""
    then, now = list(_by_key(before)), list(_by_key(after))
    return [key for key in then if key in now] != [key for key in now if key in then]


def _by_key(parts: Sequence[Part]) -> dict[str, Part]:
    return {part["key"]: part for part in parts}


def _change(before: Part | None, after: Part | None) -> Change:
    verb: Literal["new", "dropped", "changed"] = "new" if before is None else "dropped" if after is None else "changed"
    old, new = before or NOTHING, after or NOTHING
    return Change(verb, differences(old["title"], new["title"]), differences(old["text"], new["text"]))
