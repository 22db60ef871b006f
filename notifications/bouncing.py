"""What a report of a mail server's says about a person's address is kept; by the worker, in the organization of the mail."""

import re
import uuid

from organizations.tenancy.scope import WORKER, scope

from .models import Message, Unreachable

# `mail.message_id`: a hash, and the organization in which it is looked up
OURS = re.compile(r"<[0-9a-f]{40}\.([0-9a-f]{32})@[^<>\s]+>")


def take(report, *, now):
    """Whether it was about a mail of ours, to the address that its reader still has."""
    found = OURS.fullmatch(report.message_id)
    if not found:
        return False
    with scope(WORKER, uuid.UUID(found[1])):
        message = Message.objects.select_related("recipient").filter(message_id=report.message_id).first()
        if message is None or message.to.lower() != message.recipient.email.lower():
            return False
        _note(message.recipient, report, now)
    return True


def _note(person, report, now):
    if report.arrived:
        Unreachable.objects.arrived(person)
    else:
        Unreachable.objects.note(person, Unreachable.How.BOUNCED, now=now, for_good=report.for_good)
