"""What the live page sends."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers

from . import merging
from .actions import live as actions

LONGEST = 3 * merging.MOST  # two full notes merged, and what is typed on while they are shortened
MOST = 2**31 - 1


class Typed(forms.CharField):
    """To the letter, with lines as a page has them."""

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value):
        return merging.plain(super().to_python(value))


def _hidden(**kwargs):
    return Typed(max_length=LONGEST, widget=forms.HiddenInput, **kwargs)


class NotesForm(forms.Form):
    """merging.Delivery, field by field. Without script it is sent by its button."""

    text = Typed(max_length=LONGEST, label=gettext_lazy("Notes you share"), widget=forms.Textarea)
    base = _hidden()
    page = forms.RegexField(r"^[0-9a-f]{1,32}$", widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, max_value=MOST, widget=forms.HiddenInput)
    unsure_page = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    unsure_number = forms.IntegerField(min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput)
    unsure_text = _hidden()

    def __init__(self, *args, page=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].in_parts = True
        self.fields["text"].widget.attrs |= {"maxlength": merging.MOST, "autocomplete": "off"}
        if page:
            it = page.meeting
            self.fields["text"].readers = Readers(it.role, it.readers_say, frozenset({"leader", "mentor"}))

    def delivery(self):
        """Raises ValidationError for what no page sends."""
        if not self.is_valid():
            raise ValidationError(_("This page is too old to be saved. Copy what you typed and open the page anew."))
        return merging.Delivery(**{**self.cleaned_data, "unsure_number": self.cleaned_data["unsure_number"] or 0})


class StepForm(forms.Form):
    """A press on "next" or "five more minutes": the segment that the page showed, and how much that had been given."""

    segment = forms.IntegerField(min_value=0, max_value=MOST)
    known = forms.IntegerField(min_value=0, max_value=MOST, required=False)

    def go_on(self, page, **by):
        actions.go_on(page.meeting.session, page.minutes, leaving=self._said("segment"), **by)

    def lengthen(self, page, **by):
        said = {"segment": self._said("segment"), "known": self._said("known")}
        actions.lengthen(page.meeting.session, page.minutes, **said, **by)

    def _said(self, name):
        if not self.is_valid():
            raise ValidationError(_("This page shows what was. Open it anew and press again."))
        return self.cleaned_data[name] or 0
