"""A cohort: opened with a name, days and a contact; then its goal and its comparison."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, Readers
from organizations.forms import CreateOnce, EditVersion
from organizations.models import Membership

from .. import contacts
from ..actions import last_day
from ..models import Cohort
from .people import PersonField

CONTACT_HELP = gettext_lazy(
    "Someone outside your and the leaders’ reporting line whom anyone can turn to. Work e-mail, staff number or full name."
)
MOST_PAIRS = 2000  # whom the engine pairs at once
WORDS_OF_A_COHORT = (
    (
        "goal",
        gettext_lazy("You, other sponsors of this cohort, and everyone who takes part in it."),
        ("sponsor", "leader", "mentor"),
    ),
    ("comparison", gettext_lazy("You and other sponsors of this cohort."), ("sponsor",)),
    ("changes", gettext_lazy("You and other sponsors of this cohort."), ("sponsor",)),
)


def check_days(form, cleaned):
    """The last day is 90 days after the first unless it is said otherwise, and never before it."""
    first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
    if first and not last and "ends_on" not in form.errors:
        cleaned["ends_on"] = last_day(first)
    elif first and last and last <= first:
        form.add_error("ends_on", _("The last day comes after the first one."))
    elif last and not first and "starts_on" not in form.errors:
        form.add_error("starts_on", _("Give the first day as well."))


class CohortForm(CreateOnce):
    name = forms.CharField(
        label=gettext_lazy("Name of the cohort"),
        max_length=120,
        help_text=gettext_lazy("For example who and when: “Retail banking, spring 2027”."),
    )
    starts_on = DayField(label=gettext_lazy("First day"), required=False)
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for 90 days."),
    )
    contact = PersonField(label=gettext_lazy("Independent contact"), required=False, help_text=CONTACT_HELP)

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_contact(self):
        person = self.cleaned_data["contact"]
        if person and (why := contacts.objection(person, sponsors={self.membership.person_id})):
            raise forms.ValidationError(why)
        return person

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        return cleaned


class RunAgainForm(CreateOnce):
    """The next run of a cohort: what is not the same."""

    name = CohortForm.base_fields["name"]
    starts_on = CohortForm.base_fields["starts_on"]
    ends_on = CohortForm.base_fields["ends_on"]
    changes = forms.CharField(
        label=gettext_lazy("What will be different this time?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One thing you learned from the last run is enough. It stands on the cohort’s page."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sentence = gettext_lazy("You and other sponsors of the new cohort.")
        self.fields["changes"].readers = Readers("sponsor", sentence, frozenset({"sponsor"}))

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        return cleaned


class CohortEditForm(EditVersion):
    contact = PersonField(label=gettext_lazy("Independent contact"), required=False, help_text=CONTACT_HELP)

    class Meta:
        model = Cohort
        fields = ["name", "goal_kind", "goal", "starts_on", "ends_on", "planned_pairs", "contact", "comparison"]
        fields += ["same_unit_allowed", "changes"]
        widgets = {
            "goal_kind": forms.RadioSelect,
            "goal": forms.Textarea(attrs={"rows": 2}),
            "changes": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        help_texts = {
            "goal": gettext_lazy("One sentence that someone could check after 90 days."),
            "ends_on": gettext_lazy("Leave it empty for 90 days."),
            "planned_pairs": gettext_lazy(
                "The forecast of what your figures can show goes by it, until people take part."
            ),
            "comparison": gettext_lazy("Who does not take part and is like those who do? If nobody is, say why."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.copied_from_id:
            del self.fields["changes"]
        self.fields["planned_pairs"].widget.attrs |= {"min": 1, "max": MOST_PAIRS}
        for name, sentence, reads in (it for it in WORDS_OF_A_COHORT if it[0] in self.fields):
            self.fields[name].readers = Readers("sponsor", sentence, frozenset(reads))

    def clean_planned_pairs(self):
        planned = self.cleaned_data["planned_pairs"]
        if planned is not None and not 1 <= planned <= MOST_PAIRS:
            says = _("Give a number from 1 to %(most)d, or leave it empty.") % {"most": MOST_PAIRS}
            raise forms.ValidationError(says)
        return planned

    def clean_contact(self):
        person = self.cleaned_data["contact"]
        if person and (why := contacts.objection_in(self.instance, person)):
            raise forms.ValidationError(why)
        return person

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned)
        self._keep_days(cleaned)
        return cleaned

    def _keep_days(self, cleaned):
        """Sessions, surveys and figures reckon with them: past the first gate they are changed, never taken away."""
        past_the_gate = self.instance.state != Cohort.State.DRAFT
        if past_the_gate and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("This cohort is under way: it needs a first day."))


class SponsorForm(forms.Form):
    """Another sponsor of the organization, who neither is in charge already nor takes part."""

    sponsor = forms.ModelChoiceField(
        label=gettext_lazy("Sponsor"), queryset=Membership.objects.none(), empty_label=gettext_lazy("Choose a person")
    )

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].queryset = could_sponsor(cohort)


def could_sponsor(cohort):
    sponsors = Membership.objects.sponsors().select_related("person")
    sponsors = sponsors.exclude(person__in=cohort.sponsors.values("person"))
    return sponsors.exclude(person__in=cohort.enrolments.values("person")).order_by("person__family_name", "pk")
