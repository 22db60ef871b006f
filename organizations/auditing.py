"""The audit log as its page reads: entries hold ids and verbs, the names are looked up now."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import AuditEntry, Organization, Person
from .tenancy.schema import tenant_models

VERBS = {
    "accepted invitation": gettext_lazy("accepted the invitation"),
    "added a sponsor": gettext_lazy("put another sponsor in charge"),
    "added person": gettext_lazy("added"),
    "cancelled": gettext_lazy("cancelled"),
    "changed": gettext_lazy("changed"),
    "changed organization": gettext_lazy("changed"),
    "closed access": gettext_lazy("closed the access"),
    "dismissed assistant": gettext_lazy("let no longer keep a calendar"),
    "entered": gettext_lazy("entered"),
    "gave role": gettext_lazy("gave the role"),
    "imported": gettext_lazy("imported the roster"),
    "invited": gettext_lazy("invited"),
    "made": gettext_lazy("made"),
    "moved": gettext_lazy("took the next step"),
    "named assistant": gettext_lazy("let keep a calendar"),
    "opened": gettext_lazy("opened"),
    "opened organization": gettext_lazy("opened"),
    "paused": gettext_lazy("let rest"),
    "published": gettext_lazy("published"),
    "reopened access": gettext_lazy("opened the access again"),
    "resumed": gettext_lazy("took up again"),
    "revoked invitation": gettext_lazy("took the invitation back"),
    "sent invitation again": gettext_lazy("sent the invitation again"),
    "took role": gettext_lazy("took the role away"),
}
SELF_EVIDENT = {"moved", "added a sponsor", "paused", "resumed", "cancelled"}  # which field changed is in the verb


@dataclass(frozen=True)
class Line:
    entry: AuditEntry
    who: str
    what: str
    kind: str
    subject: str  # "" where it is gone
    fields: list[str]


def kinds():
    """{kind: its model} of what admins read about."""
    return {model._meta.model_name: model for model in [Organization, *tenant_models()] if model.audited_as}


def choices():
    named = [(kind, capfirst(model.audited_as)) for kind, model in kinds().items()]
    return sorted(named, key=lambda choice: choice[1])


def lines(entries):
    """Named by one query for the people, and one for each kind of subject."""
    people = Person.objects.in_bulk({entry.actor_id for entry in entries} - {None})
    models = kinds()
    subjects = _subjects(entries, models)
    return [_line(entry, people, subjects, models[entry.subject_kind]) for entry in entries]


def _line(entry, people, subjects, model):
    actor = people.get(entry.actor_id)
    nobody = _("Someone no longer on the roster") if entry.actor_id else _("The product itself")
    subject = subjects.get((entry.subject_kind, entry.subject_id))
    return Line(
        entry,
        actor.name if actor else nobody,
        str(VERBS.get(entry.verb, entry.verb)),
        capfirst(model.audited_as),
        subject.audit_name if subject else "",
        [] if entry.verb in SELF_EVIDENT else [_field(model, name) for name in entry.fields],
    )


def _subjects(entries, models):
    wanted, found = defaultdict(set), {}
    for entry in entries:
        wanted[entry.subject_kind].add(entry.subject_id)
    for kind, ids in wanted.items():
        rows, joined = models[kind]._base_manager, models[kind].audited_with
        rows = rows.select_related(*joined) if joined else rows  # without a name it would join whatever there is
        found |= {(kind, pk): row for pk, row in rows.in_bulk(ids).items()}
    return found


def _field(model, name):
    """As its form calls it; a role or another word stands as it is."""
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
