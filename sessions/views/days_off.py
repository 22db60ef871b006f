from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import access
from ..days_off import coming, on_days_off
from ..forms import DayOffForm, HolidaysForm
from ..models import DayOff, KeptHolidays


@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request):
    form = DayOffForm(request.POST or None, today=request.now.astimezone(request.membership.person.zone).date())
    if request.method == "POST" and form.is_valid():
        _enter(request, form)
        return redirect(request.get_full_path())
    return _page(request, entering=form)


def _enter(request, form):
    if not form.repeated(DayOff.objects):
        days = {name: form.cleaned_data[name] for name in ("first_day", "last_day")}
        DayOff.objects.create(id=form.row_id, person=request.membership.person, entered_at=request.now, **days)
    messages.success(request, _("Kept. New sessions go around it; those that stand are shown here."))


@require_POST
def day_off_removal(request, pk):
    access.day_off_of(request.membership, pk).delete()
    messages.success(request, _("Taken out. You can be met on those days again."))
    return redirect(request.membership.url("sessions:days_off"))


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request):
    """Whose public holidays I keep."""
    kept = KeptHolidays.of(request.membership.person)
    form = HolidaysForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("Kept. Your hours are laid out around these days from now on."))
        return redirect(request.membership.url("sessions:days_off"))
    return _page(request, holidays=form)


def _page(request, entering=None, holidays=None):
    me, today = request.membership.person, request.now.astimezone(request.membership.person.zone).date()
    kept = KeptHolidays.of(me)
    page = {
        "entering": entering or DayOffForm(today=today),
        "holidays": holidays or HolidaysForm(instance=kept),
        "days_off": DayOff.objects.of(me).filter(last_day__gte=today).in_order(),
        "coming": coming(kept, today),
        "meant": on_days_off(access.pairs_of(me), me, request.now),
    }
    return render(request, "sessions/days_off.html", page)
