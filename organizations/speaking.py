"""How every shipped text comes to say the organization's own words: asked of whatever scope is open when it is translated.

Nothing is installed for a request and nothing has to be taken away after it: without a scope the shipped words stand, and the
next scope is another organization's. What people type never passes through here.
"""

import contextlib
import contextvars
import functools

from django.db import connection
from django.utils import translation
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import trans_real

from .role_words import Words, is_word, reword
from .tenancy.scope import current, told

SAID_BY = ("gettext", "ngettext", "pgettext", "npgettext")
WORDS = "role words"
_memory: contextvars.ContextVar[dict | None] = contextvars.ContextVar("words remembered", default=None)


def install():
    """Around the four functions through which Django translates, lazily or at once, in Python and in templates."""
    for name in SAID_BY:
        setattr(translation._trans, name, _in_own_words(getattr(trans_real, name)))


def _in_own_words(translate):
    @functools.wraps(translate)
    def said(*args):
        return in_own_words(translate(*args))

    return said


def in_own_words(text):
    """A shipped text as the organization that is open says it."""
    words = words_here()
    if not words or not text:
        return text
    said = reword(str(text), words)
    return mark_safe(said) if isinstance(text, SafeData) else said  # noqa: S308 letters alone come in: `is_word`


def words_here():
    """Of the organization that is open: None where there is none, or where it says what is shipped."""
    known = told()
    if known is None:
        return None
    if WORDS not in known:
        if connection.needs_rollback:
            return None  # no question is answered any more; what is said now is thrown away
        known[WORDS] = None  # for what the question itself may say
        known[WORDS] = _remembered(current().organization)
    return known[WORDS]


@contextlib.contextmanager
def remembering():
    """One question for each organization, however many scopes open and close within: for a sweep, which takes seconds.

    Within another one it is that one's memory.
    """
    if _memory.get() is not None:
        yield
        return
    before = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(before)


def _remembered(organization):
    memory = _memory.get()
    if memory is None:
        return _read(organization)
    if organization not in memory:
        memory[organization] = _read(organization)
    return memory[organization]


def knows(organization):
    """Spare the scope that is open the question."""
    told()[WORDS] = words_of(organization)


def words_of(organization):
    said = Words(*(getattr(organization, f"{name}_word") for name in Words._fields))
    safe = Words(*(word if is_word(word) else "" for word in said))
    return safe if any(safe) else None


def _read(organization):
    from .models import Organization

    columns = (f"{name}_word" for name in Words._fields)
    row = Organization.objects.only(*columns).filter(pk=organization).first()
    return words_of(row) if row else None
