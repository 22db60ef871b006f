"""Our `migrate` is quicker than Django's, and knows as much: the catalog tests look at what it made of the database."""

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from config.management.commands.migrate import State
from organizations.models import Membership, Person

KEYS = ("organizations", "membership")
LISTS = ("constraints", "indexes")


def of_two_models(kind):
    """One that points to the other, drawn."""
    state = kind(real_apps={app.label for app in apps.get_app_configs() if app.label != "organizations"})
    for model in (Person, Membership):
        drawn = ModelState.from_model(model, exclude_rels=True)
        drawn.options |= {name: [] for name in LISTS}
        state.add_model(drawn)
    assert state.apps
    return state


def changed(kind):
    state = of_two_models(kind).clone()
    for number in range(3):
        state.add_constraint(*KEYS, models.UniqueConstraint(fields=["active"], name=f"unique_{number}"))
        state.add_index(*KEYS, models.Index(fields=["active"], name=f"index_{number}"))
    state.remove_constraint(*KEYS, "unique_1")
    state.remove_index(*KEYS, "index_2")
    return state


@pytest.mark.parametrize("name", LISTS)
def test_a_model_stands_as_django_would_have_drawn_it(name):
    ours, djangos = changed(State), changed(ProjectState)
    for listed in (lambda it: it.apps.get_model(*KEYS)._meta, lambda it: it.models[KEYS]):
        said = [getattr(listed(it), name, None) or listed(it).options[name] for it in (ours, djangos)]
        assert said[0] == said[1]
        assert len(said[0]) == 2


def test_nothing_is_drawn_anew_for_it():
    state = of_two_models(State)
    before = state.apps.get_model(*KEYS)
    state.add_constraint(*KEYS, models.UniqueConstraint(fields=["active"], name="unique"))
    assert state.apps.get_model(*KEYS) is before


def test_it_is_the_one_that_is_run():
    assert get_commands()["migrate"] == "config"
