"""One indicator's figure: from rows to numbers, behind the gate. The worker's: no page reads answers."""

import dataclasses
import datetime
from decimal import Decimal

from programs.models import Enrolment

from . import disclosure, statistics
from .models import Indicator, PublishedFigure, SurveyAnswer, Wave
from .tokens import tokens_of

State = PublishedFigure.State
LATELY = datetime.timedelta(days=31)  # business figures count as "after" in the last month of a cohort or quarter


@dataclasses.dataclass(frozen=True)
class Result:
    """What a figure says, and about whom; `people` are tokens, None where it is about work and not about people."""

    state: str
    people: frozenset | None = None
    before: float | None = None
    after: float | None = None
    bound: str = ""
    change: float | None = None
    low: float | None = None
    high: float | None = None
    smallest: float | None = None
    comparison: float | None = None
    n: int | None = None

    def columns(self):
        """As PublishedFigure keeps it."""
        said = {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name != "people"}
        return {name: _decimal(value) if isinstance(value, float) else value for name, value in said.items()}


COMING, HIDDEN = Result(State.COMING), Result(State.HIDDEN)


def _decimal(value):
    return Decimal(str(round(value, 3)))


def figure_of(indicator, ledger, *, until, now):
    """The indicator's figure as of the last day of a quarter, given every figure that was published before.

    While a cohort rests nothing about its people is decided: its surveys close, and its last day comes, later by the rest.
    """
    if indicator.cohort.rests and indicator.source != Indicator.Source.BUSINESS:
        return COMING
    if indicator.is_asked:
        return _asked(indicator, ledger, now)
    if indicator.source == Indicator.Source.ROSTER:
        return _stayed(indicator, ledger, until)
    return _business(indicator, until)


def question_of(indicator):
    return f"indicator:{indicator.pk}"


def _allowed(indicator, people, ledger, k):
    wanted = disclosure.Figure(str(indicator.pk), question_of(indicator), people)
    return disclosure.decide(ledger, wanted, k).show


def _asked(indicator, ledger, now):
    """Baseline and follow-up over the same people, both held back until the follow-up has closed (EVIDENCE R4)."""
    waves = {wave.kind: wave for wave in Wave.objects.closed(now).filter(cohort_id=indicator.cohort_id)}
    if set(waves) != {Wave.Kind.BASELINE, Wave.Kind.FOLLOW_UP}:
        return COMING
    answers = {kind: _answers(indicator, wave) for kind, wave in waves.items()}
    both = answers[Wave.Kind.BASELINE].keys() & answers[Wave.Kind.FOLLOW_UP].keys()
    tokens = tokens_of(both)
    people = frozenset(tokens.values())
    if not _allowed(indicator, people, ledger, max(wave.k for wave in waves.values())):
        return HIDDEN
    order = sorted(both)
    before = [answers[Wave.Kind.BASELINE][person] for person in order]
    after = [answers[Wave.Kind.FOLLOW_UP][person] for person in order]
    return dataclasses.replace(_compared(indicator, before, after), people=people)


def _answers(indicator, wave):
    rows = SurveyAnswer.objects.filter(wave=wave, indicator=indicator).exclude(author__in=_returning(indicator))
    return {author: float(value) for author, value in rows.values_list("author_id", "value")}


def _returning(indicator):
    """Who took part in a cohort that this one runs again: their baseline is not one any more (PROTOCOL C5)."""
    return Enrolment.objects.earlier_than(indicator.cohort).values("person_id")


def _compared(indicator, before, after):
    if indicator.is_protected:
        return _clamped(indicator, before, after)
    if indicator.form == Indicator.Form.SHARE:
        before, after = [100 * value for value in before], [100 * value for value in after]
    found = statistics.paired_change(before, after)
    return Result(
        State.SHOWN,
        before=_mean(before),
        after=_mean(after),
        change=found.value,
        low=found.low,
        high=found.high,
        smallest=found.smallest,
        n=len(after),
    )


def _clamped(indicator, before, after):
    """A protected item shows n and a clamped value: no change, no interval (EVIDENCE R6)."""
    if indicator.form == Indicator.Form.SHARE:
        held = disclosure.clamped_count([[value > 0 for value in after]])
        return Result(State.SHOWN, after=100 * float(held.value) / held.n, bound=held.bound, n=held.n)
    held = disclosure.clamped_mean([[int(value) for value in after]])
    return Result(State.SHOWN, after=float(held.value), bound=held.bound, n=held.n)


def _stayed(indicator, ledger, until):
    """The share of the cohort's mentors who are still on the roster when it has ended; decided once, as all about people."""
    if indicator.cohort.ends_on is None or until < indicator.cohort.ends_on:
        return COMING
    mentors = Enrolment.objects.mentors().filter(cohort_id=indicator.cohort_id).select_related("person")
    mentors = mentors.exclude(person__in=_returning(indicator))
    stays = {enrolment.person_id: enrolment.person.left_on is None for enrolment in mentors}
    people = frozenset(tokens_of(stays).values())
    if not _allowed(indicator, people, ledger, disclosure.FEWEST):
        return HIDDEN
    return Result(State.SHOWN, people=people, after=100 * sum(stays.values()) / len(stays), n=len(stays))


def _business(indicator, until):
    """Work, not people: means before the cohort's first day and in its last month; other teams beside it (R11)."""
    cohort = indicator.cohort
    if cohort.starts_on is None:
        return COMING
    rows = list(indicator.observations.all())
    last = min(filter(None, (cohort.ends_on, until)))
    before = [row for row in rows if row.day < cohort.starts_on]
    after = [row for row in rows if row.day >= cohort.starts_on and last - LATELY < row.day <= last]
    ours, theirs = _of(after, "program"), _of(after, "comparison")
    if not (ours and _of(before, "program")):
        return COMING
    if _people(ours) < disclosure.FEWEST or _people(_of(before, "program")) < disclosure.FEWEST:
        return HIDDEN
    at_first, at_last = _mean(_values(_of(before, "program"))), _mean(_values(ours))
    return Result(
        State.SHOWN,
        before=at_first,
        after=at_last,
        change=at_last - at_first,
        comparison=_mean(_values(theirs)) if _people(theirs) >= disclosure.FEWEST else None,
        n=len(ours),
    )


def _of(rows, group):
    return [row for row in rows if row.group == group]


def _values(rows):
    return [float(row.value) for row in rows]


def _people(rows):
    return sum({row.team: row.people for row in rows}.values())


def _mean(values):
    return sum(values) / len(values)
