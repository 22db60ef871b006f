"""Who looks at the worlds: the cast, and beside it those who stand near a pair and are none of its two."""

from pairing.models import Pair, SponsorBar
from programs.models import Cohort, CohortSponsor, Enrolment
from tests.cast import NAMES
from tests.factories import MembershipFactory, PersonFactory
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
    """In every cohort another pair, and a sponsor who is barred; the colleague has a cohort to themselves."""
    with cast.works():
        for cohort in Cohort.objects.order_by("pk"):
            pairs = Pair.objects.filter(cohort=cohort, leader=cast.leader.person)
            if pairs.exists():
                _put_beside(cast, cohort)
        SponsorBar.objects.draw(list(Enrolment.objects.leaders()))
        designing = make.CohortFactory(state=Cohort.State.DESIGNING)
        make.CohortSponsorFactory(cohort=designing, person=cast.colleague.person)
        make.IndicatorFactory(cohort=designing)


def _put_beside(cast, cohort):
    CohortSponsor.objects.get_or_create(cohort=cohort, person=cast.apart.person, defaults={"since": cohort.made_at})
    papers = {"rules": cohort.labrules_versions.in_force(), "charter": cohort.rolecharter_versions.in_force()}
    theirs = Enrolment.objects.get(cohort=cohort, person=cast.leader.person)
    theirs.signatures.get_or_create(**papers, defaults={"name": cast.leader.person.name, "signed_at": cohort.made_at})
    shown, cast.cohort = cast.cohort, cohort
    leader = enrol(cast, cast.other_leader.person, Enrolment.Role.LEADER)
    mentor = enrol(cast, cast.other_mentor.person, Enrolment.Role.MENTOR, topics={"reports": 2})
    make.ResearchQuestionFactory(enrolment=leader, state="proposed", settled_at=None)
    pair = pair_up(cast, leader, mentor)
    make.LabSessionFactory(
        pair=pair, series=make.SeriesFactory(pair=pair, chosen_by=cast.other_leader.person), number=1
    )
    cast.cohort = shown
