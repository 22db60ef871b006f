"""The admin's side of invitations: to the roster's people, singly and many."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from .. import access, actions
from ..forms import InviteForm, NewcomerForm
from ..models import Invitation, Lapsed, Person
from ..paging import page

KEYS = ("family_name", "given_name", "id")
WAITING_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="invite")
def invitations(request):
    words = request.GET.get("q", "").strip()
    found = page(access.people_not_asked(request.membership).named(words), KEYS, request.GET.get("after", ""))
    form = InviteForm(request.POST or None, people=access.people_to_invite(request.membership))
    if request.method == "POST" and form.is_valid():
        return _sent(request, actions.invite(by=request.membership, now=request.now, **form.cleaned_data))
    form.fields["people"].choices = [(person.pk, f"{person.name}, {person.email}") for person in found.rows]
    waiting = access.invitations(request.membership).unanswered()[:WAITING_SHOWN]
    context = {"form": form, "page": found, "words": words, "waiting": waiting}
    return render(request, "organizations/invitations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="invite")
def newcomer(request):
    access.require_admin(request.membership)
    form = NewcomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.repeated(Person.objects) is None:
            actions.invite_newcomer(by=request.membership, now=request.now, **form.newcomer)
        return _sent(request, Invitation.objects.filter(person=form.row_id))
    return render(request, "organizations/newcomer.html", {"form": form})


@require_POST
@rate_limit(action="invite")
def sending(request, pk):
    invitation = access.invitation(request.membership, pk)
    try:
        actions.send_again(invitation, by=request.membership, now=request.now)
        messages.success(request, _("A new link is on its way. The earlier one no longer works."))
    except Lapsed:
        messages.error(request, _("This invitation was accepted or withdrawn meanwhile."))
    return _back(request)


@require_POST
def revocation(request, pk):
    access.invitation(request.membership, pk).revoke(by=request.membership, now=request.now)
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return _back(request)


def _sent(request, sent):
    said = ngettext("One invitation is on its way.", "%(n)s invitations are on their way.", len(sent))
    messages.success(request, said % {"n": len(sent)})
    return _back(request)


def _back(request):
    return redirect(request.membership.url("organizations:invitations"))
