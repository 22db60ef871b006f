"""What a request leaves behind where nobody should find words: logs, the broker, the cache, sessions, jobs, the audit log.

And bytes spelled out: a word may be wrapped in a mail's encoding, a token, a zip.
"""

import base64
import binascii
import contextlib
import functools
import io
import json
import logging
import re
import zipfile
import zlib
from unittest import mock

from celery.app.task import Task
from django.core.cache import cache
from django.db import connection
from pypdf import PdfReader

from config.logs import JsonFormatter
from organizations.models import AuditEntry, Job
from organizations.tenancy.scope import WORKER, scope

WORDS = re.compile(rb"q[tz]\d{5}qz")  # of canaries, and typed ones
ADDRESS = re.compile(rb"[\w.-]+@\w+\.test")
FOLDS = re.compile(rb"=\r?\n|\r?\n[ \t]")  # of quoted-printable, and of calendars and headers
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
NOBODYS = (AuditEntry, Job)  # tables whose rows hold ids, keys and figures, whoever wrote them


class Lines(logging.Handler):
    def __init__(self, found):
        super().__init__()
        self.found = found
        self.setFormatter(JsonFormatter())

    def emit(self, record):
        self.found.append(("log", self.format(record)))


@contextlib.contextmanager
def followed():
    """[(where, what)] of the lines that are logged and the messages that the broker gets meanwhile."""
    found = []
    handler, root, send = Lines(found), logging.getLogger(), Task.apply_async

    def apply_async(task, args=None, kwargs=None, **options):
        found.append(("broker", json.dumps([task.name, args, kwargs], default=str)))
        return send(task, args, kwargs, **options)

    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        with mock.patch.object(Task, "apply_async", apply_async):
            yield found
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def kept(organization):
    """[(where, what)] that stands in cache, sessions, jobs and the audit log now."""
    found = [("cache", repr(value)) for value in cache._cache.items()]
    found += [("session", said) for said in _rows("django_session", "session_data")]
    with scope(WORKER, organization):
        return found + [(model.__name__, said) for model in NOBODYS for said in _rows(model._meta.db_table, "t::text")]


def _rows(table, said):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {said} FROM {table} t")
        return [row[0] for row in cursor.fetchall()]


def with_words(left):
    """Those of [(where, what)] in which somebody's words stand; in logs and at the broker, not even an address may."""
    return tuple((where, what) for where, what in left if _has_words(where, what))


@functools.lru_cache(10_000)  # most of what is kept was there before the request
def _has_words(where, what):
    said = spelled_out(what.encode())
    return bool(WORDS.search(said) or (where in ("log", "broker") and ADDRESS.search(said)))


def spelled_out(said, depth=2):
    """These bytes, followed by what is packed into them."""
    parts = [said, FOLDS.sub(b"", said)]
    if depth:
        parts += [spelled_out(inner, depth - 1) for inner in _unpacked(said)]
    return b"\n".join(parts)


def _unpacked(said):
    if said.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(said)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if said.startswith(b"%PDF"):
        yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(said)).pages).encode()
    # Base64 stands in lines of 76 characters in a mail; signed values are split by colons and dots.
    for run in ENCODED.findall(re.sub(rb"(?<=[A-Za-z0-9+/]{76})\r?\n", b"", said)):
        with contextlib.suppress(binascii.Error, ValueError):
            inner = base64.b64decode(run.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(run) % 4))
            yield inner
            with contextlib.suppress(zlib.error):
                yield zlib.decompress(inner)
