"""What one version of a research question changed against an earlier one, as a page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .differences import Piece, differences

CHOSEN = ("kind", "perspective", "owns")  # another choice is shown whole, not word by word


@dataclass(frozen=True)
class Change:
    label: str
    pieces: list[Piece]


def changes(before, after):
    """Of all that makes a wording, in its order: what differs, with what was taken out and what came in."""
    found = [_change(name, before, after) for name in after.WORDING]
    return [change for change in found if any(kind != "same" for kind, _words in change.pieces)]


def _change(name, before, after):
    if name == "topics":
        return Change(_("Topics"), _topics(before.topic_words, after.topic_words))
    label = after._meta.get_field(name).verbose_name
    if name in CHOSEN:
        return Change(label, _whole(*(getattr(it, f"get_{name}_display")() for it in (before, after))))
    return Change(label, differences(getattr(before, name), getattr(after, name)))


def _whole(then, now):
    return [("out", then), ("in", now)] if then != now else []


def _topics(then, now):
    """Topic by topic, with their weights: what went, what came, what stayed."""
    went, came = [it for it in then if it not in now], [it for it in now if it not in then]
    stayed = [it for it in now if it in then]
    each = [(kind, it) for kind, its in (("out", went), ("in", came), ("same", stayed)) for it in its]
    return [piece for it in each for piece in (it, ("same", " · "))][:-1]


def since_decided(versions):
    """(the version decided last, what the newest changes against it), newest first given; None while none was decided."""
    if not versions or (before := next((it for it in versions[1:] if it.state != it.State.PROPOSED), None)) is None:
        return None
    return before, changes(before, versions[0])
