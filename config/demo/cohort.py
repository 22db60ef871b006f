"""One cohort from its first draft to the first session: what its people do, each at their own moment."""

import dataclasses
import datetime

from metrics import actions as measuring
from metrics import design as measures
from metrics.models import Indicator, Wave
from organizations.models import AuditEntry
from pairing import actions as pairing
from pairing.models import PairingRule, PairingRun
from pairing.publishing import publish
from programs.actions import make_cohort
from programs.enrolling import enrol
from programs.models import Enrolment, Program

from . import figures, words
from .labs import Labs
from .people import Player

LENGTH = 90
PACK_DAY = 5  # the packs of a month are out so many days before the end of the cohort's month


@dataclasses.dataclass(frozen=True)
class Script:
    """What is different from one cohort to the next. `first` is where its leaders' questions begin in the list."""

    program: str
    name: str
    goal: str
    starts_on: datetime.date
    leaders: list[Player]
    mentors: list[Player]
    sponsors: list[str]
    contact: str
    first: int = 0
    together: tuple[str, str] | None = None  # a leader and a mentor whom the sponsor pins
    declines: bool = False  # one mentor says no, and the leader meets another
    first_days: dict[str, datetime.date] = dataclasses.field(default_factory=dict)  # by leader, else spread
    undecided: frozenset[str] = frozenset()  # leaders whose question still waits for the sponsor
    template: str = "ai_fluency"

    @property
    def ends_on(self):
        return self.starts_on + datetime.timedelta(days=LENGTH)


class Life:
    """`program` is the offer of an earlier cohort; None makes one."""

    def __init__(self, play, house, script, program=None):
        self.play, self.house, self.script, self.program = play, house, script, program
        self.cohort = None
        self.enrolments, self.waves = {}, {}
        self.labs = Labs(self)
        for days, hour, act in (
            (-32, 9, self.draft),
            (-30, 9, self.design),
            (-28, 9, self.enrol),
            (-24, 8, self.open_baseline),
            (-16, 9, self.advance),
            (-15, 9, self.propose),
            (-14, 9, self.publish),
            (-10, 9, self.pair_again),
            (-2, 9, self.advance),
            (LENGTH + 1, 9, self.advance),
        ):
            play.at(self.moment(days, hour), act)

    @property
    def sponsor(self):
        return self.script.sponsors[0]

    def moment(self, days, hour, minute=0):
        """So many days after the cohort's first day, in UTC."""
        day = self.script.starts_on + datetime.timedelta(days=days)
        return datetime.datetime.combine(day, datetime.time(hour, minute), datetime.UTC)

    # --- design -------------------------------------------------------------------------------------------------
    def draft(self, now):
        script, members = self.script, self.house.members
        with self.house.acting(self.sponsor) as sponsor:
            self.program = self.program or self._make_program(sponsor, now)
            days = {"starts_on": script.starts_on, "ends_on": script.ends_on}
            contact = members[script.contact].person
            self.cohort = make_cohort(
                program=self.program, name=script.name, by=sponsor, now=now, contact=contact, **days
            )
            self.cohort.goal = script.goal
            self.cohort.save(update_fields=["goal"])
            for number in script.sponsors[1:]:
                self.cohort.add_sponsor(members[number], by=sponsor, now=now)
            self.cohort.advance(by=sponsor, now=now)

    def _make_program(self, sponsor, now):
        return Program.objects.make(template=self.script.template, name=self.script.program, by=sponsor, now=now)

    def design(self, now):
        with self.house.acting(self.sponsor) as sponsor:
            self._name_the_pack(sponsor, now)
            self.cohort.advance(by=sponsor, now=now)
        for month in range(figures.MONTHS):
            day = LENGTH - PACK_DAY - 30 * (figures.MONTHS - 1 - month)
            entered = self.moment(max(day + 2, -8), 10)
            self.play.at(entered, lambda now, month=month, day=day: self.enter_month(month, day, now))

    def _name_the_pack(self, sponsor, now):
        for indicator in Indicator.objects.filter(cohort=self.cohort, key="cycle_time"):
            indicator.name = "Time for a monthly pack"
            indicator.version += 1
            indicator.save(update_fields=["name", "version"])
            AuditEntry.record("changed", indicator, by=sponsor, now=now, fields=["name"])

    def enter_month(self, month, days, now):
        with self.house.acting(self.sponsor) as sponsor:
            by_key = {it.key: it for it in Indicator.objects.filter(cohort=self.cohort).business()}
            day = self.script.starts_on + datetime.timedelta(days=days)
            found = [
                {"indicator": by_key[key], "team": team, "group": group, "people": people, "value": value, "day": day}
                for key, team, group, people, value in figures.observations(month)
                if key in by_key
            ]
            measuring.enter_figures(found, by=sponsor, now=now)

    def advance(self, now):
        with self.house.acting(self.sponsor) as sponsor:
            self.cohort.advance(by=sponsor, now=now)

    # --- enrolling ----------------------------------------------------------------------------------------------
    def enrol(self, now):
        script = self.script
        with self.house.acting(self.sponsor) as sponsor:
            for players, role in ((script.leaders, Enrolment.Role.LEADER), (script.mentors, Enrolment.Role.MENTOR)):
                people = [self.house.members[player.number].person for player in players]
                outcome = enrol(self.cohort, people, role, by=sponsor, now=now)
                self.enrolments |= {self.house.number_of(it.person_id): it for it in outcome.enrolled}
        for n, player in enumerate(script.leaders):
            self.play.at(self.moment(-27 + n % 3, 7 + n % 9, n), lambda now, n=n, it=player: self.ask(it, n, now))
        for n, player in enumerate(script.mentors):
            self.play.at(self.moment(-26 + n % 3, 8 + n % 8, n), lambda now, n=n, it=player: self.tell(it, n, now))

    def tell(self, player, n, now):
        """A mentor's profile."""
        said = words.chance("profile", player.number)
        known = said.sample([topic["key"] for topic in self.program.topics], 3)
        with self.house.acting(player.number) as mentor:
            self.enrolments[player.number].fill_in(
                by=mentor,
                now=now,
                topics={topic: said.randint(1, 3) for topic in known},
                first_hand=words.FIRST_HAND[n % len(words.FIRST_HAND)],
                off_limits=words.OFF_LIMITS[n % len(words.OFF_LIMITS)],
                languages=f"English, {words.LANGUAGES[player.zone]}",
            )

    def ask(self, player, n, now):
        """A leader's profile and question; every sixth first wording is too vague, and gets a sharper one."""
        wording, vague = self._wording(n), n % 6 == 4
        first = {**wording, "text": words.vague(self.script.template, self.script.first + n)}
        with self.house.acting(player.number) as leader:
            enrolment = self.enrolments[player.number]
            enrolment.fill_in(by=leader, now=now, languages=f"English, {words.LANGUAGES[player.zone]}")
            asked = enrolment.ask(by=leader, now=now, **(first if vague else wording))
        if player.number not in self.script.undecided:
            sharper, later = wording["text"] if vague else "", now + datetime.timedelta(hours=20)
            self.play.at(later, lambda now: self.decide(asked, sharper, player, n, now))

    def _wording(self, n):
        return words.question(self.script.template, self.script.first + n)

    def decide(self, asked, sharper, player, n, now):
        with self.house.acting(self.sponsor) as sponsor:
            if sharper:
                asked.suggest(sharper, by=sponsor, now=now)
            else:
                asked.settle(by=sponsor, now=now)
        if sharper:
            again = now + datetime.timedelta(hours=22)
            self.play.at(again, lambda now: self.sharpen(player, n, now))

    def sharpen(self, player, n, now):
        """The leader takes the wording over: after a suggestion it is theirs to settle."""
        with self.house.acting(player.number) as leader:
            asked = self.enrolments[player.number].ask(by=leader, now=now, **self._wording(n))
            asked.go_ahead(by=leader, now=now)

    # --- surveys ------------------------------------------------------------------------------------------------
    def open_baseline(self, now):
        with self.house.acting(self.sponsor) as sponsor:
            closes_on = self.script.starts_on - datetime.timedelta(days=10)
            measures.open_baseline(self.cohort, closes_on=closes_on, by=sponsor, now=now)
        self._ask_everyone(Wave.Kind.BASELINE, -23)
        self._ask_everyone(Wave.Kind.FOLLOW_UP, LENGTH - 11)

    def _ask_everyone(self, kind, first_day):
        for players in (self.script.leaders, self.script.mentors):
            for place, player in enumerate(players):
                if place % 13 == 12:  # now and then somebody does not answer
                    continue
                at = self.moment(first_day + place % 10, 6 + place % 11, place)
                said = {"kind": kind, "player": player, "place": place, "of": len(players)}
                self.play.at(at, lambda now, said=said: self.answer(now=now, **said))

    def answer(self, *, kind, player, place, of, now):
        later = kind == Wave.Kind.FOLLOW_UP
        enrolment = self.enrolments[player.number]
        with self.house.acting(player.number):
            wave = self._wave(kind)
            items = wave.items_for(enrolment)
            values = {it.pk: figures.answer(it.key, it.form, player.number, place, of, later) for it in items}
            measuring.answer(wave, enrolment, values, now=now)

    def _wave(self, kind):
        """Asked for once: everybody answers the same."""
        if kind not in self.waves:
            self.waves[kind] = Wave.objects.select_related("cohort").get(cohort=self.cohort, kind=kind)
        return self.waves[kind]

    # --- partners -----------------------------------------------------------------------------------------------
    def propose(self, now):
        if self.script.together:
            with self.house.acting(self.sponsor) as sponsor:
                leader, mentor = (self.enrolments[number] for number in self.script.together)
                pairing.say(self.cohort, leader, mentor, PairingRule.Says.PIN, by=sponsor, now=now)
        with self.house.working():
            pairing.propose(self.cohort, by=self.house.members[self.sponsor], now=now)

    def publish(self, now):
        with self.house.acting(self.sponsor) as sponsor:
            run = PairingRun.objects.filter(cohort=self.cohort).select_related("cohort__program").newest()
            pairs = publish(run, by=sponsor, now=now)
        self.labs.meet(pairs, now)

    def pair_again(self, now):
        """For the leader whose mentor has said no."""
        if self.script.declines:
            self.propose(now)
            self.publish(now + datetime.timedelta(hours=1))
