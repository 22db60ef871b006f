"""The set-up guide: its steps come from the data, and from the apps above through the page slot "setup"."""

from django.utils.translation import gettext as _

from .models import Invitation, Membership, Person
from .registries import HomeItem, SetupStep, in_slot


def steps(membership, now):
    return in_slot("setup", membership, None, now)


def is_due(membership):
    return membership.is_admin and membership.organization.guide_closed_at is None


def home_items(membership, now):
    missing = [step for step in steps(membership, now) if not step.done] if is_due(membership) else []
    if missing:
        says = (
            _("%(n)s of the set-up guide’s steps are still open.")
            if len(missing) > 1
            else _("The last step of the set-up guide.")
        )
        yield HomeItem(
            title=missing[0].title,
            says=says % {"n": len(missing)},
            url=membership.url("organizations:setup"),
            action=_("Go on"),
            weight=30,
        )


def roster_step(membership, subject, now):
    return SetupStep(
        title=_("Bring the people"),
        says=_("Whoever takes part must be on the roster. Nobody hears of it until you invite them."),
        action=_("Bring the roster"),
        url=membership.url("organizations:import"),
        done=Person.objects.present()[1:2].exists(),
    )


def second_admin_step(membership, subject, now):
    asked = Invitation.objects.open(now).filter(is_admin=True).exists()
    waits = _("The invitation is on its way. It counts once it is accepted.")
    why = _("So that the organization never hangs on one person’s holidays.")
    return SetupStep(
        title=_("Invite a second admin"),
        says=waits if asked else why,
        action=_("See the invitation") if asked else _("Invite"),
        url=membership.url("organizations:invitations"),
        done=Membership.objects.admins()[1:2].exists(),
    )
