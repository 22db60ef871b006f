from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import require_admin
from ..forms import OrganizationForm, RoleWordsForm
from ..models import AuditEntry


@require_http_methods(["GET", "HEAD", "POST"])
def organization(request):
    require_admin(request.membership)
    form = OrganizationForm(request.POST or None, instance=request.membership.organization)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    if form.errors:
        form.instance.refresh_from_db()  # the frame shows the name that stands, not the one typed
    return render(request, "organizations/settings.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def words(request):
    """What this organization calls the two roles, from the next page on."""
    require_admin(request.membership)
    form = RoleWordsForm(request.POST or None, instance=request.membership.organization)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, "organizations:words")
    return render(request, "organizations/words.html", {"form": form})


def _saved(request, form, view="organizations:settings"):
    changed = set(form.changed_data) - {"version"}
    if changed:
        form.save()
        AuditEntry.record("changed organization", form.instance, by=request.membership, now=request.now, fields=changed)
    messages.success(request, _("Saved."))
    return redirect(request.membership.url(view))
