"""What a cohort's sponsors should know of its pairs: who waits, who said no, where the line is breached."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organizations.models import Person
from programs.models import Enrolment, ResearchQuestion

from . import access
from .line import line_of, managers_above
from .models import Pair, PairResponse, SponsorBar
from .words import called

TALK_FIRST = 2  # refusals by one person before the sponsor talks to them (P4)


@dataclass(frozen=True)
class Standing:
    """A cohort's pairs as one sponsor may see them."""

    pairs: list[Pair]
    answers: dict = field(repr=False)  # {(pair id, person id): answer}
    waiting: list[Enrolment]  # leaders with a settled question and no open pair
    talk_to: list[Person]

    @property
    def open(self):
        return [pair for pair in self.pairs if pair.is_open]

    @property
    def breached(self):
        return [pair for pair in self.open if pair.breach_since]

    @property
    def running(self):
        return [pair for pair in self.pairs if pair.state == Pair.State.RUNNING]


def standing(membership, cohort):
    pairs = list(access.pairs_to_lead(membership, cohort))
    responses = PairResponse.objects.filter(cohort=cohort, pair__in=[pair.pk for pair in pairs])
    answers = {(it.pair_id, it.person_id): it.answer for it in responses}
    refusals = Counter(person for (_pair, person), it in answers.items() if it == PairResponse.Answer.DECLINED)
    often = [person for person, n in refusals.items() if n >= TALK_FIRST]
    people = {person.pk: person for pair in pairs for person in (pair.leader, pair.mentor)}
    talk_to = [people[pk] for pk in often]
    return Standing(pairs, answers, waiting(membership, cohort), talk_to)


def waiting(membership, cohort):
    """Leaders ready to be paired who have no pair. Whose pairs are barred to this sponsor is not counted: they see no pair."""
    ready = ResearchQuestion.objects.filter(enrolment__cohort=cohort).settled().values("enrolment")
    paired = Pair.objects.filter(cohort=cohort).open().values("leader_enrolment")
    people = cohort.enrolments.active().leaders().filter(pk__in=ready).exclude(pk__in=paired)
    found = list(people.select_related("person").in_order())
    if not SponsorBar.objects.filter(person_id=membership.person_id).exists():
        return found
    managers = managers_above(it.person_id for it in found)
    return [it for it in found if membership.person_id not in line_of(it.person_id, managers)]


def says(pair, answers):
    """How a pair stands, in words for its sponsor."""
    if pair.breach_since and pair.is_open:
        return _("%(mentor)s now works in %(leader)s’s reporting line: end it and find another partner.") % {
            "leader": called(pair.leader),
            "mentor": called(pair.mentor),
        }
    given = {person: answers.get((pair.pk, person.pk)) for person in (pair.leader, pair.mentor)}
    if PairResponse.Answer.DECLINED in given.values():
        refused = [called(person) for person, it in given.items() if it == PairResponse.Answer.DECLINED]
        return _("%(name)s said it is not a good fit.") % {"name": _(" and ").join(refused)}
    if pair.state != Pair.State.PUBLISHED:
        return pair.process or ""
    silent = [called(person) for person, it in given.items() if it is None]
    if silent:
        return _("No answer yet from %(names)s.") % {"names": _(" and ").join(silent)}
    return _("Both said yes. A signature or the hour is missing.")
