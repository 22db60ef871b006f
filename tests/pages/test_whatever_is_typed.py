"""Whatever is typed into a field, or put there by hand, is answered by a page: taken, or refused in words."""

import datetime
import itertools
import math

import pytest
import time_machine

from pairing.models import PairingRun
from programs.models import Cohort, SignUp
from tests.factories import NOW
from tests.factories import lab as make
from tests.lab import fill_lab
from tests.pages.drawing import read
from tests.sizes import size
from tests.tenancy.url_policy import OFFER

pytestmark = pytest.mark.proof
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
HOSTILE = {
    "nothing": "",
    "a null": "a\x00b",
    "very long": "9" * 5000,
    "negative": "-1",
    "beyond every column": "99999999999999999999",
    "not a number": "NaN",
    "the last day there is": "9999-12-31",
    "the first day there is": "0001-01-01",
    "another script": "٣ Ω 🙂 \u202e",
    "markup": "<script>alert(1)</script>",
}
LEAST = size(1, len(HOSTILE))  # of these, in turn, into each field
# page: (who, the view, what its address is made of)
PAGES = {
    "a program": ("sponsor", "programs:program", lambda lab: lab.cohort.program_id),
    "a template": ("sponsor", "programs:template", lambda lab: lab.template.pk),
    "the next run": ("sponsor", "programs:run_again", lambda lab: lab.closing.pk),
    "the words": ("admin", "organizations:words", lambda lab: None),
    "a new cohort": ("sponsor", "programs:cohort_new", lambda lab: lab.cohort.program_id),
    "a cohort": ("sponsor", "programs:cohort_edit", lambda lab: lab.cohort.pk),
    "the rules": ("sponsor", "programs:rules", lambda lab: lab.cohort.pk),
    "the charter": ("sponsor", "programs:charter", lambda lab: lab.cohort.pk),
    "those in charge": ("sponsor", "programs:sponsors", lambda lab: lab.cohort.pk),
    "a list of people": ("sponsor", "programs:enrol_list", lambda lab: lab.cohort.pk),
    "many people": ("sponsor", "programs:bulk", lambda lab: lab.cohort.pk),
    "a sign-up": ("sponsor", "programs:sign_up_edit", lambda lab: {"pk": lab.cohort.pk, "role": "mentor"}),
    "a new sign-up": ("sponsor", "programs:sign_up_edit", lambda lab: {"pk": lab.cohort.pk, "role": "leader"}),
    "signing up": ("manager", "programs:sign_up", lambda lab: lab.cohort.pk),
    "a nomination": ("manager", "programs:nominate", lambda lab: lab.cohort.pk),
    "the papers": ("leader", "programs:papers", lambda lab: lab.cohort.pk),
    "a mentor’s profile": ("mentor", "programs:profile_edit", lambda lab: lab.mentor_enrolment.pk),
    "a leader’s profile": ("leader", "programs:profile_edit", lambda lab: lab.leader_enrolment.pk),
    "a question": ("leader", "programs:question_write", lambda lab: lab.leader_enrolment.pk),
    "the coach": ("leader", "programs:question_hints", lambda lab: lab.leader_enrolment.pk),
    "a suggestion": ("sponsor", "programs:question_suggestion", lambda lab: lab.leader_enrolment.pk),
    "a tool": ("sponsor", "programs:tool_new", lambda lab: None),
    "weights": ("sponsor", "pairing:runs", lambda lab: lab.cohort.pk),
    "a pin": ("sponsor", "pairing:rules", lambda lab: lab.cohort.pk),
    "the pair’s work": ("leader", "pairing:work", lambda lab: lab.pair.pk),
    "the hour": ("leader", "sessions:hour", lambda lab: {"pair": lab.pair.pk}),
    "one more session": ("leader", "sessions:add", lambda lab: {"pair": lab.pair.pk}),
    "another hour": ("leader", "sessions:move", lambda lab: lab.later.pk),
    "a log": ("leader", "sessions:log", lambda lab: lab.session.pk),
    "a review": ("mentor", "checkins:checkin", lambda lab: lab.checkin.pk),
    "a conversation": ("sponsor", "checkins:conversation", lambda lab: lab.checkin.pk),
    "the baseline": ("sponsor", "metrics:measures", lambda lab: lab.cohort.pk),
    "a measure": ("sponsor", "metrics:indicator", lambda lab: lab.measure.pk),
    "a figure": ("sponsor", "metrics:observations", lambda lab: lab.cohort.pk),
    "a lab report": ("leader", "metrics:lab_report", lambda lab: lab.pair.pk),
    "a survey": ("leader", "metrics:survey", lambda lab: lab.wave.pk),
}
# Where nothing but a button is sent, or the page that holds the form is another one.
FIELDS = {
    "programs:sponsors": {"sponsor": ""},
    "programs:papers": {"rules": "", "charter": "", "name": "x"},
    "programs:bulk": {"what": "mentors found", "q": "x", "unit": "x", "grade": "x", "show": "x", "person": "x"},
    "programs:sign_up": {"role": "mentor"},
    "metrics:measures": {"closes_on": "2026-10-01"},
    "programs:question_hints": {"kind": "question", "text": "x", "topic_prompts": "1"},
    "programs:question_suggestion": {"number": "1", "suggestion": "x"},
    "pairing:runs": dict.fromkeys(("goal", "tension", "strategic", "access"), "25"),
    "pairing:rules": {"leader": "", "mentor": "", "says": "pin"},
}


@pytest.fixture
def full(lab):
    """A running cohort with a row of everything, and a cohort under design whose measures can be changed."""
    fill_lab(lab)
    with lab.works():
        lab.later = make.LabSessionFactory(
            pair=lab.pair, series=lab.series, number=2, starts_at=NOW + 9 * DAY, ends_at=NOW + 9 * DAY + HOUR
        )
        SignUp.objects.create(cohort=lab.cohort, **OFFER, opened_at=NOW)
        PairingRun.objects.all().delete()  # drawn by hand, without what the board reads of it
        designing = make.CohortFactory(state=Cohort.State.DESIGNING)
        make.CohortSponsorFactory(cohort=designing, person=lab.sponsor.person)
        lab.template = make.own_template(by=lab.sponsor)
        lab.closing = make.CohortFactory(state=Cohort.State.CLOSING)
        make.CohortSponsorFactory(cohort=lab.closing, person=lab.sponsor.person)
        lab.measure = make.IndicatorFactory(cohort=designing)
        make.IndicatorFactory(cohort=lab.cohort, form="number", key="hours")
        make.IndicatorFactory(cohort=lab.cohort, form="share", key="weekly")
        make.IndicatorFactory(cohort=lab.cohort, form="number", source="business", key="pack")
    with time_machine.travel(NOW + 5 * DAY, tick=False):
        yield lab


def fields(page):
    """Every control of the page's own forms with a value that its owner could have sent."""
    main, said = read(page.content.decode()).one("main"), {}
    for control in main.all("input") + main.all("textarea"):
        if "name" in control.attrs and "disabled" not in control.attrs:
            said[control.attrs["name"]] = control.attrs.get("value") or getattr(control, "text_as_typed", "") or "x"
    for control in main.all("select"):
        options = [option.attrs["value"] for option in control.all("option") if option.attrs.get("value")]
        said[control.attrs["name"]] = options[0] if options else ""
    said.pop("csrfmiddlewaretoken", None)
    return said


def typed(fields, page):
    """(field, kind, value): each kind comes by on each page, if not in every field."""
    each = max(LEAST, math.ceil(len(HOSTILE) / len(fields)))
    kinds = itertools.cycle(HOSTILE.items())
    next(itertools.islice(kinds, list(PAGES).index(page), None))  # another one first on each page
    return [(field, *kind) for field in fields for kind in itertools.islice(kinds, each)]


@pytest.mark.parametrize("name", PAGES)
def test_whatever_stands_in_one_field_is_answered(full, visit, name):
    who, view, of = PAGES[name]
    key = of(full)
    url = full.url(view, **(key if isinstance(key, dict) else {"pk": key} if key else {}))
    browser = visit(getattr(full, who))
    browser.raise_request_exception = False
    said = FIELDS.get(view) or fields(browser.get(url))
    assert said, "a page with something to fill in"
    answers = {
        (field, kind): browser.post(url, said | {field: value}).status_code for field, kind, value in typed(said, name)
    }
    assert {case: code for case, code in answers.items() if code not in (200, 302, 404, 422)} == {}
