"""The clock of a zone's name. Pure: a name in.

Forms and rosters take only names that are known. But the world's list of zones changes, and a row may be older than the one
that is installed: its person then reads another clock, rather than no page at all.
"""

import functools
import zoneinfo

UTC = zoneinfo.ZoneInfo("UTC")


@functools.lru_cache(1024)
def known_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """None for no name, and for one that is none."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown; a path that leads elsewhere; a folder of zones
        return None


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """UTC where the name is none."""
    return known_zone(name) or UTC
