import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.models import AuditEntry

from .. import access, actions, design, quarterly, workspace
from ..forms.measures import BaselineForm, IndicatorForm, ObservationForm, SurveyForm
from ..models import Quarter


def measures(request, pk):
    """What a cohort measures, its surveys and its business figures; opening the baseline."""
    cohort = access.cohort(request.membership, pk)
    form = BaselineForm(request.POST or None)
    if form.is_valid() and not cohort.waves.exists():
        try:
            design.open_baseline(cohort, by=request.membership, now=request.now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The baseline is open. Everyone who takes part is asked by mail."))
            return redirect(request.membership.url("metrics:measures", pk=cohort.pk))
    return render(request, "metrics/measures.html", {**workspace.measures(cohort, request.now), "form": form})


def indicator(request, pk):
    measure = access.indicator(request.membership, pk)
    if not design.is_designing(measure.cohort):
        return render(request, "metrics/indicator_fixed.html", {"indicator": measure})
    form = IndicatorForm(request.POST or None, instance=measure)
    if form.is_valid():
        form.save()
        AuditEntry.record("changed", measure, by=request.membership, now=request.now, fields=form.changed_data)
        return redirect(request.membership.url("metrics:measures", pk=measure.cohort_id))
    return render(request, "metrics/indicator.html", {"indicator": measure, "form": form})


def observations(request, pk):
    """Business figures of a cohort: entered one by one, listed newest first."""
    cohort = access.cohort(request.membership, pk)
    today = request.now.astimezone(cohort.organization.zone).date()
    form = ObservationForm(request.POST or None, cohort=cohort, today=today)
    if form.is_valid():
        if not form.repeated(workspace.all_figures(cohort)):
            said = {name: value for name, value in form.cleaned_data.items() if name != "token"}
            actions.enter_figure(row_id=form.row_id, by=request.membership, now=request.now, **said)
        return redirect(request.membership.url("metrics:observations", pk=cohort.pk))
    page = {"cohort": cohort, "form": form, "figures": workspace.all_figures(cohort)[:200]}
    return render(request, "metrics/observations.html", page)


def survey(request, pk):
    """A minute of questions; answers can be changed until the survey closes."""
    wave, enrolment = access.survey(request.membership, pk)
    items = list(wave.items_for(enrolment))
    form = SurveyForm(
        request.POST or None,
        items=items,
        given=actions.given(wave, enrolment.person_id),
        voice=enrolment.role,
    )
    if form.is_valid():
        values = {item.pk: form.cleaned_data[item.key] for item in items}
        try:
            actions.answer(wave, enrolment, values, now=request.now)
        except actions.Closed as closed:
            form.add_error(None, str(closed))
        else:
            messages.success(request, _("Thank you, that is all. You can change it until the survey closes."))
            return redirect(request.membership.url("organizations:home"))
    page = {"wave": wave, "form": form, "returns": enrolment.returns, "items": items}
    page["open"] = wave.is_open(request.now) and not page["returns"]
    return render(request, "metrics/survey.html", page)


@require_safe
def quarters(request):
    """The newest quarter, or the page that says what will stand there."""
    access.require_reader(request.membership)
    newest = Quarter.objects.published().newest_first().first()
    if newest:
        return redirect(request.membership.url("metrics:quarter", year=newest.year, number=newest.number))
    cohorts = access.cohorts_to_read(request.membership)
    return render(request, "metrics/no_quarter.html", {"coming": workspace.coming(cohorts, request.now)})


@require_safe
def quarter(request, year, number):
    found = access.quarter(request.membership, year, number)
    cohorts = quarterly.figures(found, access.cohorts_to_read(request.membership))
    page = {
        "quarter": found,
        "cohorts": cohorts,
        "headline": quarterly.headline(cohorts),
        "columns": quarterly.columns(),
        "rows": list(quarterly.table(cohorts)),
        "others": Quarter.objects.published().exclude(pk=found.pk).newest_first()[:8],
    }
    return render(request, "metrics/quarter.html", page)


@require_safe
def quarter_csv(request, year, number):
    found = access.quarter(request.membership, year, number)
    cohorts = quarterly.figures(found, access.cohorts_to_read(request.membership))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="quarter-{year}-{number}.csv"'
    answer.write("\ufeff")  # Excel reads UTF-8 only with it
    writer = csv.writer(answer)
    writer.writerow(quarterly.columns())
    writer.writerows([_inert(cell) for cell in row] for row in quarterly.table(cohorts))
    return answer


def _inert(cell):
    """A cell that a spreadsheet will not run as a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
