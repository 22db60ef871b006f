"""People as the ledger knows them: a random token each, so that an erased person still counts in their atoms."""

import uuid

from .models import LedgerToken


def tokens_of(people):
    """{person id: token as text}; whoever has none yet gets one."""
    wanted = set(people)
    known = dict(LedgerToken.objects.filter(person_id__in=wanted).values_list("person_id", "token"))
    new = [
        LedgerToken(organization_id=_organization(), person_id=pk, token=uuid.uuid4())
        for pk in sorted(wanted - known.keys())
    ]
    LedgerToken.objects.bulk_create(new)
    known |= {row.person_id: row.token for row in new}
    return {person: str(token) for person, token in known.items()}


def _organization():
    from organizations.tenancy.scope import current

    return current().organization
