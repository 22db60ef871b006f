"""What people fill in about their sessions. Hours are read on the clock of the person who fills it in."""

from django import forms
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, TimeInput
from organizations.forms import CreateOnce, EditVersion
from pairing.models import Pair
from programs.forms.people import ColleagueField

from .actions.laying_out import WRONG_DAY, WRONG_HOUR
from .hours_grid import Grid, rows_of
from .models import Assistant, KeptHolidays, LabSession
from .public_holidays import countries, regions
from .recurrence import occurrence


class PlannedForm(forms.Form):
    """What can't be planned is said at the field that has to change (`PLACES`, by the code of the refusal), or above all."""

    PLACES = {}

    def refuse(self, error):
        self.add_error(self.PLACES.get(getattr(error, "code", None)), error)


class HourForm(PlannedForm):
    """`hours` is the pair's sessions.common.Hours; the slot reads "weekday-HH:MM"."""

    PLACES = {WRONG_DAY: "from_day", WRONG_HOUR: "slot"}

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
    def grid(self):
        radios = {radio.data["value"]: radio for radio in self["slot"]}
        shared = {(slot.weekday, slot.start): radios[key] for key, slot in self.slots.items()}
        last = max((slot.weekday for slot in self.slots.values()), default=0)
        weekdays = range(max(5, last + 1))
        return Grid([self._name(day) for day in weekdays], rows_of(self.hours, shared, weekdays))

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

    def _day(self, slot):
        return date_format(self.hours.first_day(slot.weekday, self.hours.first), "l")

    def _name(self, day):
        return date_format(self.hours.first_day(day, self.hours.first), "D")


class WhenForm(PlannedForm):
    """A day and an hour on the clock of `zone`."""

    PLACES = {WRONG_DAY: "day", WRONG_HOUR: "at"}

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
    ONE, REST = "one", "rest"

    reach = forms.ChoiceField(label=gettext_lazy("What moves?"), widget=forms.RadioSelect, required=False)

    class Meta:
        model = LabSession
        fields = []

    def __init__(self, *args, zone, instance, follows, **kwargs):
        here = instance.starts_at.astimezone(zone)
        initial = {"day": here.date(), "at": here.time(), "reach": self.ONE}
        super().__init__(*args, zone=zone, instance=instance, initial=initial, **kwargs)
        rest = _("This session and all after it: from then on every two weeks at this hour")
        self.fields["reach"].choices = [(self.ONE, _("This session alone")), (self.REST, rest)]
        if not (follows or instance.gave_way):
            del self.fields["reach"]

    def _stands_already(self):
        if not {"day", "at"} <= self.cleaned_data.keys():
            return False
        row = self._stored()
        if not self.moves_the_rest:
            return row.is_planned and row.starts_at == self.starts_at
        series = row.pair.series.current()
        return series.pk != row.series_id and series.begins == self.starts_at

    def _keep_both(self):
        if not self._stored().gave_way:  # nobody's hour stands beside it then: what became of it is said by the move
            super()._keep_both()

    @property
    def moves_the_rest(self):
        return self.cleaned_data.get("reach") == self.REST


class DayOffForm(CreateOnce):
    first_day = DayField(label=gettext_lazy("First day off"))
    last_day = DayField(
        label=gettext_lazy("Last day off"), required=False, help_text=gettext_lazy("Leave it empty for a single day.")
    )
    LONGEST = 366

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        cleaned = super().clean()
        first = cleaned.get("first_day")
        last = cleaned["last_day"] = cleaned.get("last_day") or first
        if first and last and last < first:
            self.add_error("last_day", _("This lies before the first day."))
        elif last and last < self.today:
            self.add_error(
                "last_day" if last != first else "first_day", _("That is over. Enter days that are to come.")
            )
        elif first and last and (last - first).days >= self.LONGEST:
            self.add_error("last_day", _("That is more than a year. Tell your sponsor if you leave for so long."))
        return cleaned


class HolidaysForm(forms.ModelForm):
    """The regions are those of the country that stands; with another country they come once that is kept."""

    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        choices=lambda: [("", gettext_lazy("No country: I keep none")), *countries()],
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    class Meta:
        model = KeptHolidays
        fields = ["country", "region"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = regions(self.instance.country)
        self.fields["region"].choices = [("", _("The whole country")), *known]
        if not known:
            del self.fields["region"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("country") != self.initial["country"]:
            cleaned["region"] = ""
            self.instance.region = ""
        return cleaned


class AssistantForm(CreateOnce):
    person = ColleagueField(label=gettext_lazy("Who keeps your calendar?"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_person(self):
        person = self.cleaned_data["person"]
        if person.pk == self.by.person_id:
            raise forms.ValidationError(_("That is you. Your own calendar is yours already."))
        if Pair.objects.of(person.pk).open().filter(leader=self.by.person_id).exists():
            raise forms.ValidationError(_("%(name)s is your lab partner and plans with you.") % {"name": person.name})
        if (
            Assistant.objects.of(self.by.person_id)
            .filter(person=person)
            .exclude(pk=self.cleaned_data.get("token"))
            .exists()
        ):
            raise forms.ValidationError(_("%(name)s keeps your calendar already.") % {"name": person.name})
        return person
