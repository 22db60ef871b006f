"""Planning: by one of the two, or with `leader` by whoever keeps that leader's calendar (access.planner_for)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, actions
from ..common import first_day_for, hours_of
from ..forms import AddForm, HourForm, MoveForm
from ..hours_grid import offset_turns
from ..meetings import meeting, shown_zone
from ..models import LabSession
from ..offers import three_times
from ..wording import laid_out


@require_http_methods(["GET", "HEAD", "POST"])
def hour(request, pair, leader=None):
    """The one hour of the pair, every two weeks to the cohort's end."""
    with access.planner_for(request.membership, leader) as planner:
        pair, me = planner.pair(pair), planner.person
        hours = hours_of(pair, me, first=first_day_for(pair, me.zone, request.now))
        form = HourForm(request.POST or None, hours=hours)
        if request.method == "POST" and form.is_valid() and (series := _choose(request, pair, form, me.zone)):
            messages.success(request, laid_out(series, me.zone))
            return redirect(planner.home)
        page = {"form": form, "series": pair.series.current(), "partner": pair.partner_of(me.pk), "planner": planner}
        page["i_lead"] = me.pk == pair.leader_id
    clocks = me.zone, hours.other.zone
    page |= {"zone_name": shown_zone(me.zone), "other_zone": hours.differ and shown_zone(hours.other.zone)}
    page["turns"] = [date_format(it, "j F") for it in offset_turns(*clocks, hours.first, hours.last)]
    return render(request, "sessions/hour.html", page)


def _choose(request, pair, form, zone):
    chosen = {"first_day": form.first_day, "at": form.at, "zone": zone}
    return _done(form, lambda: actions.choose_hour(pair, **chosen, by=request.membership, now=request.now))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pair, leader=None):
    with access.planner_for(request.membership, leader) as planner:
        pair = planner.pair(pair)
        form = AddForm(request.POST or None, zone=planner.person.zone)
        if request.method == "POST" and form.is_valid() and _add(request, pair, form):
            messages.success(request, _("The session is added."))
            return redirect(planner.home)
    page = {"form": form, "partner": pair.partner_of(planner.person.pk), "planner": planner}
    return render(request, "sessions/add.html", page)


def _add(request, pair, form):
    made = {"starts_at": form.starts_at, "id": form.row_id, "by": request.membership, "now": request.now}
    again = form.repeated(LabSession.objects.filter(pair=pair))
    return bool(again) or _done(form, lambda: actions.add_session(pair, **made))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk, leader=None):
    """This one, or this one and all that follow it."""
    with access.planner_for(request.membership, leader) as planner:
        row, me = planner.session(pk, request.method == "POST"), planner.person
        form = MoveForm(request.POST or None, zone=me.zone, instance=row, follows=row.is_followed())
        if request.method == "POST" and form.is_valid() and _move(request, planner, row, form):
            return redirect(planner.after(row))
        page = {"form": form, "meeting": meeting(row, me), "offers": three_times(row, me, request.now)}
    page |= {"planner": planner, "move_url": planner.url("sessions:move", pk=row.pk), "back": planner.after(row)}
    return render(request, "sessions/move.html", page)


def _move(request, planner, row, form):
    """Whether it could be done. A whole series is moved back by choosing the hour: that is not undone."""
    said = {"starts_at": form.starts_at, "by": request.membership, "now": request.now}
    if form.moves_the_rest:
        if series := _done(form, lambda: actions.move_rest(row, **said)):
            messages.success(request, laid_out(series, form.zone))
        return series
    moved = _done(form, lambda: actions.undoable(actions.move_session, row, **said))
    if moved:
        _offer_to_undo(request, planner, row, _("The session is moved."))
    return moved


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk, leader=None):
    with access.planner_for(request.membership, leader) as planner:
        row, me = planner.session(pk, request.method == "POST"), planner.person
        if request.method == "POST":
            _cancel(request, planner, row)
            return redirect(planner.after(row))
        page = {"meeting": meeting(row, me), "offers": three_times(row, me, request.now)}
    urls = {name: planner.url(f"sessions:{name}", pk=row.pk) for name in ("move", "cancel")}
    page |= {"planner": planner, "back": planner.after(row), "move_url": urls["move"], "cancel_url": urls["cancel"]}
    return render(request, "sessions/cancel.html", page)


def _cancel(request, planner, row):
    try:
        actions.undoable(actions.cancel_session, row, by=request.membership, now=request.now)
        _offer_to_undo(request, planner, row, _("The session is cancelled."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _offer_to_undo(request, planner, row, says):
    messages.success(request, says, extra_tags=planner.url("sessions:undo", pk=row.pk))


def _done(form, act):
    """What was done; or None, and the form says what can't be: nothing typed is lost."""
    try:
        return act()
    except ValidationError as error:
        form.refuse(error)
        return None
