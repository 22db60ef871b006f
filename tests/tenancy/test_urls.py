"""Every URL × everybody × GET and POST, as url_policy.py says."""

import copy
import dataclasses
import functools
import itertools
import re
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, get_resolver, reverse

from notifications.links import PreferencesLink, UnsubscribeLink
from organizations.links import InvitationLink
from programs import line_managers
from programs.links import HoursLink
from sessions import feeds
from sessions.links import FeedLink, PulseLink
from tests.cast import NAMES, assemble
from tests.factories import NOW, AccountFactory, InvitationFactory, PersonFactory
from tests.factories.lab import LabSessionFactory
from tests.lab import open_lab
from tests.sizes import FULL, size

from .still import undone
from .url_policy import MISSING, NO_METHOD, POLICY
from .worlds import addresses

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.proof]
METHODS = ("get", "post")
STRANGERS = size(("admin",), NAMES)
INSIDE = {name: rule for name, rule in POLICY.items() if rule.inside}
WITH_IDS = {name: rule for name, rule in INSIDE.items() if rule.kwargs}
PER_REQUEST = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')

NONCE = re.compile(r"'nonce-[^']+'")
ONE_CLICK = "notifications:unsubscribe"
OTHER_METHODS = ("put", "patch", "delete", "options", "trace")


def names(resolver=None, namespace=()):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*namespace, entry.name or f"(no name: {entry.pattern})"))
        else:
            yield from names(entry, (*namespace, *filter(None, [entry.namespace])))


@pytest.fixture(scope="module")
def both(django_db_setup, django_db_blocker):
    """Two organizations of the same people, signed in; each test stands inside their transaction, and each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [sign_in(assemble(*names)) for names in ((), ("Zephyr Works", "zephyr.test"))]
        transaction.set_rollback(True)


@pytest.fixture
def cast(both):
    return copy.copy(both[0])  # an address notes on it what it made


@pytest.fixture
def stranger(both):
    return copy.copy(both[1])


def sign_in(cast):
    for who in NAMES:
        client, account = Client(), getattr(cast, who).account
        client.force_login(account)
        account.session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cast


@functools.cache
def handler(**extra):
    """The middleware, loaded once: else each request loads it anew."""
    return ClientHandler(**{"enforce_csrf_checks": False} | extra)


def browser(account=None, **extra):
    client = Client(**extra)
    client.handler = handler(**extra)
    if account:
        client.cookies[settings.SESSION_COOKIE_NAME] = account.session
    return client


def ask(method, url, account=None, **extra):
    with undone():
        return getattr(browser(account, **extra), method)(url)


def url_of(name, cast, kwargs=None):
    rule = POLICY[name]
    kwargs = rule.address(cast) if kwargs is None else kwargs
    return cast.url(name, **kwargs) if rule.inside else reverse(name, kwargs=kwargs)


def test_every_url_has_a_line_in_the_policy_and_every_line_a_url():
    assert sorted(names()) == sorted(POLICY)


@pytest.mark.parametrize("name", POLICY)
def test_members_are_answered_as_the_policy_says(cast, name):
    rule, url, found, said = POLICY[name], url_of(name, cast), {}, {}
    for who in NAMES:
        for method in METHODS:
            found[who, method] = ask(method, url, getattr(cast, who).account).status_code
            allowed = getattr(rule, method)
            refused = rule.denied if allowed != NO_METHOD else (rule.denied, NO_METHOD)
            said[who, method] = allowed if who in rule.who else refused
    wrong = {key: status for key, status in found.items() if status != said[key] and status not in _several(said[key])}
    assert wrong == {}


def _several(said):
    return said if isinstance(said, tuple) else ()


@pytest.mark.parametrize("name", POLICY)
def test_visitors_are_answered_as_the_policy_says_and_sent_to_sign_in(cast, name):
    url = url_of(name, cast)
    answers = [ask(method, url) for method in METHODS]
    assert tuple(answer.status_code for answer in answers) == POLICY[name].anonymous
    if POLICY[name].inside:
        assert {answer.url for answer in answers} == {f"/accounts/login/?next={url}"}


@pytest.mark.parametrize("name", INSIDE)
def test_people_of_another_organization_find_nothing(cast, stranger, name):
    url = url_of(name, cast)
    found = {(who, m): ask(m, url, getattr(stranger, who).account).status_code for who in STRANGERS for m in METHODS}
    assert set(found.values()) == {MISSING}


@pytest.mark.parametrize("name", WITH_IDS)
def test_a_foreign_id_is_answered_like_one_that_is_made_up(cast, stranger, name):
    theirs, nobodys = WITH_IDS[name].address(stranger), WITH_IDS[name].made_up()
    for who, method in itertools.product(asking(WITH_IDS[name]), METHODS):
        account = getattr(cast, who).account
        foreign = ask(method, url_of(name, cast, theirs), account)
        made_up = ask(method, url_of(name, cast, nobodys), account)
        assert foreign.status_code == made_up.status_code, who
        assert foreign.status_code not in (200, 302), who
        assert _headers(foreign) == _headers(made_up), who
        assert _anonymous(foreign, theirs) == _anonymous(made_up, nobodys), who


def asking(rule):
    """Everybody; in the small size one of those who may, whose requests get as far as the id, and one who may not."""
    groups = ([who for who in NAMES if (who in rule.who) is may] for may in (True, False))
    return size([who for group in groups for who in group[:1]], NAMES)


def _headers(answer):
    """All of them, values too; a page's policy of what it may load carries a word of chance."""
    return {name: NONCE.sub("", value) for name, value in answer.headers.items()}


def _anonymous(answer, ids):
    content = PER_REQUEST.sub(b"", answer.content)
    for value in (value for value in ids.values() if isinstance(value, uuid.UUID)):
        content = content.replace(str(value).encode(), b"(id)")
    return content


@pytest.mark.parametrize(
    "name", [name for name, rule in POLICY.items() if rule.post != NO_METHOD and name != ONE_CLICK]
)
def test_no_post_is_taken_from_another_site(cast, name):
    answer = ask("post", url_of(name, cast), cast.admin.account, enforce_csrf_checks=True)
    assert answer.status_code == 403


def test_a_mail_program_posts_without_cookie_or_token_and_only_to_a_signed_address(cast):
    """RFC 8058. Whoever has no such address does nothing there, with or without an account."""
    for account in (None, cast.admin.account):
        assert ask("post", url_of(ONE_CLICK, cast), account, enforce_csrf_checks=True).status_code == MISSING
        assert ask("post", path_of(mailed_a_card(cast)), account, enforce_csrf_checks=True).status_code == 200


@pytest.mark.parametrize("name", POLICY)
def test_other_methods_are_refused_to_everybody_alike(cast, name, django_assert_num_queries):
    """Before a session is read: nobody learns from them what is there."""
    urls = [url_of(name, cast, kwargs) for kwargs in (None, POLICY[name].made_up())]
    client = browser(cast.admin.account)
    with django_assert_num_queries(0):
        found = {getattr(client, method)(url).status_code for url in urls for method in OTHER_METHODS}
    assert found == {NO_METHOD}


@pytest.mark.parametrize("name", [name for name, rule in INSIDE.items() if rule.get == 200])
def test_head_is_answered_like_get_and_without_a_page(cast, name):
    url, who = url_of(name, cast), next(who for who in NAMES if who in POLICY[name].who)
    head = ask("head", url, getattr(cast, who).account)
    assert (head.status_code, head.content) == (200, b"")


# --- who holds a signed link ------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Holder:
    """Someone who came by a letter's link: `client` is the browser that opened it."""

    client: Client
    path: str
    is_as_before: bool  # the browser holds nothing that it did not hold before

    def asks(self, method, url):
        with undone():
            return getattr(self.client, method)(url)


def invited(cast):
    """The link in an invitation's letter."""
    with cast.works():
        sent = InvitationFactory(person=PersonFactory(email="zeynep@aldermeer.test"))
        return InvitationLink(cast.organization.pk, sent.pk, sent.new_secret())


def asked_for_hours(cast):
    """The link in the mail to a mentor's line manager."""
    lab = open_lab(cast)
    with lab.works():
        return HoursLink.of(line_managers.ask(lab.mentor_enrolment, now=NOW))


def subscribed(cast):
    """The address at which a calendar program reads a mentor's sessions."""
    with cast.sees("mentor"):
        feeds.renew(by=cast.mentor, shown=0, now=NOW)
        return FeedLink.of(feeds.feed_of(cast.mentor.person_id))


def following(cast):
    """The address at which a mentor's live page asks whether anything has changed."""
    lab = open_lab(cast)
    with lab.works():
        session = LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
    return PulseLink(cast.organization.pk, cast.mentor.person_id, session.pk)


def mailed(cast):
    """The link to all choices, at the foot of every mail."""
    return PreferencesLink(cast.organization.pk, cast.mentor.person_id, 0)


def mailed_a_card(cast):
    """The link that turns one kind off, there and in the mail's head."""
    return UnsubscribeLink(cast.organization.pk, cast.mentor.person_id, 0, "session-prep")


LINKS = {  # {salt: who holds one}
    "organizations.invitation": invited, "programs.hours": asked_for_hours, "sessions.feed": subscribed,
    "sessions.pulse": following, "notifications.preferences": mailed, "notifications.unsubscribe": mailed_a_card,
}  # fmt: skip


def holding(cast, purpose, account=None):
    """The link opened; with an account that is in no organization, or none."""
    client, path = Client(), path_of(LINKS[purpose](cast))
    if account:
        client.force_login(account)
    before = _held(client)
    assert client.get(path).status_code == 200
    return Holder(client, path, is_as_before=_held(client) == before)


def _held(client):
    """Cookies, less the token that every form brings, and what the server keeps for them."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items() if name != settings.CSRF_COOKIE_NAME}
    return cookies, dict(client.session.items()) if settings.SESSION_COOKIE_NAME in cookies else {}


def path_of(link):
    return urlsplit(link.url()).path


def test_a_link_is_signed_for_one_purpose_and_each_purpose_is_held_here():
    salts = set(re.findall(r'salt="([^"]+)"', "".join(path.read_text() for path in product_modules())))
    assert salts == set(LINKS), "another signed link: who holds it is one more actor of this matrix"


def product_modules():
    return [
        path for app in apps.get_app_configs() if (ROOT / app.name).is_dir() for path in Path(app.path).rglob("*.py")
    ]


@pytest.mark.parametrize("purpose", LINKS)
def test_who_holds_a_link_is_answered_at_every_address_like_any_visitor(cast, purpose):
    holder, kwargs = holding(cast, purpose), addresses(cast)
    if holder.is_as_before and not FULL:
        return  # any visitor's browser, for which the tests above hold
    for name, rule in POLICY.items():
        url = url_of(name, cast, kwargs[name])
        assert tuple(holder.asks(method, url).status_code for method in METHODS) == rule.anonymous, name


@pytest.mark.parametrize("purpose", LINKS)
def test_who_holds_a_link_and_an_account_finds_nothing_before_accepting(cast, purpose):
    holder, kwargs = holding(cast, purpose, AccountFactory()), addresses(cast)
    if holder.is_as_before and not FULL and purpose != next(iter(LINKS)):
        return  # any such account's browser
    for name in INSIDE:
        url = url_of(name, cast, kwargs[name])
        assert {holder.asks(method, url).status_code for method in METHODS} == {MISSING}, name


@pytest.mark.parametrize("purpose", LINKS)
def test_a_link_of_one_organization_opens_nothing_of_another(cast, stranger, purpose):
    """Whoever could sign: what it opens is looked for in the organization that the link names."""
    link = LINKS[purpose](cast)
    other = path_of(dataclasses.replace(link, organization_id=stranger.organization.pk))
    made_up = other.rsplit("/", 2)[0] + "/made-up/"
    for method in METHODS:
        answers = [ask(method, url) for url in (other, made_up)]
        assert {answer.status_code for answer in answers} == {MISSING}
        assert len({_anonymous(answer, {}) for answer in answers}) == 1


def test_what_allauth_has_beside_our_pages_is_not_there(client):
    for path in (
        "confirm-email/MQ:1abc/",
        "reauthenticate/",
        "password/reset/key/1-abc/",
        "social/login/cancelled/",
        "2fa/",
    ):
        assert client.get(f"/accounts/{path}").status_code == MISSING
