"""Who may see what, what the pages say, and what a preview does not let pass."""

import csv
import datetime
import io
import json

import pytest

from organizations.importing import stages
from organizations.importing.previews import harmless
from organizations.models import Job, Person, StoredFile
from tests.factories import MembershipFactory
from tests.organizations.importing.conftest import ADA, EWA, HEADER, TOM, Desk, csv_of
from tests.organizations.roster.generator import grouped, organogram, write_csv
from tests.pages.drawing import read
from tests.queries import own_queries

ADDRESSES = ["import_job", "import_progress", "import_lines"]


def pages_of(desk):
    addresses = [desk.url("import"), *(desk.url(name, pk=desk.job.pk) for name in ADDRESSES)]
    return [*addresses, desk.url("import_names", pk=desk.job.pk, kind="added")]


def test_members_without_the_role_may_not_and_strangers_find_nothing(desk, visit, stranger):
    desk.upload(csv_of(ADA))
    for address in pages_of(desk):
        for who in ("sponsor", "executive", "leader", "mentor", "manager", "assistant"):
            assert visit(getattr(desk.cast, who)).get(address).status_code == 403
        assert visit(stranger.admin).get(address).status_code == 404
    for view in ("import_columns", "import_writing", "import_cancelling"):
        assert visit(desk.cast.leader).post(desk.url(view, pk=desk.job.pk)).status_code == 403
        assert visit(stranger.admin).post(desk.url(view, pk=desk.job.pk)).status_code == 404


@pytest.fixture
def colleague(desk, visit, django_capture_on_commit_callbacks, client):
    """Another admin of the same organization."""
    with desk.cast.works():
        desk.cast.second = MembershipFactory(is_admin=True)
    return Desk(desk.cast, visit, django_capture_on_commit_callbacks, "second")


def test_another_admin_sees_state_and_counts_and_nothing_of_the_file(desk, colleague, visit):
    desk.upload(csv_of(ADA, TOM), name="secret-reorganization.csv")
    browser = visit(desk.cast.second)
    page = browser.get(desk.url("import_job", pk=desk.job.pk))
    assert "Karin Holm is looking at a roster" in page.text
    assert "new people" in page.text
    listed = browser.get(desk.url("import"))
    assert "A file of Karin Holm" in listed.text
    for text in (page.text, listed.text):
        assert "Rossi" not in text
        assert "reorganization" not in text
    assert browser.get(desk.url("import_names", pk=desk.job.pk, kind="added")).status_code == 403
    for view in ("import_columns", "import_writing", "import_cancelling"):
        assert browser.post(desk.url(view, pk=desk.job.pk)).status_code == 403


def test_the_database_hides_the_files_from_another_admin(desk, colleague):
    desk.upload(csv_of(ADA))
    with desk.cast.sees("admin"):
        assert StoredFile.objects.count() == 2
    with desk.cast.sees("second"):
        assert StoredFile.objects.count() == 0


def test_the_first_page_teaches_and_lists_earlier_imports(desk):
    assert "before anything is written" in desk.get("import").text
    desk.bring(csv_of(ADA))
    page = desk.get("import")
    assert "roster.csv" in page.text
    assert "1 new, 0 changed, 0 left" in page.text


def test_the_list_of_imports_takes_as_many_queries_for_many(desk):
    with desk.cast.works():
        for _ in range(15):
            Job.objects.create(
                kind="roster", asked_by=desk.cast.admin.person, asked_at=datetime.datetime.now(datetime.UTC)
            )
    with own_queries(QUERIES_OF_THE_LIST):
        desk.get("import")
    with desk.cast.works():
        Job.objects.all().delete()
    with own_queries(QUERIES_OF_THE_LIST):
        desk.get("import")


QUERIES_OF_THE_LIST = 1


def test_a_second_click_finds_the_first_ones_import(desk):
    token = desk.token()
    first = desk.upload(csv_of(ADA), token=token)
    again = desk.upload(csv_of(ADA), token=token)
    assert first.url == again.url
    with desk.cast.works():
        assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 x", "Line 1: This is a PDF, not a table."),
        (b"\0" * 3_000_000, ""),
        (b"", "The file is empty."),
        (b"Name;Work email\n", "There is a header, and no line below it."),
        (b'{"people": []}', "This is JSON, not a table."),
    ],
)
def test_what_is_no_table_is_refused_at_once_beside_the_field(desk, content, says):
    page = desk.upload(content)
    assert page.status_code == 200
    error = read(page.text).one("p", class_="error").text
    assert error
    assert says in error
    assert desk.job is None
    assert desk.files() == []


def test_a_file_over_the_limit_is_refused_with_its_reason(desk, monkeypatch):
    monkeypatch.setattr("organizations.importing.forms.MAX_BYTES", 20)
    assert "larger than 50 MB" in desk.upload(csv_of(ADA)).text


def test_a_row_with_too_many_cells_stops_the_reading_with_its_line(desk):
    rows = [[f"{n:05}", "Ada", f"Rossi {n}", "", "", ""] for n in range(2_100)]
    desk.upload(csv_of(*rows, ["9", "Tom", "Visser", "", "", "", "and", "more"]))
    page = desk.page()
    assert "Line 2102 has 8 cells, the header has 6." in page.text
    assert "import_writing" not in page.text
    assert stages.stage(desk.job) == "refused"


def test_a_formula_in_a_name_is_left_out_and_shown(desk):
    desk.upload(csv_of(ADA, ["0009", "=cmd|' /C calc'!A0", "Visser", "", "", ""]))
    page = desk.page()
    assert "A formula instead of text" in page.text
    assert read(page.text).one("mark").text == "=cmd|' /C calc'!A0"
    desk.write()
    assert "Ada Rossi" in desk.people()
    assert not [name for name in desk.people() if "Visser" in name]


def test_the_lines_to_mend_come_as_a_file_that_runs_nothing(desk):
    desk.upload(csv_of(ADA, TOM, EWA, ["0009", '=HYPERLINK("http://x")', "Visser", "@tom", "", ""]))
    answer = desk.get("import_lines", pk=desk.job.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="lines-to-mend.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["line"] for row in rows} == {"5"}
    assert rows[0]["Given name"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["Work email"] == "'@tom"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1"])
def test_cells_that_would_run_are_quoted(cell):
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are():
    assert [harmless(cell) for cell in ("O'Neil", "a-b", "")] == ["O'Neil", "a-b", ""]


def test_there_is_no_file_of_lines_when_nothing_is_to_mend(desk):
    desk.upload(csv_of(ADA))
    assert desk.get("import_lines", pk=desk.job.pk).status_code == 404


def selected(page, label):
    select = read(page.text).one("select", aria_label=f"“{label}” becomes")
    return select, [option.attrs["value"] for option in select.all("option") if "selected" in option.attrs]


def test_a_column_is_corrected_and_looked_at_again(desk):
    header = [*HEADER[:4], "Wherever", HEADER[5]]
    desk.upload(csv_of(ADA, TOM, header=header))
    select, before = selected(desk.page(), "Wherever")
    desk.check_again(**{select.attrs["name"]: "site"})
    assert before == ["leave_out"]
    assert selected(desk.page(), "Wherever")[1] == ["site"]
    assert "As you chose" in desk.page().text
    desk.write()
    assert desk.people()["Ada Rossi"].site == "Bank / Treasury"


def test_a_time_zone_that_is_none_is_said_before_anything_is_written(desk):
    """With its line; the one whom it was for comes in without, and lives by the organization's clock."""
    desk.upload(csv_of([*ADA, "Mars/Olympus"], [*TOM, "Europe/Paris"], header=[*HEADER, "Time zone"]))
    assert "Mars/Olympus" in desk.page().text
    assert "Ada Rossi" not in desk.people()
    desk.write()
    people = desk.people()
    assert [people[name].time_zone for name in ("Ada Rossi", "Tom Visser")] == ["", "Europe/Paris"]


def test_a_field_moves_to_the_column_that_was_chosen_for_it(desk):
    desk.upload(csv_of([*ADA, "Legal"], [*TOM, "Risk"], header=[*HEADER, "Wherever"]))
    desk.check_again(column_6="department")
    assert selected(desk.page(), "Wherever")[1] == ["department"]
    assert selected(desk.page(), "Department")[1] == ["leave_out"]
    desk.check_again(column_4="department")
    assert selected(desk.page(), "Department")[1] == ["department"]
    assert selected(desk.page(), "Wherever")[1] == ["leave_out"]


def test_two_columns_for_one_field_are_refused_beside_the_column(desk):
    desk.upload(csv_of([*ADA, "a", "b"], [*TOM, "c", "d"], header=[*HEADER, "One", "Two"]))
    page = desk.check_again(column_6="site", column_7="site")
    assert page.status_code == 422
    assert "“One” is to become “Place of work” already. Choose one of them." in page.text


def test_a_column_that_must_not_be_kept_offers_no_choice(desk):
    desk.upload(csv_of([*ADA, "62506"], header=[*HEADER, "Salary"]))
    page = desk.page()
    assert not read(page.text).all("select", aria_label="“Salary” becomes")
    assert "Looks like pay. We do not keep it." in page.text
    assert "62506" not in page.text
    desk.check_again(column_6="grade")
    assert "62506" not in desk.page().text


def test_a_file_without_a_name_column_can_be_mended_on_its_page(desk):
    desk.upload(csv_of(["x1", "Ada Rossi"], ["x2", "Tom Visser"], header=["Key", "Quux"]))
    page = desk.page()
    assert "No column holds names. Choose the one that does." in page.text
    desk.check_again(column_1="name")
    assert "Write 2 lines" in desk.page().text


def test_a_file_that_counts_posts_is_refused_with_its_reason(desk):
    desk.upload(write_csv(grouped(30)))
    assert "This file counts posts and names nobody" in desk.page().text


def test_day_or_month_is_asked_where_nothing_tells(desk):
    header = ["Staff number", "Given name", "Family name", "Hire date"]
    desk.upload(csv_of(["1", "Ada", "Rossi", "03/04/2019"], ["2", "Tom", "Visser", "05/06/2020"], header=header))
    assert "03/04 in this file is" in desk.page().text
    desk.check_again(day_first="day")
    desk.write(day_first="day")
    assert desk.people()["Ada Rossi"].hired_on == datetime.date(2019, 4, 3)


def test_choices_made_on_the_page_are_looked_at_before_they_are_written(desk):
    before = desk.people()
    desk.upload(csv_of(ADA))
    desk.write(missing_left="on")
    assert desk.people() == before
    assert stages.stage(desk.job) == "preview"
    assert desk.job.result["summary"]["leavers"] == 7


def test_a_roster_that_changed_since_the_preview_is_shown_again_and_not_written(desk):
    desk.bring(csv_of(ADA, TOM))
    desk.upload(csv_of([*ADA[:5], "0002"], [*TOM[:5], "Board of Directors"]))
    with desk.cast.works():
        Person.objects.filter(staff_number="0002").update(manager=None)
    desk.write()
    page = desk.page()
    assert "The roster changed while you looked. Nothing is written yet." in page.text
    assert desk.people()["Ada Rossi"].manager is None
    assert desk.job.result["summary"]["changes"] == 1
    desk.write()
    assert desk.people()["Ada Rossi"].manager.name == "Tom Visser"


def test_what_is_said_of_an_older_preview_writes_nothing(desk):
    desk.upload(csv_of(ADA))
    before = desk.people()
    desk.write(fingerprint="0" * 64)
    assert "This page was out of date." in desk.page().text
    assert desk.people() == before


def test_who_is_no_admin_any_more_writes_nothing(desk):
    desk.upload(csv_of(ADA))
    with desk.cast.works():
        job = Job.objects.get()
        job.params["confirmed"], job.state = job.result["fingerprint"], Job.State.QUEUED
        job.save()
        desk.cast.admin.is_admin = False
        desk.cast.admin.save()
    from organizations.importing.tasks import go_on

    go_on(str(desk.cast.organization.pk), str(job.pk))
    assert "Ada Rossi" not in desk.people()
    assert desk.job.failure == "Only an admin can import a roster. Nothing is written."


def test_a_task_delivered_twice_does_its_work_once(desk):
    from organizations.importing.tasks import go_on

    desk.bring(csv_of(ADA))
    before, job = desk.people(), desk.job
    go_on(str(desk.cast.organization.pk), str(job.pk))
    assert desk.people() == before
    assert desk.job.result == job.result


def test_given_up_it_keeps_nothing(desk):
    desk.upload(csv_of(ADA, ["", "", "", "x", "", ""]))
    desk.post("import_cancelling", pk=desk.job.pk)
    assert "You gave this import up. Nothing is written." in desk.page().text
    assert desk.files() == []
    assert "Ada Rossi" not in desk.people()
    desk.write(fingerprint="x")
    assert "The import has gone on meanwhile." in desk.page().text


def test_a_file_erased_by_the_clock_says_so(desk):
    desk.upload(csv_of(ADA))
    with desk.cast.works():
        StoredFile.objects.all().delete()
    assert "The file is gone. Nothing is written." in desk.page().text


def test_a_preview_erased_alone_is_made_anew(desk):
    desk.upload(csv_of(ADA))
    with desk.cast.works():
        StoredFile.objects.filter(name="preview.json").delete()
    page = desk.page()
    assert page.status_code == 200
    assert "Check again" in page.text
    desk.check_again()
    assert "Write 1 line" in desk.page().text


@pytest.mark.parametrize(("state", "says"), [("queued", "Waiting for its turn"), ("running", "Reading the lines")])
def test_progress_can_be_left_and_found_again(desk, state, says):
    desk.upload(csv_of(ADA))
    with desk.cast.works():
        Job.objects.update(state=state, step="reading", done=200, total=1000)
    page = desk.page()
    assert says in page.text
    assert desk.url("import_progress", pk=desk.job.pk) in page.text
    fragment = desk.get("import_progress", pk=desk.job.pk)
    assert says in fragment.text
    assert "<html" not in fragment.text
    assert "At work" in desk.get("import").text


def test_when_the_work_is_over_the_page_comes_by_itself(desk):
    desk.upload(csv_of(ADA))
    answer = desk.get("import_progress", pk=desk.job.pk)
    assert answer["HX-Redirect"] == desk.url("import_job", pk=desk.job.pk)


def test_names_stand_on_pages_of_their_own(desk):
    desk.bring(csv_of(ADA, TOM))
    header = [*HEADER, "Left on"]
    newcomers = [[f"{n:04}", "New", f"Comer {'i' * n}", "", "", "0001", ""] for n in range(100, 230)]
    desk.upload(csv_of([*ADA[:4], "Bank / Risk", "", ""], [*TOM, "2026-01-02"], *newcomers, header=header))
    first = desk.get("import_names", pk=desk.job.pk, kind="added")
    assert "New people: 130" in first.text
    assert first.text.count('<th scope="row">') == 100
    second = desk.browser.get(desk.url("import_names", pk=desk.job.pk, kind="added") + "?page=2")
    assert second.text.count('<th scope="row">') == 30
    assert "Ada Rossi" in second.text  # their manager
    changed = desk.get("import_names", pk=desk.job.pk, kind="changed").text
    assert "unit: <del>Bank / Treasury</del> → <b>Bank / Risk</b>" in changed
    assert "2026-01-02" in desk.get("import_names", pk=desk.job.pk, kind="left").text
    assert "Giulia Marchetti" in desk.get("import_names", pk=desk.job.pk, kind="missing").text
    assert desk.get("import_names", pk=desk.job.pk, kind="nonsense").status_code == 404


def test_lists_are_kept_to_500_and_say_so(desk):
    desk.upload(csv_of(*([f"{n:04}", "Ada", f"Rossi {'i' * (n % 90)}{n}", "", "", ""] for n in range(600))))
    page = desk.get("import_names", pk=desk.job.pk, kind="added")
    assert "New people: 600" in page.text
    assert "The first 500 are shown." in page.text
    with desk.cast.sees("admin"):
        shown = json.loads(bytes(StoredFile.objects.get(name="preview.json").content))
    assert len(shown["added"]) == 500


def test_problems_stand_line_by_line(desk):
    desk.upload(write_csv(organogram(120)))
    page = desk.page()
    assert len(read(page.text).all("li", class_="problem")) == 20
    assert desk.url("import_names", pk=desk.job.pk, kind="problems") in page.text
    listed = desk.get("import_names", pk=desk.job.pk, kind="problems")
    assert len(read(listed.text).all("li", class_="problem")) == 100 or "line" in listed.text


def test_people_stands_in_an_admins_navigation_only(desk, visit):
    home = desk.cast.url("organizations:home")
    assert desk.url("import") in desk.browser.get(home).text
    assert desk.url("import") not in visit(desk.cast.leader).get(home).text


def test_ewa_keeps_her_letter(desk):
    desk.bring(csv_of(EWA))
    assert desk.people()["Ewa Łukasik"].family_name == "Łukasik"
