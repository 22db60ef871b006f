from django.utils.translation import gettext as _


def nav(membership, subject, now):
    return (_("People"), membership.url("organizations:import")) if membership.is_admin else None
