"""From the upload to the written roster, over HTTP, as an admin."""

import datetime

import pytest

from organizations.facts import RosterChanged
from organizations.importing import writing
from organizations.models import AuditEntry, Job, Organization, Person
from organizations.registries import facts
from tests.organizations.importing.conftest import ADA, EWA, KARIN, TOM, Desk, csv_of
from tests.organizations.roster.generator import company, write_csv, write_xlsx


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(
        facts, "_subscribers", {**facts._subscribers, RosterChanged: [lambda f, *, now: heard.append(f)]}
    )
    return heard


def test_an_upload_is_looked_at_and_nothing_is_written(desk):
    before = desk.people()
    answer = desk.upload(csv_of(ADA, TOM))
    assert answer.url == desk.url("import_job", pk=desk.job.pk)
    page = desk.page()
    assert "2 lines read. Nothing is written yet." in page.text
    assert "Write 2 lines" in page.text
    assert "7" in page.text  # of the cast are not in the file
    assert desk.people() == before
    assert desk.job.result["summary"]["additions"] == 2
    assert desk.job.result["summary"]["missing"] == 7


def test_the_job_holds_counts_and_no_name(desk):
    desk.upload(csv_of(ADA, TOM))
    job = desk.job
    assert not {"Ada", "Rossi", "ada@ten.test"} & set(str(job.result).replace("'", " ").split())
    assert desk.files() == ["preview.json", "roster.csv"]


def test_confirmed_it_is_written_with_managers_and_told_once(desk, told):
    desk.upload(csv_of(TOM, ADA))
    answer = desk.write()
    assert answer.url == desk.url("import_job", pk=desk.job.pk)
    people = desk.people()
    assert people["Tom Visser"].manager == people["Ada Rossi"]
    assert (people["Tom Visser"].unit, people["Tom Visser"].email) == ("Bank / Treasury", "tom@ten.test")
    assert "The roster is written." in desk.page().text
    assert told == [RosterChanged((), ())]
    assert desk.files() == ["preview.json"]


def test_the_record_names_who_and_which_fields_and_no_words(desk):
    desk.bring(csv_of(ADA, TOM))
    desk.bring(csv_of([*ADA[:4], "Bank / Service", ""], TOM))
    with desk.cast.works():
        entries = list(AuditEntry.objects.filter(verb="imported").order_by("id"))
        assert Organization.objects.get().pk == entries[1].subject_id
    assert [entry.fields for entry in entries] == [[], ["unit"]]
    assert {entry.actor_id for entry in entries} == {desk.cast.admin.person_id}


def test_the_same_file_again_changes_nothing(desk, told):
    roster = write_csv(company(60))
    desk.bring(roster)
    once = {name: vars(person) for name, person in desk.people().items()}
    desk.upload(roster)
    page = desk.page()
    assert "There is nothing to write." in page.text
    assert "import_writing" not in page.text
    summary = desk.job.result["summary"]
    assert (summary["additions"], summary["changes"], summary["leavers"]) == (0, 0, 0)
    assert summary["unchanged"] + summary["past_leavers"] + summary["refused"] == 60
    assert {name: vars(person)["id"] for name, person in desk.people().items()} == {n: v["id"] for n, v in once.items()}


def test_addresses_and_numbers_are_swapped_within_one_file(desk):
    desk.bring(csv_of(ADA, TOM))
    swapped = [[*ADA[:3], TOM[3], *ADA[4:]], [*TOM[:3], ADA[3], *TOM[4:]]]
    desk.bring(csv_of(*swapped))
    people = desk.people()
    assert (people["Ada Rossi"].email, people["Tom Visser"].email) == ("tom@ten.test", "ada@ten.test")


def test_a_newcomer_takes_the_address_that_another_gives_up(desk):
    desk.bring(csv_of(ADA))
    desk.bring(csv_of([*ADA[:3], "rossi@ten.test", *ADA[4:]], [*TOM[:3], ADA[3], *TOM[4:]]))
    people = desk.people()
    assert (people["Ada Rossi"].email, people["Tom Visser"].email) == ("rossi@ten.test", "ada@ten.test")


def test_a_changed_manager_may_be_a_newcomer_and_may_go(desk, told):
    desk.bring(csv_of(ADA, TOM))
    desk.bring(csv_of(ADA, [*TOM[:5], "0003"], [*EWA[:5], "Board of Directors"]))
    people = desk.people()
    assert people["Tom Visser"].manager == people["Ewa Łukasik"]
    assert told[1] == RosterChanged((people["Tom Visser"].pk,), ())
    desk.bring(csv_of([*TOM[:5], "Board of Directors"]))
    assert desk.people()["Tom Visser"].manager is None


def test_who_has_left_is_dated_and_the_door_closes(desk, visit, told):
    manager = desk.cast.manager
    header = ["Staff number", "Given name", "Family name", "Left on"]
    row = [manager.person.staff_number, "Tomás", "O’Neil", "2026-01-31"]
    desk.bring(csv_of(row, header=header))
    with desk.cast.works():
        assert Person.objects.get(pk=manager.person_id).left_on == datetime.date(2026, 1, 31)
    assert told == [RosterChanged((manager.person_id,), (manager.person_id,))]
    assert visit(manager).get(desk.cast.url("organizations:home")).status_code == 404


def test_who_comes_back_has_no_leave_date(desk):
    header = ["Staff number", "Given name", "Family name", "Left on"]
    desk.bring(csv_of(["0001", "Ada", "Rossi", ""], header=header))
    desk.bring(csv_of(["0001", "Ada", "Rossi", "2026-01-31"], header=header))
    assert desk.people()["Ada Rossi"].left_on == datetime.date(2026, 1, 31)
    desk.bring(csv_of(["0001", "Ada", "Rossi", ""], header=header))
    assert desk.people()["Ada Rossi"].left_on is None


def test_a_leave_date_to_come_waits_for_a_later_import(desk):
    header = ["Staff number", "Given name", "Family name", "Left on"]
    desk.upload(csv_of(["0001", "Ada", "Rossi", "2199-01-31"], header=header))
    assert "One person has a leave date to come" in desk.page().text
    desk.write()
    assert desk.people()["Ada Rossi"].left_on is None
    desk.upload(csv_of(["0001", "Ada", "Rossi", "2199-01-31"], header=header))
    assert "There is nothing to write." in desk.page().text


def test_the_missing_stay_unless_somebody_says_that_they_left(desk):
    desk.bring(csv_of(ADA))
    assert [person.left_on for person in desk.people().values()] == [None] * 8
    desk.upload(csv_of(ADA, TOM, KARIN))
    desk.check_again(missing_left="on")
    assert desk.job.result["summary"]["leavers"] == 6
    desk.write(missing_left="on")
    left = {name for name, person in desk.people().items() if person.left_on}
    assert len(left) == 6
    assert not {"Ada Rossi", "Karin Holm"} & left


def test_a_file_by_which_no_admin_would_be_left_writes_nothing(desk):
    desk.upload(csv_of(ADA, TOM))
    desk.check_again(missing_left="on")
    desk.write(missing_left="on")
    assert "nobody who is an admin would be left. Nothing is written." in desk.job.failure
    assert not [person for person in desk.people().values() if person.left_on]


def test_a_failure_at_the_last_batch_leaves_nothing(desk, monkeypatch, caplog):
    monkeypatch.setattr(writing, "BATCH", 10)
    before, writes = desk.people(), []
    create = type(Person.objects).bulk_create

    def break_at_the_third(self, people, **options):
        writes.append(len(people))
        if len(writes) == 3:
            raise OSError("disk full")
        return create(self, people, **options)

    desk.upload(csv_of(*([f"{n:04}", "Ada", f"Rossi-{'x' * n}", "", "", ""] for n in range(25))))
    monkeypatch.setattr(type(Person.objects), "bulk_create", break_at_the_third)
    desk.write()
    assert len(writes) == 3
    assert desk.people() == before
    assert desk.job.state == Job.State.FAILED
    assert "Something broke on our side. Nothing is written." in desk.page().text
    assert "roster import failed" in caplog.text


def test_after_a_failure_one_checks_again_and_writes(desk, monkeypatch):
    desk.upload(csv_of(ADA, TOM))
    with monkeypatch.context() as broken:
        broken.setattr(AuditEntry, "record", None)
        desk.write()
    assert "Check again" in desk.page().text
    desk.check_again()
    desk.write()
    assert {"Ada Rossi", "Tom Visser"} < set(desk.people())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (csv_of(ADA, EWA, encoding="utf-8-sig"), "UTF-8"),
        (csv_of(ADA, EWA, encoding="utf-16", separator="\t"), "UTF-16"),
        (csv_of(ADA, [*TOM[:2], "Öberg", *TOM[3:]], encoding="cp1252", separator=";"), "Windows-1252, semicolons"),
    ],
)
def test_encodings_and_separators_are_seen_through(desk, content, says):
    desk.upload(content)
    assert says in desk.page().text
    desk.write()
    assert {"Ewa Łukasik", "Tom Öberg"} & set(desk.people())


def test_a_workbook_gives_what_its_csv_gives(desk):
    made = company(40)
    desk.upload(write_csv(made))
    from_csv = desk.job.result
    desk.upload(write_xlsx(made), "roster.xlsx")
    assert desk.job.result["fingerprint"] == from_csv["fingerprint"]
    assert "Excel, sheet “People”" in desk.page().text


def test_two_organizations_import_the_same_people_apart(desk, stranger, visit, django_capture_on_commit_callbacks):
    desk.bring(csv_of(ADA, TOM))
    theirs = Desk(stranger, visit(stranger.admin), django_capture_on_commit_callbacks)
    theirs.upload(csv_of(ADA, TOM))
    assert theirs.job.result["summary"]["additions"] == 2
    theirs.write()
    assert theirs.people()["Ada Rossi"].pk != desk.people()["Ada Rossi"].pk


@pytest.mark.parametrize("size", [30, 300])
def test_the_statements_grow_with_batches_and_not_with_rows(desk, size, django_assert_num_queries):
    desk.upload(write_csv(company(size, clean=True)))
    with django_assert_num_queries(41):  # one of them: what the organization calls its roles
        desk.write()
    assert desk.job.result["stage"] == "written"
