"""Three sessions of a pair, and the reviews that open after them."""

import datetime

from checkins.models import CheckIn
from notifications.sweep import sweep
from organizations.registries import facts
from sessions.facts import SessionHeld
from sessions.models import LabSession
from tests.factories import NOW
from tests.factories import lab as make

WORDS = {"view": "I see how decisions are made.", "heard": "Yes: the pack was changed."}


def hold(lab, number, *, tell=True):
    """The pair's next session, held on its day, logged by the mentor in their own scope."""
    at = NOW + datetime.timedelta(days=14 * number)
    with lab.works():
        session = make.LabSessionFactory(
            pair=lab.pair, series=lab.series, number=number, starts_at=at, state=LabSession.State.HELD
        )
    if tell:
        with lab.sees("mentor"):
            facts.tell(SessionHeld(session.pk, lab.pair.pk, number), now=at)
        sweep(at)
    return at


def page(lab, view, checkin):
    return lab.url(f"checkins:{view}", pk=checkin.pk)


def answer(browser, lab, checkin, **data):
    with lab.works():
        version = CheckIn.objects.get(pk=checkin.pk).version
    return browser.post(page(lab, "checkin", checkin), {"version": version, **data}, follow=True)
