"""A session as one of its partners sees it: the number it has for them, their clock, their role, what is asked of them."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.models import Person
from pairing.models import Pair
from programs.models import LabRules, ResearchQuestion
from programs.openings import draw

from . import agenda, agenda_bar
from .models import Homework, LabSession, VideoRoom

FLOOR = {"connect": "both", "lab": "mentor", "reflection": "leader", "next": "both"}


@dataclass(frozen=True)
class Meeting:
    session: LabSession
    pair: Pair
    number: int
    reader: Person
    zone: ZoneInfo

    @property
    def is_leader(self):
        return self.reader.pk == self.pair.leader_id

    @property
    def role(self):
        return "leader" if self.is_leader else "mentor"

    @property
    def partner(self):
        return self.pair.partner_of(self.reader.pk)

    @property
    def partner_role(self):
        return "mentor" if self.is_leader else "leader"

    @property
    def starts(self):
        return self.session.starts_at.astimezone(self.zone)

    @property
    def ends(self):
        return self.session.ends_at.astimezone(self.zone)

    @property
    def partners_start(self):
        """On the partner's clock, if that shows another hour."""
        there = self.session.starts_at.astimezone(self.partner.zone)
        return there if there.replace(tzinfo=None) != self.starts.replace(tzinfo=None) else None

    @property
    def voice(self):
        return _("your hour to ask") if self.is_leader else _("you lead")

    @property
    def headline(self):
        when = date_format(self.starts, _(r"l \a\t H:i"))
        return _("%(when)s, with %(name)s.") % {"when": when, "name": self.partner.given_name or self.partner.name}

    @property
    def title(self):
        return title_of(self.partner)

    @property
    def day(self):
        return date_format(self.starts, "j")

    @property
    def month(self):
        return date_format(self.starts, "M")

    @property
    def day_name(self):
        return date_format(self.starts, _("l j F"))

    @property
    def shown(self):
        return date_format(self.starts, _("l j F, H:i"))

    @property
    def moved_from(self):
        """Where it was for whoever was told last; nothing once it is back there."""
        before = self.session.moved_from
        if before in (None, self.session.starts_at):
            return ""
        return date_format(before.astimezone(self.zone), _("l j F, H:i"))

    @property
    def ends_at_clock(self):
        return date_format(self.ends, "H:i")

    @property
    def zone_name(self):
        return shown_zone(self.zone)

    @property
    def partners_clock(self):
        return date_format(self.partners_start, _("l, H:i")) if self.partners_start else ""

    @property
    def shown_with_clock(self):
        says = {"when": self.shown, "ends": self.ends_at_clock, "zone": self.zone_name, "name": self.partner.name}
        return _("%(when)s to %(ends)s, %(zone)s time, with %(name)s.") % says

    @property
    def drawn(self):
        return {LabSession.State.HELD: "held", LabSession.State.CANCELLED: "off"}.get(self.session.state, "next")

    @property
    def state(self):
        if self.session.is_cancelled:
            return self.whose_side
        if self.session.is_held:
            return _("Held, %(minutes)s minutes") % {"minutes": self.session.held_minutes}
        return _("Rests") if self.rests else _("Planned")

    @property
    def rests(self):
        """It was to come when its cohort went to rest."""
        cohort = self.pair.cohort
        return cohort.rests and self.session.is_planned and self.session.starts_at > cohort.rests_since

    @property
    def whose_side(self):
        if self.session.cancelled_by_side == self.role:
            return _("Cancelled on your side.")
        return _("Cancelled on %(name)s’s side.") % {"name": self.partner.given_name or self.partner.name}

    @property
    def readers_say(self):
        name = self.partner.given_name or self.partner.name
        return _("You and %(name)s. No page, mail or export shows this to anyone else.") % {"name": name}

    @property
    def practice_says(self):
        return _(self.practice.says) if self.practice else ""

    @property
    def practice(self):
        """By number alone (S6): it can tell the leader nothing about anyone."""
        return agenda.practice_for(self.number) if self.is_leader else None

    @property
    def segments(self):
        return list(_segments(self))

    @property
    def bar(self):
        return agenda_bar.agenda_bar([agenda_bar.Segment(it.title, it.minutes, it.floor) for it in self.segments])

    @property
    def bar_says(self):
        return ", ".join(
            _("%(title)s %(minutes)s minutes") % {"title": it.title, "minutes": it.minutes} for it in self.segments
        )

    def brought(self):
        """Old homework, on top of the page."""
        homework, both = Homework.objects.brought_to(self.session).in_order(), self.pair.both
        for it in homework:
            it.owner = both.get(it.owner_id) or it.owner
        return homework

    def room(self):
        """Where the two meet online, if they have said it."""
        return VideoRoom.objects.filter(pair=self.pair.pk).exclude(url="").first()

    def question(self):
        return ResearchQuestion.objects.filter(enrolment=self.pair.leader_enrolment_id).holding()

    def opening(self, question, turn):
        """A card of the deck that goes with the question: the session's own, and for each turn the one after it."""
        if question is None:
            return None
        deck = self.pair.cohort.program.openings(question.perspective)
        return Opening(draw(deck, str(self.pair.pk), self.number - 1 + turn), (turn + 1) % len(deck))

    def rules(self):
        """To be read and affirmed in the first session, and until both have; None afterwards."""
        said = LabSession.objects.affirmation_of(self.pair)
        if said and said.rules_affirmed_at:
            return None
        rules = LabRules.objects.filter(cohort=self.pair.cohort_id).in_force()
        return rules and Affirmation(
            rules.rules,
            mine=getattr(said, f"{self.role}_affirmed_at", None),
            partners=getattr(said, f"{self.partner_role}_affirmed_at", None),
        )


def title_of(partner):
    """For calendars, which others may look into: with whom, and nothing of what about."""
    return _("Lab session with %(name)s") % {"name": partner.name}


def shown_zone(zone):
    """As people say it: the city."""
    return str(zone).rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class Affirmation:
    """The lab rules, and when each of the two affirmed them."""

    rules: list[dict]
    mine: datetime.datetime | None
    partners: datetime.datetime | None


@dataclass(frozen=True)
class Opening:
    """A question to begin with, and the turn that draws another one."""

    says: str
    another: int


@dataclass(frozen=True)
class Part:
    """A segment of the hour on the reader's clock."""

    title: str
    minutes: int
    floor: agenda_bar.Floor
    starts: datetime.datetime
    ends: datetime.datetime
    prompts: list[str]
    partner_prompts: list[str]


def _segments(meeting):
    """The program's agenda; where it has no prompts of its own, the shipped ones of that segment."""
    starts = meeting.starts
    for segment in agenda.segments_for(meeting.number, _agenda_of(meeting.pair.cohort.program)):
        ends = starts + datetime.timedelta(minutes=segment.minutes)
        both = {"leader": segment.leader_prompts, "mentor": segment.mentor_prompts}
        yield Part(
            title=_(segment.title),
            minutes=segment.minutes,
            floor=FLOOR.get(segment.key, "both"),
            starts=starts,
            ends=ends,
            prompts=[_(prompt) for prompt in both[meeting.role]],
            partner_prompts=[_(prompt) for prompt in both[meeting.partner_role]],
        )
        starts = ends


def _agenda_of(program):
    """Its own, less what has no length: no form takes that, and an hour is not drawn with it. Without any, the shipped one."""
    shipped = {segment.key: segment for segment in agenda.DEFAULT_AGENDA}
    bare = agenda.Segment("", "", 0)
    return [
        agenda.Segment(
            it["key"],
            it["title"],
            it["minutes"],
            tuple(it.get("leader") or shipped.get(it["key"], bare).leader_prompts),
            tuple(it.get("mentor") or shipped.get(it["key"], bare).mentor_prompts),
        )
        for it in program.agenda
        if it["minutes"] > 0
    ] or list(agenda.DEFAULT_AGENDA)


@dataclass(frozen=True)
class Course:
    """All that one pair has met and will meet, as one partner sees it."""

    pair: Pair
    reader: Person
    meetings: list[Meeting]
    homework: list[Homework]
    now: datetime.datetime

    @property
    def partner(self):
        return self.pair.partner_of(self.reader.pk)

    @property
    def rests(self):
        return self.pair.rests

    @property
    def coming(self):
        return [it for it in self.meetings if it.session.is_planned and it.session.ends_at > self.now]

    @property
    def unlogged(self):
        return [it for it in self.meetings if it.session.is_planned and it.session.ends_at <= self.now]

    @property
    def next(self):
        """None while the cohort rests: what lies in the rest will not take place."""
        return None if self.pair.cohort.rests else next(iter(self.coming), None)

    @property
    def held(self):
        return [it for it in self.meetings if it.session.is_held]

    @property
    def may_choose(self):
        return self.pair.state in (Pair.State.PUBLISHED, Pair.State.RUNNING) and not self.pair.cohort.rests

    @property
    def is_running(self):
        return self.pair.state == Pair.State.RUNNING and not self.pair.cohort.rests

    @property
    def needs_hour(self):
        return self.may_choose and not self.coming


def courses_of(pairs, reader, now):
    """One per pair, in three queries whatever their number."""
    meetings, homework = meetings_of(pairs, reader), defaultdict(list)
    open_ones = Homework.objects.open().filter(pair__in=[pair.pk for pair in pairs]).select_related("owner")
    for it in open_ones.in_order():
        homework[it.pair_id].append(it)
    return [Course(pair, reader, meetings[pair.pk], homework[pair.pk], pair.cohort.clock(now)) for pair in pairs]


def meeting(session, reader):
    return Meeting(session, session.pair, session.ordinal(), reader, reader.zone)


def meetings_of(pairs, reader):
    """All that are shown, pair by pair in order of time, from one query: {pair id: [Meeting, …]}."""
    found, by_id, zone = defaultdict(list), {pair.pk: pair for pair in pairs}, reader.zone
    standing = defaultdict(int)
    for session in LabSession.objects.of_pairs(by_id).shown().in_order():
        number = standing[session.pair_id] + 1
        if not session.is_cancelled:
            standing[session.pair_id] = number
        found[session.pair_id].append(Meeting(session, by_id[session.pair_id], number, reader, zone))
    return found
