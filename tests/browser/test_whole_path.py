"""The whole path, from an empty organization and a roster file to the quarter, as its people play it; three months of clock included.

The admin, the sponsor, the executive, one leader and one mentor sit at Chromium; the others send the same forms by request.
"""

import datetime
import itertools
import re

import pytest
from django.urls import reverse

from metrics import calendar
from metrics.models import Indicator, Quarter, Wave
from notifications.sweep import sweep_until_idle
from organizations.models import Membership, Organization, Person
from organizations.tenancy import middleware
from organizations.tenancy.scope import WORKER, scope
from pairing.models import Pair
from programs.models import Cohort, Enrolment
from sessions.models import LabSession
from tests.factories import AccountFactory

from .people import ByRequest, InChromium

pytestmark = pytest.mark.django_db(transaction=True)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
PAIRS = 5
LEADERS = ["Giulia Marchetti", "Henrik Vestergaard", "Pieter Hoekstra", "Claire Beaumont", "Marco Ruggieri"]
MENTORS = ["Daria Nowak", "Zeynep Arslan", "Jonas Öhman", "Aisha Rahmani", "Luca Ferri"]
OTHERS = ["Karin Holm", "Ingrid Sørensen", "Margarethe Lindqvist", "Ruth Amsel"]
QUESTION = "Which steps of the monthly pack can the analysts in reporting hand to an assistant, so that it is ready a day earlier?"


def email(name):
    return f"{name.split()[0].lower().replace('ö', 'o')}@aldermeer.test"


def roster_file():
    """As an HR system exports it: family name first, managers by number, Windows-1252 and semicolons."""
    lines = ["PersNr;Nachname, Vorname;E-Mail;Vorgesetzte;OrgEinheit;Eintritt"]
    units = itertools.cycle(["Bank / Finance", "Bank / Risk", "Bank / Treasury"])
    for number, name in enumerate([*OTHERS, *LEADERS, *MENTORS], start=1):
        given, family = name.split()
        boss = "0001" if number > 1 and name not in MENTORS else "0002" if number > 1 else ""
        lines.append(f"{number:04};{family}, {given};{email(name)};{boss};{next(units)};0{number % 9 + 1}.03.2019")
    return "\r\n".join(lines).encode("cp1252", errors="replace")


class Path:
    """Where the story is: its clock, its organization, and who sits where."""

    def __init__(self, monkeypatch, open_browser, accounts):
        self.now = datetime.datetime.now(datetime.UTC).replace(hour=9, minute=0, second=0, microsecond=0)
        monkeypatch.setattr(middleware, "read_clock", lambda: self.now)
        self.open_browser, self.accounts, self.people = open_browser, accounts, {}

    def person(self, name):
        return self.people[name]

    def sit_down(self, name, account, chromium):
        if chromium:
            seat = type("Seat", (), {"account": account})
            self.people[name] = InChromium(self.open_browser(seat))
        else:
            self.people[name] = ByRequest(account)
        return self.people[name]

    def url(self, view, **kwargs):
        return self.organization.url(view, **kwargs)

    def works(self):
        return scope(WORKER, self.organization.pk)

    def pk(self, name):
        with self.works():
            return Person.objects.get(family_name=name.split()[1]).pk

    def at(self, view):
        return self.url(view, pk=self.cohort.pk)

    def of(self, view, name):
        with self.works():
            return self.url(view, pk=Enrolment.objects.get(person__family_name=name.split()[1]).pk)

    def live_until(self, moment):
        """The clock goes on, day by day, and does what falls due."""
        while self.now < moment:
            self.now = min(self.now + DAY, moment)
            sweep_until_idle(self.now)


@pytest.fixture
def path(monkeypatch, open_browser):
    return Path(monkeypatch, open_browser, {})


def test_from_a_roster_file_to_the_dashboard(path, tmp_path, mailoutbox):
    the_organization_is_opened(path)
    the_roster_comes(path, tmp_path)
    everybody_is_invited(path, mailoutbox)
    a_cohort_is_designed(path)
    people_are_enrolled(path)
    the_baseline_is_answered(path)
    pairs_are_found_and_accepted(path)
    sessions_are_held(path, 4)
    reviews_are_answered(path)
    the_follow_up_is_answered(path)
    the_quarter_is_published(path)


def the_organization_is_opened(path):
    karin = path.sit_down("Karin Holm", AccountFactory(email=email("Karin Holm")), chromium=True)
    karin.go(reverse("organizations:opening"))
    karin.submit("Open it", name="Aldermeer Bank", given_name="Karin", family_name="Holm", time_zone="Europe/Berlin")
    path.organization = Organization.by_slug(karin.path.split("/")[2])
    assert "Bring the people" in karin.text


def the_roster_comes(path, tmp_path):
    karin, file = path.person("Karin Holm"), tmp_path / "Export_HR.csv"
    file.write_bytes(roster_file())
    karin.go(path.url("organizations:import"))
    karin.page.set_input_files('input[name="file"]', str(file))
    karin.submit("Look at the file")
    karin.page.wait_for_selector("text=Nothing is written")
    assert "14 lines read" in karin.text
    karin.submit("Write")
    with path.works():
        assert Person.objects.count() == 14
        assert Person.objects.get(family_name="Nowak").manager.name == "Ingrid Sørensen"


def everybody_is_invited(path, mailoutbox):
    karin = path.person("Karin Holm")
    for names, roles in (
        (["Ingrid Sørensen"], ["sponsor"]),
        (["Margarethe Lindqvist"], ["executive"]),
        (LEADERS + MENTORS, []),
    ):
        karin.go(path.url("organizations:invitations"))
        karin.submit("Invite them", people=[str(path.pk(name)) for name in names], roles=roles)
    links = {mail.to[0]: re.search(r"/invitations/\S+/", mail.body).group() for mail in mailoutbox}
    for name in ["Ingrid Sørensen", "Margarethe Lindqvist", *LEADERS, *MENTORS]:
        account = AccountFactory(email=email(name))
        in_chromium = name in ("Ingrid Sørensen", "Margarethe Lindqvist", LEADERS[0], MENTORS[0])
        path.sit_down(name, account, in_chromium).go(links[email(name)]).submit("Join")
    with path.works():
        assert Membership.objects.active().count() == 3 + 2 * PAIRS


def a_cohort_is_designed(path):
    ingrid = path.person("Ingrid Sørensen")
    ingrid.go(path.url("programs:program_new") + "?template=ai_fluency").submit("Make the program", name="AI fluency")
    ingrid.submit("Open the cohort", name="AI fluency, first run", starts_on=path.now.date(), contact="Ruth Amsel")
    with path.works():
        path.cohort = Cohort.objects.get()
    ingrid.go(path.at("programs:cohort")).submit("Begin the design")
    assert "No approved AI tool in the register" in ingrid.text
    ingrid.go(path.url("programs:tool_new"))
    ingrid.submit("Save", name="Aldermeer Assist", data_allowed="Internal data", approved_by="IT security")
    ingrid.go(path.at("programs:cohort")).submit("Open enrolling")


def people_are_enrolled(path):
    ingrid = path.person("Ingrid Sørensen")
    for names, role in ((LEADERS, "leader"), (MENTORS, "mentor")):
        ingrid.go(path.at("programs:enrol_list"))
        ingrid.submit("Enrol them", role=role, lines="\n".join(email(name) for name in names))
    for number, name in enumerate(MENTORS):
        known = {"topic_prompts": 3, "topic_tools": 1 + number % 3}
        mentor = path.person(name).go(path.of("programs:profile_edit", name))
        mentor.submit("Keep it", languages="English", first_hand="I write prompts for the pack every week.", **known)
    for name in LEADERS:
        leader = path.person(name)
        leader.go(path.of("programs:profile_edit", name)).submit("Keep it", languages="English")
        leader.go(path.of("programs:question_write", name))
        said = {"kind": "question", "text": QUESTION, "perspective": "technology", "owns": 2, "topic_prompts": 3}
        leader.submit("Hand it to your sponsor", **said)
        ingrid.go(path.of("programs:question", name)).submit("Settle it")


def the_baseline_is_answered(path):
    ingrid = path.person("Ingrid Sørensen")
    ingrid.go(path.at("metrics:measures")).submit("Open the baseline", closes_on=path.now.date() + 12 * DAY)
    everybody_answers(path, Wave.Kind.BASELINE, scale=2, share="0")
    for day, value in ((-40, "10"), (-10, "10")):
        enter_figure(path, ingrid, day, value)


def everybody_answers(path, kind, *, scale, share):
    with path.works():
        wave = Wave.objects.get(kind=kind)
        asked = {role: Indicator.objects.filter(source=f"{role}s").in_order() for role in ("leader", "mentor")}
        answers = {
            role: {it.key: {"scale": scale, "share": share}.get(it.form, scale) for it in its}
            for role, its in asked.items()
        }
    for names, role in ((LEADERS, "leader"), (MENTORS, "mentor")):
        for name in names:
            path.person(name).go(path.url("metrics:survey", pk=wave.pk)).submit("Done", **answers[role])


def enter_figure(path, ingrid, day, value):
    with path.works():
        measure = Indicator.objects.get(key="cycle_time")
    ingrid.go(path.at("metrics:observations"))
    when = path.now.date() + day * DAY
    ingrid.submit("Enter it", indicator=measure.pk, team="Reporting", group="program", people=8, day=when, value=value)


def pairs_are_found_and_accepted(path):
    ingrid = path.person("Ingrid Sørensen")
    ingrid.go(path.at("programs:cohort")).submit("Go on to pairing")
    ingrid.go(path.at("pairing:board")).submit("Find the best pairs")
    ingrid.go(path.at("pairing:board"))
    ingrid.go(path.url("pairing:preview", pk=path.cohort.pk, number=1)).submit("Publish")
    with path.works():
        path.pairs = list(Pair.objects.select_related("leader", "mentor"))
        assert len(path.pairs) == PAIRS
        assert not [pair for pair in path.pairs if pair.mentor.manager_id == pair.leader_id]
    for pair in path.pairs:
        for person in (pair.leader, pair.mentor):
            seat = path.person(person.name)
            seat.go(path.url("pairing:pair", pk=pair.pk)).submit("Yes, gladly")
            seat.go(path.at("programs:papers")).submit("Sign both pages", name=person.name)
    sweep_until_idle(path.now)
    ingrid.go(path.at("programs:cohort")).submit("Begin the sessions")
    for number, pair in enumerate(path.pairs):
        slot = f"{number}-15:00"  # still to come today, should the story begin on that weekday
        path.person(pair.mentor.name).go(path.url("sessions:hour", pair=pair.pk)).submit("Choose this hour", slot=slot)
    sweep_until_idle(path.now)
    with path.works():
        assert Pair.objects.running().count() == PAIRS


def sessions_are_held(path, number):
    for _ in range(number):
        with path.works():
            last = max(pair.sessions.planned().order_by("starts_at").first().ends_at for pair in path.pairs)
        path.live_until(last + HOUR)
        for pair in path.pairs:
            with path.works():
                session = pair.sessions.unlogged(path.now).first()
            mentor = path.person(pair.mentor.name).go(path.url("sessions:session", pk=session.pk))
            mentor.go(path.url("sessions:log", pk=session.pk))
            mentor.submit(
                "Save the log", held="yes", held_minutes=55, notes=f"CANARY-{pair.pk}", private="CANARY-private"
            )
        sweep_until_idle(path.now)
    with path.works():
        assert LabSession.objects.held().count() == number * PAIRS


def reviews_are_answered(path):
    """Open by themselves since the third; the sponsor reads each, and their author sees that."""
    ingrid, giulia, daria = (path.person(name) for name in ("Ingrid Sørensen", LEADERS[0], MENTORS[0]))
    assert "reviews are late" in ingrid.go(path.url("checkins:checkins")).text
    for seat, words in (
        (giulia, {"insight": "Prompts need a reader", "changed": "We dropped a check"}),
        (daria, {"view": "I see why it takes so long", "heard": "Yes, since the second hour"}),
    ):
        seat.go(path.url("organizations:home")).follow("Answer them")
        seat.submit("Give it to Ingrid", **words)
    assert "I see why it takes so long" not in giulia.go(path.url("checkins:checkins")).text
    ingrid.go(path.url("checkins:checkins")).submit("Open the answers")
    assert "Prompts need a reader" in ingrid.text or "I see why it takes so long" in ingrid.text
    assert "CANARY" not in ingrid.text


def the_follow_up_is_answered(path):
    with path.works():
        ends = Cohort.objects.get().ends_on
    path.live_until(datetime.datetime.combine(ends - 3 * DAY, datetime.time(12), datetime.UTC))
    everybody_answers(path, Wave.Kind.FOLLOW_UP, scale=4, share="1")
    enter_figure(path, path.person("Ingrid Sørensen"), -2, "7")


def the_quarter_is_published(path):
    with path.works():
        wave = Wave.objects.get(kind=Wave.Kind.FOLLOW_UP)
    year, number = calendar.quarter_of(wave.closes_at.date())
    morning = calendar.next_start(year, number) + DAY
    path.live_until(datetime.datetime.combine(morning, datetime.time(8), datetime.UTC))
    with path.works():
        assert Quarter.objects.filter(year=year, number=number).exists()
    margarethe = path.person("Margarethe Lindqvist")
    margarethe.go(path.url("metrics:quarter", year=year, number=number))
    assert "30% less than before" in margarethe.text
    assert "100%" in margarethe.text  # of leaders, five of five: shown
    for family in ("Capability", "Performance", "Talent"):
        assert family in margarethe.text
    assert "CANARY" not in margarethe.text
