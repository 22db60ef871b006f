"""What news there is: each kind of mail and notice in words a person understands, and how far they may choose about it.

Each app puts down its own in `AppConfig.ready()`. A mail of a kind that nobody declared is not written.
"""

import dataclasses

from django.utils.translation import gettext_lazy as _

NOW, DIGEST, OFF = "now", "digest", "off"  # what a person chooses about a kind's mails
# Where the page of choices shows a kind, in this order, and whom it is for: everybody's where it names nobody.
LAB, COHORT, CARE, LINE = "lab", "cohort", "care", "line"
GROUPS = {
    LAB: (_("Your lab"), ("leader", "mentor")),
    COHORT: (_("Taking part"), ("leader", "mentor")),
    CARE: (_("Cohorts that you look after"), ("sponsor",)),
    LINE: (_("As a line manager"), ("manager",)),
}


@dataclasses.dataclass(frozen=True)
class NewsKind:
    """`key` is the kind of the mail, of the notice and of the due row that sends the mail; `also` are other notices that go with it."""

    key: str
    group: str
    label: str
    says: str = ""  # what it is, where the label alone does not tell
    mailed: bool = True
    noticed: bool = True
    may_turn_off: bool = True  # what asks for somebody's signature, consent or answer comes in any case, and at once
    in_digest: bool = True
    default: str = NOW
    waits: bool = True  # for the end of quiet hours
    also: tuple[str, ...] = ()

    @property
    def keys(self):
        return self.key, *self.also

    @property
    def roles(self):
        return GROUPS[self.group][1]

    @property
    def ways(self):
        """What may be chosen about its mails."""
        if not self.may_turn_off:
            return (NOW,)
        return (NOW, DIGEST, OFF) if self.in_digest else (NOW, OFF)


class News:
    """The kinds by key, in the order in which they came; another key of a kind leads to it as well."""

    def __init__(self):
        self._by_key = {}

    def add(self, *kinds):
        for kind in kinds:
            for key in kind.keys:
                if self._by_key.setdefault(key, kind) != kind:
                    raise ValueError(f"{key!r} is declared twice")

    def remove(self, kind):
        """For tests that declare something of their own."""
        for key in kind.keys:
            del self._by_key[key]

    def __getitem__(self, key):
        return self._by_key[key]

    def get(self, key):
        return self._by_key.get(key)

    def __iter__(self):
        return iter(dict.fromkeys(self._by_key.values()))

    def grouped(self, roles=None):
        """[(title, kinds)]: of these roles, or of all."""
        for key, (title, for_roles) in GROUPS.items():
            kinds = [kind for kind in self if kind.group == key]
            if kinds and (roles is None or set(for_roles) & set(roles)):
                yield title, kinds


news = News()
