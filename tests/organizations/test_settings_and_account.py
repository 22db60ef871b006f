import importlib

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth import get_user
from django.test import Client, RequestFactory

from config.settings import redis_py_url
from organizations.models import AuditEntry, Organization


@pytest.fixture
def settings_page(cast, visit):
    browser, url = visit(cast.admin), cast.url("organizations:settings")
    browser.form = lambda: browser.get(url).context["form"]
    said = {"name": "New name", "time_zone": "Asia/Tokyo", "tells_line_managers": "on"}
    browser.save = lambda **data: browser.post(url, said | data)
    return browser


def organization(cast):
    with cast.works():
        return Organization.objects.get()


def test_name_and_time_zone_are_changed_and_recorded_by_field(cast, settings_page):
    assert settings_page.save(version=1).status_code == 302
    changed = organization(cast)
    assert (changed.name, changed.time_zone, changed.version) == ("New name", "Asia/Tokyo", 2)
    with cast.works():
        entry = AuditEntry.objects.get(verb="changed organization")
    assert entry.fields == ["name", "time_zone"]


def test_nothing_changed_is_nothing_recorded(cast, settings_page):
    settings_page.save(version=1, name=cast.organization.name, time_zone="UTC")
    assert organization(cast).version == 1


def test_who_saves_second_sees_both_and_decides(cast, settings_page):
    settings_page.save(version=1)
    answer = settings_page.save(version=1, name="Other name")
    assert "Someone saved this while you were writing" in answer.text
    assert "<b>New name</b>" in answer.text
    assert 'value="Other name"' in answer.text
    assert organization(cast).name == "New name"
    again = answer.context["form"]["version"].value()
    assert settings_page.save(version=again, name="Other name").status_code == 302
    assert organization(cast).name == "Other name"


def test_a_refused_name_does_not_stand_in_the_frame(cast, settings_page):
    answer = settings_page.save(version=1, time_zone="Mars/Olympus", name="Typed only")
    assert "Typed only" in answer.text
    assert answer.context["form"].errors["time_zone"] == [
        "“Mars/Olympus” is not a time zone we know. Choose the one where most of you work."
    ]
    assert organization(cast).time_zone == "UTC"
    assert answer.context["frame"].organization_name == "Aldermeer Bank"


def test_settings_stand_in_the_frame_for_admins_alone(cast, visit):
    home = cast.url("organizations:home")
    assert f'href="{home}settings/"' in visit(cast.admin).get(home).text
    assert f'href="{home}settings/"' not in visit(cast.sponsor).get(home).text


# --- one's own account ------------------------------------------------------------------------------------------


def test_the_account_shows_its_address_and_its_organizations_and_changes_its_name(cast, stranger, visit):
    browser = visit(cast.leader)
    page = browser.get("/account/").text
    assert "leader@aldermeer.test" in page
    assert "Aldermeer Bank" in page
    assert "Zephyr Works" not in page
    assert browser.post("/account/", {"name": "Giulia"}).status_code == 302
    assert get_user(browser).name == "Giulia"


@pytest.mark.parametrize(
    ("password", "offered"), [("", "/accounts/password/set/"), ("x", "/accounts/password/change/")]
)
def test_it_offers_to_set_a_password_or_to_change_it(cast, client, password, offered):
    account = cast.leader.account
    if password:
        account.set_password(password)
        account.save()
    client.force_login(account)
    assert f'href="{offered}"' in client.get("/account/").text


def test_signing_out_elsewhere_leaves_this_browser_signed_in(cast):
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(cast.leader.account)
    assert here.post("/account/sessions/").url == "/account/"
    assert get_user(here).is_authenticated
    assert not get_user(there).is_authenticated


def test_the_menu_leads_to_the_account(cast, visit):
    assert '<a href="/account/">Your account</a>' in visit(cast.leader).get(cast.url("organizations:home")).text


# --- what the environment says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("celery", "redis_py"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("redis+socket:///run/valkey.sock", "unix:///run/valkey.sock"),
        ("redis+socket:///run/valkey.sock?virtual_host=2", "unix:///run/valkey.sock?db=2"),
    ],
)
def test_the_brokers_address_is_spelled_for_redis_py(celery, redis_py):
    assert redis_py_url(celery) == redis_py


def test_processes_share_one_cache():
    configured = importlib.import_module("config.settings").CACHES["default"]
    assert configured["BACKEND"] == "django.core.cache.backends.redis.RedisCache"


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "10.0.0.3"), (2, "10.0.0.2")])
def test_only_trusted_proxies_say_who_is_asking(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": "10.0.0.1, 10.0.0.2, 10.0.0.3"})
    assert get_ip(request) == address
