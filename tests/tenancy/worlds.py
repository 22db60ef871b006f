"""The common part of the worlds and their private ones: an organization in which everyone has said everything, and what may differ.

Every row is reached by its table, not by name: what the addresses of url_policy.py bring along is filled as well.
"""

import contextlib
import datetime
import functools

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Q

import checkins.actions
import metrics.actions
from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import Indicator, SurveyAnswer, Wave
from notifications.models import Due
from organizations.importing import actions as importing
from organizations.importing.stages import KIND
from organizations.importing.work import carry_on
from organizations.models import Job, Organization, StoredFile
from organizations.registries import clock_kinds
from organizations.tenancy.models import uuid7
from pairing.models import LineConsent, Pair, ProposedPair
from programs import line_managers
from programs.models import (
    Applicant,
    Cohort,
    CohortStep,
    Enrolment,
    HoursAgreement,
    ResearchQuestion,
    RoleCharter,
    SignUp,
)
from programs.templates import PAYBACK
from sessions.models import Homework, LabSession, PrivateNote, Series, SessionNote, Undo
from tests.factories import NOW, InvitationFactory
from tests.factories import lab as make
from tests.lab import fill_lab, open_lab

from . import people, rows, still
from .privacy import confidential
from .url_policy import OFFER, POLICY, ask

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
LOOKED_AT = NOW + DAY + datetime.timedelta(hours=2)
BEFORE, AFTER = (
    (NOW + DAY,),
    tuple(NOW + n * DAY for n in (13, 41, 85)),
)  # the clock sweeps, before and after the look
LATE = datetime.timedelta(hours=2)  # to the leader: what they missed comes in one mail
PARTNERS = ("leader", "mentor")
OF_A_PERSON = (
    (Pulse, "author"), (PrivateNote, "author"), (SurveyAnswer, "author"), (CheckInAnswer, "subject"), (Undo, "person"),
)  # fmt: skip
SUBJECTS = (
    Organization, Cohort, CohortStep, Enrolment, Pair, LineConsent, Series, LabSession, Homework, CheckIn, Wave, StoredFile, SignUp, Applicant,
    HoursAgreement, Undo,
)  # fmt: skip
OCCURRENCES = {  # of the kinds that read something in it
    "calendar-series": "0", "calendar-session": "0", "log-reminder": "0", "quarter": "2026-3", "session-prep": "0",
}  # fmt: skip


def furnish(cast):
    """A lab in which both partners have said everything there is to say, and the clock has all of its work before it."""
    people.join(cast)
    with open_lab(cast).works():
        Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PUBLISHED, started_at=None)
        _change_the_rules(cast)
    with open_lab(cast).works():
        _call_off_two_in_a_row(cast)
    fill_lab(cast)
    with cast.works():
        LabSession.objects.filter(pk=cast.session.pk).update(slot_at=cast.session.starts_at)  # that of its series
        SignUp.objects.create(cohort=cast.cohort, **OFFER, opened_at=NOW)
        _ask_line_managers(cast)
        for number in (2, 3, 4):
            at = NOW - (20 - number) * DAY
            held = {"state": LabSession.State.HELD, "starts_at": at, "held_minutes": 60, "logged_at": at}
            make.LabSessionFactory(pair=cast.pair, series=cast.series, number=number, **held)
        over = {"starts_at": NOW - DAY, "ends_at": NOW - DAY + HOUR}
        make.LabSessionFactory(pair=cast.pair, series=cast.series, number=5, **over)
    return cast


def _call_off_two_in_a_row(cast):
    """Ahead, on the leader's side."""
    off = {"state": LabSession.State.CANCELLED, "cancelled_by_side": LabSession.Side.LEADER}
    for number, days in ((6, 20), (7, 34)):
        times = {"starts_at": NOW + days * DAY, "ends_at": NOW + days * DAY + HOUR}
        make.LabSessionFactory(pair=cast.pair, series=cast.series, number=number, **times, **off)


def _change_the_rules(cast):
    """A second version, after the mentor had signed the first."""
    signed = {"rules": cast.rules, "charter": cast.charter, "signed_at": NOW}
    cast.mentor_enrolment.signatures.create(name="D N", **signed)
    make.LabRulesFactory(cohort=cast.cohort, number=2)


def _ask_line_managers(cast):
    """One who has not answered yet, and one who wants to talk."""
    line_managers.ask(cast.mentor_enrolment, now=NOW)
    known = {"cohort": cast.cohort, "enrolment": cast.mentor_enrolment, "mentor": cast.mentor.person}
    said = {"minutes": 60, "answer": HoursAgreement.Answer.TALK, "asked_at": NOW, "answered_at": NOW}
    HoursAgreement.objects.create(**known, manager=cast.assistant.person, **said)


def complete(cast):
    """Whatever rows there are by now: both partners are asked, both have spoken, and the clock has it all before it."""
    _do_what_is_done_once(cast)
    people.surround(cast)
    _propose_beside(cast)
    people.unsettle(cast)
    ask_both(cast)
    for who in PARTNERS:
        forget(cast, who)
    _act_a_moment_ago(cast)
    plan_everything(cast)
    for who in PARTNERS:
        speak(cast, who)
    with cast.works():
        _keep_a_file(cast)
        if not Applicant.objects.exists():  # made from its fields alone, it would be counted nowhere
            ask(SignUp.objects.get(cohort=cast.cohort), cast.assistant.person)
        rows.fill_tables(confidential())


def ask_both(cast):
    with cast.works():
        for checkin in CheckIn.objects.filter(subject=cast.mentor.person):
            _also_asked(checkin, cast.leader.person)
        for wave in Wave.objects.all():
            make.IndicatorFactory(cohort=wave.cohort, source=Indicator.Source.MENTORS, family=Indicator.Family.TALENT)
        for cohort in Cohort.objects.all():
            make.IndicatorFactory(cohort=cohort, source=Indicator.Source.BUSINESS, family=Indicator.Family.PERFORMANCE)
        RoleCharter.objects.update(clauses=[{"key": PAYBACK, "title": "No payback", "text": "None."}])
        for session in LabSession.objects.order_by("id"):
            _talk(session)
        for question in ResearchQuestion.objects.in_force().select_related("enrolment"):
            _look_again(question)


def _do_what_is_done_once(cast):
    """An import, and an invitation that is taken up: acts of which the record tells."""
    table = SimpleUploadedFile("people.csv", b"Staff number;First name;Last name\n00901;Once;Imported\n")
    with cast.works():
        job = importing.upload(file=table, by=cast.admin, now=NOW)
        carry_on(job, now=NOW)
        importing.confirm(job=job, fingerprint=job.result["fingerprint"], by=cast.admin, now=NOW)
        carry_on(job, now=NOW)
        job.delete()  # its pages are those of the file that is kept
        InvitationFactory(person=cast.colleague.person).accept(cast.colleague.account, now=NOW)


def _propose_beside(cast):
    """In each run another leader with a mentor, who could be swapped with the cast's."""
    with cast.works():
        for own in ProposedPair.objects.filter(leader__person=cast.leader.person).order_by("pk"):
            there = Enrolment.objects.active().filter(cohort=own.cohort_id)
            leader, mentor = (there.filter(person=it.person).first() for it in (cast.other_leader, cast.other_mentor))
            if leader and mentor:
                two = {"leader": leader, "mentor": mentor, "reasons": own.reasons, "kind": own.kind, "score": own.score}
                ProposedPair.objects.create(cohort=own.cohort, run=own.run, **two)
                own.alternatives = [[str(mentor.pk), 1, [0, 0, 1]]]
                own.save(update_fields=["alternatives"])


def _keep_a_file(cast):
    """The lines to mend of an import that was cancelled; nothing of the clock's is planned for this file."""
    lines = {"name": "lines.csv", "content_type": "text/csv", "content": b"", "owner": cast.admin.person}
    result = {"stage": "cancelled", "lines": str(StoredFile.objects.create(**lines, stored_at=NOW).pk)}
    asked = {"asked_by": cast.admin.person, "asked_at": NOW, "finished_at": NOW, "params": {"name": "people.csv"}}
    Job.objects.create(kind=KIND, state=Job.State.DONE, result=result, **asked)


def _look_again(question):
    """Said at an earlier review: its readers read it, whatever is answered now."""
    said = {"verdict": "kept", "found": "It holds", "written_by_id": question.enrolment.person_id}
    said |= {"occasion": uuid7(), "written_at": NOW, "confirmed_at": NOW}
    question.revisits.create(enrolment=question.enrolment, **said)


def _also_asked(checkin, partner):
    same = {name: getattr(checkin, name) for name in ("cohort", "pair", "given_to", "after_session", "opened_at")}
    CheckIn.objects.create(subject=partner, **same)


def _talk(session):
    words = {"notes": "What the first draft left out", "decision": "One draft a week", "written_at": NOW}
    SessionNote.objects.update_or_create(session=session, pair=session.pair, defaults=words)
    for owner in (session.pair.leader, session.pair.mentor):
        words, mine = {"text": "Three packs"}, {"pair": session.pair, "session": session, "owner": owner}
        Homework.objects.filter(**mine).update(**words) or Homework.objects.create(**mine, **words, written_at=NOW)


def _act_a_moment_ago(cast):
    """Before the look: both partners to their logs, and the assistant to the calendar."""
    with cast.works():
        for session in LabSession.objects.select_related("pair").order_by("id"):
            stood = {"state": session.state, "cancelled_by_side": session.cancelled_by_side}
            note = SessionNote.objects.get(session=session)
            was = {"kind": "note", "id": str(note.pk), "version": note.version, "was": {}}
            words = [{"key": f"{note.pk}.notes", "text": "What stood there before"}]
            for person in (session.pair.leader, session.pair.mentor):
                _did(session, person, Undo.Act.LOG, {"session": stood, "rows": [was]}, words=words)
            times = {name: getattr(session, name).isoformat() for name in ("starts_at", "ends_at")}
            _did(session, cast.assistant.person, Undo.Act.MOVE, {"session": times})


def _did(session, person, act, was, **more):
    at = LOOKED_AT - datetime.timedelta(minutes=5)
    Undo.objects.create(session=session, person=person, act=act, at=at, version=session.version, was=was, **more)


def forget(cast, who):
    """As if this person had kept everything to themselves."""
    me = getattr(cast, who).person
    with cast.works():
        AnswerOpening.objects.filter(subject=me).delete()
        for model, person in OF_A_PERSON:
            model.objects.filter(**{person: me}).delete()
        unsaid = {"state": CheckIn.State.OPEN, "answered_at": None, "wants_to_talk": False}
        CheckIn.objects.about(me.pk).update(**unsaid)


def speak(cast, who):
    """Answers and keeps all that they are asked and may keep; as badly as can be, so that whatever calls for help calls."""
    with cast.sees(who):
        _look_back(getattr(cast, who).person)
        _answer_surveys(getattr(cast, who).person)
        answered = _answer_checkins(getattr(cast, who))
    with cast.sees("sponsor"):
        for checkin in answered:
            checkins.actions.open_answers(checkin, by=cast.sponsor, now=NOW)


def _look_back(me):
    for session in LabSession.objects.filter(Q(pair__leader=me) | Q(pair__mentor=me)).order_by("id"):
        PrivateNote.objects.create(session=session, author=me, text="To myself", written_at=NOW)
        Pulse.objects.create(session=session, author=me, question="heard", value=1, answered_at=NOW)


def _answer_surveys(me):
    for wave in Wave.objects.open(NOW).order_by("id"):
        enrolment = Enrolment.objects.active().get(cohort_id=wave.cohort_id, person=me)
        metrics.actions.answer(wave, enrolment, {item.pk: 1 for item in wave.items_for(enrolment)}, now=NOW)


def _answer_checkins(me):
    asked = list(CheckIn.objects.about(me.person_id).open().select_related("pair").order_by("id"))
    for checkin in asked:
        texts = {question.key: f"About {question.key}" for question in checkin.questions}
        checkins.actions.answer(checkin, texts, by=me, now=NOW, wants_to_talk=True)
    return asked


# {kind of the clock: the tables in which it finds its row}, learned from the first hour that is tried: later ones are like it.
TAKES = {}


def plan_everything(cast):
    """A due row for each kind of the clock's work and each row with which it can be done, at each of the clock's hours."""
    partners = [getattr(cast, who).person_id for who in PARTNERS]
    with cast.works():
        subjects = {model: _first_and_last(model) for model in SUBJECTS}
        # From the last: what has one occurrence is due at its first hour.
        for number, now in reversed(list(enumerate((*BEFORE, *AFTER)))):
            for key, _ in clock_kinds.items():
                known = {model: rows for model, rows in subjects.items() if model in TAKES.get(key, SUBJECTS)}
                due = Due(kind=key, occurrence=OCCURRENCES.get(key, str(number)), due_at=now, subject_id=uuid7())
                takes = {model for model, rows in _rows_to_try(due, known).items() if _plan_each(due, rows, partners)}
                if takes:
                    TAKES[key] = takes.union(TAKES.get(key, ()))


def _plan_each(due, rows, partners):
    """Whether any of these was found; all of them are planned, so the first that is found ends nothing."""
    return sum(_plan(due, row, partners) for row in rows) > 0


def _rows_to_try(due, subjects):
    """What takes an id that is nobody's takes any: one of each table will do, and one of any where it never looks for it."""
    with _looked_for(due.subject_id) as found:
        takes_any = _holds(due) and _performs(due, None)
    if not takes_any:
        return subjects
    return {model: rows[-1:] for model, rows in list(subjects.items())[: None if found else 1]}


@contextlib.contextmanager
def _looked_for(row):
    """[how many rows] each question that names this one was answered with."""
    found = []

    def note(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if str(row) in repr(params):
            found.append(context["cursor"].rowcount)
        return answer

    with connection.execute_wrapper(note):
        yield found


def _first_and_last(model):
    """Those of the furnished labs, and one of a lab in which nothing has happened yet."""
    rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
    # The furnished lab's enrolments stay: with them "pair-over" would end its pair. Of its sessions two were called off.
    several = 3 if model in (Pair, LabSession) else 2
    return list(dict.fromkeys([*rows[:several], *rows[-1:]]))


def _holds(due):
    """Which only asks, so there is nothing to take back; of a row of another table it finds nothing, or breaks."""
    wrote, found = [], None
    with contextlib.suppress(Exception), connection.execute_wrapper(functools.partial(_noting_what_writes, wrote)):
        found = clock_kinds[due.kind].holds(due, due.due_at)
    assert wrote == [], f"{due.kind} writes while it is asked whether it holds"
    return found


def _noting_what_writes(wrote, execute, sql, params, many, context):
    if str(sql).lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
        wrote.append(sql)
    return execute(sql, params, many, context)


def _plan(due, row, partners):
    """Whether the kind finds this row, be it due or not."""
    due.subject_id, due.recipient_id = row, None
    with _looked_for(row) as found:
        holds = _holds(due)
    if holds:
        for person in [None] if _performs(due, None) else [who for who in partners if _performs(due, who)]:
            at = due.due_at - LATE if person == partners[0] else due.due_at
            Due.objects.plan(due.kind, row, at, person, due.occurrence)
    return holds or any(found)


def _performs(due, person):
    due.recipient_id = person
    return _tried(lambda: [clock_kinds[due.kind].perform(due, due.due_at)])


def _tried(do):
    """What it gives, taken back at once; None for a row of a table that this kind doesn't know."""
    with contextlib.suppress(Exception), still.outbox(), still.undone():
        return do()


def addresses(cast):
    """{URL name: its kwargs}, each value made once: all worlds and readers share them."""
    value = functools.cache(lambda make: make(cast))
    return {name: {key: value(make) for key, make in rule.kwargs.items()} for name, rule in POLICY.items()}
