"""What lab reports put on other pages: home, a pair's page, its cohort's, and the page that runs it again."""

from django.utils.translation import gettext as _

from organizations.registries import HomeItem
from pairing.words import called
from programs.access import is_in_charge, places

from . import reporting
from .models import ReleasedReport

PLACE = 60  # on the cohort's page, after the rhythm


def home(membership, now):
    """For the two: when the cohort closes, or once their partner has released what stands."""
    if not membership.once(places):
        return
    for pair in reporting.asked(membership):
        url = membership.url("metrics:lab_report", pk=pair.pk)
        name = {"name": called(pair.partner_of(membership.person_id))}
        if pair.by_partner:
            says = _("Read it, and release it too if you agree with every word.")
            yield HomeItem(_("%(name)s has released your lab report") % name, says, url, _("Read it"), weight=30)
        else:
            says = _(
                "A page with %(name)s, drafted from what you have logged. You two alone read it until both release it."
            )
            yield HomeItem(_("Write what you found out"), says % name, url, _("Write the lab report"), weight=40)


def on_pair(membership, pair, now):
    """For the two, from the third session on."""
    if not pair.started_at:
        return None
    it = reporting.standing(pair, membership.person_id)
    if not (it.is_begun or it.is_released or reporting.may_be_asked(it)):
        return None
    said = {
        "url": membership.url("metrics:lab_report", pk=pair.pk),
        "headline": headline(it, membership.person_id),
        "pair": it,
    }
    return {"template": "metrics/report_panel.html", "context": said, "place": 40}


def headline(pair, person_id):
    """How the report stands, for one of the two."""
    name = {"name": called(pair.partner_of(person_id))}
    if pair.is_released:
        return _("Released. The sponsors who look after you two can read it.")
    if pair.by_me:
        return _("You have released it. It waits for %(name)s.") % name
    if pair.by_partner:
        return _("%(name)s has released it. It waits for you.") % name
    if pair.is_begun:
        return _("Written, and between the two of you.")
    return _("Write what you two found out.")


def on_cohort(membership, cohort, now):
    """For those in charge, once sessions are over or a report was released before."""
    if cohort.is_forming or not is_in_charge(membership, cohort):
        return None
    counts = reporting.counts_of(cohort)
    if not (counts["released"] or (any(counts.values()) and cohort.may_run_again)):
        return None
    said = {**counts, "url": membership.url("metrics:lab_reports", pk=cohort.pk)}
    return {"template": "metrics/reports_panel.html", "context": said, "place": PLACE}


def on_run_again(membership, cohort, now):
    """What the pairs would run next, in the words that they released."""
    pairs = cohort.once(reporting.reports_of).released
    reports = ReleasedReport.objects.standing().filter(pair__in=pairs).exclude(run_next="") if pairs else []
    next_of = {it.pair_id: it.run_next for it in reports}
    said = [(pair, next_of[pair.pk]) for pair in pairs if pair.pk in next_of]
    if not said:
        return None
    context = {"said": said, "url": membership.url("metrics:lab_reports", pk=cohort.pk)}
    return {"template": "metrics/reports_again.html", "context": context, "place": PLACE}
