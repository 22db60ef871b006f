"""Every mail that leaves: in a window as narrow as a phone's and as wide as a mail program's, light and dark; and as text."""

import itertools
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client, TestCase
from django.test.signals import template_rendered
from django.urls import reverse

from notifications.mail import daily_mail, one_mail, write_mail
from notifications.models import Due
from organizations import actions as organizing
from organizations.models import Invitation
from organizations.registries import clock_kinds
from programs import turning
from programs.models import Cohort, CohortStep
from tests.factories import NOW, PASSWORD, AccountFactory, PersonFactory
from tests.factories import lab as make
from tests.tenancy import still, worlds

from . import markup
from .looking import AXE

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("db")]
LOOKS = list(itertools.product((320, 600), ("light", "dark")))
COLUMNS = 78  # after which mail programs wrap a line by themselves, and quoting makes a mess of it
TEMPLATES = Path(settings.BASE_DIR) / "templates"
ENOUGH = 6  # times that a kind was done without a mail: it writes none
FOR_MAIL_PROGRAMS = (  # Outlook lays out by tables and their attributes, and reads names of its own
    r"^The “(cellpadding|cellspacing|border|width|height|align)” attribute on the “(table|td)” element is obsolete",
    r"^Attribute “xmlns:o” not allowed here",
    r"^CSS: “(color-scheme|supported-color-schemes|mso-hide)”: Property .* doesn't exist",
    r"^CSS: .*The value “break-word” is deprecated",
)
NEVER_SENT = (
    "account/email/password_reset_",
    "account/email/email_confirmation_",
)  # a link's, and an added address's: no such pages


def templates():
    found = [*TEMPLATES.glob("mail/*"), *TEMPLATES.glob("*/mail/*"), *TEMPLATES.glob("*/email/*")]
    return {str(path.relative_to(TEMPLATES)) for path in found}


@contextmanager
def names_of_templates():
    names = set()

    def note(sender, template, **kwargs):
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture(scope="module")
def letters(house):
    """({subject: mail}, the templates that were drawn): whatever the clock, the sign-in and the admin's pages send."""
    with names_of_templates() as drawn, still.undone(), still.outbox() as sent:
        with TestCase.captureOnCommitCallbacks(execute=True):
            known = AccountFactory(email="known@aldermeer.test")
            knock(known.email)
            knock("unknown@aldermeer.test")
            change_password(known)
            with house.sees("admin"):
                organizing.send_again(Invitation.objects.unanswered().first(), by=house.admin, now=NOW)
        worlds.forget(house, "mentor")
        let_somebody_not_be_ready(house)
        write_what_the_clock_writes(house, sent)
        write_what_was_missed(house)
        write_what_comes_once_a_day(house)
        let_a_cohort_rest(house)
    return {letter.subject: letter for letter in sent}, drawn


def let_somebody_not_be_ready(house):
    with house.works():
        person = PersonFactory(email="not.ready@aldermeer.test")
        make.EnrolmentFactory(cohort=house.cohort, person=person, role="mentor", profile_at=None)


def write_what_the_clock_writes(house, sent):
    """Each kind of its work is tried with one row and person after another, until it has written to somebody."""
    people = [None, *(getattr(house, who).person_id for who in ("leader", "mentor", "sponsor"))]
    with house.works():
        rows = [
            row for model in worlds.SUBJECTS for row in model.objects.order_by("-pk").values_list("pk", flat=True)[:4]
        ]
        for key, _ in clock_kinds.items():
            before, done = len(sent), 0
            for now, row, person in itertools.product((*worlds.BEFORE, *worlds.AFTER[1:2]), rows, people):
                done += _perform(key, now, row, person)
                if len(sent) > before or done == ENOUGH:
                    break


def let_a_cohort_rest(house):
    with house.sees("sponsor"):
        Cohort.objects.get(pk=house.cohort.pk).pause(by=house.sponsor, now=NOW)
    with house.works():
        step, place = CohortStep.objects.order_by("id").last(), house.cohort.enrolments.active().first()
        due = {"subject_id": place.pk, "recipient_id": place.person_id, "occurrence": step.pk.hex, "due_at": NOW}
        turning.send_news(Due(kind=turning.NEWS, **due), NOW)


def write_what_was_missed(house):
    """After an outage: two reviews, say, in one mail."""
    said = {"subject": "Two questions about your lab so far", "reader_of_it": "Ingrid", "main_url": "https://lab.test/"}
    with house.works(), one_mail(house.mentor.person, now=NOW):
        for number in ("1", "2"):
            about = {"subject_id": house.pair.pk, "now": NOW, "occurrence": number}
            write_mail("review-mail", house.mentor.person, "review", lambda: dict(said), **about)


def write_what_comes_once_a_day(house):
    said = {"subject": "A minute of questions", "closes_at": NOW, "main_url": "https://lab.test/"}
    first = Due(kind="survey", subject_id=house.pair.pk, due_at=NOW)
    with house.works(), daily_mail(house.mentor.person, first=first, now=NOW):
        for number in ("x", "y"):
            about = {"subject_id": house.pair.pk, "now": NOW, "occurrence": number}
            write_mail("survey", house.mentor.person, "survey", lambda: dict(said), **about)


def _perform(key, now, row, person):
    """Whether it could be done."""
    kind, occurrence = clock_kinds[key], worlds.OCCURRENCES.get(key, "0")
    due = Due(kind=key, subject_id=row, recipient_id=person, due_at=now, occurrence=occurrence)
    with suppress(Exception), still.undone():
        if kind.holds(due, now):
            kind.perform(due, now)
            return True
    return False


def knock(email):
    """At each door of the sign-in, with this address."""
    for view in ("account_request_login_code", "account_signup", "account_reset_password"):
        Client().post(reverse(view), {"email": email})


def change_password(account):
    """Set one, then another."""
    browser = Client()
    browser.force_login(account)
    twice = {"password1": PASSWORD, "password2": PASSWORD}
    browser.post(reverse("account_set_password"), twice)
    account.refresh_from_db()
    browser.force_login(account)
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **dict.fromkeys(twice, f"{PASSWORD}!")})


def html_of(letter):
    return next(body for body, kind in letter.alternatives if kind == "text/html")


def test_every_template_of_a_mail_was_drawn(letters):
    missing = sorted(templates() - letters[1])
    never = tuple(f"{name}{part}" for name in NEVER_SENT for part in ("message", "subject"))
    assert [name for name in missing if not name.startswith(never)] == []


def test_every_mail_has_both_forms_and_its_text_fits(letters):
    bodies = [letter.body for letter in letters[0].values() if html_of(letter)]
    lines = [line for body in bodies for line in body.splitlines()]
    assert [line for line in lines if len(line) > COLUMNS and " " in line.strip()] == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_mail_can_be_read(letters, chromium, width, scheme):
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    wrong = {}
    for subject, letter in letters[0].items():
        page.set_content(html_of(letter))
        page.evaluate(AXE_SCRIPT)
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        wrong[subject] = [*(["too wide"] if too_wide else []), *page.evaluate(AXE)]
    page.close()
    assert {subject: said for subject, said in wrong.items() if said} == {}


def test_every_mail_is_html_as_the_standard_says(letters, tmp_path):
    documents = {subject: html_of(letter) for subject, letter in letters[0].items()}
    assert markup.errors(documents, tmp_path, but=FOR_MAIL_PROGRAMS) == {}
