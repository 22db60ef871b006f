from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import CreateOnce
from ..roster import Field
from ..roster.reading import MAX_BYTES
from .comparing import Choices
from .wording import FIELDS


class UploadForm(CreateOnce):
    file = forms.FileField(
        label=_("The roster"),
        help_text=_("CSV or Excel (.xlsx), one line a person, up to 50 MB and 200,000 lines. Any order of columns."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose the file first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 50 MB. Leave out columns that the roster does not need.")
            )
        return file


class ColumnsForm(forms.Form):
    """What each column becomes, and what else the file does not say by itself."""

    DAY_FIRST = [("", _("leave those dates open")), ("day", _("3 April")), ("month", _("March 4"))]

    day_first = forms.ChoiceField(
        label=_("03/04 in this file is"), choices=DAY_FIRST, required=False, widget=forms.RadioSelect
    )
    missing_left = forms.BooleanField(required=False)

    def __init__(self, columns, choices, summary, data=None):
        order = {None: "", True: "day", False: "month"}[choices.day_first]
        super().__init__(data, initial={"day_first": order, "missing_left": choices.missing_left})
        self.columns, self.before = [column for column in columns if not column["sensitive"]], choices
        for column in self.columns:
            self.fields[name_of(column)] = self._field(column)
        self.fields["missing_left"].label = _("They have left: write today as their last day")
        self._leave_out_what_nobody_asks(choices, summary)

    @staticmethod
    def _field(column):
        label = _("“%(column)s” becomes") % {"column": column["header"]}
        attrs = {"aria-label": label}
        choices = [(str(field), words) for field, words in FIELDS.items()]
        return forms.ChoiceField(
            label=label, choices=choices, initial=column["field"], required=False, widget=forms.Select(attrs)
        )

    def _leave_out_what_nobody_asks(self, choices, summary):
        problems = summary.get("problems", {})
        if choices.day_first is None and not {"dates_unclear", "dates_mixed"} & set(problems):
            del self.fields["day_first"]
        if not summary.get("missing") and not choices.missing_left:
            del self.fields["missing_left"]

    def clean(self):
        cleaned = super().clean()
        chosen = {}
        for column in self.columns:
            field = cleaned.get(name_of(column)) or column["field"]
            if field != column["field"]:
                self._choose(chosen, column, field)
        cleaned["wishes"] = self._kept_wishes(chosen) | chosen
        return cleaned

    def _choose(self, chosen, column, field):
        other = next((name for name, taken in chosen.items() if taken == field != Field.LEAVE_OUT), None)
        if other:
            words = {"field": FIELDS[field], "other": other}
            self.add_error(
                name_of(column), _("“%(other)s” is to become “%(field)s” already. Choose one of them.") % words
            )
        chosen[column["header"]] = field

    def _kept_wishes(self, chosen):
        taken = {field for field in chosen.values() if field != Field.LEAVE_OUT}
        return {header: field for header, field in self.before.wishes.items() if field not in taken}

    @property
    def choices(self):
        order = {"day": True, "month": False}.get(self.cleaned_data.get("day_first"))
        return Choices(self.cleaned_data["wishes"], order, self.cleaned_data.get("missing_left", False))


def name_of(column):
    return f"column_{column['index']}"
