"""What a cohort's sponsors should know of its pairs: who waits, who said no, where the line is breached."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from notifications.models import Unreachable
from organizations.line import managers_above
from organizations.models import Person
from programs.models import Enrolment, ResearchQuestion

from . import access
from .line import takes_an_exception
from .models import LineConsent, LineException, Pair, PairResponse
from .models.bars import readers_of
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


def away(pair):
    """Those of the two to whom no mail gets through, as long as they meet; of a pair that `standing` gave."""
    found = ((pair.leader, pair.leader_away), (pair.mentor, pair.mentor_away))
    return [person for person, is_away in found if is_away and pair.is_open]


def standing(membership, cohort, now):
    """With what its page says of each pair besides: whether mails reach the two."""
    mails = {f"{who}_away": Unreachable.objects.about(who, now) for who in ("leader", "mentor")}
    return standings(membership, [cohort], **mails)[cohort.pk]


def standings(membership, cohorts, **asked):
    """{cohort id: Standing}, in three queries whatever their number; `asked` of each pair in passing."""
    pairs = by_cohort(access.pairs_to_lead(membership, *cohorts).annotate(**asked))
    left = by_cohort(waiting(membership, cohorts))
    of_all = [pair.pk for some in pairs.values() for pair in some]
    responses = by_cohort(PairResponse.objects.filter(cohort__in=cohorts, pair__in=of_all))
    return {it.pk: _standing(pairs[it.pk], responses[it.pk], left[it.pk]) for it in cohorts}


def by_cohort(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.cohort_id].append(row)
    return found


def _standing(pairs, responses, left):
    answers = {(it.pair_id, it.person_id): it.answer for it in responses}
    refusals = Counter(person for (_pair, person), it in answers.items() if it == PairResponse.Answer.DECLINED)
    people = {person.pk: person for pair in pairs for person in (pair.leader, pair.mentor)}
    return Standing(pairs, answers, left, [people[pk] for pk, n in refusals.items() if n >= TALK_FIRST])


def waiting(membership, cohorts):
    """Leaders ready to be paired who have no pair, of those whose pair this sponsor may see."""
    ready = ResearchQuestion.objects.filter(enrolment__cohort__in=cohorts).settled().values("enrolment")
    paired = Pair.objects.filter(cohort__in=cohorts).open().values("leader_enrolment")
    people = access.everyone_to_pair(membership, *cohorts).active().leaders().select_related("person").in_order()
    return people.filter(pk__in=ready).exclude(pk__in=paired)


@dataclass(frozen=True)
class Apart:
    """Leaders who report up to this sponsor; `alone` are those whose pair no sponsor in charge may look after."""

    leaders: list[Enrolment]
    alone: list[Enrolment]


def apart(membership, cohort):
    leaders = access.leaders_apart(membership, cohort)
    readers = readers_of(leaders)
    return Apart(leaders, [it for it in leaders if not readers[it.pk]])


@dataclass(frozen=True)
class Breach:
    """What stands against a pair by the reporting line, in words, and whether an exception could still be signed."""

    says: str
    may_sign: bool = False


def breaches_of(pairs):
    """{pair id: Breach} of breached pairs; where there are none, nothing is asked."""
    if not pairs:
        return {}
    managers = managers_above({pair.mentor_id for pair in pairs})
    signed = LineException.objects.filter(pair__in=pairs, taken_back_at=None).with_answer()
    answers = dict(signed.values_list("pair", "answer"))
    return {pair.pk: _breach(pair, managers, answers) for pair in pairs}


def _breach(pair, managers, answers):
    names = {"leader": called(pair.leader), "mentor": called(pair.mentor)}
    if not takes_an_exception(pair.leader_id, pair.mentor_id, managers):
        says = _("%(mentor)s now works in %(leader)s’s reporting line: end it and find another partner.")
        return Breach(says % names)
    if pair.pk not in answers:
        says = _("%(mentor)s now works in %(leader)s’s reporting line, further down: sign an exception, or end it.")
        return Breach(says % names, may_sign=True)
    if answers[pair.pk] == LineConsent.Answer.REFUSED:
        return Breach(_("%(mentor)s does not agree to the exception: end it and find another partner.") % names)
    return Breach(_("An exception is signed. %(mentor)s is asked to agree and has not answered yet.") % names)


def says(pair, answers):
    """How a pair that breaks no rule stands, in words for its sponsor."""
    given = {person: answers.get((pair.pk, person.pk)) for person in (pair.leader, pair.mentor)}
    if PairResponse.Answer.DECLINED in given.values():
        refused = [called(person) for person, it in given.items() if it == PairResponse.Answer.DECLINED]
        return _("%(name)s said it is not a good fit.") % {"name": _(" and ").join(refused)}
    if pair.state != Pair.State.PUBLISHED:
        return _work(pair)
    silent = [called(person) for person, it in given.items() if it is None]
    if silent:
        return _("No answer yet from %(names)s.") % {"names": _(" and ").join(silent)}
    return _("Both said yes. A signature or the hour is missing.")


def _work(pair):
    if not pair.is_open or pair.has_work:
        return pair.process
    if not pair.process:
        return _("Their one process is not named yet.")
    return _("%(process)s. Its starting figure is not named yet.") % {"process": pair.process}
