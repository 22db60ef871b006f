"""A row in every table there is: those that no lab has are made from their fields, new tables too."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from organizations.tenancy.models import uuid7
from organizations.tenancy.schema import tenant_models
from tests.factories import NOW
from tests.lab import fill_lab, open_lab

VALUES = {
    models.DateTimeField: lambda field: NOW,
    models.DateField: lambda field: NOW.date(),
    models.UUIDField: lambda field: uuid7(),
    models.BinaryField: lambda field: b"x",
    models.BooleanField: lambda field: False,
    models.CharField: lambda field: field.choices[0][0] if field.choices else "x@x.test",
    models.TextField: lambda field: "x",
    models.IntegerField: lambda field: 1,
    models.DecimalField: lambda field: 1,
    ArrayField: lambda field: [value_for(field.base_field)],
}


def fill(cast):
    """The cast in a lab, and at least one row of every tenant table in its organization."""
    fill_lab(open_lab(cast))
    with cast.works():
        fill_tables()
    return cast


def fill_tables(models=None):
    """As the worker: a row in each of these tables that has none."""
    empty = [model for model in models or tenant_models() if not model.objects.exists()]
    while empty:
        made = [model for model in empty if _make(model)]
        assert made, f"cannot make a row of {empty}"
        empty = [model for model in empty if model not in made]


def _make(model):
    """Whether it could be made: what it points to may have no row yet."""
    values = {}
    for field in model._meta.local_fields:
        if field.name in ("id", "organization") or field.has_default() or (field.null and not field.is_relation):
            continue
        if field.is_relation:
            values[field.name] = field.remote_field.model._base_manager.first()
            if values[field.name] is None and not field.null:
                return False
        elif not field.blank:
            values[field.name] = value_for(field)
    model.objects.create(**values)
    return True


def value_for(field):
    return next(make for kind, make in VALUES.items() if isinstance(field, kind))(field)
