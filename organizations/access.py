"""The only place where a membership and an id become an object, or a 404."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from .models import AuditEntry, Invitation, Membership, Person


def require_admin(membership):
    """403 and not 404: every member may know that the organization has settings."""
    if not membership.is_admin:
        raise PermissionDenied


def one(queryset, **lookup):
    """The row, or the same 404 for one that is foreign, hidden or was never there."""
    found = queryset.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def people_with_access(membership):
    require_admin(membership)
    return Membership.objects.select_related("person", "organization", "account").in_order()


def member(membership, pk):
    return one(people_with_access(membership), pk=pk)


def audit_entries(membership):
    """What was done to the roster, access, programs and measures; what is done in the labs is nobody's to read here."""
    require_admin(membership)
    return AuditEntry.objects.open().newest_first()


def invitations(membership):
    require_admin(membership)
    return Invitation.objects.select_related("person", "organization").newest_first()


def invitation(membership, pk):
    return one(invitations(membership), pk=pk)


def people_to_invite(membership):
    require_admin(membership)
    return Person.objects.to_invite().in_order()


def people_not_asked(membership):
    """Those to invite whose answer is not awaited already."""
    asked = Invitation.objects.unanswered().filter(person=OuterRef("pk"))
    return people_to_invite(membership).filter(~Exists(asked))
