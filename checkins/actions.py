"""What is done with a check-in: opened by the clock, answered or written down, confirmed, read."""

from organizations.registries import facts
from pairing.models import Pair
from pairing.models.bars import readers_of
from programs.models import QuestionRevisit
from sessions.models import LabSession

from .facts import CheckInAnswered
from .models import AnswerOpening, CheckIn, CheckInAnswer
from .models.checkins import EVERY


def held_sessions(pair_id):
    return LabSession.objects.held().filter(pair_id=pair_id).count()


def review_is_due(pair_id, held):
    """Whether three of the pair's `held` sessions came after its last review opened."""
    last = CheckIn.objects.reviews().filter(pair_id=pair_id).order_by("-after_session").first()
    return held - (last.after_session if last else 0) >= EVERY


def open_review(pair_id, *, now):
    """One for each partner, told to the cohort's sponsor who may read this pair; none without such a sponsor."""
    pair = Pair.objects.select_related("leader", "mentor", "leader_enrolment").get(pk=pair_id)
    if (reader := sponsor_of(pair)) is None:
        return []
    held = held_sessions(pair_id)
    common = {"cohort_id": pair.cohort_id, "pair": pair, "given_to": reader, "after_session": held}
    return [CheckIn.objects.create(subject=partner, opened_at=now, **common) for partner in (pair.leader, pair.mentor)]


def call_late(pair_id, held, *, now):
    """One more session was held: a review that is still open is late from now on."""
    waiting = CheckIn.objects.reviews().open().filter(pair_id=pair_id, after_session__lt=held)
    return waiting.filter(late_at=None).update(late_at=now)


def sponsor_of(pair):
    """The first of the cohort's sponsors who neither takes part in the pair nor stands in its leader's line."""
    readers = readers_of([pair.leader_enrolment])[pair.leader_enrolment_id]
    return readers[0] if readers else None


def answer(checkin, texts, *, by, now, wants_to_talk=False, of_question=None):
    """`texts` by question key, from the person asked: complete, confirmed and told to the sponsor."""
    _write(checkin, texts, by=by, now=now, confirmed_at=now)
    _revisit(checkin, of_question, by=by, now=now)
    _settle(checkin, now=now, wants_to_talk=wants_to_talk)


def write_down(checkin, texts, *, by, now, of_question=None):
    """The sponsor's notes of a conversation: the person's words only when they have confirmed them."""
    _write(checkin, texts, by=by, now=now, confirmed_at=None)
    _revisit(checkin, of_question, by=by, now=now)


def open_answers(checkin, *, by, now):
    """Read by the sponsor it was given to: recorded each time, and shown to the author."""
    AnswerOpening.objects.create(checkin=checkin, subject_id=checkin.subject_id, reader_id=by.person_id, at=now)
    return checkin.said()


def _write(checkin, texts, *, by, now, confirmed_at):
    key = {"organization_id": checkin.organization_id, "checkin": checkin, "subject_id": checkin.subject_id}
    said = {"written_by_id": by.person_id, "answered_at": now, "confirmed_at": confirmed_at}
    said["given_to_id"] = checkin.given_to_id
    CheckInAnswer.objects.bulk_create(
        [CheckInAnswer(**key, **said, question=it.key, text=texts.get(it.key, "")) for it in checkin.questions],
        update_conflicts=True,
        unique_fields=["organization", "checkin", "subject", "question"],
        update_fields=[*said, "text"],
    )


def _revisit(checkin, said, *, by, now):
    """What became of the leader's research question stands with the question, for its readers."""
    if said:
        QuestionRevisit.objects.keep(occasion=checkin.occasion, by=by, now=now, **said)


def _settle(checkin, *, now, wants_to_talk):
    first = checkin.state == CheckIn.State.OPEN
    checkin.state, checkin.answered_at, checkin.wants_to_talk = CheckIn.State.ANSWERED, now, wants_to_talk
    checkin.version += 1
    checkin.save(update_fields=["state", "answered_at", "wants_to_talk", "version"])
    if first:
        facts.tell(CheckInAnswered(checkin.pk, checkin.cohort_id), now=now)
