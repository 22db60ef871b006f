"""A pair's own page, for one of the two. Nothing here depends on what the other has answered in private (N2)."""

from django.utils.translation import gettext as _

from notifications.models import Notice
from organizations.registries import in_slot
from programs.access import own_enrolments
from programs.models import Enrolment, ResearchQuestion
from programs.words import rest_begun

from .access import pairs_of
from .actions import PAIRED_IN
from .excepting import asked_of
from .forms import AgreeForm
from .models import Pair, PairResponse
from .words import called


def waits_for_one(membership, cohort_id):
    """Whether this person takes part in a cohort in which partners are still found, and has none."""
    place = own_enrolments(membership).filter(cohort=cohort_id, cohort__state__in=PAIRED_IN)
    return place.exists() and not pairs_of(membership).filter(cohort=cohort_id).open().exists()


def voice_of(pair, person_id):
    return "leader" if person_id == pair.leader_id else "mentor"


def role_of_partner(pair, person_id):
    return "mentor" if person_id == pair.leader_id else "leader"


def page(pair, membership, now):
    """`panels` come from higher apps through the page slot "pair": {"template", "context", "place"}; `panel` is the context."""
    me, answer = membership.person_id, own_answer(pair, membership.person_id)
    shown = met(pair, me)
    panels = in_slot("pair", membership, pair, now)
    exception = asked_of(pair, me) if pair.is_asked and answer != PairResponse.Answer.DECLINED else None
    return shown | {
        "headline": headline(pair, shown["partner"], answer),
        "rest_begun": rest_begun(pair.cohort) if pair.cohort.rests and pair.is_open else "",
        "question": ResearchQuestion.objects.filter(enrolment=pair.leader_enrolment_id).settled().current().first(),
        "answer": answer,
        "asks": pair.state == Pair.State.PUBLISHED and answer is None,
        "exception": exception,
        "agree_form": AgreeForm() if exception else None,
        "missing": [asked(it) for it in pair.missing()] if waits(pair, answer) else [],
        "panels": sorted(panels, key=lambda panel: panel["place"]),
    }


def met(pair, person_id):
    """Whom this one of the two meets."""
    return {
        "pair": pair,
        "partner": pair.partner_of(person_id),
        "profile": pair.mentor_enrolment if person_id == pair.leader_id else pair.leader_enrolment,
        "voice": voice_of(pair, person_id),
        "role": role_of_partner(pair, person_id),
        "skills": skills(pair),
    }


def own_answer(pair, person_id):
    return pair.responses.filter(person_id=person_id).values_list("answer", flat=True).first()


def waits(pair, answer):
    return pair.state == Pair.State.PUBLISHED and answer == PairResponse.Answer.ACCEPTED


def asked(missing):
    return {"text": missing.says, "who": missing.who, "url": missing.url, "label": missing.action}


def headline(pair, partner, answer):
    name = {"name": called(partner)}
    if answer == PairResponse.Answer.DECLINED:
        return _("You said it is not a good fit.")
    if pair.rests:
        return _("Your lab with %(name)s rests.") % name
    if pair.state == Pair.State.PUBLISHED:
        return _("Your lab with %(name)s is about to begin.") % name if answer else _("Meet %(name)s.") % name
    if pair.state == Pair.State.RUNNING:
        return _("Your lab with %(name)s.") % name
    return _("Your lab with %(name)s has ended.") % name


def skills(pair):
    """What the mentor knows, best first."""
    topics = {topic["key"]: topic["label"] for topic in pair.cohort.program.topics}
    known = sorted(pair.mentor_enrolment.topics.items(), key=lambda it: (-it[1], topics.get(it[0], it[0])))
    return [{"label": topics.get(key, key), "level": Enrolment.LEVELS.get(level, "")} for key, level in known]


def leave(pair, *, by, now):
    """By either partner. The other reads that it has ended, not who ended it or why."""
    if pair.end(by=by, now=now):
        partner = pair.partner_of(by.person_id)
        says = _("Your lab with %(name)s has ended.") % {"name": by.person.name}
        Notice.leave("pair-ended", partner, says, now=now, url=by.url("pairing:pair", pk=pair.pk))
