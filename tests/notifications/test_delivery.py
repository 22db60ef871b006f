"""Whose address cannot be reached: refused at once, or sent back days later; who reads it, and when it is over."""

import io
import mailbox
import smtplib
import sys
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from config.logs import JsonFormatter
from notifications.bounces import Report, read
from notifications.models import Due, Message, Unreachable
from notifications.sweep import sweep
from organizations.models import Person
from tests.factories import NOW
from tests.lab import open_lab

from .kinds import DAY, MINUTE, plan, remind

FAILED = "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; x@x.test\nAction: {action}\nStatus: {status}\n"


@pytest.fixture
def refuses(monkeypatch):
    """`refuses(code)`: from now on the mail server answers every recipient with it; None takes everything again."""
    send = EmailMultiAlternatives.send

    def answer(code):
        def refused(self, *args, **kwargs):
            raise smtplib.SMTPRecipientsRefused(dict.fromkeys(self.to, (code, b"no such leader@aldermeer.test")))

        monkeypatch.setattr(EmailMultiAlternatives, "send", refused if code else send)

    return answer


@pytest.fixture
def reminded(cast, trial):
    """`reminded(at)`: the leader's reminder of that moment, tried."""
    trial.does = remind

    def remind_at(at):
        with cast.works():
            plan(cast.leader, at=at, occurrence=str(at.timestamp())[:10])
        return sweep(at)

    return remind_at


def away(cast, now=NOW, who="admin"):
    with cast.sees(who):
        return set(Unreachable.objects.standing(now).values_list("person", flat=True))


def bounce(message_id, *, action="failed", status="5.1.1", headers_only=False):
    report = MIMEMultipart("report", boundary="between", **{"report-type": "delivery-status"})
    report["From"] = "mailer-daemon@mx.test"
    report.attach(MIMEText("It could not be delivered.", "plain"))
    raw = f"Content-Type: message/delivery-status\n\n{FAILED.format(action=action, status=status)}"
    head = f"Message-ID: {message_id}\nSubject: x\n\n"
    back = f"Content-Type: {'text/rfc822-headers' if headers_only else 'message/rfc822'}\n\n{head}"
    whole = report.as_string()
    begins, boundary = whole.rpartition("\n--")[0], report.get_boundary()
    return f"{begins}\n--{boundary}\n{raw}\n--{boundary}\n{back}\n--{boundary}--\n".encode()


def post_back(raw, monkeypatch, now=NOW):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    with time_machine.travel(now, tick=False):
        call_command("read_bounces", stdout=(said := io.StringIO()))
    return said.getvalue()


def sent_to(cast):
    with cast.works():
        return Message.objects.filter(recipient=cast.leader.person).order_by("-created_at").first().message_id


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_refusal_for_good_is_noted_and_not_tried_again(cast, refuses, reminded):
    refuses(550)
    assert reminded(NOW) == {"done": 1}
    assert away(cast) == {cast.leader.person_id}
    with cast.works():
        assert Message.objects.get().sent_at is None
    assert sweep(NOW + DAY) == {}


def test_a_refusal_for_now_is_tried_again_and_says_nothing_of_anybody(cast, refuses, reminded, caplog):
    refuses(451)
    assert reminded(NOW) == {"waiting": 1}
    assert away(cast) == set()
    said = [JsonFormatter().format(record) for record in caplog.records]
    assert any("SMTPRecipientsRefused" in line for line in said)
    assert not any("aldermeer.test" in line for line in said)
    refuses(None)
    assert sweep(NOW + 2 * MINUTE) == {"done": 1}
    assert len(mail.outbox) == 1


def test_the_next_mail_that_is_taken_ends_it(cast, refuses, reminded):
    refuses(550)
    reminded(NOW)
    refuses(None)
    reminded(NOW + MINUTE)
    assert away(cast) == set()


def test_another_address_begins_anew(cast, refuses, reminded):
    refuses(550)
    reminded(NOW)
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(email="giulia@aldermeer.test")
    assert away(cast) == set()
    reminded(NOW + DAY)
    with cast.works():
        assert Unreachable.objects.get().since == NOW + DAY


# --- sent back --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_mail_that_comes_back_is_found_by_its_id(cast, stranger, reminded, monkeypatch, headers_only):
    reminded(NOW)
    raw = bounce(sent_to(cast), headers_only=headers_only)
    assert post_back(raw, monkeypatch) == "1 reports, 1 of mails from here\n"
    assert away(cast) == {cast.leader.person_id}
    assert away(stranger) == set()


def test_what_is_only_late_is_no_news_and_what_arrived_ends_it(cast, reminded, monkeypatch):
    reminded(NOW)
    post_back(bounce(sent_to(cast), action="delayed", status="4.4.1"), monkeypatch)
    assert away(cast) == set()
    post_back(bounce(sent_to(cast), status="4.4.7"), monkeypatch)  # given up on after days
    with cast.works():
        assert not Unreachable.objects.get().for_good
    post_back(bounce(sent_to(cast), action="delivered", status="2.0.0"), monkeypatch)
    assert away(cast) == set()


def test_after_a_bounce_the_mail_servers_yes_is_believed_once_nothing_comes_back(cast, reminded, monkeypatch):
    reminded(NOW)
    post_back(bounce(sent_to(cast)), monkeypatch)
    reminded(NOW + DAY)
    assert away(cast, NOW + 2 * DAY) == {cast.leader.person_id}
    assert away(cast, NOW + 5 * DAY) == set()
    post_back(bounce(sent_to(cast)), monkeypatch, NOW + 2 * DAY)
    assert away(cast, NOW + 5 * DAY) == {cast.leader.person_id}


def test_a_late_bounce_of_an_address_that_was_mended_is_no_news(cast, reminded, monkeypatch):
    reminded(NOW)
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(email="giulia@aldermeer.test")
    assert post_back(bounce(sent_to(cast)), monkeypatch) == "1 reports, 0 of mails from here\n"


@pytest.mark.parametrize("message_id", ["<x@y.test>", "", "<" + "0" * 40 + "." + "0" * 32 + "@localhost>"])
def test_what_we_never_sent_is_nobodys(cast, monkeypatch, message_id):
    assert post_back(bounce(message_id), monkeypatch).endswith(" 0 of mails from here\n")


def test_a_mailbox_is_read_whole(cast, reminded, tmp_path):
    reminded(NOW)
    for kind in (mailbox.mbox, mailbox.Maildir):
        place = tmp_path / kind.__name__
        box = kind(place, create=True)
        box.add(bounce(sent_to(cast)))
        box.add(b"Subject: I am on holiday\n\nBack on Monday.\n")
        box.close()
        call_command("read_bounces", str(place), stdout=(said := io.StringIO()))
        assert said.getvalue() == "1 reports, 1 of mails from here\n"
    with pytest.raises(CommandError, match="no mailbox"):
        call_command("read_bounces", str(tmp_path / "nothing"))


@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda text: bounce("<x@y>").replace(b"failed", text.encode()))
)
def test_whatever_is_written_to_the_mailbox_breaks_nothing(raw):
    assert all(isinstance(report, Report) for report in read(raw))


# --- who reads it -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lab(cast):
    open_lab(cast)
    with cast.works():
        Unreachable.objects.note(cast.mentor.person, Unreachable.How.BOUNCED, now=NOW)
    return cast


@pytest.mark.parametrize(
    ("who", "view"), [("sponsor", "programs:enrolled"), ("sponsor", "pairing:pairs"), ("admin", "organizations:people")]
)
def test_it_stands_beside_the_name_where_sponsors_and_admins_look(lab, visit, who, view):
    of = {} if who == "admin" else {"pk": lab.cohort.pk}
    with time_machine.travel(NOW, tick=False):
        assert visit(getattr(lab, who)).get(lab.url(view, **of)).text.count("Cannot be reached") == 1


def test_an_admin_reads_what_to_do_on_the_persons_page(lab, visit):
    said = visit(lab.admin).get(lab.url("organizations:member", pk=lab.mentor.pk)).text
    assert "Mails to the address on the roster come back." in said
    assert "Cannot be reached" not in visit(lab.admin).get(lab.url("organizations:member", pk=lab.leader.pk)).text


def test_they_read_it_themselves_and_their_partner_does_not(lab, visit):
    assert "Our mails do not reach you." in visit(lab.mentor).get(lab.url("organizations:home")).text
    assert "Our mails do not reach you." not in visit(lab.leader).get(lab.url("organizations:home")).text
    assert away(lab, who="mentor") == away(lab, who="sponsor") == {lab.mentor.person_id}
    assert away(lab, who="leader") == away(lab, who="executive") == away(lab, who="manager") == set()


def test_no_page_writes_it(lab):
    with pytest.raises(Exception, match="permission denied"), lab.sees("mentor"):
        Unreachable.objects.all().delete()
    with lab.works():
        assert not Due.objects.filter(last_error__contains="@").exists()
