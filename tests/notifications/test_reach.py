"""What reaches a person: chosen on their page, or by the links in their mails without signing in."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client

from notifications.links import PreferencesLink, UnsubscribeLink
from notifications.mail import write_mail
from notifications.models import Choice, Due, Notice, Preferences
from notifications.news import news
from organizations.models import Person
from organizations.tenancy.models import uuid7
from tests.factories import NOW, PersonFactory
from tests.pages.drawing import read
from tests.queries import own_queries

from .kinds import MINUTE


def typed(text):
    """What the form on a page would send as it stands."""
    sent = dict(re.findall(r'<input type="(?:time|hidden)" name="([^"]+)" value="([^"]*)"', text))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    sent |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]* checked', text), "on")
    return {"digest_at": ""} | {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


@pytest.fixture
def page(cast, visit):
    """The leader's page: `page.get()`, and `page.send(name=value, …)` of what is typed into it as it stands."""

    class Page:
        url, browser = cast.url("notifications:reach"), visit(cast.leader)

        def get(self):
            return self.browser.get(self.url).text

        def send(self, stands=None, **more):
            more = {name.replace("__", "-"): value for name, value in more.items()}
            return self.browser.post(self.url, typed(stands or self.get()) | more)

    return Page()


def stored(cast, who="leader"):
    with cast.sees(who):
        return {kind: (it.email, it.notice) for kind, it in Choice.objects.of(getattr(cast, who).person).items()}


def hours(cast, who="leader"):
    with cast.sees(who):
        it = Preferences.objects.of(getattr(cast, who).person)
        return it.quiet_start.hour, it.quiet_end.hour, it.digest_at and it.digest_at.hour


def token(link):
    return urlsplit(link.url()).path


@pytest.fixture
def links(cast):
    about = (cast.organization.pk, cast.leader.person_id, 0)
    return token(PreferencesLink(*about)), token(UnsubscribeLink(*about, "trial"))


# --- the page ---------------------------------------------------------------------------------------------------------


def test_it_is_in_the_menu_and_says_what_holds_while_nothing_was_chosen(cast, page):
    said = page.get()
    assert said.count(f'href="{page.url}"') == 1
    assert (hours(cast), stored(cast)) == ((21, 7, None), {})
    assert {value for name, value in typed(said).items() if name.startswith("mail-")} == {"now"}
    assert "Only you read and change this." in said


def test_what_is_chosen_is_kept_and_shown(cast, page):
    answer = page.send(**{"mail-trial": "digest", "quiet_start": "22:00", "digest_at": "08:00"})
    assert answer.status_code == 302
    assert (hours(cast), stored(cast)) == ((22, 7, 8), {"trial": ("digest", True)})
    assert typed(page.get())["mail-trial"] == "digest"


def test_a_kind_takes_its_other_notices_along_and_what_is_off_is_not_shown(cast, page):
    stands = typed(page.get())
    del stands["notice-pair-started"]
    page.browser.post(page.url, stands)
    assert stored(cast) == dict.fromkeys(("pair-started", "pair-withdrawn", "pair-ended"), ("now", False))
    with cast.works():
        for kind in ("pair-ended", "trial"):
            Notice.leave(kind, cast.leader.person, kind, now=NOW)
        assert [it.kind for it in Notice.objects.of(cast.leader)] == ["trial"]
        assert Notice.objects.filter(recipient=cast.leader.person).count() == 2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("digest_at", "23:00", "That lies in your quiet hours."),
        ("quiet_start", "25:99", "Enter a valid time."),
        ("quiet_end", "", "Fill this in."),
        ("mail-trial", "never", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(cast, page, field, value, says):
    answer = page.send(**{"quiet_start": "20:15", "mail-survey": "off", field: value})
    assert answer.status_code == 200
    assert says in answer.text
    assert typed(answer.text)["mail-survey"] == "off"
    assert field == "quiet_start" or 'value="20:15"' in answer.text
    assert stored(cast) == {}


def test_a_second_tab_writes_over_nothing(cast, page):
    first = page.get()
    page.send(**{"mail-survey": "digest", "quiet_start": "22:00"})
    answer = page.send(first, **{"mail-survey": "off", "quiet_start": "19:00"})
    assert answer.status_code == 200
    assert "Theirs stands beside yours" in answer.text
    assert "By mail: A survey: <b>In your daily mail</b>" in answer.text
    assert stored(cast)["survey"] == ("digest", True)
    assert page.send(answer.text).status_code == 302
    assert (stored(cast)["survey"], hours(cast)[0]) == (("off", True), 19)


def test_what_asks_for_a_yes_is_named_and_leaves_no_choice(cast, page):
    said = page.get()
    assert "Please sign again" in said
    assert "mail-papers-changed" not in said
    page.send(**{"mail-papers-changed": "off", "mail-pair-news": "off"})
    assert stored(cast) == {}


def test_each_role_is_shown_its_kinds(cast, visit):
    groups = {"leader": 0, "mentor": 0, "sponsor": 1, "manager": 0}
    found = {who: visit(getattr(cast, who)).get(cast.url("notifications:reach")).text for who in groups}
    assert {who: said.count("Cohorts that you look after") for who, said in found.items()} == groups
    assert [who for who, said in found.items() if "As a line manager" in said] == ["manager"]


def test_what_waits_is_looked_at_again_when_hours_change(cast, page):
    with cast.works():
        Due.objects.plan("trial", uuid7(), NOW + 12 * 60 * MINUTE, cast.leader.person_id)
        Due.objects.update(waits_for=Due.For.QUIET)
    with time_machine.travel(NOW, tick=False):
        page.send(quiet_start="23:00")
    with cast.works():
        assert Due.objects.get().due_at == NOW


def test_nobody_reads_or_writes_anothers_choices(cast, page):
    page.send(**{"mail-trial": "off"})
    for who in ("mentor", "sponsor", "admin", "executive"):
        with cast.sees(who):
            assert not Choice.objects.exists()
            assert not Preferences.objects.exists()
            assert Choice.objects.update(email="now") == 0


def test_the_page_asks_the_same_however_much_was_chosen(cast, page):
    page.get()
    with own_queries(3):
        page.get()
    page.send(**dict.fromkeys([f"mail-{kind.key}" for kind in news if "off" in kind.ways and kind.group], "off"))
    page.get()
    with own_queries(3):
        page.get()


# --- by the links in mails --------------------------------------------------------------------------------------------


def test_each_mail_that_may_be_turned_off_says_so_in_its_head_and_at_its_foot(cast, links):
    with cast.works():
        write_mail("trial", cast.leader.person, "trial", lambda: {"subject": "x"}, subject_id=uuid7(), now=NOW)
        write_mail("line-manager", cast.leader.person, "trial", lambda: {"subject": "x"}, subject_id=uuid7(), now=NOW)
    one, other = (letter.message() for letter in mail.outbox)
    assert one["List-Unsubscribe"] == f"<http://localhost:8000{links[1]}>"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (other["List-Unsubscribe"], other["List-Unsubscribe-Post"]) == (None, None)
    for letter in mail.outbox:
        for body in (letter.body, letter.alternatives[0].content):
            assert links[0] in body
            assert (links[1] in body) == (letter is mail.outbox[0])


def test_one_post_without_cookie_or_token_turns_the_kind_off_and_to_look_does_not(cast, links):
    browser = Client(enforce_csrf_checks=True)
    assert "No more of these mails?" in browser.get(links[1]).text
    assert stored(cast) == {}
    answer = browser.post(links[1], {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "sessionid" in answer.cookies) == (200, False)
    assert "No more of these mails." in answer.text
    assert stored(cast) == {"trial": ("off", True)}
    assert "No more of these mails." in browser.get(links[1]).text
    again = read(browser.get(links[1]).text).one("button", name="again").attrs
    assert "These mails come again." in browser.post(links[1], {"again": again["value"]}).text
    assert stored(cast) == {"trial": ("now", True)}


def test_from_a_daily_mail_it_turns_off_what_comes_in_it(cast):
    link = token(UnsubscribeLink(cast.organization.pk, cast.leader.person_id, 0, "digest"))
    with cast.works():
        for kind, email in (("trial", "digest"), ("survey", "now"), ("sign-up", "off")):
            Choice.objects.make(cast.leader.person, news[kind], email=email, notice=True)
    others = {"survey": ("now", True), "sign-up": ("off", True)}
    page = read(Client().post(link).text)
    assert stored(cast) == others | {"trial": ("off", True)}
    assert not read(Client().get(link).text).all("button", name="again"), (
        "looked at later, nobody knows what came in it"
    )
    never_in_it = " sign-up"
    Client().post(link, {"again": page.one("button", name="again").attrs["value"] + never_in_it})
    assert stored(cast) == others | {"trial": ("digest", True)}


def test_the_choices_open_without_signing_in_and_show_nothing_else(cast, links):
    with cast.works():
        other = PersonFactory()
    mine, theirs = (
        Client().get(path).text for path in (links[0], token(PreferencesLink(cast.organization.pk, other.pk, 0)))
    )
    assert not any(name in mine for name in ("Giulia", "Marchetti", "Aldermeer", "leader@"))
    hidden = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|"X-CSRFToken": "[^"]+"')
    same = [hidden.sub("", text).replace(path, "") for text, path in ((mine, links[0]), (theirs, links[0]))]
    assert same[0] == same[1]  # as for anybody who has chosen nothing yet
    answer = Client().post(links[0], typed(mine) | {"mail-trial": "off"})
    assert "Saved." in answer.text
    assert stored(cast) == {"trial": ("off", True)}


def test_old_links_can_be_made_void(cast, links, page):
    page.browser.post(cast.url("notifications:links_void"))
    assert [Client().get(path).status_code for path in links] == [404, 404]
    assert Client().post(links[1]).status_code == 404
    with cast.works():
        write_mail("trial", cast.leader.person, "trial", lambda: {"subject": "x"}, subject_id=uuid7(), now=NOW)
    newer = urlsplit(mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")).path
    assert newer != links[1]
    assert Client().get(newer).status_code == 200


def leave(cast):
    Person.objects.filter(pk=cast.leader.person_id).update(left_on=datetime.date(2026, 1, 1))


def lose_access(cast):
    cast.leader.active = False
    cast.leader.save()


@pytest.mark.parametrize("goes", [leave, lose_access])
def test_whoever_has_gone_has_no_choices_any_more(cast, links, goes):
    with cast.works():
        goes(cast)
    assert [Client().get(path).status_code for path in links] == [404, 404]
    assert stored(cast) == {}


def test_whoever_gets_mail_without_an_account_has_them(cast):
    with cast.works():
        person = PersonFactory()
    assert Client().get(token(PreferencesLink(cast.organization.pk, person.pk, 0))).status_code == 200


@pytest.mark.parametrize("kind", ["papers-changed", "unheard", "together"])
def test_a_link_turns_off_only_what_may_be_turned_off(cast, kind):
    link = token(UnsubscribeLink(cast.organization.pk, cast.leader.person_id, 0, kind))
    assert Client().post(link).status_code == 404


def test_a_link_is_good_for_its_purpose_alone(links):
    swapped = [links[1].replace("/off/", "/choices/"), links[0].replace("/choices/", "/off/")]
    assert [Client().get(path).status_code for path in swapped] == [404, 404]
    assert Client().get(links[0][:-3] + "x/").status_code == 404
