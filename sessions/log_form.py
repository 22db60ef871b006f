"""The one-minute log: one screen, written by either, mended by either."""

import itertools
import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, OneOfSeveral, Readers
from organizations.forms import EditVersion

from .actions import SessionLog, Task
from .live import held_minutes
from .merging import MOST, plain
from .models import Homework, LabSession, LiveHour, PrivateNote, SessionNote
from .wording import no_log

TASKS = range(1, 4)
YES, NO = "yes", "no"
LEAST, MOST_MINUTES = 5, 300


class LogForm(EditVersion):
    """Fields: held (yes, no), side, held_minutes, notes, decision, task_1…3_text, _owner, _due, old_<id>, private.

    `notes_base` is what the notes were when the form was shown: the live page may write on meanwhile, and both are kept.
    """

    held = forms.ChoiceField(label=gettext_lazy("Did you meet?"), widget=forms.RadioSelect)
    side = forms.ChoiceField(label=gettext_lazy("On whose side was it?"), widget=forms.RadioSelect, required=False)
    held_minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"),
        min_value=LEAST,
        max_value=MOST_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "enterkeyhint": "next"}),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes you share"), widget=forms.Textarea, max_length=20_000, required=False
    )
    notes_base = forms.CharField(widget=forms.HiddenInput, max_length=3 * MOST, strip=False, required=False)
    decision = forms.CharField(
        label=gettext_lazy("A decision, in one line"), max_length=300, required=False, widget=OneOfSeveral
    )
    private = forms.CharField(
        label=gettext_lazy("For you alone"), widget=forms.Textarea, max_length=10_000, required=False
    )

    class Meta:
        model = LabSession
        fields = ["held_minutes"]

    def __init__(self, *args, meeting, now, **kwargs):
        self.meeting, self.earlier, self.now = meeting, list(meeting.brought()), now
        mine = PrivateNote.objects.filter(session=meeting.session, author_id=meeting.reader.pk).first()
        initial = {**self._said(), "private": mine.text if mine else ""}
        super().__init__(*args, instance=meeting.session, initial=initial, **kwargs)
        self._ask_whether()
        self._ask_homework()
        self._say_who_reads()

    @property
    def log(self):
        said = self.cleaned_data
        return SessionLog(
            held=said["held"] == YES,
            side=said["side"],
            minutes=said["held_minutes"],
            notes=said["notes"],
            notes_base=self._notes_base(),
            decision=said["decision"],
            homework=tuple(self._tasks()),
            earlier={it.pk: said[f"old_{it.pk}"] for it in self.earlier},
            private=said["private"],
        )

    @property
    def tasks(self):
        return [[self[f"task_{n}_{part}"] for part in ("text", "owner", "due")] for n in TASKS]

    @property
    def old(self):
        return [(it, self[f"old_{it.pk}"]) for it in self.earlier]

    def clean(self):
        """Two people may log the same hour: who changes nothing that the other wrote is not in the way.

        What can't be logged by now keeps what was typed, and has nothing that could stand beside it.
        """
        if why := no_log(self.meeting.session, self.now):
            self.add_error(None, why)
            return super(EditVersion, self).clean()
        shared = set(self.changed_data) - {"version", "private", "notes_base"}
        cleaned = super().clean() if shared else super(EditVersion, self).clean()
        if cleaned.get("held") == NO and not cleaned.get("side"):
            self.add_error("side", _("Say on whose side it was. It is not a reproach: plans change."))
        return cleaned

    def _notes_base(self):
        """None where the form came without one: then what it says replaces what stands."""
        return self.cleaned_data["notes_base"] if self.add_prefix("notes_base") in self.data else None

    def _keep_both(self):
        super()._keep_both()
        theirs = self._said(self._stored())
        self.data[self.add_prefix("notes_base")] = theirs[
            "notes_base"
        ]  # it has been shown now: saved again, one's own holds
        self.theirs = [
            (self.fields[name].label, self._shown(name, theirs[name])) for name in self.changed_data if name in theirs
        ]

    def _shown(self, name, value):
        return dict(getattr(self.fields[name], "choices", ())).get(value, value)

    def _said(self, session=None):
        """What stands in the log, by field name."""
        session = session or self.meeting.session
        note, lived = SessionNote.objects.filter(session=session).first(), LiveHour.objects.of(session)
        notes = plain(note.notes) if note else ""
        said = {
            "held": _held(session, lived),
            "side": session.cancelled_by_side,
            "held_minutes": session.held_minutes or _minutes(session, lived),
            "notes": notes,
            "notes_base": notes,
            "decision": note.decision if note else "",
        }
        return said | self._standing_tasks(session) | {f"old_{it.pk}": it.state for it in self.earlier}

    def _standing_tasks(self, session):
        standing = session.homework.exclude(state=Homework.State.DROPPED).order_by("id")
        rows = itertools.zip_longest(TASKS, standing[: len(TASKS)])
        blank = {"text": "", "owner": str(self.meeting.pair.leader_id), "due": self._next_day()}
        said = {}
        for n, task in rows:
            values = {"text": task.text, "owner": str(task.owner_id), "due": task.due_on} if task else blank
            said |= {f"task_{n}_{part}": value for part, value in values.items()}
        return said

    def _next_day(self):
        """Homework comes back at the next session: what is to be gathered is due then, unless they say otherwise."""
        after = LabSession.objects.planned().filter(
            pair_id=self.meeting.pair.pk, starts_at__gt=max(self.now, self.meeting.session.starts_at)
        )
        following = after.in_order().first()
        return following and following.starts_at.astimezone(self.meeting.zone).date()

    def _ask_whether(self):
        partner = self.meeting.partner.given_name or self.meeting.partner.name
        self.fields["held"].choices = [(YES, _("Yes, we met")), (NO, _("No"))]
        self.fields["side"].choices = [
            (self.meeting.role, _("Mine")),
            (self.meeting.partner_role, _("%(name)s’s") % {"name": partner}),
        ]
        self.fields["decision"].help_text = _("What you two decided, or what one of you will decide with it.")

    def _ask_homework(self):
        pair = self.meeting.pair
        people = [(str(person.pk), person.given_name or person.name) for person in (pair.leader, pair.mentor)]
        for n in TASKS:
            self.fields[f"task_{n}_text"] = forms.CharField(
                label=_("Data to gather"), max_length=300, required=False, widget=OneOfSeveral
            )
            self.fields[f"task_{n}_owner"] = forms.ChoiceField(label=_("Who"), choices=people, required=False)
            self.fields[f"task_{n}_due"] = DayField(label=_("By when"), required=False)
        settled = [
            (Homework.State.DONE, _("Done")),
            (Homework.State.OPEN, _("Carry on")),
            (Homework.State.DROPPED, _("Drop")),
        ]
        for it in self.earlier:
            self.fields[f"old_{it.pk}"] = forms.ChoiceField(label=it.text, choices=settled, widget=forms.RadioSelect)

    def _say_who_reads(self):
        role, partner = self.meeting.role, self.meeting.partner.given_name or self.meeting.partner.name
        both = self.meeting.readers_say
        alone = _("You alone. No page, mail or export shows this to anyone else.")
        sponsor = _("You, %(name)s and your sponsor.") % {"name": partner}
        for names, sentence, reads in (
            (["held", "side"], sponsor, {"leader", "mentor", "sponsor"}),
            (["notes", "decision"], both, {"leader", "mentor"}),
            (["private"], alone, {role}),
        ):
            for name in names:
                self.fields[name].readers = Readers(role, sentence, frozenset(reads))

    def _tasks(self):
        for n in TASKS:
            text, owner, due = (self.cleaned_data[f"task_{n}_{part}"] for part in ("text", "owner", "due"))
            if text:
                yield Task(text, uuid.UUID(owner) if owner else self.meeting.pair.leader_id, due)


def _held(session, lived):
    """What the log says; before it does, that an hour that ran on the live page was held."""
    said = {LabSession.State.HELD: YES, LabSession.State.CANCELLED: NO}.get(session.state)
    return said or (YES if lived else None)


def _minutes(session, lived):
    """Those that the live page saw, or those that were planned; within what the field takes."""
    met = held_minutes(lived.run) if lived else None
    return min(MOST_MINUTES, max(LEAST, session.minutes if met is None else met))
