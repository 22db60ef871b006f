"""Columns that start with a shipped text: as long as nobody has reworded it, it says the organization's own words.

The row keeps the text as shipped. What a person typed is another text and comes back as it was typed.
"""

import dataclasses
import functools

from django.db import models

from organizations.role_words import names_a_role, reword
from organizations.speaking import words_here

from .. import templates


@functools.cache
def shipped():
    """Every sentence of the shipped templates that names a role; a word alone may be a key."""
    every = (text for it in templates.all_templates() for text in templates.sentences(it))
    return frozenset(text for text in every if " " in text and names_a_role(text))


@functools.lru_cache(maxsize=200)
def _as_shipped(words):
    """{as the organization says it: as it is shipped}"""
    return {reword(text, words): text for text in shipped()}


def spoken(value):
    """Shipped sentences, at any depth, in the words of the organization that is open."""
    return _each(value, _in_own_words)


def _in_own_words(text):
    """The question for the words is put to the database for the first text that needs them."""
    words = words_here() if text in shipped() else None
    return reword(text, words) if words else text


def kept(value):
    """The other way: what a row keeps of it."""
    words = words_here()
    return _each(value, lambda text: _as_shipped(words).get(text, text)) if words else value


def _each(value, say):
    if isinstance(value, str):
        return say(value)
    if isinstance(value, dict):
        return {name: _each(part, say) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_each(part, say) for part in value)
    if dataclasses.is_dataclass(value):
        return dataclasses.replace(value, **{name: _each(part, say) for name, part in vars(value).items()})
    return value


class _Spoken:
    def deconstruct(self):
        """The column is its base's: migrations need not know."""
        name, _path, args, kwargs = super().deconstruct()
        base = next(it for it in type(self).__mro__ if it.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{base.__name__}", args, kwargs

    def from_db_value(self, value, expression, connection):
        above = getattr(super(), "from_db_value", None)
        return spoken(above(value, expression, connection) if above else value)

    def get_prep_value(self, value):
        return super().get_prep_value(kept(value))


class SpokenText(_Spoken, models.TextField):
    pass


class SpokenChar(_Spoken, models.CharField):
    pass


class SpokenJSON(_Spoken, models.JSONField):
    pass
