"""Where the points of a run's pairs lie, as a picture and as the sentence that says the same."""

from django.utils.translation import gettext as _

from . import pictures, words

FEWEST = 3  # below that the list says it at a glance
WIDE, NARROW = 1184, 358
HALVED = 8  # from so many on, "half of them" says something


def spread(lines):
    """`lines`: all pairs of a run. None where there are too few to be spread."""
    pairs = sorted((words.points(it.score), it.is_pinned) for it in lines)
    if len(pairs) < FEWEST:
        return None
    drawn = {"wide": pictures.spread(pairs, WIDE), "tall": pictures.spread(pairs, NARROW)}
    return drawn | {
        "says": _says([points for points, _pinned in pairs]),
        "pinned": any(pinned for _points, pinned in pairs),
    }


def _says(points):
    told = {"n": len(points), "least": points[0], "most": points[-1]}
    if points[0] == points[-1]:
        return _("All %(n)d pairs have %(least)d points of 100.") % told
    said = _("%(n)d pairs, from %(least)d to %(most)d points of 100.") % told
    if len(points) < HALVED:
        return said
    told = {"from": points[len(points) // 4], "to": points[(3 * len(points)) // 4]}
    return _("%(said)s %(half)s") % {"said": said, "half": _("Half of them have %(from)d to %(to)d.") % told}
