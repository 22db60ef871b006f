"""What people do with measures: answer, enter a figure."""

from django.utils.translation import gettext as _

from organizations.models import AuditEntry

from .models import Observation, SurveyAnswer


class Closed(Exception):
    """The survey is over: the message says so."""


def answer(wave, enrolment, values, *, now):
    """`values` by indicator id. Answers may be changed until the wave closes, and never afterwards."""
    if enrolment.returns:
        raise Closed(_("This survey does not ask you, and keeps nothing of yours: you took part before."))
    if wave.cohort.rests:
        raise Closed(_("The cohort rests, and this survey with it. Answer when it goes on."))
    if not wave.is_open(now):
        raise Closed(_("This survey is closed. What was answered in time counts."))
    key = {"organization_id": wave.organization_id, "author_id": enrolment.person_id, "wave": wave}
    SurveyAnswer.objects.bulk_create(
        [SurveyAnswer(**key, indicator_id=it, value=value, answered_at=now) for it, value in values.items()],
        update_conflicts=True,
        unique_fields=["organization", "author", "wave", "indicator"],
        update_fields=["value", "answered_at"],
    )


def given(wave, person_id):
    """{indicator id: value} of what this person has answered."""
    return dict(SurveyAnswer.objects.filter(wave=wave, author_id=person_id).values_list("indicator_id", "value"))


def enter_figure(*, row_id, by, now, **said):
    [figure] = enter_figures([{"id": row_id, **said}], by=by, now=now)
    return figure


def enter_figures(rows, *, by, now):
    """Many of one moment, as a month brings them: one statement, and an act in the audit log for each."""
    figures = Observation.objects.bulk_create(
        Observation(organization_id=by.organization_id, entered_by_id=by.person_id, entered_at=now, **row)
        for row in rows
    )
    for_all = {name for row in rows for name in row if name != "id"}
    AuditEntry.record_all("entered", figures, by=by, now=now, fields=for_all)
    return figures
