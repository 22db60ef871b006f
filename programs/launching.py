"""The launch checklist of a cohort: its counts, and the words for them (PROTOCOL C2). `programs.launch` says what is as it should be."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from organizations.line import chain
from organizations.registries import in_slot

from . import launch
from .clauses import contact_objection, tools_of
from .contacts import line, taking_part
from .models import Cohort, ResearchQuestion


@dataclass(frozen=True)
class Words:
    good: Any  # how it stands, with its figures
    short: Any
    usual: Any
    why: Any
    view: str
    action: Any
    none: Any = ""  # where there is nobody to count


PEOPLE = ("programs:enrolled", gettext_lazy("See who takes part"))
DESIGN = ("programs:cohort_edit", gettext_lazy("Look at goal and days"))
SPONSORS = ("programs:sponsors", gettext_lazy("Add a sponsor"))
NO_MENTOR = gettext_lazy("No mentor takes part yet")
GOAL_WHY = gettext_lazy("Long enough to change one way of working, short enough to stay in mind.")
SPONSORS_WHY = gettext_lazy("Whoever a leader reports to reads nothing of that pair: a colleague looks after it.")

WORDS = {
    "practiced": Words(
        gettext_lazy("%(n)d of %(every)d mentors already use the tools in their work"),
        gettext_lazy("%(n)d of %(every)d mentors already use the tools in their work"),
        gettext_lazy("10 to 20 of them"),
        gettext_lazy("They teach what they do every day, and a pair that ends can be replaced."),
        *PEOPLE,
        NO_MENTOR,
    ),
    "mentors": Words(
        gettext_lazy("Mentors who take part: %(n)d"),
        gettext_lazy("Mentors who take part: %(n)d"),
        gettext_lazy("10 to 20 of them"),
        gettext_lazy("Enough to choose from, and few enough to know each pair."),
        *PEOPLE,
    ),
    "owners": Words(
        gettext_lazy("%(n)d of %(every)d leaders with a question own how it is done today"),
        gettext_lazy("%(n)d of %(every)d leaders with a question own how it is done today"),
        gettext_lazy("at least half"),
        gettext_lazy("Who owns a process that matters can change it."),
        "programs:questions",
        gettext_lazy("Read the questions"),
        gettext_lazy("No leader has written a question yet"),
    ),
    "days": Words(
        gettext_lazy("A goal for %(n)d days"),
        gettext_lazy("A goal for %(n)d days"),
        gettext_lazy("about 90 days"),
        GOAL_WHY,
        *DESIGN,
    ),
    "goal": Words(gettext_lazy("A goal"), gettext_lazy("No goal"), gettext_lazy("one for 90 days"), GOAL_WHY, *DESIGN),
    "capacity": Words(
        gettext_lazy("Leaders who take part: %(every)d, room with mentors for %(n)d"),
        gettext_lazy("Leaders who take part: %(every)d, room with mentors for %(n)d"),
        gettext_lazy("room for every leader"),
        gettext_lazy("A leader too many goes without a partner."),
        *PEOPLE,
        gettext_lazy("No leader takes part yet"),
    ),
    "sponsors": Words(
        gettext_lazy("Sponsors in charge: %(n)d"),
        gettext_lazy("Sponsors in charge: %(n)d"),
        gettext_lazy("two"),
        SPONSORS_WHY,
        *SPONSORS,
    ),
    "alone": Words(
        gettext_lazy("Every leader has a sponsor"),
        gettext_lazy("Leaders who report up to every sponsor in charge: %(alone)d"),
        gettext_lazy("none"),
        SPONSORS_WHY,
        *SPONSORS,
    ),
    "contact": Words(
        gettext_lazy("The independent contact stands outside the line"),
        gettext_lazy("No independent contact outside the line"),
        gettext_lazy("someone nobody here reports to"),
        gettext_lazy("Whoever fears payback needs a way past you and the leaders."),
        *DESIGN,
    ),
    "tools": Words(
        gettext_lazy("Approved tools in the register: %(n)d"),
        gettext_lazy("No approved tool in the register"),
        gettext_lazy("at least one"),
        gettext_lazy("IT knows what pairs will use, and which data may go in."),
        "programs:tools",
        gettext_lazy("Open the register"),
    ),
    "managers": Words(
        gettext_lazy("%(n)d of %(every)d mentors have a line manager on the roster"),
        gettext_lazy("%(n)d of %(every)d mentors have a line manager on the roster"),
        gettext_lazy("all"),
        gettext_lazy(
            "The line manager reads the charter and agrees to the hours: talk to them before the first session."
        ),
        *PEOPLE,
        NO_MENTOR,
    ),
}
OF_THE_ORGANIZATION = {"programs:tools"}  # pages that are nobody's cohort's


def section(cohort, membership, now):
    """What the cohort's page shows of it while people are enrolled; None at another time.

    Higher apps add lines through the page slot "launch": {"good", "text", "usual", "why", "url", "label"}.
    """
    if cohort.state != Cohort.State.ENROLLING:
        return None
    lines = [_row(cohort, line) for line in launch.checklist(counts_of(cohort))]
    lines += in_slot("launch", membership, cohort, now)
    return {"lines": lines, "good": sum(line["good"] for line in lines), "all": len(lines)}


def _row(cohort, line):
    words, figures = WORDS[line.key], dict(line.figures)
    given = {} if words.view in OF_THE_ORGANIZATION else {"pk": cohort.pk}
    return {
        "good": line.good,
        "text": str(_said(words, line, figures)) % figures,
        "usual": words.usual,
        "why": words.why,
        "url": cohort.organization.url(words.view, **given),
        "label": words.action,
    }


def _said(words, line, figures):
    if words.none and not figures["every"]:
        return words.none
    return words.good if line.good else words.short


def counts_of(cohort):
    """In one query beside what the gate has asked for already."""
    people = cohort.once(taking_part)
    leaders, mentors = [it for it in people if it.is_leader], [it for it in people if not it.is_leader]
    ai = cohort.program.teaches_ai
    return launch.Counts(
        leaders=len(leaders),
        mentors=len(mentors),
        practiced=sum(_uses_tools(it, cohort.program) for it in mentors) if ai else None,
        **_owning(leaders),
        days=(cohort.ends_on - cohort.starts_on).days if cohort.starts_on and cohort.ends_on else None,
        has_goal=bool(cohort.goal.strip()),
        capacity=sum(it.capacity for it in mentors if it.profile_at),
        sponsors=len(cohort.in_charge),
        alone=_alone(cohort, leaders),
        contact_stands=cohort.contact is not None and not cohort.once(contact_objection),
        tools=len(cohort.once(tools_of)) if ai else None,
        managed=sum(it.person.manager_id is not None for it in mentors),
    )


def _uses_tools(mentor, program):
    topics = (it["key"] for it in program.topics if it["perspective"] == ResearchQuestion.Perspective.TECHNOLOGY)
    return any(mentor.topics.get(key) for key in topics)


def _owning(leaders):
    rows = ResearchQuestion.objects.filter(enrolment__in=leaders).current().values_list("owns", flat=True)
    owns = list(rows)
    return {"asked": len(owns), "owners": owns.count(ResearchQuestion.Owns.YES)}


def _alone(cohort, leaders):
    """Leaders in whose line every sponsor in charge stands."""
    in_charge, managers = {person.pk for person in cohort.in_charge}, cohort.once(line)
    return sum(in_charge <= set(chain(it.person_id, managers)) for it in leaders)
