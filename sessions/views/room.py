from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pairing.partners import voice_of
from pairing.words import called

from .. import access
from ..actions import set_room
from ..models import VideoRoom
from ..room_form import RoomForm


@require_http_methods(["GET", "HEAD", "POST"])
def room(request, pair):
    """Set, changed or cleared by either of the two."""
    pair, me = access.pair_of(request.membership, pair), request.membership.person
    partner, row = (
        pair.partner_of(me.pk),
        VideoRoom.objects.filter(pair=pair).first() or VideoRoom(pair=pair, version=0),
    )
    said = {"partner": called(partner), "role": voice_of(pair, me.pk)}
    form = RoomForm(request.POST or None, instance=row, **said)
    if request.method == "POST" and form.is_valid() and _kept(form, pair, request.now):
        messages.success(request, _("Saved. Both your calendars are told."))
        return redirect(request.membership.url("sessions:sessions"))
    return render(request, "sessions/room.html", {"form": form, "partner": partner})


def _kept(form, pair, now):
    try:
        set_room(pair, form.cleaned_data["url"], now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
