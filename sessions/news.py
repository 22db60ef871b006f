"""The news of this app, in words a person understands."""

from django.utils.translation import gettext_lazy as _

from notifications.news import LAB, NewsKind, news

from .reminders import LOG, PREP

KINDS = (
    NewsKind(PREP, LAB, _("The card for your next session"), _("The day before: the question, and what to bring.")),
    NewsKind(LOG, LAB, _("A session that nobody has logged"), _("A day after it, once.")),
)


def register():
    news.add(*KINDS)
