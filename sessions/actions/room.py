"""Where a pair meets online: set or cleared by either, and told to both calendars."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import inviting
from ..models import VideoRoom
from .calendar import locked


@transaction.atomic
def set_room(pair, url, *, now):
    """An empty `url` clears it. Who set it is nobody's business but the two's: no act is recorded."""
    pair, _people = locked(pair)
    if not pair.is_open:
        raise ValidationError(_("This pair does not meet any more, so it needs no room."))
    room = VideoRoom.objects.filter(pair=pair).first() or VideoRoom(pair=pair, version=0)
    if room.url == url:
        return room
    room.url, room.version, room.changed_at = url, room.version + 1, now
    room.save()
    inviting.changed(pair.sessions.still_to_begin(now), now=now)
    return room
