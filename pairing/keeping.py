"""A proposal as rows: a run, what it proposes, and who waits."""

from .models import PairingRun, ProposedPair, Unpaired
from .words import KINDS


def keep(cohort, told, found, *, weights, keeps, by, now):
    """The cohort's next run."""
    newest = cohort.pairing_runs.newest()
    run = PairingRun.objects.create(
        cohort=cohort,
        number=newest.number + 1 if newest else 1,
        made_at=now,
        made_by_id=by.person_id,
        weights=weights,
        keeps=keeps,
        leaders=len(told.leaders),
        mentors=len(told.mentors),
        removes=dict(found.removes),
    )
    ids = {key: it.pk for key, it in told.enrolment_of.items()}
    aiming = {leader.id for leader in told.leaders if leader.targets}
    ProposedPair.objects.bulk_create(
        _proposed(run, it, ids, it.leader in aiming, (it.leader, it.mentor) in told.rules.exceptions)
        for it in found.pairs
    )
    short = {leader: group for group in found.short for leader in group.waiting}
    relief = {leader: each for each in found.reliefs for leader in each.freed}
    Unpaired.objects.bulk_create(
        _unpaired(run, it, ids, short.get(it.leader), relief.get(it.leader)) for it in found.unmatched
    )
    return run


def _proposed(run, pair, ids, has_target, excepted):
    return ProposedPair(
        organization_id=run.organization_id,
        cohort_id=run.cohort_id,
        run=run,
        leader_id=ids[pair.leader],
        mentor_id=ids[pair.mentor],
        kind=KINDS[pair.kind],
        score=pair.score,
        reasons={
            "features": dict(pair.features),
            "said": [[reason.code, list(reason.values)] for reason in pair.reasons],
            "pinned": pair.pinned,
            "excepted": excepted,
            "has_target": has_target,
            "runner_up": pair.runner_up and _priced(pair.runner_up) | {"features": dict(pair.runner_up_features)},
            "mentors_runner_up": pair.mentors_runner_up and _priced(pair.mentors_runner_up, ids),
            "regret": list(pair.regret),
        },
        runner_up_id=pair.runner_up and ids[pair.runner_up.other],
        alternatives=_alternatives(pair, ids),
    )


def _priced(other, ids=None):
    return {"score": other.score, "cost": list(other.cost)} | ({"enrolment": str(ids[other.other])} if ids else {})


def _alternatives(it, ids):
    return [[str(ids[other.other]), other.score, list(other.cost)] for other in it.alternatives]


def _unpaired(run, it, ids, short, relief):
    counted = short and {
        "leaders": len(short.leaders),
        "mentors": len(short.mentors),
        "seats": short.seats,
        "waiting": len(short.waiting),
    }
    changes = relief.changes if relief else ()
    return Unpaired(
        organization_id=run.organization_id,
        cohort_id=run.cohort_id,
        run=run,
        leader_id=ids[it.leader],
        because=dict(it.removed),
        alone=dict(it.alone),
        short=counted or {},
        relief=[[str(ids[each.leader]), str(ids[each.mentor]), list(each.rules)] for each in changes],
        alternatives=_alternatives(it, ids),
    )
