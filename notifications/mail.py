"""Mails: made with the reader's eyes, kept as rows, sent once."""

import email.utils
import hashlib
import urllib.parse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from organizations.mail import folded
from organizations.tenancy.scope import WEB, scope

from .models import Message


def write_mail(kind, person, template, context, *, subject_id, now, occurrence="", attachments=()):
    """Render mail/<template>.txt and .html for `person`, keep it as a Message and send it. A second call finds the first's.

    `context` is called inside the reader's own scope, so that the mail can hold nothing that their pages would not;
    it gives a dict with the `subject`. `attachments` are (name, content, type). Without an address nothing is sent.
    """
    key = message_id(kind, subject_id, person, occurrence)
    if written := Message.objects.filter(recipient=person, message_id=key).first():
        return written
    message = Message(kind=kind, recipient=person, subject_id=subject_id, message_id=key, to=person.email)
    message.subject, message.text, message.html = _rendered(person, template, context, now)
    message.created_at, message.sent_at = now, now if person.email else None
    message.save()
    if person.email:
        _envelope(message, attachments).send()
    return message


def message_id(kind, subject_id, person, occurrence):
    """The same for every attempt at the same mail: who gets a copy after all sees it folded into one."""
    said = "\n".join(map(str, (person.organization_id, kind, subject_id, person.pk, occurrence)))
    return f"<{hashlib.sha256(said.encode()).hexdigest()[:40]}@{urllib.parse.urlsplit(settings.SITE_URL).hostname}>"


def absolute(url):
    """The whole address of a page, as a mail needs it."""
    return f"{settings.SITE_URL}{url}"


def _rendered(person, template, context, now):
    eyes = scope(WEB, person.organization_id, person.pk, savepoint=False)  # a mail that can't be made is not half made
    with eyes, timezone.override(person.zone):
        organization = person.organization
        values = {"reader": person, "now": now, "organization_name": organization.name, **context()}
        text, html = (render_to_string(f"mail/{template}.{form}", values) for form in ("txt", "html"))
    return " ".join(str(values["subject"]).split()), text.strip() + "\n", html


def _envelope(message, attachments):
    headers = {
        "Message-ID": message.message_id,
        "Date": email.utils.format_datetime(message.created_at),
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(message.subject, folded(message.text), to=[message.to], headers=headers)
    mail.attach_alternative(message.html, "text/html")
    for attachment in attachments:
        mail.attach(*attachment)
    return mail
