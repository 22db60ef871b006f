"""The news of this app, in words a person understands."""

from django.utils.translation import gettext_lazy as _

from notifications.news import LAB, NewsKind, news

from .actions.assistants import NAMED
from .asking import ASKED, BOOK
from .inviting import SERIES, SESSION
from .reminders import LOG, PREP

# A calendar that is a day behind books two people twice: by night as well, and not to be turned off.
AT_ONCE = {"noticed": False, "may_turn_off": False, "in_digest": False, "waits": False}
KINDS = (
    NewsKind(PREP, LAB, _("The card for your next session"), _("The day before: the question, and what to bring.")),
    NewsKind(LOG, LAB, _("A session that nobody has logged"), _("A day after it, once.")),
    NewsKind(BOOK, LAB, _("When you meet next"), _("After two hours that fell out on your side.")),
    NewsKind(ASKED, LAB, _("A sponsor’s question when you meet"), _("Both of you get it, in the same words.")),
    NewsKind(SERIES, LAB, _("Your hours, for your calendar"), _("Invitations, changes and cancellations."), **AT_ONCE),
    NewsKind(SESSION, LAB, _("Single sessions, for your calendar"), _("Those beside your hours."), **AT_ONCE),
    NewsKind(NAMED, LAB, _("Whose calendar you keep"), mailed=False, may_turn_off=False, in_digest=False),
)


def register():
    news.add(*KINDS)
