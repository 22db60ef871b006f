"""With which environment production does not start, and what it says then."""

import os
import subprocess
import sys

import pytest

from config import production
from config.services import roles
from config.services.process import CannotStart
from tests.config.compose import ROOT, example

GOOD = {
    "SECRET_KEY": "k8Zb1qv-Y3mXo_7RtLw0sAe4UjNf2hGdPc9IyTzBxQ5uVnMrKl",
    "DATABASE_PASSWORD": "a-long-enough-password",
    "SITE_URL": "https://lab.example.org",
    "ALLOWED_HOSTS": "lab.example.org",
}


def test_with_secrets_of_its_own_it_starts():
    assert production.complaint(GOOD) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG=1 opens the product to anyone who finds it: take DEBUG away"),
        ({"DEMO": "1"}, "DEMO=1 opens the product to anyone who finds it: take DEMO away"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is shorter than 50 random characters: put a longer one in its place"),
        ({"SECRET_KEY": GOOD["SECRET_KEY"][:49]}, "SECRET_KEY is shorter than 50 random characters"),
        ({"SECRET_KEY": "abcd" * 20}, "SECRET_KEY is shorter than 50 random characters"),
        ({"SECRET_KEY": example()["SECRET_KEY"]}, "SECRET_KEY is still the example's: put a random one in its place"),
        ({"DATABASE_PASSWORD": ""}, "DATABASE_PASSWORD is not set: give this database log-in a long random password"),
        ({"DATABASE_PASSWORD": example()["APP_WEB_PASSWORD"]}, "DATABASE_PASSWORD is still the example's"),
        ({"DATABASE_PASSWORD": "fifteen-letters"}, "DATABASE_PASSWORD is shorter than 16 characters"),
        ({"SITE_URL": ""}, "SITE_URL is no https address: set it to the one that people open"),
        ({"SITE_URL": "http://lab.example.org"}, "SITE_URL is no https address"),
        ({"SITE_URL": "https://"}, "SITE_URL is no https address"),
        (
            {"ALLOWED_HOSTS": ""},
            "ALLOWED_HOSTS must name the hosts that are served and no others: set it to lab.example.org",
        ),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "lab.example.org,*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "example.org,notlab.example.org"}, "ALLOWED_HOSTS must name"),
    ],
)
def test_it_says_in_one_sentence_what_to_do(changes, sentence):
    said = production.complaint({**GOOD, **changes})
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(
    "changes",
    [
        {"DEBUG": "0", "DEMO": ""},
        {"DATABASE_PASSWORD": "", "DATABASE_URL": "postgresql://app_web:a-long-enough-password@db/app"},
        {"ALLOWED_HOSTS": "other.example.org,lab.example.org"},
        {"ALLOWED_HOSTS": ".example.org"},
    ],
)
def test_what_is_as_good(changes):
    assert production.complaint({**GOOD, **changes}) is None


@pytest.mark.parametrize("name", [name for name in example() if name.endswith(("_KEY", "_PASSWORD"))])
def test_every_secret_of_the_example_is_known_as_one(name):
    assert production.EXAMPLE in example()[name]


def settings_with(**env):
    code = "from config import settings; print(settings.PRODUCTION, settings.SECURE_HSTS_SECONDS > 0, settings.DEBUG)"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("asked", [{"PRODUCTION": "1"}, {}], ids=["said", "by its hosts"])
def test_settings_ask_before_they_are_read(asked):
    assert settings_with(**GOOD, **asked).stdout == "True True False\n"
    refused = settings_with(**GOOD, **asked, DEBUG="1")
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: DEBUG=1 opens")


def test_on_this_machine_alone_it_is_no_production_unless_it_says_so():
    local = {"SECRET_KEY": "short", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
    assert settings_with(**local).stdout == "False False False\n"
    assert "SECRET_KEY is shorter" in settings_with(**local, PRODUCTION="1").stderr


SECRETS = {f"{role.upper()}_PASSWORD": f"{role}-has-a-long-password" for role in (*roles.LOG_INS, "postgres")}


def test_each_log_in_needs_a_password_of_its_own():
    assert roles.passwords(SECRETS) == {role: f"{role}-has-a-long-password" for role in roles.LOG_INS}
    for name in SECRETS:
        with pytest.raises(CannotStart, match=f"^{name} is not set"):
            roles.passwords({**SECRETS, name: ""})
    with pytest.raises(CannotStart, match="Two database log-ins have the same password"):
        roles.passwords({**SECRETS, "APP_WEB_PASSWORD": SECRETS["APP_OWNER_PASSWORD"]})


def test_what_a_server_has_already_is_not_made_again():
    everything = roles.script(tests=False)
    assert list(roles.missing(set(), {"postgres"})) == everything
    kept = list(roles.missing({"app_owner", "app_web", "app_worker"}, {"app"}))
    assert [it for it in kept if it.startswith("CREATE")] == [roles.CREATE_ROLE["app_sweeper"]]
    assert set(kept) < set(everything)


def test_the_launcher_has_the_roles_before_there_is_a_driver():
    code = "import sys, config.services.roles, config.probe; print('psycopg' in sys.modules, 'django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ}, capture_output=True, text=True)
    assert ran.stdout == "False False\n"
