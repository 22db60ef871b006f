"""Renamed in one organization: every page and mail of it says the new words, and none of another's changes by a byte."""

import re
import threading

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils.translation import gettext, gettext_lazy, ngettext, override

from config.settings import BASE_DIR
from notifications.models import Message, Notice
from notifications.sweep import sweep
from organizations.models import Organization
from organizations.speaking import remembering, words_here
from organizations.tenancy.scope import WEB, WORKER, closed, scope
from programs import templates
from programs.enrolling import enrol
from programs.models import Cohort, LabRules, Program, RoleCharter
from tests.cast import assemble
from tests.factories import NOW
from tests.programs.design import design
from tests.sizes import size
from tests.tenancy import still
from tests.tenancy.url_policy import NO_METHOD, POLICY
from tests.tenancy.worlds import addresses, furnish

WORDS = {
    "kind_word": "upward learning",
    "leader_word": "executive",
    "leaders_word": "executives",
    "mentor_word": "guide",
    "mentors_word": "guides",
}
SHIPPED = re.compile(r"\b(mentors?|leaders?|reverse.mentoring)\b(?!@)", re.I)
SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt|data-label|content)="([^"]*)"')
NAMES_THEM = {"organizations:words"}  # it says which words are replaced
TAGS = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.S)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
READERS = size(("sponsor", "leader", "mentor"), ("sponsor", "leader", "mentor", "admin", "executive"))
BESIDE = size(("sponsor",), READERS)  # who reads in the other organization


def rename(cast, **words):
    with cast.works():
        Organization.objects.filter(pk=cast.organization.pk).update(**(words or WORDS))


def say_what_is_shipped(cast):
    """Tests write their own rules and agendas, with our words in them: here a person's words are none of those."""
    it = templates.template("ai_fluency")
    with cast.works():
        Program.objects.update(topics=templates.rows(it.topics), agenda=templates.rows(it.agenda))
        LabRules.objects.update(rules=templates.rows(it.rules))
        RoleCharter.objects.update(clauses=templates.rows(it.charter))
        Cohort.objects.update(goal=it.goal, comparison=it.comparison)


def visible(answer):
    page = answer.body.decode(errors="replace")
    said = [*SPOKEN.findall(page), TAGS.sub(" ", page)] if "<html" in page or "<" in page[:200] else [page]
    return ADDRESS.sub(" ", "\n".join(said))


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker):
    """Two organizations alike, all of their addresses, and what everybody gets at each before and after the first renames."""
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with django_db_blocker.unblock(), override_settings(CACHES=caches), transaction.atomic():
        with still.seeded("renaming", NOW):
            made = [furnish(assemble()), furnish(assemble("Zephyr Works", "zephyr.test"))]
            steps = [_steps(cast) for cast in made]
            for cast in made:
                say_what_is_shipped(cast)
        look = list(zip(made, steps, (READERS, BESIDE), strict=True))
        before = [_seen(*one) for one in look]
        rename(made[0])
        after = [_seen(*one) for one in look]
        yield {"renamed": (before[0], after[0]), "other": (before[1], after[1])}
        transaction.set_rollback(True)


def _steps(cast):
    at = addresses(cast).items()
    names = [(name, kwargs) for name, kwargs in at if POLICY[name].inside and POLICY[name].get != NO_METHOD]
    return [still.Step(name, "get", cast.url(name, **kwargs)) for name, kwargs in names]


def _seen(cast, steps, readers):
    """{(reader, step): Answer} of the pages that this reader may get."""
    found = {}
    for who in readers:
        mine = [step for step in steps if who in POLICY[step.name].who]
        found |= {(who, step): it for step, it in still.pages(getattr(cast, who), mine, at=NOW).items()}
    return found


def test_no_page_of_it_says_the_shipped_words_any_more(two):
    before, after = two["renamed"]
    read = {key: visible(it) for key, it in after.items() if it.status == 200 and key[1].name not in NAMES_THEM}
    left = {f"{step.name} for {who}": sorted(set(_around(text))) for (who, step), text in read.items()}
    assert {page: words for page, words in left.items() if words} == {}
    said_before = sum(bool(SHIPPED.search(visible(before[key]))) for key in read)
    assert said_before > 20  # there was something to rename
    assert {it.status for it in before.values()} == {it.status for it in after.values()}


def _around(text):
    return (" ".join(text[max(0, it.start() - 30) : it.end() + 20].split()) for it in SHIPPED.finditer(text))


def test_it_asks_no_more_of_the_database(two):
    before, after = two["renamed"]
    assert {key: it.queries for key, it in before.items()} == {key: it.queries for key, it in after.items()}


def test_another_organization_s_pages_are_the_same_byte_for_byte(two):
    before, after = two["other"]
    assert before.keys() == after.keys()
    assert [f"{key[1]} for {key[0]}" for key in before if before[key] != after[key]] == []


def test_keys_classes_and_addresses_stay(two):
    before, after = two["renamed"]
    kept = re.compile(r'(?:class|href|name|id|for|value|action)="[^"]*"')
    for key, it in after.items():
        if key[1].name not in NAMES_THEM and it.status == 200:
            then, now = (kept.findall(answer.body.decode(errors="replace")) for answer in (before[key], it))
            changed = [one for one, other in zip(then, now, strict=True) if one != other]
            assert [one for one in changed if not one.startswith(('value="', 'href="mailto'))] == [], key


def test_mails_and_notices_made_by_the_worker_say_each_reader_s_words(cast, stranger):
    for one in (cast, stranger):
        cohort = design(one).cohort
        with one.works():
            Cohort.objects.update(state="enrolling")
    rename(cast)
    for one in (cast, stranger):
        with one.sees("sponsor"):
            cohort = Cohort.objects.get()
            enrol(cohort, [one.mentor.person], "mentor", by=one.sponsor, now=NOW)
    sweep(NOW.replace(hour=15))
    said = {}
    for one in (cast, stranger):
        with one.works():
            mail, notice = Message.objects.get(recipient=one.mentor.person), Notice.objects.get()
            said[one is cast] = "\n".join([mail.subject, mail.text, TAGS.sub(" ", mail.html), notice.sentence])
    assert SHIPPED.findall(ADDRESS.sub(" ", said[True])) == []
    assert "as a guide" in said[True]
    assert "as a mentor" in said[False]
    assert "guide" not in said[False]


def test_what_people_typed_is_never_changed(lab, visit):
    with lab.works():
        Cohort.objects.update(goal="Every leader needs a mentor")
    rename(lab)
    page = visit(lab.sponsor).get(lab.url("programs:cohort", pk=lab.cohort.pk))
    assert "Every leader needs a mentor" in page.text


def test_shipped_text_is_kept_as_shipped_however_often_it_is_saved(cast, visit):
    it = design(cast)
    shipped = templates.template("ai_fluency")
    rename(cast)
    with cast.sees("sponsor"):
        program, cohort = Program.objects.get(), Cohort.objects.get()
        assert program.agenda[1]["title"] == "The guide’s lab"
        assert "executive redesigns" in cohort.goal
        program.save()
        cohort.save()
        assert next(part["key"] for part in RoleCharter.objects.get().clauses) == "mentors"
    rename(cast, **dict.fromkeys(WORDS, ""))
    with cast.sees("sponsor"):
        assert Program.objects.get().agenda == templates.rows(shipped.agenda)
        assert Cohort.objects.get(pk=it.cohort.pk).goal == shipped.goal


LAZY = gettext_lazy("A mentor leads the hour, and the leader learns. Leaders ask, mentors show.")


class TestItLeaksNowhere:
    @pytest.fixture(autouse=True)
    def renamed(self, cast, stranger):
        rename(cast)
        self.cast, self.stranger = cast, stranger

    def test_from_one_scope_into_the_next_or_out_of_any(self):
        with scope(WEB, self.cast.organization.pk):
            assert str(LAZY).startswith("A guide leads the hour, and the executive learns.")
            assert ngettext("%d leader", "%d leaders", 2) == "%d executives"
            with scope(WORKER, self.stranger.organization.pk):
                assert gettext("Leader") == "Leader"
            assert gettext("Leader") == "Executive"
            with override("de"):
                assert gettext("Leader") == "Executive"
            with closed():
                assert gettext("Leader") == "Leader"
        assert gettext("Leader") == "Leader"
        assert words_here() is None

    def test_from_one_organization_into_another_of_the_same_sweep(self):
        with remembering():
            for _ in range(2):
                with scope(WORKER, self.cast.organization.pk):
                    assert gettext("Leader") == "Executive"
                with scope(WORKER, self.stranger.organization.pk):
                    assert gettext("Leader") == "Leader"
            rename(self.cast, leader_word="learner")
            with scope(WORKER, self.cast.organization.pk):
                assert gettext("Leader") == "Executive"
        with scope(WORKER, self.cast.organization.pk):
            assert gettext("Leader") == "Learner"

    def test_an_error_takes_them_along(self):
        with pytest.raises(ZeroDivisionError), scope(WEB, self.cast.organization.pk):
            assert gettext("Leader") == "Executive"
            raise ZeroDivisionError
        assert gettext("Leader") == "Leader"

    def test_into_another_thread(self):
        heard = []

        def listen():
            heard.append(gettext("Leader"))
            connection.close()

        with scope(WEB, self.cast.organization.pk):
            gettext("Leader")
            thread = threading.Thread(target=listen)
            thread.start()
            thread.join()
        assert heard == ["Leader"]

    def test_from_one_request_into_the_next(self, visit):
        one = visit(self.cast.sponsor).get(self.cast.url("programs:templates")).text
        other = visit(self.stranger.sponsor).get(self.stranger.url("programs:templates")).text
        assert "What should executives learn?" in one
        assert "What should leaders learn?" in other
        assert "executives learn" not in other


WRAPPED = re.compile(r"\{%\s*(blocktranslate|comment)\b.*?\{%\s*end\1\s*%\}|\{[%{#].*?[%}#]\}|<[^>]*>", re.S)


def test_every_word_of_a_role_in_a_template_is_translated():
    """What stands beside the tags would stay as it is."""
    left = {}
    for path in sorted((BASE_DIR / "templates").rglob("*.*")):
        if (
            path.suffix in (".html", ".txt")
            and "gallery" not in path.name
            and (BASE_DIR / "templates/demo") not in path.parents
        ) and (found := SHIPPED.findall(WRAPPED.sub(" ", path.read_text()))):
            left[str(path.relative_to(BASE_DIR))] = found
    assert left == {}
