"""Who can be the independent contact, and how someone of the roster is named."""

import pytest
from django.core.exceptions import ValidationError

from organizations.line import above
from organizations.models import Person
from programs import contacts
from programs.forms.people import PersonField
from tests.factories import PersonFactory

from .design import design


def chain(*names):
    """Each reports to the next one."""
    people, manager = [], None
    for name in reversed(names):
        manager = PersonFactory(given_name="", family_name=name, manager=manager)
        people.append(manager)
    return people[::-1]


@pytest.fixture
def line(cast):
    with cast.works():
        yield chain("Five", "Four", "Three", "Two", "One")


def objection(person, **others):
    return contacts.objection(person, **{"sponsors": set()} | {role: {it.pk} for role, it in others.items()})


class TestObjection:
    def test_none_to_someone_outside(self, line):
        assert objection(PersonFactory(), sponsors=line[0], leaders=line[1]) is None

    @pytest.mark.parametrize("role", ["sponsors", "leaders"])
    def test_anyone_above_is_inside_at_any_remove(self, line, role):
        assert [bool(objection(it, **{role: line[0]})) for it in line[1:]] == [True] * 4

    @pytest.mark.parametrize("role", ["sponsors", "leaders"])
    def test_below_it_ends_at_one_remove(self, line, role):
        assert [bool(objection(it, **{role: line[4]})) for it in line[:4]] == [False, False, True, True]

    @pytest.mark.parametrize("role", ["sponsors", "leaders", "mentors"])
    def test_nobody_of_the_cohort_itself(self, line, role):
        assert "Choose someone outside it" in objection(line[0], **{role: line[0]})

    def test_a_mentors_manager_may_be(self, line):
        assert objection(line[1], mentors=line[0]) is None

    def test_nobody_who_left(self, cast):
        with cast.works():
            assert "has left" in objection(PersonFactory(left_on="2026-01-01"))

    def test_a_circle_in_the_roster_ends(self, line):
        Person.objects.filter(pk=line[4].pk).update(manager=line[0])
        assert above({line[0].pk}) == {it.pk for it in line}

    def test_a_long_line_costs_one_query(self, line, django_assert_num_queries):
        with django_assert_num_queries(1):
            above({line[0].pk})

    def test_above_nobody_nobody_is_looked_for(self, line, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert above([]) == above({line[0].pk}, 0) == set()

    @pytest.mark.parametrize("removes", [1, 2, 3, 20])
    def test_it_is_followed_as_far_as_asked(self, line, removes):
        assert above({line[0].pk}, removes) == {it.pk for it in line[1 : 1 + removes]}

    def test_a_circle_ends_where_it_is_followed_so_far_too(self, line):
        Person.objects.filter(pk=line[4].pk).update(manager=line[0])
        assert above({line[0].pk}, 12) == {it.pk for it in line}


class TestPersonField:
    def clean(self, words):
        return PersonField(required=False).clean(words)

    @pytest.fixture(autouse=True)
    def people(self, cast):
        with cast.works():
            self.jose = PersonFactory(
                given_name="José", family_name="O’Neil", email="Jose@bank.test", staff_number="7", left_on=None
            )
            PersonFactory(given_name="An", family_name="Li", email="an1@bank.test")
            PersonFactory(given_name="An", family_name="Li", email="", staff_number="88")
            PersonFactory(given_name="Gone", family_name="Away", left_on="2026-01-01")
            yield

    @pytest.mark.parametrize("words", ["jose@BANK.test", "7", "josé o’neil", "  José O’Neil "])
    def test_finds_one(self, words):
        assert self.clean(words) == self.jose

    def test_empty_is_nobody(self):
        assert self.clean(" ") is None

    @pytest.mark.parametrize("words", ["Nobody", "Gone Away", "José"])
    def test_says_when_there_is_none(self, words):
        with pytest.raises(ValidationError, match="Nobody on the roster"):
            self.clean(words)

    def test_tells_two_of_a_name_apart(self):
        with pytest.raises(ValidationError, match=r"an1@bank\.test, 88|88, an1@bank\.test"):
            self.clean("an li")


class TestOnTheForm:
    def refused(self, cast, visit, person, it):
        url = cast.url("programs:cohort_edit", pk=it.cohort.pk)
        return visit(cast.sponsor).post(url, {"contact": person.email, "version": 1}).context["form"].errors

    def test_the_sponsors_own_manager_is_refused(self, cast, visit):
        it = design(cast, contact=None)
        with cast.works():
            Person.objects.filter(pk=cast.sponsor.person_id).update(manager=cast.manager.person)
        found = self.refused(cast, visit, cast.manager.person, it)
        assert "stands in the reporting line" in found["contact"][0]

    def test_on_opening_too(self, cast, visit):
        it = design(cast, contact=None)
        url = cast.url("programs:cohort_new", pk=it.program.pk)
        page = visit(cast.sponsor).post(url, {"name": "Run", "contact": cast.sponsor.person.email})
        assert "in charge of it" in page.context["form"].errors["contact"][0]
