"""The common part of the worlds and their private ones: an organization in which everyone has said everything, and what may differ.

Every row is reached by its table, not by name: what the addresses of url_policy.py bring along is filled as well.
"""

import contextlib
import dataclasses
import datetime
import functools
import itertools

from django.db.models import Count, Q
from django.urls import reverse

import checkins.actions
import metrics.actions
from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import Indicator, SurveyAnswer, Wave
from notifications.models import Due, Message, Notice
from organizations.models import AuditEntry, Organization, StoredFile
from organizations.registries import clock_kinds
from pairing.models import Pair
from programs.models import Cohort, Enrolment
from sessions.models import Homework, LabSession, PrivateNote, SessionNote
from tests.factories import NOW
from tests.factories import lab as make
from tests.lab import fill_lab, open_lab

from . import still
from .url_policy import NO_METHOD, POLICY

DAY = datetime.timedelta(days=1)
LOOKED_AT = NOW + DAY + datetime.timedelta(hours=2)
BEFORE, AFTER = (
    (NOW + DAY,),
    tuple(NOW + n * DAY for n in (13, 41, 100)),
)  # the clock sweeps, before and after the look
PARTNERS = ("leader", "mentor")
OF_A_PERSON = ((Pulse, "author"), (PrivateNote, "author"), (SurveyAnswer, "author"), (CheckInAnswer, "subject"))
WORDS = {  # who may read it, by {whose}
    "private-note": lambda whose: {whose},
    "check-in": lambda whose: {whose, "sponsor"},
    "shared-notes": lambda whose: set(PARTNERS),
    "decision": lambda whose: set(PARTNERS),
    "homework": lambda whose: set(PARTNERS),
}
CANARIES = {f"canary-{kind}-{whose}": readers(whose) for kind, readers in WORDS.items() for whose in PARTNERS}
SUBJECTS = (Organization, Cohort, Enrolment, Pair, LabSession, Homework, CheckIn, Wave, StoredFile)
OCCURRENCES = {"quarter": "2026-3", "session-prep": "0", "log-reminder": "0"}  # of the kinds that read something in it


def furnish(cast):
    """A lab in which both partners have said everything there is to say, and the clock has all of its work before it."""
    with open_lab(cast).works():
        Pair.objects.filter(pk=cast.pair.pk).update(state=Pair.State.PUBLISHED, started_at=None)
    fill_lab(open_lab(cast))
    with cast.works():
        for number in (2, 3, 4):
            at = NOW - (20 - number) * DAY
            held = {"state": LabSession.State.HELD, "starts_at": at, "held_minutes": 60, "logged_at": at}
            make.LabSessionFactory(pair=cast.pair, series=cast.series, number=number, **held)
    return cast


def complete(cast):
    """Whatever rows there are by now: both partners are asked, both have spoken, and the clock has it all before it."""
    ask_both(cast)
    for who in PARTNERS:
        forget(cast, who)
    plan_everything(cast)
    for who in PARTNERS:
        speak(cast, who)


def ask_both(cast):
    with cast.works():
        for checkin in CheckIn.objects.filter(subject=cast.mentor.person):
            _also_asked(checkin, cast.leader.person)
        for wave in Wave.objects.all():
            make.IndicatorFactory(cohort=wave.cohort, source=Indicator.Source.MENTORS, family=Indicator.Family.TALENT)
        for session in LabSession.objects.order_by("id"):
            _talk(session)


def _also_asked(checkin, partner):
    same = {name: getattr(checkin, name) for name in ("cohort", "pair", "given_to", "after_session", "opened_at")}
    CheckIn.objects.create(subject=partner, **same)


def _talk(session):
    words = {"notes": "canary-shared-notes-mentor", "decision": "canary-decision-leader", "written_at": NOW}
    SessionNote.objects.update_or_create(session=session, pair=session.pair, defaults=words)
    for owner, whose in ((session.pair.leader, "leader"), (session.pair.mentor, "mentor")):
        words, mine = {"text": f"canary-homework-{whose}"}, {"pair": session.pair, "session": session, "owner": owner}
        Homework.objects.filter(**mine).update(**words) or Homework.objects.create(**mine, **words, written_at=NOW)


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
        answered = _answer_checkins(getattr(cast, who), f"canary-check-in-{who}")
    with cast.sees("sponsor"):
        for checkin in answered:
            checkins.actions.open_answers(checkin, by=cast.sponsor, now=NOW)


def _look_back(me):
    for session in LabSession.objects.filter(Q(pair__leader=me) | Q(pair__mentor=me)).order_by("id"):
        word = f"canary-private-note-{'leader' if session.pair.leader_id == me.pk else 'mentor'}"
        PrivateNote.objects.create(session=session, author=me, text=word, written_at=NOW)
        Pulse.objects.create(session=session, author=me, question="heard", value=1, answered_at=NOW)


def _answer_surveys(me):
    for wave in Wave.objects.open(NOW).order_by("id"):
        enrolment = Enrolment.objects.active().get(cohort_id=wave.cohort_id, person=me)
        metrics.actions.answer(wave, enrolment, {item.pk: 1 for item in wave.items_for(enrolment)}, now=NOW)


def _answer_checkins(me, word):
    asked = list(CheckIn.objects.about(me.person_id).open().select_related("pair").order_by("id"))
    for checkin in asked:
        texts = {question.key: f"{word} {question.key}" for question in checkin.questions}
        checkins.actions.answer(checkin, texts, by=me, now=NOW, wants_to_talk=True)
    return asked


def say_otherwise(cast):
    """As many notes, homework and pulses as before, and not one of them the same."""
    with cast.works():
        SessionNote.objects.update(notes="Ab ovo usque ad mala, and on.", decision="")
        Homework.objects.update(text="Ask two branches what a week without the pack would be like.")
        PrivateNote.objects.update(text="=1+1\n<b>Quite</b> something else")
        Pulse.objects.update(value=5)


def plan_everything(cast):
    """A due row for each kind of the clock's work and each row with which it can be done, at each of the clock's hours."""
    partners = [getattr(cast, who).person_id for who in PARTNERS]
    with cast.works():
        subjects = [row for model in SUBJECTS for row in _first_and_last(model)]
        for number, now in reversed(
            list(enumerate((*BEFORE, *AFTER)))
        ):  # what has one occurrence is due at its first hour
            for key, _ in clock_kinds.items():
                due = Due(kind=key, occurrence=OCCURRENCES.get(key, str(number)), due_at=now)
                for row in subjects:
                    _plan(due, row, partners)


def _first_and_last(model):
    """Those of the furnished labs, and one of a lab in which nothing has happened yet."""
    rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
    several = 3 if model is Pair else 2  # the furnished lab's enrolments stay: with them "pair-over" would end its pair
    return dict.fromkeys([*rows[:several], *rows[-1:]])


def _plan(due, row, partners):
    due.subject_id, due.recipient_id = row, None
    if not _tried(lambda: clock_kinds[due.kind].holds(due, due.due_at)):
        return
    for person in [None] if _performs(due, None) else [who for who in partners if _performs(due, who)]:
        Due.objects.plan(due.kind, row, due.due_at, person, due.occurrence)


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


def twins():
    """{id: the other partner's}: what one of them is asked, has to do and is, the other one is asked, has to do and is."""
    found, of_both = {}, ((CheckIn, "pair_id", "after_session"), (Enrolment, "cohort_id"), (Homework, "session_id"))
    for model, *same in of_both:
        rows = model.objects.order_by(*same, "pk").values_list("pk", *same)
        for _, pair in itertools.groupby(rows, key=lambda row: row[1:]):
            ids = [row[0] for row in pair]
            found |= dict(zip(ids, reversed(ids), strict=True)) if len(ids) == 2 else {}
    return found


def steps(cast, kwargs):
    """Every URL there is, with the methods it takes; those outside of organizations are only read."""
    with cast.works():
        other = twins()
    for name, rule in POLICY.items():
        theirs = {key: other.get(value, value) for key, value in kwargs[name].items()}
        path = cast.url if rule.inside else lambda name, **kwargs: reverse(name, kwargs=kwargs)
        for said, given in {name: kwargs[name], f"{name} of the partner": theirs}.items():
            if said == name or given != kwargs[name]:
                yield from _methods(said, rule, path(name, **given))


def _methods(said, rule, path):
    if rule.get != NO_METHOD and not said.startswith("health"):
        yield still.Step(said, "get", path)
    if rule.post != NO_METHOD and rule.inside:
        yield still.Step(said, "post", path)


def _worth(step, who):
    """Who is refused at an address is refused once."""
    rule = POLICY[step.name.removesuffix(" of the partner")]
    return step.method == "get" or rule.get == NO_METHOD or who in rule.who


@dataclasses.dataclass
class Seen:
    """What one person got in one world: {step: Answer}, and [str] of all that reached them otherwise."""

    answers: dict
    letters: list

    def words(self):
        return b"\n".join([*(answer.whole for answer in self.answers.values()), *(x.encode() for x in self.letters)])


class Worlds:
    """The common part, built once; `look` opens one world after another on it."""

    def __init__(self, assemble):
        with still.seeded("common part", NOW):
            self.cast = furnish(assemble())
            kwargs = addresses(self.cast)
            complete(self.cast)
            self.steps = tuple(steps(self.cast, kwargs))
        self.sequences, self.seen, self.outcome = still.Sequences(), {}, {}

    def look(self, private, *readers):
        """{reader: Seen}: pages after the clock's first sweep, and what later ones send."""
        with still.world(self.sequences, private, at=NOW):
            sent = [still.sweep_at(now) for now in BEFORE]
            answers = {who: self._pages(who, self.steps) for who in readers}
            sent += [still.sweep_at(now) for now in AFTER]
            self.outcome = self._outcome()
            return {who: Seen(answers[who], self._letters(who, sent)) for who in readers}

    def glance(self, private, who, name):
        """{step: Answer} of one URL, without the clock."""
        with still.world(self.sequences, private, at=NOW):
            return self._pages(who, [step for step in self.steps if step.name == name])

    def _pages(self, who, steps):
        return still.pages(getattr(self.cast, who), [step for step in steps if _worth(step, who)], at=LOOKED_AT)

    def _letters(self, who, sent):
        """Mails as they left and as they are kept, notices, and for the admin the record of changes."""
        person = getattr(self.cast, who).person
        mails = [letter.decode() for letters in sent for letter in letters.get(person.email, ())]
        with self.cast.works():
            kept = Message.objects.filter(recipient=person).order_by("message_id").values()
            notices = Notice.objects.filter(recipient=person).order_by("created_at", "sentence").values()
            audit = AuditEntry.objects.order_by("at", "verb", "subject_id").values() if who == "admin" else ()
            return mails + [repr({**row, "id": None}) for rows in (kept, notices, audit) for row in rows]

    def _outcome(self):
        """{kind: how many of its due rows were done}"""
        with self.cast.works():
            done = Due.objects.filter(state=Due.State.DONE).values_list("kind").annotate(n=Count("id"))
            return dict(done)
