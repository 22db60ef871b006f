"""What one pair learned, in their own words (M7): theirs alone until both release it, and then a copy for those in charge of the pair."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, IdFunction, RowPolicy, ids_from
from pairing.models import Pair
from pairing.policies import OF_A_PAIR_I_SEE, OF_MY_OWN_PAIR
from sessions.models import LabSession

LONGEST = 4000


class Overtaken(Exception):
    """The words are no longer those that were read."""


class Sections(models.Model):
    """The four parts of a report."""

    NAMES = ("question", "found", "changed", "run_next")

    question = models.TextField(_("the question, and what became of it"), max_length=LONGEST, blank=True)
    found = models.TextField(_("what you found"), max_length=LONGEST, blank=True)
    changed = models.TextField(_("what changed"), max_length=LONGEST, blank=True)
    run_next = models.TextField(_("what to run next"), max_length=LONGEST, blank=True)

    class Meta:
        abstract = True

    @property
    def words(self):
        """{name of the section: its text}"""
        return {name: getattr(self, name) for name in self.NAMES}


class LabReport(Versioned, Sections, TenantModel):
    """As the two write it. `edition` is another one with every wording: what was released was that wording and no other."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="lab_reports")
    edition = models.UUIDField(default=uuid.uuid4)  # by chance: it stands in the copy too, and tells no time
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair"], name="labreport_once"),
            RowPolicy(name="labreport_readers", role="app_web", using=OF_MY_OWN_PAIR),
        ]

    def __str__(self):
        return f"Lab report of {self.pair_id}"

    @property
    def is_written(self):
        """Rather than a draft of the product's that nobody has kept."""
        return not self._state.adding

    def rewrite(self, *, by, now):
        """Keep another wording: what either had released of the one before is void."""
        self.edition, self.written_by_id, self.written_at = uuid.uuid4(), by.person_id, now
        self.save()
        ReleasedReport.objects.standing().filter(pair=self.pair_id).withdraw(self._day(now))

    def release(self, edition, *, by, now):
        """By one of the two, in the edition that they have read; the second one's makes the copy that others read.

        Says whether both have now. Raises Overtaken.
        """
        self.pair.lock()
        if self.is_written:
            self.refresh_from_db(fields=["edition", *self.NAMES])
        if not self.is_written or edition != str(self.edition):
            raise Overtaken
        said = {"edition": self.edition, "released_at": now}
        ReportRelease.objects.update_or_create(pair=self.pair, person_id=by.person_id, defaults=said)
        if not self._released_by(self.pair.partner_of(by.person_id)):
            return False
        if not ReleasedReport.objects.standing().filter(pair=self.pair_id).exists():
            copy = {"id": uuid.uuid4(), "released_on": self._day(now), "edition": self.edition}
            ReleasedReport.objects.create(pair=self.pair, **copy, **self.words)
        return True

    def take_back(self, *, by):
        """One's own release, as long as the other has not released it too. Says whether there was one."""
        self.pair.lock()
        if ReleasedReport.objects.standing().filter(pair=self.pair_id).exists():
            return False
        mine = ReportRelease.objects.filter(pair=self.pair_id, person_id=by.person_id, edition=self.edition)
        return bool(mine.update(edition=None))

    def _released_by(self, person):
        return ReportRelease.objects.filter(pair=self.pair_id, person=person, edition=self.edition).exists()

    def _day(self, now):
        return now.astimezone(self.organization.zone).date()


class ReportRelease(TenantModel):
    """Which wording one of the two has released; none once they have taken it back. Both read it, each writes their own."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="report_releases")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    edition = models.UUIDField(null=True)
    released_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair", "person"], name="reportrelease_once"),
            RowPolicy(
                name="reportrelease_readers",
                role="app_web",
                using=OF_MY_OWN_PAIR,
                check=f"person_id = {ME} AND {OF_MY_OWN_PAIR}",
            ),
            IdFunction(name="editions_my_partners_released", ids="edition", where=f"person_id <> {ME}"),
        ]

    def __str__(self):
        return f"{self.person_id} of {self.pair_id}"


class ReleasedQuerySet(TenantQuerySet):
    def standing(self):
        return self.filter(withdrawn_on=None)

    def withdraw(self, day):
        """The words go, that there was a report once stays."""
        return self.update(withdrawn_on=day, **dict.fromkeys(Sections.NAMES, ""))


class ReleasedReport(Sections, TenantModel):
    """The copy for those in charge: its id is drawn by chance and it has a day without a time, so that neither tells who wrote when (N4)."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="released_reports")
    edition = models.UUIDField()
    released_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    objects = ReleasedQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "pair"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="releasedreport_one_stands",
            ),
            # Written by one of the two, and only in the wording that the other has released.
            RowPolicy(
                name="releasedreport_readers",
                role="app_web",
                using=f"{OF_MY_OWN_PAIR} OR (withdrawn_on IS NULL AND {OF_A_PAIR_I_SEE})",
                check=f"{OF_MY_OWN_PAIR} AND (withdrawn_on IS NOT NULL"
                f" OR edition = ANY ({ids_from('editions_my_partners_released')}))",
            ),
        ]

    def __str__(self):
        return f"Released report of {self.pair_id}"


class ReportNotDelivered(TenantModel):
    """There will be none: said by the pair, without which of the two, or by a sponsor in charge of it. A report that comes all the same counts."""

    web_may = "SELECT, INSERT"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reports_not_delivered")
    by_pair = models.BooleanField()
    marked_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair", "by_pair"], name="reportnotdelivered_once"),
            RowPolicy(
                name="reportnotdelivered_readers",
                role="app_web",
                using=OF_A_PAIR_I_SEE,
                check=f"{OF_A_PAIR_I_SEE} AND by_pair = ({OF_MY_OWN_PAIR})",
            ),
        ]

    def __str__(self):
        return f"No report of {self.pair_id}"

    @classmethod
    def mark(cls, pair, *, by, now):
        """By one of the two or by a sponsor in charge. None if a report was released: then there is nothing to mark."""
        pair.lock()
        if ReleasedReport.objects.standing().filter(pair=pair).exists():
            return None
        by_pair = by.person_id in pair.both
        day = {"marked_on": now.astimezone(pair.organization.zone).date()}
        mark, made = cls.objects.get_or_create(pair=pair, by_pair=by_pair, defaults=day)
        if made and not by_pair:  # what the two do with their report is in no record (U7)
            AuditEntry.record("marked as not delivered", mark, by=by, now=now, fields=["by_pair"])
        return mark


def with_outcome(pairs):
    """`has_met`, `is_released`, `said_no` (the two will write none) and `is_marked` (by a sponsor) beside each pair."""
    none = ReportNotDelivered.objects.filter(pair=OuterRef("pk"))
    return pairs.annotate(
        has_met=Exists(LabSession.objects.held().filter(pair=OuterRef("pk"))),
        is_released=Exists(ReleasedReport.objects.standing().filter(pair=OuterRef("pk"))),
        said_no=Exists(none.filter(by_pair=True)),
        is_marked=Exists(none.filter(by_pair=False)),
    )


def with_own_report(pairs, person_id):
    """For one of the two, besides: `is_begun`, and whether it was released `by_me` and `by_partner` as it stands."""
    reports = LabReport.objects.filter(pair=OuterRef("pk"))
    now_stands = LabReport.objects.filter(pair=OuterRef("pair"), edition=OuterRef("edition"))
    releases = ReportRelease.objects.filter(Exists(now_stands), pair=OuterRef("pk"))
    return with_outcome(pairs).annotate(
        is_begun=Exists(reports),
        by_me=Exists(releases.filter(person=person_id)),
        by_partner=Exists(releases.exclude(person=person_id)),
    )
