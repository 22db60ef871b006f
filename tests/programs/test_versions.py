"""Versions of the lab rules and the charter: every one readable, what each changed, and who signed which."""

import datetime

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Due, Message, Notice
from notifications.sweep import sweep_until_idle
from programs.models import CharterSignature, Enrolment, LabRules, RoleCharter
from programs.versions import changes, is_in_another_order
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.queries import own_queries

from .design import headline, tree

DAY = datetime.timedelta(days=1)
PARTS = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from("abcdef"), "title": st.text(max_size=9), "text": st.text(max_size=40)}
    ),
    max_size=6,
    unique_by=lambda part: part["key"],
)


@given(PARTS, PARTS)
def test_changes_tell_both_versions_to_the_letter(before, after):
    found = changes(before, after)
    for change in found:
        sides = {"new": ("in",), "dropped": ("out",)}.get(change.verb, ("same", "out", "in"))
        assert {kind for kind, _ in [*change.title, *change.text]} <= set(sides)
    wording = [(_said(it.title, "out"), _said(it.text, "out")) for it in found if it.verb != "new"]
    same = [part for part in before if part in after]
    assert sorted([*wording, *((it["title"], it["text"]) for it in same)]) == sorted(
        (it["title"], it["text"]) for it in before
    )
    assert len(found) == len([it for it in after if it not in before]) + len(
        {it["key"] for it in before} - {it["key"] for it in after}
    )


@given(PARTS)
def test_one_version_and_itself_differ_in_nothing(parts):
    assert changes(parts, parts) == []
    assert not is_in_another_order(parts, parts)
    assert is_in_another_order(parts, parts[::-1]) == (len(parts) > 1)


def _said(pieces, side):
    return "".join(words for kind, words in pieces if kind in ("same", side))


def sign(lab, who, name, at=NOW):
    with lab.sees(who):
        enrolment = getattr(lab, f"{who}_enrolment")
        return CharterSignature.objects.sign(enrolment, name, by=getattr(lab, who), now=at)


def write(lab, model=LabRules, at=NOW, **texts):
    """The sponsor's next version, with other texts under some keys."""
    with lab.sees("sponsor"):
        parts = model.objects.filter(cohort=lab.cohort).in_force().parts
        parts = [part | {"text": texts.get(part["key"], part["text"])} for part in parts]
        return model.objects.write(lab.cohort, parts, by=lab.sponsor, now=at)


@pytest.fixture
def lab(lab):
    with lab.works():
        lab.charter.clauses.append({"key": "payback", "title": "No payback", "text": "None."})
        RoleCharter.objects.update(clauses=lab.charter.clauses)
    return lab


class TestVersions:
    def test_stand_with_who_wrote_them_when_and_how_many_signed(self, lab, visit):
        sign(lab, "leader", "Giulia")
        sign(lab, "mentor", "Daria")
        write(lab, titles="Three roles.", at=NOW + DAY)
        url = lab.url("programs:versions", pk=lab.cohort.pk, paper="rules")
        rows = tree(visit(lab.sponsor).get(url)).one("ol", class_="queue").all("li")
        assert ["Version 2, in force" in rows[0].text, "0 people signed it" in rows[0].text] == [True] * 2
        assert lab.sponsor.person.name in rows[0].text
        assert "2 people signed it" in rows[1].text
        rows = tree(visit(lab.mentor).get(url)).one("ol", class_="queue").all("li")
        assert "signed neither by you nor by your partner" in rows[0].text
        assert "signed by both of you" in rows[1].text

    def test_come_in_pages(self, lab, visit):
        with lab.works():
            for number in range(2, 60):
                make.LabRulesFactory(cohort=lab.cohort, number=number)
        url, seen = lab.url("programs:versions", pk=lab.cohort.pk, paper="rules"), []
        browser, at = visit(lab.leader), ""
        while at is not None:
            page = tree(browser.get(url + at))
            seen += [row.one("b").text.removesuffix(", in force") for row in page.one("ol", class_="queue").all("li")]
            at = next((link.attrs["href"] for link in page.all("a", rel="next")), None)
        assert seen == [f"Version {number}" for number in range(59, 0, -1)]

    def test_cost_the_same_however_many_there_are(self, lab, visit):
        browser, url = visit(lab.sponsor), lab.url("programs:versions", pk=lab.cohort.pk, paper="charter")
        with own_queries(3):
            browser.get(url)
        with lab.works():
            for number in range(2, 30):
                make.RoleCharterFactory(cohort=lab.cohort, number=number, written_by=lab.sponsor.person)
        with own_queries(3):
            browser.get(url)

    @pytest.mark.parametrize("paper", ["tools", "Rules"])
    def test_of_nothing_else(self, lab, visit, paper):
        assert visit(lab.leader).get(lab.url("programs:versions", pk=lab.cohort.pk, paper=paper)).status_code == 404

    @pytest.mark.parametrize("number", [0, 3, 10**30])
    def test_that_were_never_written_are_not_there(self, lab, visit, number):
        url = lab.url("programs:version", pk=lab.cohort.pk, paper="rules", number=number)
        assert visit(lab.leader).get(url).status_code == 404


class TestAVersion:
    def url(self, lab, number, paper="rules"):
        return lab.url("programs:version", pk=lab.cohort.pk, paper=paper, number=number)

    def test_reads_as_it_did_with_the_names_under_it(self, lab, visit):
        old = lab.rules.parts[0]["text"]
        sign(lab, "leader", "Giulia M.")
        sign(lab, "mentor", "D. Nowak")
        write(lab, titles="Three roles only.", at=NOW + DAY)
        for who in ("leader", "mentor", "sponsor"):
            said = tree(visit(getattr(lab, who)).get(self.url(lab, 1))).one("main").text
            assert old in said
            assert "In force until" in said
            assert "Giulia M." in said
            assert "D. Nowak" in said
            assert "with charter 1" in said
            now = tree(visit(getattr(lab, who)).get(self.url(lab, 2))).one("main").text
            assert "In force now." in now
            assert "D. Nowak" not in now

    def test_marks_word_by_word_what_it_changed(self, lab, visit):
        write(lab, titles="Three roles only.")
        write(lab, curiosity="The leader asks.")
        page = tree(visit(lab.leader).get(self.url(lab, 2)))
        assert [it.text for it in page.all("del")] == ["gone: Two"]
        assert [it.text for it in page.all("ins")] == ["new: Three"]
        page = tree(visit(lab.leader).get(self.url(lab, 3) + "?since=1"))
        assert "What is different from version 1" in page.one("main").text
        assert len(page.all("del")) == 2

    @pytest.mark.parametrize("since", ["7", "0", "x", "²", "-1", "9" * 30])
    def test_compares_with_the_one_before_whatever_else_is_asked(self, lab, visit, since):
        write(lab, titles="Three roles only.")
        page = tree(visit(lab.leader).get(self.url(lab, 2) + f"?since={since}"))
        assert "What is different from version 1" in page.one("main").text

    def test_shows_a_participant_the_names_of_their_pair_and_no_others(self, lab, visit):
        with lab.works():
            other = make.EnrolmentFactory(cohort=lab.cohort, person=PersonFactory(given_name="Otto"), role="mentor")
            given = {"charter": lab.charter, "rules": lab.rules, "signed_at": NOW}
            CharterSignature.objects.create(enrolment=other, name="Otto the Other", **given)
        sign(lab, "leader", "Giulia M.")
        assert "Otto" in visit(lab.sponsor).get(self.url(lab, 1)).text
        said = visit(lab.mentor).get(self.url(lab, 1)).text
        assert "Giulia M." in said
        assert "Otto" not in said


class TestThePapersPage:
    def url(self, lab):
        return lab.url("programs:papers", pk=lab.cohort.pk)

    def names(self, page):
        return [(row.one("b").text, "is-open" in row.classes) for row in page.one("ul", class_="signed").all("li")]

    def test_shows_both_names_and_asks_both_anew_after_a_new_version(self, lab, visit):
        sign(lab, "leader", "Giulia M.")
        browser = visit(lab.mentor)
        assert self.names(tree(browser.get(self.url(lab)))) == [("Daria Nowak", True), ("Giulia M.", False)]
        sign(lab, "mentor", "D. Nowak")
        page = browser.get(self.url(lab))
        assert headline(page) == "You have signed both pages."
        assert self.names(tree(page)) == [("D. Nowak", False), ("Giulia M.", False)]
        assert f"{NOW:%-d %B %Y, %H:%M}" in tree(page).one("ul", class_="signed").text
        write(lab, titles="Three roles only.")
        page = browser.get(self.url(lab))
        assert headline(page) == "The pages have changed since you signed."
        assert lab.url("programs:version", pk=lab.cohort.pk, paper="rules", number=2) + "?since=1" in page.text
        assert self.names(tree(page)) == [("Daria Nowak", True), ("Giulia Marchetti", True)]


class TestSignatures:
    def crowd(self, lab, number, signed):
        """That many more people, some of whom have signed what is in force."""
        with lab.works():
            for n in range(number):
                person = PersonFactory(given_name=f"P{n:03}", family_name="Quist")
                place = make.EnrolmentFactory(cohort=lab.cohort, person=person, role="mentor")
                if n < signed:
                    given = {"charter": lab.charter, "rules": lab.rules, "signed_at": NOW}
                    CharterSignature.objects.create(enrolment=place, name=person.name, **given)

    def test_tell_who_signed_what_when_and_who_has_not(self, lab, visit):
        sign(lab, "leader", "Giulia M.")
        write(lab, titles="Three roles only.")
        sign(lab, "mentor", "D. Nowak")
        browser, url = visit(lab.sponsor), lab.url("programs:signatures", pk=lab.cohort.pk)
        page = browser.get(url)
        assert headline(page) == "1 of 2 people have signed."
        rows = [row.text for row in tree(page).one("tbody").all("tr")]
        assert [it for it in ("Giulia M.", "rules 1, charter 1", "To sign again") if it not in rows[0]] == []
        assert "rules 2, charter 1" in rows[1]
        open_ones = tree(browser.get(url + "?show=open")).one("tbody").all("tr")
        assert [row.one("th").text for row in open_ones] == ["Giulia Marchetti"]
        sign(lab, "leader", "Giulia M.")
        assert headline(browser.get(url)) == "Everyone has signed."
        assert "Nobody here" in browser.get(url + "?show=open").text

    def test_come_in_pages_that_cost_the_same(self, lab, visit):
        browser, url = visit(lab.sponsor), lab.url("programs:signatures", pk=lab.cohort.pk)
        with own_queries(6):
            browser.get(url)
        self.crowd(lab, 118, signed=40)
        with own_queries(6):
            browser.get(url)
        names, at = [], "?show=signed"
        while at:
            page = tree(browser.get(url + at))
            names += [row.one("th").text for row in page.one("tbody").all("tr")]
            at = next((link.attrs["href"] for link in page.all("a", rel="next")), "")
        assert names == [f"P{n:03} Quist" for n in range(40)]
        names, at = [], "?show=all"
        while at:
            page = tree(browser.get(url + at))
            names += [row.one("th").text for row in page.one("tbody").all("tr")]
            at = next((link.attrs["href"] for link in page.all("a", rel="next")), "")
        assert len(names) == len(set(names)) == 120

    def test_before_anyone_takes_part(self, lab, visit):
        with lab.works():
            Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
        assert headline(visit(lab.sponsor).get(lab.url("programs:signatures", pk=lab.cohort.pk))) == (
            "Nobody is asked to sign yet."
        )


class TestAskingAgain:
    """One word, an hour after the last of several versions, in waking hours."""

    def told(self, lab):
        with lab.works():
            notices = Notice.objects.filter(kind="papers-changed").values_list("recipient", flat=True)
            return sorted(notices), sorted(
                Message.objects.filter(kind="papers-changed").values_list("recipient", flat=True)
            )

    def test_reaches_those_who_had_signed_once(self, lab):
        sign(lab, "leader", "Giulia M.")
        write(lab, titles="Three roles.", at=NOW + DAY)
        write(lab, titles="Four roles.", at=NOW + DAY)
        write(lab, RoleCharter, mentors="Teach.", at=NOW + DAY)
        sweep_until_idle(NOW + DAY)
        assert self.told(lab) == ([], []), "not while they may still be mended"
        for days in (2, 2, 5):
            sweep_until_idle(NOW + days * DAY)
        assert self.told(lab) == ([lab.leader.person_id], [lab.leader.person_id]), "the mentor never signed: home asks"
        letter = mail.outbox[-1]
        assert letter.to == [lab.leader.person.email]
        assert "Lab rules: version 3, after version 1 that you signed." in letter.body
        assert "Role charter: version 2, after version 1 that you signed." in letter.body
        assert lab.url("programs:papers", pk=lab.cohort.pk) in letter.body

    def test_comes_again_for_the_next_version_signed_and_changed(self, lab):
        sign(lab, "leader", "Giulia M.")
        for number in (1, 2):
            write(lab, titles=f"{number} roles.", at=NOW + number * 7 * DAY)
            sweep_until_idle(NOW + (number * 7 + 1) * DAY)
            sign(lab, "leader", "Giulia M.", at=NOW + (number * 7 + 2) * DAY)
        assert len(self.told(lab)[1]) == 2

    @pytest.mark.parametrize("meanwhile", ["signs", "leaves", "cohort ends", "access closed"])
    def test_is_not_said_to_who_need_not_sign_any_more(self, lab, meanwhile):
        sign(lab, "leader", "Giulia M.")
        if meanwhile == "access closed":
            with lab.works():
                type(lab.leader).objects.filter(pk=lab.leader.pk).update(active=False)
        write(lab, titles="Three roles.", at=NOW + DAY)
        if meanwhile == "signs":
            sign(lab, "leader", "Giulia M.", at=NOW + DAY)
        with lab.works():
            if meanwhile == "leaves":
                lab.leader_enrolment.withdraw(by=lab.sponsor, now=NOW + DAY)
            if meanwhile == "cohort ends":
                type(lab.cohort).objects.update(state="completed")
        sweep_until_idle(NOW + 3 * DAY)
        assert self.told(lab) == ([], [])

    def test_costs_the_sponsor_the_same_however_many_signed(self, lab, django_assert_num_queries):
        def asked():
            with lab.sees("sponsor"):
                parts = LabRules.objects.filter(cohort=lab.cohort).in_force().parts
                with django_assert_num_queries(COST):
                    LabRules.objects.write(lab.cohort, parts, by=lab.sponsor, now=NOW)

        sign(lab, "leader", "Giulia M.")
        asked()
        TestSignatures().crowd(lab, 20, signed=20)
        with lab.works():
            for place in lab.cohort.enrolments.filter(person__family_name="Quist").select_related("person"):
                MembershipFactory(person=place.person)
        asked()
        with lab.works():
            assert Due.objects.waiting().filter(kind="papers-changed").count() == 21


COST = 16  # one of them for the organization’s own words, four for the page on which both have to fit
