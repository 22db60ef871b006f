"""What keeps people apart before the row policies do: the access functions hold alone, and each of them would be missed.

The person policies are dropped first: with them beneath, a function that lets everything through would often change nothing.
"""

import contextlib
import dataclasses
import functools
from unittest import mock

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from django.test import override_settings

from checkins.models import CheckIn
from organizations.tenancy.scope import WEB, scope
from pairing.actions import USUAL
from pairing.models import PairingRun, SponsorBar
from programs.models import Cohort, Enrolment
from programs.models.documents import papers_in_force
from tests.cast import NAMES, assemble
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.sizes import size

from . import still
from .opened import conditional, guarding, opened, replaced
from .test_probes import policies
from .url_policy import NO_METHOD, POLICY
from .worlds import addresses, furnish

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
BESIDE = ("sponsor above", "sponsor elsewhere", "leader waiting")
READERS = (*BESIDE, *size(("admin", "sponsor", "mentor"), NAMES))
FOR_ALL = {
    ("programs.access", "tools"),
    ("programs.access", "sign_ups"),
}  # every member reads the register, and what is open
FUNCTIONS = sorted(guarding().keys() - FOR_ALL)
HELD_TWICE = {  # by what else stands on the way of every page that asks
    ("organizations.access", "people_not_asked"): "the page asks for the invitations first",
    ("organizations.access", "people_to_invite"): "the page asks for the invitations first",
    ("organizations.importing.access", "roster_import_to_move"): "a verb is refused to whom it isn't one's import",
}


def put_others_beside(cast):
    """In charge of the cohorts while standing above their leader; in charge of another one; a leader without a pair."""
    with cast.works():
        for who in BESIDE:
            setattr(cast, who, MembershipFactory(person=PersonFactory(), is_sponsor="sponsor" in who))
        above, elsewhere, waiting = (getattr(cast, who).person for who in BESIDE)
        cast.leader.person.manager = above
        cast.leader.person.save()
        for cohort in Cohort.objects.all():
            make.CohortSponsorFactory(cohort=cohort, person=above)
            SponsorBar.objects.draw(Enrolment.objects.leaders().filter(cohort=cohort))
        other = make.CohortFactory()
        make.CohortSponsorFactory(cohort=other, person=elsewhere)
        make.EnrolmentFactory(cohort=other, person=waiting)
        make.EnrolmentFactory(cohort=other, person=cast.leader.person)
        Cohort.objects.exclude(pk=other.pk).update(copied_from=other)


def propose(cast):
    """In every run, so that its pages have a leader to show."""
    reasons = {"features": dict.fromkeys(USUAL, 1), "said": [], "has_target": True, "runner_up": None}
    with cast.works():
        for run in PairingRun.objects.filter(proposals=None):
            two = {role: Enrolment.objects.get(cohort=run.cohort, role=role) for role in ("leader", "mentor")}
            run.proposals.create(cohort=run.cohort, kind="goal", score=700, reasons=reasons, **two)


def answer_a_review(cast):
    with cast.works():
        CheckIn.objects.filter(pk=cast.checkin.pk).update(state=CheckIn.State.ANSWERED, answered_at=NOW)


def sign_beside(cast):
    """In every cohort someone of no reader's pair, who has signed its papers."""
    with cast.works():
        for cohort in Cohort.objects.all():
            place = make.EnrolmentFactory(cohort=cohort, person=PersonFactory(), role=Enrolment.Role.MENTOR)
            if all((papers := papers_in_force(cohort)).values()):
                place.signatures.create(name=place.person.name, signed_at=NOW, **papers)


def steps(cast):
    """Every address inside the organization, with the methods that it takes; small, with the first of them."""
    for name, kwargs in addresses(cast).items():
        methods = [method for method in ("get", "post") if getattr(POLICY[name], method) != NO_METHOD]
        for method in size(methods[:1], methods) if POLICY[name].inside else ():
            yield still.Step(name, method, cast.url(name, **kwargs))


class Matrix:
    """What each reader gets at every address, and what the access functions were asked on the way."""

    def __init__(self):
        with still.seeded("matrix", NOW):
            self.cast = furnish(assemble())
            self.steps = list(steps(self.cast))
            put_others_beside(self.cast)
            propose(self.cast)
            sign_beside(self.cast)
            answer_a_review(self.cast)
        self.asked_at = {key: {} for key in FUNCTIONS}  # {function: {(reader, step)}}, in order
        self.asked_for = {key: {} for key in FUNCTIONS}  # {function: {their ids: arguments}} after the one who asks
        self.cells = {}

    def drop_the_person_policies(self):
        drop = [f"DROP POLICY {name} ON {table}" for table, name, *_ in policies("permissive = 'RESTRICTIVE'")]
        still.as_owner("SET CONSTRAINTS ALL IMMEDIATE", *drop)

    def fill(self):
        with contextlib.ExitStack() as stack:
            for key in FUNCTIONS:
                stack.enter_context(replaced(guarding()[key], self._recording(key)))
            stack.enter_context(mock.patch.object(still, "_answer", self._noting(still._answer)))
            for self.who in READERS:
                self.cells[self.who] = self.answers(self.who, self.steps)

    def answers(self, who, steps):
        return still.pages(getattr(self.cast, who), steps, at=NOW)

    def told(self, key):
        """What the first cell that changes says when this function lets everything through; None if none does."""
        with replaced(guarding()[key], opened(*key)):
            changes = (self._change(who, step) for who, step in self.asked_at[key])
            return next(filter(None, changes), None)

    def _change(self, who, step):
        try:
            after = self.answers(who, [step])
        except Exception as error:  # a page that cannot deal with what it never gets
            return [f"{step}: {type(error).__name__}"]
        return differing({step: self.cells[who][step]}, after)

    def kept(self, key):
        """Whether the function gives anybody less than it would without its conditions."""
        return any(
            self._given(guarding()[key], who, rest) != self._given(opened(*key), who, rest)
            for rest in self.asked_for[key].values()
            for who in READERS
        )

    def _given(self, function, who, rest):
        me = getattr(self.cast, who)
        asker = me.person if function.__code__.co_varnames[0] == "person" else me
        with scope(WEB, me.organization_id, me.person_id):
            try:
                return plain(function(asker, *rest))
            except Exception as error:
                return type(error)

    def _recording(self, key):
        function = guarding()[key]

        @functools.wraps(function)
        def recorded(asker, *rest):
            self.asked_at[key][self.who, self.step] = None
            self.asked_for[key][repr(plain(rest))] = rest
            return function(asker, *rest)

        return recorded

    def _noting(self, answer):
        def noted(step, *args):
            self.step = step
            return answer(step, *args)

        return noted


def plain(value):
    """Rows by their ids, so that two results can be compared."""
    if isinstance(value, QuerySet | tuple):
        return [plain(part) for part in value]
    return value.pk if isinstance(value, Model) else value


def differing(before, after):
    """How many queries it took is no cell of the matrix."""
    one, other = (
        {step: dataclasses.replace(answer, queries=0) for step, answer in cells.items()} for cells in (before, after)
    )
    return still.differences(one, other)


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with django_db_blocker.unblock(), override_settings(CACHES=caches), transaction.atomic():
        made = Matrix()
        with_them = {who: made.answers(who, made.steps) for who in size(("mentor", "sponsor above"), READERS)}
        made.drop_the_person_policies()
        made.fill()
        made.with_the_policies = with_them
        yield made
        transaction.set_rollback(True)


def test_without_the_person_policies_everybody_gets_what_they_got_with_them(matrix):
    """No page leans on them: they are the net, not the floor."""
    for who, cells in matrix.with_the_policies.items():
        assert differing(cells, matrix.cells[who]) == [], who


def test_every_access_function_was_asked_by_some_page(matrix):
    assert [key for key in FUNCTIONS if not matrix.asked_at[key]] == []


def test_every_access_function_has_a_condition_of_its_own_or_another_ones():
    assert {key for key in guarding() if not conditional(*key)} == FOR_ALL


def test_every_access_function_gives_somebody_less_than_there_is(matrix):
    assert [key for key in FUNCTIONS if not matrix.kept(key)] == []


def test_an_access_function_that_lets_everything_through_shows_at_some_address(matrix):
    assert {key for key in FUNCTIONS if not matrix.told(key)} == set(HELD_TWICE)
