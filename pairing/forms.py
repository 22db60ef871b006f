"""What sponsors weigh and rule, and what a pair writes of its work."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import EditVersion

from .access import enrolments_to_pair
from .models import Pair, PairingRule

PAIR_AND_SPONSOR = frozenset({"leader", "mentor", "sponsor"})


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


class Named(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.person.name


class RuleForm(forms.Form):
    """Two people: together, or never."""

    leader = Named(None, label=gettext_lazy("Leader"))
    mentor = Named(None, label=gettext_lazy("Mentor"))
    says = forms.ChoiceField(label=gettext_lazy("What you say"), choices=PairingRule.Says.choices)

    def __init__(self, membership, cohort, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = enrolments_to_pair(membership, cohort)
        self.fields["leader"].queryset, self.fields["mentor"].queryset = people.leaders(), people.mentors()


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
