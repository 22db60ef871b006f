"""A protection switched off is caught: one at a time, in the world as it is, by the words and rows that then come to light."""

import logging
from unittest import mock

import pytest
from django.core.cache import cache

import checkins.actions
import config.logs
import pairing.mails
from checkins.models import CheckInAnswer
from organizations.models import AuditEntry
from organizations.tasks import send_invitation
from organizations.tenancy.schema import tenant_models
from organizations.tenancy.scope import WORKER, scope
from sessions.models import PrivateNote
from tests.sizes import size

from . import mutants, still
from .looking import Seen
from .people import EVERYBODY
from .url_policy import POLICY
from .worlds import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
HOME = "organizations:home"
STAND_NEAR = ("colleague", "executive", "other_leader", "apart", "mentor", "leader", "sponsor", "admin")
OUTSIDE = STAND_NEAR[:4]  # of the pair that the addresses lead to
TABLES = {model._meta.db_table: model for model in tenant_models()}
SOME_POLICIES = {"pulse_author", "sessionnote_readers", "checkinanswer_readers", "auditentry_readers"}
# Functions that open no confidential words or rows to who reads: the roster, programs, figures, and verbs, whose answer leads away.
# The policy of URLs keeps them.
KEEP_NO_WORDS = {
    "organizations": "audit_entries invitation invitations member people_not_asked people_to_invite people_with_access "
    "require_admin",
    "organizations.importing": "imports roster_import roster_import_to_move",
    "notifications": "notice_of",
    "programs": "applicant_to_answer bulk_job cohort_and_facts cohort_for_reader cohort_to_change cohort_to_join "
    "cohort_to_run_again enrolment_to_withdraw may_keep_tools nomination_to_answer own_applicants own_place own_template "
    "own_templates places program programs require_sponsor require_tool_keeper returning sign_ups tool_to_change tools",
    "pairing": "everyone_to_pair has_lab job_of leader_of leaders_apart led pair_to_lead proposals_to_lead "
    "rules_to_lead unpaired_to_lead",
    "sessions": "assistant_of day_off_of homework_of pair_of planner_for",
    "checkins": "has_queue",
    "metrics": "cohorts_to_read indicator pair_to_mark quarter reads_quarters require_reader survey",
}
HELD_OTHERWISE = {
    ("pairing", "exceptions_to_lead"): "the page drops those of leaders whom everyone_to_pair does not give",
    ("pairing", "pair_to_print"): "a PDF is packed, so no word is met in it; test_papers_pdf says who gets it",
}
SOME_KEEPERS = {("checkins", "given"), ("sessions", "session_of")}


@pytest.fixture
def world(worlds):
    with worlds.inside():
        yield worlds


def caught(world, *names, by=STAND_NEAR, forms=False):
    """The first person to whom something comes to light at these URLs, and what; or None."""
    for who in by:
        seen = world.glance(who, *names, forms=forms)
        if found := world.forbidden(who, seen):
            return who, found
    return None


# --- the database's rules and the views' own --------------------------------------------------------------------------


def test_a_policy_dropped_is_caught_where_a_view_asks_too_freely(world):
    """And not before: with the policies a page can show whole tables, and nothing comes to light."""
    probed = [(table, name) for table, name in mutants.person_policies() if name in SOME_POLICIES or size(False, True)]
    assert len(probed) >= size(4, 20)
    for table, name in probed:
        with mutants.home_shows(lambda me, model=TABLES[table]: mutants.whole_table(model)):
            assert caught(world, HOME) is None, name
            with mutants.without((table, name)):
                assert caught(world, HOME), name


def test_a_function_that_gives_anyone_anybodys_rows_is_caught(world):
    """The row policies would hold back what it gives: they are dropped as well, all of them, and by itself that shows nothing."""
    probed = [it for it in mutants.keepers() if it in SOME_KEEPERS or size(False, True)]
    members = [getattr(world.cast, who) for who in EVERYBODY]
    with mutants.without(*mutants.person_policies()):
        assert [app for app in {app for app, _ in probed} if caught(world, *_urls(app), by=OUTSIDE)] == []
        escaped = {it for it in probed if not _opened_is_caught(world, *it, members)}
    assert escaped == {it for it in probed if it in HELD_OTHERWISE or it[1] in KEEP_NO_WORDS.get(it[0], "").split()}


def _opened_is_caught(world, app, name, members):
    with mutants.open_to_all(app, name, members):
        return caught(world, *_urls(app), by=OUTSIDE)


def _urls(app):
    return [url for url in POLICY if url.startswith(f"{app.partition('.')[0]}:")]


# --- pages and mails --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "more", "url"),
    [
        ("pairing/pair.html", "{{ pair.leader.staff_number }}{{ pair.mentor.staff_number }}", "pairing:pair"),
        (
            "pairing/pairs.html",
            "{% for row in open %}{{ row.pair.mentor.post_reference }}{% endfor %}",
            "pairing:pairs",
        ),
        ("programs/enrolment_profile.html", "{{ enrolment.person.staff_number }}", "programs:profile"),
    ],
)
def test_a_template_that_shows_one_field_too_much_is_caught(world, template, more, url):
    assert caught(world, url) is None
    with mutants.template_says(template, more):
        assert caught(world, url)


def test_a_private_word_in_a_mail_is_caught(world):
    """Mails are made with their readers' eyes; with the worker's, a context that asks too freely shows."""
    said = mutants.as_the_worker(lambda: mutants.whole_table(PrivateNote))
    tell = pairing.mails.called
    with mock.patch.object(pairing.mails, "called", lambda partner: f"{tell(partner)} {said(partner)}"):
        letters = still.sweep_at(BEFORE[0])
    assert letters
    assert any(world.forbidden(who, Seen({}, [], _mails_to(world, who, letters))) for who in ("leader", "mentor"))


def test_a_mail_that_asks_too_freely_holds_nothing_but_its_readers(world):
    tell = pairing.mails.called
    with mock.patch.object(
        pairing.mails, "called", lambda partner: f"{tell(partner)} {mutants.whole_table(PrivateNote)}"
    ):
        letters = still.sweep_at(BEFORE[0])
    assert [world.forbidden(who, Seen({}, [], _mails_to(world, who, letters))) for who in EVERYBODY] == [[]] * len(
        EVERYBODY
    )


def _mails_to(world, who, letters):
    address = getattr(world.cast, who).person.email
    return [letter.decode() for to, letter in letters if to == address]


# --- where nobody should read -----------------------------------------------------------------------------------------


def left_by_an_answer(world):
    """Where words are left when the mentor's check-ins are answered."""
    seen = world.glance("mentor", "checkins:checkin", forms=True)
    return {where for answer in seen.answers.values() for where, _ in answer.traces}


def to_a_log(texts):
    logging.getLogger("lab.checkins").info("answered: %s", texts)


def to_the_cache(texts):
    cache.set("last", texts)


def to_the_broker(texts):
    """Only as far as the message: the task itself is none of ours."""
    with mock.patch.object(send_invitation, "apply"):
        send_invitation.delay("organization", list(texts.values()))


PLACES = {"log": to_a_log, "cache": to_the_cache, "broker": to_the_broker}


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_left_where_nobody_should_read_it_is_caught(world, place):
    answer = checkins.actions.answer

    def tells(checkin, texts, **how):
        PLACES[place](texts)
        return answer(checkin, texts, **how)

    assert left_by_an_answer(world) == set()
    with mock.patch.object(checkins.actions, "answer", tells):
        assert left_by_an_answer(world) == {place}


def test_an_answer_in_the_audit_log_is_caught(world):
    answer = checkins.actions.answer

    def records(checkin, texts, *, by, now, **how):
        AuditEntry.record("answered", checkin, by=by, now=now, fields=list(texts.values()))
        return answer(checkin, texts, by=by, now=now, **how)

    with mock.patch.object(checkins.actions, "answer", records):
        assert left_by_an_answer(world) == {"AuditEntry"}


def test_the_report_of_an_error_holds_no_word_of_its_row(world):
    """An error's message may quote a row. A log that wrote it down would be caught."""

    def breaks(me):
        with scope(WORKER, me.organization_id):
            raise ValueError(CheckInAnswer.objects.exclude(text="").first().text)

    with mutants.home_shows(breaks):
        answers = world.glance("mentor", HOME).answers
        assert [(it.status, it.traces) for it in answers.values()] == [(500, ())]
        with mock.patch.object(config.logs.JsonFormatter, "words", lambda self, record: repr(record.exc_info)):
            assert {where for it in world.glance("mentor", HOME).answers.values() for where, _ in it.traces} == {"log"}
