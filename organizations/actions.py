"""Verbs that span several rows, or a row and its letter."""

from django.db import transaction

from .models import AuditEntry, Invitation, Membership, Organization, Person
from .tasks import send_invitation
from .tenancy.models import uuid7
from .tenancy.scope import WEB, scope


def open_organization(*, id, account, name, time_zone, given_name, family_name, now):
    """A new tenant with its first person: who opens it is admin and sponsor. `id` comes from the form, and makes it happen once."""
    person_id = uuid7()
    with scope(WEB, id, person_id):
        organization = Organization.objects.create(
            id=id, slug=Organization.new_slug(name), name=name, time_zone=time_zone, opened_at=now
        )
        person = Person.objects.create(
            id=person_id, given_name=given_name, family_name=family_name, email=account.email, hired_on=None
        )
        membership = Membership.objects.create(
            person=person, account=account, is_admin=True, is_sponsor=True, joined_at=now
        )
        AuditEntry.record("opened organization", organization, by=membership, now=now)
    return organization


def invite(people, *, roles, by, now):
    invitations = [Invitation.invite(person, roles=roles, by=by, now=now) for person in people]
    for invitation in invitations:
        _send(invitation)
    return invitations


def invite_newcomer(*, id, given_name, family_name, email, roles, by, now):
    """Someone whom the roster does not have yet."""
    person = Person.objects.create(id=id, given_name=given_name, family_name=family_name, email=email)
    AuditEntry.record("added person", person, by=by, now=now)
    return invite([person], roles=roles, by=by, now=now)[0]


def send_again(invitation, *, by, now):
    invitation.send_again(by=by, now=now)
    _send(invitation)


def _send(invitation):
    def letter():
        send_invitation.delay(str(invitation.organization_id), str(invitation.pk))

    transaction.on_commit(letter, robust=True)  # no broker: the page says "not sent yet" and offers to send again
