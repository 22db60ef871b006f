"""The database that is measured: migrated, the demonstration in it, known to the planner, and organizations of any size beside it."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

ROOT = Path(__file__).resolve().parents[2]


def build():
    """In processes of their own: each logs in as the role that does it in production."""
    for role, words in (("app_owner", ["migrate", "-v0"]), ("app_worker", ["fill_demo", "--if-empty"])):
        env = {**os.environ, "DATABASE_ROLE": role, "DEMO": "1", "EMAIL_BACKEND": "notifications.backends.RecordedOnly"}
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    gather_statistics()


def gather_statistics():
    """What a server does by itself, a minute after its tables have changed this much."""
    become("app_owner")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def become(role):
    """The log-in of the tests may become all; what is measured is done as who does it in production."""
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"
    connection.close()


def browser(membership):
    client = Client()
    client.force_login(membership.account)
    return client


def bare_browser():
    """No middleware at all: what any view costs."""
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client
