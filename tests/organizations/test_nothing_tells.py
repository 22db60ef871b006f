"""Whether an address has an account shows in no answer: status, headers, cookies, words and where it leads are the same."""

import re

import pytest
from django.test import Client

from tests.factories import PASSWORD, AccountFactory

KNOWN, UNKNOWN = "known@example.test", "nobody@example.test"
PER_REQUEST = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


@pytest.fixture(autouse=True)
def account(db):
    account = AccountFactory(email=KNOWN)
    account.set_password(PASSWORD)
    account.save()
    return account


def seen(answer, address):
    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Expires")}
    text = PER_REQUEST.sub("", answer.text).replace(address, "(address)")
    return answer.status_code, headers, sorted(answer.cookies), text


def walk(address, *steps):
    """The same steps in a new browser, and everything that it was told."""
    client = Client()
    told = []
    for path, data in steps:
        data = {key: value.format(address=address) for key, value in data.items()}
        for answer in (client.post(path, data), client.get(path)):
            told.append(seen(answer, address))
            told.append(seen(client.get(answer.url), address) if answer.status_code == 302 else None)
    told.append(sorted(client.cookies))
    return told


WAYS = {
    "password": [("/accounts/login/", {"login": "{address}", "password": "wrong password"})],
    "code": [("/accounts/login/", {"login": "{address}", "code": "1"})],
    "code on its page": [("/accounts/login/code/", {"email": "{address}"})],
    "sign-up": [("/accounts/signup/", {"email": "{address}"})],
    "reset": [("/accounts/password/reset/", {"email": "{address}"})],
}
NEXT_PAGE = {
    "code": "/accounts/login/code/confirm/",
    "code on its page": "/accounts/login/code/confirm/",
    "sign-up": "/accounts/confirm-email/",
    "reset": "/accounts/password/reset/confirm/",
}


@pytest.mark.parametrize("way", WAYS)
def test_the_first_answer(way):
    assert walk(KNOWN, *WAYS[way]) == walk(UNKNOWN, *WAYS[way])


@pytest.mark.parametrize("way", NEXT_PAGE)
def test_wrong_codes_and_new_codes_until_it_ends(way):
    page = NEXT_PAGE[way]
    steps = [
        *WAYS[way],
        *[(page, {"code": "WRONG"})] * 2,
        (page, {"action": "resend"}),
        *[(page, {"code": "WRONG"})] * 2,
    ]
    assert walk(KNOWN, *steps) == walk(UNKNOWN, *steps)


@pytest.mark.parametrize("way", WAYS)
def test_as_many_letters_go_out(way, mailoutbox):
    counts = []
    for address in (KNOWN, UNKNOWN):
        walk(address, *WAYS[way])
        counts.append(len([letter for letter in mailoutbox if letter.to == [address]]))
    assert counts == ([0, 0] if way == "password" else [1, 1])


@pytest.mark.parametrize("way", WAYS)
def test_the_limits_bite_at_the_same_try(way, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        "login_failed": "2/m/key",
        "request_login_code": "2/m/key",
        "reset_password": "2/m/key",
    }
    steps = WAYS[way] * 4
    assert walk(KNOWN, *steps) == walk(UNKNOWN, *steps)


def test_the_letter_to_an_unknown_address_says_how_to_go_on(mailoutbox):
    walk(UNKNOWN, *WAYS["code"])
    (letter,) = mailoutbox
    assert "there is no account with it" in " ".join(letter.body.split())
    assert "http://localhost:8000/accounts/signup/" in letter.body


def test_the_letter_to_someone_who_signs_up_again_leads_to_sign_in(mailoutbox):
    walk(KNOWN, *WAYS["sign-up"])
    (letter,) = mailoutbox
    assert "There is one already" in " ".join(letter.body.split())
    assert "http://localhost:8000/accounts/login/" in letter.body


def test_letters_name_the_site_whatever_host_was_asked_for(mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/login/", {"login": UNKNOWN, "code": "1"}, headers={"host": "evil.test"})
    assert "evil.test" not in mailoutbox[0].body
