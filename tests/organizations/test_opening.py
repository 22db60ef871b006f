import pytest
from django.test import Client

from organizations.doors import doors_of
from organizations.models import AuditEntry, Membership, Organization, Person
from organizations.registries import SetupStep, page_slots
from organizations.tenancy.scope import WORKER, scope
from tests.factories import AccountFactory, InvitationFactory, MembershipFactory

URL = "/organizations/new/"


@pytest.fixture
def founder(db):
    client = Client()
    client.account = AccountFactory(email="founder@example.test")
    client.force_login(client.account)
    return client


@pytest.fixture
def data(founder):
    token = founder.get(URL).context["form"]["token"].value()
    return {
        "token": token,
        "name": "Müller & Söhne",
        "given_name": "Anna",
        "family_name": "Müller",
        "time_zone": "Europe/Berlin",
    }


def inside(door):
    return scope(WORKER, door.organization_id)


def test_whoever_is_in_no_organization_is_told_what_to_do(founder):
    page = founder.get("/").text
    assert "Open the link in that mail" in page
    assert f'href="{URL}"' in page


def test_opening_makes_one_its_admin_and_sponsor_and_shows_the_guide(founder, data):
    answer = founder.post(URL, data, follow=True)
    (door,) = doors_of(founder.account)
    assert answer.redirect_chain == [(f"/o/{door.slug}/setup/", 302)]
    assert door.slug.startswith("muller-sohne-")
    with inside(door):
        organization, membership, person = Organization.objects.get(), Membership.objects.get(), Person.objects.get()
        assert AuditEntry.objects.get().verb == "opened organization"
    assert (organization.name, organization.time_zone) == ("Müller & Söhne", "Europe/Berlin")
    assert membership.roles == ["admin", "sponsor"]
    assert (person.name, person.email) == ("Anna Müller", "founder@example.test")


def test_a_second_click_opens_no_second_one(founder, data):
    urls = {founder.post(URL, data).url for _ in range(2)}
    assert len(urls) == len(doors_of(founder.account)) == 1


def test_somebody_elses_token_opens_nothing(founder, data):
    founder.post(URL, data)
    thief = Client()
    thief.account = AccountFactory()
    thief.force_login(thief.account)
    assert thief.post(URL, data).status_code == 404
    assert doors_of(thief.account) == []


@pytest.mark.parametrize(("field", "value"), [("time_zone", "Mars/Olympus"), ("name", ""), ("family_name", "")])
def test_what_is_missing_or_wrong_stands_beside_its_field(founder, data, field, value):
    answer = founder.post(URL, data | {field: value})
    assert list(answer.context["form"].errors) == [field]
    assert doors_of(founder.account) == []


def test_the_browser_may_offer_its_own_time_zone(founder):
    page = founder.get(URL).text
    assert "data-time-zone" in page
    assert '<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires</option>' in page


def test_one_account_opens_few_in_an_hour(founder, data, settings):
    settings.ACCOUNT_RATE_LIMITS = {"open_organization": "1/h/user"}
    assert founder.post(URL, data).status_code == 302
    assert founder.post(URL, data).status_code == 429


# --- the guide --------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(founder, data):
    founder.post(URL, data)
    (founder.door,) = doors_of(founder.account)
    return founder


def missing(browser):
    return [step.title for step in browser.get(f"{browser.door.url}setup/").context["missing"]]


def test_the_guides_state_is_read_from_the_data(opened):
    assert missing(opened) == ["Bring the people", "Invite a second admin"]
    with inside(opened.door):
        invitation = InvitationFactory(is_admin=True)
    assert missing(opened) == ["Invite a second admin"]
    assert "is on its way" in opened.get(f"{opened.door.url}setup/").text
    with inside(opened.door):
        MembershipFactory(person=invitation.person, is_admin=True)
    assert missing(opened) == []
    assert "All set up." in opened.get(f"{opened.door.url}setup/").text


def test_home_leads_to_the_guide_until_it_is_done_or_put_away(opened):
    home = opened.get(opened.door.url)
    assert home.context["next"].title == "Bring the people"
    assert home.context["next"].url == f"{opened.door.url}setup/"
    assert opened.post(f"{opened.door.url}setup/closing/").url == opened.door.url
    assert opened.get(opened.door.url).context["next"] is None
    assert "Put the guide away" not in opened.get(f"{opened.door.url}setup/").text


def test_an_app_above_adds_a_step(opened):
    step = SetupStep("Design a program", "A template does most of it.", "Choose one", "/programs/")
    page_slots.add(("setup", "program"), lambda membership, subject, now: step)
    try:
        assert missing(opened)[-1] == "Design a program"
    finally:
        page_slots.remove(("setup", "program"))


def test_nobody_but_admins_is_shown_the_guide(cast, visit):
    assert visit(cast.sponsor).get(cast.url("organizations:home")).context["next"] is None
    assert visit(cast.sponsor).post(cast.url("organizations:setup_closing")).status_code == 403
