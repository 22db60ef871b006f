"""Worlds side by side: one common part, in each world a private part of its own, and everything one can get, byte by byte.

Whatever else could differ is held still. Chance and the clock start anew before each request and each due row, sequences and caches
before each world; each request is undone. Only the Date header is left out: it isn't told by the application.
"""

import contextlib
import dataclasses
import difflib
import os
import random
import secrets
import uuid
import zlib
from http.cookies import SimpleCookie
from unittest import mock

import django.test.client
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client, TestCase

from notifications import sweep
from organizations.tenancy import models as tenancy

from . import traces

UNNAMED = {"Date"}


@dataclasses.dataclass(frozen=True)
class Step:
    name: str  # of the URL
    method: str
    path: str
    data: tuple = ()  # (field, value or (file name, content))
    further: bool = False  # found on a page

    def __str__(self):
        return f"{self.method.upper()} {self.name}{' filled in' if self.data else ''}"

    def sent(self):
        """As the client wants it: a field that is there twice has two values."""
        sent = {}
        for field, value in self.data:
            sent.setdefault(field, []).append(value if isinstance(value, str) else SimpleUploadedFile(*value))
        return sent


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple
    cookies: str
    body: bytes
    mails: tuple  # (address, mail as bytes), to whomever
    queries: int  # how long it takes tells as well
    traces: tuple = dataclasses.field(
        default=(), compare=False
    )  # (where, what) that holds words and is nobody's to read

    @property
    def whole(self):
        """What whoever asked gets; the mails go elsewhere."""
        return b"\n".join([repr(self.headers).encode(), self.cookies.encode(), self.body])


@contextlib.contextmanager
def seeded(seed, at):
    """Chance drawn from `seed`, the clock stopped at `at`: it stands in ids, tokens, nonces and mail boundaries."""
    chance = random.Random(zlib.crc32(str(seed).encode()))
    random.seed(zlib.crc32(str(seed).encode()))
    drawn = {
        "choice": chance.choice,
        "randbits": chance.getrandbits,
        "randbelow": chance.randrange,
        "token_bytes": lambda n=32: chance.randbytes(n),
        "token_hex": lambda n=32: chance.randbytes(n).hex(),
        "token_urlsafe": lambda n=32: chance.randbytes(n).hex(),
    }
    with (
        mock.patch.multiple(secrets, **drawn),
        mock.patch.object(os, "urandom", chance.randbytes),
        mock.patch.object(uuid, "uuid4", side_effect=lambda: uuid.UUID(int=chance.getrandbits(128), version=4)),
        mock.patch.object(tenancy, "_last", 0),  # ids count on from the last one, whoever's it was
        time_machine.travel(at, tick=False),
    ):
        yield


@contextlib.contextmanager
def backwards():
    """Rows that are asked for in no order come the other way round, as the database may give them once its plan is another."""
    fetch = QuerySet._fetch_all

    def fetched(query):
        fresh = query._result_cache is None
        fetch(query)
        if fresh and not query.ordered:
            query._result_cache.reverse()

    with mock.patch.object(QuerySet, "_fetch_all", fetched):
        yield


@contextlib.contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_owner(*statements):
    """What no role of the application may do, inside this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (before,) = cursor.fetchone()
        for statement in ("SET LOCAL ROLE app_owner", *statements, f"SET LOCAL ROLE {before}"):
            cursor.execute(statement)


class Sequences:
    """A rollback leaves them where they are. Put back before a world's private part, they still show what it took."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences ORDER BY 1")
            self.stood = cursor.fetchall()

    def put_back(self):
        as_owner(*(f"SELECT setval('{name}', {value or 1}, {value is not None})" for name, value in self.stood))


@contextlib.contextmanager
def world(sequences, private, *, at):
    """The common part and this private one, until it is taken back."""
    with undone():
        sequences.put_back()
        with seeded("private part", at):
            given = private()
        yield given


def pages(membership, steps, *, at, organization=None):
    """{step: Answer}: what this person gets at each, everything else being as it was. Without a membership: a visitor."""
    cache.clear()
    client, key = Client(), None  # one for all, since each loads the middleware anew
    organization = organization or membership.organization_id
    # The test client copies every template's context, for nobody here.
    with undone(), mock.patch.object(django.test.client, "store_rendered_templates"):
        if membership:
            with seeded("sign-in", at):
                client.force_login(membership.account)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
        return {step: _answer(step, client, key, organization, at) for step in steps}


def _answer(step, client, session_key, organization, at):
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session_key} if session_key else {})
    queries = Counter()
    with seeded(step, at), undone(), outbox() as sent, traces.followed() as left:
        with connection.execute_wrapper(queries), TestCase.captureOnCommitCallbacks(execute=True):
            response = _ask(client, step)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = tuple(sorted((key, value) for key, value in response.items() if key not in UNNAMED))
        letters = tuple((to, letter.message().as_bytes()) for letter in sent for to in letter.recipients())
        if step.method == "post":
            left += traces.kept(organization)
    words = traces.with_words(left)
    return Answer(response.status_code, headers, response.cookies.output(), body, letters, queries.n, words)


def _ask(client, step):
    client.raise_request_exception = False
    return getattr(client, step.method)(step.path, *([step.sent()] if step.data else []))


class Counter:
    """Of queries: Django's own log of them holds 9000."""

    n = 0

    def __call__(self, execute, sql, params, many, context):
        self.n += 1
        return execute(sql, params, many, context)


@contextlib.contextmanager
def outbox():
    """The mails sent meanwhile."""
    before, mail.outbox = mail.outbox, []
    try:
        yield mail.outbox
    finally:
        mail.outbox = before


def sweep_at(now):
    """The clock at `now`, until idle: gives [(address, mail as bytes)]. Each due row draws its own chance."""
    settle = sweep.settle

    def settled(claim, now, **how):
        with seeded(claim.id, now):
            return settle(claim, now, **how)

    with outbox() as sent, mock.patch.object(sweep, "settle", settled), TestCase.captureOnCommitCallbacks(execute=True):
        sweep.sweep_until_idle(now)
    return [(to, _posted(letter, now)) for letter in sent for to in letter.recipients()]


def _posted(letter, now):
    with seeded("envelope", now):
        return letter.message().as_bytes()


def differences(one, other):
    """["GET checkins:checkins: body …"] between two {step: Answer}; empty if nobody could tell the worlds apart."""
    assert one.keys() == other.keys()
    found = ((step, told) for step in one if (told := _told(one[step], other[step])))
    return [f"{step}: {told}" for step, told in found]


def _told(one, other):
    compared = (f.name for f in dataclasses.fields(Answer) if f.compare)
    fields = [name for name in compared if getattr(one, name) != getattr(other, name)]
    return " ".join([*fields, *changed(one.body, other.body)])


def changed(one, other):
    """The lines of two texts that are not in both."""
    lines = (text.decode(errors="replace").splitlines() for text in (one, other))
    return [line for line in difflib.unified_diff(*lines, lineterm="", n=0) if line[:3] not in ("---", "+++", "@@ ")]
