"""What the clock and the worker do with pairs: start them, withdraw them, look again when the roster changes (N7)."""

from django.utils.translation import gettext as _

from notifications.models import Due, Notice
from organizations.line import managers_above
from organizations.models import Person
from organizations.registries import ClockKind, clock_kinds, facts
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, current
from programs.models import Cohort, CohortSponsor, Enrolment

from .actions import ASKED
from .line import breaches
from .models import LineConsent, LineException, Pair, SponsorBar
from .models.bars import readers_of

ANSWERED = "line-answered"
ASKED_FOR_MORE = "profile-asked"


def settle(pair_id, *, now):
    """In the worker's scope: start or withdraw a pair, and tell both in the same words."""
    pair = Pair.objects.awake().with_people().select_related("organization").filter(pk=pair_id).first()
    if pair is None or not pair.start_if_ready(now):
        return
    for reader in (pair.leader, pair.mentor):
        name, url = pair.partner_of(reader.pk).name, pair.organization.url("pairing:pair", pk=pair.pk)
        if pair.state == Pair.State.RUNNING:
            Notice.leave("pair-started", reader, _("Your lab with %(name)s begins.") % {"name": name}, now=now, url=url)
        else:
            Notice.leave("pair-withdrawn", reader, withdrawn_says(), now=now)


def withdrawn_says():
    return _("You will get a new proposal for a lab partner. There is nothing for you to do.")


def still_waits(due, now):
    return Pair.objects.filter(pk=due.subject_id, state=Pair.State.PUBLISHED).awake().exists()


def perform_settle(due, now):
    settle(due.subject_id, now=now)


def always(due, now):
    return True


def may_start(fact, *, now):
    """Whoever told it may not see both answers: the worker looks."""
    for pair in Pair.objects.filter(pk=fact.pair_id, state=Pair.State.PUBLISHED):
        pair.look_again(now=now)


def signed(fact, *, now):
    waiting = Pair.objects.filter(cohort_id=fact.cohort_id, state=Pair.State.PUBLISHED)
    mine = waiting.filter(leader_enrolment_id=fact.enrolment_id) | waiting.filter(mentor_enrolment_id=fact.enrolment_id)
    for pair in mine:
        pair.look_again(now=now)


def withdrawn(fact, *, now):
    """Whoever takes part no longer has no pair either; it is ended as the worker, who sees it in any case."""
    if current().role == WORKER:
        end_pairs_of(fact.enrolment_id, now)
    else:
        Due.objects.plan("pair-over", fact.enrolment_id, now, occurrence=uuid7().hex)


def perform_over(due, now):
    end_pairs_of(due.subject_id, now)


def end_pairs_of(enrolment_id, now):
    of_them = Pair.objects.filter(leader_enrolment=enrolment_id) | Pair.objects.filter(mentor_enrolment=enrolment_id)
    for pair in Pair.objects.open().with_people().in_order().filter(pk__in=of_them.values("pk")):
        pair.end(by=None, now=now)
        _tell_the_other(pair, now)


def roster_changed(fact, *, now):
    """An import is the worker's already. A page has not the eyes for all pairs: the clock takes it from there."""
    if current().role == WORKER:
        recheck(now)
    else:
        recheck_soon(now)


def recheck_soon(now):
    Due.objects.plan("pair-roster", current().organization, now, occurrence=uuid7().hex)


def perform_recheck(due, now):
    recheck(now)


def recheck(now):
    """All pairs against the roster as it stands: leavers' end, breaches go to the sponsors, bars are drawn anew."""
    for pair in Pair.objects.open().with_people().in_order().filter(pk__in=_with_leavers()):
        pair.end(by=None, now=now)
        _tell_the_other(pair, now)
    leaders = list(Enrolment.objects.leaders())
    readers_before = readers_of(leaders)
    readers = readers_of(leaders) if SponsorBar.objects.draw(leaders) else readers_before
    pairs = list(Pair.objects.open().with_people().in_order())
    managers = managers_above({pair.mentor_id for pair in pairs})
    excepted = _excepted(pairs)
    _tell_sponsors([it for it in pairs if _newly_breached(it, managers, it.pk in excepted, now)], readers, now)
    lost = [it for it in pairs if readers_before[it.leader_enrolment_id] and not readers[it.leader_enrolment_id]]
    _tell_that_nobody_reads(lost, now)


def _with_leavers():
    gone = Person.objects.filter(left_on__isnull=False)
    return (Pair.objects.filter(leader__in=gone) | Pair.objects.filter(mentor__in=gone)).values("pk")


def _tell_the_other(pair, now):
    for reader in (pair.leader, pair.mentor):
        if reader.left_on is None:
            says = _("Your lab with %(name)s has ended.") % {"name": pair.partner_of(reader.pk).name}
            Notice.leave("pair-ended", reader, says, now=now)


def _excepted(pairs):
    """Those that an exception holds good for: signed, and agreed to by the mentor as soon as both have said yes."""
    answers = dict(LineException.objects.standing().with_answer().filter(pair__in=pairs).values_list("pair", "answer"))
    return {pair.pk for pair in pairs if pair.pk in answers and (answers[pair.pk] or pair.awaits_answers)}


def _newly_breached(pair, managers, excepted, now):
    breach = breaches(pair.leader_id, pair.mentor_id, managers, excepted=excepted)
    known = pair.breach_since is not None
    if breach != known:
        pair.breach_since = now if breach else None
        pair.save(update_fields=["breach_since"])
    return breach and not known


def _tell_sponsors(pairs, readers, now):
    for pair in pairs:
        names = {"leader": pair.leader.name, "mentor": pair.mentor.name}
        says = _("%(mentor)s now works in %(leader)s’s reporting line. This pair needs you.") % names
        url = pair.cohort.organization.url("pairing:pairs", pk=pair.cohort_id)
        for sponsor in readers[pair.leader_enrolment_id]:
            Notice.leave("pair-breach", sponsor, says, now=now, url=url)
    _tell_that_nobody_reads([pair for pair in pairs if not readers[pair.leader_enrolment_id]], now)


def _tell_that_nobody_reads(pairs, now):
    """Without a name: those in charge stand above the leader, and read nothing of the pair."""
    for cohort in dict.fromkeys(pair.cohort for pair in pairs):
        says = _("A pair of %(cohort)s has no sponsor who may look after it: put another one in charge.")
        url = cohort.organization.url("programs:sponsors", pk=cohort.pk)
        for sponsor in CohortSponsor.objects.serving().filter(cohort=cohort).select_related("person"):
            Notice.leave("pair-alone", sponsor.person, says % {"cohort": cohort.name}, now=now, url=url)


def _asked(due):
    awake = Enrolment.objects.active().exclude(cohort__state__in=Cohort.QUIET)
    return awake.select_related("person", "cohort__organization").filter(pk=due.subject_id).first()


def still_here(due, now):
    return _asked(due) is not None


def perform_ask(due, now):
    enrolment = _asked(due)
    # Nothing of a proposal before it is published (P3): what is asked, and not what was found.
    says = _("Your sponsor asks: can you add hours or languages to your profile? It makes a partner easier to find.")
    url = enrolment.cohort.organization.url("programs:profile_edit", pk=enrolment.pk)
    Notice.leave(ASKED_FOR_MORE, enrolment.person, says, now=now, url=url)


def _consent(due):
    people = ("pair__leader", "pair__mentor", "pair__leader_enrolment", "pair__cohort__organization")
    return LineConsent.objects.select_related(*people).filter(pk=due.subject_id).first()


def heard(due, now):
    return _consent(due) is not None


def perform_heard(due, now):
    """Whether the pair may go on, now that the mentor has answered, and a word to the sponsors who look after it."""
    consent = _consent(due)
    recheck(now)
    consent.pair.look_again(now=now)
    url = consent.pair.cohort.organization.url("pairing:pairs", pk=consent.cohort_id)
    for sponsor in readers_of([consent.pair.leader_enrolment])[consent.pair.leader_enrolment_id]:
        Notice.leave(ANSWERED, sponsor, _consent_says(consent), now=now, url=url)


def _consent_says(consent):
    names = {"leader": consent.pair.leader.name, "mentor": consent.pair.mentor.name}
    if consent.answer == LineConsent.Answer.AGREED:
        return _("%(mentor)s agrees to the exception for the lab with %(leader)s.") % names
    return _("%(mentor)s does not agree to the exception for the lab with %(leader)s. This pair needs you.") % names


def register():
    from organizations.facts import RosterChanged
    from programs.facts import CharterSigned, EnrolmentWithdrawn

    from .facts import PairMayStart

    facts.subscribe(PairMayStart, may_start)
    facts.subscribe(CharterSigned, signed)
    facts.subscribe(EnrolmentWithdrawn, withdrawn)
    facts.subscribe(RosterChanged, roster_changed)
    clock_kinds.add("pair-start", ClockKind("pair-start", still_waits, perform_settle))
    clock_kinds.add(ASKED, ClockKind(ASKED, still_here, perform_ask, once=True))
    clock_kinds.add(ANSWERED, ClockKind(ANSWERED, heard, perform_heard, once=True))
    clock_kinds.add("pair-over", ClockKind("pair-over", always, perform_over, once=True))
    clock_kinds.add("pair-roster", ClockKind("pair-roster", always, perform_recheck, once=True))
