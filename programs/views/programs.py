"""Programs: chosen from the templates, named, changed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import AuditEntry

from .. import access
from .. import templates as shipped
from ..forms.programs import ProgramEditForm, ProgramForm
from ..models import Program, template_of
from ..models.spoken import spoken


@require_safe
def templates(request):
    own = access.own_templates(request.membership)
    return render(request, "programs/templates.html", {"templates": spoken(shipped.all_templates()), "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
def program_new(request):
    access.require_sponsor(request.membership)
    it = chosen(request.GET.get("template"))
    if it is None:
        return redirect(request.membership.url("programs:templates"))
    form = ProgramForm(request.POST or None, initial={"name": it.name if it.goal else ""})
    if request.method == "POST" and form.is_valid():
        program = form.repeated(Program.objects) or Program.objects.make(
            template=it.key, name=form.cleaned_data["name"], by=request.membership, now=request.now, pk=form.row_id
        )
        messages.success(request, _("The program stands. Now open its first cohort."))
        return redirect(request.membership.url("programs:cohort_new", pk=program.pk))
    return render(request, "programs/program_new.html", {"form": form, "template": it})


def chosen(key):
    """Shipped, or the organization's own; None if there is none like that."""
    try:
        return spoken(template_of(key))
    except KeyError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def program(request, pk):
    program = access.program(request.membership, pk)
    form = ProgramEditForm(request.POST or None, instance=program)
    if request.method == "POST" and form.is_valid():
        form.save()
        AuditEntry.record("changed", program, by=request.membership, now=request.now, fields=fields_of(form))
        messages.success(request, _("Saved. Sessions that are still to come use it."))
        return redirect(request.membership.url("programs:program", pk=pk))
    return render(request, "programs/program.html", {"form": form, "program": program})


def fields_of(form):
    """Columns and not form fields: a segment's prompts are part of the agenda."""
    parts = {"segment": "agenda", "topics": "topics"}
    return {parts.get(name.split("_")[0], name) for name in form.changed_data}
