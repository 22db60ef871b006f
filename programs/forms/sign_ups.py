"""Opening a sign-up, and naming a colleague."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField, Readers
from organizations.forms import CreateOnce, EditVersion

from ..models import Nomination, SignUp
from ..models.sign_ups import MOST_PLACES
from .people import ColleagueField

FIELDS = ["is_open", "takes_nominations", "says", "places", "last_day"]
EVERYONE = frozenset({"sponsor", "leader", "mentor", "everyone"})


class _SignUp:
    """What opening and changing share: who reads it, a day that lies ahead, as many places as there can be."""

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["last_day"] = DayField(
            label=self.fields["last_day"].label,
            help_text=_("Until midnight, as the clocks of the organization have it."),
            initial=self.instance.last_day,
        )
        self.fields["places"].validators = [MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
        self.fields["says"].readers = Readers("sponsor", _("Everyone in the organization who can sign in."), EVERYONE)

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("last_day")
        is_shown = cleaned.get("is_open") or cleaned.get("takes_nominations")
        if is_shown and day and day < self.today and "last_day" in self.changed_data:
            self.add_error("last_day", _("This day is over. Choose today or a later one."))
        return cleaned


class SignUpForm(_SignUp, CreateOnce, forms.ModelForm):
    class Meta:
        model = SignUp
        fields = FIELDS
        widgets = {"says": forms.Textarea(attrs={"rows": 2, "maxlength": 300})}
        help_texts = {
            "says": gettext_lazy("For example: analysts and team leads who use an assistant each week."),
            "places": gettext_lazy(
                "Who comes later waits, and moves up when a place falls free: first come, first served."
            ),
            "takes_nominations": gettext_lazy("You read who and why, and decide."),
        }

    def clean(self):
        cleaned = super().clean()
        there = SignUp.objects.filter(cohort=self.instance.cohort_id, role=self.instance.role)
        if there.exclude(pk=cleaned.get("token")).exists():
            self.add_error(None, _("Another sponsor has opened it meanwhile. Look at theirs before you send yours."))
        return cleaned


class SignUpEditForm(_SignUp, EditVersion):
    class Meta(SignUpForm.Meta):
        pass


class NominationForm(CreateOnce, forms.ModelForm):
    person = ColleagueField(label=gettext_lazy("Whom do you have in mind?"))

    class Meta:
        model = Nomination
        fields = ["role", "person", "why"]
        widgets = {"role": forms.RadioSelect}
        labels = {"role": gettext_lazy("As"), "why": gettext_lazy("Why them, in a line?")}

    def __init__(self, *args, offers, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort, self.by = offers[0].cohort, by
        self.fields["role"].choices = [(it.role, it.get_role_display()) for it in offers]
        self.fields["role"].initial = offers[0].role
        names = ", ".join(person.name for person in self.cohort.in_charge)
        said = _(
            "You and the sponsors of this cohort (%(names)s). "
            "No page, mail or export shows it to anyone else, nor to the one you name."
        )
        self.fields["why"].readers = Readers("sponsor", said % {"names": names}, frozenset({"sponsor"}))

    def clean_person(self):
        person = self.cleaned_data["person"]
        if person.pk == self.by.person_id:
            raise ValidationError(_("That is you. Sign up yourself instead."))
        if person.pk in {it.pk for it in self.cohort.in_charge}:
            raise ValidationError(_("%(name)s is in charge of this cohort.") % {"name": person.name})
        return person

    def clean(self):
        cleaned = super().clean()
        mine = Nomination.objects.filter(cohort=self.cohort, nominated_by=self.by.person_id)
        if mine.filter(person=cleaned.get("person")).exclude(pk=cleaned.get("token")).exists():
            self.add_error("person", _("You have named them already."))
        return cleaned
