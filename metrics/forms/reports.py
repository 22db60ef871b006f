"""The four parts of a pair's lab report, in one form that either of the two fills in."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import EditVersion
from pairing.partners import voice_of
from pairing.words import called

from ..models import LabReport
from ..models.reports import Sections

ROWS = {"question": 5, "found": 7, "changed": 6, "run_next": 3}


class Words(forms.CharField):
    """Browsers send other ends of lines than they were given: words that nobody has touched have not changed."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReportForm(EditVersion):
    class Meta:
        model = LabReport
        fields = Sections.NAMES
        field_classes = dict.fromkeys(Sections.NAMES, Words)
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in ROWS.items()}
        labels = {
            "question": gettext_lazy("Your question, and what became of it"),
            "found": gettext_lazy("What you found"),
            "changed": gettext_lazy("What changed"),
            "run_next": gettext_lazy("What you would run next"),
        }
        help_texts = {
            "found": gettext_lazy("Also what you did not expect, and what did not work."),
            "changed": gettext_lazy(
                "Your one process and its figure, then and now; a decision that was taken otherwise."
            ),
            "run_next": gettext_lazy("The next question, for you or for another pair."),
        }

    def __init__(self, *args, pair, person_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].required = True
        self.fields["found"].error_messages["required"] = _("One sentence is enough. You can change it at any time.")
        readers = self._readers(voice_of(pair, person_id), called(pair.partner_of(person_id)))
        for name in Sections.NAMES:
            self.fields[name].readers = readers

    @staticmethod
    def _readers(voice, partner):
        sentence = _(
            "You and %(name)s. Once both of you release it, the sponsors who look after your pair read it too; until then"
            " no page, mail or export shows it to anyone else."
        )
        return Readers(voice, sentence % {"name": partner}, frozenset({"leader", "mentor"}))

    def _stored(self):
        return super()._stored() if self.instance.is_written else self.instance

    def keep(self, *, by, now):
        """What nobody has changed stays released."""
        if not self.instance.is_written or set(self.changed_data) - {"version"}:
            self.save(commit=False).rewrite(by=by, now=now)
