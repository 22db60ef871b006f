import smtplib

from django.utils import timezone

from .links import InvitationLink
from .mail import send_letter
from .models import Invitation
from .tenancy.task import tenant_task


@tenant_task(autoretry_for=(OSError, smtplib.SMTPException), retry_backoff=True, max_retries=6)
def send_invitation(organization_id, invitation_id):
    """The secret is born here and leaves by mail alone; if the mail fails, the transaction forgets it."""
    invitation = (
        Invitation.objects.unanswered()
        .select_related("person__organization", "organization", "invited_by")
        .select_for_update(of=("self",))
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is None:
        return
    link = InvitationLink(invitation.organization_id, invitation.pk, invitation.new_secret())
    with timezone.override(invitation.person.zone):  # the day on which it expires, as they count
        send_letter("organizations/mail/invitation", invitation.email, {"invitation": invitation, "url": link.url()})
