"""An organization's own templates: a copy of a shipped one, of another or of a program, and then changed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.models import AuditEntry

from .. import access
from ..forms.own_templates import OwnTemplateForm, TemplateCopyForm
from ..forms.programs import part_of
from ..models import OrganizationTemplate
from .programs import chosen


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request):
    """Of the template or the program that the address names."""
    own = access.own_templates(request.membership)
    program = _program(request)
    it = program or chosen(request.GET.get("template"))
    if it is None:
        return redirect(request.membership.url("programs:templates"))
    form = TemplateCopyForm(request.POST or None, initial={"name": it.name})
    if request.method == "POST" and form.is_valid():
        made = form.repeated(own) or _copied(it, form, is_program=program is not None, request=request)
        return redirect(request.membership.url("programs:template", pk=made.pk))
    return render(request, "programs/template_copy.html", {"form": form, "of": it})


def _program(request):
    key = request.GET.get("program", "")
    return next((it for it in access.programs(request.membership) if str(it.pk) == key), None) if key else None


def _copied(it, form, *, is_program, request):
    copy = OrganizationTemplate.objects.copy_program if is_program else OrganizationTemplate.objects.copy
    return copy(it, name=form.cleaned_data["name"], by=request.membership, now=request.now, pk=form.row_id)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request, pk):
    own = access.own_template(request.membership, pk)
    form = OwnTemplateForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        form.save()
        changed = {name if name in form._meta.fields else part_of(name) for name in form.changed_data} - {"version"}
        AuditEntry.record("changed", own, by=request.membership, now=request.now, fields=changed)
        messages.success(request, _("Saved. Programs made from now on start with it; those that stand keep theirs."))
        return redirect(request.membership.url("programs:template", pk=pk))
    return render(request, "programs/template.html", {"form": form, "template": own})
