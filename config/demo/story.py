"""Both organizations' stories, told from today backwards: whenever it is filled, the same things happened as long ago."""

import datetime

from metrics.calendar import quarter_of, quarter_start
from organizations.actions import invite
from organizations.models import AuditEntry, Person
from organizations.tasks import send_invitation
from programs.actions import make_cohort
from programs.models import ApprovedTool, Enrolment, Nomination, Program, SignUp

from . import people
from .cohort import LENGTH, Life, Script
from .house import House
from .labs import last_workday, workday
from .play import DAY

BEFORE = 32  # days from the first draft of a cohort to its first day
RUNNING_FOR = 45  # days since the later cohort began
QUIET = 2  # days of the new quarter after which the last one is surely published


def earlier_start(today):
    """The first day of the cohort that ended five days before the last day of the newest published quarter."""
    quarter_began = quarter_start(*quarter_of(today - QUIET * DAY))
    return quarter_began - (6 + LENGTH) * DAY


def begins(now):
    """When the play starts: two days before the first draft."""
    day = earlier_start(now.date()) - (BEFORE + 2) * DAY
    return datetime.datetime.combine(day, datetime.time(8), datetime.UTC)


def put_on(play, *, pairs, later_pairs, headcount):
    """Everything that happens, put down in the play; what depends on how it went is put down while it is played."""
    Bank(play, people.bank(pairs, later_pairs, headcount))
    Clinic(play)


def season(day):
    """The season and year of a cohort's first day, as people name cohorts."""
    return f"{('winter', 'spring', 'summer', 'autumn')[day.month % 12 // 3]} {day.year}"


class Bank:
    def __init__(self, play, company):
        self.play, self.company = play, company
        today = play.until.date()
        play.at(play.start, self.open)
        self.earlier_on, self.later_on = earlier_start(today), today - RUNNING_FOR * DAY
        play.at(self._moment(self.later_on - (BEFORE + 3) * DAY), self.prepare_later)
        play.at(self._moment(today - 9 * DAY), self.draft_third)
        play.at(self._moment(today - 6 * DAY), self.open_sign_up)
        play.at(self._moment(today - 3 * DAY), self.invite_some)

    @staticmethod
    def _moment(day, hour=8):
        return datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)

    def open(self, now):
        self.house = house = House(people.BANK, "Europe/Amsterdam", self.company, people.ADMIN, now=now)
        staff = [people.SPONSOR, people.SECOND, people.CONTACT, people.EXECUTIVE]
        company = self.company
        taking_part = [*company.leaders, *company.mentors, *company.later_leaders, *company.later_mentors]
        house.let_in([*staff, *(player.number for player in taking_part)], now=now)
        house.give(people.SPONSOR, "sponsor", now=now)
        house.give(people.SECOND, "sponsor", now=now)
        house.give(people.SECOND, "admin", now=now)
        house.give(people.EXECUTIVE, "executive", now=now)
        with house.acting(people.ADMIN) as admin:
            admin.take("sponsor", by=admin, now=now)
            admin.organization.close_guide(now=now)
        with house.acting(people.SPONSOR):
            ApprovedTool.objects.create(
                name="Aldermeer Assist",
                data_allowed="Internal data; no customer names, no account numbers",
                approved_by="IT Security",
                entered_at=now,
            )
        self.earlier = Life(self.play, house, self._earlier())

    def _earlier(self):
        return Script(
            program="AI fluency for executives",
            name=f"AI fluency, {season(self.earlier_on)}",
            goal="Each pair redesigns one monthly pack with an AI assistant, and takes 30% off the time it needs.",
            starts_on=self.earlier_on,
            leaders=self.company.leaders,
            mentors=self.company.mentors,
            sponsors=[people.SPONSOR, people.SECOND],
            contact=people.CONTACT,
            first=len(self.company.later_leaders),
            declines=True,
        )

    def prepare_later(self, now):
        """Of the running cohort the first pair has met three times: its next hour is in two days, and one is not logged."""
        today = self.play.until.date()
        met = workday(today + 2 * DAY) - 42 * DAY
        leader, mentor = people.FIRST_LEADER, people.FIRST_MENTOR
        self.later = Life(
            self.play,
            self.house,
            Script(
                program="AI fluency for executives",
                name=f"AI fluency, {season(self.later_on)}",
                goal="Each pair takes one report apart, and puts it together again with an AI assistant.",
                starts_on=self.later_on,
                leaders=self.company.later_leaders,
                mentors=self.company.later_mentors,
                sponsors=[people.SPONSOR],
                contact=people.CONTACT,
                together=(leader, mentor),
                first_days={leader: met},
            ),
            self.earlier.program,
        )
        extra = self._moment(last_workday(today - DAY), 13)
        self.play.at(extra - 4 * DAY, lambda now: self.later.labs.add(leader, extra, now))

    def draft_third(self, now):
        """A cohort whose gate is not open yet."""
        with self.house.acting(people.SPONSOR) as sponsor:
            program = Program.objects.make(template="frontline", name="Branches and payments desk", by=sponsor, now=now)
            starts_on = self.play.until.date() + 40 * DAY
            name = f"Front line, {season(starts_on)}"
            cohort = make_cohort(program=program, name=name, by=sponsor, now=now, starts_on=starts_on)
            cohort.comparison, cohort.planned_pairs = "", 6
            cohort.save(update_fields=["comparison", "planned_pairs"])
            cohort.advance(by=sponsor, now=now)

    def open_sign_up(self, now):
        """For more mentors in the running cohort: who comes after its one place waits, and a leader names somebody."""
        with self.house.working():
            offer = self._offer(now)
            for n, player in enumerate(self.company.mentors[1:4]):
                with self.house.acting(player.number) as mentor:
                    offer.sign_up(by=mentor, now=now + datetime.timedelta(minutes=40 * n + 25))
            self._name_somebody(now + datetime.timedelta(hours=4))

    def _offer(self, now):
        says = "You use an assistant each week, and can show a senior colleague how. The next leaders begin soon."
        shown = {"is_open": True, "takes_nominations": True, "places": 1, "says": says, "opened_at": now}
        last_day = self.play.until.date() + 14 * DAY
        with self.house.acting(people.SPONSOR) as sponsor:
            offer = SignUp.objects.create(
                cohort=self.later.cohort, role=Enrolment.Role.MENTOR, last_day=last_day, **shown
            )
            AuditEntry.record("opened", offer, by=sponsor, now=now)
        return offer

    def _name_somebody(self, now):
        """By a leader of the cohort before, who has seen what it is about."""
        named = self.house.members[self.company.mentors[0].number].person
        with self.house.acting(self.company.leaders[0].number) as leader:
            why = "Explained our pack to the whole desk, and left everyone less afraid of it."
            said = {"role": Enrolment.Role.MENTOR, "person": named, "nominated_by": leader.person, "why": why}
            nomination = Nomination.objects.create(cohort=self.later.cohort, nominated_at=now, **said)
            AuditEntry.record("named", nomination, by=leader, now=now)

    def invite_some(self, now):
        with self.house.acting(people.ADMIN) as admin:
            asked = invite(list(Person.objects.to_invite().in_order()[:3]), roles=[], by=admin, now=now)
        for invitation in asked:
            send_invitation(str(invitation.organization_id), str(invitation.pk))


class Clinic:
    """Fourteen people, one cohort that is just enrolling, and nothing of the bank's."""

    def __init__(self, play):
        self.play, self.company = play, people.clinic()
        self.today = play.until.date()
        play.at(Bank._moment(self.today - 9 * DAY), self.open)

    def open(self, now):
        house = House(people.CLINIC, "Europe/Berlin", self.company, people.CLINIC_ADMIN, now=now)
        house.let_in([people.CLINIC_CONTACT, *people.CLINIC_LEADERS, *people.CLINIC_MENTORS], now=now)
        with house.acting(people.CLINIC_ADMIN) as admin:
            admin.organization.close_guide(now=now)
        Life(self.play, house, self._script())

    def _script(self):
        return Script(
            program="What patients and nights can teach us",
            name=f"First run, {season(self.today)}",
            goal="Each pair changes how one decision is made, with first-hand sight of the ward it is about.",
            starts_on=self.today + 25 * DAY,
            leaders=self.company.leaders,
            mentors=self.company.mentors,
            sponsors=[people.CLINIC_ADMIN],
            contact=people.CLINIC_CONTACT,
            template="culture_market",
            undecided=frozenset(people.CLINIC_LEADERS[:1]),
        )
