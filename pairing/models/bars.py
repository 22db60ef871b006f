"""Who may not look after a leader's pair, because they stand above the leader."""

from django.db import models

from organizations.line import managers_above
from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, IdFunction
from programs.models import CohortSponsor, Enrolment

from ..engine.rules import chain_above


class BarQuerySet(TenantQuerySet):
    def against(self, person_id):
        """The leaders' enrolments that are closed to this person, for a NOT IN: asked once a statement, not for each row."""
        return self.filter(person=person_id).values_list("enrolment_id", flat=True)

    def draw(self, leaders):
        """For everyone above these leaders, sponsor or not: who is put in charge later must find the door shut.

        Says whether any bar is another one now.
        """
        managers = managers_above(it.person_id for it in leaders)
        wanted = {(it.pk, person): it for it in leaders for person in chain_above(it.person_id, managers)}
        stand = {(bar.enrolment_id, bar.person_id): bar.pk for bar in self.filter(enrolment__in=leaders)}
        if wanted.keys() == stand.keys():
            return False
        self.filter(pk__in=[pk for key, pk in stand.items() if key not in wanted]).delete()
        self.bulk_create(
            self.model(organization_id=it.organization_id, enrolment=it, person_id=key[1])
            for key, it in wanted.items()
            if key not in stand
        )
        return True


class SponsorBar(TenantModel):
    """A person in a leader's reporting line: as a sponsor they read nothing of the leader's pair, proposed or made."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="bars")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")

    objects = BarQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "enrolment"], name="sponsorbar_once"),
            IdFunction(name="barred_enrolments", ids="enrolment_id", where=f"person_id = {ME}"),
        ]

    def __str__(self):
        return f"{self.person_id} not of {self.enrolment_id}"


def readers_of(leaders):
    """{leader's enrolment: the sponsors in charge who may look after their pair, the longest in charge first}."""
    barred = set(SponsorBar.objects.filter(enrolment__in=leaders).values_list("enrolment_id", "person_id"))
    in_charge = CohortSponsor.objects.serving().filter(cohort__in={it.cohort_id for it in leaders})
    sponsors = list(in_charge.prefetch_related("person"))  # joined, each would be looked for among all people
    return {
        it.pk: [
            sponsor.person
            for sponsor in sponsors
            if sponsor.cohort_id == it.cohort_id and (it.pk, sponsor.person_id) not in barred
        ]
        for it in leaders
    }
