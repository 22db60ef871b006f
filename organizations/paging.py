"""Keyset pages: the address names the last row shown, so no page slides while rows come and go."""

from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404

SIZE = 50


class Page(NamedTuple):
    rows: list
    after: object = None  # the id to go on from
    is_first: bool = True


def page(queryset, keys, after="", size=SIZE):
    """`keys` are the ascending fields that the queryset is ordered by, the last of them `id`."""
    last = _row(queryset, keys, after)
    rows = list((queryset.filter(_beyond(keys, last)) if last else queryset)[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None, last is None)


def _row(queryset, keys, after):
    try:
        return queryset.model.objects.filter(pk=after).values_list(*keys).first() if after else None
    except (ValidationError, ValueError):
        return None  # not an id: the beginning


def _beyond(keys, last):
    condition, equal = Q(), Q()
    for key, value in zip(keys, last, strict=True):
        condition |= equal & Q(**{f"{key}__gt": value})
        equal &= Q(**{key: value})
    return condition


def newest(rows, before, size):
    """The page of `rows`, newest first, that follows the row with the id `before`; and the id that the next one follows."""
    if before:
        try:
            rows = rows.before(UUID(before))
        except ValueError:
            raise Http404 from None
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def ways_on(pages, asked):
    """Of several lists on one page, {name: Page}: each goes on by itself, and the others stay where they are in the query `asked`."""
    ways = {"here": f"?{urlencode({name: asked[name] for name in pages if name in asked})}"}
    for name, found in pages.items():
        kept = {other: asked[other] for other in pages if other != name and other in asked}
        ways[f"{name}_next"] = f"?{urlencode(kept | {name: found.after})}" if found.after else ""
        ways[f"{name}_first"] = "" if found.is_first else f"?{urlencode(kept)}"
    return ways
