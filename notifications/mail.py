"""Mails: made with the reader's eyes, kept as rows, sent once.

What comes late comes together: `one_mail` holds back what is written to one person and sends a single mail that names it all.
"""

import contextlib
import contextvars
import email.utils
import hashlib
import smtplib
import urllib.parse
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.mail import folded
from organizations.tenancy.scope import WEB, scope

from .models import Message

TOGETHER = "together"
_line = contextvars.ContextVar("line", default=None)
_held_back = contextvars.ContextVar("held_back", default=None)


class CalendarPart(NamedTuple):
    """What a mail tells its reader's calendar program (RFC 6047)."""

    method: str  # REQUEST or CANCEL
    content: bytes


class Letter(NamedTuple):
    """A mail that is written and neither kept nor sent yet."""

    message: Message
    eyebrow: str  # what it is about, above its headline
    main_url: str  # where its first button leads
    calendar: CalendarPart | None = None
    attachments: tuple = ()


def write_mail(kind, person, template, context, *, subject_id, now, occurrence="", attachments=()):
    """Render mail/<template>.txt and .html for `person`, keep it as a Message and send it: once, however often it is called.

    `context` is called inside the reader's own scope, so that the mail can hold nothing that their pages would not; it gives
    a dict with the `subject`, the `main_url` if there is a page to go to, and the `calendar` part if it brings
    one. `attachments` are (name, content, type). Without an address nothing is sent. Gives the Message, or None if it was
    written before.
    """
    key = message_id(kind, subject_id, person, occurrence)
    message = Message(
        kind=kind, recipient=person, subject_id=subject_id, message_id=key, to=person.email, created_at=now
    )
    message.subject, message.text, message.html, *said = _rendered(person, template, context, now)
    letter, late = Letter(message, *said, tuple(attachments)), _held_back.get()
    # Calendar programs read one part of a mail: several in one would be lost on them.
    if late is None or late.person_id != person.pk or letter.calendar:
        return message if _deliver(letter) else None
    if _is_written(message, late.letters):
        return None
    late.letters.append(letter)
    return message


@contextlib.contextmanager
def one_line():
    """All mails sent within go over one connection, opened with the first: a new one for each costs a third of the time."""
    line = get_connection()
    before = _line.set(line)
    try:
        yield
    finally:
        _line.reset(before)
        _hang_up(line)


class _HeldBack(NamedTuple):
    person_id: object
    letters: list


@contextlib.contextmanager
def one_mail(person, *, now):
    """Whatever is written to `person` within reaches them as one mail; each is kept by itself, so that none is written again.

    One mail for one transaction is also what keeps the price of a crash at one copy.
    """
    letters = []
    before = _held_back.set(_HeldBack(person.pk, letters))
    try:
        yield
    finally:
        _held_back.reset(before)
    if len(letters) > 1 and person.email:
        _send_together(letters, person, now)
    else:
        for letter in letters:
            _deliver(letter)


def _send_together(letters, person, now):
    """Its id follows from the oldest of them: another attempt, which may find more of them, makes a copy of the same mail."""
    for letter in letters:
        letter.message.keep()  # without `sent_at`: what left is the one that names them
    write_mail(
        TOGETHER,
        person,
        TOGETHER,
        lambda: _together(letters, person),
        subject_id=letters[0].message.subject_id,
        now=now,
        occurrence=letters[0].message.message_id,
        attachments=[attachment for letter in letters for attachment in letter.attachments],
    )


def _together(letters, person):
    return {
        "subject": _("%(count)s things that come late") % {"count": len(letters)},
        "eyebrow": person.organization.name,
        "headline": _("Late, and all at once."),
        "letters": letters,
        "main_url": absolute(person.organization.url("organizations:home")),
        "why": _("These were due while no mail could be sent. They come as one, so that you need not open each."),
    }


def _is_written(message, letters):
    if message.message_id in {letter.message.message_id for letter in letters}:
        return True
    return Message.objects.filter(recipient=message.recipient_id, message_id=message.message_id).exists()


def _deliver(letter):
    """Says whether it was new."""
    message = letter.message
    message.sent_at = message.created_at if message.to else None
    is_new = message.keep()
    if is_new and message.to:
        _post(_envelope(letter))
    return is_new


def written(kind, subject_id, person, occurrences):
    """Those of the occurrences for which this mail was written to this person."""
    keys = {message_id(kind, subject_id, person, it): it for it in occurrences}
    found = Message.objects.filter(recipient=person, message_id__in=list(keys))
    return {keys[key] for key in found.values_list("message_id", flat=True)}


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
    subject = " ".join(str(values["subject"]).split())
    frame = values.get("eyebrow", ""), values.get("main_url", ""), values.get("calendar")
    return subject, text.strip() + "\n", html, *frame


def _post(mail):
    """A line that broke is not tried again with the same mail, which may have arrived; the next mail opens another."""
    mail.connection = line = _line.get()
    try:
        if line:
            line.open()
        mail.send()
    except Exception:
        if line:
            _hang_up(line)
        raise


def _hang_up(line):
    with contextlib.suppress(smtplib.SMTPException, OSError):
        line.close()


def _envelope(letter):
    message = letter.message
    headers = {
        "Message-ID": message.message_id,
        "Date": email.utils.format_datetime(message.created_at),
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(message.subject, folded(message.text), to=[message.to], headers=headers)
    mail.attach_alternative(message.html, "text/html")
    if letter.calendar:  # the last alternative: whoever can read it takes it for the mail itself
        method, content = letter.calendar
        mail.attach_alternative(content.decode(), f"text/calendar; method={method}")
    for attachment in letter.attachments:
        mail.attach(*attachment)
    return mail
