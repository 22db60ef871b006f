"""A version while it is being written: its parts move, go and come back, and nothing that was typed is lost. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

Part = Mapping[str, str]  # {"key", "title", "text"}
KEY = re.compile(r"[a-z_]{1,20}[0-9]{0,3}")
MOST = 40  # parts of one page


@dataclass(frozen=True)
class Draft:
    """`kept` is the key of the part that stays word for word."""

    parts: tuple[Part, ...]
    kept: str
    dropped: tuple[Part, ...] = ()

    @classmethod
    def typed(cls, data: Mapping[str, str], standing: Sequence[Part], kept: str) -> "Draft":
        """What a page sent: the order and what was dropped by their keys, and each part's title and text."""
        dropped = _listed(data, "dropped", kept)
        named = [key for key in _listed(data, "order") or [part["key"] for part in standing] if key not in dropped]
        also = [name.removesuffix("_title") for name in data if name.endswith("_title")]
        keys = dict.fromkeys([*named, *(key for key in also if KEY.fullmatch(key) and key not in dropped)])
        own = {part["key"]: part for part in standing if part["key"] == kept}
        parts = [own.get(key) or _part(data, key) for key in keys if key != kept or own]
        return cls((*parts, *(part for key, part in own.items() if key not in keys)), kept, _parts(data, dropped))

    @property
    def order(self) -> str:
        return ",".join(part["key"] for part in self.parts)

    @property
    def gone(self) -> str:
        return ",".join(part["key"] for part in self.dropped)

    def done(self, verb: str, key: str, shipped: Mapping[str, Part]) -> "Draft":
        """After a button was pressed; as it was where there is nothing of that kind to do."""
        verbs = {
            "up": lambda: self._moved(key, -1),
            "down": lambda: self._moved(key, 1),
            "drop": lambda: self._without(key),
            "return": lambda: self._with(key, self.dropped),
            "ship": lambda: self._with(key, list(shipped.values())),
            "add": self._with_another,
        }
        return verbs[verb]() if verb in verbs else self

    def lacks(self, keys: Sequence[str]) -> list[str]:
        """Those of the keys under which nothing is said."""
        said = {part["key"] for part in self.parts if part["title"].strip() or part["text"].strip()}
        return [key for key in keys if key not in said]

    def _moved(self, key: str, by: int) -> "Draft":
        parts = list(self.parts)
        here = next((i for i, part in enumerate(parts) if part["key"] == key), None)
        if here is None or not 0 <= here + by < len(parts):
            return self
        parts[here], parts[here + by] = parts[here + by], parts[here]
        return replace(self, parts=tuple(parts))

    def _without(self, key: str) -> "Draft":
        gone = tuple(part for part in self.parts if part["key"] == key != self.kept)
        parts = tuple(part for part in self.parts if part not in gone)
        said = tuple(part for part in gone if part["title"] or part["text"])
        return replace(self, parts=parts, dropped=(*self.dropped, *said))

    def _with(self, key: str, source: Sequence[Part]) -> "Draft":
        """The part of that key, in its place if it stands there, else at the end; not the one that is kept."""
        found = next((part for part in source if part["key"] == key != self.kept), None)
        if found is None:
            return self
        parts = [found if part["key"] == key else part for part in self.parts]
        parts += [] if found in parts else [found]
        return replace(self, parts=tuple(parts), dropped=tuple(part for part in self.dropped if part["key"] != key))

    def _with_another(self) -> "Draft":
        taken = {part["key"] for part in [*self.parts, *self.dropped]}
        key = next(key for n in range(1, len(taken) + 2) if (key := f"own{n}") not in taken)
        return replace(self, parts=(*self.parts, {"key": key, "title": "", "text": ""}))


def _listed(data: Mapping[str, str], name: str, but: str = "") -> list[str]:
    keys = data.get(name, "").split(",")
    return list(dict.fromkeys(key for key in keys if KEY.fullmatch(key) and key != but))


def _part(data: Mapping[str, str], key: str) -> Part:
    return {"key": key, "title": data.get(f"{key}_title", ""), "text": data.get(f"{key}_text", "")}


def _parts(data: Mapping[str, str], keys: Sequence[str]) -> tuple[Part, ...]:
    return tuple(_part(data, key) for key in keys)
