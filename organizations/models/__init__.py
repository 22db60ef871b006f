from .accounts import Account
from .audit import AuditEntry, AuditSeal
from .invitations import AlreadySomeoneElse, Invitation, Lapsed
from .jobs import Job, StoredFile
from .organizations import Organization
from .people import ROLES, LastAdmin, Membership, Person

__all__ = [
    "ROLES",
    "Account",
    "AlreadySomeoneElse",
    "AuditEntry",
    "AuditSeal",
    "Invitation",
    "Job",
    "Lapsed",
    "LastAdmin",
    "Membership",
    "Organization",
    "Person",
    "StoredFile",
]
