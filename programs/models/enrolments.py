"""Who takes part in a cohort, as what, and the profile that pairing reads."""

import datetime

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications.models import Notice
from organizations.models import AuditEntry, Membership
from organizations.registries import facts
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, IdFunction, RowPolicy

from .. import weekdays
from ..facts import EnrolmentWithdrawn, ProfileFilledIn, QuestionProposed
from ..policies import IN_A_COHORT_I_SPONSOR, SHOWN_BY_A_PARTNER
from .cohorts import Cohort


class EnrolmentQuerySet(TenantQuerySet):
    def active(self):
        return self.filter(state=Enrolment.State.ACTIVE)

    def leaders(self):
        return self.filter(role=Enrolment.Role.LEADER)

    def mentors(self):
        return self.filter(role=Enrolment.Role.MENTOR)

    def with_profile(self):
        return self.filter(profile_at__isnull=False)

    def of(self, person_id):
        return self.filter(person_id=person_id)

    def seen_by(self, person_id, in_charge_of):
        """Whose profile and question this person may read: their own, their partner's, those of cohorts in their charge."""
        partners = PartnerAccess.objects.filter(person_id=person_id).values("enrolment_id")
        return self.filter(Q(person_id=person_id) | Q(cohort__in=in_charge_of) | Q(pk__in=partners))

    def settled(self):
        """Leaders with a settled question, whatever they have written since."""
        return self.leaders().filter(_has_question(state="settled"))

    def earlier_than(self, cohort):
        """In the cohorts that this one runs again: whoever stands there returns here."""
        return self.filter(cohort__in=Cohort.objects.run_before(cohort))

    def ready(self):
        """Who can be matched (C2): leaders with a settled question and mentors with a profile, of those still here."""
        leads, teaches = Q(role=Enrolment.Role.LEADER), Q(role=Enrolment.Role.MENTOR)
        stands = (leads & Q(_has_question(state="settled"))) | (teaches & Q(profile_at__isnull=False))
        return self.active().filter(stands, person__left_on__isnull=True)

    def with_state(self, papers):
        """Adds question_state (of the newest version), is_settled, is_signed (under `papers`) and has_account."""
        signed = apps.get_model("programs.CharterSignature").objects.filter(enrolment=OuterRef("pk"), **papers)
        return self.annotate(
            question_state=Subquery(_newest_state()),
            is_settled=_has_question(state="settled"),
            is_signed=Exists(signed) if all(papers.values()) else Value(False),
            has_account=Exists(Membership.objects.active().filter(person=OuterRef("person"))),
        )

    def shown(self, which):
        """A part of a cohort's people, as the tabs of its page name it; all who take part unless it is another."""
        parts = {"leaders": self.active().leaders(), "mentors": self.active().mentors()}
        parts |= {"waiting": self.waiting(), "withdrawn": self.filter(state=Enrolment.State.WITHDRAWN)}
        return parts.get(which, self.active())

    def waiting(self):
        """Those who take part and can't be matched yet."""
        return self.active().exclude(pk__in=self.ready().values("pk"))

    def counts(self):
        """How many each tab shows, questions wait for a sponsor, leaders and mentors can be matched: in one query."""
        counted = self.aggregate(**self._counted())
        return counted | {"waiting": counted["all"] - counted["ready"]}

    def counts_of(self, cohorts):
        """{cohort id: the same}, in one query for all of them."""
        here = self.filter(cohort__in=cohorts)
        rows = here.values("cohort").annotate(**here._counted()).order_by()
        nobody = dict.fromkeys([*here._counted(), "waiting"], 0)
        counted = {row.pop("cohort"): row | {"waiting": row["all"] - row["ready"]} for row in rows}
        return {it.pk: counted.get(it.pk, nobody) for it in cohorts}

    def _counted(self):
        here = Q(state=Enrolment.State.ACTIVE)
        return {
            "all": Count("pk", filter=here),
            "leaders": Count("pk", filter=here & Q(role=Enrolment.Role.LEADER)),
            "mentors": Count("pk", filter=here & Q(role=Enrolment.Role.MENTOR)),
            "ready": Count("pk", filter=Q(pk__in=self.ready().values("pk"))),
            "withdrawn": Count("pk", filter=Q(state=Enrolment.State.WITHDRAWN)),
            "settled": Count("pk", filter=Q(pk__in=self.active().settled().values("pk"))),
            "with_profile": Count("pk", filter=here & Q(role=Enrolment.Role.MENTOR, profile_at__isnull=False)),
            "proposed": Count("pk", filter=Q(pk__in=self.with_question("proposed").values("pk"))),
        }

    def with_question(self, which):
        """The leaders whose newest version is in that state; "none": who has written nothing yet."""
        leaders = self.active().leaders().annotate(question_state=Subquery(_newest_state()))
        if which == "none":
            return leaders.filter(question_state=None)
        return leaders if which == "all" else leaders.filter(question_state=which)

    def question_counts(self):
        """{state, "none" or "all": how many leaders}, in one query."""
        rows = self.with_question("all").values("question_state").annotate(n=Count("pk")).order_by()
        counted = {row["question_state"] or "none": row["n"] for row in rows}
        empty = {"proposed": 0, "returned": 0, "settled": 0, "none": 0}
        return empty | counted | {"all": sum(counted.values())}

    def with_papers(self):
        """`has_papers`: the cohort has rules and charter; `has_signed`: what is in force of them."""
        rules, charter = _newest("LabRules"), _newest("RoleCharter")
        signed = _model("CharterSignature").objects.filter(
            enrolment=OuterRef("pk"), rules=OuterRef("rules"), charter=OuterRef("charter")
        )
        both = Q(rules__isnull=False, charter__isnull=False)
        return self.annotate(rules=rules, charter=charter).annotate(
            has_papers=ExpressionWrapper(both, output_field=models.BooleanField()), has_signed=Exists(signed)
        )

    def in_order(self):
        return self.order_by("person__family_name", "person__given_name", "id")

    def met(self):
        """The same as a list with their persons, each table read by its keys: it takes as long however new the rows are."""
        met = self.order_by().prefetch_related("person")
        return sorted(met, key=lambda it: (it.person.family_name, it.person.given_name, it.pk))


def _model(name):
    """Of a module that imports this one."""
    return apps.get_model(f"programs.{name}")


def _newest(paper):
    """The id of the cohort's newest version."""
    return Subquery(_model(paper).objects.filter(cohort=OuterRef("cohort")).order_by("-number").values("pk")[:1])


def _questions(**lookup):
    return _model("ResearchQuestion").objects.filter(enrolment=OuterRef("pk"), **lookup)


def _newest_state():
    return _questions().order_by("-number").values("state")[:1]


def _has_question(**lookup):
    return Exists(_questions(**lookup))


def monday_to_friday():
    return list(weekdays.USUAL)


class Enrolment(Versioned, TenantModel):
    LEVELS = {1: _("uses it"), 2: _("knows it well"), 3: _("could teach it")}  # as the form says it of oneself

    class Role(models.TextChoices):
        LEADER = "leader", _("Leader")
        MENTOR = "mentor", _("Mentor")

    class State(models.TextChoices):
        ACTIVE = "active", _("Taking part")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField()

    # The profile; profile_at says that its owner has filled it in.
    profile_at = models.DateTimeField(null=True)
    topics = models.JSONField(default=dict)  # mentor: {topic key: level 1–3}; a leader's topics stand with the question
    first_hand = models.TextField(_("what you know first-hand, also as a customer"), blank=True)
    vantage = models.TextField(_("what you see from where you stand"), blank=True)
    off_limits = models.TextField(_("subjects that are off limits"), blank=True)
    languages = models.CharField(_("languages you can work in"), max_length=200, blank=True)
    day_begins = models.TimeField(_("your working day begins"), default=datetime.time(9))
    day_ends = models.TimeField(_("and ends"), default=datetime.time(17))
    working_days = models.JSONField(_("the days that you work"), default=monday_to_friday)  # from Monday, 0, on
    capacity = models.PositiveSmallIntegerField(_("how many leaders"), default=1)

    objects = EnrolmentQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "person"], name="enrolment_once"),
            RowPolicy(
                name="enrolment_readers",
                role="app_web",
                using=f"person_id = {ME} OR {IN_A_COHORT_I_SPONSOR} OR {SHOWN_BY_A_PARTNER}",
            ),
            IdFunction(name="seen_enrolments", ids="id"),
            IdFunction(name="own_enrolments", ids="id", where=f"person_id = {ME}"),
            IdFunction(name="sponsored_enrolments", ids="id", where=IN_A_COHORT_I_SPONSOR),
            IdFunction(name="people_i_sponsor", ids="person_id", where=IN_A_COHORT_I_SPONSOR),
        ]

    def __str__(self):
        return f"{self.person} as {self.role}"

    @property
    def is_leader(self):
        return self.role == self.Role.LEADER

    @property
    def is_active(self):
        return self.state == self.State.ACTIVE

    @property
    def week(self):
        """The days that they work, in words."""
        return weekdays.said(self.working_days)

    @property
    def returns(self):
        """Took part in a cohort that this one runs again: no survey asks them, and no figure counts them (C5)."""
        earlier = type(self).objects.of(self.person_id).earlier_than(self.cohort)
        return bool(self.cohort.copied_from_id) and earlier.exists()

    @property
    def topics_by_level(self):
        """(label, how well) of the mentor's topics, the strongest first, in the program's order."""
        known = [(topic["label"], self.topics.get(topic["key"], 0)) for topic in self.cohort.program.topics]
        strongest = sorted([pair for pair in known if pair[1]], key=lambda pair: -pair[1])
        return [(label, self.LEVELS.get(level, "")) for label, level in strongest]

    def lock(self):
        """Keep others from it until this transaction ends."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)

    def fill_in(self, *, by, now, is_whole=True, **profile):
        """Its owner's profile. One that is not whole yet is kept, and nobody is paired by it."""
        self._require_owner(by)
        for name, value in profile.items():
            setattr(self, name, value)
        self.version, self.profile_at = self.version + 1, now if is_whole else self.profile_at
        self.save()
        facts.tell(ProfileFilledIn(self.cohort_id, self.pk, self.person_id, self.role), now=now)

    def take(self, seats, *, by, now):
        """How many leaders a mentor may be proposed to, as a sponsor asks; they hear of it where it is more than before."""
        more = seats > self.capacity
        self.capacity, self.version = seats, self.version + 1
        self.save(update_fields=["capacity", "version"])
        AuditEntry.record("changed", self, by=by, now=now, fields=["capacity"])
        facts.tell(ProfileFilledIn(self.cohort_id, self.pk, self.person_id, self.role), now=now)
        if more:
            says = (
                ngettext("You may be asked to teach %d leader.", "You may be asked to teach %d leaders.", seats) % seats
            )
            says = str(_("%(says)s Your sponsor would like that; you answer each proposal as always.")) % {"says": says}
            Notice.leave("seats", self.person, says, now=now, url=by.url("programs:profile_edit", pk=self.pk))

    def withdraw(self, *, by, now):
        """Out of the cohort: what they wrote stays. A sponsor does it, or the person themselves."""
        changed = type(self).objects.active().filter(pk=self.pk).update(state=self.State.WITHDRAWN)
        if not changed:
            return
        self.state = self.State.WITHDRAWN
        AuditEntry.record("withdrew", self, by=by, now=now, fields=["state"])
        facts.tell(EnrolmentWithdrawn(self.cohort_id, self.pk, self.person_id, self.role), now=now)

    def ask(self, *, by, now, **wording):
        """The next version of the leader's question, with the sponsors from now on; the newest one if nothing changed."""
        self._require_owner(by)
        if not self.is_leader:
            raise PermissionDenied
        self.lock()
        newest = self.questions.newest()
        if newest and newest.says(wording):
            return newest
        number = newest.number + 1 if newest else 1
        question = self.questions.create(number=number, written_at=now, **wording)
        facts.tell(QuestionProposed(self.cohort_id, self.pk, question.pk), now=now)
        return question

    def _require_owner(self, by):
        if by.person_id != self.person_id or not self.is_active:
            raise PermissionDenied


class PartnerAccess(TenantModel):
    """Whose profile and question a partner may read: written when a pair is published, taken away when it isn't one."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "enrolment"], name="partneraccess_once"),
            IdFunction(name="shown_enrolments", ids="enrolment_id", where=f"person_id = {ME}"),
        ]

    def __str__(self):
        return f"{self.person} reads {self.enrolment_id}"
