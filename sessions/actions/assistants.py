"""Who keeps a leader's calendar. Both hear of it: the one who is named, and whoever looks at the list."""

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.models import Notice
from organizations.models import AuditEntry

from ..models import Assistant

NAMED = "assistant-named"


@transaction.atomic
def name_assistant(person, *, by, now, id=None):
    assistant = Assistant(leader=by.person, person=person, named_at=now, **({"id": id} if id else {}))
    assistant.save(force_insert=True)
    AuditEntry.record("named assistant", assistant, by=by, now=now)
    says = _("%(name)s asks you to keep the calendar of their lab sessions.") % {"name": by.person.name}
    Notice.leave(NAMED, person, says, url=by.url("sessions:kept_calendar", leader=by.person_id), now=now)
    return assistant


@transaction.atomic
def dismiss_assistant(assistant, *, by, now):
    AuditEntry.record("dismissed assistant", assistant, by=by, now=now)
    Assistant.objects.filter(pk=assistant.pk).delete()
