"""Public holidays of a country, and which country a roster means by what it calls it. Pure: names in, days out.

The days come from the package `holidays`, the names of countries in many languages from the CLDR, by the package `babel`.
"""

import functools
import unicodedata
from datetime import date

import holidays
from babel import Locale

ENGLISH = "en"
# Rosters are written in the languages of those who keep them: beside English, those spoken in most offices.
LANGUAGES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "el", "hr"),
    *("sl", "lt", "lv", "et", "tr", "uk", "ru", "he", "ar", "hi", "zh", "ja", "ko", "id", "vi", "th"),
)
# What people write and neither ISO 3166 nor the CLDR lists.
USUAL = {
    **dict.fromkeys(("uk", "england", "scotland", "wales", "great britain", "britain"), "GB"),
    "usa": "US",
    "holland": "NL",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "korea": "KR",
}


def country_code(name: str) -> str:
    """The ISO 3166 code of two letters for a country's name, or its code of two or three letters; "" if it is none we know."""
    folded = _folded(name)
    return USUAL.get(folded) or _codes().get(folded, "")


@functools.cache
def countries() -> tuple[tuple[str, str], ...]:
    """(code, English name) of those whose holidays are known, by name."""
    names = Locale(ENGLISH).territories
    return tuple(sorted(((code, names[code]) for code in _supported() if code in names), key=lambda it: it[1]))


@functools.cache
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the parts of a country that have holidays of their own, by name; none for a country we don't know."""
    if country not in _supported():
        return ()
    known = holidays.country_holidays(country)
    names: dict[str, str] = {}
    for alias, code in known.subdivisions_aliases.items():
        names.setdefault(code, alias)
    return tuple(sorted(((code, names.get(code, code)) for code in known.subdivisions), key=lambda it: it[1]))


@functools.cache
def public_holidays(country: str, region: str, first: date, last: date) -> dict[date, str]:
    """{day: name} from `first` to `last`, both included, with that region's own; names are English where there are any.

    Without a region: those of the whole country. Empty for a country or region that isn't known.
    """
    if country not in _supported() or (region and region not in dict(regions(country))):
        return {}
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(country, subdiv=region or None, years=years, language=_language(country))
    return {day: name for day, name in sorted(known.items()) if first <= day <= last}


@functools.cache
def _supported() -> frozenset[str]:
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@functools.cache
def _language(country: str) -> str | None:
    known = holidays.country_holidays(country).supported_languages
    return next((language for language in known if language.startswith(ENGLISH)), None)


@functools.cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in reversed(LANGUAGES):  # English last: where two languages disagree, it holds
        names = Locale(language).territories
        found |= {_folded(name): code for code, name in names.items() if code in _supported()}
    for name, (_class, code, longer, *_more) in holidays.registry.COUNTRIES.items():
        if code in _supported():
            found |= {_folded(it): code for it in (name.replace("_", " "), code, longer)}
    return found


def _folded(name: str) -> str:
    """Without accents, case, stops or double spaces: Côte d’Ivoire, U.S.A."""
    plain = unicodedata.normalize("NFKD", name.replace(".", "").replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
