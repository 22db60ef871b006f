from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, Readers, Scale
from organizations.forms import CreateOnce, EditVersion

from ..models import Indicator, Observation

SCALE = [(str(n), str(n)) for n in range(1, 6)]
YES_NO = [("1", gettext_lazy("Yes")), ("0", gettext_lazy("No"))]


class IndicatorForm(EditVersion):
    class Meta:
        model = Indicator
        fields = ["name", "definition", "item", "unit", "direction", "plan", "aim", "target"]
        widgets = {
            name: forms.Textarea(attrs={"rows": rows}) for name, rows in {"definition": 3, "item": 2, "plan": 2}.items()
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("definition", "unit", "plan", "target"):
            self.fields[name].required = True
        if not self.instance.is_asked:
            del self.fields["item"]

    def clean_target(self):
        target = self.cleaned_data["target"]
        if self.cleaned_data.get("aim") == Indicator.Aim.CHANGE and target <= 0:
            raise ValidationError(_("Write how many percent better it is to be, as a number above 0."))
        return target


class BaselineForm(forms.Form):
    closes_on = DayField(
        label=gettext_lazy("Last day to answer"),
        help_text=gettext_lazy(
            "Ten to fourteen days are enough. Nobody sees who has not answered; the product reminds."
        ),
    )


class ObservationForm(CreateOnce):
    indicator = forms.ModelChoiceField(None, label=gettext_lazy("Measure"), empty_label=None)
    team = forms.CharField(label=gettext_lazy("Team"), max_length=120)
    group = forms.ChoiceField(label=gettext_lazy("Counts among"), choices=Observation.Group)
    people = forms.IntegerField(
        label=gettext_lazy("People in the team"),
        min_value=1,
        max_value=30_000,
        help_text=gettext_lazy("A figure about fewer than five people is shown only together with others."),
    )
    day = DayField(label=gettext_lazy("Day"))
    value = forms.DecimalField(label=gettext_lazy("Figure"), max_digits=12, decimal_places=3)

    def __init__(self, *args, cohort, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["indicator"].queryset = cohort.indicators.business().in_order()

    def clean_day(self):
        if self.cleaned_data["day"] > self.today:
            raise ValidationError(_("That day is still to come."))
        return self.cleaned_data["day"]

    def clean(self):
        said = super().clean()
        same = {name: said.get(name) for name in ("indicator", "team", "day")}
        taken = Observation.objects.filter(**same).exclude(pk=said.get("token"))
        if all(same.values()) and taken.exists():
            self.add_error("day", _("There is a figure of this team for that day already."))
        return said


class SurveyForm(forms.Form):
    """The questions that this participant is asked, one field each, named after the measure; one promise for all."""

    def __init__(self, *args, items, given, voice, **kwargs):
        super().__init__(*args, **kwargs)
        self.readers = Readers(voice, _promise(), frozenset({voice}))
        for indicator in items:
            field = self._field(indicator, voice)
            field.label, field.initial = indicator.item or indicator.name, _typed(given.get(indicator.pk))
            field.error_messages["required"] = _missing(indicator)
            self.fields[indicator.key] = field

    @staticmethod
    def _field(indicator, voice):
        if indicator.form == Indicator.Form.NUMBER:
            return forms.DecimalField(min_value=0, max_value=1000, decimal_places=1)
        if indicator.form == Indicator.Form.SHARE:
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
        return forms.ChoiceField(choices=SCALE, widget=Scale(low=_("not at all"), high=_("fully"), voice=voice))


def _missing(indicator):
    if indicator.form == Indicator.Form.NUMBER:
        return _("Write a number, or leave the page: you can come back.")
    return _("Choose one, or leave the page: you can come back.")


def _promise():
    return _("Only you. What is shown is about five people or more; no page, mail or export shows an answer of yours.")


def _typed(value):
    return None if value is None else str(value.normalize() if value % 1 else int(value))
