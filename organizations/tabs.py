"""The parts that a page can be narrowed to, as components/tabs.html draws them."""

from typing import NamedTuple
from urllib.parse import urlencode


class Tab(NamedTuple):
    label: str
    url: str
    current: bool
    count: int | None = None


def tabs(words, show, counts, *, to=None):
    """One for each of `words`, {key: label}; `show` is the key of the part on the page, `to(key)` its address."""
    address = to or (lambda key: f"?{urlencode({'show': key})}")
    return [Tab(label, address(key), key == show, counts.get(key)) for key, label in words.items()]
