"""Who looks at the worlds: the cast, and beside it those who stand near a pair and are none of its two."""

from pairing.models import Pair, SponsorBar
from programs.models import Cohort, CohortSponsor, Enrolment
from tests.cast import NAMES
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, pair_up

SPONSOR = {"is_sponsor": True}
BESIDE = {  # name: (given, family, roles, whom of the cast they are like)
    "colleague": ("Nils", "Aalto", SPONSOR, "sponsor"),  # a sponsor, in charge of another cohort
    "apart": ("Vera", "Lindqvist", SPONSOR, "sponsor"),  # in charge of this one, and the leader's manager
    "other_leader": ("Omar", "Haddad", {}, "leader"),  # another pair of the same cohort
    "other_mentor": ("Lucía", "Prat", {}, "mentor"),
}
VISITOR = "visitor"  # without an account
EVERYBODY = (*NAMES, *BESIDE)


def like(who):
    """The one of the cast whose line in the policy says what this person may do."""
    return BESIDE[who][3] if who in BESIDE else who


def join(cast):
    """Those beside it become members."""
    domain = cast.leader.person.email.partition("@")[2]
    with cast.works():
        for who, (given, family, roles, _) in BESIDE.items():
            email = f"{who.replace('_', '-')}@{domain}"
            person = PersonFactory(given_name=given, family_name=family, email=email, unit="Bank / Risk")
            setattr(cast, who, MembershipFactory(person=person, **roles))
        cast.leader.person.manager = cast.apart.person
        cast.leader.person.save()


def surround(cast):
    """In every cohort another pair, and a sponsor who is barred; the colleague has cohorts to themselves."""
    with cast.works():
        running = make.CohortFactory()
        make.CohortSponsorFactory(cohort=running, person=cast.colleague.person)
        _pair_others(cast, running)
        for cohort in Cohort.objects.order_by("pk"):
            pairs = Pair.objects.filter(cohort=cohort, leader=cast.leader.person)
            if pairs.exists():
                _put_beside(cast, cohort)
        SponsorBar.objects.draw(list(Enrolment.objects.leaders()))
        designing = make.CohortFactory(state=Cohort.State.DRAFT)
        make.CohortSponsorFactory(cohort=designing, person=cast.colleague.person)
        designing.advance(by=cast.colleague, now=NOW)
        make.IndicatorFactory(cohort=designing)
        make.EnrolmentFactory(cohort=running, person=MembershipFactory().person, role="mentor", profile_at=None)


def unsettle(cast):
    """What the clock finds next: a pair that has said yes, one that has not, and a roster that stands against the others."""
    with cast.works():
        beside = Pair.objects.filter(leader=cast.other_leader.person).order_by("pk")
        agreed, refused = beside.exclude(cohort__sponsors__person=cast.colleague.person)[:2]
        _answer(agreed, "accepted", "accepted")
        _answer(refused, "accepted", "declined")
        for enrolment in Enrolment.objects.filter(pk__in=agreed.enrolment_ids):
            enrolment.signatures.create(**_papers(agreed.cohort), name=enrolment.person.name, signed_at=NOW)
        SponsorBar.objects.draw(list(Enrolment.objects.leaders()))
        between = PersonFactory(manager=PersonFactory(manager=cast.other_leader.person))  # an exception could be signed
        for below, above in ((cast.other_leader, cast.colleague.person), (cast.other_mentor, between)):
            below.person.manager = above
            below.person.save()


def _answer(pair, *answers):
    Pair.objects.filter(pk=pair.pk).update(state=Pair.State.PUBLISHED, started_at=None)
    for person, answer in zip((pair.leader, pair.mentor), answers, strict=True):
        pair.responses.create(cohort_id=pair.cohort_id, person=person, answer=answer, answered_at=NOW)
    pair.look_again(now=NOW)


def _papers(cohort):
    return {"rules": cohort.labrules_versions.in_force(), "charter": cohort.rolecharter_versions.in_force()}


def _pair_others(cast, cohort):
    shown, cast.cohort = cast.cohort, cohort
    leader = enrol(cast, cast.other_leader.person, Enrolment.Role.LEADER)
    mentor = enrol(cast, cast.other_mentor.person, Enrolment.Role.MENTOR, topics={"reports": 2})
    make.ResearchQuestionFactory(enrolment=leader, state="proposed", settled_at=None)
    pair = pair_up(cast, leader, mentor)
    make.LabSessionFactory(
        pair=pair, series=make.SeriesFactory(pair=pair, chosen_by=cast.other_leader.person), number=1
    )
    cast.cohort = shown


def _put_beside(cast, cohort):
    CohortSponsor.objects.get_or_create(cohort=cohort, person=cast.apart.person, defaults={"since": cohort.made_at})
    theirs = Enrolment.objects.get(cohort=cohort, person=cast.leader.person)
    theirs.signatures.get_or_create(
        **_papers(cohort), defaults={"name": cast.leader.person.name, "signed_at": cohort.made_at}
    )
    _pair_others(cast, cohort)
