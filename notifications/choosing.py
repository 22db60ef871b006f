"""Who chooses what reaches them: members on their own page, anybody who holds a link from one of their mails."""

from django.http import Http404

from organizations.models import Membership, Person

from .models import Preferences
from .news import news


def roles_of(membership):
    """Whose kinds of news somebody is shown: anybody may take part; who leads people may be asked for a mentor's hours."""
    manages = Person.objects.present().filter(manager=membership.person_id).exists()
    may = {"sponsor": membership.is_sponsor or membership.is_admin, "manager": manages}
    return ["leader", "mentor", *(role for role, is_one in may.items() if is_one)]


def behind(link):
    """The person of this link, in their own scope; nobody where they have left, lost their access, or made old links void."""
    person = Person.objects.present().select_related("organization").filter(pk=link.person_id).first()
    if person is None or Preferences.objects.of(person).round != link.round or _is_shut_out(person):
        raise Http404
    return person


def _is_shut_out(person):
    """Some get mail without an account, a line manager say; who had one and lost it gets none."""
    memberships = list(Membership.objects.filter(person=person).values_list("active", flat=True))
    return bool(memberships) and not any(memberships)


def kind_behind(link):
    kind = news.get(link.kind)
    if kind is None or not kind.may_turn_off:
        raise Http404
    return kind
