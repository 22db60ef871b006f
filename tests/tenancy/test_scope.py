import pytest
from django.db import ProgrammingError, connection, transaction

from organizations.models import Organization, Person
from organizations.tenancy.scope import SWEEPER, WEB, WORKER, NoScope, after_commit, closed, current, scope, sweeping
from organizations.tenancy.task import tenant_task
from tests.factories import PersonFactory


def role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@tenant_task
def count_people(organization_id, minimum=0):
    return role(), Person.objects.count() - minimum


def test_without_a_scope_a_query_raises_and_does_not_come_back_empty(cast):
    person = cast.leader.person
    for touch in (
        Person.objects.count,
        lambda: list(Person.objects.all()),
        lambda: Person.objects.update(grade="x"),
        lambda: Person.objects.all().delete(),
        lambda: Person.objects.bulk_create([Person(organization_id=cast.organization.pk, family_name="X")]),
        lambda: list(Person.objects.raw("SELECT * FROM organizations_person")),
        person.refresh_from_db,
        person.delete,
        lambda: person.reports.count(),
        Person(family_name="X").save,
        PersonFactory,
    ):
        with pytest.raises(NoScope):
            touch()


def test_a_query_may_be_put_together_without_a_scope(cast):
    people = Person.objects.filter(family_name="Nowak")
    with cast.works():
        assert people.count() == 1


def test_a_raw_cursor_without_a_scope_sees_no_row(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organizations_person")
        assert cursor.fetchone() == (0,)


def test_each_organization_has_its_own_rows(cast, stranger):
    with cast.works():
        assert Person.objects.filter(email__endswith="zephyr.test").count() == 0
        assert Person.objects.filter(pk=stranger.leader.person_id).update(grade="x") == 0
        assert Organization.objects.get() == cast.organization


def test_scopes_nest_and_come_back(cast, stranger):
    with cast.sees("leader"):
        with stranger.works():
            assert role() == WORKER
            assert Person.objects.get(pk=stranger.mentor.person_id)
        assert role() == WEB
        assert current().person == cast.leader.person_id
        assert Person.objects.get(pk=cast.mentor.person_id)


def settings():
    names = ("role", "app.organization", "app.person", "join_collapse_limit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in names))
        return cursor.fetchone()


def test_after_a_scope_its_transaction_is_as_before(cast):
    with transaction.atomic():
        before = settings()
        with cast.sees("leader"):
            assert not set(settings()[1:]) & set(before[1:])
        assert settings() == before


def test_scopes_come_back_after_an_error(cast, stranger):
    with cast.sees("leader"):
        with pytest.raises(ZeroDivisionError), stranger.works():
            _ = 1 / 0
        assert role() == WEB
        assert Person.objects.filter(pk=cast.leader.person_id).exists()


def test_what_failed_inside_a_scope_is_rolled_back(cast):
    with pytest.raises(ZeroDivisionError), cast.works():
        Person.objects.create(family_name="Halfway")
        _ = 1 / 0
    with cast.works():
        assert not Person.objects.filter(family_name="Halfway").exists()


def test_a_task_opens_its_own_scope_and_leaves_the_ambient_one_alone(cast, stranger):
    with stranger.sees("leader"):
        assert count_people.delay(str(cast.organization.pk), minimum=7).get() == (WORKER, 0)
        assert role() == WEB


def settings_of_the_transaction():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), coalesce(current_setting('app.organization', true), ''),"
            " coalesce(current_setting('app.person', true), '')"
        )
        return cursor.fetchone()


def test_after_a_task_the_ambient_scope_has_its_organization_and_person_again(cast, stranger):
    with stranger.sees("leader"):
        before = settings_of_the_transaction()
        count_people.delay(str(cast.organization.pk)).get()
        assert settings_of_the_transaction() == before
        assert Person.objects.get(pk=stranger.leader.person_id)


@pytest.mark.parametrize("savepoint", [True, False])
def test_a_transaction_without_scope_gets_its_own_role_and_no_organization_back(cast, savepoint):
    with transaction.atomic():
        before = settings_of_the_transaction()
        with scope(WORKER, cast.organization.pk, cast.leader.person_id, savepoint=savepoint):
            assert settings_of_the_transaction()[0] == WORKER
        assert settings_of_the_transaction() == before == (WEB, "", "")


def test_without_a_savepoint_scopes_nest_and_come_back(cast, stranger):
    with cast.sees("leader"):
        before = settings_of_the_transaction()
        with scope(WORKER, stranger.organization.pk, savepoint=False):
            assert Person.objects.get(pk=stranger.mentor.person_id)
            with cast.sees("mentor"):
                assert current().person == cast.mentor.person_id
            assert settings_of_the_transaction() == (WORKER, str(stranger.organization.pk), "")
        assert settings_of_the_transaction() == before
        assert current().person == cast.leader.person_id


def test_an_error_in_a_scope_without_a_savepoint_leaves_nobodys_rows_open_around_it(cast, stranger):
    with cast.sees("leader"):
        before = settings_of_the_transaction()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Person.objects.filter(pk=cast.leader.person_id).update(grade="halfway")
            with pytest.raises(ZeroDivisionError), scope(WORKER, stranger.organization.pk, savepoint=False):
                _ = 1 / 0
            for touch in (Person.objects.count, settings_of_the_transaction):
                with pytest.raises(transaction.TransactionManagementError):
                    touch()
            raise ZeroDivisionError
        assert settings_of_the_transaction() == before
        assert not Person.objects.filter(grade="halfway").exists()


def test_a_failed_query_in_a_scope_without_a_savepoint_is_the_end_of_the_one_around(cast, stranger):
    with cast.works():
        before = settings_of_the_transaction()
        with pytest.raises(ProgrammingError), cast.works(), scope(SWEEPER, None, savepoint=False):
            Person.objects.count()
        assert settings_of_the_transaction() == before
        assert Person.objects.filter(pk=cast.leader.person_id).exists()


def test_code_after_commit_runs_in_the_scope_that_was_open(cast, django_capture_on_commit_callbacks):
    seen = []
    with django_capture_on_commit_callbacks(execute=True), cast.sees("leader"):
        after_commit(lambda: seen.append((current().person, Person.objects.count())))
    assert seen == [(cast.leader.person_id, 7)]
    with closed(), pytest.raises(NoScope):
        current()


@pytest.mark.parametrize("name", [WEB, WORKER])
def test_only_the_sweeper_works_without_an_organization(cast, name):
    with pytest.raises(NoScope, match=f"{name} works inside one organization"), scope(name, None):
        pass
    with cast.sees("leader"):
        with sweeping():
            assert (role(), current().organization) == (SWEEPER, None)
        assert (role(), current().organization) == (WEB, cast.organization.pk)


def test_the_sweeper_reads_no_table_of_people(cast):
    with pytest.raises(ProgrammingError, match="permission denied"), sweeping():
        Person.objects.count()


@pytest.mark.parametrize("name", [WEB, WORKER, SWEEPER])
def test_no_role_of_the_application_can_truncate_or_alter(cast, name):
    for statement in (
        "TRUNCATE organizations_person CASCADE",
        "ALTER TABLE organizations_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY organizations_person_tenant ON organizations_person",
        "CREATE TABLE mine (id int)",
    ):
        with pytest.raises(ProgrammingError), scope(name, cast.organization.pk), transaction.atomic():
            connection.cursor().execute(statement)
