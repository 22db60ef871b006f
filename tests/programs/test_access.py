"""Who may open each page of the design, and what waits for whom at home."""

import datetime

import pytest

from organizations.registries import home_items
from programs.models import ApprovedTool, Cohort
from programs.models.cohorts import TakesPart
from programs.words import day_of
from tests.cast import NAMES
from tests.factories import NOW
from tests.factories import lab as make

from .design import approve_tool, design, headline, second_sponsor, sent, tree, verbs

SPONSOR, NOBODY = {"sponsor"}, set()
COHORT = lambda it: {"pk": it.cohort.pk}  # noqa: E731
PROGRAM = lambda it: {"pk": it.program.pk}  # noqa: E731
TOOL = lambda it: {"pk": it.tool.pk}  # noqa: E731
NOTHING = lambda it: {}  # noqa: E731
# page → (its ids, who opens it, what the others are told)
PAGES = {
    "cohorts": (NOTHING, SPONSOR, 403),
    "templates": (NOTHING, SPONSOR, 403),
    "program": (PROGRAM, SPONSOR, 403),
    "cohort_new": (PROGRAM, SPONSOR, 403),
    "cohort": (COHORT, SPONSOR, 404),
    "cohort_edit": (COHORT, SPONSOR, 404),
    "cancel": (COHORT, SPONSOR, 404),
    "sponsors": (COHORT, SPONSOR, 404),
    "rules": (COHORT, SPONSOR, 404),
    "charter": (COHORT, SPONSOR, 404),
    "papers": (COHORT, {"sponsor", "leader", "mentor"}, 404),
    "tools": (NOTHING, set(NAMES), None),
    "tool_new": (NOTHING, {"sponsor", "admin"}, 403),
    "tool": (TOOL, {"sponsor", "admin"}, 403),
}


@pytest.fixture
def it(cast):
    it = design(cast)
    with cast.works():
        it.tool = approve_tool()
        make.EnrolmentFactory(cohort=it.cohort, person=cast.leader.person)
        make.EnrolmentFactory(cohort=it.cohort, person=cast.mentor.person, role="mentor")
    return it


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_it(cast, visit, it, page):
    ids, may, refused = PAGES[page]
    url = cast.url(f"programs:{page}", **ids(it))
    found = {who: visit(getattr(cast, who)).get(url).status_code for who in NAMES}
    assert found == {who: 200 if who in may else refused for who in NAMES}


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("tools", "templates", "cohorts", "cohort")])
def test_who_changes_it(cast, visit, it, page):
    ids, may, refused = PAGES[page]
    url = cast.url(f"programs:{page}", **ids(it))
    outside = [who for who in NAMES if who not in may]
    assert {visit(getattr(cast, who)).post(url).status_code for who in outside} == {refused}


def test_a_step_is_the_sponsors(cast, visit, it):
    url = cast.url("programs:advance", pk=it.cohort.pk, leaving="draft")
    found = {who: visit(getattr(cast, who)).post(url).status_code for who in NAMES if who != "sponsor"}
    assert set(found.values()) == {404}
    assert visit(cast.sponsor).get(url).status_code == 405
    with cast.sees("sponsor"):
        assert Cohort.objects.get().state == "draft"


@pytest.mark.parametrize("page", [page for page in PAGES if PAGES[page][0] is COHORT])
def test_a_sponsor_of_other_cohorts_finds_nothing(cast, visit, it, page):
    other = second_sponsor(cast)
    assert visit(other).get(cast.url(f"programs:{page}", pk=it.cohort.pk)).status_code == 404


def test_another_organizations_sponsor_finds_nothing(cast, stranger, visit, it):
    for page, (ids, _, _) in PAGES.items():
        theirs = stranger.url(f"programs:{page}", **ids(it))
        if ids(it):
            assert visit(stranger.sponsor).get(theirs).status_code == 404, page
        assert visit(stranger.sponsor).get(cast.url(f"programs:{page}", **ids(it))).status_code == 404, page


def test_who_is_a_sponsor_no_longer_reads_no_cohort(cast, visit, it):
    with cast.works():
        type(cast.sponsor).objects.filter(pk=cast.sponsor.pk).update(is_sponsor=False)
    assert visit(cast.sponsor).get(cast.url("programs:cohort", pk=it.cohort.pk)).status_code == 404


class TestNeverBoth:
    def test_who_takes_part_cannot_be_put_in_charge(self, cast, visit, it):
        with cast.works():
            type(cast.leader).objects.filter(pk=cast.leader.pk).update(is_sponsor=True)
        page = visit(cast.sponsor).post(
            cast.url("programs:sponsors", pk=it.cohort.pk), {"sponsor": str(cast.leader.pk)}
        )
        assert headline(page) == "Who is in charge?"
        with cast.sees("sponsor"):
            assert it.cohort.sponsors.count() == 1
            with pytest.raises(TakesPart):
                it.cohort.add_sponsor(cast.leader, by=cast.sponsor, now=NOW)

    def test_who_withdrew_cannot_either(self, cast, it):
        with cast.works():
            it.cohort.enrolments.update(state="withdrawn")
        with cast.sees("sponsor"), pytest.raises(TakesPart):
            it.cohort.add_sponsor(cast.mentor, by=cast.sponsor, now=NOW)


class TestTools:
    def test_an_admin_enters_and_changes_one(self, cast, visit):
        browser = visit(cast.admin)
        new = cast.url("programs:tool_new")
        data = sent(browser.get(new)) | {"name": "Assist", "data_allowed": "internal", "approved_by": "IT"}
        browser.post(new, data)
        browser.post(new, data)
        with cast.sees("admin"):
            tool = ApprovedTool.objects.get()
            assert tool.status == "approved"
        edit = cast.url("programs:tool", pk=tool.pk)
        browser.post(edit, sent(browser.get(edit)) | {"status": "refused"})
        with cast.sees("admin"):
            tool.refresh_from_db()
            assert (tool.status, tool.version) == ("refused", 2)
            assert verbs() == [("entered", "approvedtool"), ("changed", "approvedtool")]

    def test_a_name_stands_there_once(self, cast, visit, it):
        browser, new = visit(cast.admin), cast.url("programs:tool_new")
        data = sent(browser.get(new)) | {"name": "Assist", "data_allowed": "internal", "approved_by": "IT"}
        assert list(browser.post(new, data).context["form"].errors) == ["name"]

    def test_members_read_what_may_go_in(self, cast, visit, it):
        page = tree(visit(cast.manager).get(cast.url("programs:tools")))
        assert page.one("h1").text == "1 tool is approved."
        assert "May go in: internal data" in page.one("article").text
        assert not page.all("a", href=cast.url("programs:tool", pk=it.tool.pk))


class TestHome:
    def items(self, cast, who="sponsor"):
        with cast.sees(who):
            return list(home_items["programs.gates"](getattr(cast, who), NOW))

    def test_says_that_a_gate_can_open(self, cast, it):
        (item,) = self.items(cast)
        assert (item.title, item.action) == ("First run", "Begin the design")
        assert item.url == cast.url("programs:cohort", pk=it.cohort.pk)

    def test_says_what_keeps_it_closed(self, cast, it):
        with cast.works():
            Cohort.objects.update(state="designing", goal="", comparison="")
        (item,) = self.items(cast)
        assert "before anyone can be enrolled." in item.title
        assert item.says.startswith("No goal for the 90 days")
        assert item.url == cast.url("programs:cohort_edit", pk=it.cohort.pk)

    @pytest.mark.parametrize("state", ["running", "completed", "cancelled"])
    def test_is_quiet_where_nothing_is_to_do(self, cast, it, state):
        with cast.works():
            Cohort.objects.update(state=state)
        assert self.items(cast) == []

    @pytest.mark.parametrize("who", [who for who in NAMES if who != "sponsor"])
    def test_is_the_sponsors_alone(self, cast, it, who):
        assert self.items(cast, who) == []

    def test_the_way_to_cohorts_is_the_sponsors_alone(self, cast, visit):
        for who in NAMES:
            links = tree(visit(getattr(cast, who)).get(cast.url("organizations:home"))).all(
                "a", href=cast.url("programs:cohorts")
            )
            assert bool(links) == (who == "sponsor"), who


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-3, "The sessions begin soon."), (0, "Day 1 of 90."), (23, "Day 23 of 90."), (91, "The 90 days are over.")],
)
def test_a_running_cohort_says_which_day_it_is(lab, days, sentence):

    assert day_of(lab.cohort, lab.cohort.starts_on + datetime.timedelta(days)) == sentence


def test_a_running_cohort_shows_its_day_and_no_gate_first(lab, visit):
    page = visit(lab.sponsor).get(lab.url("programs:cohort", pk=lab.cohort.pk))
    assert headline(page).startswith(("Day ", "The "))
