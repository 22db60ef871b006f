import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from organizations.models import Account
from tests.factories import PASSWORD, AccountFactory

from .letters import code_in

LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"
CONFIRM, VERIFY = "/accounts/login/code/confirm/", "/accounts/confirm-email/"
COMMON = "iloveyou123"  # long enough, and on the list that ships with Django


@pytest.fixture
def account(db):
    account = AccountFactory(email="known@example.test")
    account.set_password(PASSWORD)
    account.save()
    return account


def who(client):
    return get_user(client)


def test_by_password(client, account):
    answer = client.post(LOGIN, {"login": "Known@Example.test", "password": PASSWORD})
    assert answer.url == "/"
    assert who(client) == account


def test_by_code_from_the_same_page(client, account, mailoutbox):
    answer = client.post(LOGIN, {"login": account.email, "password": "", "code": "1"}, follow=True)
    assert answer.redirect_chain == [(CONFIRM, 302)]
    assert "We wrote to <b>known@example.test</b>" in answer.text
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).url == "/"
    assert who(client) == account


def test_an_empty_password_asks_for_a_code(client, account, mailoutbox):
    assert client.post(LOGIN, {"login": account.email, "password": ""}).url == CONFIRM
    assert len(mailoutbox) == 1


def test_the_code_button_counts_whatever_stands_in_the_password(client, account, mailoutbox):
    assert client.post(LOGIN, {"login": account.email, "password": "wrong", "code": "1"}).url == CONFIRM


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(client, account):
    answer = client.post(LOGIN, {"login": account.email, "password": "wrong"})
    assert "let us send you a code instead" in answer.text
    assert 'value="known@example.test"' in answer.text


def test_a_code_is_good_for_three_tries(client, account, mailoutbox):
    client.post(LOGIN, {"login": account.email, "code": "1"})
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not who(client).is_authenticated


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(client, account, mailoutbox):
    client.post(LOGIN, {"login": account.email, "code": "1"})
    other = Client()
    other.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not who(other).is_authenticated


def test_a_new_code_can_be_asked_for_and_replaces_the_old_one(client, account, mailoutbox):
    client.post(LOGIN, {"login": account.email, "code": "1"})
    client.post(CONFIRM, {"action": "resend"})
    old, new = map(code_in, mailoutbox)
    client.post(CONFIRM, {"code": old})
    assert not who(client).is_authenticated
    client.post(CONFIRM, {"code": new})
    assert who(client) == account


def test_sign_up_proves_the_address_and_leads_to_the_door(client, db, mailoutbox):
    assert client.post(SIGNUP, {"email": "New@Example.test"}).url == VERIFY
    assert not who(client).is_authenticated
    assert client.post(VERIFY, {"code": code_in(mailoutbox[0])}).url == "/"
    assert who(client).email == "new@example.test"
    assert EmailAddress.objects.get(email="new@example.test").verified


def test_sign_up_sets_no_password_so_nobody_can_wait_with_one_for_the_owner_of_an_address(client, db, mailoutbox):
    client.post(SIGNUP, {"email": "victim@example.test", "password1": PASSWORD})
    owner = Client()
    owner.post(LOGIN, {"login": "victim@example.test", "code": "1"})
    owner.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert who(owner).email == "victim@example.test"
    client.post(LOGIN, {"login": "victim@example.test", "password": PASSWORD})
    assert not who(client).is_authenticated


def test_a_password_is_set_by_whoever_has_none_and_then_works(client, db, mailoutbox):
    account = AccountFactory()
    client.force_login(account)
    assert client.post("/accounts/password/set/", {"password1": PASSWORD}).url == "/account/"
    assert [letter.subject for letter in mailoutbox] == ["Your account has a password"]
    fresh = Client()
    fresh.post(LOGIN, {"login": account.email, "password": PASSWORD})
    assert who(fresh) == account


@pytest.mark.parametrize(
    ("password", "says"), [(COMMON, "too common"), ("short", "too short"), ("known@example", "too similar")]
)
def test_a_password_that_others_use_too_is_refused(client, account, password, says):
    client.force_login(account)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password})
    assert says in answer.text
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_changing_it_wants_the_old_one_and_signs_out_elsewhere(client, account):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post(LOGIN, {"login": account.email, "password": PASSWORD})
    new = {"password1": "purple cactus orbit"}
    assert "not your current password" in client.post("/accounts/password/change/", {"oldpassword": "x", **new}).text
    assert client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new}).url == "/account/"
    assert who(client) == account
    assert not who(elsewhere).is_authenticated


def test_a_forgotten_password_is_replaced_by_code(client, account, mailoutbox):
    client.post(RESET, {"email": account.email})
    assert client.post(f"{RESET}confirm/", {"code": code_in(mailoutbox[0])}).url == f"{RESET}complete/"
    assert "too common" in client.post(f"{RESET}complete/", {"password1": COMMON}).text
    assert client.post(f"{RESET}complete/", {"password1": "purple cactus orbit"}).url == "/"
    assert who(client) == account


def test_a_closed_account_gets_in_no_way(client, account, mailoutbox):
    Account.objects.update(is_active=False)
    assert client.post(LOGIN, {"login": account.email, "password": PASSWORD}).url == "/accounts/inactive/"
    client.post(LOGIN, {"login": account.email, "code": "1"})
    assert "No account here" in mailoutbox[0].body
    assert not who(client).is_authenticated


def test_signing_out_asks_first(client, account):
    client.force_login(account)
    assert "Sign out?" in client.get("/accounts/logout/").text
    assert who(client).is_authenticated
    assert client.post("/accounts/logout/").url == LOGIN
    assert not who(client).is_authenticated


def test_signing_in_leads_nowhere_outside(client, account):
    data = {"login": account.email, "password": PASSWORD, "next": "https://evil.test/"}
    assert client.post(LOGIN, data).url == "/"


@pytest.mark.parametrize("name", ["login", "signup", "login/code", "password/reset"])
def test_the_pages_stand_in_the_look_with_every_field_labeled(client, db, name):
    page = client.get(f"/accounts/{name}/").text
    assert 'href="/static/css/bundle.css"' in page
    assert page.count('class="input"') == page.count("<label for=")
    assert "placeholder" not in page


def test_a_letter_has_text_and_html_and_no_number_that_counts_us(client, account, mailoutbox):
    client.post(LOGIN, {"login": account.email, "code": "1"})
    (letter,) = mailoutbox
    (html, kind) = letter.alternatives[0]
    serial = EmailAddress.objects.get(user=account).pk
    assert kind == "text/html"
    assert code_in(letter) in html
    assert f">{serial}<" not in html
    assert f"/{serial}" not in letter.body


def test_hashing_is_as_dear_for_an_unknown_address_as_for_a_known_one(client, account, monkeypatch):
    counted = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda *a, **k: counted.append(1) or encode(*a, **k))
    spent = []
    for address in (account.email, "unknown@example.test"):
        counted.clear()
        client.post(LOGIN, {"login": address, "password": "wrong password"})
        spent.append(len(counted))
    assert spent == [1, 1]
