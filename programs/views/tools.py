"""The register of approved tools: read by every member, kept by sponsors and admins."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import AuditEntry

from .. import access
from ..forms.tools import ToolEditForm, ToolForm
from ..models import ApprovedTool


@require_safe
def tools(request):
    page = {
        "tools": access.tools(request.membership),
        "may_keep": access.may_keep_tools(request.membership),
        "approved": access.tools(request.membership).approved().count(),
    }
    return render(request, "programs/tools.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def tool_new(request):
    access.require_tool_keeper(request.membership)
    form = ToolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.repeated(ApprovedTool.objects):
            form.instance.pk, form.instance.entered_at = form.row_id, request.now
            AuditEntry.record("entered", form.save(), by=request.membership, now=request.now)
        return _back(request, _("Entered in the register."))
    return render(request, "programs/tool.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def tool(request, pk):
    tool = access.tool_to_change(request.membership, pk)
    form = ToolEditForm(request.POST or None, instance=tool)
    if request.method == "POST" and form.is_valid():
        form.save()
        AuditEntry.record("changed", tool, by=request.membership, now=request.now, fields=form.changed_data)
        return _back(request, _("Saved."))
    return render(request, "programs/tool.html", {"form": form, "tool": tool})


def _back(request, says):
    messages.success(request, says)
    return redirect(request.membership.url("programs:tools"))
