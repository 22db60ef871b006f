"""Mails: made with the reader's eyes, kept as rows, sent once.

What comes late comes together: `one_mail` holds back what is written to one person and sends a single mail that names it all.
So does `daily_mail` with what its reader wants once a day. `no_mail` writes nothing.
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
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.mail import folded
from organizations.tenancy.scope import WEB, scope

from .links import PreferencesLink, UnsubscribeLink
from .models import Message, Unreachable
from .models.choices import Reach
from .news import DIGEST, OFF, news

TOGETHER = "together"
_line = contextvars.ContextVar("line", default=None)
_reach = contextvars.ContextVar("reach", default=None)
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
    off_url: str = ""  # one post there, and this kind of mail comes no more
    retries: bool = False  # its reader's address has refused a mail


class Foot(NamedTuple):
    """What each mail has to know of its reader."""

    email: str  # how they want this kind
    preferences_url: str
    off_url: str
    retries: bool


def write_mail(kind, person, template, context, *, subject_id, now, occurrence="", attachments=()):
    """Render mail/<template>.txt and .html for `person`, keep it as a Message and send it: once, however often it is called.

    `context` is called inside the reader's own scope, so that the mail can hold nothing that their pages would not; it gives
    a dict with the `subject`, the `main_url` if there is a page to go to, and the `calendar` part if it brings
    one. `attachments` are (name, content, type). Without an address nothing is sent. Gives the Message, or None if it was
    written before or its reader wants none of the kind.
    """
    foot, late = _foot(person, news[kind]), _held_back.get()
    late = late if late and late.person_id == person.pk else None
    if foot.email == OFF or (late and late.letters is None):
        return None
    key = message_id(kind, subject_id, person, occurrence)
    message = Message(
        kind=kind, recipient=person, subject_id=subject_id, message_id=key, to=person.email, created_at=now
    )
    message.subject, message.text, message.html, *said = _rendered(person, template, context, foot, now)
    letter = Letter(message, *said, tuple(attachments), foot.off_url, foot.retries)
    # Calendar programs read one part of a mail: several in one would be lost on them.
    if late is None or letter.calendar:
        return message if _deliver(letter) else None
    if _is_written(message, late.letters):
        return None
    late.letters.append(letter)
    return message


def _foot(person, kind):
    known = _reach.get()
    reach = known if known and (known.person_id, known.kind) == (person.pk, kind) else Reach.of(person.pk, kind)
    about = (person.organization_id, person.pk, reach.round)
    off_url = UnsubscribeLink(*about, kind.key).url() if kind.may_turn_off else ""
    return Foot(reach.email, PreferencesLink(*about).url(), off_url, reach.retries)


@contextlib.contextmanager
def reaching(reach):
    """How its reader wants the kind of mail that is written within is known already."""
    before = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(before)


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
    letters: list | None  # where there is no list nothing is written


@contextlib.contextmanager
def _holding_back(person_id, letters):
    before = _held_back.set(_HeldBack(person_id, letters))
    try:
        yield letters
    finally:
        _held_back.reset(before)


def no_mail(person_id):
    """Nothing is written to this person within: it would come in quiet hours, or too late."""
    return _holding_back(person_id, None)


@contextlib.contextmanager
def daily_mail(person, *, first, now):
    """Whatever is written to `person` within comes in their daily mail, whose id follows from the `first` row gathered for it.

    Nothing written, no mail.
    """
    with _holding_back(person.pk, []) as letters:
        yield
    for letter in letters:
        letter.message.keep()
    if letters and person.email:
        about = {"subject_id": person.pk, "occurrence": f"{first.pk} {first.due_at.isoformat()}"}
        _send_named(DIGEST, letters, person, lambda: _day(letters, person, now), now=now, **about)


@contextlib.contextmanager
def one_mail(person, *, now):
    """Whatever is written to `person` within reaches them as one mail; each is kept by itself, so that none is written again.

    One mail for one transaction is also what keeps the price of a crash at one copy.
    """
    with _holding_back(person.pk, []) as letters:
        yield
    if len(letters) > 1 and person.email:
        _send_together(letters, person, now)
    else:
        for letter in letters:
            _deliver(letter)


def _send_together(letters, person, now):
    """Its id follows from the oldest of them: another attempt, which may find more of them, makes a copy of the same mail."""
    for letter in letters:
        letter.message.keep()  # without `sent_at`: what left is the one that names them
    oldest = letters[0].message
    about = {"subject_id": oldest.subject_id, "occurrence": oldest.message_id}
    _send_named(TOGETHER, letters, person, lambda: _together(letters, person), now=now, **about)


def _send_named(kind, letters, person, context, **about):
    attachments = [attachment for letter in letters for attachment in letter.attachments]
    write_mail(kind, person, kind, context, attachments=attachments, **about)


def _day(letters, person, now):
    one = letters[0].message.subject
    many = ngettext("%(count)d thing for you", "%(count)d things for you", len(letters)) % {"count": len(letters)}
    return {
        "subject": one if len(letters) == 1 else many,
        "eyebrow": date_format(timezone.localtime(now), "l j F"),
        "headline": many,
        "letters": letters,
        "main_url": absolute(person.organization.url("organizations:home")),
        "why": _("You asked for these once a day."),
    }


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
        _send(letter)
    return is_new


def written(kind, subject_id, person, occurrences):
    """Those of the occurrences for which this mail was written to this person."""
    keys = {message_id(kind, subject_id, person, it): it for it in occurrences}
    found = Message.objects.filter(recipient=person, message_id__in=list(keys))
    return {keys[key] for key in found.values_list("message_id", flat=True)}


def _send(letter):
    """A refusal for good is no reason to try again, and a fact about the address; any other error is tried again."""
    message = letter.message
    try:
        _post(_envelope(letter))
    except smtplib.SMTPRecipientsRefused as refusal:
        if not all(500 <= code < 600 for code, _said in refusal.recipients.values()):
            raise
        message.never_left()
        Unreachable.objects.note(message.recipient, Unreachable.How.REFUSED, now=message.created_at)
    else:
        if letter.retries:
            Unreachable.objects.taken(message.recipient, now=message.created_at)


def message_id(kind, subject_id, person, occurrence):
    """The same for every attempt at the same mail: who gets a copy after all sees it folded into one."""
    said = "\n".join(map(str, (person.organization_id, kind, subject_id, person.pk, occurrence)))
    left = (
        f"{hashlib.sha256(said.encode()).hexdigest()[:40]}.{person.organization_id.hex}"  # where a bounce is looked up
    )
    return f"<{left}@{urllib.parse.urlsplit(settings.SITE_URL).hostname}>"


def absolute(url):
    """The whole address of a page, as a mail needs it."""
    return f"{settings.SITE_URL}{url}"


def _rendered(person, template, context, foot, now):
    eyes = scope(WEB, person.organization_id, person.pk, savepoint=False)  # a mail that can't be made is not half made
    with eyes, timezone.override(person.zone):
        organization = person.organization
        values = {"reader": person, "now": now, "organization_name": organization.name, **context()}
        values |= {"preferences_url": foot.preferences_url, "unsubscribe_url": foot.off_url}
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
    if letter.off_url:
        headers |= {"List-Unsubscribe": f"<{letter.off_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(message.subject, folded(message.text), to=[message.to], headers=headers)
    mail.attach_alternative(message.html, "text/html")
    if letter.calendar:  # the last alternative: whoever can read it takes it for the mail itself
        method, content = letter.calendar
        mail.attach_alternative(content.decode(), f"text/calendar; method={method}")
    for attachment in letter.attachments:
        mail.attach(*attachment)
    return mail
