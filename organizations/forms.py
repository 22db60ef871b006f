"""Two manners of every form: one that creates does so once, one that edits never overwrites what it has not seen."""

import uuid

from django import forms
from django.core import signing
from django.utils.translation import gettext as _

from .tenancy.models import uuid7


class CreateOnce(forms.Form):
    """A form that creates: its hidden token is the signed id of the row to come, so a second click finds the first one's row.

    A view asks `form.repeated(queryset)` before it creates, and creates with `id=form.row_id`.
    """

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = lambda: signing.dumps(str(uuid7()), salt=self._salt)

    @property
    def _salt(self):
        return f"create:{type(self).__qualname__}"

    def clean_token(self):
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["token"], salt=self._salt, max_age=7 * 24 * 3600))
        except (signing.BadSignature, ValueError):
            raise forms.ValidationError(
                _("This form is too old to be sent. Check what you typed and send it again.")
            ) from None

    @property
    def row_id(self):
        return self.cleaned_data["token"]

    def repeated(self, queryset):
        return queryset.filter(pk=self.row_id).first()

    def full_clean(self):
        super().full_clean()
        if "token" in self.errors:  # nothing typed is lost: the form comes back whole, with a token that holds
            self.data = self.data.copy()
            self.data[self.add_prefix("token")] = self.fields["token"].initial()
            self.add_error(None, self.errors.pop("token").as_data())


class EditVersion(forms.ModelForm):
    """A form that edits a `Versioned` row: if someone else saved meanwhile it keeps both texts and asks."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.theirs = []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") not in (None, self._stored().version):
            self._keep_both()
        return cleaned

    def _stored(self):
        if not hasattr(self, "_row"):
            self._row = type(self.instance).objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        return self._row

    def _keep_both(self):
        row = self._stored()
        names = [name for name in self.changed_data if name in self.fields and hasattr(row, name)]
        self.theirs = [(self.fields[name].label, getattr(row, name)) for name in names]
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = row.version
        self.add_error(
            None, _("Someone saved this while you were writing. Theirs stands beside yours; save again to keep yours.")
        )

    def save(self, commit=True):
        self.instance.version = self._stored().version + 1
        return super().save(commit)
