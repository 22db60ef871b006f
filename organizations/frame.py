"""What every page's frame shows: where one is, who one is, where one can go."""

from collections import defaultdict
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .registries import in_slot


def settings_link(membership, subject, now):
    return (_("Settings"), membership.url("organizations:settings")) if membership.is_admin else None


class NavItem(NamedTuple):
    label: str
    url: str
    current: bool = False


def frame(request):
    return {"frame": Frame(request)}


class Frame:
    """Read by the templates lazily: a page without the frame asks nothing of the database."""

    def __init__(self, request):
        self.request, self.membership = request, getattr(request, "membership", None)
        self.demo = settings.DEMO

    @cached_property  # the frame asks twice: whether there is any, and for each
    def nav(self):
        if not self.membership:
            return []
        links = [(_("Home"), self.membership.url("organizations:home")), *self._links()]
        return [NavItem(label, url, self._is_current(url)) for label, url in links]

    def _links(self):
        return in_slot("nav", self.membership, self, self.request.now)

    def _is_current(self, url):
        home = self.membership.url("organizations:home")
        path = self.request.path
        return path == url if url == home else path.startswith((url, *self._beneath.get(url, ())))

    @cached_property
    def _beneath(self):
        """{an address in the navigation: others whose pages belong there}"""
        found = defaultdict(list)
        for above, address in in_slot("beneath", self.membership, self, self.request.now):
            found[above].append(address)
        return found

    @property
    def person_name(self):
        return self.membership.person.name if self.membership else ""

    @property
    def initials(self):
        return self.membership.person.initials if self.membership else ""

    @property
    def organization_name(self):
        return self.membership.organization.name if self.membership else ""

    @property
    def is_demo_data(self):
        return bool(self.membership and self.membership.organization.is_demo)

    @property
    def sign_out_url(self):
        return reverse("account_logout")

    @cached_property
    def own_links(self):
        """[(label, url)] of the person's own menu."""
        return in_slot("me", self.membership, None, self.request.now) if self.membership else []

    @property
    def account_url(self):
        return reverse("organizations:account")

    @property
    def other_doors(self):
        """The account's other organizations; the middleware has looked them up already."""
        here = self.membership.organization_id
        return [door for door in self.request.doors if door.organization_id != here]

    @property
    def footer_links(self):
        slot = "footer" if self.membership else "outside"
        return in_slot(slot, self.membership, None, getattr(self.request, "now", None))
