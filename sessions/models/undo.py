"""What a person did a moment ago to a session, and what stood before: theirs alone, until it is undone or too late."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy

from .sessions import LabSession

GOOD_FOR = datetime.timedelta(minutes=15)


class UndoQuerySet(TenantQuerySet):
    def of(self, person_id):
        return self.filter(person=person_id)

    def good(self, now):
        return self.filter(at__gt=now - GOOD_FOR)

    def over(self, now):
        return self.filter(at__lte=now - GOOD_FOR)

    def in_order(self):
        return self.order_by("at", "id")

    def offered(self, session, person_id, now):
        """What this person may still undo; None once anything else was done to the session."""
        return self.of(person_id).good(now).filter(session=session.pk, version=session.version).first()


class Undo(TenantModel):
    """One row a person and session: what they do next takes its place.

    `was` holds ids, states and moments, `words` what was written: [{"key": "<row>.<field>", "text": …}].
    """

    class Act(models.TextChoices):
        CANCEL = "cancel", _("cancelled")
        MOVE = "move", _("moved")
        LOG = "log", _("logged")

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    session = models.ForeignKey(LabSession, models.CASCADE, related_name="+")
    act = models.CharField(max_length=6, choices=Act)
    at = models.DateTimeField()
    version = models.PositiveIntegerField()  # of the session, as the act left it
    was = models.JSONField(default=dict)
    words = models.JSONField(default=list)

    objects = UndoQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "session", "person"], name="undo_once"),
            RowPolicy(name="undo_person", role="app_web", using=f"person_id = {ME}"),
        ]

    def __str__(self):
        return f"{self.act} of {self.session_id}"

    @property
    def is_planning(self):
        return self.act != self.Act.LOG

    @property
    def over_at(self):
        return self.at + GOOD_FOR
