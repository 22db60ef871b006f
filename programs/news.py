"""The news of this app, in words a person understands."""

from django.utils.translation import gettext_lazy as _

from notifications.news import CARE, COHORT, LINE, NewsKind, news

from . import enrolling, line_managers, reminding, signing, turning
from .models.sign_ups import NEWS as SIGN_UP

KINDS = (
    NewsKind(enrolling.MAIL, COHORT, _("You take part in a cohort"), may_turn_off=False),
    NewsKind(
        signing.KIND,
        COHORT,
        _("Please sign again"),
        _("When the lab rules or the charter that you signed have changed."),
        may_turn_off=False,
    ),
    NewsKind(
        SIGN_UP, COHORT, _("Your sign-up"), _("A place fell free for you, or it is not your turn."), in_digest=False
    ),
    NewsKind(turning.NEWS, COHORT, _("Your cohort rests, goes on or is cancelled")),
    NewsKind(
        reminding.MAIL, COHORT, _("A reminder to get ready"), _("When a sponsor asks us to remind you, once a day at most."), noticed=False
    ),
    NewsKind("question", COHORT, _("What your sponsor says to your research question"), mailed=False),
    NewsKind("seats", COHORT, _("Your sponsor would like you to teach more leaders"), mailed=False),
    NewsKind(line_managers.MAIL, LINE, _("The hours of a mentor whom you manage"), noticed=False, may_turn_off=False),
    NewsKind(line_managers.TALK, CARE, _("A line manager wants to talk with you"), mailed=False, may_turn_off=False),
)  # fmt: skip


def register():
    news.add(*KINDS)
