"""What a review asks, of whom, and the promise that stands beside it (PROTOCOL K1). Data: the forms are made from it."""

import dataclasses

from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True)
class Question:
    key: str
    label: str
    hint: str = ""


REVIEW = {
    "leader": (
        Question(
            "insight",
            _("What is the most valuable thing you have learned so far?"),
            _("One or two sentences are enough. Something that you did not know, or saw differently."),
        ),
        Question(
            "changed",
            _("Which decision did you change, or what did you do, because of it?"),
            _("“Nothing yet” is an answer too."),
        ),
    ),
    "mentor": (
        Question(
            "view",
            _("How has it changed your view of the organization?"),
            _("For better or worse; what you see now and did not before."),
        ),
        Question(
            "heard",
            _("Is your perspective heard? How can you tell?"),
            _("A moment when it was, or when it was not, says more than a yes."),
        ),
    ),
}
