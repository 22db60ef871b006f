import datetime
import itertools
import runpy

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from notifications.mail import write_mail
from notifications.models import DemoMail
from organizations.tenancy.models import uuid7
from tests.factories import NOW

PAGE = "/demo/mails"


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "notifications.backends.RecordedOnly"


def test_outside_a_demonstration_there_is_no_such_page(client, db):
    row = DemoMail.objects.create(to="a@b.test", subject="s", text="t", created_at=NOW)
    for url in (PAGE, f"{PAGE}/{row.pk}"):
        assert client.get(url).status_code == 404
    assert "Mails of this demonstration" not in client.get("/nowhere").text


def test_outside_a_demonstration_the_mailbox_refuses_to_open(settings):
    settings.EMAIL_BACKEND = "notifications.backends.RecordedOnly"
    with pytest.raises(ImproperlyConfigured, match="DEMO=1 alone"):
        mail.get_connection()


@pytest.mark.parametrize(("flag", "backend"), [("1", "RecordedOnly"), ("0", "smtp.EmailBackend")])
def test_a_demonstration_needs_no_mail_server(settings, monkeypatch, flag, backend):
    monkeypatch.setenv("DEMO", flag)
    monkeypatch.delenv("EMAIL_BACKEND", raising=False)
    assert runpy.run_path(settings.BASE_DIR / "config/settings.py")["EMAIL_BACKEND"].endswith(backend)


def test_a_sign_in_code_stands_there(cast, client, demo):
    client.post(reverse("account_request_login_code"), {"email": "leader@aldermeer.test"})
    row = DemoMail.objects.get()
    assert row.to == "leader@aldermeer.test"
    assert abs(row.created_at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)
    assert row.subject in client.get(PAGE).text
    assert "leader@aldermeer.test" in client.get(f"{PAGE}/{row.pk}").text


def test_the_products_mails_stand_there_at_their_own_date(cast, client, demo):
    with cast.works():
        context = {"subject": "<b>Tomorrow</b>"}
        write_mail("trial", cast.leader.person, "trial", lambda: context, subject_id=uuid7(), now=NOW)
    row = DemoMail.objects.get()
    assert (row.created_at, row.html.startswith("<!DOCTYPE") or "<html" in row.html) == (NOW, True)
    text = client.get(f"{PAGE}/{row.pk}").text
    assert "&lt;b&gt;Tomorrow&lt;/b&gt;" in text
    assert "Giulia Marchetti" in text
    assert "<table" not in text


def test_one_finds_the_mailbox_from_every_page_before_the_door(client, db, demo):
    assert f'href="{PAGE}"' in client.get("/nowhere").text


def test_the_newest_date_comes_first_and_pages_follow(client, db, demo):
    for number in range(35):
        at = NOW - datetime.timedelta(hours=number // 2)
        DemoMail.objects.create(to="a@b.test", subject=f"Number {number:02}", text="t", created_at=at)
    first = client.get(PAGE)
    second = client.get(first.context["next_url"])
    found = [str(row) for answer in (first, second) for row in answer.context["mails"]]
    pairs = [sorted(found[at : at + 2]) for at in range(0, 35, 2)]
    assert len(first.context["mails"]) == 30
    assert [*itertools.chain(*pairs)] == [f"Number {number:02}" for number in range(35)]
    assert second.context["next_url"] is None


def test_the_empty_mailbox_says_how_to_fill_it(client, db, demo):
    assert "Ask for a sign-in code" in client.get(PAGE).text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_is_one_query(client, db, demo, django_assert_num_queries, rows):
    for _ in range(rows):
        DemoMail.objects.create(to="a@b.test", subject="s", text="t", created_at=NOW)
    with django_assert_num_queries(1):
        client.get(PAGE)
