"""Two manners of every form: one that creates does so once, one that edits never overwrites what it has not seen."""

import datetime
import functools
import itertools
import unicodedata
import uuid
import zoneinfo

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import DayField

from . import auditing, role_words
from .models import ROLES, Account, Organization, Person
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
        if cleaned.get("version") not in (None, self._stored().version) and not self._stands_already():
            self._keep_both()
        return cleaned

    def _stands_already(self):
        """Whether what was typed is what stands by now, as after a second click: then nobody is in the way of anybody."""
        return False

    def _stored(self):
        if not hasattr(self, "_row"):
            self._row = type(self.instance).objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
        return self._row

    def _keep_both(self):
        row = self._stored()
        names = [name for name in self.changed_data if name != "version" and hasattr(row, name)]
        self.theirs = [(self.fields[name].label, getattr(row, name)) for name in names]
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = row.version
        self.add_error(
            None, _("Someone saved this while you were writing. Theirs stands beside yours; save again to keep yours.")
        )

    def save(self, commit=True):
        self.instance.version = self._stored().version + 1
        return super().save(commit)


ROLE_WORDS = {
    "admin": gettext_lazy("Admin: lets people in, keeps the roster and the settings"),
    "sponsor": gettext_lazy("Sponsor: runs programs and cares for their pairs"),
    "executive": gettext_lazy("Executive: reads the published quarterly results"),
}


@functools.cache
def time_zones():
    """By region, as a select shows them; the old aliases without a region are left out."""
    regions = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in regions and "/" in name)
    grouped = itertools.groupby(names, key=lambda name: name.split("/")[0])
    return [("UTC", "UTC")] + [(region, [(n, _city(n)) for n in inside]) for region, inside in grouped]


def _city(name):
    return name.split("/", 1)[1].replace("_", " ").replace("/", ", ")


class TimeZoneField(forms.ChoiceField):
    """`data-time-zone` lets the browser offer its own while nothing was chosen."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” is not a time zone we know. Choose the one where most of you work.")
    }

    def __init__(self, **kwargs):
        super().__init__(choices=time_zones, **kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"data-time-zone": True}


class RolesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            choices=[(role, ROLE_WORDS[role]) for role in ROLES],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=gettext_lazy("Roles"),
            help_text=gettext_lazy("None is needed to take part as a leader or a mentor."),
            **kwargs,
        )


class OpeningForm(CreateOnce):
    name = forms.CharField(label=gettext_lazy("Name of the organization"), max_length=120)
    given_name = forms.CharField(label=gettext_lazy("Your given name"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Your family name"), max_length=120)
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Where most of you work. Each person can have another.")
    )


class OrganizationForm(EditVersion):
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Where most of you work. Each person can have another.")
    )

    class Meta:
        model = Organization
        fields = ["name", "time_zone", "tells_line_managers"]


class RoleWordsForm(EditVersion):
    """What this organization calls the program and the two roles; an empty field keeps the shipped word."""

    PAIRS = (("leader_word", "leaders_word"), ("mentor_word", "mentors_word"))

    class Meta:
        model = Organization
        fields = [f"{name}_word" for name in role_words.Words._fields]
        labels = {
            "kind_word": gettext_lazy("Instead of %(word)s"),
            "leader_word": gettext_lazy("Instead of %(word)s, one of them"),
            "leaders_word": gettext_lazy("Instead of %(word)s, several"),
            "mentor_word": gettext_lazy("Instead of %(word)s, one of them"),
            "mentors_word": gettext_lazy("Instead of %(word)s, several"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, shipped in zip(self._meta.fields, role_words.SHIPPED, strict=True):
            self.fields[name].label = self.fields[name].label % {"word": f"“{shipped}”"}

    def clean(self):
        cleaned = super().clean()
        for name in self._meta.fields:
            if name in cleaned:
                cleaned[name] = self._word(name, cleaned[name])
        for one, several in self.PAIRS:
            self._both_or_none(one, several, cleaned)
        self._two_roles(cleaned)
        return cleaned

    def _word(self, name, typed):
        word = " ".join(unicodedata.normalize("NFC", typed).split())
        if word and not role_words.is_word(word):
            self.add_error(name, _("Letters alone, with spaces, hyphens or apostrophes between them."))
        elif found := role_words.never_said(word):
            says = _("“%(word)s” is kept off every page: it ranks people or frightens them. Choose another.")
            self.add_error(name, says % {"word": found})
        return word

    def _both_or_none(self, one, several, cleaned):
        for here, there in ((one, several), (several, one)):
            if cleaned.get(here) and not cleaned.get(there) and there not in self.errors:
                self.add_error(there, _("Say this one as well, so that sentences stay whole."))

    def _two_roles(self, cleaned):
        leader, mentor = ((cleaned.get(name) or "").casefold() for name in ("leader_word", "mentor_word"))
        leader, mentor = leader or role_words.SHIPPED.leader, mentor or role_words.SHIPPED.mentor
        if leader == mentor and "mentor_word" not in self.errors:
            self.add_error("mentor_word", _("The two roles need words of their own: nobody could tell them apart."))


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["name"]
        labels = {"name": gettext_lazy("Your name")}


class InviteForm(forms.Form):
    """The people of one page of the roster who can be invited."""

    people = forms.ModelMultipleChoiceField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Who"),
        error_messages={
            "required": gettext_lazy("Choose at least one person."),
            "invalid_choice": gettext_lazy("Someone you chose cannot be invited any more. Look at the list again."),
        },
    )
    roles = RolesField()

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["people"].label_from_instance = lambda person: f"{person.name}, {person.email}"


class NewcomerForm(CreateOnce):
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Work e-mail"))
    roles = RolesField()

    @property
    def newcomer(self):
        data = dict(self.cleaned_data)
        data["id"] = data.pop("token")
        return data

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if Person.objects.filter(email__iexact=email).exclude(pk=self.cleaned_data.get("token")).exists():
            raise forms.ValidationError(_("Someone on the roster has this address. Choose them from the list instead."))
        return email


class AuditFilterForm(forms.Form):
    """What of the audit log is shown: in the address, so that it can be kept and passed on."""

    who = forms.CharField(label=gettext_lazy("By whom"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", gettext_lazy("Everything")), *auditing.choices()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("This lies before the first day."))
        return cleaned

    def narrow(self, entries, zone):
        """Days are those of the reader's own time zone."""
        if not self.is_valid():
            return entries.none()
        said = self.cleaned_data
        if said["who"]:
            entries = entries.by(Person.objects.named(said["who"]).values("pk"))
        if said["kind"]:
            entries = entries.of_kind(said["kind"])
        return entries.between(_midnight(said["first"], zone), _midnight(said["last"], zone, days=1))


def _midnight(day, zone, days=0):
    return day and datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(), tzinfo=zone)


class RoleForm(forms.Form):
    """One role, given or taken."""

    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])
    held = forms.BooleanField(required=False)
