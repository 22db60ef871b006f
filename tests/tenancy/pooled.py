"""Run as a program: members of several organizations at once through one connection, and some of what they ask fails midway.

    python -c "from tests.tenancy.pooled import main; main()" < told.json

Told: {"readers": [{"session", "urls"}], "threads", "requests", "seed", "careless"}. Prints how the requests ended:
{"right", "failed", "wrong": [url], …}. What is right is what the same reader got before, alone.
"""

import contextlib
import json
import logging
import random
import re
import sys
import threading
from collections import Counter
from types import SimpleNamespace

import django
from django.conf import settings

PER_REQUEST = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')
FAILS = 0.3  # the share of requests on which something happens
chance = threading.local()


class Midway(Exception):
    pass


def fail_midway(get_response):
    """Innermost: when the view has asked what it asks, and the transaction is still open."""

    def middleware(request):
        response = get_response(request)
        if happens := getattr(chance, "happens", None):
            happens()
        return response

    return middleware


def raise_midway():
    raise Midway


def break_the_transaction():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def hang_up():
    """The server process goes without a word to its clients, its transaction open."""
    from django.db import connection

    connection.connection.close()
    raise Midway


def lose_the_server():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


HAPPENINGS = (raise_midway, break_the_transaction, hang_up, lose_the_server)


class Visitors:
    def __init__(self, told):
        self.told, self.ends, self.wrong, self.lock = told, Counter(), [], threading.Lock()
        self.asked = [(reader["session"], url) for reader in told["readers"] for url in reader["urls"]]
        self.alone = {(session, url): self.get(session, url) for session, url in self.asked}

    def get(self, session, url):
        from django.db import connection
        from django.test import Client

        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        try:
            answer = client.get(url)
            return answer.status_code, PER_REQUEST.sub(b"", answer.content)
        except Exception:  # the connection went outside of any view
            return 500, b""
        finally:
            connection.close_if_unusable_or_obsolete()

    def walk(self, number):
        drawn = random.Random(f"{self.told['seed']} {number}")
        for _ in range(self.told["requests"]):
            session, url = drawn.choice(self.asked)
            fails = drawn.random() < FAILS and not self.told["careless"]
            chance.happens = drawn.choice(HAPPENINGS) if fails else None
            self.judge(session, url, self.get(session, url), failing=chance.happens)

    def judge(self, session, url, answer, *, failing):
        with self.lock:
            if answer == self.alone[session, url]:
                self.ends["right"] += 1
            elif answer[0] >= 500:
                self.ends["failed" if failing else "failed beside"] += 1
            else:
                self.wrong.append(url)

    def all(self):
        threads = [threading.Thread(target=self.walk, args=(number,)) for number in range(self.told["threads"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {**self.ends, "wrong": self.wrong, "alone": [status for status, _ in self.alone.values()]}


def be_careless():
    """As it must not be done: who asks is said to the connection, not to the transaction."""
    from organizations.tenancy import scope

    def say_to_the_connection(self):
        with scope.connection.cursor() as cursor:
            told = [self.role, str(self.organization or ""), str(self.person or "")]
            names = ("role", "app.organization", "app.person")
            for name, value in zip(names, told, strict=True):
                cursor.execute("SELECT set_config(%s, %s, false)", [name, value])

    scope.transaction = SimpleNamespace(atomic=lambda **_: contextlib.nullcontext())
    scope._put_back = lambda outer: None
    scope.Scope.apply = say_to_the_connection


def main():
    told = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.tenancy.pooled.fail_midway"]
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.core.signals import request_started
    from django.db import close_old_connections

    request_started.disconnect(close_old_connections)  # each thread keeps its connection, as a server's would
    if told["careless"]:
        be_careless()
    sys.stdout.write(json.dumps(Visitors(told).all()))
