"""Reads what mail servers send back (RFC 3464). Pure: bytes in, reports out; whatever is no such report gives none."""

import email
import email.errors
import email.policy
from typing import NamedTuple

FAILED, DELIVERED = "failed", "delivered"


class Report(NamedTuple):
    """What became of one mail for its recipient."""

    message_id: str  # as it stands in the mail: <…@…>
    arrived: bool
    for_good: bool  # of one that did not: another attempt would do no better


def read(raw: bytes) -> list[Report]:
    """The reports in one message, of the final outcomes alone: a mail that is only late tells nothing yet."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return list(_reports(message))
    except (email.errors.MessageError, LookupError, ValueError, TypeError, AttributeError):
        return []  # the library gives up on some of what strangers can write


def _reports(message):
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    parts = list(message.iter_parts())
    message_id = next((found for part in parts if (found := _original_id(part))), "")
    for part in parts if message_id else ():
        if part.get_content_type() == "message/delivery-status":
            yield from _outcomes(part, message_id)


def _outcomes(part, message_id):
    for fields in part.get_payload():
        action = _word(fields, "Action").lower()
        if action == FAILED:
            yield Report(message_id, arrived=False, for_good=_word(fields, "Status").startswith("5"))
        elif action == DELIVERED:
            yield Report(message_id, arrived=True, for_good=False)


def _original_id(part):
    """Of the mail that was sent back: whole, or its head alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inside = part.get_payload()
        return _word(inside[0], "Message-ID") if isinstance(inside, list) and inside else ""
    if kind in ("text/rfc822-headers", "message/rfc822-headers"):
        return _word(email.message_from_string(_text(part), policy=email.policy.compat32), "Message-ID")
    return ""


def _text(part):
    return part.get_content() if part.get_content_maintype() == "text" else str(part.get_payload())


def _word(fields, name):
    return str(fields.get(name) or "").strip()
