from .accounts import Account
from .audit import AuditEntry
from .jobs import Job, StoredFile
from .organizations import Organization
from .people import Membership, Person

__all__ = ["Account", "AuditEntry", "Job", "Membership", "Organization", "Person", "StoredFile"]
