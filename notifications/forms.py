"""What reaches a person, in one form: quiet hours, the hour of the daily mail, and each kind of news by mail and in the app."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import TimeInput
from organizations.forms import EditVersion

from .models import Choice, Due, Preferences
from .models.choices import chosen
from .news import NOW, news
from .waking import Quiet

MAIL, NOTICE = "mail", "notice"


class ReachForm(EditVersion):
    """`roles` are those whose kinds are shown; None shows all kinds that there are, so that the page tells nothing of anybody."""

    class Meta:
        model = Preferences
        fields = ("quiet_start", "quiet_end", "digest_at")
        widgets = dict.fromkeys(fields, TimeInput)
        help_texts = {
            "quiet_start": gettext_lazy("On your own clock. No mail of ours reaches you in these hours; it waits."),
            "quiet_end": gettext_lazy("The same time twice: no quiet hours."),
            "digest_at": gettext_lazy("If you leave it empty, it comes when your quiet hours end."),
        }

    def __init__(self, *args, roles=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.grouped = list(news.grouped(roles))
        self.kinds = [kind for _title, kinds in self.grouped for kind in kinds]
        self.stored_choices = Choice.objects.of(self.instance.person)
        for kind in self.kinds:
            self._add(kind)

    def _add(self, kind):
        stands = self.stored_choices.get(kind.key)
        if kind.mailed and kind.may_turn_off:
            ways = [(way, Choice.Email(way).label) for way in kind.ways]
            first = chosen(stands and stands.email, kind)
            label = _("By mail: %(kind)s") % {"kind": kind.label}
            self.fields[f"{MAIL}-{kind.key}"] = forms.ChoiceField(choices=ways, initial=first, label=label)
        if kind.noticed and kind.may_turn_off:
            label = _("In the app: %(kind)s") % {"kind": kind.label}
            first = stands.notice if stands else True
            self.fields[f"{NOTICE}-{kind.key}"] = forms.BooleanField(initial=first, required=False, label=label)

    def groups(self):
        """What the page draws: [(title, [(kind, its field for mail, its field for the app)])]"""
        return [(title, [self._drawn(kind) for kind in kinds]) for title, kinds in self.grouped]

    def _drawn(self, kind):
        names = (f"{MAIL}-{kind.key}", f"{NOTICE}-{kind.key}")
        return kind, *(self[name] if name in self.fields else None for name in names)

    def clean(self):
        cleaned = super().clean()
        start, end, at = (cleaned.get(name) for name in self.Meta.fields)
        if start and end and at and Quiet(start, end).covers(at):
            self.add_error("digest_at", _("That lies in your quiet hours. Choose an hour outside of them, or none."))
        return cleaned

    def _keep_both(self):
        super()._keep_both()
        for name in self.changed_data:
            part, _dash, key = name.partition("-")
            if key:
                self.theirs.append((self.fields[name].label, self._stands(part, key)))

    def _stands(self, part, key):
        stands = self.stored_choices.get(key)
        if part == NOTICE:
            return _("yes") if stands is None or stands.notice else _("no")
        return Choice.Email(chosen(stands and stands.email, news[key])).label

    def save_for(self, person, *, now):
        """And whatever waits for quiet hours or the daily mail is looked at again."""
        self.save()
        for kind in self.kinds:
            if kind.may_turn_off and any(f"{part}-{kind.key}" in self.changed_data for part in (MAIL, NOTICE)):
                Choice.objects.make(person, kind, **self._said(kind))
        Due.objects.ask_anew(person, now=now)

    def _said(self, kind):
        said = self.cleaned_data
        return {
            "email": said.get(f"{MAIL}-{kind.key}", NOW),
            "notice": said.get(f"{NOTICE}-{kind.key}", True),
        }
