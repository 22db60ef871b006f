"""Row policies and composite foreign keys as model constraints: migrations write them, nobody types them."""

import hashlib

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.utils.translation import gettext_lazy as _

TENANT = "organization_id = (SELECT nullif(current_setting('app.organization', true), '')::uuid)"
ME = "(SELECT nullif(current_setting('app.person', true), '')::uuid)"


class SqlConstraint(models.BaseConstraint):
    """A constraint in plain SQL; `up` and `down` say it with {name} and {table}."""

    def constraint_sql(self, model, schema_editor):
        # Asked for inside CREATE TABLE, where a policy can't stand: run it when the table is there.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model, schema_editor):
        return self._statement(self.up(model), model, schema_editor)

    def remove_sql(self, model, schema_editor):
        return self._statement(self.down(model), model, schema_editor)

    def _statement(self, sql, model, schema_editor):
        quote = schema_editor.quote_name
        template = sql.replace("%", "%%").replace("{name}", quote(self.name)).replace("{table}", "%(table)s")
        return Statement(template, table=Table(model._meta.db_table, quote))

    def validate(self, model, instance, exclude=None, using=None):
        """The database's own business; subclasses that a form can break say so here."""

    def __eq__(self, other):
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    __hash__ = None


class SameOrganization(SqlConstraint):
    """The foreign key together with organization_id: its check sees past row security, so it must carry the tenant."""

    def __init__(self, *, field, name):
        self.field = field
        super().__init__(name=name)

    def create_sql(self, model, schema_editor):
        # At the end of the migration, when every target has its (organization, id) key.
        schema_editor.deferred_sql.append(super().create_sql(model, schema_editor))

    constraint_sql = create_sql

    def up(self, model):
        field = model._meta.get_field(self.field)
        target = field.remote_field.model
        # A migration's historical model may still name its target as a string.
        table = target._meta.db_table if not isinstance(target, str) else target.lower().replace(".", "_")
        return (
            f'ALTER TABLE {{table}} ADD CONSTRAINT {{name}} FOREIGN KEY (organization_id, "{field.column}") '
            f'REFERENCES "{table}" (organization_id, id) DEFERRABLE INITIALLY DEFERRED'
        )

    def down(self, model):
        return "ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, model, instance, exclude=None, using=None):
        target = getattr(instance, self.field, None) if self.field not in (exclude or ()) else None
        if target and instance.organization_id and target.organization_id != instance.organization_id:
            raise ValidationError({self.field: _("Choose one of those listed.")})

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}


class RowPolicy(SqlConstraint):
    """`using` as SQL. The tenant policy is permissive for all; every other is restrictive, or it would widen it.

    `check` is what a written row must meet, where that is narrower than what may be read.
    """

    def __init__(self, *, using, name, role="public", restrictive=True, command="ALL", check=""):
        self.using, self.role, self.restrictive = using, role, restrictive
        self.command, self.check_sql = command, check
        super().__init__(name=name)

    def up(self, model):
        kind = "RESTRICTIVE" if self.restrictive else "PERMISSIVE"
        using = "" if self.command == "INSERT" else f" USING ({self.using})"
        written = self.check_sql or (self.using if self.command == "INSERT" else "")
        check = f" WITH CHECK ({written})" if written else ""
        # Not FORCE: the owner would then check new keys blindly, and data migrations would change no row.
        return (
            f"ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY; "
            f"CREATE POLICY {{name}} ON {{table}} AS {kind} FOR {self.command} TO {self.role}{using}{check}"
        )

    def down(self, model):
        return "DROP POLICY {name} ON {table}"

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        said = {"using": self.using, "role": self.role, "restrictive": self.restrictive, "command": self.command}
        return path, args, kwargs | said | ({"check": self.check_sql} if self.check_sql else {})


class IdFunction(SqlConstraint):
    """A function that gives `ids` of the table's rows, for policies to ask for as `ids_from(name)`.

    A policy's sub-select is planned with every statement anew, together with the policies of what it reads, and theirs;
    a function's plan is kept by the connection. It runs with the rights of whoever asks: row security binds it as well.
    """

    def __init__(self, *, name, ids, where="true", role="app_web"):
        self.ids, self.where, self.role = ids, where, role
        super().__init__(name=name)

    def up(self, model):
        # The schema is named: a temporary table would come first.
        asked = f"SELECT {self.ids} FROM public.{{table}} WHERE {self.where}"  # noqa: S608
        return (
            "CREATE FUNCTION {name}() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$"
            f" BEGIN RETURN ARRAY({asked}); END $$;"
            " REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION {{name}}() TO {self.role}"
        )

    def down(self, model):
        return "DROP FUNCTION {name}()"

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"ids": self.ids, "where": self.where, "role": self.role}


def ids_from(function):
    """For `= ANY (…)`: asked once a statement. As IN or EXISTS it would be asked for each row."""
    return f"(SELECT {function}())::uuid[]"


def _short(*parts):
    """A name of at most 30 characters (Django's limit for an index), readable first and unique by its tail."""
    whole = "_".join(parts)
    return whole if len(whole) <= 30 else f"{whole[:23]}_{hashlib.sha1(whole.encode()).hexdigest()[:6]}"  # noqa: S324


def _begins_a_unique_key(meta, field):
    keys = (c.fields for c in meta.constraints if isinstance(c, models.UniqueConstraint) and not c.condition)
    return any(tuple(key[:2]) == ("organization", field.name) for key in keys)


def complete(model):
    """What every tenant table has, added once all models are loaded."""
    from .models import TenantModel

    meta, stem = model._meta, f"{model._meta.app_label}_{model._meta.model_name}"
    extra = [
        models.UniqueConstraint(fields=["organization", "id"], name=f"{stem}_tenant_key"),
        RowPolicy(using=TENANT, name=f"{stem}_tenant", restrictive=False),
    ]
    indexes = []
    for field in meta.local_fields:
        if field.is_relation and issubclass(field.remote_field.model, TenantModel):
            field.db_constraint = False  # the composite one says more
            field.db_index = False  # and an index without the tenant in front is never the right one here
            extra.append(SameOrganization(field=field.name, name=f"{stem}_{field.name}_same"))
            if not _begins_a_unique_key(meta, field):
                indexes.append(models.Index(fields=["organization", field.name], name=_short(stem, field.name)))
    meta.constraints = meta.original_attrs["constraints"] = [*meta.constraints, *extra]
    meta.indexes = meta.original_attrs["indexes"] = [*meta.indexes, *indexes]


def tenant_models():
    from .models import TenantModel

    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def complete_all():
    for model in tenant_models():
        complete(model)
