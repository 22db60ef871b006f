"""Which country a roster means, and its holidays."""

from datetime import date

import pytest

from sessions.public_holidays import countries, country_code, public_holidays, regions

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        (" United  Kingdom ", "GB"),
        ("U.K.", "GB"),
        ("USA", "US"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("日本", "JP"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("Home Office", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_by_what_a_roster_calls_it(written, code):
    assert country_code(written) == code


def test_every_country_is_known_by_its_own_name_and_code():
    assert len(countries()) > 200
    assert [it for it in countries() if (country_code(it[1]), country_code(it[0])) != (it[0], it[0])] == []


def test_a_region_adds_its_own_days():
    everywhere, bavaria = public_holidays("DE", "", *YEAR), public_holidays("DE", "BY", *YEAR)
    assert everywhere[date(2026, 12, 25)] == "Christmas Day"
    assert set(everywhere) < set(bavaria)
    assert bavaria[date(2026, 1, 6)] == "Epiphany"
    assert ("BY", "Bayern") in regions("DE")


def test_only_days_within_are_given():
    assert list(public_holidays("DE", "", date(2026, 12, 24), date(2026, 12, 25))) == [date(2026, 12, 25)]


def test_of_what_is_not_known_there_are_none():
    assert public_holidays("", "", *YEAR) == public_holidays("XX", "", *YEAR) == {}
    assert public_holidays("DE", "nowhere", *YEAR) == {}
    assert regions("XX") == ()
