"""The shipped templates: what a program and its cohorts start from. Data in programs/data, read and checked here."""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
KEYS = ("ai_fluency", "culture_market", "frontline", "blank")
PERSPECTIVES = ("technology", "market", "culture")
FAMILIES = ("capability", "performance", "talent")
DIRECTIONS, AIMS = ("up", "down"), ("level", "change")
FORMS, SOURCES = ("scale", "share", "number"), ("leaders", "mentors", "business", "roster")
ASKED = ("leaders", "mentors")  # sources that are a survey: their indicators carry the question
STAYS, PAYBACK = "stays", "payback"  # the rule and the clause that nobody can drop
TITLES, CURIOSITY = "titles", "curiosity"
WORDS = ("name", "description", "teaches_ai", "session_minutes", "goal_kind", "goal", "comparison")
GOALS = ("workflow", "decision")
SHORTEST, LONGEST = 10, 240  # minutes of a session: one that people can meet for, log, and find in their working days
CHARTER = ("mentors", "executives", "it", "time", "out_of_scope", "reach", "recognition", PAYBACK)
# Words that sort people by age. "Generative" is a kind of tool.
_AGE = re.compile(r"\b(gen(eration)?s? ?[xyzα]?|millennials?|boomers?|juniors?|digital natives?|younger|older)\b", re.I)


@dataclass(frozen=True)
class Topic:
    key: str
    label: str
    perspective: str


@dataclass(frozen=True)
class Segment:
    """A part of the hour, with prompts for both roles."""

    key: str
    title: str
    minutes: int
    leader: tuple[str, ...] = ()
    mentor: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """A rule of the lab or a clause of the role charter."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Measure:
    """An indicator as a cohort starts with it; the words of `metrics.models.Indicator`, its choices as plain strings.

    `target` is the level to reach, or for the aim "change" the percent to move in the better direction: always positive.
    """

    key: str
    family: str
    name: str
    definition: str
    form: str
    unit: str
    direction: str
    source: str
    plan: str
    aim: str
    target: float
    item: str = ""
    is_protected: bool = False


@dataclass(frozen=True)
class Template:
    key: str
    name: str
    description: str
    teaches_ai: bool
    session_minutes: int
    goal_kind: str
    goal: str
    comparison: str
    topics: tuple[Topic, ...]
    agenda: tuple[Segment, ...]
    rules: tuple[Clause, ...]
    charter: tuple[Clause, ...]
    indicators: tuple[Measure, ...]
    openings: Mapping[str, tuple[str, ...]]  # perspective → questions to draw one from


def rows(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Topics, segments or clauses as plain rows, the way the tables keep them."""
    return [{name: _plain(value) for name, value in asdict(part).items()} for part in parts]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@functools.cache
def template(key: str) -> Template:
    """The template of that key; KeyError if there is none."""
    if key not in KEYS:
        raise KeyError(key)
    return read(key, _toml(key), _toml("shared"))


def all_templates() -> list[Template]:
    """All shipped templates, in the order in which they are offered."""
    return [template(key) for key in KEYS]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text())


def read(key: str, own: Mapping[str, Any], shared: Mapping[str, Any]) -> Template:
    """A template from its own table and the shared one; what it says itself goes before what all share."""
    measures = _both("indicators", own, shared)
    return Template(
        key=key,
        **{word: own[word] for word in WORDS},
        topics=tuple(Topic(**topic) for topic in own["topics"]),
        agenda=tuple(_segment(**segment) for segment in own.get("agenda") or shared["agenda"]),
        rules=_clauses(_both("rules", own, shared)),
        charter=_clauses(_both("charter", own, shared)),
        indicators=tuple(Measure(key=name, **measures[name]) for name in own["measures"]),
        openings={view: tuple(deck) for view, deck in _both("openings", own, shared).items()},
    )


def _both(table: str, own: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    return {**shared.get(table, {}), **own.get(table, {})}


def _segment(*, leader: Sequence[str] = (), mentor: Sequence[str] = (), **given: Any) -> Segment:
    return Segment(leader=tuple(leader), mentor=tuple(mentor), **given)


def _clauses(table: Mapping[str, Mapping[str, str]]) -> tuple[Clause, ...]:
    return tuple(Clause(key=key, **words) for key, words in table.items())


# --- what a data file must say, before it can be read ------------------------------------------------------------
KINDS = {"teaches_ai": bool, "session_minutes": int}  # all other words are text
LISTS = {"topics": Topic, "agenda": Segment}
TABLES = {"rules": Clause, "charter": Clause, "indicators": Measure}


def faults(key: str, own: Mapping[str, Any], shared: Mapping[str, Any]) -> list[str]:
    """What is wrong with a data file, as sentences; an empty list if it can be read and the template is whole."""
    found = list(_of_the_shape(own, shared))
    return found or problems(read(key, own, shared))


def _of_the_shape(own: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    for word in WORDS:
        if not _fits(own.get(word), KINDS.get(word, str)):
            yield f"“{word}” is missing, or is not {'a number' if word == 'session_minutes' else 'what it should be'}."
    for name, kind in LISTS.items():
        parts = own.get(name) or shared.get(name)
        yield from _of_parts(name, kind, parts if isinstance(parts, list) else [None])
    for name in (*TABLES, "openings"):
        if not isinstance(own.get(name, {}), Mapping):
            yield f"“{name}” is not a table."
            return
    for name, kind in TABLES.items():
        parts = _both(name, own, shared).items()
        yield from _of_parts(name, kind, [isinstance(it, Mapping) and {"key": key, **it} for key, it in parts])
    yield from _of_openings_and_measures(own, shared)


def _of_openings_and_measures(own: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    for view, deck in _both("openings", own, shared).items():
        if not _fits(deck, tuple):
            yield f"The opening questions for “{view}” are not a list of texts."
    measures = own.get("measures")
    if not measures or not _fits(measures, tuple):
        yield "It names no measure."
        return
    for measure in measures:
        if measure not in _both("indicators", own, shared):
            yield f"It measures “{measure}”, which is not defined."


def _of_parts(name: str, kind: type, parts: Sequence[Any]) -> Iterator[str]:
    wanted = {it.name: it for it in fields(kind)}
    for part in parts:
        if not isinstance(part, Mapping):
            yield f"“{name}” has a part that says nothing."
            continue
        for unknown in sorted(part.keys() - wanted):
            yield f"A part of “{name}” says “{unknown}”, which nobody reads."
        for key, field in wanted.items():
            if key not in part and field.default is MISSING:
                yield f"A part of “{name}” lacks “{key}”."
            elif key in part and not _fits(part[key], field.type):
                yield f"In a part of “{name}”, “{key}” is not what it should be."


def _fits(value: Any, kind: Any) -> bool:
    """Whether a data file's value is of the kind that a field is declared with; a tuple is a list of texts there."""
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    if kind is float:
        return isinstance(value, int | float)
    if kind in (str, int):
        return isinstance(value, kind)
    return isinstance(value, list | tuple) and all(isinstance(it, str) for it in value)


# --- what a template must be ------------------------------------------------------------------------------------
def problems(it: Template) -> list[str]:
    """What is wrong with a template, as sentences; an empty list if nothing is."""
    checks = (_of_the_agenda, _of_the_topics, _of_the_rules, _of_the_charter, _of_the_measures, _of_the_words)
    return [sentence for check in checks for sentence in check(it)]


def _of_the_agenda(it: Template) -> Iterator[str]:
    total = sum(segment.minutes for segment in it.agenda)
    if total != it.session_minutes:
        yield f"The agenda adds up to {total} of {it.session_minutes} minutes."
    if not SHORTEST <= it.session_minutes <= LONGEST:
        yield f"A session takes {SHORTEST} to {LONGEST} minutes, not {it.session_minutes}."
    for segment in it.agenda:
        if segment.minutes < 1:
            yield f"“{segment.title}” needs at least one minute."
        if not (segment.leader and segment.mentor):
            yield f"“{segment.title}” has no prompt for one of the two roles."
    yield from _twice("segment", it.agenda)


def _of_the_topics(it: Template) -> Iterator[str]:
    if not it.topics:
        yield "There is no topic to choose."
    for topic in it.topics:
        if topic.perspective not in PERSPECTIVES:
            yield f"“{topic.label}” has the unknown perspective “{topic.perspective}”."
    for perspective in PERSPECTIVES:
        if not it.openings.get(perspective):
            yield f"There is no opening question for the perspective “{perspective}”."
    yield from _twice("topic", it.topics)


def _of_the_rules(it: Template) -> Iterator[str]:
    for key in (TITLES, CURIOSITY, STAYS):
        if key not in {rule.key for rule in it.rules}:
            yield f"The rule “{key}” is missing."


def _of_the_charter(it: Template) -> Iterator[str]:
    for key in CHARTER:
        if key not in {clause.key for clause in it.charter}:
            yield f"The charter says nothing about “{key}”."


def _of_the_measures(it: Template) -> Iterator[str]:
    for family in FAMILIES:
        if family not in {measure.family for measure in it.indicators}:
            yield f"The family “{family}” has no indicator."
    for measure in it.indicators:
        yield from _of_a_measure(measure)
    yield from _twice("indicator", it.indicators)


def _of_a_measure(measure: Measure) -> Iterator[str]:
    for name, allowed in (("family", FAMILIES), ("form", FORMS), ("source", SOURCES), ("aim", AIMS)):
        if getattr(measure, name) not in allowed:
            yield f"“{measure.name}” has the unknown {name} “{getattr(measure, name)}”."
    if measure.direction not in DIRECTIONS:
        yield f"“{measure.name}” goes neither up nor down."
    if not all((measure.name, measure.definition, measure.unit, measure.plan)):
        yield f"“{measure.key}” lacks a name, a definition, a unit or a plan."
    if bool(measure.item) != (measure.source in ASKED):
        yield f"“{measure.name}” needs a question exactly if people are asked."
    if measure.target <= 0:
        yield f"“{measure.name}” has no target."


def age_word(text: str) -> str:
    """The first word that sorts people by age, or nothing."""
    found = _AGE.search(text)
    return found[0] if found else ""


def _of_the_words(it: Template) -> Iterator[str]:
    if it.goal_kind not in GOALS:
        yield f"The kind of goal “{it.goal_kind}” is unknown."
    for text in sentences(it):
        if found := age_word(text):
            yield f"“{found}” sorts people by age: “{text}”"


def _twice(kind: str, parts: Sequence[Any]) -> Iterator[str]:
    keys = [part.key for part in parts]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"The {kind} “{key}” stands there twice."


def sentences(value: Any) -> Iterator[str]:
    """Every text in a template, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from sentences(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from sentences(part)
    elif isinstance(value, Template | Topic | Segment | Clause | Measure):
        for part in vars(value).values():
            yield from sentences(part)
