"""An organization's own templates: copied, changed, checked as strictly as the shipped ones, and made into programs."""

import pytest

from metrics.models import Indicator
from programs import templates
from programs.models import Cohort, LabRules, OrganizationTemplate, Program, RoleCharter, template_of
from tests.factories import NOW
from tests.factories import lab as make

from .design import design, headline, sent, tree, verbs


@pytest.fixture
def own(cast):
    with cast.sees("sponsor"):
        return make.own_template(by=cast.sponsor)


def save(cast, visit, own, **typed):
    browser, url = visit(cast.sponsor), cast.url("programs:template", pk=own.pk)
    answer = browser.post(url, sent(browser.get(url)) | {"goal_kind": own.goal_kind} | typed, follow=True)
    with cast.sees("sponsor"):
        own.refresh_from_db()
    return answer


@pytest.mark.parametrize("key", templates.KEYS)
def test_a_copy_of_a_shipped_template_says_the_same(cast, key):
    with cast.sees("sponsor"):
        own = make.own_template(by=cast.sponsor, key=key, name="Ours")
        own.refresh_from_db()
        said = {**vars(templates.template(key)), "key": own.key, "name": "Ours"}
        assert vars(template_of(own.key)) == said
        assert templates.faults(own.key, own.content, {}) == []


def test_copied_changed_and_made_into_a_cohort(cast, visit):
    browser, url = visit(cast.sponsor), cast.url
    links = [it.attrs["href"] for it in tree(browser.get(url("programs:templates"))).all("a", class_="btn--text")]
    copying = next(it for it in links if "ai_fluency" in it)
    page = browser.post(copying, sent(browser.get(copying)) | {"name": "Ledger fluency"}, follow=True)
    assert headline(page) == "Ledger fluency"
    with cast.sees("sponsor"):
        own = OrganizationTemplate.objects.get()
    typed = {
        "goal": "Each leader shortens one report",
        "topics_market": "What clients ask first",
        "segment_0_title": "Arrive",
        "rules_curiosity_text": "Ask before you answer.",
        "charter_own1_title": "Travel",
        "charter_own1_text": "Nobody travels for the lab.",
    }
    page = save(cast, visit, own, **typed)
    assert "Saved. Programs made from now on start with it" in page.text
    listed = tree(browser.get(url("programs:templates"))).one("section", **{"aria-labelledby": "own-h"})
    choose = listed.one("a", class_="btn--line").attrs["href"]
    made = browser.post(choose, sent(browser.get(choose)) | {"name": "Fluent"})
    browser.post(made.url, sent(browser.get(made.url)) | {"name": "First"})
    with cast.sees("sponsor"):
        program, cohort = Program.objects.get(), Cohort.objects.get()
        assert (program.template, program.agenda[0]["title"]) == (own.key, "Arrive")
        assert "What clients ask first" in {topic["label"] for topic in program.topics}
        assert cohort.goal == "Each leader shortens one report"
        rules = {part["key"]: part["text"] for part in LabRules.objects.get().parts}
        assert rules["curiosity"] == "Ask before you answer."
        assert rules["stays"] == templates.template("ai_fluency").rules[2].text
        assert RoleCharter.objects.get().parts[-1]["text"] == "Nobody travels for the lab."
        shipped = {it.key: it.target for it in templates.template("ai_fluency").indicators}
        assert {it.key: float(it.target) for it in Indicator.objects.filter(cohort=cohort)} == shipped
        assert verbs()[:3] == [
            ("made", "organizationtemplate"),
            ("changed", "organizationtemplate"),
            ("made", "program"),
        ]


def test_a_program_is_kept_as_a_template_with_what_was_changed_in_it(cast, visit):
    it = design(cast, "frontline").program
    with cast.sees("sponsor"):
        it.agenda[0]["title"] = "At the machine"
        it.save()
    browser = visit(cast.sponsor)
    page = tree(browser.get(cast.url("programs:program", pk=it.pk)))
    url = next(a.attrs["href"] for a in page.all("a") if "template" in a.attrs["href"])
    answers = [browser.post(url, data) for data in [sent(browser.get(url)) | {"name": "Front line, ours"}] * 2]
    assert answers[0].url == answers[1].url
    with cast.sees("sponsor"):
        own = OrganizationTemplate.objects.get()
        assert own.agenda[0]["title"] == "At the machine"
        assert (own.session_minutes, own.rules) == (30, templates.rows(templates.template("frontline").rules))


def test_what_stands_keeps_what_it_has(cast, visit, own):
    with cast.sees("sponsor"):
        program = Program.objects.make(template=own.key, name="Before", by=cast.sponsor, now=NOW)
    save(cast, visit, own, topics_market="Something new")
    with cast.sees("sponsor"):
        program.refresh_from_db()
        assert "Something new" not in {topic["label"] for topic in program.topics}


def test_one_that_is_not_offered_can_only_be_changed(cast, visit, own):
    save(cast, visit, own, name="Old way")
    data = sent(visit(cast.sponsor).get(cast.url("programs:template", pk=own.pk)))
    data.pop("is_offered")
    visit(cast.sponsor).post(cast.url("programs:template", pk=own.pk), data | {"goal_kind": own.goal_kind})
    page = tree(visit(cast.sponsor).get(cast.url("programs:templates")))
    section = page.one("section", **{"aria-labelledby": "own-h"})
    assert [a.text for a in section.all("a")] == ["Change Old way"]
    assert "Not offered at the moment." in section.text


BAD = {
    "name": ({"name": ""}, "name"),
    "description": ({"description": ""}, "description"),
    "hour": ({"segment_0_minutes": "1"}, "__all__"),
    "an hour of two minutes": ({"session_minutes": "2"}, "session_minutes"),
    "an hour of nine": ({"session_minutes": "540"}, "session_minutes"),
    "no topic": (dict.fromkeys(("topics_technology", "topics_market", "topics_culture"), ""), "topics_technology"),
    "a rule left empty": ({"rules_titles_text": ""}, "rules_titles_text"),
    "a clause left empty": ({"charter_it_title": "", "charter_it_text": ""}, "charter_it_title"),
    "half a clause": ({"charter_own1_title": "Travel"}, "charter_own1_text"),
    "an age": ({"goal": "Learn from millennials"}, "goal"),
    "an age in a prompt": ({"segment_0_leader": "Ask the younger one"}, "segment_0_leader"),
    "a kind of goal": ({"goal_kind": "fame"}, "goal_kind"),
    "no prompt": ({"segment_0_leader": ""}, "__all__"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_no_template_may_say_is_named_where_it_was_typed(cast, visit, own, case):
    typed, field = BAD[case]
    with cast.sees("sponsor"):
        before = own.content
    page = save(cast, visit, own, **{"rules_own1_title": "Kept", "rules_own1_text": "As typed"} | typed)
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert form["rules_own1_text"].value() == "As typed"
    assert own.content == before


def test_the_two_that_nobody_may_drop_cannot_be_typed_into(cast, visit, own):
    save(cast, visit, own, rules_stays_text="Tell everyone", charter_payback_title="Payback")
    shipped = templates.template("frontline")
    assert {"stays": shipped.rules[2].text}.items() <= {it["key"]: it["text"] for it in own.rules}.items()
    assert "Payback" not in {it["title"] for it in own.charter}


def test_two_at_once_keep_both_texts(cast, visit, own):
    browser, url = visit(cast.sponsor), cast.url("programs:template", pk=own.pk)
    mine = sent(browser.get(url)) | {"goal_kind": own.goal_kind, "goal": "Mine", "rules_own1_title": "My rule"}
    save(cast, visit, own, goal="Theirs", rules_own1_title="Their rule", rules_own1_text="Theirs")
    page = browser.post(url, mine | {"rules_own1_text": "Mine"})
    assert page.context["form"]["goal"].value() == "Mine"
    assert "Theirs" in page.text
    assert "Their rule" in page.text
    answer = browser.post(url, sent(page) | {"goal_kind": own.goal_kind})
    assert answer.status_code == 302
    with cast.sees("sponsor"):
        own.refresh_from_db()
        assert own.goal == "Mine"


def test_another_organization_s_template_is_no_template(cast, stranger, visit, own):
    with stranger.sees("sponsor"), pytest.raises(KeyError):
        template_of(own.key)
    browser = visit(stranger.sponsor)
    for view in ("program_new", "template_copy"):
        answer = browser.get(stranger.url(f"programs:{view}") + f"?template={own.key}")
        assert answer.url == stranger.url("programs:templates")
    program = design(cast).program
    answer = browser.get(stranger.url("programs:template_copy") + f"?program={program.pk}")
    assert answer.url == stranger.url("programs:templates")


@pytest.mark.parametrize(
    "query", ["", "?template=../shared", "?program=x", "?template=018f0000-0000-7000-8000-000000000000"]
)
def test_a_copy_of_nothing_leads_back_to_the_choice(cast, visit, query):
    answer = visit(cast.sponsor).get(cast.url("programs:template_copy") + query)
    assert answer.url == cast.url("programs:templates")


LONG = "Nobody answers in the evening. " * 30


def test_its_two_pages_go_on_one_sheet_as_those_of_a_cohort_do(cast, visit, own):
    clauses = {f"charter_{part['key']}_text": LONG for part in own.charter if part["key"] != templates.PAYBACK}
    page = save(cast, visit, own, **clauses)
    assert "too long for one page" in tree(page).one("div", class_="errors").text
    assert page.context["form"][next(iter(clauses))].value().strip() == LONG.strip()
    assert LONG.strip() not in str(own.charter)


def test_no_half_of_a_cohort_is_made_from_one_whose_pages_are_too_long(cast, visit, own):
    """As it may stand from before the check."""
    with cast.sees("sponsor"):
        long = [part if part["key"] == templates.PAYBACK else part | {"text": LONG} for part in own.charter]
        OrganizationTemplate.objects.update(charter=long)
        program = Program.objects.make(template=own.key, name="Offer", by=cast.sponsor, now=NOW)
    browser, url = visit(cast.sponsor), cast.url("programs:cohort_new", pk=program.pk)
    page = browser.post(url, sent(browser.get(url)) | {"name": "First"})
    assert "too long for one page" in tree(page).one("div", class_="errors").text
    assert page.context["form"]["name"].value() == "First"
    with cast.sees("sponsor"):
        assert not Cohort.objects.exists()
        assert not LabRules.objects.exists()
