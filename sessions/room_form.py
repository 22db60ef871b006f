"""The link to the video room of a pair."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Readers
from organizations.forms import EditVersion

from .models import VideoRoom


def secure(url):
    if url and not url.startswith("https://"):
        raise ValidationError(_("Begin with https://: the link is opened from your calendars, and must be safe there."))


class RoomForm(EditVersion):
    """`instance` is the pair's room, or a new one while there is none."""

    url = forms.URLField(
        label=gettext_lazy("Link to the video room"),
        help_text=gettext_lazy(
            "As your video program gives it, for example for a personal room. Leave it empty if you meet face to face."
        ),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[secure],
        error_messages={"invalid": gettext_lazy("This is no link. Copy it whole, from https:// on.")},
    )

    class Meta:
        model = VideoRoom
        fields = ["url"]

    def __init__(self, *args, partner, role, **kwargs):
        super().__init__(*args, **kwargs)
        says = _("You and %(name)s. It stands in both your calendars, so whoever looks into them can read it there.")
        self.fields["url"].readers = Readers(role, says % {"name": partner}, frozenset({"leader", "mentor"}))

    def _stands_already(self):
        return self._stored().url == self.cleaned_data.get("url")

    def _stored(self):
        if not hasattr(self, "_row"):
            rooms = VideoRoom.objects.filter(pair=self.instance.pair_id).select_for_update(of=("self",))
            self._row = rooms.first() or self.instance  # the partner may have named the first one meanwhile
        return self._row
