"""What became of a research question, said at a review beside the answers: optional, and for more readers than these."""

from django import forms
from django.utils.translation import gettext as _

from config.forms import Readers

from ..models import QuestionRevisit, ResearchQuestion
from .enrolments import readers_of

Verdict = QuestionRevisit.Verdict


class RevisitForm(forms.Form):
    """`about` is the number of the version that the page showed: what is said holds for that one alone."""

    about = forms.IntegerField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    found = forms.CharField(max_length=300, required=False)

    def __init__(self, *args, question, there, own, **kwargs):
        """`there` is what was said at this review before, by the leader or in a sponsor's notes, or None."""
        super().__init__(*args, prefix="question", **kwargs)
        self.question, self.there = question, there
        self.fields["about"].initial = question.number
        self._ask(own, question.enrolment.person.given_name)
        self.fields["found"].readers = readers_of(question.enrolment) if own else _of_notes(question.enrolment)
        if there:
            self.initial |= {"verdict": there.verdict, "found": there.found}

    def _ask(self, own, name):
        verdict, found = self.fields["verdict"], self.fields["found"]
        verdict.label = _("What became of it?") if own else _("What %(name)s says became of it") % {"name": name}
        found.label = _("What did you find, in one line?") if own else _("What they found, in one line")
        verdict.required = bool(self.there)
        found.help_text = _("Not needed while the question is kept.")
        later = [] if self.there else [("", _("Nothing to say this time"))]
        verdict.choices = [
            *later,
            (Verdict.KEPT, _("Kept: it is still the right question")),
            (Verdict.REFINED, _("To be refined: a sharper wording comes next")),
            (Verdict.ANSWERED, _("Answered")),
            (Verdict.REFUTED, _("Refuted: it is not so")),
        ]

    def clean(self):
        cleaned = super().clean()
        verdict, found = cleaned.get("verdict"), cleaned.get("found")
        if found and not verdict and "verdict" not in self.errors:
            self.add_error("verdict", _("Choose what became of the question."))
        if verdict and verdict != Verdict.KEPT and not found and "found" not in self.errors:
            self.add_error("found", _("One line, please: what did you see?"))
        if verdict and cleaned.get("about") != self.question.number:
            self._show_what_holds()
        return cleaned

    def _show_what_holds(self):
        self.data = self.data.copy()
        self.data[self.add_prefix("about")] = self.question.number
        self.add_error(
            None, _("Another wording of the question holds by now. It stands here; look once more and save.")
        )

    @property
    def said(self):
        """What is to be kept, or None."""
        if not self.cleaned_data["verdict"]:
            return None
        return {name: self.cleaned_data[name] for name in ("verdict", "found")} | {"question": self.question}


def revisit_form(data, *, enrolment, occasion, own):
    """For the version that holds; None while the leader has none that does."""
    question = ResearchQuestion.objects.filter(enrolment=enrolment).in_force().first()
    if question is None:
        return None
    question.enrolment = enrolment
    return RevisitForm(data, question=question, there=enrolment.revisits.at(occasion), own=own)


def _of_notes(enrolment):
    said = _(
        "%(leader)s and you. Once %(leader)s has confirmed it, also their lab partner and the other sponsors of this "
        "cohort. No page, mail or export shows it to anyone else."
    )
    reads = frozenset({"leader", "mentor", "sponsor"})
    return Readers("sponsor", said % {"leader": enrolment.person.given_name}, reads)
