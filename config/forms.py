"""How every form of the product is drawn: labels above, hint, error, input, and who will read it."""

import datetime
from dataclasses import dataclass, field

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

_LEFT_EMPTY = {
    forms.Field: _("Fill this in."),
    forms.ChoiceField: _("Choose one."),
    forms.MultipleChoiceField: _("Choose at least one."),
    forms.ModelMultipleChoiceField: _("Choose at least one."),
    forms.BooleanField: _("Tick this to go on."),
    forms.FileField: _("Choose a file."),
}
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
_BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


def say_what_to_do():
    """What every field left empty says, in place of Django's "This field is required."""
    for kind, words in _LEFT_EMPTY.items():
        kind.default_error_messages = {**kind.default_error_messages, "required": words}


@dataclass(frozen=True)
class Readers:
    """Who will read a field: `voice` is whose page it is, `reads` names leader, mentor, sponsor, everyone."""

    voice: str
    sentence: str
    reads: frozenset[str] = field(default_factory=frozenset)
    ring: bool = False


class BoundField(forms.BoundField):
    """Adds the look's class to the widget, and the readers' sentence to what describes it."""

    @property
    def readers(self) -> Readers | None:
        return getattr(self.field, "readers", None)

    @property
    def aria_describedby(self) -> str:
        described = super().aria_describedby
        if self.readers and self.auto_id:
            return f"{described or ''} {self.auto_id}_readers".strip()
        return described

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not isinstance(widget, _BARE):
            attrs["class"] = " ".join(filter(None, ["input", widget.attrs.get("class"), attrs.get("class")]))
        if widget.attrs.get("placeholder") == self.label:  # said above the field already
            attrs["placeholder"] = False
        return attrs


class FormRenderer(TemplatesSetting):
    """Set as FORM_RENDERER; `django.forms` must be among the installed apps for the widgets it leaves alone."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = BoundField


class Scale(forms.RadioSelect):
    """A few steps from `low` to `high` in one row; `voice` is whose answer it is."""

    template_name = "components/scale.html"

    def __init__(self, *args, low, high, voice, **kwargs):
        super().__init__(*args, **kwargs)
        self.said = {"low": low, "high": high, "voice": voice}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(self.said)
        return context


class DateInput(forms.DateInput):
    """The browser's own calendar; it wants ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that can be reckoned with: a mistyped year such as 9999 leaves no room for the weeks after it."""

    widget = DateInput
    default_validators = [
        MinValueValidator(FIRST_DAY, _("Look at the year: it has to be 2000 or later.")),
        MaxValueValidator(LAST_DAY, _("Look at the year: it has to be before 2100.")),
    ]


class InARow(forms.CheckboxSelectMultiple):
    """Short choices beside one another, as many as there is room for."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["in_a_row"] = True
        return context


class OneOfSeveral(forms.TextInput):
    """A line of words among others: the keyboard's last key goes on to the next one, and does not send the form half filled."""

    def __init__(self, attrs=None):
        said = {"enterkeyhint": "next", "autocapitalize": "sentences", "autocomplete": "off"}
        super().__init__({**said, **(attrs or {})})


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """Date and time in one control, without a zone: the form says which zone is meant."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
