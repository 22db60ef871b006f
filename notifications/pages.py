"""Long lists by keyset: the next page begins after the last row of this one, however many came meanwhile."""

import uuid

from django.http import Http404


def keyset(rows, before, size):
    """The page of `rows` that follows the row with the id `before`, and the id that the next page follows, or None."""
    if before:
        try:
            rows = rows.before(uuid.UUID(before))
        except ValueError:
            raise Http404 from None
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None
