"""The tenant."""

import secrets
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ..role_words import LONGEST
from ..tenancy.models import Audited, Versioned, uuid7
from ..tenancy.schema import RowPolicy
from ..tenancy.scope import WORKER, scope
from ..zones import zone_of

# Without vowels and look-alikes: nothing that can be read as a word, or misread aloud.
LETTERS = "bcdfghjkmnpqrstvwxz23456789"


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone we know. Try one such as Europe/Berlin."), params={"name": name}
        )


def _role_word(says):
    """Empty: the shipped word holds."""
    return models.CharField(says, max_length=LONGEST, blank=True, default="")


class Organization(Audited, Versioned):
    web_may = "SELECT, INSERT, UPDATE"
    worker_may = "SELECT, INSERT, UPDATE, DELETE"

    audited_as = _("organization")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True, max_length=60, editable=False)
    name = models.CharField(_("name of the organization"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    tells_line_managers = models.BooleanField(
        _("line managers are asked about their mentors’ hours"),
        default=True,
        help_text=_("When someone becomes a mentor, their line manager reads the hours and the charter, and says yes."),
    )
    kind_word = _role_word(_("what you call reverse mentoring"))
    leader_word = _role_word(_("a leader"))
    leaders_word = _role_word(_("leaders"))
    mentor_word = _role_word(_("a mentor"))
    mentors_word = _role_word(_("mentors"))
    opened_at = models.DateTimeField(editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    guide_closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            RowPolicy(
                name="organizations_organization_tenant",
                using="id = (SELECT nullif(current_setting('app.organization', true), '')::uuid)",
                restrictive=False,
            ),
            # An operator's command knows the address and not the id: it sees the one whose address it says.
            RowPolicy(
                name="organizations_organization_slug",
                role="app_worker",
                command="SELECT",
                using="slug = (SELECT current_setting('app.slug', true))",
                restrictive=False,
            ),
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def new_slug(name):
        """An address with five characters of chance: it can be neither guessed nor found taken."""
        tail = "".join(secrets.choice(LETTERS) for _ in range(5))
        return f"{slugify(name)[:40].strip('-') or 'lab'}-{tail}"

    @classmethod
    def by_slug(cls, slug):
        """For commands, which no account leads in; None when there is none."""
        nobodys = uuid7()  # a scope wants an organization, and which one is not known yet
        with scope(WORKER, nobodys), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.slug', %s, true)", [slug])
            found = cls.objects.filter(slug=slug).first()
            cursor.execute("SELECT set_config('app.slug', '', true)")
        return found

    def url(self, view, **kwargs):
        return reverse(view, kwargs={"organization": self.slug, **kwargs})

    @property
    def zone(self):
        return zone_of(self.time_zone)

    def lock(self):
        """Until the end of this transaction: who decides about admins decides alone."""
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    def close_guide(self, *, now):
        self.guide_closed_at = self.guide_closed_at or now
        self.save(update_fields=["guide_closed_at"])
