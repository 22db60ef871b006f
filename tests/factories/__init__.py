"""Rows for tests. Arrange them as the worker (`scope(WORKER, …)`): no person policy stands in its way."""

import datetime

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from organizations import models

NOW = datetime.datetime(2026, 9, 14, 8, 0, tzinfo=datetime.UTC)
PASSWORD = "correct horse battery"


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Account
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.test".format)
    password = factory.LazyFunction(lambda: make_password(None))  # signs in by code

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Organization

    name = factory.Sequence("Organization {}".format)
    slug = factory.LazyAttribute(lambda it: models.Organization.new_slug(it.name))
    opened_at = NOW


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Person

    given_name = factory.Sequence("Given{}".format)
    family_name = factory.Sequence("Family{}".format)
    staff_number = factory.Sequence("{:05}".format)
    email = factory.Sequence("given{}@roster.test".format)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Membership

    person = factory.SubFactory(PersonFactory)
    account = factory.SubFactory(AccountFactory, email=factory.SelfAttribute("..person.email"))
    joined_at = NOW


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Invitation

    person = factory.SubFactory(PersonFactory)
    email = factory.SelfAttribute("person.email")
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda it: it.invited_at + datetime.timedelta(days=14))
