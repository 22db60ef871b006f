"""Organization is no tenant table: who sees which row is its own affair."""

from django.db import connection

from organizations.models import Organization
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WEB, WORKER, scope


def test_its_policies_are_the_open_organization_and_for_the_worker_the_address_said(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname, roles::text[], cmd, permissive FROM pg_policies"
            " WHERE tablename = 'organizations_organization' ORDER BY policyname"
        )
        assert cursor.fetchall() == [
            ("organizations_organization_slug", ["app_worker"], "SELECT", "PERMISSIVE"),
            ("organizations_organization_tenant", ["public"], "ALL", "PERMISSIVE"),
        ]


def say(slug):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.slug', %s, true)", [slug])


def test_the_worker_finds_the_one_whose_address_it_says_and_lists_none(cast, stranger):
    with scope(WORKER, uuid7()):
        assert list(Organization.objects.all()) == []
        say(stranger.organization.slug)
        assert list(Organization.objects.all()) == [stranger.organization]
        say("")
        assert list(Organization.objects.all()) == []


def test_saying_an_address_widens_nothing_for_web(cast, stranger):
    with scope(WEB, cast.organization.pk):
        say(stranger.organization.slug)
        assert list(Organization.objects.all()) == [cast.organization]


def test_what_is_found_by_address_cannot_be_written(cast, stranger):
    with scope(WORKER, cast.organization.pk):
        say(stranger.organization.slug)
        assert Organization.objects.filter(pk=stranger.organization.pk).update(name="Mine") == 0


def test_by_slug_leaves_the_transaction_as_it_was(cast, stranger):
    with cast.works():
        assert Organization.by_slug(stranger.organization.slug) == stranger.organization
        assert Organization.by_slug("nobody") is None
        assert list(Organization.objects.all()) == [cast.organization]
