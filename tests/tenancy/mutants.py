"""The product with one protection switched off, until the block ends."""

import contextlib
import functools
import importlib
import inspect
import operator
import re
from unittest import mock

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.template import Origin, Template, engines

from organizations.registries import HomeItem, home_items
from organizations.tenancy.scope import WORKER, scope

from . import still
from .opened import replaced

APPS = (
    "organizations",
    "organizations.importing",
    "notifications",
    "programs",
    "pairing",
    "sessions",
    "checkins",
    "metrics",
)


def person_policies():
    """[(table, policy)] of those that keep rows from being read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname FROM pg_policies"
            " WHERE permissive = 'RESTRICTIVE' AND cmd IN ('ALL', 'SELECT') ORDER BY 1, 2"
        )
        return cursor.fetchall()


@contextlib.contextmanager
def without(*policies):
    """These row policies dropped."""
    with still.undone():
        still.as_owner("SET CONSTRAINTS ALL IMMEDIATE", *(f"DROP POLICY {name} ON {table}" for table, name in policies))
        yield


@contextlib.contextmanager
def home_shows(provide):
    """Everybody's home shows what `provide(membership)` gives."""
    home_items.add("leak", lambda me, now: [HomeItem(title=str(provide(me)), says="x", url="/", action="x")])
    try:
        yield
    finally:
        home_items.remove("leak")


def whole_table(model):
    """All rows that a page can get, with all that stands in them."""
    return [[bytes(it) if isinstance(it, memoryview) else it for it in row] for row in model.objects.values_list()]


def as_the_worker(ask):
    """`ask()` past the policies."""

    def provide(me):
        with scope(WORKER, me.organization_id):
            return ask()

    return provide


def keepers():
    """[(app, name)] of every function of an access.py that starts from a membership or a person."""
    for app in APPS:
        module = importlib.import_module(f"{app}.access")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if function.__module__ == module.__name__ and first in ("membership", "person"):
                yield app, name


@contextlib.contextmanager
def open_to_all(app, name, members):
    """A function of access.py that gives anyone what it gives to the other members: all of their rows, or the most of their things."""
    module = importlib.import_module(f"{app}.access")
    function = getattr(module, name)
    takes_person = next(iter(inspect.signature(function).parameters)) == "person"

    @functools.wraps(function)
    def anyones(me, *args):
        others = [who for who in members if who.person_id != (me.pk if takes_person else me.person_id)]
        given = [it for it in (_tried(function, who.person if takes_person else who, args) for who in others) if it]
        return _all_of(given) if given else function(me, *args)

    with replaced(function, anyones):  # in every module that names it: some import it
        yield


def _tried(function, me, args):
    with contextlib.suppress(Http404, PermissionDenied, ObjectDoesNotExist):
        return function(me, *args)


def _all_of(given):
    if all(isinstance(it, QuerySet) for it in given):
        return functools.reduce(operator.or_, given)
    return max(given, key=lambda it: len(it) if isinstance(it, list | set) else 1)


@contextlib.contextmanager
def template_says(name, more, before=r"{% endblock %}"):
    """A template with something put in at its end, or before the end of its last block."""
    engine = engines["django"].engine
    origin = engine.find_template(name)[0].origin
    source = re.split(f"(?={re.escape(before)})", origin.loader.get_contents(origin))
    changed = "".join([*source[:-1], more, source[-1]]) if len(source) > 1 else source[0] + more
    find = engine.find_template

    def found(wanted, *args, **kwargs):
        if wanted != name:
            return find(wanted, *args, **kwargs)
        return Template(changed, origin=Origin(name, name, origin.loader), name=name, engine=engine), origin

    with mock.patch.object(engine, "find_template", found):
        for loader in engine.template_loaders:
            loader.reset()
        yield
    for loader in engine.template_loaders:
        loader.reset()
