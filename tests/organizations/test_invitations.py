import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.links import InvitationLink
from organizations.models import AuditEntry, Invitation, Membership, Person
from organizations.tasks import send_invitation
from organizations.tenancy.models import uuid7
from tests.factories import AccountFactory, InvitationFactory, MembershipFactory, PersonFactory
from tests.queries import own_queries

from .letters import code_in, path_in

VERBS = "invited", "sent invitation again", "revoked invitation", "accepted invitation"


@pytest.fixture
def newcomer(cast):
    """On the roster, and without access."""
    with cast.works():
        return PersonFactory(given_name="Zeynep", family_name="Arslan", email="zeynep@aldermeer.test")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` and what waits for the commit is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invite(cast, visit, newcomer, committed, mailoutbox):
    """The admin's page, the letter, the link in it."""

    def send(*people, roles=()):
        chosen = [person.pk for person in people or [newcomer]]
        with committed():
            answer = visit(cast.admin).post(cast.url("organizations:invitations"), {"people": chosen, "roles": roles})
        assert answer.status_code == 302
        return path_in(mailoutbox[-1])

    return send


@pytest.fixture
def guest(db):
    """Someone with an account of another address, who is in no organization."""
    account = AccountFactory(email="zeynep.private@example.test")
    client = Client()
    client.force_login(account)
    client.account = account
    return client


def memberships(cast, account):
    with cast.works():
        return list(Membership.objects.filter(account=account).select_related("person"))


def invitation_of(cast, person):
    with cast.works():
        return Invitation.objects.get(person=person)


def verbs(cast):
    with cast.works():
        return [entry.verb for entry in AuditEntry.objects.order_by("id") if entry.verb in VERBS]


# --- the admin's side -------------------------------------------------------------------------------------------


def test_the_letter_says_who_where_and_until_when(cast, invite, mailoutbox):
    path = invite()
    (letter,) = mailoutbox
    assert letter.to == ["zeynep@aldermeer.test"]
    assert letter.subject == "Your invitation to Aldermeer Bank"
    assert "Karin Holm invites you, Zeynep Arslan" in letter.body
    assert path in letter.alternatives[0][0]
    assert str(cast.organization.slug) not in letter.body


def test_many_are_invited_at_once(cast, invite, newcomer, mailoutbox):
    with cast.works():
        others = PersonFactory.create_batch(3)
    invite(newcomer, *others, roles=["sponsor"])
    assert len(mailoutbox) == 4
    assert verbs(cast) == ["invited"] * 4


def test_the_secret_is_kept_nowhere(cast, invite, newcomer):
    link = InvitationLink.read(invite().split("/")[2])
    kept = invitation_of(cast, newcomer)
    assert len(kept.secret_hash) == 64
    assert link.secret not in str(vars(kept))


@pytest.mark.parametrize("who", ["member", "no e-mail", "leaver"])
def test_only_those_who_can_come_are_offered(cast, visit, who):
    with cast.works():
        person = {
            "member": lambda: cast.leader.person,
            "no e-mail": lambda: PersonFactory(email=""),
            "leaver": lambda: PersonFactory(left_on="2026-09-01"),
        }[who]()
    url = cast.url("organizations:invitations")
    browser = visit(cast.admin)
    assert str(person.pk) not in browser.get(url).text
    assert "cannot be invited any more" in browser.post(url, {"people": [person.pk]}).text


def test_a_person_of_another_organization_cannot_be_chosen(cast, stranger, visit):
    with stranger.works():
        theirs = PersonFactory()
    answer = visit(cast.admin).post(cast.url("organizations:invitations"), {"people": [theirs.pk]})
    assert "cannot be invited any more" in answer.text
    assert theirs.name not in answer.text


def test_someone_who_is_not_on_the_roster_is_added_once_and_invited(cast, visit, committed, mailoutbox):
    browser, url = visit(cast.admin), cast.url("organizations:invitation_newcomer")
    token = browser.get(url).context["form"]["token"].value()
    data = {
        "token": token,
        "given_name": "Luca",
        "family_name": "Ferri",
        "email": "Luca@Aldermeer.test",
        "roles": ["admin"],
    }
    for _ in range(2):
        with committed():
            assert browser.post(url, data).status_code == 302
    with cast.works():
        person = Person.objects.get(email="luca@aldermeer.test")
        assert Invitation.objects.get(person=person).roles == ["admin"]
    assert len(mailoutbox) == 1


def test_an_address_that_the_roster_has_is_not_added_again(cast, visit):
    browser, url = visit(cast.admin), cast.url("organizations:invitation_newcomer")
    token = browser.get(url).context["form"]["token"].value()
    answer = browser.post(url, {"token": token, "family_name": "X", "email": "LEADER@aldermeer.test"})
    assert "Someone on the roster has this address" in answer.text


def test_inviting_twice_renews_the_one_invitation(cast, invite, newcomer):
    invite(roles=["admin"])
    invite(roles=["sponsor"])
    kept = invitation_of(cast, newcomer)
    assert kept.roles == ["sponsor"]
    assert kept.sent_count == 2


def test_sent_again_the_earlier_link_is_dead(cast, visit, invite, newcomer, guest, committed, mailoutbox):
    first = invite()
    with committed():
        pk = invitation_of(cast, newcomer).pk
        visit(cast.admin).post(cast.url("organizations:invitation_sending", pk=pk))
    assert guest.get(first).status_code == 404
    assert guest.get(path_in(mailoutbox[-1])).status_code == 200
    assert verbs(cast) == ["invited", "sent invitation again"]


def test_an_invitation_whose_letter_never_left_says_so(cast, visit):
    with cast.works():
        InvitationFactory()
    assert "Not sent yet" in visit(cast.admin).get(cast.url("organizations:invitations")).text


def test_a_broker_that_is_down_leaves_an_invitation_to_be_sent_again(cast, visit, newcomer, committed, monkeypatch):
    monkeypatch.setattr("organizations.actions.send_invitation.delay", lambda *a: 1 / 0)
    with committed():
        answer = visit(cast.admin).post(cast.url("organizations:invitations"), {"people": [newcomer.pk]})
    assert answer.status_code == 302
    assert invitation_of(cast, newcomer).sent_count == 0


def test_a_letter_that_fails_leaves_no_secret_and_no_count(cast, monkeypatch):
    with cast.works():
        invitation = InvitationFactory()
    monkeypatch.setattr("organizations.tasks.send_letter", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_invitation.delay(str(cast.organization.pk), str(invitation.pk))
    kept = invitation_of(cast, invitation.person)
    assert (kept.secret_hash, kept.sent_count) == ("", 0)


@pytest.mark.parametrize("answered", ["revoked_at", "accepted_at"])
def test_nothing_is_sent_for_what_was_answered_while_it_waited(cast, answered, mailoutbox):
    with cast.works():
        invitation = InvitationFactory(**{answered: timezone.now()})
    send_invitation.delay(str(cast.organization.pk), str(invitation.pk))
    assert mailoutbox == []


def test_an_accepted_invitation_is_not_sent_again(cast, visit, invite, newcomer, guest, mailoutbox):
    guest.post(invite())
    url = cast.url("organizations:invitation_sending", pk=invitation_of(cast, newcomer).pk)
    assert "accepted or withdrawn meanwhile" in visit(cast.admin).post(url, follow=True).text
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_asks_as_often_for_many_as_for_one(cast, visit, people):
    with cast.works():
        InvitationFactory.create_batch(people)
        PersonFactory.create_batch(people)
    browser = visit(cast.admin)
    browser.get(cast.url("organizations:invitations"))
    with own_queries(2):
        browser.get(cast.url("organizations:invitations"))


# --- the invited person's side ----------------------------------------------------------------------------------


def test_a_visitor_sees_who_invites_and_is_sent_on_with_the_way_back(cast, invite):
    path = invite()
    page = Client().get(path).text
    assert "Join Aldermeer Bank" in page
    assert f"/accounts/signup/?next={path}" in page
    assert f"/accounts/login/?next={path}" in page
    assert cast.organization.slug not in page


def test_opening_the_link_accepts_nothing(cast, invite, guest):
    path = invite()
    for _ in range(3):
        assert guest.get(path).status_code == 200
    assert memberships(cast, guest.account) == []


def test_a_visitor_who_posts_is_asked_to_sign_in(invite):
    path = invite()
    assert Client().post(path).url == f"/accounts/login/?next={path}"


def test_accepting_opens_the_door_with_the_roles_and_whatever_account(cast, invite, newcomer, guest):
    answer = guest.post(invite(roles=["executive", "sponsor"]))
    (membership,) = memberships(cast, guest.account)
    assert answer.url == cast.url("organizations:home")
    assert membership.person == newcomer
    assert membership.roles == ["sponsor", "executive"]
    assert guest.get(answer.url).status_code == 200
    assert verbs(cast) == ["invited", "accepted invitation"]


def test_a_new_account_proves_its_address_before_it_comes_back(cast, invite, mailoutbox):
    path, client = invite(), Client()
    client.post("/accounts/signup/", {"email": "zeynep@aldermeer.test", "next": path})
    assert client.post(path).url == f"/accounts/login/?next={path}"
    back = client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[-1]), "next": path})
    assert back.url == path
    assert client.post(path).url == cast.url("organizations:home")


def test_an_account_without_a_proven_address_does_not_get_in(cast, invite, guest):
    guest.account.emailaddress_set.update(verified=False)
    path = invite()
    assert guest.post(path).url == f"/accounts/login/?next={path}"
    assert memberships(cast, guest.account) == []


def test_a_second_click_by_the_same_account_simply_leads_in(cast, invite, guest):
    path = invite()
    guest.post(path)
    for answer in (guest.get(path), guest.post(path)):
        assert answer.url == cast.url("organizations:home")
    assert len(memberships(cast, guest.account)) == 1


def test_every_link_that_opens_nothing_gets_the_same_page(cast, visit, invite, newcomer, guest):
    path, other = invite(), AccountFactory()
    invitation = invitation_of(cast, newcomer)
    guest.post(path)
    pages = {"used": path}
    for name, values in {
        "expired": {"expires_at": timezone.now() - datetime.timedelta(seconds=1)},
        "withdrawn": {"revoked_at": timezone.now()},
        "leaver": {"person": None},
    }.items():
        with cast.works():
            person = PersonFactory(left_on="2026-01-01") if values.pop("person", 1) is None else PersonFactory()
            row = InvitationFactory(person=person, **values)
            pages[name] = link(cast, row, row.new_secret())
    pages |= {
        "wrong secret": link(cast, invitation, "guessed"),
        "never was": link(cast, invitation, "guessed", invitation_id=uuid7()),
        "no organization": link(cast, invitation, "guessed", organization_id=uuid7()),
        "made up": reverse("organizations:invitation", kwargs={"token": "made-up"}),
    }
    client = Client()
    client.force_login(other)
    for method in (client.get, client.post):
        answers = {name: method(address) for name, address in pages.items()}
        assert {answer.status_code for answer in answers.values()} == {404}
        assert len({answer.content for answer in answers.values()}) == 1
        assert len({tuple(sorted(answer.headers)) for answer in answers.values()}) == 1
    assert "Aldermeer" not in answers["used"].text


def link(cast, invitation, secret, **other):
    ids = {"organization_id": cast.organization.pk, "invitation_id": invitation.pk} | other
    return InvitationLink(**ids, secret=secret).url().removeprefix("http://localhost:8000")


def test_a_link_of_one_organization_opens_nothing_in_another(cast, stranger, invite, newcomer, guest):
    real = InvitationLink.read(invite().split("/")[2])
    moved = InvitationLink(stranger.organization.pk, real.invitation_id, real.secret).url()
    assert guest.post(moved.removeprefix("http://localhost:8000")).status_code == 404


def test_an_account_that_is_someone_else_here_hears_it_clearly(cast, visit, invite):
    path = invite()
    answer = visit(cast.mentor).post(path)
    assert "This account is someone else here" in answer.text
    assert len(memberships(cast, cast.mentor.account)) == 1
    assert verbs(cast) == ["invited"]


def test_a_person_whose_access_was_closed_comes_back_with_a_new_account(cast, invite, guest):
    with cast.works():
        closed = MembershipFactory(active=False, is_executive=True)
    guest.post(invite(closed.person))
    (membership,) = memberships(cast, guest.account)
    assert membership.pk == closed.pk
    assert membership.active


def test_an_account_joins_a_second_organization_and_finds_both(cast, stranger, invite, visit):
    path = invite()
    browser = visit(stranger.leader)
    home = browser.post(path).url
    menu = browser.get(home).text
    assert f'<a href="{stranger.url("organizations:home")}">Zephyr Works</a>' in menu
    door = browser.get("/").text
    assert home in door
    assert stranger.url("organizations:home") in door


def test_revoking_closes_the_link(cast, visit, invite, newcomer, guest):
    path = invite()
    visit(cast.admin).post(cast.url("organizations:invitation_revocation", pk=invitation_of(cast, newcomer).pk))
    assert guest.post(path).status_code == 404
    assert verbs(cast) == ["invited", "revoked invitation"]


def test_the_limit_answers_with_a_page_in_the_look(settings, db):
    settings.ACCOUNT_RATE_LIMITS = {"answer_invitation": "2/m/ip"}
    client, path = Client(), reverse("organizations:invitation", kwargs={"token": "made-up"})
    answers = [client.post(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert "A little slower, please." in answers[-1].text
    assert 'href="/static/css/bundle.css"' in answers[-1].text
