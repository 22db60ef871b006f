"""A pasted list of e-mails and staff numbers, as people of the roster: every line is either someone or comes with its reason."""

import re
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from organizations.models import Person

ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
MOST = 500


@dataclass(frozen=True)
class Unknown:
    line: str
    why: str


@dataclass
class Pasted:
    people: dict = field(default_factory=dict)  # person → the line that named them
    unknown: list[Unknown] = field(default_factory=list)


def entries(text):
    """One entry for each line, or for each part between commas, semicolons and tabs; blank ones are nothing."""
    return [entry.strip() for entry in re.split(r"[\n\r,;\t]+", text) if entry.strip()]


def key_of(entry):
    """The e-mail address inside it, in small letters, or else the whole as a staff number."""
    address = ADDRESS.search(entry)
    return address.group().lower() if address else entry


def resolve(text):
    found, pasted = entries(text), Pasted()
    roster = _by_key({key_of(entry) for entry in found[:MOST]})
    for entry in found[:MOST]:
        _place(entry, roster.get(key_of(entry), []), pasted)
    pasted.unknown += [
        Unknown(entry, _("At most %(most)d at once: send it again.") % {"most": MOST}) for entry in found[MOST:]
    ]
    return pasted


def _place(entry, people, pasted):
    if len(people) == 1 and people[0] not in pasted.people:
        pasted.people[people[0]] = entry
    elif len(people) != 1:
        pasted.unknown.append(Unknown(entry, _why_not(entry, people)))


def _why_not(entry, people):
    if people:
        return _("Several people have this e-mail: use the staff number.")
    if "@" in entry:
        return _("Nobody on the roster has this e-mail.")
    if " " in entry:
        return _("There is no e-mail or staff number in this line.")
    return _("Nobody on the roster has this staff number.")


def _by_key(keys):
    rows = Person.objects.annotate(address=Lower("email")).filter(Q(address__in=keys) | Q(staff_number__in=keys))
    roster = {}
    for person in rows.select_related("organization").order_by(F("left_on").asc(nulls_first=True), "id"):
        for key in {person.address, person.staff_number} & keys:
            roster.setdefault(key, []).append(person)
    return roster
