"""Guessing what each column is, from its header and its values; what must not be kept is left out first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from organizations.roster import dates, headers
from organizations.roster.errors import RosterError
from organizations.roster.profiles import Profile
from organizations.roster.references import find_targets
from organizations.roster.sensitive import looks_like
from organizations.roster.vocabulary import MANAGER, PHRASES, Field

NAME_FIELDS = (Field.NAME, Field.NAME_FAMILY_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME)
MANAGER_FIELDS = (Field.MANAGER_NUMBER, Field.MANAGER_POST, Field.MANAGER_EMAIL, Field.MANAGER_NAME)
UNMAPPED = "Nothing that the product uses"
SURE_FIT = 270  # the very words of a phrase, whichever


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column becomes; `sure` False asks a person to look.

    `examples` stand only at columns that are kept: nobody knows what is in the others.
    """

    index: int
    header: str
    field: Field
    sure: bool
    reason: str
    examples: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def kept(self) -> bool:
        return self.field != Field.LEAVE_OUT


def guess_columns(header: Sequence[str], sample: Sequence[Sequence[str]], whole: bool = True) -> list[Guess]:
    """One guess a column.

    `sample`: rows of cells. `whole` says that it is the complete file: only then is a manager number without its
    counterpart known to be foreign.
    """
    profiles = [Profile(i, name, [cells[i] for cells in sample]) for i, name in enumerate(header)]
    guesses = {profile.index: _first_look(profile) for profile in profiles}
    open_profiles = [profile for profile in profiles if guesses[profile.index] is None]
    found = _choose(open_profiles)
    _family_beside_given(found, open_profiles)
    managers = find_targets(open_profiles, found, whole)
    return [guesses[p.index] or _guess(p, found, managers) for p in profiles]


def override(guesses: Sequence[Guess], wishes: Mapping[str, str]) -> list[Guess]:
    """The guesses with a person's own choice, `{"PersNr": "staff_number"}`; a field moves from its earlier column.

    RosterError names the column or field that does not exist.
    """
    known = {guess.header: guess for guess in guesses}
    chosen = dict.fromkeys(range(len(guesses)), None)
    for name, field in wishes.items():
        if name not in known:
            raise RosterError(f"The file has no column “{name}”.")
        if field not in set(Field):
            raise RosterError(f"“{field}” is no field. Fields: {', '.join(Field)}.")
        if known[name].sensitive and field != Field.LEAVE_OUT:
            raise RosterError(f"“{name}” {known[name].reason[0].lower()}{known[name].reason[1:]}")
        chosen[known[name].index] = Field(field)
    taken = {field for field in chosen.values() if field}
    return [_wished(guess, chosen[guess.index], taken) for guess in guesses]


def _wished(guess: Guess, wish: Field | None, taken: set[Field]) -> Guess:
    if wish:
        return replace(guess, field=wish, sure=True, reason="As you chose")
    if guess.field in taken and guess.kept:
        return replace(guess, field=Field.LEAVE_OUT, reason="You chose another column for this")
    return guess


def _first_look(profile: Profile) -> Guess | None:
    """What needs no comparison: sensitive and empty columns."""
    kind = looks_like(profile)
    if kind:
        reason = f"Looks like {kind}. We do not keep it."
        return Guess(profile.index, profile.header, Field.LEAVE_OUT, True, reason, sensitive=True)
    if not profile.filled:
        return Guess(profile.index, profile.header, Field.LEAVE_OUT, True, "Empty in every line")
    return None


def _choose(profiles: list[Profile]) -> dict[str, Profile]:
    """field → the column that fits it best by header, if its values can be that."""
    scored = sorted(
        (-_score(profile, field), profile.index, field, profile)
        for field in PHRASES
        for profile in profiles
        if field != MANAGER and _score(profile, field) > 0
    )
    found: dict[str, Profile] = {}
    used: set[int] = set()
    for _, index, field, profile in scored:
        if field not in found and index not in used:
            found[field] = profile
            used.add(index)
    addresses = [p for p in profiles if p.share("email") > 0.8 and p.unique > 0.8 and not is_manager(p)]
    if addresses and Field.EMAIL not in found:
        found[Field.EMAIL] = addresses[0]
    return found


def is_manager(profile: Profile) -> bool:
    return headers.fit(profile.header, MANAGER) >= 200 and "title" not in headers.words(profile.header)


def _score(profile: Profile, field: str) -> float:
    score = headers.fit(profile.header, field)
    if not score or is_manager(profile):
        return 0
    return score * _plausible(profile, field)


def _plausible(profile: Profile, field: str) -> float:
    """0 when the values cannot be the field, less than 1 when they are poor for it."""
    if field in (Field.STAFF_NUMBER, Field.POST):
        return 0 if profile.unique < 0.8 or profile.share("email") > 0.5 else 1
    if field == Field.EMAIL:
        return 1 if profile.share("email") > 0.5 and profile.unique > 0.5 else 0
    if field in (Field.HIRED_ON, Field.LEFT_ON):
        return 1 if profile.share("date") > 0.5 else 0
    if field in NAME_FIELDS:
        return 0 if profile.share("wordless") > 0.5 or profile.share("email") > 0.5 else 1
    if field == Field.HEADCOUNT:
        return 1 if profile.share("number") > 0.9 else 0
    if field in (Field.DEPARTMENT, Field.JOB_TITLE, Field.SITE):
        return 0 if profile.share("wordless") > 0.5 else 0.6 if len(profile.counts) == 1 and profile.filled > 1 else 1
    return 0 if profile.unique > 0.9 and profile.filled > 20 else 1


def _family_beside_given(found: dict[str, Profile], profiles: list[Profile]) -> None:
    """`Name, Vorname` and `Nom, Prénom`: beside a given name, a name without blanks or commas is the family's."""
    if Field.FAMILY_NAME in found and Field.GIVEN_NAME not in found and Field.NAME in found:
        if found[Field.NAME].share("words") < 0.5:
            found[Field.GIVEN_NAME] = found.pop(Field.NAME)
    elif Field.GIVEN_NAME in found and Field.FAMILY_NAME not in found and Field.NAME in found:
        if found[Field.NAME].share("comma") < 0.5 and not _holds(found[Field.NAME], found[Field.GIVEN_NAME]):
            found[Field.FAMILY_NAME] = found.pop(Field.NAME)
    elif Field.GIVEN_NAME in found and Field.FAMILY_NAME in found:
        found.pop(Field.NAME, None)


def _holds(full: Profile, given: Profile) -> bool:
    pairs = [(a, b) for a, b in zip(full.cells, given.cells, strict=True) if a and b]
    return sum(b in a for a, b in pairs) > len(pairs) / 2


def _guess(profile: Profile, found: dict[str, Profile], managers: dict[int, tuple[Field, bool, str]]) -> Guess:
    if profile.index in managers:
        field, sure, reason = managers[profile.index]
        return Guess(profile.index, profile.header, field, sure, reason, profile.examples())
    for name, chosen in found.items():
        if chosen is profile:
            field, sure, reason = _explained(profile, Field(name))
            return Guess(profile.index, profile.header, field, sure, reason, profile.examples())
    return Guess(profile.index, profile.header, Field.LEAVE_OUT, True, _why_not(profile))


def _why_not(profile: Profile) -> str:
    if profile.share("email") > 0.5 and profile.unique <= 0.5:
        return f"{len(profile.counts)} addresses for {profile.filled} lines: not people's own"
    if headers.fit(profile.header, Field.STAFF_NUMBER) >= 200 and profile.unique < 0.8:
        return "The same number stands in many lines"
    return UNMAPPED


def _explained(profile: Profile, field: Field) -> tuple[Field, bool, str]:
    sure = headers.fit(profile.header, field) >= SURE_FIT
    if field == Field.NAME:
        return _explained_name(profile)
    if field == Field.EMAIL:
        return field, True, f"{profile.count('email')} addresses, {_domains(profile)}"
    if field in (Field.HIRED_ON, Field.LEFT_ON):
        decision = dates.decide(profile.cells)
        return field, sure and decision.settled, _capital(decision.reason)
    if field == Field.STAFF_NUMBER and profile.share("zero") > 0:
        return field, sure, "The zeros in front are kept."
    if field in (Field.STAFF_NUMBER, Field.POST):
        return field, sure, "Another one in every line" if profile.unique == 1 else "Nearly every line has its own"
    if field == Field.DEPARTMENT and profile.levels > 1:
        return field, False, f"Up to {profile.levels} levels, split at “{profile.path_mark}”"
    if field == Field.HEADCOUNT:
        return field, sure, f"How many people a line stands for: up to {profile.most:g}"
    return field, sure, f"The header says so, {len(profile.counts)} different in {profile.filled} lines"


def _explained_name(profile: Profile) -> tuple[Field, bool, str]:
    if profile.share("comma") > 0.5:
        every = profile.count("comma") == profile.filled
        return Field.NAME_FAMILY_FIRST, every, f"Comma in {'every line' if every else 'most lines'}"
    return Field.NAME, profile.share("words") > 0.5, "No comma: we take the last word as the family name"


def _domains(profile: Profile) -> str:
    domains = {value.rpartition("@")[2].casefold() for value in profile.counts if "@" in value}
    return "one domain" if len(domains) == 1 else f"{len(domains)} domains"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
