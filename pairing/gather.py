"""From rows to what the engine is told (P1): questions, profiles, hours, the line. Nothing demographic is read."""

import datetime
import statistics
from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db import connection

from organizations.line import managers_above
from programs.models import Enrolment, ResearchQuestion

from .engine import Between, Leader, Mentor, Rules, wording
from .hours import Availability, common_half_hours, first_common_slot
from .models import LineException, Pair, PairingRule

LEVELS, OWNS = 3, 2
TOLD_OF = 0.5  # how close a mentor is to what they say they know first-hand, where a unit of theirs would count as 1
YEAR = 365.25
STEMS = """
SELECT tsvector_to_array(to_tsvector(%s::regconfig, said)) FROM unnest(%s::text[]) WITH ORDINALITY AS texts (said, place)
 ORDER BY place
"""


@dataclass(frozen=True)
class Gathered:
    """What a run reads. `enrolment_of`: {person id as the engine has it: Enrolment}."""

    leaders: list[Leader]
    mentors: list[Mentor]
    between: Between
    rules: Rules
    enrolment_of: dict[str, Enrolment]


def gather(cohort, now, *, keeps=False):
    """`keeps`: the newest run's pairs are told as pairs to leave as they are."""
    questions, leaders, mentors = taking_part(cohort)
    tenure = _tenures([*leaders, *mentors], now)
    root = _common_root([*leaders, *mentors])
    asking = [_leader(it, questions[it.pk], tenure, root) for it in leaders]
    targets = {target for leader in asking for target in leader.targets}
    return Gathered(
        leaders=asking,
        mentors=[_mentor(it, tenure, root, targets) for it in mentors],
        between=_between(cohort, leaders, mentors, now, _similarity(questions, leaders, mentors)),
        rules=_rules(cohort, leaders, mentors, keeps),
        enrolment_of={str(it.person_id): it for it in [*leaders, *mentors]},
    )


def taking_part(cohort):
    """({enrolment: settled question}, leaders that wait for a mentor, mentors with a free seat), in order of person."""
    people = cohort.enrolments.active().select_related("person__organization").order_by("person_id")
    people = people.filter(person__left_on__isnull=True)
    open_pairs = list(Pair.objects.filter(cohort=cohort).open().values_list("leader_id", "mentor_id"))
    settled = ResearchQuestion.objects.filter(enrolment__cohort=cohort).settled().current()
    questions = {question.enrolment_id: question for question in settled}
    paired, taught = {leader for leader, _ in open_pairs}, [mentor for _, mentor in open_pairs]
    leaders = [it for it in people.leaders() if it.pk in questions and it.person_id not in paired]
    mentors = list(people.mentors().with_profile())
    for mentor in mentors:
        mentor.capacity = max(0, mentor.capacity - taught.count(mentor.person_id))
    return questions, leaders, mentors


def _leader(enrolment, question, tenure, root):
    return Leader(
        **_member(enrolment, tenure, root),
        topics=question.topics,
        owns_today=question.owns / OWNS,
        targets=frozenset({question.sight_of.strip()} - {""}),
    )


def _mentor(enrolment, tenure, root, targets):
    return Mentor(
        **_member(enrolment, tenure, root),
        topics={topic: level / LEVELS for topic, level in enrolment.topics.items()},
        exposure={target: sight for target in targets if (sight := exposure(enrolment, target))},
        capacity=enrolment.capacity,
    )


def _member(enrolment, tenure, root):
    person = enrolment.person
    return {
        "id": str(person.pk),
        "unit": unit_path(person.unit)[root:],
        "department": person.unit,
        "site": person.site,
        "tenure_years": tenure[person.pk],
        "languages": _languages(enrolment),
    }


def unit_path(unit):
    """("Bank", "Operations") from "Bank / Operations"."""
    return tuple(part.strip() for part in unit.split("/") if part.strip())


def _common_root(enrolments):
    """1 if all begin in one unit, such as the company itself: it brings nobody closer."""
    return int(len({unit_path(it.person.unit)[:1] for it in enrolments}) == 1)


def exposure(mentor, target):
    """How closely a mentor sees a unit or a group of customers: working there, or telling of it in the profile."""
    wanted = tuple(part.casefold() for part in unit_path(target))
    own = tuple(part.casefold() for part in unit_path(mentor.person.unit))
    if not wanted:
        return 0.0
    if own[: len(wanted)] == wanted or (len(wanted) == 1 and wanted[0] in own):
        return 1.0
    return TOLD_OF if wanted[-1] in told(mentor).casefold() else 0.0


def told(mentor):
    """What a mentor's profile says in words."""
    return f"{mentor.first_hand} {mentor.vantage}"


def _languages(enrolment):
    said = enrolment.languages or enrolment.person.language
    return frozenset(part.strip().casefold() for part in said.replace(";", ",").split(",") if part.strip())


def _tenures(enrolments, now):
    """Years here; who has no date stands at the middle of the others, so that not knowing sets nobody apart."""
    years = {
        it.person_id: max(0.0, (now.date() - it.person.hired_on).days / YEAR) for it in enrolments if it.person.hired_on
    }
    middle = statistics.median(years.values()) if years else 0.0
    return {it.person_id: years.get(it.person_id, middle) for it in enrolments}


def _similarity(questions, leaders, mentors):
    """By what leaders ask and what mentors tell of themselves; None while mentors say nothing in words."""
    asked = [questions[it.pk] for it in leaders]
    asked = [" ".join((it.text, it.because, it.known_by, it.decision, it.sight_of)) for it in asked]
    profiles = [told(it) for it in mentors]
    if not any(text.strip() for text in profiles):
        return None
    stems = _stems([*asked, *profiles], _dictionary([*leaders, *mentors]))
    return wording.similarity(stems[: len(asked)], stems[len(asked) :])


def _dictionary(enrolments):
    """The stemmer of the language that most of them name; English where the database knows none of theirs."""
    spoken = Counter(language for it in enrolments for language in sorted(_languages(it)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        known = {name for (name,) in cursor.fetchall()}
    return next(
        (name for name, _n in sorted(spoken.items(), key=lambda it: (-it[1], it[0])) if name in known), "english"
    )


def _stems(texts, dictionary):
    """The stems of each text, without the words that say nothing."""
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [dictionary, texts])
        return [stems for (stems,) in cursor.fetchall()]


def _between(cohort, leaders, mentors, now, similarity):
    weeks, minutes = _weeks(cohort, now), cohort.program.session_minutes
    days = {it.pk: Availability.of(it.person.zone, it) for it in [*leaders, *mentors]}

    # Thousands of people keep few different hours: each two of these are compared once.
    kinds = sorted(set(days.values()), key=lambda it: (str(it.zone), sorted(it.half_hours)))
    place = {it: n for n, it in enumerate(kinds)}
    ours, theirs = ([place[days[it.pk]] for it in side] for side in (leaders, mentors))
    needed = {(one, other) for one in set(ours) for other in set(theirs)}
    half_hours, can_meet = np.zeros((len(kinds),) * 2, np.int64), np.zeros((len(kinds),) * 2, bool)
    for one, other in needed:
        two = kinds[one], kinds[other]
        half_hours[one, other] = min(common_half_hours(*two, week=week) for week in weeks)
        can_meet[one, other] = first_common_slot(*two, weeks=weeks, minutes=minutes) is not None
    grid = np.ix_(np.array(ours, np.int64), np.array(theirs, np.int64))
    return Between(half_hours=half_hours[grid], can_meet=can_meet[grid], similarity=similarity)


def _weeks(cohort, now):
    """The cohort's first and last week: between them clocks change, and not on the same Sunday everywhere."""
    first = cohort.starts_on or now.date()
    return [first, max(first, cohort.ends_on or first + datetime.timedelta(days=90))]


def _rules(cohort, leaders, mentors, keeps):
    said = {PairingRule.Says.PIN: set(), PairingRule.Says.FORBID: set()}
    for rule in cohort.pairing_rules.select_related("leader", "mentor"):
        said[rule.says].add((str(rule.leader.person_id), str(rule.mentor.person_id)))
    before = Pair.objects.filter(cohort=cohort).values_list("leader_id", "mentor_id")
    managers = managers_above([it.person_id for it in [*leaders, *mentors]])
    signed = LineException.objects.standing().filter(cohort=cohort)
    return Rules(
        exceptions=_couples(signed),
        manager_of={str(person): manager and str(manager) for person, manager in managers.items()},
        forbidden=frozenset(said[PairingRule.Says.FORBID]),
        already_paired=frozenset((str(leader), str(mentor)) for leader, mentor in before),
        pins=frozenset(said[PairingRule.Says.PIN]),
        keep=_newest_couples(cohort) if keeps else frozenset(),
        other_department=not cohort.same_unit_allowed,
    )


def _newest_couples(cohort):
    newest = cohort.pairing_runs.newest()
    return _couples(newest.proposals.all()) if newest else frozenset()


def _couples(rows):
    """The two of each row, as the engine has them."""
    couples = rows.values_list("leader__person_id", "mentor__person_id")
    return frozenset((str(leader), str(mentor)) for leader, mentor in couples)
