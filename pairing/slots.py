"""What pairing puts on pages that aren't its own: home, and the cohort's workspace."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem, home_items, page_slots
from programs.access import in_charge_of, is_in_charge, places

from . import access
from .actions import PAIRED_IN
from .advice import leaders_waiting
from .leading import Standing, standings
from .models import Pair
from .words import called

PANEL_PLACE = 20


def partners(membership, now):
    """For the two: answer, and name the one process."""
    if not membership.once(places):
        return
    for pair in access.pairs_of(membership).open().awake().with_answer_of(membership.person_id):
        partner, url = pair.partner_of(membership.person_id), membership.url("pairing:pair", pk=pair.pk)
        if pair.is_asked and (pair.is_answered or pair.state != Pair.State.PUBLISHED):
            title = _("Do you agree to teach %(name)s, in your own reporting line?") % {"name": called(partner)}
            says = _("A sponsor has signed an exception. It takes your own yes.")
            yield HomeItem(title, says, url, _("Read and answer"), weight=5)
        if pair.state == Pair.State.PUBLISHED and not pair.is_answered:
            title = _("Meet your lab partner: %(name)s") % {"name": partner.name}
            yield HomeItem(title, pair.because, url, _("Read and answer"), weight=5)
        elif pair.state == Pair.State.RUNNING and not pair.has_work:
            yield _name_the_work(pair, called(partner), membership.url("pairing:work", pk=pair.pk))


def _name_the_work(pair, name, url):
    says = _("One line, and its figure today. By your second session.")
    title = _("Name the one process that you and %(name)s work on") % {"name": name}
    if pair.process:
        title = _("Write down where “%(process)s” starts from") % {"process": pair.process}
        says = _("Its figure today, such as “nine days a month”. By your second session.")
    return HomeItem(title, says, url, _("Name it"), weight=55)


def on_labs(membership, enrolment, now):
    """On the page of what I take part in: the partner, once there is one."""
    pair = access.pairs_of(membership).filter(cohort=enrolment.cohort_id).open().first()
    if pair is None:
        return None
    partner, url = pair.partner_of(membership.person_id), membership.url("pairing:pair", pk=pair.pk)
    return HomeItem(_("Your lab partner: %(name)s") % {"name": partner.name}, pair.because, url, _("Open"))


def sponsors(membership, now):
    cohorts = [it for it in membership.once(in_charge_of) if it.state in PAIRED_IN]
    stand = standings(membership, cohorts) if cohorts else {}
    for cohort in cohorts:
        yield from _of_cohort(membership, cohort, stand[cohort.pk])


def _of_cohort(membership, cohort, it):
    board, pairs = (membership.url(f"pairing:{view}", pk=cohort.pk) for view in ("board", "pairs"))
    if n := len(it.breached):
        title = ngettext("One pair breaks the reporting rule", "%(n)s pairs break the reporting rule", n) % {"n": n}
        yield HomeItem(title, _("The roster has changed: these two need another partner."), pairs, _("Look"), weight=5)
    for person in it.talk_to:
        title = _("Talk to %(name)s before the next proposal") % {"name": person.name}
        yield HomeItem(title, _("Two proposals were not a good fit. No reason was asked."), pairs, _("Look"), weight=25)
    if n := len(it.waiting):
        title = ngettext("One leader has no partner", "%(n)s leaders have no partner", n) % {"n": n}
        yield HomeItem(title, cohort.name, board, _("Find partners"), weight=20 if not it.pairs else 35)


def cohort_panel(membership, cohort, now):
    """In the cohort's workspace: how many pairs there are and what they wait for."""
    if cohort.state in cohort.BEFORE_PAIRS or not is_in_charge(membership, cohort):
        return None
    pairs = membership.once(access.led, cohort)
    it = Standing(pairs, {}, membership.once(leaders_waiting, cohort), [])
    context = {
        "open": len(it.open),
        "running": len(it.running),
        "waiting": len(it.waiting),
        "breached": len(it.breached),
        "board": membership.url("pairing:board", pk=cohort.pk),
        "pairs": membership.url("pairing:pairs", pk=cohort.pk),
    }
    return {"template": "pairing/_cohort_panel.html", "context": context, "place": PANEL_PLACE}


def beneath_labs(membership, frame, now):
    """A pair's pages stand under what one takes part in."""
    return membership.url("programs:labs"), membership.url("pairing:lab")


def on_papers(membership, cohort, now):
    """On the page of rules and charter: the printed page of each open pair of this person's."""
    return [
        {"name": pair.partner_of(membership.person_id).name, "url": membership.url("pairing:papers_pdf", pk=pair.pk)}
        for pair in access.pairs_of(membership).filter(cohort=cohort).open()
    ]


def register():
    page_slots.add(("beneath", "pairing"), beneath_labs)
    page_slots.add(("papers", "pairing"), on_papers)
    page_slots.add(("cohort", "pairing"), cohort_panel)
    page_slots.add(("lab", "pairing"), on_labs)
    home_items.add("pairing.partners", partners)
    home_items.add("pairing.sponsors", sponsors)
