"""Hours in which a person may be spoken to."""

import datetime
import zoneinfo


def waking(at: datetime.datetime, zone: zoneinfo.ZoneInfo, start: int = 7, end: int = 21) -> datetime.datetime:
    """The first moment from `at` on that lies in [start, end) o'clock of `zone`; in UTC.

    A morning that the clocks skip begins when they go on; one that they repeat begins at its first hour still ahead.
    """
    local = at.astimezone(zone)
    if start <= local.hour < end:
        return at.astimezone(datetime.UTC)
    day = local.date() + datetime.timedelta(days=local.hour >= end)
    morning = datetime.datetime.combine(day, datetime.time(start), zone)
    starts = (morning.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    return next(moment for moment in starts if moment >= at)
