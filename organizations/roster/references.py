"""Which column a manager column points into: staff numbers, post references, addresses or names."""

from __future__ import annotations

from collections.abc import Iterable

from organizations.roster import headers
from organizations.roster.names import fold
from organizations.roster.profiles import Profile
from organizations.roster.vocabulary import MANAGER, TOPS, Field

ENOUGH = 0.3
Judged = tuple[Field, bool, str]


def find_targets(profiles: list[Profile], found: dict[str, Profile], whole: bool) -> dict[int, Judged]:
    """column index → (manager field, sure, reason); a column that codes point into becomes the post reference."""
    judged: dict[int, Judged] = {}
    taken: set[Field] = set()
    used = {id(profile) for profile in found.values()}
    managers = [p for p in profiles if headers.fit(p.header, MANAGER) >= 200 and id(p) not in used]
    for profile in sorted(managers, key=lambda p: (-headers.fit(p.header, MANAGER), p.index)):
        field, sure, reason = _judge(profile, profiles, found, whole, managers)
        if field in taken:
            field, sure, reason = Field.LEAVE_OUT, False, "Another column says it better"
        judged[profile.index] = field, sure, reason
        taken.add(field) if field != Field.LEAVE_OUT else None
    return judged


def _judge(
    profile: Profile, profiles: list[Profile], found: dict[str, Profile], whole: bool, managers: list[Profile]
) -> Judged:
    if profile.share("email") > 0.5:
        return Field.MANAGER_EMAIL, True, f"{profile.count('email')} addresses"
    if profile.share("name") > 0.5:
        numbers = profile.count("code")
        return Field.MANAGER_NAME, not numbers, _mixed(profile, "names")
    target = _target(profile, profiles, managers)
    if target is None:
        return _without_target(profile, found, whole)
    if found.get(Field.STAFF_NUMBER) is target and _names_disagree(profile, target, found, managers):
        return Field.LEAVE_OUT, False, "Its numbers fit staff numbers, but name other people"
    if found.get(Field.STAFF_NUMBER) is target:
        return Field.MANAGER_NUMBER, not profile.count("name"), _mixed(profile, "numbers")
    if Field.POST not in found:
        found[Field.POST] = target
    if found[Field.POST] is target:
        return Field.MANAGER_POST, True, f"Its references stand in “{target.header}”"
    return Field.LEAVE_OUT, False, f"It points into “{target.header}”, which we do not use"


def _mixed(profile: Profile, kind: str) -> str:
    names, numbers = profile.count("name"), profile.filled - profile.count("name")
    if names and numbers:
        first, second = (f"{numbers} numbers", f"{names} names")
        return f"{first}, {second}. We read both."
    return f"{profile.filled} {kind}"


def _without_target(profile: Profile, found: dict[str, Profile], whole: bool) -> Judged:
    if whole and (Field.STAFF_NUMBER in found or Field.POST in found):
        return Field.LEAVE_OUT, False, "None of its numbers is a staff number or reference of this file"
    if Field.STAFF_NUMBER in found:
        return Field.MANAGER_NUMBER, False, "Numbers. Whether they are staff numbers shows when every line is read"
    return Field.LEAVE_OUT, False, "The file has no column that it could point into"


def _target(profile: Profile, profiles: list[Profile], managers: list[Profile]) -> Profile | None:
    """The column of nearly unique values that holds most of the references; unnamed columns count lines only."""
    wanted = {value for value in profile.counts if fold(value) not in TOPS}
    best, best_share = None, ENOUGH
    for other in profiles:
        if other in managers or other.unique < 0.8 or _counts_lines(other):
            continue
        share = sum(value in other.counts for value in wanted) / max(len(wanted), 1)
        if share > best_share:
            best, best_share = other, share
    return best


def _counts_lines(profile: Profile) -> bool:
    """1, 2, 3 … under a header that names nothing."""
    if headers.fit(profile.header, Field.STAFF_NUMBER) >= 200 or headers.fit(profile.header, Field.POST) >= 200:
        return False
    numbers = [int(cell) for cell in profile.cells if cell.isdecimal()]
    return len(numbers) == profile.filled and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _names_disagree(profile: Profile, target: Profile, found: dict[str, Profile], managers: list[Profile]) -> bool:
    named = next((p for p in managers if p is not profile and p.share("name") > 0.5), None)
    own = found.get(Field.NAME) or found.get(Field.FAMILY_NAME)
    if named is None or own is None:
        return False
    at = dict(zip(target.cells, own.cells, strict=True))
    pairs = [(at[ref], name) for ref, name in zip(profile.cells, named.cells, strict=True) if at.get(ref) and name]
    return bool(pairs) and sum(_share_a_word(one, other) for one, other in pairs) < len(pairs) / 2


def _share_a_word(one: str, other: str) -> bool:
    return bool(set(_long(fold(one).split())) & set(_long(fold(other).split())))


def _long(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > 1]
