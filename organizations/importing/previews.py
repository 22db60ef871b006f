"""What a comparison shows: counts for the job's row, names and raw cells for a stored file that only its owner reads."""

import csv
import heapq
import io
import json

from ..models import Person
from ..roster import Weight
from .existing import RENAMED

KEPT_ENTRIES = 500  # of each list; the counts are of all
TO_MEND = (Weight.REFUSED, Weight.OPEN)
ORDER = [Weight.REFUSED, Weight.OPEN, Weight.MENDED, Weight.NOTE]
RUNS_WHEN_OPENED = ("=", "+", "-", "@", "\t", "\r")


def counts(comparison):
    """For Job.result: no name and no word of the file."""
    if comparison.plan is None:
        return {"refusal": comparison.refusal}
    return {
        "summary": comparison.plan.summary(),
        "fingerprint": comparison.fingerprint,
        "later": comparison.later,
    }


def details(comparison):
    """The preview as JSON text."""
    shown = {"description": comparison.description, "columns": [_column(guess) for guess in comparison.guesses]}
    if comparison.plan:
        shown |= _lists(comparison.plan)
    return json.dumps(shown, ensure_ascii=False)


def _column(guess):
    return {
        "index": guess.index,
        "header": guess.header,
        "field": str(guess.field),
        "sure": guess.sure,
        "reason": guess.reason,
        "examples": guess.examples,
        "sensitive": guess.sensitive,
    }


def _lists(plan):
    naming = _Naming(plan)
    problems = heapq.nsmallest(
        KEPT_ENTRIES, plan.problems, key=lambda problem: (ORDER.index(problem.weight), problem.order)
    )
    return {
        "added": [naming.addition(addition) for addition in plan.additions[:KEPT_ENTRIES]],
        "changed": [naming.change(change) for change in plan.changes[:KEPT_ENTRIES]],
        "left": [{"line": one.line, "name": one.name, "left_on": one.left_on} for one in plan.leavers[:KEPT_ENTRIES]],
        "missing": [{"name": one.name} for one in plan.missing[:KEPT_ENTRIES]],
        "problems": [problem.to_dict() for problem in problems],
    }


class _Naming:
    """Managers by name, for those lines that are shown."""

    def __init__(self, plan):
        self.by_line = {addition.line: addition.name for addition in plan.additions}
        keys = [addition.manager for addition in plan.additions[:KEPT_ENTRIES]]
        for change in plan.changes[:KEPT_ENTRIES]:
            keys.extend(change.manager or ())
        ids = {key[1] for key in keys if key and key[0] == "id"}
        self.by_id = {str(person.pk): person.name for person in Person.objects.filter(pk__in=ids)}

    def manager(self, key):
        if key is None:
            return ""
        return (self.by_id if key[0] == "id" else self.by_line).get(key[1], "")

    def addition(self, addition):
        values = addition.values
        manager = self.manager(addition.manager)
        shown = {name: values.get(name, "") for name in ("department", "job_title", "email", "staff_number")}
        return {"line": addition.line, "name": addition.name, "manager": manager, **shown}

    def change(self, change):
        fields = [[RENAMED.get(name, name), old, new] for name, (old, new) in change.fields.items()]
        if change.manager:
            fields.append(["manager", *(self.manager(key) for key in change.manager)])
        return {"line": change.line, "name": change.name, "fields": fields, "returns": change.returns}


def problem_lines(plan):
    """The lines to mend as CSV with a byte order mark, as Excel wants it; empty when there are none."""
    problems = [problem for problem in plan.problems if problem.weight in TO_MEND and problem.line]
    if not problems:
        return b""
    content = io.BytesIO()
    out = io.TextIOWrapper(
        content, "utf-8-sig", newline=""
    )  # bytes from the first line on: as text it takes four times as much
    writer = csv.writer(out)
    writer.writerow(["line", "problem", "what", *map(harmless, plan.columns)])
    for problem in problems:
        writer.writerow([problem.line, problem.title, *map(harmless, (problem.sentence, *problem.cells))])
    out.flush()
    return content.getvalue()


def harmless(cell):
    """A cell that a spreadsheet shows and does not run."""
    return f"'{cell}" if cell.lstrip(" ").startswith(RUNS_WHEN_OPENED) else cell
