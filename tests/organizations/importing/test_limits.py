"""What the file's reader lets pass fits into the roster's columns."""

import pytest

from organizations.importing.existing import RENAMED
from organizations.models import Person
from organizations.roster import KEPT, Field
from organizations.roster.cells import LIMITS, USUAL_LIMIT

TEXTS = [name for name in KEPT if not name.endswith("_on")]


@pytest.mark.parametrize("name", TEXTS)
def test_the_longest_cell_that_is_taken_fits_its_column(name):
    column = Person._meta.get_field(RENAMED.get(name, name))
    assert LIMITS.get(Field(name), USUAL_LIMIT) <= column.max_length


@pytest.mark.parametrize("field", [Field.NAME, Field.NAME_FAMILY_FIRST])
def test_a_whole_name_fits_wherever_it_is_split(field):
    assert LIMITS[field] <= min(Person._meta.get_field(name).max_length for name in ("given_name", "family_name"))
