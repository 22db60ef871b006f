"""The hour of a pair: its segments with prompts for both roles (PROTOCOL S2), and the practice of a prep card (S6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from organizations.wording import gettext_noop

SESSION_MINUTES = 60
DECISION_EVERY = 3


@dataclass(frozen=True)
class Segment:
    """A part of the hour. Prompts are sentences to be translated where they are shown."""

    key: str
    title: str
    minutes: int
    leader_prompts: tuple[str, ...] = ()
    mentor_prompts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why an agenda doesn't stand: a sentence to be translated, and the values of its named places."""

    says: str
    values: dict[str, str | int]


@dataclass(frozen=True)
class Practice:
    """One thing for the leader to try in a session."""

    key: str
    title: str
    says: str


DEFAULT_AGENDA: tuple[Segment, ...] = (
    Segment(
        "connect",
        gettext_noop("Connect"),
        10,
        leader_prompts=(
            gettext_noop("What did you try since last time, and what happened?"),
            gettext_noop("Say one thing that is hard for you at the moment."),
        ),
        mentor_prompts=(
            gettext_noop("What did you notice since last time that belongs to the question?"),
            gettext_noop("What would make this hour worth it for you?"),
        ),
    ),
    Segment(
        "lab",
        gettext_noop("The mentor's lab"),
        30,
        leader_prompts=(
            gettext_noop("Ask “help me understand …”, then wait."),
            gettext_noop("Do it with your own hands, on your own work."),
            gettext_noop("Before you explain why it won't work here, ask one more question."),
        ),
        mentor_prompts=(
            gettext_noop("Show it on real work, not on an example."),
            gettext_noop("Say what you check by hand, and why."),
            gettext_noop("Say what you would do differently if it were up to you."),
        ),
    ),
    Segment(
        "reflection",
        gettext_noop("The leader's reflection"),
        15,
        leader_prompts=(
            gettext_noop("What surprised you?"),
            gettext_noop("Which belief of yours has moved, and which has held?"),
            gettext_noop("What does it mean for your question?"),
        ),
        mentor_prompts=(
            gettext_noop("What did you hear that you had not expected?"),
            gettext_noop("What has not been said yet?"),
        ),
    ),
    Segment(
        "next",
        gettext_noop("Next steps"),
        5,
        leader_prompts=(gettext_noop("Which data will you gather, and by when?"),),
        mentor_prompts=(gettext_noop("What will you prepare, and what do you need for it?"),),
    ),
)

DECISION_SEGMENT = "reflection"
DECISION_LEADER_PROMPTS = (
    gettext_noop("Explain a decision that you made or will make: what was known, what was not, what you gave up."),
    gettext_noop("Where would today's lab have changed it?"),
)
DECISION_MENTOR_PROMPTS = (
    gettext_noop("Ask what nearly tipped it the other way."),
    gettext_noop("Say what the decision looks like from where you work."),
)

PRACTICES: tuple[Practice, ...] = (
    Practice(
        "help-me-understand",
        gettext_noop("Help me understand"),
        gettext_noop("Begin three sentences with “Help me understand …”, and let the answer run to its end."),
    ),
    Practice(
        "difficulty-first",
        gettext_noop("A difficulty first"),
        gettext_noop("Open with something that you find hard yourself, before you ask about anything."),
    ),
    Practice(
        "back-to-the-question",
        gettext_noop("Back to the question"),
        gettext_noop("Read your question aloud at the start, and say at the end what today added to it."),
    ),
)


def problems(segments: Sequence[Segment], total: int = SESSION_MINUTES) -> list[Problem]:
    """What keeps these segments from being an agenda of `total` minutes; an empty list if nothing does."""
    found = [
        Problem(gettext_noop("“%(title)s” needs at least one minute."), {"title": segment.title})
        for segment in segments
        if segment.minutes < 1
    ]
    keys = [segment.key for segment in segments]
    if len(set(keys)) < len(keys):
        found.append(Problem(gettext_noop("Two segments have the same key."), {}))
    return found + off_by(sum(segment.minutes for segment in segments), total)


def off_by(minutes: int, total: int) -> list[Problem]:
    """The sentence for lengths that don't add up, with the difference named."""
    if minutes < total:
        says = gettext_noop("This adds up to %(minutes)d of %(total)d minutes: %(off)d missing.")
    else:
        says = gettext_noop("This adds up to %(minutes)d of %(total)d minutes: %(off)d too many.")
    values: dict[str, str | int] = {"minutes": minutes, "total": total, "off": abs(total - minutes)}
    return [Problem(says, values)] if minutes != total else []


def segments_for(session_number: int, agenda: Sequence[Segment] = DEFAULT_AGENDA) -> tuple[Segment, ...]:
    """The agenda of a pair's n-th session (from 1): in every third the leader explains a real decision.

    That happens in the reflection; an agenda of a program's own making without one gives it its longest segment.
    """
    if counted_from_one(session_number) % DECISION_EVERY or not agenda:
        return tuple(agenda)
    chosen = max(agenda, key=lambda segment: (segment.key == DECISION_SEGMENT, segment.minutes))
    about = replace(chosen, leader_prompts=DECISION_LEADER_PROMPTS, mentor_prompts=DECISION_MENTOR_PROMPTS)
    return tuple(about if segment is chosen else segment for segment in agenda)


def practice_for(session_number: int) -> Practice:
    """The practice on the prep card of a pair's n-th session: by number alone, so it can tell nothing (N2)."""
    return PRACTICES[(counted_from_one(session_number) - 1) % len(PRACTICES)]


def counted_from_one(session_number: int) -> int:
    """The number itself, from 1 on; ValueError for anything less."""
    if session_number < 1:
        raise ValueError("Sessions are counted from 1.")
    return session_number
