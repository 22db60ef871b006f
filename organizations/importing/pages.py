"""What the import's pages show, put together from the job's counts and the stored preview."""

import json
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import access, stages, wording
from .comparing import Choices
from .forms import ColumnsForm, name_of
from .stages import Stage

PROBLEMS_SHOWN = 20
WIDTH = 1000  # of the drawn bar
GAP = 4


class Number(NamedTuple):
    count: int
    text: str
    mark: str = ""
    kind: str = ""  # its list of names


class Piece(NamedTuple):
    """Of the bar: an SVG rectangle."""

    mark: str
    x: int
    width: int


LISTS = ("added", "changed", "left", "missing", "problems")


class Preview:
    """The page before anything is written. `shown` is None when the stored preview is not this reader's, or gone."""

    def __init__(self, job, data=None):
        self.job, self.summary = job, job.result.get("summary", {})
        stored = access.stored(job, "preview")
        self.shown = json.loads(bytes(stored.content)) if stored else None
        if self.shown:
            self.form = ColumnsForm(self.shown["columns"], Choices.of(job), self.summary, data)

    @property
    def headline(self):
        if "refusal" in self.job.result:
            return _("The file is a table, and not yet a roster.")
        if self.job.result.get("changed_since"):
            return _("The roster changed while you looked. Nothing is written yet.")
        return _("%(lines)s read. Nothing is written yet.") % {"lines": wording.lines(self.summary["lines"])}

    @property
    def numbers(self):
        return numbers(self.summary)

    @property
    def writes(self):
        return sum(self.summary.get(part, 0) for part in ("additions", "changes", "leavers"))

    @property
    def pieces(self):
        return _pieces([(n.mark, n.count) for n in self.numbers if n.mark and n.count])

    @property
    def columns(self):
        for column in self.shown["columns"]:
            field = None if column["sensitive"] else self.form[name_of(column)]
            yield column | {"control": field, "unused": column["field"] == "leave_out"}

    @property
    def problems(self):
        return [problem(entry) for entry in self.shown.get("problems", [])[:PROBLEMS_SHOWN]]

    @property
    def more_problems(self):
        return max(sum(self.summary.get("problems", {}).values()) - PROBLEMS_SHOWN, 0)

    @property
    def has_lines(self):
        return bool(self.job.result.get("lines"))


def numbers(summary):
    """The summary's counts as they stand below the bar; the marked ones are parts of the file."""
    changed = wording.changed_fields(summary["changed_fields"])
    left_open = summary["weights"].get("open", 0)
    entries = [
        Number(summary["additions"], _("new people. Nobody is invited by an import."), "c1", "added"),
        Number(
            summary["changes"],
            _("changed: %(fields)s") % {"fields": changed} if changed else _("changed"),
            "c2",
            "changed",
        ),
        Number(summary["leavers"], _("have left. Their access ends."), "c2", "left"),
        Number(summary["unchanged"], _("as they were"), "c3"),
        Number(summary["past_leavers"], _("left before we knew them, and are not added"), "c3"),
        Number(summary["refused"], _("lines left out until they are mended"), "c4", "problems"),
        Number(left_open, _("cells left open, their lines are taken"), "", "problems"),
        Number(
            summary["missing"], _("on the roster, not in the file. They stay, unless you say they left."), "", "missing"
        ),
    ]
    always = ("added", "changed")
    return [entry for entry in entries if entry.count or entry.kind in always]


def _pieces(parts):
    whole, x = sum(part[1] for part in parts), 0
    room = WIDTH - GAP * max(len(parts) - 1, 0)
    for mark, count in parts:
        width = max(round(count / whole * room), 2)
        yield Piece(mark, x, width)
        x += width + GAP


def problem(entry):
    """A stored problem, ready to draw: the cells as (text, marked)."""
    lines = entry["lines"] if len(entry["lines"]) <= 4 else entry["lines"][:4]
    return {
        "lines": ", ".join(map(str, lines)) or entry["line"],
        "more": len(entry["lines"]) - len(lines),
        "title": wording.problem_title(entry),
        "sentence": wording.problem_sentence(entry),
        "weight": entry["weight"],
        "weight_words": wording.WEIGHTS[entry["weight"]],
        "cells": _cells(entry["cells"], entry["marked"]),
    }


def _cells(cells, marked):
    drawn = [(cell, place == marked) for place, cell in enumerate(cells)]
    return [(cell, mark) for cell, mark in drawn if cell or mark]


class Names(NamedTuple):
    """One page of one list of a preview."""

    title: str
    entries: list
    total: int
    kept: int
    number: int
    next_number: int | None


SIZE = 100
TITLES = {
    "added": gettext_lazy("New people"),
    "changed": gettext_lazy("Changed"),
    "left": gettext_lazy("Have left"),
    "missing": gettext_lazy("On the roster, not in the file"),
    "problems": gettext_lazy("To look at"),
}
COUNTED = {"added": "additions", "changed": "changes", "left": "leavers", "missing": "missing"}


def names(preview, kind, number):
    kept = preview.shown.get(kind, [])
    start = (number - 1) * SIZE
    entries = kept[start : start + SIZE]
    draw = {"problems": problem, "changed": _change}.get(kind, dict)
    total = preview.summary.get(COUNTED[kind], 0) if kind in COUNTED else sum(preview.summary["problems"].values())
    following = number + 1 if start + SIZE < len(kept) else None
    return Names(TITLES[kind], [draw(entry) for entry in entries], total, len(kept), number, following)


def _change(entry):
    fields = [{"name": wording.CHANGED[name], "old": old, "new": new} for name, old, new in entry["fields"]]
    return entry | {"fields": fields}


STATES = {
    Stage.WORKING: gettext_lazy("at work"),
    Stage.PREVIEW: gettext_lazy("waits to be confirmed"),
    Stage.REFUSED: gettext_lazy("cannot be read as a roster yet"),
    Stage.LAPSED: gettext_lazy("lapsed: the file was erased after a day"),
    Stage.WRITTEN: gettext_lazy("written"),
    Stage.CANCELLED: gettext_lazy("given up, nothing written"),
    Stage.STOPPED: gettext_lazy("stopped, nothing written"),
}


class Entry(NamedTuple):
    """An import in the list of all."""

    job: object
    name: str
    state: str
    badge: str
    says: str


BADGES = {
    Stage.WORKING: "wait",
    Stage.PREVIEW: "now",
    Stage.WRITTEN: "done",
    Stage.STOPPED: "late",
    Stage.REFUSED: "late",
}


def entry(job, membership):
    stage = stages.stage(job)
    mine = job.asked_by_id == membership.person_id
    name = job.params.get("name", "") if mine else _("A file of %(name)s") % {"name": job.asked_by.name}
    return Entry(job, name, STATES[stage], BADGES.get(stage, ""), _said(job.result.get("summary")))


def _said(summary):
    if not summary:
        return ""
    return _("%(new)s new, %(changed)s changed, %(left)s left") % {
        "new": f"{summary['additions']:,}",
        "changed": f"{summary['changes']:,}",
        "left": f"{summary['leavers']:,}",
    }


def progress(job):
    """What components/progress.html asks for."""
    return {
        "id": job.pk,
        "state": "running" if job.state == job.State.RUNNING else "waiting",
        "label": _("Writing the roster") if stages.writing(job) else _("Looking at the file"),
        "text": wording.STEPS.get(job.step, "") if job.state == job.State.RUNNING else "",
        "done": job.done,
        "total": job.total,
    }
