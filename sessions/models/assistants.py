"""Who keeps a leader's calendar for them (PROTOCOL 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy, ids_from

READERS = f"{ME} IN (leader_id, person_id) OR leader_id = ANY ({ids_from('people_i_meet')})"


class AssistantQuerySet(TenantQuerySet):
    def of(self, leader):
        return self.filter(leader=leader).select_related("person").order_by("id")

    def about(self, person):
        return self.filter(models.Q(leader=person) | models.Q(person=person)).order_by("id")

    def held_by(self, person_id):
        """For whom this person keeps a calendar."""
        return self.filter(person=person_id, leader__left_on__isnull=True).select_related("leader__organization")


class Assistant(TenantModel):
    """Named by the leader, and seen by whom the leader meets: nobody plans in secret."""

    audited_as = _("assistant")
    web_may = "SELECT, INSERT, DELETE"

    leader = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    named_at = models.DateTimeField()

    objects = AssistantQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "leader", "person"], name="assistant_once"),
            RowPolicy(name="assistant_readers", role="app_web", using=READERS, check=f"leader_id = {ME}"),
            RowPolicy(name="assistant_own_delete", role="app_web", using=f"leader_id = {ME}", command="DELETE"),
        ]

    def __str__(self):
        return f"{self.person} for {self.leader}"
