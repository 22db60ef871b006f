"""That mails to a person's address do not arrive: a fact about the address, and nothing of any mail."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import MD5, Lower
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from organizations.models.audit import AN_ADMIN
from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy, ids_from

# A bounce comes hours or days after the mail server's yes: a mail that nothing came back from for so long has arrived.
SILENCE = datetime.timedelta(days=3)


class UnreachableQuerySet(TenantQuerySet):
    def standing(self, now):
        """Of the addresses that are still on the roster, and to which nothing has got through since."""
        waits = Q(tried_at=None) | Q(tried_at__gt=now - SILENCE)
        return self.filter(waits, address_key=_key(F("person__email")))

    def about(self, person, now):
        """Whether it stands of this person: for a query of theirs to ask in passing."""
        return Exists(self.standing(now).filter(person=OuterRef(person)))

    def note(self, person, how, *, now, for_good=True):
        """Since the first time, while it is the same address. The address itself is not kept."""
        known = self.standing(now).filter(person=person).first()
        since = known.since if known else now
        said = {"how": how, "for_good": for_good, "since": since, "tried_at": None, "address_key": _key(person.email)}
        self.update_or_create(person=person, defaults=said)

    def taken(self, person, *, now):
        """The mail server has taken another mail. After a refusal that is news; what bounced may bounce again."""
        self.filter(person=person, how=Unreachable.How.REFUSED).delete()
        self.filter(person=person, tried_at=None).update(tried_at=now)

    def arrived(self, person):
        self.filter(person=person).delete()


def _key(address):
    return MD5(Lower(address if isinstance(address, F) else Value(address)))


class Unreachable(TenantModel):
    class How(models.TextChoices):
        REFUSED = "refused", _("The mail server took no mail for this address.")
        BOUNCED = "bounced", _("A mail to this address came back.")

    web_may = "SELECT"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    for_good = models.BooleanField(default=True)  # else the mail was given up on after many attempts
    since = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)  # when the mail server took the first mail since
    address_key = models.CharField(max_length=32)  # of the address it is about: another one starts anew

    objects = UnreachableQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="unreachable_once"),
            RowPolicy(
                name="unreachable_readers",
                role="app_web",
                using=f"person_id = {ME} OR {AN_ADMIN} OR person_id = ANY ({ids_from('people_i_sponsor')})",
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.how}"
