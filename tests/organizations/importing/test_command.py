"""manage.py import_roster: the same path for operators."""

import json

import pytest
from django.core.management import CommandError, call_command

from organizations.models import AuditEntry, Person
from tests.organizations.importing.conftest import ADA, EWA, HEADER, TOM, csv_of


@pytest.fixture
def run(cast, tmp_path, capsys):
    """What the command prints, and its exit code."""

    def importing(content, *options, name="roster.csv", organization=cast.organization):
        path = tmp_path / name
        path.write_bytes(content)
        code = 0
        try:
            call_command("import_roster", str(path), "--organization", organization.slug, *options)
        except SystemExit as stop:
            code = stop.code
        return capsys.readouterr().out, code

    return importing


def names(cast):
    with cast.works():
        return {person.name for person in Person.objects.all()}


def test_without_apply_it_shows_and_writes_nothing(cast, run):
    before = names(cast)
    out, code = run(csv_of(ADA, TOM))
    assert "2 lines read. Nothing is written. With --apply:" in out
    assert "       2 additions" in out
    assert "       7 missing" in out
    assert "Staff number → staff_number" in out
    assert code == 0
    assert names(cast) == before


def test_with_apply_it_writes_and_again_changes_nothing(cast, run):
    out, code = run(csv_of(ADA, TOM), "--apply")
    assert "Written:" in out
    assert {"Ada Rossi", "Tom Visser"} < names(cast)
    with cast.works():
        entry = AuditEntry.objects.get(verb="imported")
    assert (entry.actor_id, code) == (None, 0)
    again = json.loads(run(csv_of(ADA, TOM), "--apply", "--json")[0])
    assert again["applied"] is True
    assert (again["summary"]["additions"], again["summary"]["changes"], again["summary"]["unchanged"]) == (0, 0, 2)


def test_json_holds_counts_columns_and_every_problem(run):
    out, code = run(csv_of(ADA, ["0009", "=1+1", "Visser", "", "", ""]), "--json")
    said = json.loads(out)
    assert said["applied"] is False
    assert said["summary"]["additions"] == 1
    assert [column["field"] for column in said["columns"]][:3] == ["staff_number", "given_name", "family_name"]
    assert next((problem["line"], problem["kind"]) for problem in said["problems"]) == (3, "formula")
    assert code == 1


def test_lines_to_mend_are_said_with_their_number(run):
    out, code = run(csv_of(ADA, ["0009", "=1+1", "Visser", "", "", ""]))
    assert "line 3: refused: A formula instead of text." in out
    assert code == 1


def test_columns_and_dates_are_said_on_the_command_line(cast, run):
    rows = [[*ADA[:4], "03/04/2019", "x"], [*TOM[:4], "05/06/2020", "y"]]
    content = csv_of(*rows, header=[*HEADER[:4], "Hire date", "Wherever"])
    run(content, "--map", "Wherever=site", "--month-first", "--apply")
    with cast.works():
        ada = Person.objects.get(staff_number="0001")
    assert (ada.site, str(ada.hired_on)) == ("x", "2019-03-04")


def test_left_makes_leavers_of_the_missing(cast, run):
    run(csv_of(ADA, TOM), "--apply")
    run(csv_of(ADA), "--apply", "--left")
    with cast.works():
        assert list(Person.objects.present().values_list("staff_number", flat=True)) == ["0001"]


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"%PDF-1", [], "This is a PDF, not a table."),
        (csv_of(ADA), ["--map", "Nowhere=site"], "The file has no column “Nowhere”."),
        (csv_of(ADA), ["--map", "Department=salary"], "“salary” is no field."),
        (csv_of(ADA), ["--map", "Department"], "--map wants COLUMN=FIELD"),
        (csv_of(["a", "b"], ["c", "d"], header=["Key", "Quux"]), [], "No column holds names."),
    ],
)
def test_a_wrong_file_or_call_is_said_and_ends_with_2(cast, run, content, options, says):
    before = names(cast)
    with pytest.raises(CommandError) as stop:
        run(content, "--apply", *options)
    assert says in str(stop.value)
    assert stop.value.returncode == 2
    assert names(cast) == before


def test_a_file_that_is_not_there_ends_with_2(cast):
    with pytest.raises(CommandError) as stop:
        call_command("import_roster", "/nowhere/roster.csv", "--organization", cast.organization.slug)
    assert "No such file" in str(stop.value)
    assert stop.value.returncode == 2


def test_an_unknown_organization_ends_with_2(cast, tmp_path):
    with pytest.raises(CommandError) as stop:
        call_command("import_roster", str(tmp_path / "x"), "--organization", "nobody")
    assert "There is no organization “nobody”." in str(stop.value)
    assert stop.value.returncode == 2


def test_it_touches_the_organization_that_it_names_and_no_other(cast, stranger, run):
    before = names(cast)
    run(csv_of(EWA), "--apply", organization=stranger.organization)
    assert names(cast) == before
    assert "Ewa Łukasik" in names(stranger)
