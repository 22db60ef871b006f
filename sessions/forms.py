"""What people fill in about their sessions. Hours are read on the clock of the person who fills it in."""

from django import forms
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, TimeInput
from organizations.forms import CreateOnce, EditVersion

from .models import LabSession
from .recurrence import occurrence


class HourForm(forms.Form):
    """`hours` is the pair's sessions.common.Hours; the slot reads "weekday-HH:MM"."""

    from_day = DayField(label=gettext_lazy("Not before"))
    slot = forms.ChoiceField(
        label=gettext_lazy("Your hour, every two weeks"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the hours that you share.")},
    )

    def __init__(self, *args, hours, **kwargs):
        super().__init__(*args, **kwargs)
        self.hours = hours
        self.slots = {f"{slot.weekday}-{slot.start:%H:%M}": slot for slot in hours.every_week()}
        self.fields["slot"].choices = [
            (key, f"{self._day(slot)} {slot.start:%H:%M}") for key, slot in self.slots.items()
        ]
        self.fields["from_day"].initial = hours.first
        self.fields["from_day"].widget.attrs |= {"min": hours.first.isoformat(), "max": hours.last.isoformat()}

    @property
    def table(self):
        """Rows of (time, cells); a cell is the radio of that weekday, or None."""
        radios = {radio.data["value"]: radio for radio in self["slot"]}
        times = sorted({slot.start for slot in self.slots.values()})
        days = range(7) if any(slot.weekday > 4 for slot in self.slots.values()) else range(5)
        rows = [(time, [self._cell(radios.get(f"{day}-{time:%H:%M}")) for day in days]) for time in times]
        return {"days": [self._name(day) for day in days], "rows": rows}

    @cached_property
    def first_day(self):
        return self.hours.first_day(self.cleaned_data["slot_chosen"].weekday, self.cleaned_data["from_day"])

    @property
    def at(self):
        return self.cleaned_data["slot_chosen"].start

    def clean(self):
        cleaned = super().clean()
        cleaned["slot_chosen"] = self.slots.get(cleaned.get("slot"))
        return cleaned

    def _cell(self, radio):
        """Where the two clocks differ, the field says what the other's shows."""
        return radio and {
            "radio": radio,
            "says": f"{self.hours.for_other(self.slots[radio.data['value']]):%H:%M}",
        }

    def _day(self, slot):
        return date_format(self.hours.first_day(slot.weekday, self.hours.first), "l")

    def _name(self, day):
        return date_format(self.hours.first_day(day, self.hours.first), "D")


class WhenForm(forms.Form):
    """A day and an hour on the clock of `zone`."""

    day = DayField(label=gettext_lazy("Day"))
    at = forms.TimeField(label=gettext_lazy("Begins at"), widget=TimeInput)

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["at"].help_text = _("On your clock, %(zone)s.") % {"zone": str(zone).replace("_", " ")}

    @property
    def starts_at(self):
        return occurrence(self.cleaned_data["day"], self.cleaned_data["at"], self.zone).utc


class AddForm(WhenForm, CreateOnce):
    pass


class MoveForm(WhenForm, EditVersion):
    class Meta:
        model = LabSession
        fields = []

    def __init__(self, *args, zone, instance, **kwargs):
        here = instance.starts_at.astimezone(zone)
        initial = {"day": here.date(), "at": here.time()}
        super().__init__(*args, zone=zone, instance=instance, initial=initial, **kwargs)
