"""The people that recur in every test: an admin, a sponsor, an executive, a leader, a mentor, a line manager, an assistant."""

from types import SimpleNamespace

from organizations.models import Organization
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WEB, WORKER, scope

from .factories import MembershipFactory, OrganizationFactory, PersonFactory

ROLES = {"admin": {"is_admin": True}, "sponsor": {"is_sponsor": True}, "executive": {"is_executive": True}}
NAMES = {
    "admin": ("Karin", "Holm"),
    "sponsor": ("Ingrid", "Sørensen"),
    "executive": ("Pieter", "Hoekstra"),
    "leader": ("Giulia", "Marchetti"),
    "mentor": ("Daria", "Nowak"),
    "manager": ("Tomás", "O’Neil"),
    "assistant": ("Ruth", "Amsel"),
}


class Cast(SimpleNamespace):
    """`cast.leader` is a Membership; `cast.sees("leader")` opens what that person may see."""

    organization: Organization

    def sees(self, who):
        return scope(WEB, self.organization.pk, getattr(self, who).person_id)

    def works(self):
        return scope(WORKER, self.organization.pk)

    def url(self, view, **kwargs):
        return self.organization.url(view, **kwargs)


def assemble(name="Aldermeer Bank", domain="aldermeer.test"):
    key = uuid7()
    with scope(WORKER, key):
        cast = Cast(organization=OrganizationFactory(id=key, name=name))
        for who, (given, family) in NAMES.items():
            email = f"{who}@{domain}"
            person = PersonFactory(given_name=given, family_name=family, email=email, unit="Bank / Operations")
            setattr(cast, who, MembershipFactory(person=person, **ROLES.get(who, {})))
        cast.mentor.person.manager = cast.manager.person
        cast.mentor.person.save()
    return cast
