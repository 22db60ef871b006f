"""What pairing says of two people, of a rule and of a price."""

from django.utils.formats import number_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from .models.runs import Kind

LONGEST = 400

KINDS = {
    "goal_match": Kind.GOAL,
    "constructive_tension": Kind.TENSION,
    "strategic": Kind.STRATEGIC,
    "look_again": Kind.LOOK,
}
PARTS = {
    "goal": gettext_lazy("Question and skill"),
    "tension": gettext_lazy("Another function, another view"),
    "strategic": gettext_lazy("First-hand sight"),
    "access": gettext_lazy("Hours and place"),
}
REMOVED = {
    "self": ngettext_lazy("%(n)s is the same person", "%(n)s are the same person", "n"),
    "reporting": ngettext_lazy("%(n)s reports to them", "%(n)s report to them", "n"),
    "reporting_further": ngettext_lazy("%(n)s stands further down in their line", "%(n)s stand further down in their line", "n"),
    "forbidden": ngettext_lazy("%(n)s you ruled out", "%(n)s you ruled out", "n"),
    "already_paired": ngettext_lazy("%(n)s was proposed to them before", "%(n)s were proposed to them before", "n"),
    "same_department": ngettext_lazy("%(n)s works in the same department", "%(n)s work in the same department", "n"),
    "language": ngettext_lazy("%(n)s shares no language", "%(n)s share no language", "n"),
    "no_common_slot": ngettext_lazy("%(n)s shares no hour", "%(n)s share no hour", "n"),
    "no_seat": ngettext_lazy("%(n)s has no seat left", "%(n)s have no seat left", "n"),
    "seats_taken": ngettext_lazy("%(n)s is with another leader", "%(n)s are with other leaders", "n"),
}  # fmt: skip
# The smallest change first; a manager and their manager are never among them.
FREES = {
    "forbidden": gettext_lazy("Release one “not these two”."),
    "no_common_slot": gettext_lazy("Ask for a working day that begins earlier or ends later."),
    "seats_taken": gettext_lazy("Ask a mentor to take a second leader, or invite one mentor more."),
    "no_seat": gettext_lazy("Ask a mentor to take a second leader, or invite one mentor more."),
    "same_department": gettext_lazy("Allow partners from the same department for this cohort."),
    "language": gettext_lazy("Look at the languages in both profiles."),
    "reporting_further": gettext_lazy("Sign an exception for a mentor further down in their line, who then agrees or doesn’t."),
}  # fmt: skip
STEPS = {
    "weigh": gettext_lazy("Weighing every leader with every mentor"),
    "solve": gettext_lazy("Finding the best pairs for all"),
    "price": gettext_lazy("Working out what each change would cost"),
    "explain": gettext_lazy("Putting the reasons into words"),
}
# What the sponsor reads and presses to bend a rule for two people; a manager and their manager are never among them.
MENDS = {
    "forbidden": (gettext_lazy("You ruled out %(mentor)s for %(leader)s."), gettext_lazy("Allow %(mentor)s again")),
    "seat": (gettext_lazy("%(mentor)s could take one leader more."), gettext_lazy("Give %(mentor)s one seat more")),
    "no_common_slot": (
        gettext_lazy("%(leader)s and %(mentor)s share no hour."),
        gettext_lazy("Ask %(leader)s for other hours"),
    ),
    "same_department": (
        gettext_lazy("%(leader)s and %(mentor)s work in the same department."),
        gettext_lazy("Allow that in this cohort"),
    ),
    "language": (
        gettext_lazy("%(leader)s and %(mentor)s name no language in common."),
        gettext_lazy("Ask %(leader)s for more languages"),
    ),
    "reporting_further": (
        gettext_lazy("%(mentor)s works further down in %(leader)s’s reporting line: you can sign an exception, and it takes their own yes."),
        gettext_lazy("Look at an exception"),
    ),
}  # fmt: skip
MENDED_BY = {  # the view, and whose enrolment it is told; for "both" it is a page of its own
    "seat": ("pairing:seats", "mentor"),
    "no_common_slot": ("pairing:asking", "leader"),
    "same_department": ("pairing:departments", None),
    "language": ("pairing:asking", "leader"),
    "reporting_further": ("pairing:exceptions", "both"),
}
NEARLY_ALL = {
    "self": gettext_lazy("“Nobody with themselves”"),
    "reporting": gettext_lazy("The reporting line"),
    "reporting_further": gettext_lazy("The reporting line further up"),
    "forbidden": gettext_lazy("“Not these two”"),
    "already_paired": gettext_lazy("“Not twice the same two”"),
    "same_department": gettext_lazy("“Not from the same department”"),
    "language": gettext_lazy("A language in common"),
    "no_common_slot": gettext_lazy("An hour in common"),
}
BROKEN = {
    "self": gettext_lazy("they are one person"),
    "reporting": gettext_lazy("the mentor reports to the leader, directly or at one remove"),
    "reporting_further": gettext_lazy("the leader stands further up in the mentor’s line"),
    "forbidden": gettext_lazy("you ruled them out"),
    "already_paired": gettext_lazy("they were proposed to each other before"),
    "same_department": gettext_lazy("they work in the same department"),
    "language": gettext_lazy("they share no language"),
    "no_common_slot": gettext_lazy("they share no hour"),
    "no_seat": gettext_lazy("the mentor has no seat left"),
    "seats": gettext_lazy("more leaders are pinned to this mentor than they have seats"),
    "two_mentors": gettext_lazy("the leader is pinned to two mentors"),
}


def called(person):
    return person.given_name or person.family_name


def because(leader, mentor, reasons, topics):
    """What both partners read. `reasons` as a run keeps them, `topics` {key: label}."""
    return " ".join(sentences(leader, mentor, reasons, topics))[:LONGEST]


def sentences(leader, mentor, reasons, topics):
    """The same, the matter before the circumstances; as many as fit."""
    names = {"leader": called(leader), "mentor": called(mentor)}
    clauses = [clause for code, values in reasons if (clause := _clause(code, values, names, topics))]
    clauses = clauses or [_("%(mentor)s sees the work from where %(leader)s does not") % names]
    said = [f"{capfirst(clause)}." for clause in clauses]
    while len(said) > 1 and len(" ".join(said)) > LONGEST:
        said.pop()
    return said


def _clause(code, values, names, topics):
    if code == "topics":
        labels = [topics.get(value, value) for value in values]
        said = {**names, "topics": get_text_list(labels, _("and"))}
        return _("%(mentor)s knows first-hand what %(leader)s asks about: %(topics)s") % said
    if code == "first_hand_sight":
        said = {**names, "units": get_text_list([" ".join(v.split("/")[-1].split()) for v in values], _("and"))}
        return _("%(mentor)s sees %(units)s from close up") % said
    if code == "another_function":
        return _("you work in different parts of the organization, so each of you sees what the other can’t")
    if code == "same_site":
        return _("you both work in %(site)s") % {"site": values[0]}
    if code == "shared_hours":
        said = {"hours": number_format(values[0], decimal_pos=0 if values[0] % 1 == 0 else 1)}
        return _("your working weeks have %(hours)s hours in common") % said
    return None  # years apart and wording count, and are nobody's business to read


def stands_in_the_way(removed):
    """Why nobody is left for a leader, the most frequent rule first."""
    total = sum(removed.values())
    parts = [str(REMOVED[rule] % {"n": n}) for rule, n in sorted(removed.items(), key=lambda it: (-it[1], it[0]))]
    looked = ngettext("%(n)s mentor looked at", "%(n)s mentors looked at", total) % {"n": total}
    return f"{looked}: {get_text_list(parts, _('and'))}."


def frees(alone, removed):
    """The smallest change that gives a leader a candidate, or None."""
    rule = next((rule for rule in FREES if alone.get(rule)), None) or next((r for r in FREES if removed.get(r)), None)
    return str(FREES[rule]) if rule else None


def shares(short):
    """ "These 14 share 9 seats": the group that is short, for one of its leaders; empty where nobody else is in it."""
    if short.get("leaders", 0) < 2:
        return ""
    says = ngettext(
        "These %(leaders)d leaders share %(seats)d seat: %(waiting)d must wait.",
        "These %(leaders)d leaders share %(seats)d seats: %(waiting)d must wait.",
        short["seats"],
    )
    return says % short


def removes(rule, share):
    """A warning: one rule alone leaves hardly anyone."""
    return _("%(rule)s alone removes %(share)d%% of all pairs.") % {"rule": NEARLY_ALL[rule], "share": int(100 * share)}


def points(score):
    """0–10,000 as 0–100."""
    return round(score / 100)


def costs(cost):
    """What a change costs the cohort: (leaders matched, pairs weaker than any now, total), read from the left."""
    matched, below, total = cost
    if matched > 0:
        return ngettext("%(n)s leader more would wait", "%(n)s leaders more would wait", matched) % {"n": matched}
    if below > 0:
        says = ngettext("%(n)s pair would be weaker than any now", "%(n)s pairs would be weaker than any now", below)
        return says % {"n": below}
    n = points(total)
    if n <= 0:
        return _("costs the cohort next to nothing")
    return ngettext("%(n)s point less for the cohort", "%(n)s points less for the cohort", n) % {"n": n}


def broken_pins(broken, name_of):
    """Pins that contradict a rule, as one sentence each."""
    said = []
    for leader, mentor, rules in broken:
        why = get_text_list([str(BROKEN[rule]) for rule in rules], _("and"))
        names = {"leader": name_of[leader], "mentor": name_of[mentor], "why": why}
        said.append(_("%(leader)s and %(mentor)s are pinned, but %(why)s. Release the pin.") % names)
    return said
