from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import CreateOnce, EditVersion

from ..models import ApprovedTool

FIELDS = ["name", "status", "data_allowed", "approved_by"]
HELP = {
    "data_allowed": gettext_lazy("For example: internal data, but nothing about customers or colleagues."),
    "approved_by": gettext_lazy("The person or the department that answers for it."),
}


class _Tool:
    """What both forms share: who reads it, and a name that stands there once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["data_allowed"].readers = Readers(
            "sponsor",
            _("Everyone in the organization who can sign in."),
            frozenset({"sponsor", "leader", "mentor", "everyone"}),
        )

    def clean(self):
        cleaned = super().clean()
        own = cleaned.get("token") or self.instance.pk  # a second click finds the first one's row
        if ApprovedTool.objects.filter(name=cleaned.get("name")).exclude(pk=own).exists():
            self.add_error("name", _("This tool is in the register already."))
        return cleaned


class ToolForm(_Tool, CreateOnce, forms.ModelForm):
    class Meta:
        model = ApprovedTool
        fields = FIELDS
        help_texts = HELP
        widgets = {"status": forms.RadioSelect}


class ToolEditForm(_Tool, EditVersion):
    class Meta(ToolForm.Meta):
        pass
