"""Ways into a cohort that people take themselves: they sign up, or name a colleague. Nobody takes part until a sponsor enrols them."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from notifications.models import Due
from organizations.models import AuditEntry
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned, uuid7
from organizations.tenancy.schema import ME, RowPolicy

from ..policies import IN_A_COHORT_I_SPONSOR
from .cohorts import Cohort
from .enrolments import Enrolment

MOST_PLACES = 500
PLACES = "sign-up-places"  # the clock's: who waits moves up
NEWS = "sign-up"  # what a person who signed up is told


class SignUpClosed(Exception):
    """Signing up is not possible, or no longer."""


class SignUpQuerySet(TenantQuerySet):
    def published(self):
        """Those that every member may read about: opened by a sponsor, in a cohort that people still join."""
        return self.filter(_is_published())

    def before(self, person_id):
        """Published, or asked for by this person: `my_state` there, and whether they `asked` in the cohort at all."""
        mine = Applicant.objects.filter(cohort=OuterRef("cohort"), person=person_id)
        here = mine.filter(sign_up=OuterRef("pk")).values("state")[:1]
        rows = self.annotate(my_state=Subquery(here), asked=Exists(mine))
        return rows.filter(_is_published() | Q(my_state__isnull=False))

    def in_order(self):
        return self.order_by("last_day", "cohort_id", "-role")


def _is_published():
    shown = Q(is_open=True) | Q(takes_nominations=True)
    return shown & Q(cohort__state__in=Cohort.JOINED_IN)


class SignUp(Versioned, TenantModel):
    """What a sponsor offers to every member for one role. It counts who has a place, for nobody else reads who they are."""

    audited_as = _("sign-up")
    audited_with = ("cohort",)

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="sign_ups")
    role = models.CharField(max_length=10, choices=Enrolment.Role)
    is_open = models.BooleanField(_("people sign up themselves"), default=False)
    takes_nominations = models.BooleanField(_("people may name a colleague"), default=False)
    places = models.PositiveSmallIntegerField(_("places"), default=20)
    last_day = models.DateField(_("last day"))
    says = models.CharField(_("who it is for, in a sentence"), max_length=300)
    opened_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "role"], name="signup_once"),
        ]

    def __str__(self):
        return f"{self.cohort_id} for {self.role}"

    @property
    def audit_name(self):
        return self.cohort.name

    @property
    def is_for_leaders(self):
        return self.role == Enrolment.Role.LEADER

    @property
    def is_full(self):
        """Whether the next one waits: places that fall free are of those who wait already."""
        return self.waiting > 0 or self.taken >= self.places

    def is_over(self, now):
        """After its last day, as the organization's own clocks have it."""
        return now.astimezone(self.cohort.organization.zone).date() > self.last_day

    def takes(self, now):
        return self.is_open and self.cohort.state in Cohort.JOINED_IN and not self.is_over(now)

    def takes_names(self, now):
        return self.takes_nominations and self.cohort.state in Cohort.JOINED_IN and not self.is_over(now)

    def lock(self):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))

    def lock_counts(self):
        """For a form that edits: what is counted meanwhile is not overwritten by what the page was made of."""
        row = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.taken, self.waiting = row.taken, row.waiting

    def sign_up(self, *, by, now):
        """A place, or one on the waiting list: first come, first served. Raises SignUpClosed. A second click changes nothing."""
        self.lock()
        applicant = Applicant.objects.filter(cohort=self.cohort_id, person=by.person_id).first()
        if applicant and applicant.is_open and applicant.sign_up_id == self.pk:
            return applicant
        if not self.takes(now) or not (applicant is None or applicant.is_taken_back):
            raise SignUpClosed
        applicant = applicant or Applicant(cohort_id=self.cohort_id, person_id=by.person_id)
        applicant.sign_up, applicant.asked_at = self, now
        applicant.go_to(Applicant.State.WAITING if self.is_full else Applicant.State.PLACE, now=now)
        AuditEntry.record("signed up", applicant, by=by, now=now, fields=["state"])
        return applicant

    def count(self, before, after, *, now):
        """One applicant went from one state to another. The row is locked; whoever waits hears from the clock."""
        had, has = before in Applicant.WITH_PLACE, after in Applicant.WITH_PLACE
        self.taken += has - had
        self.waiting += (after == Applicant.State.WAITING) - (before == Applicant.State.WAITING)
        self.save(update_fields=["taken", "waiting"])
        self.look_for_places(now=now)

    def look_for_places(self, *, now):
        if self.waiting and self.taken < self.places:
            Due.objects.plan(PLACES, self.pk, now, occurrence=uuid7().hex)

    def move_up(self, *, now):
        """The worker's: those who wait get what places are free, the first first. Gives the applicants."""
        self.lock()
        free = max(0, self.places - self.taken) if self.cohort.state in Cohort.JOINED_IN else 0
        waiting = self.applicants.filter(state=Applicant.State.WAITING).order_by("asked_at", "id")
        moved = list(waiting.select_related("person__organization", "cohort__organization")[:free])
        for applicant in moved:
            applicant.sign_up = self
            applicant.go_to(Applicant.State.PLACE, now=now)
        return moved


class ApplicantQuerySet(TenantQuerySet):
    def open(self):
        """A sponsor has not answered them yet."""
        return self.filter(state__in=Applicant.OPEN)

    def with_a_place(self):
        """Who waits for nothing but a sponsor's yes."""
        return self.filter(state=Applicant.State.PLACE)

    def of_role(self, role):
        return self.filter(sign_up__role=role)

    def counts(self):
        """{(role, state): how many}"""
        rows = self.order_by().values_list("sign_up__role", "state").annotate(n=models.Count("pk"))
        return {(role, state): n for role, state, n in rows}

    def in_order(self):
        return self.order_by("asked_at", "id")


class Applicant(TenantModel):
    """Someone who signed up. Read by themselves and by the cohort's sponsors."""

    class State(models.TextChoices):
        PLACE = "place", _("Has a place")
        WAITING = "waiting", _("On the waiting list")
        ENROLLED = "enrolled", _("Enrolled")
        DECLINED = "declined", _("Not this time")
        TAKEN_BACK = "taken back", _("Taken back")

    OPEN = (State.PLACE, State.WAITING)
    ENROLLED_FROM = (*OPEN, State.DECLINED)  # a sponsor may think again
    WITH_PLACE = (State.PLACE, State.ENROLLED)

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="applicants")
    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="applicants")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ApplicantQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "person"], name="applicant_once"),
            RowPolicy(
                name="applicant_readers", role="app_web", using=f"person_id = {ME} OR {IN_A_COHORT_I_SPONSOR}"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.person_id}: {self.state}"

    @property
    def about(self):
        """What those in charge read of them: the title and the unit that the roster has."""
        return " · ".join(filter(None, [self.person.job_title, self.person.unit]))

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_taken_back(self):
        return self.state == self.State.TAKEN_BACK

    def go_to(self, state, *, now):
        """The sign-up is locked: it counts."""
        before = "" if self._state.adding else self.state
        self.state, self.changed_at = state, now
        self.save()
        self.sign_up.count(before, state, now=now)

    def leave(self, state, *, now, only=OPEN):
        """Says whether it did: who is in none of these states any more stays as they are."""
        self.sign_up.lock()
        self.refresh_from_db(fields=["state"])
        if self.state not in only:
            return False
        self.go_to(state, now=now)
        return True

    def take_back(self, *, by, now):
        if self.leave(self.State.TAKEN_BACK, now=now):
            AuditEntry.record("took back", self, by=by, now=now, fields=["state"])

    def decline(self, *, by, now):
        """A sponsor says no; the person is told."""
        if not self.leave(self.State.DECLINED, now=now):
            return False
        AuditEntry.record("declined", self, by=by, now=now, fields=["state"])
        return True


class NominationQuerySet(TenantQuerySet):
    def open(self):
        return self.filter(state=Nomination.State.OPEN)

    def in_order(self):
        return self.order_by("nominated_at", "id")


class Nomination(TenantModel):
    """A member names a colleague. Read by who named them and by the cohort's sponsors; the one named hears of it when enrolled."""

    class State(models.TextChoices):
        OPEN = "open", _("With the sponsors")
        ENROLLED = "enrolled", _("Enrolled")
        ASIDE = "aside", _("Set aside")

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="nominations")
    role = models.CharField(max_length=10, choices=Enrolment.Role)
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    nominated_by = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    why = models.CharField(_("why them, in a line"), max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    nominated_at = models.DateTimeField()

    objects = NominationQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "cohort", "nominated_by", "person"], name="nomination_once"
            ),
            RowPolicy(
                name="nomination_readers", role="app_web", using=f"nominated_by_id = {ME} OR {IN_A_COHORT_I_SPONSOR}"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.person_id} by {self.nominated_by_id}"

    def set_aside(self, *, by, now):
        """Nobody is told. Says whether it was open."""
        if not type(self).objects.open().filter(pk=self.pk).update(state=self.State.ASIDE):
            return False
        AuditEntry.record("set aside", self, by=by, now=now, fields=["state"])
        return True
