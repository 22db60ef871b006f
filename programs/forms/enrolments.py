"""Finding people on the roster, naming them in a list, and what they say of themselves."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import InARow, Readers, TimeInput
from organizations.forms import EditVersion
from organizations.models import Person

from .. import weekdays
from ..models import Enrolment
from .topics import TopicRows


class RosterFilter(forms.Form):
    """Each field narrows; what isn't valid narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Name, e-mail or staff number"), required=False, max_length=200)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=300)
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), required=False)
    site = forms.ChoiceField(label=gettext_lazy("Place of work"), required=False)
    again = forms.BooleanField(label=gettext_lazy("Took part last time"), required=False)

    def __init__(self, *args, returning=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.returning = returning  # ids of people; without any there is nothing to ask
        if not returning:
            del self.fields["again"]
        for name in ("grade", "site"):
            values = self._values(name)
            self.fields[name].choices = [("", _("All")), *((value, value) for value in values)]
        self.fields["unit"].widget.attrs["list"] = "units"

    @staticmethod
    def _values(name):
        rows = Person.objects.present().exclude(**{name: ""}).order_by(name)
        return list(rows.values_list(name, flat=True).distinct()[:500])

    def units(self):
        return self._values("unit")

    def narrowed(self, people):
        said = self.cleaned_data if self.is_valid() else {}
        for word in said.get("q", "").split():
            named = Q(given_name__icontains=word) | Q(family_name__icontains=word)
            people = people.filter(named | Q(email__icontains=word) | Q(staff_number=word))
        if said.get("unit"):
            people = people.filter(unit__icontains=said["unit"])
        if said.get("again"):
            people = people.filter(pk__in=self.returning)
        exact = {name: said[name] for name in ("grade", "site") if said.get(name)}
        return people.filter(**exact)


class PastedForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("They take part as"),
        choices=[(Enrolment.Role.LEADER, gettext_lazy("Leaders")), (Enrolment.Role.MENTOR, gettext_lazy("Mentors"))],
        widget=forms.RadioSelect,
    )
    lines = forms.CharField(
        label=gettext_lazy("E-mails or staff numbers"),
        help_text=gettext_lazy("One a line, or parted by commas, as you copy them from a mail or a spreadsheet."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=50_000,
    )


LATER = "later"  # the button that keeps a profile which is not whole


class ProfileForm(EditVersion):
    """What both roles say; who reads it stands under each field that takes words."""

    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("The days that you work"),
        choices=weekdays.CHOICES,
        coerce=int,
        widget=InARow,
        error_messages={
            "required": gettext_lazy("Choose at least one day: sessions lie on the days that you both work.")
        },
    )

    class Meta:
        model = Enrolment
        fields = ["languages", "day_begins", "day_ends", "working_days", "off_limits"]
        widgets = {"day_begins": TimeInput, "day_ends": TimeInput, "off_limits": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "languages": gettext_lazy("Parted by commas: English, Polish"),
            "off_limits": gettext_lazy("What you don’t want to talk about in the lab. You needn’t say why."),
        }

    def __init__(self, *args, readers, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_for_now = LATER in self.data  # what is not said yet can be said later
        for name in ("languages", "working_days"):
            self.fields[name].required = not self.is_for_now
        for name in self.fields.keys() & {"languages", "off_limits", "first_hand", "vantage"}:
            self.fields[name].readers = readers

    def clean_languages(self):
        spoken = [" ".join(part.split()) for part in self.cleaned_data["languages"].split(",")]
        return ", ".join(dict.fromkeys(part for part in spoken if part))

    def clean_working_days(self):
        """Kept for now without any, those that stood stay."""
        return sorted(self.cleaned_data["working_days"]) or self.instance.working_days

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("day_begins"), cleaned.get("day_ends")
        if begins and ends and begins >= ends:
            self.add_error("day_ends", _("The day has to end after it begins."))
        return cleaned

    def _keep_both(self):
        super()._keep_both()
        self.theirs = [(label, weekdays.said(it) if isinstance(it, list) else it) for label, it in self.theirs]

    @property
    def profile(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


class LeaderProfileForm(ProfileForm):
    topic_rows = ()

    @property
    def other_fields(self):
        return self.visible_fields()


class MentorProfileForm(ProfileForm, TopicRows):
    LEVELS = [
        (0, gettext_lazy("Not mine")),
        (1, gettext_lazy("I use it")),
        (2, gettext_lazy("I know it well")),
        (3, gettext_lazy("I could teach it")),
    ]

    class Meta(ProfileForm.Meta):
        fields = ["first_hand", "vantage", *ProfileForm.Meta.fields, "capacity"]
        widgets = {
            **ProfileForm.Meta.widgets,
            "first_hand": forms.Textarea(attrs={"rows": 3}),
            "vantage": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            **ProfileForm.Meta.help_texts,
            "first_hand": gettext_lazy(
                "Work you do yourself, customers you meet, products you use. Two sentences will do."
            ),
            "vantage": gettext_lazy(
                "What those further up can’t see: how a rule works out, what people say in the corridor."
            ),
            "capacity": gettext_lazy("Each takes about an hour a week in all."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_topics(self.instance.cohort.program, self.instance.topics)
        self.fields["capacity"] = forms.TypedChoiceField(
            label=self.fields["capacity"].label,
            help_text=self.fields["capacity"].help_text,
            choices=[(1, _("One leader")), (2, _("Two leaders")), (3, _("Three leaders"))],
            coerce=int,
            initial=self.instance.capacity,
        )

    def clean(self):
        cleaned = super().clean()
        if self.topic_names and not self.topics_given and not self.is_for_now:
            self.add_error(None, forms.ValidationError(_("Choose at least one topic that you use."), code="topics"))
        return cleaned

    @property
    def profile(self):
        return {**super().profile, "topics": self.topics_given}


def profile_form(enrolment, *args, **kwargs):
    form = LeaderProfileForm if enrolment.is_leader else MentorProfileForm
    return form(*args, instance=enrolment, readers=readers_of(enrolment), **kwargs)


def readers_of(enrolment):
    """True to the matrix and the row policies: the person, the partner of a published pair, the cohort's sponsors."""
    voice = "leader" if enrolment.is_leader else "mentor"
    sponsors = [it.person.name for it in enrolment.cohort.sponsors.select_related("person").order_by("since", "id")]
    said = _(
        "You, the sponsors of this cohort (%(names)s), and your lab partner once your pair is announced. "
        "No page, mail or export shows it to anyone else."
    )
    return Readers(voice, said % {"names": ", ".join(sponsors)}, frozenset({"leader", "mentor", "sponsor"}))
