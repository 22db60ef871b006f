from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access, actions
from ..forms import AssistantForm
from ..meetings import shown_zone
from ..models import Assistant, Undo
from ..planning import courses_kept, plans_of, undos_of


@require_http_methods(["GET", "HEAD", "POST"])
def assistants(request):
    """Named by a leader; whoever leads no lab reads that there is nobody to name."""
    me = request.membership
    leads = access.pairs_of(me.person).open().filter(leader=me.person_id).exists()
    form = AssistantForm(request.POST or None, by=me)
    if leads and request.method == "POST" and form.is_valid():
        if not form.repeated(Assistant.objects):
            person = form.cleaned_data["person"]
            actions.name_assistant(person, id=form.row_id, by=me, now=request.now)
            messages.success(request, _("%(name)s keeps your lab calendar from now on.") % {"name": person.name})
        return redirect(request.get_full_path())
    page = {"form": leads and form, "assistants": access.assistants_of(me)}
    return render(request, "sessions/assistants.html", page)


@require_POST
def assistant_removal(request, pk):
    kept = access.assistant_of(request.membership, pk)
    actions.dismiss_assistant(kept, by=request.membership, now=request.now)
    messages.success(request, _("%(name)s no longer sees your lab calendar.") % {"name": kept.person.name})
    return redirect(request.membership.url("sessions:assistants"))


@require_safe
def kept_calendar(request, leader):
    """Times and titles, and nothing else."""
    mine = list(Undo.objects.of(request.membership.person_id).good(request.now).in_order())
    with access.planner_for(request.membership, leader) as planner:
        courses = courses_kept(planner, request.now)
        page = {"plans": plans_of(planner, courses), "undos": undos_of(planner, courses, mine)}
    page |= {"leader": planner.person, "zone_name": shown_zone(planner.person.zone)}
    return render(request, "sessions/kept_calendar.html", page)
