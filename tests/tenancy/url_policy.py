"""Who may do what at which address: one line for each URL name. A URL without a line fails in test_urls.py.

    "programs:cohort": inside("sponsor", "executive", get=OK, pk=lambda cast: make_cohort(cast).pk)

`inside(*who)` is an address in an organization, `own` one for anybody signed in, `public` one for all. `get` and `post` are the
answers to those who may; `denied` is the answer to members who may not. Values for the address are made by functions of the cast.
"""

import dataclasses
from collections.abc import Callable

from organizations.tenancy.models import uuid7
from tests.cast import NAMES
from tests.factories import InvitationFactory, MembershipFactory
from tests.lab import open_lab

OK, FOUND, FORBIDDEN, MISSING, NO_METHOD = 200, 302, 403, 404, 405
MEMBERS = tuple(NAMES)


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
        return dict.fromkeys(self.kwargs, uuid7())


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


def in_lab(row):
    """The id of a row of a cohort with one pair, opened when it is first asked for."""

    def find(cast):
        lab = cast if hasattr(cast, "cohort") else open_lab(cast)
        return getattr(lab, row).pk

    return find


def question(*who, **rule):
    return inside(*who, pk=in_lab("leader_enrolment"), **rule)


READERS = ("leader", "mentor", "sponsor")

POLICY = {
    "health_live": public(post=NO_METHOD),
    "health_ready": public(post=NO_METHOD),
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
    "organizations:people": settings(),
    "organizations:member": settings(pk=lambda cast: cast.leader.pk),
    "organizations:member_roles": settings(get=NO_METHOD, post=FOUND, pk=lambda cast: cast.leader.pk),
    "organizations:member_closing": settings(get=NO_METHOD, post=FOUND, pk=lambda cast: cast.leader.pk),
    "organizations:member_reopening": settings(get=NO_METHOD, post=FOUND, pk=closed_member),
    "organizations:invitations": settings(post=OK),
    "organizations:invitation_newcomer": settings(post=OK),
    "organizations:invitation_sending": settings(get=NO_METHOD, post=FOUND, pk=invitation),
    "organizations:invitation_revocation": settings(get=NO_METHOD, post=FOUND, pk=invitation),
    # who takes part, profiles and research questions
    "programs:labs": inside(*MEMBERS),
    "programs:enrolled": inside("sponsor", pk=in_lab("cohort")),
    "programs:enrol": inside("sponsor", post=FOUND, pk=in_lab("cohort")),
    "programs:enrol_list": inside("sponsor", post=OK, pk=in_lab("cohort")),
    "programs:questions": inside("sponsor", pk=in_lab("cohort")),
    "programs:withdrawal": question("leader", "sponsor", post=FOUND),
    "programs:profile": question(*READERS),
    "programs:profile_edit": question("leader", post=OK),
    "programs:question": question(*READERS),
    "programs:question_write": question("leader", post=OK),
    "programs:question_hints": question("leader", get=NO_METHOD, post=OK),
    "programs:question_going_ahead": question("leader", get=NO_METHOD, post=FOUND),
    "programs:question_settling": question("sponsor", get=NO_METHOD, post=MISSING),
    "programs:question_suggestion": question("sponsor", get=FOUND, post=MISSING),
}
