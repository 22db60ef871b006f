"""The research question as its leader writes it, and a sponsor's sharper wording."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.models import Person

from ..models import ResearchQuestion
from .topics import TopicRows

MOST_TOPICS = 3
WORDS = ("text", "because", "known_by", "sight_of", "decision")


class QuestionForm(TopicRows, forms.ModelForm):
    """A new version of a leader's question. `seen` is the number of the version that the form was filled from."""

    LEVELS = [
        (0, gettext_lazy("Not about it")),
        (1, gettext_lazy("A little")),
        (2, gettext_lazy("Much")),
        (3, gettext_lazy("Above all")),
    ]

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ResearchQuestion
        fields = ["kind", "text", "because", "known_by", "perspective", "owns", "sight_of", "decision"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
            "because": forms.Textarea(attrs={"rows": 2}),
            "known_by": forms.Textarea(attrs={"rows": 2}),
            "perspective": forms.RadioSelect,
            "owns": forms.RadioSelect,
            "decision": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "text": gettext_lazy("One or two sentences about people and work that you can see."),
            "because": gettext_lazy("For a hypothesis: what makes you believe it."),
            "known_by": gettext_lazy("For a hypothesis: what you would see if it is true, or false."),
            "sight_of": gettext_lazy("A unit, a role, customers: whoever sees what you don’t."),
        }

    def __init__(self, *args, enrolment, newest=None, readers=None, **kwargs):
        super().__init__(*args, instance=ResearchQuestion(**_wording(newest)), **kwargs)
        self.enrolment, self.newest = enrolment, newest
        self.theirs = []
        self.fields["seen"].initial = newest.number if newest else 0
        self.fields["sight_of"].widget.attrs["list"] = "units"
        for name in ("kind", "perspective", "owns"):  # nothing is chosen for anyone: no empty choice, either
            self.fields[name].choices = self.fields[name].choices[
                -len(ResearchQuestion._meta.get_field(name).choices) :
            ]
        for name in WORDS:
            self.fields[name].readers = readers
        self.add_topics(enrolment.cohort.program, newest.topics if newest else {})

    def units(self):
        rows = Person.objects.present().exclude(unit="").order_by("unit")
        return rows.values_list("unit", flat=True).distinct()[:500]

    def clean(self):
        cleaned = super().clean()
        self._check_topics()
        self._check_hypothesis(cleaned)
        if not self.errors and self._is_behind(cleaned):
            self._keep_both()
        return cleaned

    def _check_topics(self):
        count = len(self.topics_given)
        if self.topic_names and not 1 <= count <= MOST_TOPICS:
            says = _("Choose one to three topics; you have %(count)d.") % {"count": count}
            self.add_error(None, forms.ValidationError(says, code="topics"))

    def _check_hypothesis(self, cleaned):
        if cleaned.get("kind") != ResearchQuestion.Kind.HYPOTHESIS:
            return
        if not cleaned.get("because"):
            self.add_error("because", _("A hypothesis says what makes you believe it."))
        if not cleaned.get("known_by"):
            self.add_error("known_by", _("A hypothesis says how you will know."))

    def _is_behind(self, cleaned):
        number = self.newest.number if self.newest else 0
        return cleaned.get("seen") != number and not (self.newest and self.newest.says(self.wording))

    def _keep_both(self):
        """Written meanwhile, in another window: what stands there beside what was typed, and save again to keep this."""
        self.theirs = [
            (self.fields[name].label, getattr(self.newest, name)) for name in WORDS if getattr(self.newest, name)
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.newest.number
        says = _("You saved another wording meanwhile. It stands beside this one; save again to keep this one.")
        self.add_error(None, says)

    @property
    def wording(self):
        return {**{name: self.cleaned_data[name] for name in self._meta.fields}, "topics": self.topics_given}


def _wording(question):
    return {name: getattr(question, name) for name in ResearchQuestion.WORDING} if question else {}


class SuggestionForm(forms.ModelForm):
    class Meta:
        model = ResearchQuestion
        fields = ["suggestion"]
        widgets = {"suggestion": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, leader="", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["suggestion"]
        field.required = True
        field.help_text = _("You can suggest once. Afterwards it is for the leader to decide.")
        said = _("%(leader)s, their lab partner once the pair is announced, and the sponsors of this cohort.")
        reads = frozenset({"leader", "mentor", "sponsor"})
        field.readers = Readers("sponsor", said % {"leader": leader}, reads)
