"""A cohort under design, made by the verbs, and what its tests ask of pages."""

from types import SimpleNamespace

from organizations.models import AuditEntry
from organizations.tenancy.scope import WORKER, current, scope
from programs.actions import make_cohort
from programs.models import ApprovedTool, Program
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.pages.drawing import read


def design(cast, template="ai_fluency", **cohort):
    """The sponsor's program and cohort, as a draft."""
    with cast.sees("sponsor"):
        program = Program.objects.make(template=template, name="Offer", by=cast.sponsor, now=NOW)
        given = {"starts_on": NOW.date(), "contact": cast.assistant.person} | cohort
        cohort = make_cohort(program=program, name="First run", by=cast.sponsor, now=NOW, **given)
    return SimpleNamespace(program=program, cohort=cohort)


def approve_tool():
    return ApprovedTool.objects.create(
        name="Assist", data_allowed="internal data", approved_by="IT security", entered_at=NOW
    )


def second_sponsor(cast):
    with cast.works():
        person = PersonFactory(given_name="Ola", family_name="Berg")
        return MembershipFactory(person=person, is_sponsor=True)


def verbs():
    """What was recorded, in whatever organization is open; no page reads all of it."""
    with scope(WORKER, current().organization):
        return list(AuditEntry.objects.order_by("id").values_list("verb", "subject_kind"))


def tree(answer):
    assert answer.status_code == 200, answer.status_code
    return read(answer.content.decode())


def headline(answer):
    return tree(answer).one("h1").text


def sent(answer):
    """What the browser would send if one pressed the page's first form as it stands."""
    form = next(it for it in tree(answer).one("main").all("form") if it.all("input", name="csrfmiddlewaretoken"))
    data = {
        it.attrs["name"]: it.attrs.get("value", "on" if "checked" in it.attrs else "")
        for it in form.all("input")
        if _is_sent(it)
    }
    data |= {it.attrs["name"]: it.text_as_typed for it in form.all("textarea")}
    return {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}


def _is_sent(field):
    if "disabled" in field.attrs or "name" not in field.attrs:
        return False
    return field.attrs.get("type") not in ("radio", "checkbox") or "checked" in field.attrs
