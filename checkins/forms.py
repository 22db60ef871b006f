from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import Readers
from programs.forms.revisits import revisit_form

from .models import CheckIn


class AnswersForm(forms.Form):
    """The questions of one check-in, for the person asked or for the sponsor who writes the conversation down.

    At a leader's review their research question is looked at again, in the form `revisit`: sent, and judged, with this one.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, checkin, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.checkin = checkin
        self.own = by.person_id == checkin.subject_id
        self.fields["version"].initial = checkin.version
        for question, answer in checkin.said():
            self.fields[question.key] = self._words(question, answer)
        if self.own:
            self.fields["wants_to_talk"] = self._wish()
        self.revisit = self._revisit()

    def _words(self, question, answer):
        field = forms.CharField(
            label=question.label,
            help_text=question.hint,
            max_length=4000,
            initial=answer.text if answer else "",
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("A few words, please. “Nothing yet” is an answer too.")},
        )
        field.readers = self._readers()
        return field

    def _revisit(self):
        if not self.checkin.subject_leads or self.checkin.kind != CheckIn.Kind.REVIEW:
            return None
        place = self.checkin.pair.leader_enrolment
        return revisit_form(self.data or None, enrolment=place, occasion=self.checkin.occasion, own=self.own)

    def is_valid(self):
        return all([super().is_valid(), self.revisit is None or self.revisit.is_valid()])

    @property
    def of_question(self):
        """What became of the research question, as `actions` take it; None where nothing was said of it."""
        return self.revisit.said if self.revisit else None

    def _wish(self):
        return forms.BooleanField(
            label=_("I want to talk"), required=False, initial=self.checkin.wants_to_talk, help_text=self._who_calls()
        )

    def _who_calls(self):
        return _("%(name)s will call you. Nobody else learns that you asked.") % {
            "name": self.checkin.given_to.given_name
        }

    def _readers(self):
        subject, sponsor = self.checkin.subject, self.checkin.given_to
        partner = self.checkin.pair.partner_of(subject.pk)
        voice = "leader" if self.checkin.subject_leads else "mentor"
        names = {
            "subject": subject.name,
            "given": subject.given_name,
            "sponsor": sponsor.name,
            "partner": partner.given_name,
        }
        if self.own:
            said = _("You and %(sponsor)s. No page, mail or export shows it to %(partner)s or anyone else.") % names
        else:
            said = _("%(subject)s and you. Each time you open it stands where %(given)s sees it.") % names
        return Readers(voice, said, frozenset({voice, "sponsor"}))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") not in (None, self.checkin.version):
            self.data = self.data.copy()
            self.data["version"] = self.checkin.version
            self.add_error(None, _("This check-in was changed while you were writing. Look once more and save again."))
        return cleaned

    @property
    def texts(self):
        return {question.key: self.cleaned_data[question.key] for question in self.checkin.questions}
