"""The leader's assistant: plans with the leader's hand, and sees times and titles and nothing else."""

import pytest
import time_machine

from notifications.models import Notice
from sessions.actions import name_assistant
from sessions.models import Assistant, LabSession
from tests.factories import NOW
from tests.pages.drawing import read

from .play import DAY, FIRST_DAY, acting, chosen, queries_of, sessions_of, stored


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sessions(lab):
    acting(lab, "leader", name_assistant, lab.assistant.person)
    return chosen(lab)


def kept(lab, view="kept_calendar", **kwargs):
    return lab.url(f"sessions:{view}", leader=lab.leader.person_id, **kwargs)


def look(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return read(response.content.decode())


def test_a_leader_names_somebody_who_hears_of_it_and_whom_the_partner_sees(lab, visit):
    browser, url = visit(lab.leader), lab.url("sessions:assistants")
    form = look(browser, url).one("form", method="post", **{"class": "form"})
    token = form.one("input", name="token").attrs["value"]
    sent = {"person": lab.assistant.person.email, "token": token}
    assert browser.post(url, sent).url == url
    assert browser.post(url, sent).url == url, "a second click"
    assert "Ruth Amsel" in look(browser, url).one("main").text
    assert "Ruth Amsel keeps Giulia Marchetti’s calendar" in look(visit(lab.mentor), lab.url("sessions:sessions")).text
    with lab.works():
        assert Assistant.objects.count() == 1
        assert Notice.objects.get(recipient=lab.assistant.person_id).url == kept(lab)
    assert "The lab sessions of Giulia Marchetti" in look(visit(lab.assistant), lab.url("organizations:home")).text


@pytest.mark.parametrize(
    ("who", "says"),
    [("leader", "That is you."), ("mentor", "is your lab partner"), (None, "Nobody on the roster is called that.")],
)
def test_whom_a_leader_cannot_name(lab, visit, who, says):
    url = lab.url("sessions:assistants")
    token = look(visit(lab.leader), url).one("input", id="id_token").attrs["value"]
    typed = getattr(lab, who).person.email if who else "nobody@nowhere.test"
    page = read(visit(lab.leader).post(url, {"person": typed, "token": token}).content.decode())
    assert says in page.text
    assert page.one("input", id="id_person").attrs["value"] == typed


def test_the_calendar_is_times_and_titles(lab, visit, sessions):
    page = look(visit(lab.assistant), kept(lab))
    whole = page.one("main").text
    assert "Thursday 17 September, 10:00" in whole
    assert whole.count("Lab session with Daria Nowak") == len(sessions)
    links = {it.attrs["href"] for it in page.one("main").all("a")}
    assert all("/calendars/" in link for link in links)


def test_an_assistant_moves_a_session_to_one_of_three_times_in_one_tap(lab, visit, sessions):
    browser, url = visit(lab.assistant), kept(lab, "move_for", pk=sessions[1].pk)
    offers = [form for form in look(browser, url).all("form") if form.attrs.get("action") == url][:3]
    sent = {it.attrs["name"]: it.attrs["value"] for it in offers[0].all("input") if "value" in it.attrs}
    assert browser.post(url, sent).url == kept(lab)
    moved = stored(lab, sessions[1])
    assert moved.moves == 1
    assert abs(moved.starts_at - sessions[1].starts_at) < 8 * DAY


def test_what_an_assistant_cancels_is_on_the_leaders_side(lab, visit, sessions):
    url = kept(lab, "cancel_for", pk=sessions[0].pk)
    assert "on Giulia’s side" in look(visit(lab.assistant), url).text
    assert visit(lab.assistant).post(url).url == kept(lab)
    assert stored(lab, sessions[0]).cancelled_by_side == LabSession.Side.LEADER


def test_an_assistant_chooses_the_hour_and_adds_one(lab, visit, sessions):
    browser, hour = visit(lab.assistant), kept(lab, "hour_for", pair=lab.pair.pk)
    assert "Giulia and Daria both work" in look(browser, hour).text
    assert browser.post(hour, {"slot": "3-11:00", "from_day": str(FIRST_DAY)}).url == kept(lab)
    assert {it.starts_at.hour for it in sessions_of(lab)} == {11}
    add = kept(lab, "add_for", pair=lab.pair.pk)
    token = look(browser, add).one("input", id="id_token").attrs["value"]
    sent = {"day": str(FIRST_DAY + DAY), "at": "09:00", "token": token}
    assert browser.post(add, sent).url == kept(lab)
    assert sessions_of(lab)[1].starts_at.day == FIRST_DAY.day + 1


def test_who_keeps_it_no_longer_finds_nothing(lab, visit, sessions):
    with lab.works():
        named = Assistant.objects.get()
    assert visit(lab.assistant).get(kept(lab)).status_code == 200
    visit(lab.leader).post(lab.url("sessions:assistant_removal", pk=named.pk))
    for url in (kept(lab), kept(lab, "move_for", pk=sessions[0].pk)):
        assert visit(lab.assistant).get(url).status_code == 404


def test_a_calendar_is_no_way_to_what_is_said(lab, visit, sessions):
    """Neither the partners' own pages, nor the calendar of the mentor, nor by the assistant of somebody else."""
    for view in ("session", "log", "move", "cancel"):
        assert visit(lab.assistant).get(lab.url(f"sessions:{view}", pk=sessions[0].pk)).status_code == 404
    mentors = lab.url("sessions:kept_calendar", leader=lab.mentor.person_id)
    assert visit(lab.assistant).get(mentors).status_code == 404
    assert visit(lab.manager).get(kept(lab)).status_code == 404
    with lab.sees("assistant"):
        assert not LabSession.objects.exists()


def test_an_assistant_asks_a_few_times_however_many_sessions_there_are(lab, visit, sessions):
    browser = visit(lab.assistant)
    many = queries_of(browser, kept(lab))
    with lab.works():
        lab.pair.sessions.filter(pk__in=[it.pk for it in sessions[1:]]).delete()
    assert queries_of(browser, kept(lab)) == many
    assert many <= 12


def test_the_offers_are_hours_that_suit_both(lab, visit, sessions):
    page = look(visit(lab.mentor), lab.url("sessions:cancel", pk=sessions[1].pk))
    assert page.one("h1").text == "Move it instead?"
    times = [it.text.removeprefix("Move it to ") for it in page.one("section", **{"class": "offers"}).all("button")]
    assert len(times) == 3
    assert len({it.partition(",")[0] for it in times}) == 3, "on three days"
