"""An organization with long names and many rows in every list, committed, for pages to be looked at."""

import copy
from io import BytesIO

from django.contrib.auth.hashers import make_password

from metrics.models import Indicator
from metrics.publication import publish_quarter
from notifications.models import DemoMail, Notice
from organizations.importing import actions as importing
from organizations.links import InvitationLink
from organizations.models import Account, AuditEntry
from organizations.tenancy.models import uuid7
from pairing import actions as pairing
from programs import line_managers
from programs.links import HoursLink
from programs.models import ApprovedTool, Cohort, Enrolment, ResearchQuestion
from tests.cast import assemble
from tests.factories import NOW, PASSWORD, AccountFactory, InvitationFactory, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol
from tests.organizations.importing.conftest import ADA, EWA, HEADER, KARIN, TOM, csv_of
from tests.pairing.twelve import open_pairing
from tests.tenancy import worlds

MANY = 30
NEWCOMER = "newcomer@aldermeer.test"
LONG = {
    "leader": ("Maximiliane-Theresia Friederike", "von Hohenberg-Altenstein-Wittgenstein"),
    "mentor": ("Nguyễn Thị Minh Khai", "Papadimitrakopoulou-Venkatanarasimharajuvaripeta"),
}
UNIT = "Bank / Wholesale and Institutional Clients / Transaction Reporting, Reconciliation and Regulatory Disclosure"


def furnish():
    """Every address of the policy leads to a full page. Adds kwargs, {URL name: its values}, to the cast."""
    cast = assemble("Aldermeer Bank and Savings Cooperative of the Northern Provinces")
    give_long_names(cast)
    worlds.furnish(cast)
    cast.kwargs = worlds.addresses(cast)
    name_apart(cast)
    worlds.ask_both(cast)
    for who in worlds.PARTNERS:
        worlds.forget(cast, who)
        worlds.speak(cast, who)
    with cast.works():
        crowd(cast)
        cast.kwargs |= demonstrate() | ask_in(cast) | ask_a_manager(cast)
        cast.asked = ask_a_question(cast)
    cast.accounts = {"newcomer": Account.objects.get(email=NEWCOMER), "of two": at_home_in_two(cast)}
    cast.preview = look_at_a_roster(cast)
    cast.twelve = propose_pairs(cast)
    with cast.works():
        sign_what_then_changes()
        publish_quarter(cast.organization, 2026, 3, now=NOW)
    return cast


def sign_what_then_changes():
    """So that the newest who takes part is asked to sign again."""
    place = Enrolment.objects.order_by("pk").last()
    papers = {"rules": make.LabRulesFactory, "charter": make.RoleCharterFactory}
    signed = {name: of(cohort=place.cohort, number=90) for name, of in papers.items()}
    place.signatures.create(name="As it was", signed_at=NOW, **signed)
    make.LabRulesFactory(cohort=place.cohort, number=91)


def account(house, who):
    """Of somebody of the cast, or of those who are no members of it; None is the visitor's."""
    if who == "visitor":
        return None
    return house.accounts[who] if who in house.accounts else getattr(house, who).account


def give_long_names(cast):
    with cast.works():
        for who, (given, family) in LONG.items():
            person = getattr(cast, who).person
            person.given_name, person.family_name, person.unit = given, family, UNIT
            person.save()


def name_apart(cast):
    """Each address of the policy brought a cohort along, all of the same name."""
    with cast.works():
        for number, cohort in enumerate(Cohort.objects.order_by("id"), 1):
            cohort.name = f"AI fluency in transaction reporting and reconciliation, run {number}"
            cohort.save()


def crowd(cast):
    for number in range(MANY):
        person = PersonFactory(given_name="Bartholomäus", family_name=f"Krummenacher-{number:02}", unit=UNIT)
        enrol(cast, person, (Enrolment.Role.LEADER, Enrolment.Role.MENTOR)[number % 2])
        InvitationFactory(person=person)
        tool = {"name": f"Assistant {number} for transaction reporting and reconciliation", "data_allowed": UNIT}
        ApprovedTool.objects.create(**tool, approved_by="IT security", entered_at=NOW)
        Notice.leave("try", cast.mentor.person, f"{person.name} has handed you something to read.", now=NOW, url="/")
        AuditEntry.record("tried", cast.organization, by=cast.admin, now=NOW, fields=["name", "time_zone"])
        made = {"cohort": cast.cohort, "key": f"measure{number}", "place": number + 10}
        make.IndicatorFactory(**made, family=Indicator.Family.values[number % 3])


def demonstrate():
    text = "Dear Daria,\n\nhttps://lab.test/o/bank/\n"
    mail = DemoMail.objects.create(to="d@x.test", subject="On Thursday", text=text, html="<p>x</p>", created_at=NOW)
    return {"notifications:demo_mail": {"pk": mail.pk}}


def ask_in(cast):
    """An invitation of somebody who has an account and has not joined."""
    person = PersonFactory(email=NEWCOMER)
    AccountFactory(email=NEWCOMER)
    invitation = InvitationFactory(person=person)
    link = InvitationLink(cast.organization.pk, invitation.pk, invitation.new_secret())
    return {"organizations:invitation": {"token": link.url().split("/")[-2]}}


def ask_a_manager(cast):
    """The link in the mail about a mentor's hours."""
    agreement = line_managers.ask(cast.mentor_enrolment, now=NOW)
    return {"programs:hours_agreement": {"token": HoursLink.of(agreement).url().split("/")[-2]}}


def ask_a_question(cast):
    """The id of an enrolment whose question waits for the sponsor."""
    enrolment = enrol(cast, PersonFactory(given_name="Sigrid", family_name="Aas"), Enrolment.Role.LEADER)
    make.ResearchQuestionFactory(enrolment=enrolment, state=ResearchQuestion.State.PROPOSED, settled_at=None)
    return enrolment.pk


def at_home_in_two(cast):
    """An account with a password and two doors."""
    account = AccountFactory(email="both@aldermeer.test", password=make_password(PASSWORD))
    for there in (cast, assemble("Zephyr Works", "zephyr.test")):
        with there.works():
            MembershipFactory(account=account, person=PersonFactory(email=account.email))
    return account


def look_at_a_roster(cast):
    """The id of an import that waits for a decision."""
    file = BytesIO(csv_of(ADA, TOM, KARIN, EWA, ["9", "", "", "nobody", UNIT, "77"], header=HEADER))
    file.name = "people-of-the-northern-provinces-as-exported-in-september-2026.csv"
    with cast.sees("admin"):
        return importing.upload(file=file, by=cast.admin, now=NOW, job_id=uuid7()).pk


def propose_pairs(cast):
    """The id of a cohort of twelve leaders with a run."""
    twelve = open_pairing(copy.copy(cast))
    with cast.works():
        pairing.propose(twelve.cohort, by=cast.sponsor, now=NOW)
    return twelve.cohort.pk
