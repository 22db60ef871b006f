"""The database roles as SQL: the embedded cluster is made with it, and `python -m config.services.roles` brings it to a real server.

Run there it makes what is missing and sets the passwords, so it may run before every start and when a password changes.
"""

import os
import sys
from collections.abc import Iterator, Mapping

from config import production
from config.services.process import CannotStart

CREATE_ROLE = {
    "app_owner": "CREATE ROLE app_owner LOGIN NOSUPERUSER NOBYPASSRLS",
    "app_web": "CREATE ROLE app_web LOGIN NOSUPERUSER NOBYPASSRLS",
    "app_worker": "CREATE ROLE app_worker LOGIN NOSUPERUSER NOBYPASSRLS",
    "app_sweeper": "CREATE ROLE app_sweeper LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS",
}
MEMBERSHIPS = [
    "GRANT app_web TO app_worker WITH INHERIT FALSE, SET TRUE",
    "GRANT app_sweeper TO app_worker WITH INHERIT FALSE, SET TRUE",
]
CREATE_DATABASE = "CREATE DATABASE app OWNER app_owner"
ENTRY = [
    "REVOKE ALL ON DATABASE app FROM PUBLIC",
    "GRANT CONNECT ON DATABASE app TO app_owner, app_web, app_worker, app_sweeper",
]
FOR_TESTS = [
    "ALTER ROLE app_owner CREATEDB",
    "CREATE ROLE app_test LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS",
    "GRANT app_owner, app_web, app_worker, app_sweeper TO app_test WITH INHERIT FALSE, SET TRUE",
    "GRANT CONNECT ON DATABASE app TO app_test",
]
LOG_INS = ("app_owner", "app_web", "app_worker")  # the sweeper has no password: the worker becomes it


def script(*, tests: bool) -> list[str]:
    """All statements for a cluster that has nothing yet."""
    return [*CREATE_ROLE.values(), *MEMBERSHIPS, CREATE_DATABASE, *ENTRY, *(FOR_TESTS if tests else [])]


def missing(roles: set[str], databases: set[str]) -> Iterator[str]:
    """The statements for a server that may have some of it; granting twice changes nothing."""
    yield from (statement for role, statement in CREATE_ROLE.items() if role not in roles)
    yield from MEMBERSHIPS
    if "app" not in databases:
        yield CREATE_DATABASE
    yield from ENTRY


def passwords(env: Mapping[str, str]) -> dict[str, str]:
    """Each log-in's own; CannotStart if one is missing, an example, or somebody else's too."""
    variables = [f"{role.upper()}_PASSWORD" for role in LOG_INS]
    for variable in (*variables, "POSTGRES_PASSWORD"):
        if wrong := production.password_complaint(variable, env.get(variable, "")):
            raise CannotStart(wrong)
    if len({env[variable] for variable in (*variables, "POSTGRES_PASSWORD")}) <= len(variables):
        raise CannotStart("Two database log-ins have the same password: give each of them its own.")
    return {role: env[variable] for role, variable in zip(LOG_INS, variables, strict=True)}


def establish(server, secrets: Mapping[str, str]) -> None:
    for statement in missing(_names(server, "SELECT rolname FROM pg_roles"), _names(server, _DATABASES)):
        server.execute(statement)
    for role, password in secrets.items():
        # Hashed here: the server's log may keep statements, and must not keep this.
        kept = server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        server.execute(f"ALTER ROLE {role} PASSWORD '{kept}'")
    if strong := _names(server, _PAST_ROW_SECURITY) & set(CREATE_ROLE):
        raise CannotStart(
            f"{', '.join(sorted(strong))} could read past row security: ALTER ROLE … NOSUPERUSER NOBYPASSRLS."
        )


_DATABASES = "SELECT datname FROM pg_database"
_PAST_ROW_SECURITY = "SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls"


def _names(server, query: str) -> set[str]:
    return {name for (name,) in server.execute(query)}


def main() -> int:
    import psycopg  # the launcher needs the SQL before it has looked for packages

    secrets = passwords(os.environ)
    as_admin = {"dbname": "postgres", "user": "postgres", "password": os.environ["POSTGRES_PASSWORD"]}
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, connect_timeout=10, **as_admin) as server:
            establish(server, secrets)
    except psycopg.OperationalError as error:
        raise CannotStart(f"The roles could not be made: {str(error).splitlines()[-1]}") from None
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotStart as reason:
        sys.exit(str(reason))
