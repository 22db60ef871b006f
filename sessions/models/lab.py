"""What is said in the lab. The database shows these rows to the two partners (a private note: to its author) and to nobody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, RowPolicy
from pairing.models import Pair
from pairing.policies import OF_MY_OWN_PAIR

from .sessions import LabSession


class SessionNote(Versioned, TenantModel):
    """Shared notes and the decision in a line: one row a session, written by either."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    session = models.ForeignKey(LabSession, models.CASCADE, related_name="notes")
    notes = models.TextField(_("notes"), blank=True)
    decision = models.CharField(_("a decision, in one line"), max_length=300, blank=True)
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    deliveries = models.JSONField(default=list, editable=False)  # [[page, number], …]: which the live pages sent last

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "session"], name="sessionnote_once"),
            RowPolicy(name="sessionnote_readers", role="app_web", using=OF_MY_OWN_PAIR),
        ]

    def __str__(self):
        return f"Notes of {self.session_id}"


class HomeworkQuerySet(TenantQuerySet):
    def open(self):
        return self.filter(state=Homework.State.OPEN)

    def in_order(self):
        return self.order_by("due_on", "id")

    def brought_to(self, session):
        """What was open when this session began: still open, or settled in its log."""
        earlier = self.filter(pair_id=session.pair_id, session__starts_at__lt=session.starts_at)
        return earlier.filter(models.Q(state=Homework.State.OPEN) | models.Q(closed_in=session))


class Homework(Versioned, TenantModel):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    session = models.ForeignKey(LabSession, models.CASCADE, related_name="homework")
    text = models.CharField(_("data to gather"), max_length=300)
    owner = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+", verbose_name=_("who"))
    due_on = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_in = models.ForeignKey(LabSession, models.SET_NULL, null=True, related_name="+")  # whose log says so
    written_at = models.DateTimeField()

    objects = HomeworkQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [RowPolicy(name="homework_readers", role="app_web", using=OF_MY_OWN_PAIR)]

    def __str__(self):
        return self.text

    def settle(self, state, *, session=None):
        """Done, dropped, or open again; `session` is the one whose log says so."""
        self.state, self.version = state, self.version + 1
        self.closed_in = session if state != self.State.OPEN else None
        self.save(update_fields=["state", "closed_in", "version"])


class PrivateNote(Versioned, TenantModel):
    web_may = "SELECT, INSERT, UPDATE"

    session = models.ForeignKey(LabSession, models.CASCADE, related_name="+")
    author = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    text = models.TextField(_("for you alone"), blank=True)
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "session", "author"], name="privatenote_once"),
            RowPolicy(name="privatenote_author", role="app_web", using=f"author_id = {ME}"),
        ]

    def __str__(self):
        return f"Private note of {self.session_id}"
