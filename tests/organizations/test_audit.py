"""The audit log (U7): what admins read of it, the seals that the clock puts on it, and the command that verifies them."""

import datetime
import pathlib
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations import auditing
from organizations.models import AuditEntry, AuditSeal, Person
from organizations.models import audit as module
from organizations.tenancy.scope import closed
from tests.cast import NAMES
from tests.factories import NOW, PersonFactory
from tests.queries import own_queries

ROOT = pathlib.Path(__file__).parents[2]
RECORDED = re.compile(r'(?<!\w)AuditEntry\.record\(\s*"([^"]+)"')
OF_MEMBERSHIPS = {"gave role", "took role", "closed access", "reopened access"}  # Membership passes them on
OF_THE_LABS = {
    "add", "answered", "asked to meet", "cancel", "choose hour", "closed calendar address", "declined", "ended",
    "enrolled", "made calendar address", "marked as not delivered", "move", "move rest", "named", "proposed",
    "released", "set aside", "settled", "signed", "signed up", "started", "suggested", "took back", "undo", "went ahead",
    "withdrawn", "withdrew", "wrote",
}  # fmt: skip
MINUTE = datetime.timedelta(minutes=1)


def _sources():
    apps = ("organizations", "notifications", "programs", "pairing", "sessions", "checkins", "metrics")
    return [path for app in apps for path in (ROOT / app).rglob("*.py")]


def act(cast, count=1, verb="added person", *, at=NOW, by="admin", subject=None):
    with cast.sees(by):
        for _ in range(count):
            AuditEntry.record(verb, subject or cast.leader.person, by=getattr(cast, by), now=at, fields=["given_name"])


def seal(cast, at=NOW + MINUTE):
    with closed():
        sweep_until_idle(at)


def verify(cast, *options, organization=None):
    call_command("verify_audit", "--organization", (organization or cast.organization).slug, *options)


def as_owner(sql, *parameters):
    """What somebody could do who holds the owner's key to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'app_owner', true)")
        cursor.execute(sql, parameters)
        cursor.execute("SELECT set_config('role', 'app_web', true)")


class TestPage:
    @pytest.fixture
    def log(self, cast, visit):
        browser, url = visit(cast.admin), cast.url("organizations:audit")

        def shown(**query):
            answer = browser.get(url, query)
            assert answer.status_code == 200
            return answer

        shown.url = url
        return shown

    def test_it_says_who_did_what_to_whom_and_when(self, cast, log, visit):
        browser = visit(cast.admin)
        browser.post(cast.url("organizations:member_roles", pk=cast.sponsor.pk), {"role": "executive", "held": "1"})
        page = log().text
        assert f"<b>{cast.admin.person.name}</b> gave the role: executive" in page
        assert f"Access: {cast.sponsor.person.name}" in page

    def test_fields_are_called_as_their_forms_call_them(self, cast, log, visit):
        form = visit(cast.admin).get(cast.url("organizations:settings")).context["form"]
        data = {"name": "New name", "time_zone": "Asia/Tokyo", "version": form["version"].value()}
        visit(cast.admin).post(cast.url("organizations:settings"), data | {"tells_line_managers": "on"})
        assert "changed: name of the organization, time zone" in log().text

    def test_what_is_gone_and_who_is_gone_leave_their_entry(self, cast, log):
        with cast.works():
            passing = PersonFactory()
        act(cast, subject=passing)
        with cast.works():
            AuditEntry.record("moved", passing, by=None, now=NOW)
            Person.objects.filter(pk=passing.pk).delete()
        page = log().text
        assert "The product itself" in page
        assert passing.name not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"one", "two"}),
            ({"who": "Karin"}, {"one"}),
            ({"kind": "person"}, {"two"}),
            ({"first": "2026-09-02"}, {"two"}),
            ({"last": "2026-09-01"}, {"one"}),
            ({"first": "2026-09-01", "last": "2026-09-02"}, {"one", "two"}),
            ({"who": "Nobody of that name"}, set()),
        ],
    )
    def test_filters_narrow_it(self, cast, log, query, found):
        day = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)
        act(cast, verb="one", at=day, subject=cast.organization)
        act(cast, verb="two", at=day + datetime.timedelta(days=1), by="sponsor")
        assert {line.what for line in log(**query).context["lines"]} == found

    def test_a_day_ends_at_the_readers_midnight(self, cast, log):
        with cast.works():
            Person.objects.filter(pk=cast.admin.person_id).update(time_zone="Pacific/Auckland")
        act(cast, at=datetime.datetime(2026, 9, 1, 13, tzinfo=datetime.UTC))  # the second of September there
        assert not log(last="2026-09-01").context["lines"]
        assert log(first="2026-09-02").context["lines"]

    def test_a_day_that_is_none_is_told_beside_its_field(self, log):
        page = log(first="32 May", who="Ann").text
        assert 'id="id_first_error"' in page
        assert 'value="Ann"' in page
        assert "This lies before the first day." in log(first="2026-09-02", last="2026-09-01").text

    def test_a_long_log_comes_in_pages_that_miss_nothing_and_keep_the_filter(self, cast, log):
        act(cast, 120)
        act(cast, verb="other", subject=cast.organization)
        seen, query = [], {"kind": "person"}
        while query is not None:
            page = log(**query)
            seen += [line.entry.pk for line in page.context["lines"]]
            following = page.context["next_url"]
            query = dict(part.split("=") for part in following[1:].split("&")) if following else None
        assert len(seen) == len(set(seen)) == 120

    def test_a_page_after_nothing_is_not_there(self, log, cast, visit):
        assert visit(cast.admin).get(log.url, {"before": "x"}).status_code == 404

    @pytest.mark.parametrize("count", [1, 40])
    def test_it_asks_as_often_for_many_as_for_one(self, cast, log, count):
        for _ in range(count):
            with cast.works():
                person = PersonFactory()
            act(cast, subject=person)
        log()
        with own_queries(3):
            log()

    def test_every_verb_that_the_code_records_has_its_words_or_is_of_the_labs(self):
        recorded = {verb for path in _sources() for verb in RECORDED.findall(path.read_text())}
        assert recorded
        assert set(auditing.VERBS) <= recorded | OF_MEMBERSHIPS
        assert recorded - OF_THE_LABS == set(auditing.VERBS) - OF_MEMBERSHIPS


class TestReaders:
    @pytest.mark.parametrize("who", NAMES)
    def test_admins_read_what_is_open_and_nobody_reads_what_is_done_in_a_lab(self, lab, who):
        act(lab)
        act(lab, verb="ended", by="mentor", subject=lab.pair)
        with lab.sees(who):
            assert set(AuditEntry.objects.values_list("verb", flat=True)) == (
                {"added person"} if who == "admin" else set()
            )
        with lab.works():
            assert AuditEntry.objects.count() == 2

    def test_who_is_an_admin_no_longer_reads_nothing_more(self, cast):
        act(cast)
        with cast.works():
            type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_admin=False)
        with cast.sees("admin"):
            assert not AuditEntry.objects.exists()

    def test_another_organizations_admin_sees_none_of_it(self, cast, stranger, visit):
        act(cast)
        page = visit(stranger.admin).get(stranger.url("organizations:audit"))
        assert page.context["lines"] == []
        assert visit(stranger.admin).get(cast.url("organizations:audit")).status_code == 404

    @pytest.mark.parametrize(
        "statement", ["UPDATE organizations_auditentry SET verb = 'x'", "DELETE FROM organizations_auditentry"]
    )
    @pytest.mark.parametrize("role", ["sees", "works"])
    def test_the_application_can_rewrite_nothing(self, cast, statement, role):
        act(cast)
        opened = cast.works() if role == "works" else cast.sees("admin")
        with pytest.raises(DatabaseError, match="permission denied"), opened, connection.cursor() as cursor:
            cursor.execute(statement)

    @pytest.mark.parametrize(
        "statement", ["UPDATE organizations_auditseal SET number = 9", "DELETE FROM organizations_auditseal"]
    )
    def test_nor_take_a_seal_off(self, cast, statement):
        with pytest.raises(DatabaseError, match="permission denied"), cast.works(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestSeals:
    def test_the_next_full_minute_seals_whatever_is_there(self, cast):
        act(cast, 3)
        with cast.works():
            due = Due.objects.get(kind="audit-seal")
            assert due.due_at == NOW.replace(second=0) + MINUTE
        seal(cast, NOW)
        with cast.works():
            assert not AuditSeal.objects.exists()
        seal(cast)
        with cast.works():
            assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
            assert not AuditEntry.objects.unsealed(AuditSeal.objects.newest()).exists()

    def test_an_entry_that_was_committed_late_is_sealed_next(self, cast):
        with cast.sees("admin"):
            late = AuditEntry(at=NOW, verb="late", subject_kind="person")  # its id is older than those below
        act(cast, 2)
        seal(cast)
        with cast.sees("admin"):
            late.save(force_insert=True)
        act(cast, at=NOW + MINUTE)
        seal(cast, NOW + 2 * MINUTE)
        with cast.works():
            assert AuditSeal.objects.get(entry=late).number == 3
            assert AuditSeal.objects.count() == 4

    def test_many_are_sealed_in_rounds_until_none_is_left(self, cast, monkeypatch):
        monkeypatch.setattr("notifications.sealing.MOST", 4)
        act(cast, 10)
        seal(cast)
        with cast.works():
            assert AuditSeal.objects.count() == 10

    def test_it_looks_back_a_day_and_not_over_the_whole_log(self, cast, monkeypatch):
        act(cast)
        seal(cast)
        monkeypatch.setattr(module, "LOOK_BACK", datetime.timedelta(0))
        with cast.works():
            assert 'organizations_auditentry"."id" >=' in str(
                AuditEntry.objects.unsealed(AuditSeal.objects.newest()).query
            )

    def test_each_organization_has_its_own_chain(self, cast, stranger):
        act(cast, 2)
        act(stranger, 1)
        seal(cast)
        with stranger.works():
            assert [it.number for it in AuditSeal.objects.all()] == [1]


class TestCommand:
    @pytest.fixture
    def log(self, cast):
        act(cast, 5)
        seal(cast)
        with cast.works():
            cast.entries = list(AuditEntry.objects.order_by("id"))
            newest = AuditSeal.objects.newest()
            cast.head = f"{newest.number}:{newest.seal}"
        return cast

    def test_a_whole_chain_holds_and_its_head_is_printed(self, log, capsys):
        verify(log)
        said = capsys.readouterr().out
        assert "The chain holds: 5 entries are sealed, 0 wait for the next minute." in said
        assert f"Head: {log.head}" in said
        verify(log, "--head", log.head)

    def test_an_empty_log_holds_too(self, cast, capsys):
        verify(cast)
        assert "0 entries are sealed" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "change",
        [
            "verb = 'x'",
            "at = at + interval '1 second'",
            "actor_id = NULL",
            "subject_id = NULL",
            "fields = '{}'",
            "is_open = false",
        ],
    )
    def test_an_altered_entry_is_named(self, log, change):
        as_owner(f"UPDATE organizations_auditentry SET {change} WHERE id = %s", log.entries[2].pk)
        with pytest.raises(CommandError, match="BROKEN: entry number 3 is not what was sealed") as broken:
            verify(log)
        assert broken.value.returncode == 1

    def test_an_entry_taken_out_is_named(self, log):
        as_owner("DELETE FROM organizations_auditseal WHERE entry_id = %s", log.entries[2].pk)
        with pytest.raises(CommandError, match="entry number 3 is gone"):
            verify(log)

    def test_entries_cut_off_at_the_end_are_found_by_a_head_kept_elsewhere(self, log, capsys):
        as_owner("DELETE FROM organizations_auditseal WHERE number > 3")
        verify(log)
        with pytest.raises(CommandError, match="it is not the one of the head 5"):
            verify(log, "--head", log.head)

    @pytest.mark.parametrize("head", ["5", "x:y", "5:abc"])
    def test_what_is_no_head_says_what_one_is(self, log, head):
        with pytest.raises(CommandError, match="A head is a number, a colon and 64 letters") as wrong:
            verify(log, "--head", head)
        assert wrong.value.returncode == 2

    def test_an_unknown_organization_is_one_sentence(self, db):
        with pytest.raises(CommandError, match="There is no organization “nowhere”"):
            call_command("verify_audit", "--organization", "nowhere")
