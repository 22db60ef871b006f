"""Lab rules and role charter: each save is a new version, and participants sign what is in force."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers


class VersionForm(forms.Form):
    """The parts of a draft: title and text each. The part that is kept shows, and cannot be typed into."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, version, draft, **kwargs):
        super().__init__(*args, **kwargs)
        self.version, self.draft, self.theirs = version, draft, []
        self.fields["seen"].initial = version.number or 0
        self.keys = [part["key"] for part in draft.parts]
        for part in draft.parts:
            self._add(part["key"], part)

    def _add(self, key, part):
        fixed = {"required": False, "disabled": key == self.version.KEPT}
        readers = Readers(
            "sponsor",
            _("Everyone who takes part in this cohort, and its sponsors."),
            frozenset({"sponsor", "leader", "mentor"}),
        )
        area = forms.Textarea(attrs={"rows": 2})
        title = forms.CharField(label=_("Title"), max_length=120, initial=part["title"], **fixed)
        text = forms.CharField(label=_("Text"), max_length=1000, initial=part["text"], widget=area, **fixed)
        text.readers, title.in_parts, text.in_parts = readers, True, True
        self.fields[f"{key}_title"], self.fields[f"{key}_text"] = title, text

    @property
    def rows(self):
        """[(part, title field, text field, is it kept)] for the page."""
        kept = self.version.KEPT
        return [
            (part, self[f"{part['key']}_title"], self[f"{part['key']}_text"], part["key"] == kept)
            for part in self.draft.parts
        ]

    def clean(self):
        cleaned = super().clean()
        self.parts = [part for part in map(self._part, self.keys) if part]
        return cleaned

    def _part(self, key):
        title, text = (self.cleaned_data.get(f"{key}_{name}", "") or "" for name in ("title", "text"))
        if not (title or text):
            return None
        if not title and f"{key}_title" not in self.errors:
            self.add_error(f"{key}_title", _("Give it a title, or empty both fields to drop it."))
        if not text and f"{key}_text" not in self.errors:
            self.add_error(f"{key}_text", _("Say what it means, or empty both fields to drop it."))
        return {"key": key, "title": title, "text": text}

    def outdated(self, newest):
        """Someone wrote a version meanwhile: keep what was typed, and let the next save come after theirs."""
        self.data, self.theirs = self.data.copy(), newest.parts
        self.data[self.add_prefix("seen")] = newest.number
        self.add_error(
            None,
            _(
                "Someone saved a new version while you were writing. Theirs stands below; save again to put yours in force."
            ),
        )


class SignForm(forms.Form):
    rules = forms.UUIDField(widget=forms.HiddenInput)
    charter = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Your name, as a signature"),
        max_length=200,
        help_text=gettext_lazy("Type your name. A new version of either page asks again."),
    )

    def __init__(self, *args, papers, **kwargs):
        super().__init__(*args, initial={name: it.pk for name, it in papers.items() if it}, **kwargs)
        self.papers = papers
        self.fields["name"].readers = Readers(
            "leader",
            _("You, your lab partner and the sponsors of this cohort."),
            frozenset({"leader", "mentor", "sponsor"}),
        )

    def outdated(self):
        """What was read is no longer in force: the page shows the new text, and the name stays typed."""
        self.data = self.data.copy()
        for name, paper in self.papers.items():
            self.data[self.add_prefix(name)] = str(paper.pk)
        self.add_error(
            None, _("These pages have changed while you were reading. Please read them again before you sign.")
        )
