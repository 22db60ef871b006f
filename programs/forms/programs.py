"""A program: made from a template by name alone, changed with its hour and its topics."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.forms import CreateOnce, EditVersion

from ..models import Program, ResearchQuestion
from ..templates import LONGEST, SHORTEST

SPARE = 1  # empty segments offered below those that stand
LINES = gettext_lazy("One a line.")


class ProgramForm(CreateOnce):
    name = forms.CharField(
        label=gettext_lazy("Name of the program"),
        max_length=120,
        help_text=gettext_lazy("As people will read it in their invitations."),
    )


def part_of(field):
    """The column that a form's field is a part of."""
    prefix = field.split("_")[0]
    return {"segment": "agenda"}.get(prefix, prefix)


def said(parts):
    """Topics, segments or clauses in a line."""
    return "; ".join(
        part.get("label") or " ".join(filter(None, (part["title"], part.get("text", str(part.get("minutes", ""))))))
        for part in parts
    )


def lines(text):
    return [line for line in map(str.strip, text.splitlines()) if line]


class ProgramEditForm(EditVersion):
    PARTS = {"topics": gettext_lazy("Topics"), "agenda": gettext_lazy("The hour")}  # columns that are typed in parts

    class Meta:
        model = Program
        fields = ["name", "teaches_ai", "session_minutes"]
        labels = {
            "teaches_ai": gettext_lazy("This program teaches AI tools: it needs an approved one in the register"),
            "session_minutes": gettext_lazy("Minutes of a session"),
        }
        help_texts = {"session_minutes": gettext_lazy("Sessions that pairs have in their calendars keep their length.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._bound_the_session()
        for perspective in ResearchQuestion.Perspective:
            self._add_topics(perspective)
        for number in range(len(self.instance.agenda) + SPARE):
            self._add_segment(number)

    def _bound_the_session(self):
        field = self.fields["session_minutes"]
        says = _("A session takes between %(least)d and %(most)d minutes.") % {"least": SHORTEST, "most": LONGEST}
        field.validators = [MinValueValidator(SHORTEST, says), MaxValueValidator(LONGEST, says)]
        field.widget.attrs |= {"min": SHORTEST, "max": LONGEST}

    def _add_topics(self, perspective):
        standing = [it["label"] for it in self.instance.topics if it["perspective"] == perspective]
        field = self.fields[f"topics_{perspective}"] = forms.CharField(
            label=_("Topics: %s") % perspective.label,
            help_text=LINES,
            required=False,
            initial="\n".join(standing),
            widget=forms.Textarea,
        )
        field.in_parts = True

    def _add_segment(self, number):
        agenda = self.instance.agenda
        standing = agenda[number] if number < len(agenda) else {}
        texts = {name: "\n".join(standing.get(name, [])) for name in ("leader", "mentor")}
        area = forms.Textarea(attrs={"rows": 2})
        add = {
            "title": forms.CharField(label=_("Segment"), max_length=80, initial=standing.get("title")),
            "minutes": forms.IntegerField(label=_("Minutes"), min_value=1, initial=standing.get("minutes")),
            "leader": forms.CharField(label=_("Prompts for the leader"), initial=texts["leader"], widget=area),
            "mentor": forms.CharField(label=_("Prompts for the mentor"), initial=texts["mentor"], widget=area),
        }
        for name, field in add.items():
            field.required, field.in_parts = False, True
            self.fields[f"segment_{number}_{name}"] = field

    def _keep_both(self):
        super()._keep_both()
        for name, label in self.PARTS.items():
            if any(part_of(it) == name for it in self.changed_data):
                self.theirs.append((label, said(getattr(self._stored(), name))))

    # --- how the page draws it ----------------------------------------------------------------------------------
    @property
    def plain_fields(self):
        return [self[name] for name in ("name", "session_minutes", "teaches_ai")]

    @property
    def topic_fields(self):
        return [self[f"topics_{perspective}"] for perspective in ResearchQuestion.Perspective]

    @property
    def segments(self):
        count = len(self.instance.agenda) + SPARE if not self.is_bound else self._count
        return [
            [self[f"segment_{number}_{name}"] for name in ("title", "minutes", "leader", "mentor")]
            for number in range(count)
        ]

    @property
    def _count(self):
        return sum(name.endswith("_minutes") and name.startswith("segment_") for name in self.fields)

    # --- what it means ------------------------------------------------------------------------------------------
    def clean(self):
        cleaned = super().clean()
        self.agenda, self.topics = self._agenda(cleaned), self._topics(cleaned)
        if not self.topics:
            self.add_error(f"topics_{ResearchQuestion.Perspective.TECHNOLOGY}", _("Name at least one topic."))
        total = sum(segment["minutes"] for segment in self.agenda)
        if not self.errors and total != cleaned["session_minutes"]:
            raise ValidationError(self._off_by(total, cleaned["session_minutes"]))
        return cleaned

    @staticmethod
    def _off_by(minutes, total):
        values = {"minutes": minutes, "total": total, "off": abs(total - minutes)}
        if minutes < total:
            return _("The segments add up to %(minutes)d of %(total)d minutes: %(off)d missing.") % values
        return _("The segments add up to %(minutes)d of %(total)d minutes: %(off)d too many.") % values

    def _agenda(self, cleaned):
        rows = (self._segment(number, cleaned) for number in range(self._count))
        return [row for row in rows if row]

    def _segment(self, number, cleaned):
        said = {name: cleaned.get(f"segment_{number}_{name}") for name in ("title", "minutes", "leader", "mentor")}
        if not any(said.values()):
            return None
        for name, says in (("title", _("Name the segment.")), ("minutes", _("How many minutes?"))):
            if not said[name] and f"segment_{number}_{name}" not in self.errors:
                self.add_error(f"segment_{number}_{name}", says)
        prompts = {role: lines(said[role] or "") for role in ("leader", "mentor")}
        return {"key": self._key(number), "title": said["title"], "minutes": said["minutes"] or 0, **prompts}

    def _key(self, number):
        agenda = self.instance.agenda
        taken = {segment["key"] for segment in agenda}
        fresh = (f"part{n}" for n in range(1, len(taken) + 2))
        return agenda[number]["key"] if number < len(agenda) else next(key for key in fresh if key not in taken)

    def _topics(self, cleaned):
        keys = {(it["perspective"], it["label"]): it["key"] for it in self.instance.topics}
        taken, found = set(keys.values()), []
        for perspective in ResearchQuestion.Perspective:
            for label in dict.fromkeys(lines(cleaned.get(f"topics_{perspective}", ""))):
                key = keys.get((perspective.value, label)) or self._fresh(label, taken)
                taken.add(key)
                found.append({"key": key, "label": label, "perspective": perspective.value})
        return found

    @staticmethod
    def _fresh(label, taken):
        stem = slugify(label)[:30] or "topic"
        tries = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
        return next(key for key in tries if key not in taken)

    def save(self, commit=True):
        self.instance.agenda, self.instance.topics = self.agenda, self.topics
        return super().save(commit)
