"""Lab rules and role charter on one sheet of paper: what stands there, for whom, and that it stays one sheet."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from config import printing
from programs import papers_pdf
from programs.models import CharterSignature, LabRules, RoleCharter
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make

POLISH_AND_GREEK = "Wójcikiewicz-Żółć, Στέφανος Παπαδόπουλος"
HOSTILE = '#import "x": * #panic() $x^2$ \\ `raw` <label> @ref "quotes" // no comment *bold* _soft_'


def read(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def words(reader):
    """What it says, on one line and without the places where a long word may break."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages)).replace("\u200b", "")


def sign(lab, who, name):
    with lab.sees(who):
        enrolment = getattr(lab, f"{who}_enrolment")
        CharterSignature.objects.sign(enrolment, name, by=getattr(lab, who), now=NOW)


def unsaved(texts, title="Rule"):
    rules = [{"key": f"own{n}", "title": title, "text": text} for n, text in enumerate(texts)]
    return {"rules": LabRules(number=1, rules=rules), "charter": RoleCharter(number=1, clauses=rules[:1])}


class TestAPairsPage:
    def test_carries_both_names_and_times_for_both_and_their_sponsor(self, lab, visit):
        with lab.works():
            type(lab.organization).objects.update(time_zone="Asia/Tokyo")
        sign(lab, "leader", "O’Neil, José “Pepe”")
        sign(lab, "mentor", POLISH_AND_GREEK)
        when = NOW.astimezone(type(lab.organization)(time_zone="Asia/Tokyo").zone)
        for who in ("leader", "mentor", "sponsor"):
            answer = visit(getattr(lab, who)).get(lab.url("pairing:papers_pdf", pk=lab.pair.pk))
            page, said = read(answer), words(read(answer))
            assert answer["Content-Disposition"] == 'inline; filename="lab-rules-and-role-charter.pdf"'
            assert len(page.pages) == 1
            for part in [*lab.rules.parts, *lab.charter.parts, {"text": "", "title": lab.cohort.contact.name}]:
                assert part["title"] in said
                assert part["text"] in said
            assert "O’Neil, José “Pepe”" in said
            assert POLISH_AND_GREEK in said
            assert said.count(f"{when:%-d %B %Y, %H:%M}") == 2
            assert "Times are those of Asia/Tokyo." in said

    def test_has_a_line_for_who_has_not_signed_what_is_in_force(self, lab, visit):
        sign(lab, "leader", "Giulia Marchetti")
        url = lab.url("pairing:papers_pdf", pk=lab.pair.pk)
        assert words(read(visit(lab.mentor).get(url))).count("Name, day and time") == 1
        with lab.sees("sponsor"):
            make.RoleCharterFactory(cohort=lab.cohort, number=2)
        said = words(read(visit(lab.mentor).get(url)))
        assert said.count("Name, day and time") == 2
        assert "Version 2" in said

    def test_is_not_for_a_sponsor_who_stands_in_the_leaders_line(self, lab, visit):
        with lab.works():
            lab.leader.person.manager = lab.sponsor.person
            lab.leader.person.save()
            lab.leader_enrolment.bars.create(person=lab.sponsor.person)
        assert visit(lab.sponsor).get(lab.url("pairing:papers_pdf", pk=lab.pair.pk)).status_code == 404

    def test_is_offered_where_they_sign(self, lab, visit):
        page = visit(lab.leader).get(lab.url("programs:papers", pk=lab.cohort.pk)).text
        assert lab.url("pairing:papers_pdf", pk=lab.pair.pk) in page


class TestAnOldVersionsPage:
    def url(self, lab, number=1, paper="rules"):
        return lab.url("programs:version_pdf", pk=lab.cohort.pk, paper=paper, number=number)

    @pytest.fixture
    def signed(self, lab):
        """Version 1 is signed by both of the pair and by another mentor; version 2 by nobody."""
        sign(lab, "leader", "Giulia M.")
        sign(lab, "mentor", POLISH_AND_GREEK)
        with lab.works():
            other = make.EnrolmentFactory(cohort=lab.cohort, person=PersonFactory(), role="mentor")
            given = {"charter": lab.charter, "rules": lab.rules, "signed_at": NOW}
            CharterSignature.objects.create(enrolment=other, name="Otto the Other", **given)
            newer = [part | {"text": f"{part['text']} Anew."} for part in lab.rules.parts]
            make.LabRulesFactory(cohort=lab.cohort, number=2, rules=newer)
        return lab

    @pytest.mark.parametrize(("who", "reads"), [("leader", False), ("mentor", False), ("sponsor", True)])
    def test_says_what_it_said_with_the_names_that_its_reader_may_read(self, signed, visit, who, reads):
        answer = visit(getattr(signed, who)).get(self.url(signed))
        page, said = read(answer), words(read(answer))
        assert answer["Content-Disposition"] == 'inline; filename="lab-rules-1.pdf"'
        assert len(page.pages) == 1
        assert all(part["text"] in said for part in signed.rules.parts)
        assert "Anew." not in said
        assert "when version 2 came" in said
        assert POLISH_AND_GREEK in said
        assert f"Giulia M. Giulia Marchetti, Leader {NOW:%-d %B %Y, %H:%M}, with charter 1" in said
        assert ("Otto the Other" in said) == reads
        now = words(read(visit(getattr(signed, who)).get(self.url(signed, 2))))
        assert "Anew." in now
        assert "In force when this was printed." in now
        assert "Giulia" not in now
        nobody = "Signed by nobody" if who == "sponsor" else "Signed neither by you nor by your partner"
        assert nobody in now

    def test_is_offered_where_versions_are_read(self, signed, visit):
        for url in (
            signed.url("programs:versions", pk=signed.cohort.pk, paper="rules"),
            signed.url("programs:version", pk=signed.cohort.pk, paper="rules", number=1),
        ):
            assert self.url(signed) in visit(signed.mentor).get(url).text

    def test_has_the_names_of_many_behind_it(self, signed, visit):
        with signed.works():
            given = {"charter": signed.charter, "rules": signed.rules, "signed_at": NOW}
            for n in range(30):
                place = make.EnrolmentFactory(cohort=signed.cohort, person=PersonFactory(), role="mentor")
                CharterSignature.objects.create(enrolment=place, name=f"Signer number {n}", **given)
        page = read(visit(signed.sponsor).get(self.url(signed)))
        assert "Signed by 33 people: see the next page." in words(page)
        assert "Signer number" not in page.pages[0].extract_text()
        assert len(page.pages) > 1
        assert all(f"Signer number {n}" in words(page) for n in range(30))

    @pytest.mark.parametrize(("paper", "number"), [("rules", 9), ("tools", 1)])
    def test_of_what_was_never_written_is_not_there(self, lab, visit, paper, number):
        assert visit(lab.leader).get(self.url(lab, number, paper)).status_code == 404


class TestACohortsPage:
    def test_leaves_two_lines_to_sign_on_by_hand(self, lab, visit):
        sign(lab, "leader", "Giulia Marchetti")
        said = words(read(visit(lab.sponsor).get(lab.url("programs:papers_pdf", pk=lab.cohort.pk))))
        assert said.count("Name, day and time") == 2
        assert "Giulia" not in said

    def test_is_made_for_accessible_reading(self, lab, visit):
        page = read(visit(lab.leader).get(lab.url("programs:papers_pdf", pk=lab.cohort.pk)))
        root = page.trailer["/Root"]
        assert root["/Lang"] == "en"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert page.metadata.title == "Lab rules and role charter"
        assert b"pdfuaid:part" in root["/Metadata"].get_data()
        assert not [it for it in _fonts(page) if "Instrument" not in it], "the house's letters, and no others"

    def test_is_not_there_before_both_are_written(self, cast, visit):
        with cast.works():
            cohort = make.CohortFactory()
            make.EnrolmentFactory(cohort=cohort, person=cast.leader.person)
            make.LabRulesFactory(cohort=cohort)
        assert visit(cast.leader).get(cast.url("programs:papers_pdf", pk=cohort.pk)).status_code == 404


def _fonts(page):
    return {str(it.get_object()["/BaseFont"]) for it in page.pages[0]["/Resources"]["/Font"].values()}


class TestWhateverIsTyped:
    """Straight from the templates: the pages are these, whoever asks."""

    @pytest.fixture
    def cohort(self, lab):
        with lab.works():
            yield type(lab.cohort).objects.select_related("organization", "contact").get(pk=lab.cohort.pk)

    def printed(self, cohort, papers, names=("", "")):
        signed = [CharterSignature(name=name, signed_at=NOW) if name else None for name in names]
        signers = [papers_pdf.Signer("Leader", signed[0]), papers_pdf.Signer("Mentor", signed[1])]
        return PdfReader(io.BytesIO(papers_pdf.page(cohort, papers, signers, now=NOW)))

    def test_words_of_markup_are_words(self, cohort):
        page = self.printed(cohort, unsaved([HOSTILE], title="#set page(height: 1cm)"), (HOSTILE, "$"))
        assert len(page.pages) == 1
        assert words(page).count(HOSTILE) == 3
        assert "#set page(height: 1cm)" in words(page)

    def test_no_word_is_too_long_for_the_page(self, cohort):
        long = "W" * 1000
        page = self.printed(cohort, unsaved(["short " + long]), ("W" * 200, "ł" * 200))
        assert len(page.pages) == 1
        assert words(page).replace(" ", "").count(long) == 2
        right = []
        page.pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: right.append(tm[4]))
        assert max(right) < page.pages[0].mediabox.width

    def test_type_shrinks_to_a_floor_and_then_it_says_by_how_much(self, cohort):
        points, over = [], []
        for many in (1, 12, 60, 80, 100):
            fit = papers_pdf.fit(cohort, unsaved(["Nobody answers in the evening. " * 4] * many))
            points.append(fit.points)
            over.append(fit.over)
        assert points == sorted(points, reverse=True)
        assert points[0] == 11.5
        assert over[:2] == [0, 0]
        assert over[3] < over[4]
        assert len(self.printed(cohort, unsaved(["Nobody answers in the evening. " * 4] * 30)).pages) == 1

    def test_letters_of_no_font_still_come_as_a_page(self, cohort):
        page = self.printed(cohort, unsaved(["日本語 😀 العربية \x07 \u2028 end"]), ("山田太郎", "عمر"))
        assert len(page.pages) == 1
        assert "end" in words(page)

    @settings(max_examples=15)
    @given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=4), name=st.text(max_size=200))
    def test_anything_fits_on_a_page_or_says_that_it_does_not(self, texts, name):
        said = {"title": "T", "organization": "O", "eyebrow": "O", "lede": name, "contact": name, "signing": "S"}
        said |= {"foot": "F", "printed": "P", "slots": [{"role": "L", "name": name, "note": "N"}] * 2}
        said["papers"] = [{"title": "R", "version": "1", "parts": [{"title": name[:120], "text": it} for it in texts]}]
        fit = printing.fit("papers", said, language="en")
        pages = len(PdfReader(io.BytesIO(printing.pdf("papers", said, language="en", now=NOW))).pages)
        assert pages == 1 or fit.over
