"""What is in scope, wherever it is in question; and the page for the line manager, which tells nothing of the lab."""

import io

import pytest
from pypdf import PdfReader

from programs import backing, templates
from programs.models import RoleCharter
from tests.factories import NOW
from tests.factories import lab as make

from .design import headline, tree

CHARTER = {part["key"]: part for part in templates.rows(templates.template("ai_fluency").charter)}
IN_SCOPE = ("mentors", "executives", "it", "out_of_scope")


@pytest.fixture
def lab(lab):
    with lab.works():
        RoleCharter.objects.update(clauses=list(CHARTER.values()))
        lab.session = make.LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
    return lab


def pages(lab):
    return {
        "pair": lab.url("pairing:pair", pk=lab.pair.pk),
        "session": lab.url("sessions:session", pk=lab.session.pk),
        "scope": lab.url("programs:scope", pk=lab.cohort.pk),
    }


@pytest.mark.parametrize("place", ["pair", "session", "scope"])
def test_the_card_says_who_does_what_and_what_nobody_asks(lab, visit, place):
    for who in ("leader", "mentor"):
        said = tree(visit(getattr(lab, who)).get(pages(lab)[place])).one("main").text
        assert [key for key in IN_SCOPE if CHARTER[key]["text"] not in said] == []
        assert CHARTER["payback"]["text"] not in said


def test_the_card_is_that_of_the_charter_in_force(lab, visit):
    with lab.works():
        clauses = [part | {"text": "Ask IT."} if part["key"] == "it" else part for part in CHARTER.values()]
        make.RoleCharterFactory(cohort=lab.cohort, number=2, clauses=clauses)
    for place in ("pair", "session", "scope"):
        said = visit(lab.mentor).get(pages(lab)[place]).text
        assert "Ask IT." in said
        assert CHARTER["it"]["text"] not in said


def test_without_a_charter_no_card_is_drawn(lab, visit):
    with lab.works():
        RoleCharter.objects.all().delete()
    assert "In scope, out of scope" not in visit(lab.mentor).get(pages(lab)["pair"]).text
    assert headline(visit(lab.mentor).get(pages(lab)["scope"])) == "Nothing is said about it yet."


class TestThePageForTheLineManager:
    def url(self, lab, view="backing"):
        return lab.url(f"programs:{view}", pk=lab.cohort.pk)

    def words(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        assert len(pages) == 1
        return " ".join(pages[0].extract_text().split())

    def test_says_the_hours_and_the_charter_on_screen_and_on_paper(self, lab, visit):
        browser = visit(lab.mentor)
        paper = self.words(browser.get(self.url(lab, "backing_pdf")).content)
        for said in (tree(browser.get(self.url(lab))).one("main").text, paper):
            assert "From the first day to the last, about 13 hours." in said
            for key in ("time", "out_of_scope", "recognition", "payback"):
                assert CHARTER[key]["text"] in said

    def test_holds_nothing_of_the_lab(self, lab):
        with lab.works():
            lab.cohort.refresh_from_db()
            paper = self.words(backing.page(lab.cohort, now=NOW))
        for secret in (
            lab.leader.person.family_name,
            lab.mentor.person.family_name,
            lab.question.text,
            lab.pair.because,
        ):
            assert secret not in paper

    @pytest.mark.parametrize(
        ("hours", "says"), [(1, "to the last, about 1 hour."), (26, "to the last, about 26 hours.")]
    )
    def test_takes_the_hours_that_it_is_told(self, lab, hours, says):
        with lab.works():
            assert says in self.words(backing.page(lab.cohort, now=NOW, hours=hours))

    def test_stands_without_days_charter_or_contact(self, lab):
        with lab.works():
            RoleCharter.objects.all().delete()
            lab.cohort.starts_on = lab.cohort.contact = None
            said = self.words(backing.page(lab.cohort, now=NOW))
        assert "An hour with the leader every two weeks" in said
        assert "to the last" not in said

    def test_stays_one_page_whatever_the_charter_says(self, lab):
        with lab.works():
            RoleCharter.objects.update(clauses=[part | {"text": "word " * 200} for part in CHARTER.values()])
            assert self.words(backing.page(lab.cohort, now=NOW))


def test_the_prep_card_leads_to_it(lab):
    from sessions.mails import prep

    with lab.sees("mentor"):
        assert prep(lab.session.pk, lab.mentor.person, NOW)["scope_url"].endswith(pages(lab)["scope"])
