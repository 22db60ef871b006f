import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from organizations.models import Membership, Person


def test_a_key_into_another_organization_is_refused_by_the_database(cast, stranger):
    with pytest.raises(IntegrityError), cast.works():
        Person.objects.create(family_name="Spy", manager_id=stranger.leader.person_id)
        connection.check_constraints()


def test_a_row_of_another_organization_cannot_be_written(cast, stranger):
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError), cast.works():
        Person.objects.create(family_name="Spy", organization_id=stranger.organization.pk)


def test_a_form_names_the_field_that_points_outside(cast, stranger):
    with cast.works():
        person = Person(family_name="Spy", organization=cast.organization, manager=stranger.leader.person)
        with pytest.raises(ValidationError, match="manager"):
            person.full_clean()


def test_staff_numbers_are_unique_inside_an_organization_only(cast, stranger):
    with stranger.works():
        Person.objects.create(family_name="Twin", staff_number=cast.leader.person.staff_number)
    with pytest.raises(IntegrityError), cast.works():
        Person.objects.create(family_name="Twin", staff_number=cast.leader.person.staff_number)


def test_a_person_has_one_membership(cast):
    with pytest.raises(IntegrityError), cast.works():
        Membership.objects.create(
            person=cast.leader.person, account=cast.mentor.account, joined_at=cast.leader.joined_at
        )
