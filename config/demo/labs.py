"""The pairs of a cohort: they say yes, sign, choose their hour, meet every two weeks, log it, and answer the reviews."""

import dataclasses
import datetime

from checkins import actions as checking
from checkins.models import CheckIn
from pairing.models import Pair, PairResponse
from programs.models import CharterSignature, ResearchQuestion
from sessions.actions import (
    SessionLog,
    Task,
    add_session,
    affirm_rules,
    cancel_session,
    choose_hour,
    log_session,
    move_session,
)
from sessions.models import Homework, LabSession

from . import words
from .play import DAY

HOURS = (11, 12, 13, 14, 15)  # in every zone of the story both are at work then
SPREAD = 12  # days over which the first sessions of a cohort are spread


@dataclasses.dataclass
class Lab:
    """One pair as the story knows it; `n` is where its leader stands in the list of questions."""

    pair: Pair
    leader: str
    mentor: str
    n: int


class Labs:
    def __init__(self, life):
        self.life, self.play, self.house = life, life.play, life.house
        self.of_pair = {}
        self.play.each_evening.append(self.look_for_reviews)

    def meet(self, pairs, now):
        order = {player.number: n for n, player in enumerate(self.life.script.leaders)}
        labs = [self._lab(pair, order) for pair in pairs]
        for lab in sorted(labs, key=lambda lab: lab.n):
            self.of_pair[lab.pair.pk] = lab
            self._answer(lab, now)

    def _lab(self, pair, order):
        leader, mentor = self.house.number_of(pair.leader_id), self.house.number_of(pair.mentor_id)
        return Lab(pair, leader, mentor, self.life.script.first + order[leader])

    def _answer(self, lab, now):
        """Both within three days; of the first publication the last leader's mentor says no, if the script wants it."""
        script = self.life.script
        refuses = script.declines and lab.leader == script.leaders[-1].number and now < self.life.moment(-12, 0)
        said = words.chance("answer", lab.leader, lab.mentor)
        for number in (lab.leader, lab.mentor):
            at = now + datetime.timedelta(
                days=said.randint(1, 2), hours=said.randint(0, 6), minutes=said.randint(1, 59)
            )
            no = refuses and number == lab.mentor
            self.play.at(at, lambda now, number=number, no=no: self.reply(lab, number, no, now))
        if not refuses:
            at = now + datetime.timedelta(days=4, hours=said.randint(0, 6), minutes=said.randint(1, 59))
            self.play.at(at, lambda now: self.choose(lab, now))

    def reply(self, lab, number, no, now):
        answer = PairResponse.Answer.DECLINED if no else PairResponse.Answer.ACCEPTED
        with self.house.acting(number) as member:
            Pair.objects.get(pk=lab.pair.pk).answer(answer, by=member, now=now)
            if not no:
                enrolment = self.life.enrolments[number]
                CharterSignature.objects.sign(enrolment, member.person.name, by=member, now=now)

    # --- sessions -----------------------------------------------------------------------------------------------
    def choose(self, lab, now):
        said = words.chance("hour", lab.leader, lab.mentor)
        with self.house.acting(lab.leader) as leader:
            hour = {
                "first_day": self._first_day(lab),
                "at": datetime.time(said.choice(HOURS)),
                "zone": leader.person.zone,
            }
            choose_hour(lab.pair, by=leader, now=now, **hour)
            sessions = list(lab.pair.sessions.shown().in_order())
        for number, session in enumerate(sessions, 1):
            self._expect(lab, number, session)

    def _first_day(self, lab):
        script = self.life.script
        if lab.leader in script.first_days:
            return script.first_days[lab.leader]
        return workday(script.starts_on + (1 + lab.n * 5 % SPREAD) * DAY)

    def _expect(self, lab, number, session):
        """What becomes of a session: most are held, some are moved, and some fall through on either side."""
        said = words.chance("session", lab.leader, number)
        fate = 1 if lab.leader in self.life.script.first_days else said.random()
        if number > 1 and fate < 0.07:
            who = said.choice((lab.leader, lab.mentor))
            at = session.starts_at - datetime.timedelta(hours=said.randint(3, 40))
            self.play.at(at, lambda now: self.cancel(session, who, now))
        elif fate < 0.14 and session.starts_at.weekday() < 4:
            at = session.starts_at - datetime.timedelta(hours=said.randint(26, 60))
            self.play.at(at, lambda now: self.move(session, now, lab.leader))
            self._hold(lab, number, session.pk, session.ends_at + DAY, said)
        else:
            self._hold(lab, number, session.pk, session.ends_at, said)

    def _hold(self, lab, number, session_id, ends_at, said):
        if number == 1:
            self.play.at(ends_at - datetime.timedelta(minutes=55), lambda now: self.affirm(lab, session_id, now))
        delay = said.choice((4, 9, 20, 45, 90, 20 * 60, 46 * 60 if number != 3 else 10))  # minutes
        at = ends_at + datetime.timedelta(minutes=delay)
        self.play.at(at, lambda now: self.log(lab, number, session_id, now))

    def cancel(self, session, who, now):
        with self.house.acting(who) as member:
            cancel_session(LabSession.objects.select_related("pair").get(pk=session.pk), by=member, now=now)

    def move(self, session, now, who):
        with self.house.acting(who) as member:
            session = LabSession.objects.select_related("pair").get(pk=session.pk)
            move_session(session, starts_at=session.starts_at + DAY, by=member, now=now)

    def add(self, leader, starts_at, now):
        """An hour more than the series has; nobody has logged it yet."""
        lab = next(lab for lab in self.of_pair.values() if lab.leader == leader)
        with self.house.acting(leader) as member:
            add_session(lab.pair, starts_at=starts_at, by=member, now=now)

    def affirm(self, lab, session_id, now):
        for number in (lab.leader, lab.mentor):
            with self.house.acting(number) as member:
                affirm_rules(LabSession.objects.select_related("pair").get(pk=session_id), by=member, now=now)
                if number == lab.leader:
                    self._name_work(lab)

    @staticmethod
    def _name_work(lab):
        pair = Pair.objects.get(pk=lab.pair.pk)
        pair.process, pair.starting_figure = words.process_of(lab.n)
        pair.version += 1
        pair.save(update_fields=["process", "starting_figure", "version"])

    def log(self, lab, number, session_id, now):
        said = words.chance("log", lab.leader, number)
        who = said.choice((lab.leader, lab.mentor))
        with self.house.acting(who) as member:
            session = LabSession.objects.select_related("pair").get(pk=session_id)
            log_session(session, self._log(lab, number, session, said), by=member, now=now)

    def _log(self, lab, number, session, said):
        notes, decision, tasks = words.log_of(lab.n, number, said)
        brought = Homework.objects.brought_to(session).open().in_order()
        due_on = workday(session.starts_at.date() + 12 * DAY)
        owners = [lab.pair.leader_id, lab.pair.leader_id if said.random() < 0.6 else lab.pair.mentor_id]
        return SessionLog(
            held=True,
            minutes=said.choice((50, 55, 60, 60, 60, 65, 75)),
            notes=notes,
            decision=decision,
            homework=tuple(Task(text, owner, due_on) for text, owner in zip(tasks, owners, strict=False)),
            earlier={it.pk: "done" if said.random() < 0.85 else "open" for it in brought},
            private=words.PRIVATE if said.random() < 0.2 else "",
        )

    # --- reviews ------------------------------------------------------------------------------------------------
    def look_for_reviews(self, now):
        """Those that the clock has opened this evening: answered within days, late, or not at all."""
        if not self.of_pair or not self.play.clock_did_something or now.date() > self.life.cohort.ends_on:
            return
        with self.house.working():
            for checkin in CheckIn.objects.open().filter(cohort=self.life.cohort, opened_at=now).order_by("id"):
                self._plan_review(checkin, now)

    def _plan_review(self, checkin, now):
        lab, number = self.of_pair[checkin.pair_id], self.house.number_of(checkin.subject_id)
        said = words.chance("review", number, checkin.after_session)
        fate = 0 if lab.leader in self.life.script.first_days else said.random()
        if fate < 0.02:
            return
        days = said.randint(16, 20) if fate < 0.14 else said.randint(1, 6)
        at = now + datetime.timedelta(days=days, hours=-said.randint(1, 8), minutes=said.randint(0, 59))
        spoken = fate > 0.85 and checkin.after_session <= 4
        act = self.write_down if spoken else self.answer
        self.play.at(at, lambda now: act(checkin.pk, lab, number, now))

    def answer(self, checkin_id, lab, number, now):
        with self.house.acting(number) as member:
            checkin = CheckIn.objects.select_related("pair").get(pk=checkin_id)
            talk = words.chance("talk", number, checkin.after_session).random() < 0.06
            said = {"wants_to_talk": talk, "of_question": self._of_question(checkin, lab, number)}
            checking.answer(checkin, self._texts(checkin, lab, number), by=member, now=now, **said)
        reads_at = now + datetime.timedelta(hours=22)
        self.play.at(reads_at, lambda now: self.read(checkin_id, now))

    def write_down(self, checkin_id, lab, number, now):
        """A conversation: the sponsor notes it, the person confirms."""
        with self.house.acting(self.life.sponsor) as sponsor:
            checkin = CheckIn.objects.select_related("pair").get(pk=checkin_id)
            of_question = self._of_question(checkin, lab, number)
            checking.write_down(
                checkin, self._texts(checkin, lab, number), by=sponsor, now=now, of_question=of_question
            )
        self.play.at(now + datetime.timedelta(hours=19), lambda now: self.answer(checkin_id, lab, number, now))

    def _texts(self, checkin, lab, number):
        said = words.chance("words", number, checkin.after_session)
        names = {"leader": self.house.players[lab.leader].given, "mentor": self.house.players[lab.mentor].given}
        return words.review_of(lab.n, number == lab.leader, said, **names)

    def _of_question(self, checkin, lab, number):
        """What became of the leader's question; a mentor is not asked."""
        if number != lab.leader:
            return None
        rows = ResearchQuestion.objects.select_related("enrolment").filter(enrolment=checkin.pair.leader_enrolment_id)
        verdict, found = words.became_of(lab.n, words.chance("became", number, checkin.after_session))
        return {"question": rows.in_force().get(), "verdict": verdict, "found": found}

    def read(self, checkin_id, now):
        with self.house.acting(self.life.sponsor) as sponsor:
            checking.open_answers(CheckIn.objects.select_related("pair").get(pk=checkin_id), by=sponsor, now=now)


def workday(day):
    """The day itself, or the Monday after it."""
    return day + (7 - day.weekday()) * DAY if day.weekday() > 4 else day


def last_workday(day):
    """The day itself, or the Friday before it."""
    return day - max(0, day.weekday() - 4) * DAY
