"""The invited person's side. Every link that opens nothing gets one and the same page."""

from allauth.account.models import EmailAddress
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..links import InvitationLink
from ..models import AlreadySomeoneElse, Invitation, Lapsed, Membership
from ..tenancy.scope import WEB, scope


@never_cache
@rate_limit(action="answer_invitation")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    link = InvitationLink.read(token)
    if link is None:
        return _lapsed(request)
    with scope(WEB, link.organization_id):
        return _answer(request, link)


def _answer(request, link):
    invitation = _behind(link, lock=request.method == "POST")
    if invitation is None:
        return _lapsed(request)
    if invitation.accepted_at:
        return _second_click(request, invitation)
    if not invitation.is_open(request.now):
        return _lapsed(request)
    if request.method != "POST":
        return render(request, "organizations/invitation.html", {"invitation": invitation, "next": request.path})
    return _accept(request, invitation)


def _behind(link, *, lock):
    invitations = Invitation.objects.select_related("person", "organization", "invited_by")
    if lock:
        invitations = invitations.select_for_update(of=("self",))
    invitation = invitations.filter(pk=link.invitation_id).first()
    return invitation if invitation and invitation.opens_with(link.secret) else None


def _accept(request, invitation):
    """A mail scanner follows links and posts nothing; and a signed-in account has proven an address."""
    if not EmailAddress.objects.filter(user_id=request.user.pk, verified=True).exists():
        return redirect_to_login(request.path)
    try:
        membership = invitation.accept(request.user, now=request.now)
    except AlreadySomeoneElse:
        return render(request, "organizations/invitation.html", {"invitation": invitation, "someone_else": True})
    except Lapsed:
        return _lapsed(request)
    messages.success(request, _("Welcome. You are in."))
    return redirect(membership.url("organizations:home"))


def _second_click(request, invitation):
    account = request.user.pk
    mine = Membership.objects.active().filter(person=invitation.person_id, account_id=account).exists()
    return redirect(invitation.organization.url("organizations:home")) if account and mine else _lapsed(request)


def _lapsed(request):
    return render(request, "organizations/invitation_lapsed.html", status=404)
