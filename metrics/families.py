"""The three families of indicators, in words and in whose voice they stand."""

import dataclasses

from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True)
class Family:
    key: str
    voice: str  # leader, mentor, or both together
    name: str
    says: str


FAMILIES = (
    Family("capability", "leader", _("Capability"), _("what leaders can do")),
    Family("performance", "both", _("Performance"), _("what pairs change together")),
    Family("talent", "mentor", _("Talent"), _("what mentors gain")),
)
