"""The news of this app, in words a person understands."""

from django.utils.translation import gettext_lazy as _

from notifications.news import CARE, COHORT, LAB, NewsKind, news

from .mails import NEWS
from .settling import ANSWERED, ASKED_FOR_MORE

KINDS = (
    NewsKind(NEWS, LAB, _("Who your lab partner is"), _("You are asked to say yes to it."), noticed=False, may_turn_off=False),
    NewsKind(
        "pair-started", LAB, _("Your lab begins or ends"), mailed=False, also=("pair-withdrawn", "pair-ended")
    ),
    NewsKind("line-asked", LAB, _("Your consent to an exception"), mailed=False, may_turn_off=False),
    NewsKind(ASKED_FOR_MORE, COHORT, _("Your sponsor asks for more hours or languages"), mailed=False),
    NewsKind(
        "pair-breach", CARE, _("A pair needs you"), mailed=False, may_turn_off=False, also=("pair-alone", ANSWERED)
    ),
)  # fmt: skip


def register():
    news.add(*KINDS)
