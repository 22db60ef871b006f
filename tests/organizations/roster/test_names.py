import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.roster.names import agree, bag, fold, mend_letters, readings, split_name, squeeze, unquote
from tests.sizes import size


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("Adinolfi, Wilson  K", "Adinolfi, Wilson K"),
        ("  Ada \t Rossi\n", "Ada Rossi"),
        ("Ada\u00a0Rossi", "Ada Rossi"),
        ("A\u200bda", "Ada"),
        ("Zoe\u0308", "Zoë"),
        ("", ""),
    ],
)
def test_blanks_collapse(text, squeezed):
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    ("text", "bare"),
    [("'Eliminated'", "Eliminated"), ("“Ada”", "Ada"), ("O'", "O'"), ("'t Hooft", "'t Hooft"), ("'", "'")],
)
def test_quotes_go_in_pairs_only(text, bare):
    assert unquote(text) == bare


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("SÃ¸rensen", "Sørensen"),
        ("Ã\x81lvarez", "Álvarez"),
        ("MÃ¼ller", "Müller"),
        ("JOÃO", None),
        ("Ångström", None),
        ("Müller", None),
        ("plain", None),
    ],
)
def test_letters_that_were_read_as_another_encoding_are_mended(damaged, mended):
    assert mend_letters(damaged) == mended


@settings(deadline=None)
@given(st.text("äöüßøåéèñçŁłśżÄÖÜØÅÉ", min_size=1, max_size=12))
def test_whatever_was_damaged_is_mended_back(text):
    """UTF-8 read as Windows-1252, undefined bytes as Latin-1, the way it happens."""
    damaged = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert mend_letters(damaged) in (text, None)


@pytest.mark.parametrize(
    ("text", "family_first", "given", "family"),
    [
        ("O'Neil, José", False, "José", "O'Neil"),
        ("Roup,Simon", False, "Simon", "Roup"),
        ("Ait Sidi, Karthikeyan", False, "Karthikeyan", "Ait Sidi"),
        ("Brandon R. LeBlanc", False, "Brandon R.", "LeBlanc"),
        ("Ana de la Cruz", False, "Ana", "de la Cruz"),
        ("Ludwig van der Berg", False, "Ludwig", "van der Berg"),
        ("NGUYEN Thi Mai", False, "Thi Mai", "NGUYEN"),
        ("Mai NGUYEN", False, "Mai", "NGUYEN"),
        ("Łukasik Ewa Maria", True, "Ewa Maria", "Łukasik"),
        ("van der Berg Ludwig", True, "Ludwig", "van der Berg"),
        ("Robert King Jr.", False, "Robert", "King Jr."),
        ("Robert King, Jr.", False, "Robert", "King"),
        ("Prince", False, "", "Prince"),
        ("", False, "", ""),
    ],
)
def test_names_are_split_in_either_order(text, family_first, given, family):
    assert split_name(text, family_first) == (given, family)


def test_folding_forgets_accents_case_and_punctuation():
    assert fold("Łukasik-O’Neil, Søren ß.") == "lukasik oneil soren ss"


def test_a_bag_is_the_same_in_either_order():
    assert bag("LeBlanc, Brandon  R") == bag("Brandon R. LeBlanc") == "brandon leblanc r"


def test_readings_begin_with_the_usual_one():
    assert readings("Karthikeyan Ait Sidi")[0] == (["karthikeyan", "ait"], ["sidi"])
    assert (["karthikeyan"], ["ait", "sidi"]) in readings("Karthikeyan Ait Sidi")
    assert readings("Müller, K.") == [(["k"], ["muller"])]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("k", "katrin", True),
        ("john a", "john b", False),
        ("john a", "john", True),
        ("john a", "john adam", True),
        ("jo", "john", False),
        ("ada", "eva", False),
    ],
)
def test_given_names_agree_through_initials(one, other, same):
    assert agree(one.split(), other.split()) is same


@pytest.mark.proof
def test_a_folded_letter_folds_to_itself():
    """Some hide another: `Ǿ` an `Ø`, `ᴬ` a capital, `ℇ` a letter that has a small one."""
    letters = [chr(code) for code in range(size(0x2200, 0x110000)) if not 0xD800 <= code < 0xE000]
    assert [it for it in letters if fold(fold(it)) != fold(it)] == []


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_trips_the_name_functions(text):
    given_name, family = split_name(squeeze(text))
    assert fold(fold(text)) == fold(text)
    assert len(given_name) + len(family) <= len(squeeze(text))
    assert squeeze(squeeze(text)) == squeeze(text)
