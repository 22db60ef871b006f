"""Where an hour stands: which segment, how long it still has, how far the bar is filled. Pure: a run and a moment in.

A segment ends when its minutes are over, or sooner when one of the two goes on; the last one lasts until the hour is
ended. Moments are aware datetimes, `minutes` the planned length of each segment.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

MORE = 5  # minutes that one press adds
MOST_MORE = 60  # minutes that a segment takes beyond its own
GRACE = datetime.timedelta(minutes=1)  # after a segment has run out it can still be lengthened


@dataclass(frozen=True)
class Run:
    """What was pressed: `left` says when each segment that is behind was left, `extra` by how many minutes each grew."""

    started_at: datetime.datetime
    left: tuple[datetime.datetime, ...] = ()
    extra: tuple[int, ...] = ()
    ended_at: datetime.datetime | None = None

    def more(self, segment: int) -> int:
        return self.extra[segment] if segment < len(self.extra) else 0


@dataclass(frozen=True)
class Place:
    """`begins` and `ends` of the running segment, `closes` of the hour, all as they look now; `elapsed` is minutes on the bar."""

    segment: int
    begins: datetime.datetime
    ends: datetime.datetime
    closes: datetime.datetime
    elapsed: float

    def is_last(self, minutes: Sequence[int]) -> bool:
        return self.segment == len(minutes) - 1


def lengths(run: Run, minutes: Sequence[int]) -> list[int]:
    """Minutes of each segment, with what was added."""
    return [length + run.more(n) for n, length in enumerate(minutes)]


def place(run: Run, minutes: Sequence[int], now: datetime.datetime) -> Place:
    """Raises ValueError for an agenda without segments. Before the start and after the end the clock stands."""
    if not minutes:
        raise ValueError("An hour needs a segment.")
    long, last = lengths(run, minutes), len(minutes) - 1
    now = max(run.started_at, min(now, run.ended_at or now))
    segment = min(len(run.left), last)
    begins = run.left[segment - 1] if segment else run.started_at
    while segment < last and begins + _minutes(long[segment]) <= now:
        begins, segment = begins + _minutes(long[segment]), segment + 1
    ends = begins + _minutes(long[segment])
    within = min(max(0.0, (now - begins) / _minutes(1)), long[segment])
    return Place(segment, begins, ends, ends + _minutes(sum(long[segment + 1 :])), sum(long[:segment]) + within)


def gone_on(run: Run, minutes: Sequence[int], leaving: int, now: datetime.datetime) -> Run:
    """On to the next segment, for a press that leaves `leaving`; where the hour is elsewhere by now nothing changes."""
    at = place(run, minutes, now)
    if run.ended_at or at.segment != leaving or at.is_last(minutes):
        return run
    return replace(run, left=(*_ends(run, minutes, leaving), max(now, at.begins)))


def lengthened(run: Run, minutes: Sequence[int], segment: int, known: int, now: datetime.datetime) -> Run:
    """Five more minutes for `segment`; `known` is how many it had been given when the press was made, so that two presses at
    once count once. One that has just run out of time comes back."""
    if (
        run.ended_at
        or known != run.more(segment)
        or known + MORE > MOST_MORE
        or not _is_open(run, minutes, segment, now)
    ):
        return run
    extra = [run.more(n) for n in range(len(minutes))]
    extra[segment] += MORE
    return replace(run, extra=tuple(extra))


def held_minutes(run: Run) -> int | None:
    """How long they really met, in whole minutes; None while nobody has ended it."""
    return None if run.ended_at is None else round((run.ended_at - run.started_at) / _minutes(1))


def _is_open(run: Run, minutes: Sequence[int], segment: int, now: datetime.datetime) -> bool:
    at = place(run, minutes, now)
    ran_out = segment == at.segment - 1 and segment >= len(run.left) and now - at.begins < GRACE
    return segment == at.segment or ran_out


def _ends(run: Run, minutes: Sequence[int], until: int) -> tuple[datetime.datetime, ...]:
    """When each segment before `until` was left: those that ran out of time by their lengths."""
    ends, long = list(run.left), lengths(run, minutes)
    while len(ends) < until:
        ends.append((ends[-1] if ends else run.started_at) + _minutes(long[len(ends)]))
    return tuple(ends)


def _minutes(number: float) -> datetime.timedelta:
    return datetime.timedelta(minutes=number)
