"""Each rule of the database is taken away, one at a time and rolled back: what it kept must come to light.

The rules are read from pg_catalog, so a new table, policy or key is probed without being named here. A rule whose absence
changes nothing protects nothing, or nobody has shown what it protects: both fail.
"""

import re
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from checkins.models import AnswerOpening
from metrics.models import ReleasedReport, ReportNotDelivered, ReportRelease
from organizations.tenancy.models import uuid7
from organizations.tenancy.roles import table_grants
from organizations.tenancy.schema import IdFunction, SameOrganization, tenant_models
from pairing.models import LineConsent, LineException, SponsorBar
from sessions.models import Assistant, DayOff, KeptHolidays
from tests.cast import NAMES

from .rows import fill
from .still import as_owner, undone

TABLES = sorted(model._meta.db_table for model in tenant_models())
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")
SAY = {
    "SELECT": "SELECT count(*) FROM {table}",
    "INSERT": "INSERT INTO {table} DEFAULT VALUES",
    "UPDATE": "UPDATE {table} SET organization_id = NULL WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
}
KEYS = [
    (model._meta.db_table, model._meta.get_field(rule.field), rule.name)
    for model in tenant_models()
    for rule in model._meta.constraints
    if isinstance(rule, SameOrganization)
]
FUNCTIONS = [
    (rule, model._meta.db_table)
    for model in tenant_models()
    for rule in model._meta.constraints
    if isinstance(rule, IdFunction)
]


@pytest.fixture
def two(cast, stranger):
    """Two organizations with a row in every table each."""
    return fill(cast), fill(stranger)


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def policies(where):
    return rows(
        f"SELECT tablename, policyname, cmd, roles::text[], with_check FROM pg_policies WHERE {where} ORDER BY 1, 2"
    )


def refused(act):
    """The error that the database answers with, or None."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return error
    return None


# --- the tenant's own policy ------------------------------------------------------------------------------------------


def foreign(cast, role):
    """{table: how many rows of other organizations are seen}, of those that the role may read at all."""
    seen = {}
    opened = cast.works() if role == "app_worker" else cast.sees("admin")
    with opened:
        for table in TABLES:
            if "SELECT" in table_grants()[table][role == "app_worker"]:
                seen[table] = rows(f"SELECT count(*) FROM {table} WHERE organization_id <> %s", cast.organization.pk)[
                    0
                ][0]
    return seen


def test_without_its_tenant_policy_a_table_shows_other_organizations_rows(two):
    mine, _ = two
    assert set(foreign(mine, "app_worker").values()) == {0}
    assert set(foreign(mine, "app_worker")) == set(TABLES), "the worker reads every table"
    for table in TABLES:
        with undone():
            as_owner(f"ALTER POLICY {table}_tenant ON {table} USING (true)")
            leaking = {name for name, count in foreign(mine, "app_worker").items() if count}
        assert leaking == {table}


def test_every_permissive_policy_is_the_tenants_or_the_sweepers(two):
    beside = [
        (name, roles) for table, name, _, roles, _ in policies("permissive = 'PERMISSIVE'") if name != f"{table}_tenant"
    ]
    assert beside == [
        ("due_sweep_leases", ["app_sweeper"]),
        ("due_sweep_sees", ["app_sweeper"]),
        ("organizations_organization_slug", ["app_worker"]),
    ]


# --- the policies on persons ------------------------------------------------------------------------------------------


def seen_by_each(cast, table):
    """{who: ids} of what each member's page could read of a table, whatever it asked for."""
    found = {}
    for who in NAMES:
        with cast.sees(who):
            found[who] = {pk for (pk,) in rows(f"SELECT id FROM {table}")}
    return found


def changed_by_each(cast, table):
    """{who: number} of what each could change without reading it."""
    found = {}
    for who in NAMES:
        with cast.sees(who), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET kind = kind_ FROM (SELECT 'x' AS kind_) AS new")
            found[who] = cursor.rowcount
    return found


def test_without_its_person_policy_a_table_shows_what_is_not_ones_own(two):
    mine, _ = two
    restrictive = policies("permissive = 'RESTRICTIVE' AND cmd IN ('ALL', 'SELECT')")
    assert len(restrictive) >= 20
    for table, name, *_ in restrictive:
        before = seen_by_each(mine, table)
        with undone():
            as_owner(f"DROP POLICY {name} ON {table}")
            after = seen_by_each(mine, table)
        assert all(before[who] <= after[who] for who in NAMES)
        assert any(before[who] < after[who] for who in NAMES), f"{name} kept nothing from anybody"


@pytest.mark.parametrize(("rule", "table"), FUNCTIONS, ids=[rule.name for rule, _ in FUNCTIONS])
def test_a_function_that_gives_policies_more_or_less_than_it_should_opens_a_table(two, rule, table):
    mine, _ = two
    confidential = sorted({name for name, *_ in policies("permissive = 'RESTRICTIVE'")})
    with mine.works():
        SponsorBar.objects.create(enrolment=mine.leader_enrolment, person=mine.sponsor.person)
    before = all_that_is_open(mine, confidential)
    for ids in (f"ARRAY(SELECT {rule.ids} FROM {table})", "'{}'"):
        with undone():
            as_owner(
                f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER"
                f" AS $$ BEGIN RETURN {ids}; END $$"
            )
            if all_that_is_open(mine, confidential) - before:
                return
    pytest.fail(f"{rule.name} kept nothing from anybody")


def all_that_is_open(cast, tables):
    """{(who, id)} of what each can read, and the acts in another's name that go through."""
    seen = {(who, pk) for table in tables for who, ids in seen_by_each(cast, table).items() for pk in ids}
    with cast.sees("leader"):
        return seen | {act.__name__ for act in IN_ANOTHERS_NAME.values() if accepted(partial(act, cast))}


def test_without_its_policy_a_notice_can_be_marked_by_others(two):
    mine, _ = two
    others = policies("permissive = 'RESTRICTIVE' AND cmd NOT IN ('ALL', 'SELECT')")
    probed = [
        "assistant_own_delete",
        "dayoff_own_delete",
        "keptholidays_own_update",
        "notice_marked_by_recipient",
        "questionrevisit_said_stays",
    ]
    assert sorted(name for _, name, *_ in others) == probed, "another one wants a probe of its own"
    before = changed_by_each(mine, "notifications_notice")
    with undone():
        as_owner(
            "DROP POLICY notice_marked_by_recipient ON notifications_notice",
            "DROP POLICY notice_read_by_recipient ON notifications_notice",
        )
        both_gone = changed_by_each(mine, "notifications_notice")
    with undone():
        as_owner("DROP POLICY notice_read_by_recipient ON notifications_notice")
        only_read_gone = changed_by_each(mine, "notifications_notice")
    assert before == only_read_gone
    assert sum(both_gone.values()) > sum(before.values())


def test_without_its_check_one_may_write_in_anothers_name(two):
    """A policy that says what may be written, apart from what may be read: each has its act here."""
    mine, _ = two
    checks = [(table, name) for table, name, _, _, check in policies("with_check IS NOT NULL") if check]
    assert {name for _, name in checks} == set(IN_ANOTHERS_NAME)
    for table, name in checks:
        with mine.sees("leader"):
            assert isinstance(refused(partial(IN_ANOTHERS_NAME[name], mine)).__cause__, errors.InsufficientPrivilege)
        with undone():
            as_owner(f"ALTER POLICY {name} ON {table} USING (true) WITH CHECK (true)")
            with mine.sees("leader"):
                assert refused(partial(IN_ANOTHERS_NAME[name], mine)) is None


def answer_for_the_mentor(cast):
    cast.pair.responses.create(
        cohort=cast.cohort, person=cast.mentor.person, answer="declined", answered_at=cast.cohort.made_at
    )


def sign_an_exception(cast):
    said = {"because": "x", "name": "I S", "signed_at": cast.cohort.made_at}
    two = {"leader": cast.mentor_enrolment, "mentor": cast.leader_enrolment}
    LineException.objects.create(cohort=cast.cohort, **two, **said)


def agree_to_one(cast):
    said = {"pair": cast.pair, "cohort": cast.cohort, "answer": "agreed", "answered_at": cast.cohort.made_at}
    LineConsent.objects.create(exception_id=cast.exception.pk, person=cast.leader.person, **said)


def open_as_the_sponsor(cast):
    AnswerOpening.objects.create(
        checkin=cast.checkin, subject=cast.mentor.person, reader=cast.sponsor.person, at=cast.cohort.made_at
    )


def sign_for_the_mentor(cast):
    signed = {"charter": cast.charter, "rules": cast.rules, "name": "D N", "signed_at": cast.cohort.made_at}
    cast.mentor_enrolment.signatures.create(**signed)


def note_what_became_of_a_partners_question(cast):
    """As a sponsor writes it down: in their own name, and not confirmed yet."""
    note_of(cast, "leader", cast.mentor_enrolment)


def note_of(cast, who, enrolment, **said):
    said = {"verdict": "kept", "written_at": cast.cohort.made_at, "confirmed_at": None} | said
    said |= {"question": cast.question, "occasion": uuid7(), "written_by": getattr(cast, who).person}
    enrolment.revisits.create(**said)


def release_for_the_mentor(cast):
    said = {"edition": cast.report.edition, "released_at": cast.cohort.made_at}
    ReportRelease.objects.create(pair_id=cast.pair.pk, person=cast.mentor.person, **said)


def show_the_sponsor_what_only_the_leader_released(cast):
    ReleasedReport.objects.filter(pair=cast.pair.pk).update(edition=cast.report.edition)


def mark_a_report_as_the_sponsor(cast):
    ReportNotDelivered.objects.create(pair_id=cast.pair.pk, by_pair=False, marked_on=cast.cohort.starts_on)


def name_an_assistant_for_the_mentor(cast):
    Assistant.objects.create(leader=cast.mentor.person, person=cast.manager.person, named_at=cast.cohort.made_at)


def enter_a_day_off_for_the_mentor(cast):
    day = cast.cohort.starts_on
    DayOff.objects.create(person=cast.mentor.person, first_day=day, last_day=day, entered_at=cast.cohort.made_at)


def say_whose_holidays_the_mentor_keeps(cast):
    KeptHolidays.objects.create(person=cast.mentor.person, country="FR")


IN_ANOTHERS_NAME = {
    "answeropening_readers": open_as_the_sponsor,
    "assistant_readers": name_an_assistant_for_the_mentor,
    "chartersignature_readers": sign_for_the_mentor,
    "dayoff_readers": enter_a_day_off_for_the_mentor,
    "keptholidays_readers": say_whose_holidays_the_mentor_keeps,
    "lineconsent_readers": agree_to_one,
    "lineexception_readers": sign_an_exception,
    "pairresponse_readers": answer_for_the_mentor,
    "questionrevisit_readers": note_what_became_of_a_partners_question,
    "releasedreport_readers": show_the_sponsor_what_only_the_leader_released,
    "reportnotdelivered_readers": mark_a_report_as_the_sponsor,
    "reportrelease_readers": release_for_the_mentor,
}


def test_what_became_of_a_question_is_written_by_its_leader_or_noted_by_their_sponsor(two):
    """Nobody else's row is taken, confirmed or not; and a sponsor's notes only unconfirmed and in their own name."""
    mine, _ = two
    confirmed = {"confirmed_at": mine.cohort.made_at}
    may = {("leader", "kept"), ("leader", "noted"), ("sponsor", "noted")}
    for who in NAMES:
        for how, said in (("noted", {}), ("kept", confirmed)):
            with mine.sees(who):
                taken = accepted(partial(note_of, mine, who, mine.leader_enrolment, **said))
            assert taken == ((who, how) in may), (who, how)
    with mine.sees("sponsor"):
        assert not accepted(partial(note_of, mine, "leader", mine.leader_enrolment)), "in the leader's name"


def test_without_its_policy_a_sponsor_writes_over_what_a_leader_has_confirmed(two):
    mine, _ = two
    before = written_over(mine, "sponsor")
    with undone():
        as_owner("DROP POLICY questionrevisit_said_stays ON programs_questionrevisit")
        without = written_over(mine, "sponsor")
    assert (before, written_over(mine, "leader")) == (0, 1)
    assert without == 1


@pytest.mark.parametrize(
    ("table", "command", "whose", "partner", "act"),
    [
        ("assistant", "delete", "leader", "mentor", lambda: Assistant.objects.all().delete()[0]),
        ("assistant", "delete", "leader", "assistant", lambda: Assistant.objects.all().delete()[0]),
        ("dayoff", "delete", "mentor", "leader", lambda: DayOff.objects.all().delete()[0]),
        ("keptholidays", "update", "leader", "mentor", lambda: KeptHolidays.objects.update(country="FR")),
    ],
)
def test_without_its_policy_a_partner_changes_what_is_the_others(two, table, command, whose, partner, act):
    mine, _ = two
    assert (_done_by(mine, partner, act), _done_by(mine, whose, act)) == (0, 1)
    with undone():
        as_owner(f"ALTER POLICY {table}_readers ON lab_sessions_{table} WITH CHECK (true)")
        assert _done_by(mine, partner, act) == 0
        as_owner(f"DROP POLICY {table}_own_{command} ON lab_sessions_{table}")
        assert _done_by(mine, partner, act) == 1


def _done_by(cast, who, act):
    with undone(), cast.sees(who):
        return act()


def written_over(cast, who):
    """How many rows take notes in this person's name that nobody has confirmed."""
    with undone(), cast.sees(who):
        noted = {"found": "other words", "confirmed_at": None, "written_by": getattr(cast, who).person}
        return cast.leader_enrolment.revisits.confirmed().update(**noted)


# --- grants -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "place"), [("app_web", 0), ("app_worker", 1)])
def test_what_a_role_was_not_granted_it_cannot_do_and_could_with_the_grant(two, role, place):
    mine, _ = two
    probed = 0
    for table in TABLES:
        granted = table_grants()[table][place].split(", ")
        for privilege in set(PRIVILEGES) - set(granted):
            with undone():
                assert denied(mine, role, privilege, table), f"{role} may {privilege} {table}"
                as_owner(f"GRANT {privilege}, SELECT ON {table} TO {role}")
                assert not denied(mine, role, privilege, table)
            probed += 1
    assert probed


def denied(cast, role, privilege, table):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(SAY[privilege].format(table=table))

    with cast.works() if role == "app_worker" else cast.sees("admin"):
        error = refused(act)
    return error is not None and "permission denied for table" in str(error)


# --- composite keys ---------------------------------------------------------------------------------------------------


def test_without_the_organization_in_a_key_a_row_points_outside(two):
    """As the owner, whom no policy binds: the key alone holds."""
    mine, theirs = two
    for table, field, name in KEYS:
        target = field.remote_field.model._meta.db_table
        with undone():
            rows("SELECT set_config('role', 'app_owner', true)")
            outside = rows(f"SELECT id FROM {target} WHERE organization_id = %s LIMIT 1", theirs.organization.pk)[0][0]
            one = rows(f"SELECT id FROM {table} WHERE organization_id = %s LIMIT 1", mine.organization.pk)[0][0]
            point = f"UPDATE {table} SET {field.column} = '{outside}' WHERE id = '{one}'"
            assert name in str(refused(partial(checked, point)))
            checked(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            assert refused(partial(checked, point)) is None, name


def checked(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


# --- unique keys ------------------------------------------------------------------------------------------------------

UNIQUE = """
    SELECT i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid), pg_get_expr(i.indpred, i.indrelid),
        ARRAY(SELECT attname::text FROM unnest(i.indkey) WITH ORDINALITY AS key(attnum, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.attnum ORDER BY place)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND NOT i.indisprimary AND i.indrelid = ANY (%s::regclass[]) ORDER BY 1, 2
"""
KEY_OF_ROWS = {"organization_id", "id"}  # what composite keys point to: ids are never chosen


def unique_keys():
    """[(table, index, definition, condition, columns)] of all that a clash could tell something by."""
    return [row for row in rows(UNIQUE, TABLES) if set(row[4]) != KEY_OF_ROWS]


def test_without_the_organization_in_a_unique_key_a_clash_tells_of_another_organizations_row(two):
    """As the owner, whom no policy binds: my row takes on the values of theirs, and the key alone decides."""
    run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # an index is not made while checks are pending
    for table, name, definition, condition, columns in unique_keys():
        with undone():
            rows("SELECT set_config('role', 'app_owner', true)")
            take_on = taking_on(table, condition, *(cast.organization.pk for cast in two))
            assert accepted(partial(run, take_on)), name
            opened = definition.replace(name, f"{name}_open").replace("(organization_id, ", "(")
            clash = refused(partial(run, opened)) or refused(
                partial(run, take_on)
            )  # some rows are alike from the start
            assert f"{name}_open" in str(clash), name
        assert columns[0] == "organization_id"


def taking_on(table, condition, mine, theirs):
    columns = "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
    columns += " AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('id', 'organization_id')"
    names = ", ".join(name for (name,) in rows(columns, table))
    one = f"SELECT id FROM {table} WHERE ({condition or 'true'}) AND organization_id = %s LIMIT 1"
    (my_row,), (their_row,) = rows(one, mine)[0], rows(one, theirs)[0]
    return (
        f"UPDATE {table} SET ({names}) = (SELECT {names} FROM {table} WHERE id = '{their_row}') WHERE id = '{my_row}'"
    )


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def accepted(act):
    with undone():
        return refused(act) is None


OWN = re.compile(r"^\(+(\w+_id) = \( SELECT")  # a policy that begins with whose the row is


def test_what_is_somebodys_own_has_them_in_its_unique_keys(db):
    """Else a clash tells one that another one has written."""
    found = rows("SELECT tablename, qual FROM pg_policies WHERE permissive = 'RESTRICTIVE'")
    whose = {table: match[1] for table, qual in found if (match := OWN.match(qual))}
    keys = [(table, name, columns) for table, name, _, _, columns in unique_keys() if table in whose]
    assert len(keys) >= 6
    assert [name for table, name, columns in keys if whose[table] not in columns] == []
