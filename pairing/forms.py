"""What sponsors weigh and rule, and what a pair writes of its work."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import EditVersion

from .models import Pair, PairingRule, PairingRun

PAIR_AND_SPONSOR = frozenset({"leader", "mentor", "sponsor"})
CHOSEN = SafeString(" selected")


class WeightsForm(forms.Form):
    """How much each part counts; only their shares matter."""

    goal = forms.IntegerField(label=gettext_lazy("Question and skill"), min_value=0, max_value=100)
    tension = forms.IntegerField(label=gettext_lazy("Another function, another view"), min_value=0, max_value=100)
    strategic = forms.IntegerField(label=gettext_lazy("First-hand sight"), min_value=0, max_value=100)
    access = forms.IntegerField(label=gettext_lazy("Hours and place"), min_value=0, max_value=100)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("All four weights are zero: give at least one of them a share."))
        return cleaned


def _told_apart(people):
    """Their names; those who share one with their unit and post as well."""
    people = list(people)
    times = Counter(it.person.name for it in people)
    for it in people:
        more = (it.person.unit, it.person.job_title) if times[it.person.name] > 1 else ()
        yield ", ".join(filter(None, (it.person.name, *more)))


class PeopleSelect(forms.Select):
    """Thousands of names, written in one go: a template for each option took most of the board's time."""

    def render(self, name, value, attrs=None, renderer=None):
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((pk, CHOSEN if str(pk) == str(value or "") else "", label) for pk, label in self.choices),
        )
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs({"name": name}, attrs)), options)


class PersonChoice(forms.ChoiceField):
    """One of the people that the board has read already, by the id of their enrolment."""

    widget = PeopleSelect
    default_error_messages = {
        "invalid_choice": gettext_lazy("This person takes part no longer, or is not yours to pair. Choose another."),
    }

    def __init__(self, *, people, **kwargs):
        self.people = {str(it.pk): it for it in people}
        choices = zip(self.people, _told_apart(self.people.values()), strict=True)
        super().__init__(choices=[("", gettext_lazy("Choose a person")), *choices], **kwargs)

    def clean(self, value):
        return self.people[super().clean(value)]


class Drawn(forms.DateTimeField):
    """When the page was drawn on which this was pressed: what another sponsor said later has not been seen."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else value

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            return None  # not ours: as if nothing had been seen


class RuleForm(forms.Form):
    """Two people: together, or never."""

    says = forms.ChoiceField(label=gettext_lazy("What you say"), choices=PairingRule.Says.choices)
    drawn = Drawn()
    field_order = ("leader", "mentor", "says")

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, auto_id="rule_%s", **kwargs)
        leaders, mentors = apart(people)
        self.fields["leader"] = PersonChoice(label=_("Leader"), people=leaders)
        self.fields["mentor"] = PersonChoice(label=_("Mentor"), people=mentors)
        self.order_fields(self.field_order)


class SwapForm(forms.Form):
    """Two leaders, who get each other's mentors."""

    drawn = Drawn()

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, auto_id="swap_%s", **kwargs)
        leaders, _mentors = apart(people)
        self.fields["leader"] = PersonChoice(label=_("This leader"), people=leaders)
        self.fields["other"] = PersonChoice(label=_("gets the mentor of, and gives theirs to"), people=leaders)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned["leader"] == cleaned["other"]:
            self.add_error("other", _("Choose two different leaders."))
        return cleaned


class ExceptionForm(forms.Form):
    """Two people, one further up in the other's reporting line, and a sponsor's name under it."""

    because = forms.CharField(
        label=gettext_lazy("Why these two all the same"),
        max_length=300,
        help_text=gettext_lazy("For example: nobody outside of this line has seen what the question is about."),
    )
    name = forms.CharField(label=gettext_lazy("Your name, as a signature"), max_length=200)
    field_order = ("leader", "mentor", "because", "name")

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leaders, mentors = apart(people)
        self.fields["leader"] = PersonChoice(label=_("Leader"), people=leaders)
        self.fields["mentor"] = PersonChoice(label=_("Mentor"), people=mentors)
        self.order_fields(self.field_order)
        sentence = _("The sponsors in charge and, once the two are told of each other, the mentor.")
        for field in ("because", "name"):
            self.fields[field].readers = Readers("mentor", sentence, frozenset({"mentor", "sponsor"}))


class AgreeForm(forms.Form):
    """A mentor's own consent to teach someone further up in their line."""

    agrees = forms.BooleanField(
        label=gettext_lazy("I agree to teach someone in my own reporting line."),
        error_messages={"required": gettext_lazy("Tick this if you agree. Otherwise “not a good fit” says it, without a reason.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agrees"].readers = Readers(
            "mentor", _("You and the sponsors in charge."), frozenset({"mentor", "sponsor"})
        )


class SeatsForm(forms.Form):
    """How many leaders a mentor may be proposed to."""

    seats = forms.TypedChoiceField(
        label=gettext_lazy("Leaders at most"), choices=[(n, n) for n in (1, 2, 3)], coerce=int
    )
    field_order = ("mentor", "seats")

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, auto_id="seats_%s", **kwargs)
        _leaders, mentors = apart(people)
        self.fields["mentor"] = PersonChoice(label=_("Mentor"), people=mentors)
        self.order_fields(self.field_order)


class AskForm(forms.Form):
    """Whom to ask for a wider profile."""

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolment"] = PersonChoice(people=people)


def apart(people):
    """(leaders, mentors)"""
    return [it for it in people if it.is_leader], [it for it in people if not it.is_leader]


class RunNameForm(forms.ModelForm):
    class Meta:
        model = PairingRun
        fields = ["name"]
        labels = {"name": gettext_lazy("What this run is called")}
        help_texts = {"name": gettext_lazy("For example “more first-hand sight”. Empty: its number.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].readers = Readers(
            "sponsor", _("You and other sponsors of this cohort."), frozenset({"sponsor"})
        )


class WorkForm(EditVersion):
    """The one process of a pair and the figure that it begins with (C3)."""

    class Meta:
        model = Pair
        fields = ["process", "starting_figure"]
        help_texts = {
            "process": gettext_lazy("A workflow or a decision, as you would name it in the corridor."),
            "starting_figure": gettext_lazy(
                "What it costs today, such as “nine days a month” or “one error in twelve”."
            ),
        }

    def __init__(self, *args, voice, **kwargs):
        super().__init__(*args, **kwargs)
        sentence = _("You both read this, and so do the sponsors in charge of your cohort.")
        for field in ("process", "starting_figure"):
            self.fields[field].required = field == "process"
            self.fields[field].readers = Readers(voice, sentence, PAIR_AND_SPONSOR)
