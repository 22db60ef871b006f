"""Many people at once: shown first, done by the worker whole or not at all, found again with what came of it."""

import datetime
import re
from unittest import mock

import pytest
import time_machine
from django.core import mail

from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry, Job, Person
from programs import bulk
from programs.models import Cohort, Enrolment
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.factories.lab import CohortFactory, CohortSponsorFactory, EnrolmentFactory, ResearchQuestionFactory

DAY = datetime.timedelta(days=1)


@pytest.fixture
def crowd(cast):
    """A cohort that enrols, and 120 people of Risk on the roster, three of whom can't take part."""
    with cast.works():
        cast.cohort = CohortFactory(contact=cast.admin.person, state=Cohort.State.ENROLLING)
        CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        Person.objects.bulk_create(
            Person(
                organization_id=cast.organization.pk, given_name="Ada", family_name=f"Risk{n:03}",
                email=f"risk{n}@roster.test", unit="Bank / Risk",
            )
            for n in range(117)
        )  # fmt: skip
        Person.objects.filter(pk__in=[cast.sponsor.person_id, cast.admin.person_id]).update(unit="Bank / Risk")
        taking_part = PersonFactory(unit="Bank / Risk", given_name="Already", family_name="Here")
        EnrolmentFactory(cohort=cast.cohort, person=taking_part)
    with time_machine.travel(NOW, tick=False):
        yield cast


def url(cast, name, **kwargs):
    return cast.url(f"programs:{name}", pk=cast.cohort.pk, **kwargs)


def mentors(cast):
    with cast.works():
        return Enrolment.objects.active().mentors().filter(cohort=cast.cohort).count()


def propose(cast, visit, what, **data):
    """The address of the job that waits for a yes."""
    return visit(cast.sponsor).post(url(cast, "bulk"), {"what": what} | data).url


def say_yes(browser, page, django_capture_on_commit_callbacks):
    seen = re.search('name="fingerprint" value="([^"]+)"', browser.get(page).text)[1]
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(f"{page}going/", {"fingerprint": seen}).url == page
    return browser.get(page)


def test_all_found_by_a_filter_are_shown_first_and_enrolled_once(crowd, visit, django_capture_on_commit_callbacks):
    cast, browser = crowd, visit(crowd.sponsor)
    roster = browser.get(f"{url(cast, 'enrol')}?unit=risk").text
    assert "120 people are found." in roster
    page = propose(cast, visit, "mentors found", unit="risk")
    text = browser.get(page).text
    for said in (
        "117 people will be enrolled as mentors.", "3 people stay out of it.", "Ada Risk116",
        "Takes part already, as a leader.", "Already Here", "Is a sponsor of this cohort",
        "Is the independent contact of this cohort",
    ):  # fmt: skip
        assert said in text
    assert mentors(cast) == 0
    done = say_yes(browser, page, django_capture_on_commit_callbacks)
    assert "117 people enrolled as mentors." in done.text
    assert "Already Here" in done.text
    assert mentors(cast) == 117
    browser.post(f"{page}going/", {"fingerprint": "x"})  # a second press
    with cast.works():
        assert AuditEntry.objects.filter(verb="enrolled").count() == 117
        assert Job.objects.get().result["done"] == 117
    assert "117 people enrolled as mentors." in browser.get(url(cast, "enrolled")).text


def test_what_has_changed_since_it_was_seen_is_shown_again(crowd, visit):
    cast, browser = crowd, visit(crowd.sponsor)
    page = propose(cast, visit, "mentors found", unit="risk")
    seen = re.search('name="fingerprint" value="([^"]+)"', browser.get(page).text)[1]
    with cast.works():
        Person.objects.filter(family_name="Risk001").update(left_on=NOW.date())
    answer = browser.post(f"{page}going/", {"fingerprint": seen}, follow=True)
    assert "It has changed meanwhile." in answer.text
    assert "116 people will be enrolled as mentors." in answer.text
    assert mentors(cast) == 0


def test_if_it_stops_midway_nothing_of_it_stays(crowd, visit, django_capture_on_commit_callbacks):
    cast, browser, calls, act = crowd, visit(crowd.sponsor), [], bulk._act

    def breaks(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return act(*args, **kwargs)

    page = propose(cast, visit, "mentors found", unit="risk")
    with mock.patch.object(bulk, "_act", breaks):
        done = say_yes(browser, page, django_capture_on_commit_callbacks)
    assert "It stopped. Nothing was changed." in done.text
    assert (mentors(cast), len(calls)) == (0, 3)


def test_who_is_no_longer_in_charge_when_it_comes_to_it_does_nothing(crowd, visit, django_capture_on_commit_callbacks):
    cast = crowd
    page = propose(cast, visit, "mentors found", unit="risk")
    with cast.works():
        job = Job.objects.get()
        job.params = job.params | {"confirmed": True}
        job.save()
        cast.sponsor.is_sponsor = False
        cast.sponsor.save()
        bulk.carry_out(job, now=NOW)
        job.refresh_from_db()
    assert (job.state, job.failure) == ("failed", "You are no longer in charge of this cohort. Nothing was changed.")
    assert mentors(cast) == 0
    assert visit(cast.sponsor).get(page).status_code == 404


def test_a_pasted_list_of_500_is_looked_at_first_and_gives_back_what_names_nobody(
    crowd, visit, django_capture_on_commit_callbacks
):
    cast, browser = crowd, visit(crowd.sponsor)
    lines = [f"risk{n}@roster.test" for n in range(117)] + [f"nobody{n}@roster.test" for n in range(5)]
    answer = browser.post(url(cast, "enrol_list"), {"role": "mentor", "lines": "\n".join(lines)})
    assert "5 lines are left." in answer.text
    assert answer.text.count("Nobody on the roster has this e-mail.") == 1  # said once, of all five
    assert "117 people were found." in answer.text
    assert answer.context["form"]["lines"].value().split() == lines[117:]
    assert mentors(cast) == 0
    page = url(cast, "bulk_job", job=answer.context["job"].pk)
    assert "117 people enrolled as mentors." in say_yes(browser, page, django_capture_on_commit_callbacks).text
    assert mentors(cast) == 117
    answer = browser.post(url(cast, "enrol_list"), {"role": "leader", "lines": "\n".join(lines[:60])}, follow=True)
    assert "0 people will be enrolled as leaders." in answer.text
    assert "Takes part already, as a mentor." in answer.text


def test_many_are_withdrawn_at_once(crowd, visit, django_capture_on_commit_callbacks):
    cast, browser = crowd, visit(crowd.sponsor)
    with cast.works():
        for person in Person.objects.filter(family_name__startswith="Risk")[:4]:
            EnrolmentFactory(cohort=cast.cohort, person=person, role="mentor")
        picked = list(Enrolment.objects.mentors().values_list("person_id", flat=True)[:3])
    page = propose(cast, visit, "withdraw picked", person=[*picked, cast.executive.person_id, "nonsense"])
    text = browser.get(page).text
    assert "3 people will take part no longer." in text
    assert "Takes part no longer." in text  # the one who never did
    assert "3 people take part no longer." in say_yes(browser, page, django_capture_on_commit_callbacks).text
    assert mentors(cast) == 1
    page = propose(cast, visit, "withdraw all", show="mentors")
    assert "1 person will take part no longer." in browser.get(page).text


def test_who_is_not_ready_is_reminded_once_a_day(crowd, visit, django_capture_on_commit_callbacks):
    cast, browser = crowd, visit(crowd.sponsor)
    with cast.works():
        Enrolment.objects.all().delete()
        ready = EnrolmentFactory(cohort=cast.cohort, person=cast.leader.person)
        ResearchQuestionFactory(enrolment=ready)
        EnrolmentFactory(cohort=cast.cohort, person=cast.mentor.person, role="mentor", profile_at=None)
        EnrolmentFactory(cohort=cast.cohort, person=cast.manager.person)
        mine = EnrolmentFactory(cohort=cast.cohort, person=cast.executive.person)
        ResearchQuestionFactory(enrolment=mine, state="proposed", settled_at=None)
        EnrolmentFactory(cohort=cast.cohort, person=PersonFactory(), role="mentor", profile_at=None)
        EnrolmentFactory(cohort=cast.cohort, person=MembershipFactory(person__email="").person)
    page = propose(cast, visit, "remind all", show="all")
    text = browser.get(page).text
    for said in (
        "2 people will be reminded.", "Is ready.", "Their question waits for you.",
        "Can’t sign in yet: an admin invites them first.", "Has no e-mail on the roster.",
    ):  # fmt: skip
        assert said in text
    assert "2 people are reminded." in say_yes(browser, page, django_capture_on_commit_callbacks).text
    again = propose(cast, visit, "remind all", show="waiting")
    assert "0 people will be reminded." in browser.get(again).text
    assert "Was reminded today already." in browser.get(again).text
    sweep_until_idle(NOW)
    assert {it.to[0]: it.subject for it in mail.outbox} == {
        cast.mentor.person.email: "Your profile for “AI fluency, autumn 2026” is still empty",
        cast.manager.person.email: "“AI fluency, autumn 2026” waits for your question",
    }
    with time_machine.travel(NOW + DAY, tick=False), cast.works():
        Enrolment.objects.filter(person=cast.mentor.person).update(profile_at=NOW)
    with time_machine.travel(NOW + DAY, tick=False):
        page = propose(cast, visit, "remind all", show="waiting")
        assert "1 person will be reminded." in visit(cast.sponsor).get(page).text


@pytest.mark.parametrize("what", ["", "mentors picked", "explode all", "withdraw picked"])
def test_what_names_nobody_or_nothing_says_so(crowd, visit, what):
    answer = visit(crowd.sponsor).post(url(crowd, "bulk"), {"what": what}, follow=True)
    assert "Nobody was picked." in answer.text
    with crowd.works():
        assert not Job.objects.exists()


def test_what_waits_for_a_yes_is_its_makers_alone_and_the_rest_the_sponsors(crowd, visit):
    cast = crowd
    page = propose(cast, visit, "mentors found", unit="risk")
    with cast.works():
        other = MembershipFactory(is_sponsor=True)
        CohortSponsorFactory(cohort=cast.cohort, person=other.person)
    assert visit(other).get(page).status_code == 404
    assert visit(cast.admin).get(page).status_code == 404
    with cast.works():
        job = Job.objects.get()
        job.params = job.params | {"confirmed": True}
        job.save()
    assert "It is being done." in visit(other).get(page).text
    fragment = visit(other).get(page, headers={"HX-Request": "true"}).text
    assert ("<h1" in fragment, "hx-get" in fragment) == (False, True)
    with cast.works():
        job.finish({"done": 117, "refused": []}, now=NOW)
    answer = visit(other).get(page, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true", "the headline and the reasons come with it"
    assert visit(other).get(page).text.count("117 people enrolled as mentors.") == 1


def test_a_second_choice_takes_the_place_of_the_first(crowd, visit):
    first = propose(crowd, visit, "mentors found", unit="risk")
    propose(crowd, visit, "mentors found", q="Ada")
    assert visit(crowd.sponsor).get(first).status_code == 404
    with crowd.works():
        assert Job.objects.count() == 1
