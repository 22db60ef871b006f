"""The only place where a membership and an id become an object, or a 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


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
