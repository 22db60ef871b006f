"""The roster, and who of it may sign in."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy.models import TenantModel, TenantQuerySet
from ..zones import known_zone
from .audit import AuditEntry
from .organizations import validate_time_zone

ROLES = {"admin": "is_admin", "sponsor": "is_sponsor", "executive": "is_executive"}


class LastAdmin(Exception):
    """It would leave the organization without anybody who can let people in."""


def _each_word(words, *fields):
    return [Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR) for word in words.split()]


class PersonQuerySet(TenantQuerySet):
    def present(self):
        """Those who have not left."""
        return self.filter(left_on__isnull=True)

    def in_order(self):
        return self.order_by("family_name", "given_name", "id")

    def named(self, words):
        """Those in whose name or e-mail every word occurs."""
        return self.filter(*_each_word(words, "given_name", "family_name", "email"))

    def to_invite(self):
        """On the roster, with an e-mail, and without access."""
        inside = Membership.objects.filter(person=models.OuterRef("pk"), active=True)
        return self.present().exclude(email="").filter(~models.Exists(inside))


class Person(TenantModel):
    """An employee on the organization's roster; may have no account, and no e-mail."""

    audited_as = _("person")

    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    email = models.EmailField(_("work e-mail"), blank=True)
    staff_number = models.CharField(_("staff number"), max_length=60, blank=True)
    post_reference = models.CharField(_("post"), max_length=60, blank=True)
    manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    unit = models.CharField(
        _("unit"), max_length=300, blank=True, help_text=_("From the whole to the part, split by /.")
    )
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    grade = models.CharField(_("grade"), max_length=60, blank=True)
    site = models.CharField(_("place of work"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    language = models.CharField(_("working language"), max_length=60, blank=True)
    hired_on = models.DateField(_("here since"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "staff_number"], condition=~Q(staff_number=""), name="person_staff_number"
            ),
            models.UniqueConstraint(fields=["organization", "email"], condition=~Q(email=""), name="person_email"),
        ]
        indexes = [models.Index(fields=["organization", "family_name", "given_name", "id"], name="person_by_name")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self):
        return (self.given_name[:1] + self.family_name[:1]).upper() or "?"

    @property
    def zone(self):
        return known_zone(self.time_zone) or self.organization.zone


class MembershipQuerySet(TenantQuerySet):
    def active(self):
        return self.filter(active=True, person__left_on__isnull=True)

    def admins(self):
        return self.active().filter(is_admin=True)

    def sponsors(self):
        return self.active().filter(is_sponsor=True)

    def in_order(self):
        return self.order_by("person__family_name", "person__given_name", "id")

    def named(self, words):
        return self.filter(*_each_word(words, "person__given_name", "person__family_name", "person__email"))

    def of_leavers(self):
        return self.filter(active=True, person__left_on__isnull=False)


class Membership(TenantModel):
    """A person's account, and the roles it has here. Read at every request: taking it away closes the door at once."""

    audited_as = _("access")
    audited_with = ("person",)

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    account = models.ForeignKey("organizations.Account", models.CASCADE, related_name="+", db_index=False)
    active = models.BooleanField(default=True)
    is_admin = models.BooleanField(_("admin"), default=False)
    is_sponsor = models.BooleanField(_("sponsor"), default=False)
    is_executive = models.BooleanField(_("executive"), default=False)
    joined_at = models.DateTimeField(editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="membership_person"),
            models.UniqueConstraint(fields=["organization", "account"], name="membership_account"),
        ]

    def __str__(self):
        return str(self.person)

    @property
    def roles(self):
        return [role for role, field in ROLES.items() if getattr(self, field)]

    @property
    def is_open(self):
        return self.active and self.person.left_on is None

    def give(self, role, *, by, now):
        self._decide_alone(by)
        self._set({ROLES[role]: True}, "gave role", role, by=by, now=now)

    def take(self, role, *, by, now):
        self._decide_alone(by)
        if role == "admin":
            self._keep_another_admin()
        self._set({ROLES[role]: False}, "took role", role, by=by, now=now)

    def close(self, *, by, now):
        """The account stays, this organization's door is shut."""
        self._decide_alone(by)
        self._keep_another_admin()
        self._set({"active": False}, "closed access", by=by, now=now)

    def reopen(self, *, by, now):
        self._decide_alone(by)
        self._set({"active": True}, "reopened access", by=by, now=now)

    @classmethod
    def close_leavers(cls, *, by, now):
        """After a roster change, in its transaction: refuses if nobody who stays is an admin."""
        leavers = list(cls.objects.of_leavers().select_related("person", "organization"))
        if any(leaver.is_admin for leaver in leavers) and not cls.objects.admins().exists():
            raise LastAdmin
        for leaver in leavers:
            leaver._set({"active": False}, "closed access", by=by, now=now)

    def _set(self, values, verb, *fields, by, now):
        if all(getattr(self, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
        AuditEntry.record(verb, self, by=by, now=now, fields=fields)

    def _decide_alone(self, by):
        """Two admins who take each other's role come one after the other, and the second one is none any more."""
        self.organization.lock()
        self.refresh_from_db(fields=["active", *ROLES.values()])
        if by and not type(self).objects.admins().filter(pk=by.pk).exists():
            raise PermissionDenied

    def _keep_another_admin(self):
        admins = type(self).objects.admins()
        if admins.filter(pk=self.pk).exists() and not admins.exclude(pk=self.pk).exists():
            raise LastAdmin

    def once(self, ask, *about):
        """`ask(membership, *about)`, asked once in the life of this object, a request's: navigation, home, panels want the same."""
        answers, key = self.__dict__.setdefault("_answers", {}), (ask, about)
        if key not in answers:
            answers[key] = ask(self, *about)
        return answers[key]

    def told(self, ask, answer):
        """What `once(ask)` gives from now on: read together with what only this page wants."""
        self.__dict__.setdefault("_answers", {})[ask, ()] = answer

    def url(self, view, **kwargs):
        return self.organization.url(view, **kwargs)
