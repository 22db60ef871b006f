import email.utils

import pytest
from django.core import mail
from django.db import ProgrammingError

from notifications.mail import absolute, message_id, one_mail, write_mail
from notifications.models import Message
from organizations.models import Person, StoredFile
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WEB, current
from tests.factories import NOW, PersonFactory

SUBJECT = uuid7()


def write(person, context=None, **more):
    context = context or (lambda: {"subject": "Tomorrow"})
    return write_mail("trial", person, "trial", context, subject_id=SUBJECT, now=NOW, **more)


def test_a_mail_goes_out_as_it_is_kept(cast):
    with cast.works():
        message = write(cast.leader.person)
    (letter,) = mail.outbox
    assert (letter.subject, letter.to, letter.body) == ("Tomorrow", ["leader@aldermeer.test"], message.text)
    assert letter.alternatives[0].content == message.html
    assert "Giulia Marchetti" in message.text
    assert "Giulia Marchetti" in message.html
    assert message.sent_at == message.created_at == NOW
    sent = letter.message()
    assert sent["Message-ID"] == message.message_id
    assert email.utils.parsedate_to_datetime(sent["Date"]) == NOW
    assert sent["Auto-Submitted"] == "auto-generated"


def test_it_is_made_with_the_readers_eyes(cast):
    """The worker sees both files; a mail about them holds the reader's own alone, however its context asks."""
    seen = []

    def context():
        seen.append((current().role, current().person))
        return {"subject": "x", "people": StoredFile.objects.all(), "files": StoredFile.objects.count()}

    with cast.works():
        for member in (cast.leader, cast.mentor):
            StoredFile.keep(name="f", content_type="text/plain", content=b"", owner=member.person, now=NOW)
        assert StoredFile.objects.count() == 2
        write(cast.leader.person, context)
        assert (current().role, StoredFile.objects.count()) == ("app_worker", 2)
    assert seen == [(WEB, cast.leader.person_id)]


def test_what_the_template_asks_for_late_is_asked_with_the_readers_eyes_too(cast, monkeypatch):
    with cast.works():
        for member in (cast.leader, cast.mentor):
            write(member.person, occurrence="first")
        message = write(cast.leader.person, lambda: {"subject": "x", "people": map(recipient, Message.objects.all())})
    assert message.text.count("Giulia Marchetti") == 2
    assert "Daria Nowak" not in message.text


def recipient(message):
    return message.recipient


def test_times_are_the_readers(cast):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(time_zone="Asia/Tokyo")
        there = write(Person.objects.get(pk=cast.leader.person_id))
        here = write(cast.mentor.person)
    assert "it is 17:00 where you are" in there.text
    assert "it is 08:00 where you are" in here.text


def test_a_mail_is_written_once(cast):
    with cast.works():
        assert write(cast.leader.person, occurrence="1") in Message.objects.all()
        assert write(cast.leader.person, occurrence="1") is None
        write(cast.leader.person, occurrence="2")
        write(cast.mentor.person, occurrence="1")
        assert Message.objects.count() == 3
    assert len(mail.outbox) == 3


def test_what_was_written_before_or_comes_twice_is_not_named_again_in_the_one_mail(cast):
    with cast.works():
        write(cast.leader.person, occurrence="1")
        with one_mail(cast.leader.person, now=NOW):
            for occurrence in "12233":
                write(cast.leader.person, occurrence=occurrence)
    assert [message.subject for message in mail.outbox] == ["Tomorrow", "2 things that come late"]


def test_its_id_is_the_same_at_every_attempt_and_another_for_everything_else(cast, stranger):
    base = ("reminder", SUBJECT, cast.leader.person, "1")
    others = [
        ("other", *base[1:]),
        (base[0], uuid7(), *base[2:]),
        (*base[:2], cast.mentor.person, "1"),
        (*base[:2], stranger.leader.person, "1"),
        (*base[:3], "2"),
    ]
    ids = {message_id(*key) for key in [base, base, *others]}
    assert len(ids) == 6
    assert all(key.endswith("@localhost>") for key in ids)


def test_without_an_address_it_is_kept_for_the_product_alone(cast):
    with cast.works():
        message = write(PersonFactory(email=""))
    assert (message.to, message.sent_at, mail.outbox) == ("", None, [])
    assert message.text


def test_a_subject_stays_one_line(cast):
    with cast.works():
        assert write(cast.leader.person, lambda: {"subject": "Tomorrow\r\nBcc: all@x.test"}).subject == (
            "Tomorrow Bcc: all@x.test"
        )
    assert mail.outbox[0].message()["Bcc"] is None


def test_attachments_go_along(cast):
    with cast.works():
        write(cast.leader.person, attachments=[("card.txt", "what to ask", "text/plain")])
    assert mail.outbox[0].attachments[0].filename == "card.txt"


def test_nobody_reads_anothers_mail_and_nobody_rewrites_one(cast, stranger):
    with cast.works():
        write(cast.leader.person)
    for who, count in {"leader": 1, "mentor": 0, "sponsor": 0, "admin": 0}.items():
        with cast.sees(who):
            assert Message.objects.count() == count
    with stranger.works():
        assert Message.objects.count() == 0
    with pytest.raises(ProgrammingError), cast.sees("leader"):
        Message.objects.update(subject="x")


def test_a_mail_is_the_workers_to_write(cast):
    with pytest.raises(ProgrammingError), cast.sees("leader"):
        write(cast.leader.person)
    assert mail.outbox == []


def test_an_address_in_a_mail_is_whole(cast):
    assert absolute(cast.url("organizations:home")) == f"http://localhost:8000/o/{cast.organization.slug}/"
