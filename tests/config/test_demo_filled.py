"""The demonstration at a small size, filled once: what the product made of it, and whom it lets in."""

import datetime
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import resolve, reverse

from checkins.models import CheckIn, CheckInAnswer
from config.demo import filling, people
from config.demo.play import DAY
from metrics.asked import BOUNDS, ITEMS, MAILS, WINDOW, loads
from metrics.models import PublishedFigure, Quarter, SurveyAnswer
from notifications.models import Beat, DemoMail, Due
from notifications.news import news
from organizations.doors import doors_of
from organizations.models import Account
from organizations.tenancy.scope import WORKER, scope
from pairing.models import Pair
from programs.models import Applicant, CharterSignature, Cohort, Enrolment, ResearchQuestion
from sessions.models import LabSession, SessionNote

pytestmark = pytest.mark.django_db  # the database itself, also where this module runs alone
NOW = datetime.datetime(2026, 11, 17, 9, 20, tzinfo=datetime.UTC)
SIZE = {"pairs": 5, "later_pairs": 2, "headcount": 45}
OFFERED = dict(people.offered())
LEADER, MENTOR, SPONSOR, EXECUTIVE, ADMIN, EARLIER = OFFERED[people.BANK]
CLINIC_ADMIN, CLINIC_LEADER = OFFERED[people.CLINIC]
EVERYONE = [LEADER, MENTOR, SPONSOR, EXECUTIVE, ADMIN, EARLIER, CLINIC_ADMIN, CLINIC_LEADER]
DEMO = {"DEMO": True, "EMAIL_BACKEND": "notifications.backends.RecordedOnly"}


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Filled once for the whole module, and taken back at its end; gives what was told of it meanwhile, and its queries."""
    told, queries = [], Counter()

    def count(execute, sql, *rest):
        queries[str(sql).split(maxsplit=1)[0]] += 1
        return execute(sql, *rest)

    with django_db_blocker.unblock(), override_settings(**DEMO), transaction.atomic():
        with connection.execute_wrapper(count):
            filling.fill(NOW, **SIZE, tell=lambda **step: told.append(step))
        yield told, queries
        transaction.set_rollback(True)


@pytest.fixture
def steps(filled):
    return filled[0]


@pytest.fixture
def db(filled, settings):
    """Instead of pytest-django's: the database as it was filled, on that day."""
    for name, value in DEMO.items():
        setattr(settings, name, value)
    with transaction.atomic(), time_machine.travel(NOW + datetime.timedelta(minutes=5), tick=False):
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(db):
    """A browser before its door."""
    return Client()


def door(offered):
    (only,) = doors_of(Account.objects.get(email=offered.email))
    return only


def works(offered=SPONSOR):
    return scope(WORKER, door(offered).organization_id)


def page_of(view, **kwargs):
    return reverse(view, kwargs={"organization": door(SPONSOR).slug, **kwargs})


def come_in(browser, offered):
    answer = browser.post(reverse("demo_sign_in"), {"email": offered.email}, follow=True)
    assert answer.status_code == 200
    return answer


def test_every_day_was_told(steps):
    assert steps[-1]["done"] == steps[-1]["total"] == len(steps)
    assert steps[-1]["step"] == "17 November 2026"


def test_a_command_counts_what_was_asked_of_whom_and_what_for(db, capsys):
    """At 25 pairs, where the bounds of U8 are: `manage.py asked_of_people --fill` with a database of its own."""
    call_command("asked_of_people")
    said = capsys.readouterr().out
    roles = re.findall(r"^(leader|mentor|sponsor): (\d+) people", said, re.MULTILINE)
    assert [(role, int(people) > 0) for role, people in roles] == [(it, True) for it in ("leader", "mentor", "sponsor")]
    with works():
        cohort = max(Cohort.objects.exclude(starts_on=None), key=lambda it: it.pairs.count())
        began = datetime.datetime.combine(cohort.starts_on, datetime.time(), cohort.organization.zone)
        within, asked = zip(*loads(cohort, began), strict=True)
        leads = Enrolment.objects.leaders().filter(cohort=cohort).values("person")
        surveys = SurveyAnswer.objects.filter(wave__cohort=cohort, author__in=leads, answered_at__lt=began + WINDOW)
        answered = surveys.values("author", "wave").distinct().count()
        signed = CharterSignature.objects.filter(enrolment__cohort=cohort, enrolment__role="leader").count()
    leader = asked[0]
    assert all(f"{item.what}: {item.purpose}" in said for load in asked for item, *_ in load.items)
    told = {item.what: round(average * leader.people) for item, average, *_ in leader.items}
    assert told["Charter and lab rules signed"] == signed
    assert told["Survey answered"] == answered > 0, "the mail that asks for it is no ask beside it"
    assert leader.asks[1] <= BOUNDS["leader"].asks
    assert leader.asks[0] == sum(average for item, average, *_ in leader.items if item.kind == "ask")
    assert 0 < leader.reminders[0] <= leader.reminders[1] <= BOUNDS["leader"].reminders
    assert 0 < leader.minutes[0] <= leader.minutes[1] <= BOUNDS["leader"].minutes
    assert ITEMS["profile"] not in [item for item, *_ in within[0].items], "that was before"
    for less, all_of_it in zip(within, asked, strict=True):
        assert less.people == all_of_it.people
        assert 0 < less.asks[0] < all_of_it.asks[0]
        assert less.minutes[1] < all_of_it.minutes[1]


def test_of_every_kind_of_mail_it_is_known_what_reading_it_asks():
    kinds = {key for kind in news for key in kind.keys if not key.startswith("trial")}
    assert kinds - {"digest"} == MAILS.keys()
    assert set(MAILS.values()) - {None} <= ITEMS.keys()


def test_the_command_says_what_to_do_where_there_is_nobody(db):
    with pytest.raises(CommandError, match="Nobody with access anywhere has the address nobody"):
        call_command("asked_of_people", of="nobody@nowhere.test")
    with pytest.raises(CommandError, match="No such cohort has begun"):
        call_command("asked_of_people", cohort="Winter of 1848")


def test_it_stays_within_its_queries(filled):
    """At full size it was 42,900 once, and the minute that people waited: what each mail and evening costs decides it."""
    _told, queries = filled
    assert queries.total() < 11_000, queries


# --- what the product made of it --------------------------------------------------------------------------------
def test_the_last_quarter_is_published_with_a_figure_in_every_family(demo):
    with works():
        newest = Quarter.objects.published().newest_first().first()
        assert (newest.year, newest.number) == (2026, 3)
        shown = PublishedFigure.objects.filter(quarter=newest, state="shown", cohort__state="closing")
        assert set(shown.values_list("indicator__family", flat=True)) == {"capability", "performance", "talent"}


def test_packs_take_thirty_percent_less_and_a_fifth_more_comes_on_time_by_its_own_observations(demo):
    come_in(demo, EXECUTIVE)
    text = demo.get(door(EXECUTIVE).url + "quarter/", follow=True).text
    with works():
        figure = PublishedFigure.objects.select_related("indicator", "cohort")
        packs, on_time = (
            figure.get(quarter__number=3, cohort__state="closing", indicator__key=key)
            for key in ("cycle_time", "on_time")
        )
        assert packs.indicator.name == "Time for a monthly pack"
        for figure, moved in ((packs, -0.30), (on_time, 0.20)):
            rows = [row for row in figure.indicator.observations.all() if row.group == "program"]
            before = [row.value for row in rows if row.day < figure.cohort.starts_on]
            after = [row.value for row in rows if row.day > figure.cohort.ends_on - 31 * DAY]
            change = sum(after) / len(after) / (sum(before) / len(before)) - 1
            assert float(change) == pytest.approx(moved, abs=0.005)
            assert float(figure.change / figure.before) == pytest.approx(float(change), abs=0.001)
    assert "30% less than before" in text
    assert "20% more than before" in text


def test_a_pair_of_the_earlier_cohort_met_every_two_weeks_and_was_reviewed(demo):
    with works():
        earlier = Cohort.objects.get(state="closing")
        pairs = Pair.objects.filter(cohort=earlier, state="running")
        assert pairs.count() == SIZE["pairs"]
        held = Counter(LabSession.objects.held().filter(pair__in=pairs).values_list("pair", flat=True))
        assert min(held.values()) >= 4
        assert CheckIn.objects.answered().filter(pair__in=pairs).count() >= SIZE["pairs"]
        assert SessionNote.objects.filter(pair__in=pairs).count() == sum(held.values())
        assert CheckInAnswer.objects.exclude(text="").exists()


def test_a_mentor_said_no_and_the_leader_met_another(demo):
    with works():
        turned_down = Pair.objects.get(state="withdrawn")
        running = Pair.objects.get(leader=turned_down.leader, state="running")
        assert running.mentor_id != turned_down.mentor_id


def test_every_sixth_first_wording_was_sharpened(demo):
    with works():
        suggested = ResearchQuestion.objects.exclude(suggestion="")
        assert suggested.exists()
        for asked in suggested:
            assert ResearchQuestion.objects.settled().filter(enrolment=asked.enrolment, text=asked.suggestion).exists()


def test_people_sign_up_wait_and_are_named_for_the_running_cohort(demo):
    with works():
        running, designing = Cohort.objects.get(state="running"), Cohort.objects.get(state="designing")
        states = Counter(Applicant.objects.filter(cohort=running).values_list("state", flat=True))
        assert states == {"place": 1, "waiting": 2}
    come_in(demo, SPONSOR)
    page = demo.get(page_of("programs:applicants", pk=running.pk)).text
    assert page.count("On the waiting list") >= 2
    assert "left everyone less afraid of it" in page
    assert "Forecast for 6 pairs." in demo.get(page_of("metrics:measures", pk=designing.pk)).text


def test_the_clock_did_all_that_was_due_and_left_no_beat_of_another_time(demo):
    for who in (SPONSOR, CLINIC_ADMIN):
        with works(who):
            assert set(Due.objects.exclude(state="waiting").values_list("state", flat=True)) <= {"done", "dropped"}
            assert not Due.objects.filter(state="waiting", due_at__lte=NOW).exists()
    assert not Beat.objects.exists()


def test_mails_stand_in_the_mailbox_at_their_own_date(demo):
    mails = DemoMail.objects.filter(created_at__lte=NOW)
    assert mails.filter(to=LEADER.email).count() > 5
    assert len(set(mails.values_list("created_at__date", flat=True))) > 30
    assert LEADER.email in demo.get(reverse("notifications:demo_mails")).text


def test_nothing_of_one_organization_is_in_the_other(demo):
    bank, clinic = door(SPONSOR), door(CLINIC_ADMIN)
    assert come_in(demo, CLINIC_ADMIN).status_code == 200
    assert demo.get(bank.url).status_code == 404
    assert "Aldermeer" not in demo.get(clinic.url).text
    with works(CLINIC_ADMIN):
        assert Cohort.objects.get().state == "enrolling"


# --- what everybody finds today ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "says"),
    [
        (LEADER, ("Did you meet on", "Two questions about your lab so far", "Daria")),
        (MENTOR, ("Did you meet on", "Two questions about your lab so far", "Giulia")),
        (SPONSOR, ("review",)),
        (CLINIC_ADMIN, ("question",)),
    ],
)
def test_each_finds_something_to_do(demo, who, says):
    text = come_in(demo, who).text
    assert [sentence for sentence in says if sentence not in text] == []


@pytest.mark.parametrize("who", EVERYONE)
def test_every_link_of_a_first_page_opens_and_says_that_its_data_are_invented(demo, who):
    home = come_in(demo, who)
    assert "demonstration data" in home.text
    links = set(re.findall(rf'href="({door(who).url}[^"#]*)"', home.text))
    assert len(links) >= 2
    assert {link: status for link in links if (status := demo.get(link, follow=True).status_code) != 200} == {}


@pytest.mark.parametrize("who", EVERYONE)
def test_on_a_first_page_one_thing_comes_first_or_it_says_that_nothing_does(demo, who):
    home = come_in(demo, who)
    assert home.text.count("<h1>") == 1
    assert home.text.count('class="sheet ') + ("Nothing needs you now." in home.text) == 1
    assert home.context["next"]  # at the least a sign-up that asks everyone


@pytest.mark.parametrize("who", EVERYONE)
def test_one_page_of_each_kind_that_this_person_can_reach_opens(demo, who):
    come_in(demo, who)
    opened = walk(demo, door(who).url)
    assert len(opened) >= 5
    assert {address: status for address, status in opened.values() if status != 200} == {}


def walk(browser, first):
    """Follow links from the first page on, the first of each kind: {route: (address, status)}."""
    ahead, opened = [first], {}
    while ahead:
        address = ahead.pop(0)
        route = resolve(urlsplit(address).path).route
        if route not in opened:
            answer = browser.get(address, follow=True)
            opened[route] = address, answer.status_code
            if answer.headers["Content-Type"].startswith("text/html"):
                ahead += re.findall(rf'href="({first}[^"#]*)"', answer.text)
    return opened


# --- the entrance -----------------------------------------------------------------------------------------------
def test_the_sign_in_page_offers_the_people_of_both(demo):
    text = demo.get(reverse("account_login")).text
    for organization, offered in people.offered():
        assert organization in text
        for it in offered:
            assert f'value="{it.email}"' in text


def test_one_click_signs_in_as_that_person(demo):
    come_in(demo, SPONSOR)
    assert demo.session["_auth_user_id"] == str(Account.objects.get(email=SPONSOR.email).pk)
    come_in(demo, MENTOR)
    assert demo.session["_auth_user_id"] == str(Account.objects.get(email=MENTOR.email).pk)


def test_nobody_who_is_not_offered(demo):
    other = Account.objects.exclude(email__in=people.offered_addresses()).first()
    for email in (other.email, "", "nobody@aldermeer.example"):
        assert demo.post(reverse("demo_sign_in"), {"email": email}).status_code == 404
    assert "_auth_user_id" not in demo.session


def test_the_click_is_a_form_with_its_token(demo):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo_sign_in"), {"email": SPONSOR.email}).status_code == 403


def test_without_demo_there_is_neither_page_nor_offer(demo, settings):
    settings.DEMO = False
    assert demo.post(reverse("demo_sign_in"), {"email": SPONSOR.email}).status_code == 404
    assert demo.get(reverse("demo_progress")).status_code == 404
    assert SPONSOR.email not in demo.get(reverse("account_login")).text
