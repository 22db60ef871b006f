"""The private look-back after a session: its author's, and nobody else's."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from organizations.tenancy.models import TenantModel
from organizations.tenancy.schema import ME, RowPolicy
from sessions.models import LabSession


class Pulse(TenantModel):
    web_may = "SELECT, INSERT, UPDATE"

    session = models.ForeignKey(LabSession, models.CASCADE, related_name="+")
    author = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "author", "session", "question"], name="pulse_once"),
            RowPolicy(name="pulse_author", role="app_web", using=f"author_id = {ME}"),
        ]

    def __str__(self):
        return self.question
