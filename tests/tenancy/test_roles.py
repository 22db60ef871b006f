import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organizations.tenancy.roles import refuse_bypass
from tests.conftest import become


@pytest.fixture
def signed_in_as():
    """Log in anew as that role, outside any transaction, and come back."""
    before = connection.settings_dict["USER"]

    def sign_in(name):
        connection.settings_dict["USER"] = name
        connection.settings_dict["OPTIONS"].pop("options", None)
        connection.close()

    yield sign_in
    connection.settings_dict["USER"] = before
    become("app_web")


@pytest.mark.django_db(transaction=True)
def test_the_application_does_not_start_as_the_owner_of_its_tables(signed_in_as):
    signed_in_as("app_owner")
    with pytest.raises(ImproperlyConfigured, match="app_owner could read past row security"):
        refuse_bypass()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["app_web", "app_worker"])
def test_it_starts_as_web_and_as_worker(signed_in_as, name):
    signed_in_as(name)
    refuse_bypass()


@pytest.mark.django_db(transaction=True)
def test_web_cannot_become_anybody_else(signed_in_as):
    signed_in_as("app_web")
    for role in ("app_owner", "app_worker", "app_sweeper", "postgres"):
        with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied to set role"):
            cursor.execute(f"SET ROLE {role}")
