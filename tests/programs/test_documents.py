"""Lab rules and charter: versions by row, the part that stays, and signatures under what is in force."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError

from organizations.registries import facts
from programs import templates
from programs.facts import CharterSigned
from programs.models import CharterSignature, Enrolment, LabRules, RoleCharter
from programs.models.documents import Outdated, papers_in_force
from programs.templates import PAYBACK, STAYS
from tests.factories import NOW
from tests.factories import lab as make

from .design import design, headline, sent, tree, verbs


@pytest.fixture
def it(cast):
    it = design(cast)
    with cast.works():
        for who, role in (("leader", Enrolment.Role.LEADER), ("mentor", Enrolment.Role.MENTOR)):
            person = getattr(cast, who).person
            setattr(it, who, make.EnrolmentFactory(cohort=it.cohort, person=person, role=role))
    return it


def parts(model, cohort):
    return model.objects.filter(cohort=cohort).in_force().parts


@pytest.mark.parametrize(("model", "kept"), [(LabRules, STAYS), (RoleCharter, PAYBACK)])
class TestAVersion:
    def test_is_a_new_row_and_the_old_one_stays(self, cast, it, model, kept):
        with cast.sees("sponsor"):
            new = [*parts(model, it.cohort), {"key": "own1", "title": "Phones", "text": "Off."}]
            version = model.objects.write(it.cohort, new, by=cast.sponsor, now=NOW)
            assert (version.number, version.written_by_id) == (2, cast.sponsor.person_id)
            assert [len(it.parts) for it in model.objects.order_by("number")] == [len(new) - 1, len(new)]
            assert verbs()[-1] == ("wrote", model._meta.model_name)

    def test_cannot_drop_what_stays(self, cast, it, model, kept):
        with cast.sees("sponsor"):
            without = [part for part in parts(model, it.cohort) if part["key"] != kept]
            with pytest.raises(ValidationError, match="neither dropped nor reworded"):
                model.objects.write(it.cohort, without, by=cast.sponsor, now=NOW)

    def test_cannot_reword_it(self, cast, it, model, kept):
        with cast.sees("sponsor"):
            gutted = [part | {"text": "Mostly."} if part["key"] == kept else part for part in parts(model, it.cohort)]
            with pytest.raises(ValidationError, match="neither dropped nor reworded"):
                model.objects.write(it.cohort, gutted, by=cast.sponsor, now=NOW)

    def test_needs_words_in_every_part(self, cast, it, model, kept):
        with cast.sees("sponsor"):
            empty = [*parts(model, it.cohort), {"key": "own1", "title": "Phones", "text": " "}]
            with pytest.raises(ValidationError, match="a title and a text"):
                model.objects.write(it.cohort, empty, by=cast.sponsor, now=NOW)

    def test_after_another_one_is_outdated(self, cast, it, model, kept):
        with cast.sees("sponsor"):
            same = parts(model, it.cohort)
            model.objects.write(it.cohort, same, by=cast.sponsor, now=NOW, seen=1)
            with pytest.raises(Outdated):
                model.objects.write(it.cohort, same, by=cast.sponsor, now=NOW, seen=1)

    @pytest.mark.parametrize(
        ("many", "words", "why"), [(12, 180, "lines? too long for one page"), (41, 1, "no page any more")]
    )
    def test_has_to_go_on_one_page_whoever_writes_it(self, cast, it, model, kept, many, words, why):
        with cast.sees("sponsor"):
            long = [{"key": f"own{n}", "title": f"Rule {n}", "text": "evening " * words} for n in range(many)]
            before = verbs()
            with pytest.raises(ValidationError, match=why):
                model.objects.write(it.cohort, [*parts(model, it.cohort), *long], by=cast.sponsor, now=NOW)
            assert model.objects.filter(cohort=it.cohort).count() == 1
            assert verbs() == before

    def test_is_never_rewritten(self, cast, it, model, kept):
        with cast.sees("sponsor"), pytest.raises(DatabaseError, match="permission denied"):
            model.objects.update(number=9)


class TestTheEditor:
    def url(self, cast, it, view="rules"):
        return cast.url(f"programs:{view}", pk=it.cohort.pk)

    def test_adds_a_rule_and_drops_one(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it)
        new = {"own1_title": "Phones", "own1_text": "Off the table.", "titles_title": "", "titles_text": ""}
        browser.post(url, sent(browser.get(url)) | new)
        with cast.sees("sponsor"):
            assert [part["key"] for part in parts(LabRules, it.cohort)] == ["curiosity", STAYS, "own1"]

    def test_does_not_drop_the_third_whatever_is_sent(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it)
        data = sent(browser.get(url))
        assert not [name for name in data if name.startswith(STAYS)]
        browser.post(url, data | {"stays_title": "", "stays_text": "", "own1_title": "x", "own1_text": "y"})
        with cast.sees("sponsor"):
            newest = LabRules.objects.filter(cohort=it.cohort).in_force()
            assert newest.number == 2
            assert newest.kept == LabRules.objects.get(number=1).kept

    def test_asks_for_the_other_half_of_a_part(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it)
        page = browser.post(url, sent(browser.get(url)) | {"own1_title": "Phones", "titles_title": ""})
        assert set(page.context["form"].errors) == {"own1_text", "titles_title"}

    def test_keeps_both_texts_when_two_write(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it, "charter")
        mine = sent(browser.get(url)) | {"time_text": "Mine."}
        theirs = {"time_text": "Theirs.", "reach_title": "", "reach_text": ""}
        browser.post(url, sent(browser.get(url)) | theirs)
        page = browser.post(url, mine)
        assert page.context["form"]["time_text"].value() == "Mine."
        assert "Theirs." in tree(page).one("dl", class_="facts").text
        browser.post(url, sent(page))
        with cast.sees("sponsor"):
            newest = {part["key"]: part["text"] for part in parts(RoleCharter, it.cohort)}
            assert newest["time"] == "Mine."
            assert newest["reach"], "what the other one dropped and I had typed comes back"

    def press(self, browser, url, page, do, **typed):
        """A button that is not the one that saves: the page with what was typed, and nothing kept."""
        data = sent(page) | typed | {"do": do}
        return browser.post(url, data)

    def order(self, page):
        return sent(page)["order"].split(",")

    def test_moves_drops_and_returns_parts_without_losing_what_is_typed(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it)
        page = self.press(
            browser, url, browser.get(url), "up:curiosity", titles_text="Typed, not saved.", curiosity_title=""
        )
        assert self.order(page) == ["curiosity", "titles", STAYS]
        assert page.context["form"]["titles_text"].value() == "Typed, not saved."
        assert not tree(page).all(class_="errors"), "a title left empty is held against nobody before it is saved"
        page = self.press(browser, url, page, "drop:titles")
        assert self.order(page) == ["curiosity", STAYS]
        page = self.press(browser, url, page, "add")
        page = self.press(browser, url, page, "return:titles", own1_title="Phones", own1_text="Off.")
        with cast.sees("sponsor"):
            assert LabRules.objects.filter(cohort=it.cohort).in_force().number == 1
        browser.post(url, sent(page) | {"curiosity_title": "Ask first"})
        with cast.sees("sponsor"):
            new = parts(LabRules, it.cohort)
        assert [part["key"] for part in new] == ["curiosity", STAYS, "own1", "titles"]
        assert new[-1]["text"] == "Typed, not saved."

    def test_goes_back_to_the_shipped_text_and_saves_nothing_by_it(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it, "charter")
        shipped = {part["key"]: part for part in parts_of_the_template()}
        browser.post(url, sent(browser.get(url)) | {"time_text": "Two hours."})
        page = self.press(browser, url, browser.get(url), "ship:time", it_text="Ours.")
        assert page.context["form"]["time_text"].value() == shipped["time"]["text"]
        assert page.context["form"]["it_text"].value() == "Ours."
        with cast.sees("sponsor"):
            newest = {part["key"]: part["text"] for part in parts(RoleCharter, it.cohort)}
        assert (newest["time"], newest["it"]) == ("Two hours.", shipped["it"]["text"])

    def test_warns_of_what_a_charter_says_nothing_about(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it, "charter")
        page = browser.get(url)
        assert "says nothing about" not in page.text
        page = self.press(browser, url, page, "drop:time")
        assert "The charter says nothing about the hours." in page.text
        saved = browser.post(url, sent(page), follow=True)
        assert "The charter says nothing about the hours." in saved.text
        page = self.press(browser, url, browser.get(url), "ship:time")
        assert "says nothing about" not in page.text
        assert self.order(page)[-1] == "time"

    def test_refuses_what_is_no_longer_one_page_and_says_by_how_much(self, cast, visit, it):
        browser, url = visit(cast.sponsor), self.url(cast, it)
        long = {f"own{n}_{name}": "Nobody answers in the evening. " * 30 for n in range(1, 13) for name in ["text"]}
        long |= {f"own{n}_title": f"Rule {n}" for n in range(1, 13)}
        page = browser.post(url, sent(browser.get(url)) | long)
        assert re.search(r"are about \d+ lines too long for one page", tree(page).one("div", class_="errors").text)
        assert page.context["form"]["own12_text"].value() == long["own12_text"]
        with cast.sees("sponsor"):
            assert LabRules.objects.filter(cohort=it.cohort).in_force().number == 1
        assert browser.post(url, sent(page) | dict.fromkeys(long, "")).status_code == 302

    def test_tells_while_one_types_whether_it_fits(self, cast, visit, it):
        browser, data = visit(cast.sponsor), sent(visit(cast.sponsor).get(self.url(cast, it)))
        url = cast.url("programs:papers_fit", pk=it.cohort.pk, paper="rules")
        assert "fits on one sheet, in 11.5 point type" in browser.post(url, data).text
        long = {f"own{n}_text": "Nobody answers in the evening. " * 30 for n in range(1, 13)}
        long |= {f"own{n}_title": "x" for n in range(1, 13)}
        assert "too long for one page" in browser.post(url, data | long).text
        many = {f"own{n}_title": "x" for n in range(1, 60)}
        assert browser.post(url, data | many).text.strip() == "", "more than a page can hold is not even tried"
        page = browser.post(self.url(cast, it), data | many | {f"own{n}_text": "x" for n in range(1, 60)})
        assert "no page any more" in page.text

    def test_says_how_many_must_sign_again(self, cast, visit, it):
        sign(cast, it, "leader")
        assert "One person has signed this version." in visit(cast.sponsor).get(self.url(cast, it)).content.decode()


def parts_of_the_template():
    return templates.rows(templates.template("ai_fluency").charter)


def sign(cast, it, who, **read):
    with cast.sees(who):
        return CharterSignature.objects.sign(getattr(it, who), "My Name", by=getattr(cast, who), now=NOW, **read)


class TestSigning:
    def test_is_told_and_recorded_once(self, cast, it):
        told = []

        def listen(fact, now):
            told.append(fact)

        facts.subscribe(CharterSigned, listen)
        try:
            assert sign(cast, it, "leader") == sign(cast, it, "leader")
        finally:
            facts._subscribers[CharterSigned].remove(listen)
        assert told == [CharterSigned(it.cohort.pk, it.leader.pk)]
        with cast.sees("sponsor"):
            assert verbs().count(("signed", "chartersignature")) == 1
            assert CharterSignature.objects.in_force(it.cohort).get().name == "My Name"

    def test_for_another_is_refused(self, cast, it):
        with cast.sees("mentor"), pytest.raises(PermissionDenied):
            CharterSignature.objects.sign(it.leader, "Daria", by=cast.mentor, now=NOW)

    def test_of_an_old_version_is_outdated(self, cast, it):
        with cast.sees("sponsor"):
            old = papers_in_force(it.cohort)
            RoleCharter.objects.write(it.cohort, parts(RoleCharter, it.cohort), by=cast.sponsor, now=NOW)
        with pytest.raises(Outdated):
            sign(cast, it, "leader", rules=old["rules"].pk, charter=old["charter"].pk)

    def test_is_asked_again_by_a_new_version(self, cast, it):
        sign(cast, it, "leader")
        with cast.sees("sponsor"):
            LabRules.objects.write(it.cohort, parts(LabRules, it.cohort), by=cast.sponsor, now=NOW)
            assert not CharterSignature.objects.in_force(it.cohort).exists()
        assert sign(cast, it, "leader").rules.number == 2

    def test_cannot_be_taken_back(self, cast, it):
        sign(cast, it, "leader")
        with cast.sees("leader"), pytest.raises(DatabaseError, match="permission denied"):
            CharterSignature.objects.all().delete()


class TestThePapers:
    def test_are_read_and_signed_on_one_page(self, cast, visit, it):
        browser, url = visit(cast.mentor), cast.url("programs:papers", pk=it.cohort.pk)
        page = browser.get(url)
        assert headline(page) == "Two pages to read and sign."
        assert "Ruth Amsel" in tree(page).one("main").text
        page = browser.post(url, sent(page) | {"name": "Daria Nowak"}, follow=True)
        assert headline(page) == "You have signed both pages."
        assert tree(page).one("ul", class_="signed").one("b").text == "Daria Nowak"

    def test_must_be_read_again_if_they_changed_meanwhile(self, cast, visit, it):
        browser, url = visit(cast.mentor), cast.url("programs:papers", pk=it.cohort.pk)
        old = sent(browser.get(url)) | {"name": "Daria Nowak"}
        with cast.sees("sponsor"):
            RoleCharter.objects.write(it.cohort, parts(RoleCharter, it.cohort), by=cast.sponsor, now=NOW)
        page = browser.post(url, old)
        assert "have changed while you were reading" in page.content.decode()
        assert sent(page)["name"] == "Daria Nowak"
        assert headline(browser.post(url, sent(page), follow=True)) == "You have signed both pages."

    def test_without_a_name_nothing_is_signed(self, cast, visit, it):
        browser, url = visit(cast.mentor), cast.url("programs:papers", pk=it.cohort.pk)
        assert list(browser.post(url, sent(browser.get(url))).context["form"].errors) == ["name"]

    def test_are_read_by_the_sponsor_who_signs_nothing(self, cast, visit, it):
        browser, url = visit(cast.sponsor), cast.url("programs:papers", pk=it.cohort.pk)
        page = browser.get(url)
        assert not tree(page).one("main").all("form")
        assert browser.post(url, {"name": "Ingrid"}).status_code == 403

    def test_who_withdrew_reads_them_no_more(self, cast, visit, it):
        with cast.works():
            Enrolment.objects.filter(pk=it.mentor.pk).update(state=Enrolment.State.WITHDRAWN)
        assert visit(cast.mentor).get(cast.url("programs:papers", pk=it.cohort.pk)).status_code == 404

    def test_wait_at_home_until_they_are_signed(self, cast, it, visit):
        def wait():
            return (
                cast.url("programs:papers", pk=it.cohort.pk)
                in visit(cast.leader).get(cast.url("organizations:home")).text
            )

        assert not wait(), "a cohort under design asks nobody"
        with cast.works():
            type(it.cohort).objects.update(state="enrolling")
        assert wait()
        sign(cast, it, "leader")
        assert not wait()


@pytest.mark.parametrize("who", ["sponsor", "leader"])
def test_pages_that_are_not_written_yet_say_so_and_cannot_be_signed(cast, visit, who):
    with cast.works():
        cohort = make.CohortFactory()
        make.CohortSponsorFactory(cohort=cohort, person=cast.sponsor.person)
        make.EnrolmentFactory(cohort=cohort, person=cast.leader.person)
    url, browser = cast.url("programs:papers", pk=cohort.pk), visit(getattr(cast, who))
    assert "Not written yet" in browser.get(url).content.decode()
    assert browser.post(url, {"name": "G M"}).status_code == 403
