from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, actions
from ..common import first_day_for, hours_of
from ..forms import AddForm, HourForm, MoveForm
from ..meetings import meeting, shown_zone
from ..models import LabSession


@require_http_methods(["GET", "HEAD", "POST"])
def hour(request, pair):
    """The one hour of the pair, every two weeks to the cohort's end; chosen by either."""
    pair, me = access.pair_of(request.membership, pair), request.membership.person
    hours = hours_of(pair, me, first=first_day_for(pair, me.zone, request.now))
    form = HourForm(request.POST or None, hours=hours)
    if request.method == "POST" and form.is_valid() and _choose(request, pair, form, me.zone):
        messages.success(request, _("Your hour is set. Both of you find it under Sessions."))
        return redirect(request.membership.url("sessions:sessions"))
    page = {"form": form, "partner": pair.partner_of(me.pk), "series": pair.series.current()}
    zones = {"zone_name": shown_zone(me.zone), "other_zone": hours.differ and shown_zone(hours.other.zone)}
    return render(request, "sessions/hour.html", page | zones)


def _choose(request, pair, form, zone):
    chosen = {"first_day": form.first_day, "at": form.at, "zone": zone}
    return _done(form, lambda: actions.choose_hour(pair, **chosen, by=request.membership, now=request.now))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pair):
    pair, me = access.pair_of(request.membership, pair), request.membership
    form = AddForm(request.POST or None, zone=me.person.zone)
    if request.method == "POST" and form.is_valid() and _add(request, pair, form):
        messages.success(request, _("The session is added."))
        return redirect(me.url("sessions:sessions"))
    page = {"form": form, "partner": pair.partner_of(me.person_id)}
    return render(request, "sessions/add.html", page)


def _add(request, pair, form):
    made = {"starts_at": form.starts_at, "id": form.row_id, "by": request.membership, "now": request.now}
    again = form.repeated(LabSession.objects.filter(pair=pair))
    return bool(again) or _done(form, lambda: actions.add_session(pair, **made))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk):
    row, me = access.session_of(request.membership, pk), request.membership
    it = meeting(row, me.person)
    form = MoveForm(request.POST or None, zone=me.person.zone, instance=row)
    if request.method == "POST" and form.is_valid():
        to = form.starts_at
        if _done(form, lambda: actions.move_session(row, starts_at=to, by=me, now=request.now)):
            messages.success(request, _("The session is moved."))
            return redirect(me.url("sessions:session", pk=row.pk))
    return render(request, "sessions/move.html", {"form": form, "meeting": it})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk):
    row, me = access.session_of(request.membership, pk), request.membership
    if request.method == "POST":
        try:
            actions.cancel_session(row, by=me, now=request.now)
            messages.success(request, _("The session is cancelled."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(me.url("sessions:session", pk=row.pk))
    return render(request, "sessions/cancel.html", {"meeting": meeting(row, me.person)})


def _done(form, act):
    """Do it; what can't be is said above the form, and nothing typed is lost."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
