"""Every table has its place here, and what the place demands is read from the database itself."""

import pytest
from django.apps import apps
from django.db import connection, models

from organizations.models import Organization
from organizations.tenancy.models import TenantModel
from organizations.tenancy.roles import SHARED_TABLES, table_grants
from organizations.tenancy.schema import IdFunction, tenant_models

# The sweep looks across organizations for what is due: the one way in that no organization leads.
LED_BY_NO_ORGANIZATION = {"due_sweep": "due_at"}
TENANT_TABLES = sorted(model._meta.db_table for model in tenant_models())


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_every_table_is_a_tenants_or_is_listed_as_shared(db):
    there = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
    }
    assert there == set(table_grants())


def test_no_view_materialized_view_or_foreign_table_stands_beside_them(db):
    assert (
        rows("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace")
        == []
    )


def test_one_function_reads_past_row_security(db):
    found = rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert found == [("account_doors",)]


def test_the_others_are_those_of_policies_and_the_web_alone_may_ask_them(db):
    declared = {it.name for model in tenant_models() for it in model._meta.constraints if isinstance(it, IdFunction)}
    found = rows(
        "SELECT proname, proacl::text[] FROM pg_proc WHERE NOT prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {name for name, _ in found} == declared
    for name, rights in found:
        assert sorted(rights) == ["app_owner=X/app_owner", "app_web=X/app_owner"], name
    asked = " ".join(f"{using} {check}" for using, check in rows("SELECT qual, with_check FROM pg_policies"))
    assert {name for name in declared if f"{name}()" not in asked} == set()


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_tenant_table_is_closed_by_its_organization(db, table):
    enabled, owner = rows("SELECT relrowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE relname = %s", table)[0]
    permissive = rows(
        "SELECT qual, roles::text[] FROM pg_policies WHERE tablename = %s AND permissive = 'PERMISSIVE'", table
    )
    tenant = [qual for qual, roles in permissive if roles == ["public"]]
    assert (enabled, owner) == (True, "app_owner")
    assert len(tenant) == 1
    assert "organization_id = " in tenant[0]
    assert "current_setting('app.organization'" in tenant[0]
    assert " OR " not in tenant[0]
    # Beside the tenant's own, only the sweeper's narrow one may widen what is seen.
    assert [roles for _, roles in permissive if roles not in (["public"], ["app_sweeper"])] == []


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_its_organization_is_never_empty_and_leads_every_key_and_index(db, table):
    required = rows(
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'organization_id'", table
    )
    leading = rows(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary",
        table,
    )
    assert required == [(True,)]
    others = {(index, column) for index, column in leading if column != "organization_id"}
    assert others <= set(LED_BY_NO_ORGANIZATION.items())
    assert len(others) < len(leading)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_its_keys_to_other_tenant_tables_carry_the_organization(db, table):
    keys = rows(
        "SELECT confrelid::regclass::text, array_length(conkey, 1), condeferrable FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = %s::regclass",
        table,
    )
    expected = {field.name for field in _model(table)._meta.local_fields if _is_tenant_key(field)}
    composite = [target for target, width, deferrable in keys if width == 2 and deferrable]
    simple = {target for target, width, _ in keys if width == 1}
    assert len(composite) == len(expected)
    assert simple <= {"organizations_organization", "organizations_account"}


@pytest.mark.parametrize("role", ["app_web", "app_worker", "app_sweeper"])
def test_a_role_has_the_grants_that_the_code_says_and_no_other(db, role):
    found = {}
    for table, privilege in rows(
        "SELECT relname, acl.privilege_type FROM pg_class, aclexplode(relacl) acl"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND acl.grantee = %s::regrole",
        role,
    ):
        found.setdefault(table, set()).add(privilege)
    position = {"app_web": 0, "app_worker": 1}.get(role)
    said = (
        {t: set(g[position].split(", ")) for t, g in table_grants().items() if g[position]}
        if position is not None
        else {}
    )
    for model in apps.get_models():
        for privileges, granted in getattr(model, "other_grants", ()):
            if granted == role and "(" not in privileges:
                said.setdefault(model._meta.db_table, set()).update(privileges.split(", "))
    assert found == said


def test_the_sweeper_sees_and_leases_named_columns_of_what_is_due_and_of_nothing_else(db):
    found = rows(
        "SELECT attrelid::regclass::text, privilege_type, array_agg(attname::text ORDER BY attname)"
        " FROM pg_attribute, aclexplode(attacl) acl WHERE acl.grantee = 'app_sweeper'::regrole GROUP BY 1, 2 ORDER BY 2"
    )
    assert found == [
        ("notifications_due", "SELECT", ["due_at", "id", "leased_until", "organization_id", "state"]),
        ("notifications_due", "UPDATE", ["leased_until"]),
    ]


def test_no_other_role_has_rights_on_single_columns(db):
    assert rows(
        "SELECT DISTINCT acl.grantee::regrole::text FROM pg_attribute, aclexplode(attacl) acl"
        " WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
    ) == [("app_sweeper",)]


def test_the_applications_roles_own_nothing_and_bypass_nothing(db):
    found = rows(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'app_%%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
    )
    owners = rows("SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    assert found == []
    assert owners == [("app_owner",)]


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model.__name__)
def test_a_tenant_model_keeps_the_bases_manners(model):
    fields = model._meta.local_fields
    assert model._meta.base_manager_name == "objects"
    assert not [
        field for field in fields if isinstance(field, models.OneToOneField) or (field.unique and not field.primary_key)
    ]
    assert not [field for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
    assert all(issubclass(field.remote_field.through, TenantModel) for field in model._meta.local_many_to_many)


def test_the_shared_tables_hold_no_tenants_words():
    shared = {model._meta.db_table for model in apps.get_models() if not issubclass(model, TenantModel)} - {
        Organization._meta.db_table
    }
    assert shared | {"django_migrations", "auth_group_permissions"} == set(SHARED_TABLES)


def _model(table):
    return next(model for model in tenant_models() if model._meta.db_table == table)


def _is_tenant_key(field):
    return field.is_relation and issubclass(field.remote_field.model, TenantModel)
