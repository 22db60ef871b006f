"""Someone of the roster, named by hand: rosters are too long for a list to choose from."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person

FEW = 5


def matching(words):
    """People present whose work e-mail, staff number or whole name these words are."""
    whole_name = Trim(Concat("given_name", Value(" "), "family_name"))
    named = Q(email__iexact=words) | Q(staff_number=words) | Q(whole_name__iexact=words)
    return Person.objects.present().alias(whole_name=whole_name).filter(named).select_related("organization").in_order()


class PersonField(forms.CharField):
    default_help = gettext_lazy("Work e-mail, staff number or full name, as on the roster.")

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": self.default_help, "max_length": 254} | kwargs)

    def to_python(self, value):
        if isinstance(value, Person):
            return value
        words = super().to_python(value)
        super().run_validators(words)
        return self._one(words) if words else None

    def _one(self, words):
        found = list(matching(words)[: FEW + 1])
        if not found:
            raise ValidationError(_("Nobody on the roster is called that. Try the work e-mail."))
        if len(found) > 1:
            raise ValidationError(_("More than one person is called that. Choose by: %s") % self._told_apart(found))
        return found[0]

    @staticmethod
    def _told_apart(people):
        return ", ".join(person.email or person.staff_number for person in people[:FEW])

    def run_validators(self, value):
        """Those of a CharField measure words, and have measured them: these have become a person."""

    def prepare_value(self, value):
        if isinstance(value, uuid.UUID):
            value = Person.objects.filter(pk=value).first()
        if isinstance(value, Person):
            return value.email or value.staff_number or value.name
        return value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class ColleagueField(PersonField):
    """Who names a colleague knows them: the roster is not read out to them."""

    def _one(self, words):
        found = list(matching(words)[:FEW])
        if len(found) > 1:
            raise ValidationError(_("Several people are called that. Use the work e-mail."))
        return super()._one(words)
