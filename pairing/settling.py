"""What the clock and the worker do with pairs: start them, withdraw them, look again when the roster changes (N7)."""

from django.utils.translation import gettext as _

from notifications.models import Due, Notice
from organizations.models import Person
from organizations.registries import ClockKind, clock_kinds, facts
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, current
from programs.models import CohortSponsor

from .line import breaches, line_of, managers_above
from .models import Pair, SponsorBar


def settle(pair_id, *, now):
    """In the worker's scope: start or withdraw a pair, and tell both in the same words."""
    pair = Pair.objects.with_people().select_related("organization").filter(pk=pair_id).first()
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
    return Pair.objects.filter(pk=due.subject_id, state=Pair.State.PUBLISHED).exists()


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
    for pair in Pair.objects.open().with_people().filter(pk__in=of_them.values("pk")):
        pair.end(by=None, now=now)
        _tell_the_other(pair, now)


def roster_changed(fact, *, now):
    """An import is the worker's already. A page has not the eyes for all pairs: the clock takes it from there."""
    if current().role == WORKER:
        recheck(now)
    else:
        Due.objects.plan("pair-roster", current().organization, now, occurrence=uuid7().hex)


def perform_recheck(due, now):
    recheck(now)


def recheck(now):
    """All pairs against the roster as it stands: leavers' end, breaches go to the sponsors, bars are drawn anew."""
    for pair in Pair.objects.open().with_people().filter(pk__in=_with_leavers()):
        pair.end(by=None, now=now)
        _tell_the_other(pair, now)
    pairs = list(Pair.objects.shown().with_people())
    managers = managers_above({person for pair in pairs for person in (pair.leader_id, pair.mentor_id)})
    draw_bars(pairs, managers)
    _tell_sponsors([pair for pair in pairs if pair.is_open and _newly_breached(pair, managers, now)], now)


def _with_leavers():
    gone = Person.objects.filter(left_on__isnull=False)
    return (Pair.objects.filter(leader__in=gone) | Pair.objects.filter(mentor__in=gone)).values("pk")


def _tell_the_other(pair, now):
    for reader in (pair.leader, pair.mentor):
        if reader.left_on is None:
            says = _("Your lab with %(name)s has ended.") % {"name": pair.partner_of(reader.pk).name}
            Notice.leave("pair-ended", reader, says, now=now)


def _newly_breached(pair, managers, now):
    breach, known = breaches(pair.leader_id, pair.mentor_id, managers), pair.breach_since is not None
    if breach != known:
        pair.breach_since = now if breach else None
        pair.save(update_fields=["breach_since"])
    return breach and not known


def draw_bars(pairs, managers):
    """Everyone above the leader is barred, sponsor or not: who is put in charge later must find the door shut."""
    stand = {(bar.pair_id, bar.person_id): bar.pk for bar in SponsorBar.objects.filter(pair__in=pairs)}
    wanted = {(pair.pk, person): pair for pair in pairs for person in line_of(pair.leader_id, managers)}
    SponsorBar.objects.filter(pk__in=[pk for key, pk in stand.items() if key not in wanted]).delete()
    SponsorBar.objects.bulk_create(
        SponsorBar(organization_id=pair.organization_id, pair_id=key[0], person_id=key[1])
        for key, pair in wanted.items()
        if key not in stand
    )


def _tell_sponsors(pairs, now):
    barred = set(SponsorBar.objects.filter(pair__in=pairs).values_list("pair_id", "person_id"))
    for pair in pairs:
        names = {"leader": pair.leader.name, "mentor": pair.mentor.name}
        says = _("%(mentor)s now works in %(leader)s’s reporting line. This pair needs you.") % names
        url = pair.cohort.organization.url("pairing:pairs", pk=pair.cohort_id)
        for sponsor in CohortSponsor.objects.filter(cohort=pair.cohort_id).select_related("person"):
            if (pair.pk, sponsor.person_id) not in barred:
                Notice.leave("pair-breach", sponsor.person, says, now=now, url=url)


def register():
    from organizations.facts import RosterChanged
    from programs.facts import CharterSigned, EnrolmentWithdrawn

    from .facts import PairMayStart

    facts.subscribe(PairMayStart, may_start)
    facts.subscribe(CharterSigned, signed)
    facts.subscribe(EnrolmentWithdrawn, withdrawn)
    facts.subscribe(RosterChanged, roster_changed)
    clock_kinds.add("pair-start", ClockKind("pair-start", still_waits, perform_settle))
    clock_kinds.add("pair-over", ClockKind("pair-over", always, perform_over))
    clock_kinds.add("pair-roster", ClockKind("pair-roster", always, perform_recheck))
