"""The roster import for operators: the same reading, comparing and writing as the pages."""

import json

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from organizations.importing import previews
from organizations.importing.comparing import Choices, compare, sentence, take_turns
from organizations.importing.writing import write
from organizations.models import Organization
from organizations.roster import RosterError
from organizations.tenancy.scope import WORKER, scope

CLEAN, TO_MEND, REFUSED = 0, 1, 2
SHOWN = 200


class Command(BaseCommand):
    help = (
        "Show what a roster file would change; with --apply, write it. Runs as the worker (DATABASE_ROLE=app_worker). "
        "Ends with 0: every line is taken whole; 1: lines or cells are left out; 2: the file or the call is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="as in its address: /o/SLUG/")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="what a column is")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", dest="day_first", action="store_true", default=None, help="03/04 is 3 April")
        order.add_argument("--month-first", dest="day_first", action="store_false", help="03/04 is March 4")
        parser.add_argument("--left", action="store_true", help="who is not in the file has left, as of today")
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument("--json", action="store_true", help="counts, columns and problems as JSON")

    def handle(self, *args, file, organization, day_first, left, apply, **options):
        now, choices = timezone.now(), Choices(_wishes(options["map"]), day_first, left)
        found = self._organization(organization)
        try:
            with scope(WORKER, found.pk):
                comparison = self._import(file, choices, found, now, apply)
        except (RosterError, OSError) as error:
            reason = sentence(error) if isinstance(error, RosterError) else str(error)
            raise CommandError(f"{reason} Nothing is written.", returncode=REFUSED) from error
        says = _as_json if options["json"] else _as_text
        self.stdout.write(says(comparison, apply))
        if set(previews.TO_MEND) & {problem.weight for problem in comparison.plan.problems}:
            raise SystemExit(TO_MEND)

    @staticmethod
    def _organization(slug):
        if found := Organization.by_slug(slug):
            return found
        raise CommandError(
            f"There is no organization “{slug}”. Its name stands in its address, after /o/.", returncode=REFUSED
        )

    @staticmethod
    def _import(file, choices, organization, now, apply):
        take_turns()
        today = now.astimezone(organization.zone).date()
        comparison = compare(file, file, choices, today, lock=apply)
        if comparison.plan is None:
            raise RosterError(comparison.refusal)
        if apply:
            write(comparison.plan, by=None, now=now)
        return comparison


def _wishes(pairs):
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise CommandError(f"--map wants COLUMN=FIELD, not “{wrong[0]}”.", returncode=REFUSED)
    return dict(pair.rsplit("=", 1) for pair in pairs)


def _as_json(comparison, applied):
    columns = [{"column": g.header, "field": g.field, "sure": g.sure, "reason": g.reason} for g in comparison.guesses]
    return json.dumps(
        {
            "applied": applied,
            "description": comparison.description,
            "columns": columns,
            "summary": comparison.plan.summary() | {"leaving_later": comparison.later},
            "problems": [problem.to_dict() for problem in comparison.plan.problems],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_text(comparison, applied):
    return "\n".join([*_head(comparison, applied), "", *_columns(comparison), "", *_problems(comparison.plan.problems)])


def _head(comparison, applied):
    counts = comparison.plan.summary()
    yield ", ".join(comparison.description)
    yield f"{counts['lines']} lines read. " + ("Written:" if applied else "Nothing is written. With --apply:")
    for name in ("additions", "changes", "leavers", "unchanged", "past_leavers", "missing", "refused"):
        yield f"{counts[name]:>8} {name.replace('_', ' ')}"
    yield f"{comparison.later:>8} leaving later"
    for title in ("changed_fields", "managers", "problems"):
        if counts[title]:
            yield f"{title.replace('_', ' ')}: " + ", ".join(f"{name} {count}" for name, count in counts[title].items())


def _columns(comparison):
    for guess in comparison.guesses:
        yield f"{guess.header} → {guess.field}{'' if guess.sure else ' (a guess)'}: {guess.reason}"


def _problems(problems):
    for problem in problems[:SHOWN]:
        where = f"line {problem.line}" if problem.line else "file"
        yield f"{where}: {problem.weight}: {problem.title}. {problem.sentence}"
    if len(problems) > SHOWN:
        yield f"… and {len(problems) - SHOWN} more; --json lists them all."
