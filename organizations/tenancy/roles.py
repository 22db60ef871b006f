"""What each database role may do, and the refusal to start as one that could see past the policies."""

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

ALL = "SELECT, INSERT, UPDATE, DELETE"
# Tables without an organization: the log-in and what Django keeps. All others are tenant models and say their own.
SHARED_TABLES = {
    "django_migrations": ("SELECT", "SELECT"),
    "django_content_type": ("SELECT", "SELECT"),
    "auth_permission": ("SELECT", "SELECT"),
    "auth_group": ("SELECT", "SELECT"),
    "auth_group_permissions": ("SELECT", "SELECT"),
    "django_session": (ALL, ALL),
    "organizations_account": (ALL, ALL),
    "account_emailaddress": (ALL, ALL),
    "account_emailconfirmation": (ALL, ALL),
    "notifications_beat": ("SELECT", "SELECT"),  # written by the sweeper
    "notifications_demomail": ("SELECT, INSERT", "SELECT, INSERT"),  # filled in a demo only
}


def table_grants():
    """{table: (web may, worker may)} for every table there is."""
    from .schema import tenant_models

    tenant = {model._meta.db_table: (model.web_may, model.worker_may) for model in tenant_models()}
    organization = apps.get_model("organizations", "Organization")
    return SHARED_TABLES | tenant | {organization._meta.db_table: (organization.web_may, organization.worker_may)}


def extra_grants():
    """Grants of a role beside web and worker, as (privileges, table, role); declared on the model as `other_grants`."""
    for model in apps.get_models():
        for privileges, role in getattr(model, "other_grants", ()):
            yield privileges, model._meta.db_table, role


def grant(sender, using, **kwargs):
    """After every migration, from nothing: a right that no longer stands in the code is gone from the database."""
    statements = [
        "GRANT USAGE ON SCHEMA public TO app_web, app_worker, app_sweeper",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, app_web, app_worker, app_sweeper",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app_web, app_worker",
    ]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for table, rights in table_grants().items():
            for privileges, role in zip(rights, ("app_web", "app_worker"), strict=True):
                if privileges and table in existing:
                    statements.append(f'GRANT {privileges} ON "{table}" TO {role}')
        for privileges, table, role in extra_grants():
            if table in existing:
                statements.append(f'GRANT {privileges} ON "{table}" TO {role}')
        cursor.execute("; ".join(statements))


def refuse_bypass():
    """Stop with a sentence if this process is logged in as a role that row security does not bind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, r.rolsuper OR r.rolbypassrls,"
            " EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_has_role(session_user, c.relowner, 'MEMBER'))"
            " FROM pg_roles r WHERE r.rolname = session_user"
        )
        name, bypasses, owns = cursor.fetchone()
    connection.close()
    if bypasses or owns:
        raise ImproperlyConfigured(
            f"The database log-in {name} could read past row security ({'it bypasses it' if bypasses else 'it owns tables'})."
            " Start the application as app_web or app_worker; only migrations run as app_owner."
        )
