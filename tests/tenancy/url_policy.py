"""Who may do what at which address: one line for each URL name. A URL without a line fails in test_urls.py.

    "programs:cohort": inside("sponsor", "executive", get=OK, pk=lambda cast: make_cohort(cast).pk)

`inside(*who)` is an address in an organization, `own` one for anybody signed in, `public` one for all. `get` and `post` are the
answers to those who may; `denied` is the answer to members who may not. Values for the address are made by functions of the cast.
"""

import copy
import dataclasses
import datetime
import uuid
from collections.abc import Callable

from checkins.models import CheckIn
from metrics.models import LabReport, Quarter, ReleasedReport, ReportRelease
from notifications.models import Notice
from organizations.importing.stages import KIND
from organizations.models import Job
from organizations.tenancy.models import uuid7
from pairing.actions import JOB, USUAL, jobs_of
from pairing.models import LineException, PairingRule, PairingRun, ProposedPair, Unpaired
from programs.models import Applicant, Nomination, SignUp
from sessions.models import Assistant, DayOff, Homework
from tests.cast import NAMES
from tests.factories import NOW, InvitationFactory, MembershipFactory
from tests.factories import lab as make
from tests.factories.lab import LabSessionFactory
from tests.lab import open_lab
from tests.programs.design import approve_tool

FAR = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
OK, FOUND, FORBIDDEN, MISSING, NO_METHOD, UNPROCESSABLE, DEGRADED = 200, 302, 403, 404, 405, 422, 503
MEMBERS = tuple(NAMES)
REPORT = {"question": "x", "found": "x", "changed": "x", "run_next": "x"}  # of a pair
MADE_UP = {"year": 1999, "number": 1, "other": 1}


def ONE(cast):
    return 1


@dataclasses.dataclass(frozen=True)
class Rule:
    who: frozenset[str]
    get: int = OK
    post: int = NO_METHOD
    denied: int = MISSING
    anonymous: tuple[int, int] = (FOUND, FOUND)
    inside: bool = True
    kwargs: dict[str, Callable] = dataclasses.field(default_factory=dict)

    def address(self, cast):
        return {name: make(cast) for name, make in self.kwargs.items()}

    def made_up(self):
        return {name: MADE_UP.get(name) or uuid7() for name in self.kwargs}


def inside(*who, **rule):
    given = {name: rule.pop(name) for name in ("get", "post", "denied") if name in rule}
    return Rule(frozenset(who), kwargs=rule, **given)


def settings(**rule):
    """The admins' pages: other members may know that there are any."""
    return inside("admin", denied=FORBIDDEN, **rule)


def own(get=OK, post=NO_METHOD, **kwargs):
    return Rule(frozenset(MEMBERS), get, post, inside=False, kwargs=kwargs)


def public(get=OK, post=OK, signed_in=None, **kwargs):
    """`signed_in` is the answer to both methods once one has an account."""
    those_with = signed_in or get
    return Rule(frozenset(MEMBERS), those_with, signed_in or post, anonymous=(get, post), inside=False, kwargs=kwargs)


def closed_member(cast):
    with cast.works():
        return MembershipFactory(active=False).pk


def invitation(cast):
    with cast.works():
        return InvitationFactory().pk


def program(cast):
    return open_lab(cast).cohort.program_id


def own_template(cast):
    with cast.works():
        return make.own_template(by=cast.sponsor).pk


def tool(cast):
    with cast.works():
        return approve_tool().pk


def cohort(cast):
    return open_lab(cast).cohort.pk


def resting(cast):
    lab = open_lab(cast)
    with cast.sees("sponsor"):
        lab.cohort.pause(by=cast.sponsor, now=NOW)
    return lab.cohort.pk


def measure(cast):
    with open_lab(cast).works():
        return make.IndicatorFactory(cohort=cast.cohort).pk


def wave(cast):
    with open_lab(cast).works():
        return make.WaveFactory(cohort=cast.cohort, closes_at=FAR).pk


def quarter(cast):
    with open_lab(cast).works():
        return Quarter.objects.create(year=2026, number=4, published_at=NOW).year


def review(cast):
    """Of the mentor, given to the sponsor."""
    with open_lab(cast).works():
        common = {"cohort": cast.cohort, "pair": cast.pair, "given_to": cast.sponsor.person}
        return CheckIn.objects.create(**common, subject=cast.mentor.person, after_session=3, opened_at=NOW).pk


def roster_job(cast):
    """An import of the admin's that waits for the worker."""
    with cast.works():
        asked = {"asked_by": cast.admin.person, "asked_at": NOW, "params": {"name": "people.csv"}}
        return Job.objects.create(kind=KIND, **asked).pk


def notice(cast):
    with cast.works():
        return Notice.leave("try", cast.mentor.person, "Try", now=NOW).pk


QUARTER = {"year": quarter, "number": lambda cast: 4}


def partners(**rule):
    return inside("leader", "mentor", **rule)


def pair(cast):
    return open_lab(cast).pair.pk


def reported_by_one(cast):
    """A pair whose report the mentor has written and released: it waits for the leader."""
    cast = open_lab(copy.copy(cast))
    with cast.works():
        said = {"written_by": cast.mentor.person, "written_at": NOW, **REPORT}
        edition = LabReport.objects.create(pair=cast.pair, **said).edition
        ReportRelease.objects.create(pair=cast.pair, person=cast.mentor.person, edition=edition, released_at=NOW)
    return cast.pair.pk


def reporting(cast):
    """A cohort that is over, whose pair has met and released its report."""
    lab = open_lab(copy.copy(cast), state="completed")
    with cast.works():
        LabSessionFactory(pair=lab.pair, series=lab.series, number=1, state="held")
        said = {"id": uuid.uuid4(), "edition": uuid.uuid4(), "released_on": NOW.date(), **REPORT}
        cast.reported = ReleasedReport.objects.create(pair=lab.pair, **said).pair_id
    return lab.cohort.pk


def reported(cast):
    return cast.reported


def session(cast):
    """One that is over and not logged."""
    open_lab(cast)
    with cast.works():
        return LabSessionFactory(pair=cast.pair, series=cast.series, number=1).pk


def day_off(cast):
    with open_lab(cast).works():
        days = {"first_day": NOW.date(), "last_day": NOW.date(), "entered_at": NOW}
        return DayOff.objects.create(person=cast.mentor.person, **days).pk


def assistant(cast):
    with open_lab(cast).works():
        kept = {"leader": cast.leader.person, "person": cast.assistant.person}
        return Assistant.objects.get_or_create(**kept, defaults={"named_at": NOW})[0].pk


def kept_leader(cast):
    """A leader whose calendar the cast's assistant keeps."""
    if not hasattr(cast, "kept"):
        assistant(cast)
        cast.kept = cast.leader.person_id
    return cast.kept


def pair_kept(cast):
    kept_leader(cast)
    return cast.pair.pk


def session_kept(cast):
    kept_leader(cast)
    with cast.works():
        return LabSessionFactory(pair=cast.pair, series=cast.series, number=1).pk


def keeper(**rule):
    return inside("assistant", leader=kept_leader, **rule)


def homework(cast):
    key = session(cast)
    with cast.works():
        made = {"text": "x", "owner": cast.leader.person, "written_at": NOW}
        return Homework.objects.create(pair=cast.pair, session_id=key, **made).pk


def in_lab(row):
    """The id of a row of a cohort with one pair, opened when it is first asked for."""

    def find(cast):
        lab = cast if hasattr(cast, "cohort") else open_lab(cast)
        return getattr(lab, row).pk

    return find


def question(*who, **rule):
    return inside(*who, pk=in_lab("leader_enrolment"), **rule)


def board(**rule):
    return inside("sponsor", pk=in_lab("cohort"), **rule)


def run(**rule):
    return board(number=pairing_run, **rule)


SAID = {"features": dict.fromkeys(USUAL, 1), "said": [], "pinned": False, "has_target": True, "runner_up": None}


def pairing_run(cast):
    with cast.works():
        return PairingRun.objects.create(cohort=cast.cohort, number=1, made_at=NOW, weights=USUAL).number


def run_leader(cast):
    """In a run that proposes them a mentor, and says who would wait otherwise."""
    with cast.works():
        run = PairingRun.objects.filter(cohort=cast.cohort, number=1).first()
        own = {"leader": cast.leader_enrolment, "mentor": cast.mentor_enrolment}
        ProposedPair.objects.get_or_create(
            cohort=cast.cohort, run=run, defaults={"kind": "goal", "score": 5000, "reasons": SAID}, **own
        )
        Unpaired.objects.get_or_create(cohort=cast.cohort, run=run, leader=cast.leader_enrolment)
    return cast.leader_enrolment.pk


def pairing_job(cast):
    with cast.works():
        return (
            jobs_of(cast.cohort)
            .create(kind=JOB, params={"cohort": str(cast.cohort.pk)}, asked_by=cast.sponsor.person, asked_at=NOW)
            .pk
        )


def pairing_rule(cast):
    with cast.works():
        return PairingRule.objects.create(
            cohort=cast.cohort, leader=cast.leader_enrolment, mentor=cast.mentor_enrolment, says="forbid"
        ).pk


def line_exception(cast):
    """Signed for the lab's two, who are a pair, or were, of which this knows nothing: as before they are told of each other."""
    with cast.works():
        return sign_exception(cast).pk


def sign_exception(cast, **more):
    two = {"leader": cast.leader_enrolment, "mentor": cast.mentor_enrolment}
    said = {"because": "x", "name": "I S", "signed_by": cast.sponsor.person, "signed_at": NOW}
    return LineException.objects.create(cohort=cast.cohort, **two, **said, **more)


def asked_pair(cast):
    """A running pair whose mentor is asked to agree to an exception."""
    with open_lab(cast).works():
        return sign_exception(cast, pair=cast.pair).pair_id


OFFER = {"role": "mentor", "is_open": True, "takes_nominations": True, "places": 1, "last_day": FAR.date(), "says": "x"}


def offer(cast):
    """A sign-up that is open to every member, of a cohort in which nobody of the cast takes part; gives the cohort's id."""
    with cast.works():
        elsewhere = make.CohortFactory(name="Culture")
        make.CohortSponsorFactory(cohort=elsewhere, person=MembershipFactory(is_sponsor=True).person)
        sign_up = SignUp.objects.create(cohort=elsewhere, **OFFER, opened_at=NOW)
        for who in ("leader", "mentor"):
            ask(sign_up, getattr(cast, who).person)
        named = {"person": cast.executive.person, "nominated_by": cast.leader.person}
        Nomination.objects.create(cohort=elsewhere, role="mentor", why="x", nominated_at=NOW, **named)
    return elsewhere.pk


def signed_up(cast):
    """The manager has a place in the lab's cohort, the assistant waits, and a place has fallen free."""
    lab = cast if hasattr(cast, "cohort") else open_lab(cast)
    with lab.works():
        sign_up, _made = SignUp.objects.get_or_create(
            cohort=lab.cohort, role="mentor", defaults=OFFER | {"opened_at": NOW}
        )
        asked = [ask(sign_up, getattr(cast, who).person) for who in ("manager", "assistant")]
        SignUp.objects.filter(pk=sign_up.pk).update(places=2)
    return asked[-1].pk


def ask(sign_up, person):
    row = Applicant(cohort=sign_up.cohort, sign_up=sign_up, person=person, asked_at=NOW, changed_at=NOW)
    row.go_to("waiting" if sign_up.is_full else "place", now=NOW)
    return row


def nomination(cast):
    """Of the executive, by the manager."""
    lab = cast if hasattr(cast, "cohort") else open_lab(cast)
    with lab.works():
        named = {"person": cast.executive.person, "nominated_by": cast.manager.person}
        given = {"cohort": cast.cohort, "role": "mentor", "why": "x", "nominated_at": NOW}
        return Nomination.objects.create(**given, **named).pk


def bulk_job(cast):
    """Of the sponsor, for two who take no part yet; it waits for a yes."""
    with cast.works():
        people = [str(getattr(cast, who).person_id) for who in ("executive", "manager")]
        params = {"cohort": str(cast.cohort.pk), "act": "leaders", "people": people, "confirmed": False}
        return Job.objects.create(kind="people", params=params, asked_by=cast.sponsor.person, asked_at=NOW).pk


READERS = ("leader", "mentor", "sponsor")

POLICY = {
    "health_live": public(post=NO_METHOD),
    "health_ready": public(post=NO_METHOD),
    "health_watch": public(get=DEGRADED, post=NO_METHOD),  # no sweep has been yet
    # sign-in: without the code that belongs to it, each step sends one back to the first
    "account_login": public(signed_in=FOUND),
    "account_request_login_code": public(signed_in=FOUND),
    "account_confirm_login_code": public(FOUND, FOUND),
    "account_logout": Rule(frozenset(MEMBERS), OK, FOUND, anonymous=(FOUND, FOUND), inside=False),
    "account_signup": public(signed_in=FOUND),
    "account_inactive": public(post=NO_METHOD),
    "account_email_verification_sent": public(FOUND, FOUND),
    "account_change_password": own(get=FOUND, post=FOUND),
    "account_set_password": own(post=OK),
    "account_reset_password": public(),
    "account_confirm_password_reset_code": public(FOUND, FOUND),
    "account_complete_password_reset": public(FOUND, FOUND),
    "account_password_reset_completed": public(post=NO_METHOD),
    "account_email": public(FOUND, FOUND),
    # before the door of an organization
    "organizations:door": own(get=FOUND),
    "organizations:account": own(post=OK),
    "organizations:account_sessions": own(get=NO_METHOD, post=FOUND),
    "organizations:opening": own(post=OK),
    "organizations:invitation": public(MISSING, MISSING, token=lambda cast: "made-up"),
    # behind it
    "organizations:home": inside(*MEMBERS),
    "organizations:setup": settings(),
    "organizations:setup_closing": settings(get=NO_METHOD, post=FOUND),
    "organizations:settings": settings(post=OK),
    "organizations:words": settings(post=OK),
    "organizations:people": settings(),
    "organizations:audit": settings(),
    "organizations:member": settings(pk=lambda cast: cast.leader.pk),
    "organizations:member_roles": settings(get=NO_METHOD, post=FOUND, pk=lambda cast: cast.leader.pk),
    "organizations:member_closing": settings(get=NO_METHOD, post=FOUND, pk=lambda cast: cast.leader.pk),
    "organizations:member_reopening": settings(get=NO_METHOD, post=FOUND, pk=closed_member),
    "organizations:invitations": settings(post=OK),
    "organizations:invitation_newcomer": settings(post=OK),
    "organizations:invitation_sending": settings(get=NO_METHOD, post=FOUND, pk=invitation),
    "organizations:invitation_revocation": settings(get=NO_METHOD, post=FOUND, pk=invitation),
    # programs and cohorts: every member may know that there are any, and no one which but those in charge
    "programs:cohorts": inside("sponsor", denied=FORBIDDEN),
    "programs:templates": inside("sponsor", denied=FORBIDDEN),
    "programs:template_copy": inside("sponsor", get=FOUND, post=FOUND, denied=FORBIDDEN),
    "programs:template": inside("sponsor", post=OK, denied=FORBIDDEN, pk=own_template),
    "programs:program_new": inside("sponsor", get=FOUND, post=FOUND, denied=FORBIDDEN),
    "programs:program": inside("sponsor", post=OK, denied=FORBIDDEN, pk=program),
    "programs:cohort_new": inside("sponsor", post=OK, denied=FORBIDDEN, pk=program),
    "programs:cohort": inside("sponsor", pk=cohort),
    "programs:cohort_edit": inside("sponsor", post=OK, pk=cohort),
    "programs:advance": inside("sponsor", get=NO_METHOD, post=FOUND, pk=cohort, leaving=lambda cast: "designing"),
    "programs:run_again": inside("sponsor", post=OK, pk=lambda cast: open_lab(cast, state="completed").cohort.pk),
    "programs:pause": inside("sponsor", post=FOUND, pk=cohort),
    "programs:resume": inside("sponsor", get=NO_METHOD, post=FOUND, pk=resting),
    "programs:cancel": inside("sponsor", post=FOUND, pk=cohort),
    "programs:sponsors": inside("sponsor", post=OK, pk=cohort),
    "programs:rules": inside("sponsor", post=OK, pk=cohort),
    "programs:charter": inside("sponsor", post=OK, pk=cohort),
    # read by those in charge, signed by those who take part
    "programs:papers": inside("sponsor", "leader", "mentor", post=(OK, FORBIDDEN), pk=cohort),
    "programs:papers_pdf": inside("sponsor", "leader", "mentor", pk=cohort),
    **{
        f"programs:{page}": inside("sponsor", "leader", "mentor", pk=cohort)
        for page in ("scope", "backing", "backing_pdf")
    },
    "programs:papers_fit": inside("sponsor", get=NO_METHOD, post=OK, pk=cohort, paper=lambda cast: "charter"),
    "programs:signatures": inside("sponsor", pk=cohort),
    "programs:versions": inside("sponsor", "leader", "mentor", pk=cohort, paper=lambda cast: "rules"),
    "programs:version": inside("sponsor", "leader", "mentor", pk=cohort, paper=lambda cast: "charter", number=ONE),
    "programs:version_pdf": inside("sponsor", "leader", "mentor", pk=cohort, paper=lambda cast: "rules", number=ONE),
    "programs:tools": inside(*MEMBERS),
    "programs:tool_new": inside("sponsor", "admin", post=OK, denied=FORBIDDEN),
    "programs:tool": inside("sponsor", "admin", post=OK, denied=FORBIDDEN, pk=tool),
    # what reaches people; the demonstration's mailbox is only there in a demonstration
    "notifications:notices": inside(*MEMBERS),
    "notifications:notices_read": inside(*MEMBERS, get=NO_METHOD, post=FOUND),
    "notifications:notice_read": inside("mentor", get=NO_METHOD, post=FOUND, pk=notice),
    "notifications:reach": inside(*MEMBERS, post=OK),
    "notifications:links_void": inside(*MEMBERS, get=NO_METHOD, post=FOUND),
    "notifications:preferences": public(MISSING, MISSING, token=lambda cast: "made-up"),
    "notifications:unsubscribe": public(MISSING, MISSING, token=lambda cast: "made-up"),
    "demo_components": public(MISSING, NO_METHOD),
    "demo_progress": public(MISSING, NO_METHOD),
    "demo_sign_in": public(NO_METHOD, MISSING, signed_in=None),
    "notifications:demo_mails": public(MISSING, NO_METHOD),
    "notifications:demo_mail": public(MISSING, NO_METHOD, pk=lambda cast: uuid7()),
    # check-ins: the person asked, and the sponsor it is given to
    "checkins:checkins": inside(*MEMBERS),
    "checkins:checkin": inside("mentor", post=OK, pk=review),
    "checkins:conversation": inside("sponsor", post=OK, pk=review),
    "checkins:answers": inside("sponsor", get=NO_METHOD, post=OK, pk=review),
    # measures: the cohort's sponsors design, participants answer, executives read
    "metrics:measures": inside("sponsor", post=OK, pk=cohort),
    "metrics:observations": inside("sponsor", post=OK, pk=cohort),
    "metrics:indicator": inside("sponsor", post=OK, pk=measure),
    "metrics:survey": inside("leader", "mentor", post=OK, pk=wave),
    "metrics:quarters": inside("executive", "sponsor", denied=FORBIDDEN),
    "metrics:quarter": inside("executive", "sponsor", "leader", "mentor", denied=FORBIDDEN, **QUARTER),
    "metrics:quarter_csv": inside("executive", "sponsor", "leader", "mentor", denied=FORBIDDEN, **QUARTER),
    # a pair's lab report: the two's, and what both have released of it the sponsors' in charge
    "metrics:lab_report": partners(post=OK, pk=reported_by_one),
    "metrics:report_release": partners(get=NO_METHOD, post=FOUND, pk=pair),
    "metrics:report_taking_back": partners(get=NO_METHOD, post=FOUND, pk=reported_by_one),
    "metrics:report_none": partners(post=FOUND, pk=pair),
    "metrics:lab_reports": inside("sponsor", pk=reporting),
    "metrics:released_report": inside("sponsor", pk=reporting, pair=reported),
    "metrics:report_not_delivered": inside("sponsor", post=FOUND, pk=reporting, pair=reported),
    # sessions: the two partners, and nobody else
    "sessions:sessions": inside(*MEMBERS),
    "sessions:rhythm_asked": inside("sponsor", get=NO_METHOD, post=FOUND, pk=in_lab("cohort"), pair=in_lab("pair")),
    "sessions:days_off": inside(*MEMBERS, post=OK),
    "sessions:day_off_removal": inside("mentor", get=NO_METHOD, post=FOUND, pk=day_off),
    "sessions:holidays": inside(*MEMBERS, post=OK),
    "sessions:assistants": inside(*MEMBERS, post=OK),
    "sessions:assistant_removal": inside("leader", get=NO_METHOD, post=FOUND, pk=assistant),
    "sessions:kept_calendar": keeper(),
    "sessions:hour_for": keeper(post=OK, pair=pair_kept),
    "sessions:add_for": keeper(post=OK, pair=pair_kept),
    "sessions:move_for": keeper(post=OK, pk=session_kept),
    "sessions:cancel_for": keeper(post=FOUND, pk=session_kept),
    "sessions:undo_for": keeper(get=NO_METHOD, post=FOUND, pk=session_kept),
    "sessions:hour": partners(post=OK, pair=pair),
    "sessions:add": partners(post=OK, pair=pair),
    "sessions:room": partners(post=OK, pair=pair),
    "sessions:session": partners(pk=session),
    "sessions:log": partners(post=OK, pk=session),
    "sessions:move": partners(post=OK, pk=session),
    "sessions:cancel": partners(post=FOUND, pk=session),
    "sessions:undo": partners(get=NO_METHOD, post=FOUND, pk=session),
    "sessions:affirm": partners(get=NO_METHOD, post=FOUND, pk=session),
    "sessions:live": partners(pk=session),
    "sessions:live_state": partners(pk=session),
    **{
        f"sessions:live_{act}": partners(get=NO_METHOD, post=FOUND, pk=session)
        for act in ("begin", "next", "more", "end", "rules", "notes")
    },
    "sessions:live_homework": partners(get=NO_METHOD, post=FOUND, pk=session, homework=homework),
    "sessions:homework_state": partners(get=NO_METHOD, post=FOUND, pk=homework),
    # one's own address for a calendar program, and what is there
    "sessions:feed_address": inside(*MEMBERS, post=FOUND),
    "sessions:feed_closing": inside(*MEMBERS, get=NO_METHOD, post=FOUND),
    "sessions:live_pulse": public(MISSING, MISSING, token=lambda cast: "made-up"),
    "sessions:feed": public(MISSING, MISSING, token=lambda cast: "made-up"),
    # who takes part, profiles and research questions
    "programs:labs": inside(*MEMBERS),
    "programs:enrolled": inside("sponsor", pk=in_lab("cohort")),
    "programs:enrol": inside("sponsor", post=FOUND, pk=in_lab("cohort")),
    "programs:enrol_list": inside("sponsor", post=OK, pk=in_lab("cohort")),
    "programs:questions": inside("sponsor", pk=in_lab("cohort")),
    "programs:bulk": inside("sponsor", get=NO_METHOD, post=FOUND, pk=in_lab("cohort")),
    "programs:bulk_job": inside("sponsor", pk=in_lab("cohort"), job=bulk_job),
    "programs:bulk_going": inside("sponsor", get=NO_METHOD, post=FOUND, pk=in_lab("cohort"), job=bulk_job),
    # every member reads what a sponsor has opened; who asked is the sponsors' of that cohort
    "programs:sign_ups": inside(*MEMBERS),
    "programs:sign_up": inside(*MEMBERS, post=FOUND, pk=offer),
    "programs:sign_up_taking_back": inside("leader", "mentor", get=NO_METHOD, post=FOUND, pk=offer),
    "programs:nominate": inside(*MEMBERS, post=OK, pk=offer),
    "programs:applicants": inside("sponsor", pk=in_lab("cohort")),
    "programs:sign_up_edit": inside("sponsor", post=OK, pk=in_lab("cohort"), role=lambda cast: "mentor"),
    "programs:applicant_enrolling": inside("sponsor", get=NO_METHOD, post=FOUND, pk=signed_up),
    "programs:applicant_declining": inside("sponsor", get=NO_METHOD, post=FOUND, pk=signed_up),
    "programs:nomination_accepting": inside("sponsor", get=NO_METHOD, post=FOUND, pk=nomination),
    "programs:nomination_setting_aside": inside("sponsor", get=NO_METHOD, post=FOUND, pk=nomination),
    "programs:hours": inside(*MEMBERS),
    "programs:hours_agreement": public(MISSING, MISSING, token=lambda cast: "made-up"),
    "programs:withdrawal": question("leader", "sponsor", post=FOUND),
    "programs:profile": question(*READERS),
    "programs:profile_edit": question("leader", post=OK),
    "programs:question": question(*READERS),
    "programs:question_write": question("leader", post=OK),
    "programs:question_hints": question("leader", get=NO_METHOD, post=OK),
    "programs:question_going_ahead": question("leader", get=NO_METHOD, post=FOUND),
    "programs:question_settling": question("sponsor", get=NO_METHOD, post=MISSING),
    "programs:question_suggestion": question("sponsor", get=FOUND, post=MISSING),
    # the board is the sponsors' of that cohort, a pair's page the two partners'
    "pairing:board": board(),
    "pairing:runs": board(get=NO_METHOD, post=FOUND),
    "pairing:run": run(),
    "pairing:leader": run(leader=run_leader),
    "pairing:comparison": run(other=lambda cast: 1),
    "pairing:naming": run(post=FOUND),
    "pairing:swaps": run(get=NO_METHOD, post=UNPROCESSABLE),
    "pairing:preview": run(),
    "pairing:reading": run(leader=run_leader),
    "pairing:publish": run(get=NO_METHOD, post=UNPROCESSABLE),
    "pairing:job": board(job=pairing_job),
    "pairing:calling_off": board(get=NO_METHOD, post=FOUND, job=pairing_job),
    "pairing:seats": board(get=NO_METHOD, post=UNPROCESSABLE),
    "pairing:departments": board(get=NO_METHOD, post=FOUND),
    "pairing:asking": board(get=NO_METHOD, post=FOUND),
    "pairing:exceptions": board(post=UNPROCESSABLE),
    "pairing:exception_taking_back": board(get=NO_METHOD, post=FOUND, exception=line_exception),
    "pairing:rules": board(get=NO_METHOD, post=UNPROCESSABLE),
    "pairing:release": board(get=NO_METHOD, post=FOUND, rule=pairing_rule),
    "pairing:pairs": board(),
    "pairing:end": board(post=FOUND, pair=in_lab("pair")),
    "pairing:lab": inside(*MEMBERS),
    "pairing:pair": partners(pk=pair),
    "pairing:papers_pdf": inside("sponsor", "leader", "mentor", pk=pair),
    "pairing:accept": partners(get=NO_METHOD, post=FOUND, pk=pair),
    "pairing:decline": partners(post=FOUND, pk=pair),
    "pairing:line": partners(get=NO_METHOD, post=FOUND, pk=asked_pair),
    "pairing:work": partners(post=OK, pk=pair),
    "pairing:pause": partners(get=NO_METHOD, post=FOUND, pk=pair),
    "pairing:resume": partners(get=NO_METHOD, post=FOUND, pk=pair),
    "pairing:leave": partners(post=FOUND, pk=pair),
    # the roster import is the admin's who asked for it
    "organizations:import": settings(post=OK),
    "organizations:import_job": settings(pk=roster_job),
    "organizations:import_progress": settings(pk=roster_job),
    "organizations:import_columns": settings(get=NO_METHOD, post=FOUND, pk=roster_job),
    "organizations:import_writing": settings(get=NO_METHOD, post=FOUND, pk=roster_job),
    "organizations:import_cancelling": settings(get=NO_METHOD, post=FOUND, pk=roster_job),
    "organizations:import_lines": settings(get=MISSING, pk=roster_job),
    "organizations:import_names": settings(get=MISSING, pk=roster_job, kind=lambda cast: "added"),
}
