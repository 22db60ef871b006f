"""The audit log, for admins."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import access, auditing
from ..forms import AuditFilterForm
from ..paging import newest

PAGE = 50


@require_safe
def audit(request):
    form = AuditFilterForm(request.GET)
    found = form.narrow(access.audit_entries(request.membership), request.membership.person.zone)
    rows, before = newest(found, request.GET.get("before"), PAGE)
    address = request.GET.copy()
    address.pop("before", None)
    first_url = f"?{address.urlencode()}"
    page = {
        "form": form,
        "lines": auditing.lines(rows),
        "narrowed": any(address.values()),
        "first_url": first_url if request.GET.get("before") else "",
        "next_url": f"{first_url}&before={before}" if before else "",
    }
    return render(request, "organizations/audit.html", page)
