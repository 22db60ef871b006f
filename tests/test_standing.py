"""The cast and its lab stand beneath the tests: each test finds them as they were made, and who asks for none finds none."""

import pytest
from django.db import connection

from organizations.models import Account, Person
from pairing.models import Pair
from sessions.models import LabSession
from tests.cast import NAMES
from tests.conftest import standing_in


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_changes_the_next_does_not_find(cast, turn):
    with cast.works():
        assert Person.objects.get(pk=cast.mentor.person_id).given_name == cast.mentor.person.given_name == "Daria"
        Person.objects.update(given_name="Somebody")
    cast.mentor.person.given_name = "Somebody"
    cast.cohort = "of this test alone"


def test_above_the_cast_alone_there_is_no_pair(cast):
    assert not hasattr(cast, "pair")
    with cast.works():
        assert not Pair.objects.exists()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_lab_is_new_for_each_test(cast, lab, turn):
    assert cast is lab
    with lab.works():
        assert not LabSession.objects.exists()
        assert Pair.objects.get().leader == lab.leader.person
        Pair.objects.update(state=Pair.State.ENDED)


def test_who_asks_for_neither_finds_an_empty_database(db):
    assert not Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_commits_makes_a_cast_of_their_own(cast, request):
    assert standing_in(request.config).given() is None
    assert Account.objects.count() == len(NAMES)


@pytest.mark.parametrize("turn", [1, 2])
def test_who_hangs_up_leaves_the_next_one_a_cast(cast, turn):
    assert Account.objects.count() == len(NAMES)
    connection.close()
