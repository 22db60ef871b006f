"""What the product must not keep: recognized by the header, or by the values under a harmless one."""

from __future__ import annotations

from functools import lru_cache

from organizations.roster import headers
from organizations.roster.names import fold
from organizations.roster.profiles import Profile
from organizations.roster.vocabulary import MONEY, SENSITIVE, SENSITIVE_VALUES

CURRENCIES = "£€$"
INSIDE = 5  # from this length on a stem counts inside a compound too: Jahresgehalt


def looks_like(profile: Profile) -> str:
    """`pay`, `a birth date` …; empty when nothing speaks against keeping the column."""
    return by_header(profile.header) or _by_values(profile)


@lru_cache(maxsize=1024)
def by_header(header: str) -> str:
    if any(sign in header for sign in CURRENCIES):
        return "pay"
    own = headers.words(header)
    return next((kind for kind, (exact, stems) in SENSITIVE.items() if _hit(own, exact, stems)), "")


def _hit(own: tuple[str, ...], exact: str, stems: str) -> bool:
    text = " " + " ".join(own) + " "
    if any(f" {phrase} " in text for phrase in exact.split("|") if phrase):
        return True
    joined = "".join(own)
    return any(
        f" {stem}" in text or (len(stem) >= INSIDE and stem.replace(" ", "") in joined) for stem in stems.split("|")
    )


def _by_values(profile: Profile) -> str:
    if not profile.filled:
        return ""
    if sum(count for value, count in profile.counts.items() if MONEY.search(value)) > profile.filled / 2:
        return "pay"
    if len(profile.counts) > 12:
        return ""
    values = {fold(value) for value in profile.counts}
    return next((kind for kind, listed in SENSITIVE_VALUES.items() if values <= set(listed.split("|"))), "")
