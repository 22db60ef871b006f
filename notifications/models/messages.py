"""What reached whom: mails as they were sent, notices as they stand in the product."""

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from organizations.tenancy.models import TenantModel, TenantQuerySet, uuid7
from organizations.tenancy.schema import ME, RowPolicy
from organizations.tenancy.scope import current

from .choices import Choice

MINE = f"recipient_id = {ME}"


_KEEP = """
INSERT INTO notifications_message
    (id, organization_id, kind, recipient_id, subject_id, message_id, "to", subject, text, html, created_at, sent_at)
VALUES (
    %(id)s, %(organization_id)s, %(kind)s, %(recipient_id)s, %(subject_id)s, %(message_id)s, %(to)s, %(subject)s, %(text)s,
    %(html)s, %(created_at)s, %(sent_at)s
)
ON CONFLICT (organization_id, recipient_id, message_id) DO NOTHING
"""


class Message(TenantModel):
    """A mail as it left; without an address it is kept for the person to read in the product."""

    web_may = "SELECT"

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    message_id = models.CharField(max_length=255)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "recipient", "message_id"], name="message_once"),
            RowPolicy(name="message_recipient", role="app_web", using=MINE),
        ]

    def __str__(self):
        return self.subject

    def keep(self):
        """Put it down, unless it was written before; says whether. One statement: a look before it costs half as much again."""
        self.organization_id = current().organization
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields})
            return cursor.rowcount == 1

    def never_left(self):
        self.sent_at = None
        type(self).objects.filter(pk=self.pk).update(sent_at=None)


class NoticeQuerySet(TenantQuerySet):
    def of(self, membership):
        """Less the kinds that this person has turned off: whoever leaves one may not read what they chose."""
        turned_off = Choice.objects.filter(person=OuterRef("recipient"), kind=OuterRef("kind"), notice=False)
        return self.filter(~Exists(turned_off), recipient_id=membership.person_id)

    def unread(self):
        return self.filter(read_at=None)

    def newest_first(self):
        return self.order_by("-id")

    def before(self, pk):
        return self.filter(pk__lt=pk)

    def mark_read(self, *, now):
        return self.unread().update(read_at=now)


class Notice(TenantModel):
    """One sentence for one person. A request may leave one for somebody else, and can read only its own."""

    web_may = "SELECT, INSERT, UPDATE"

    recipient = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)  # a path inside the organization
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            RowPolicy(name="notice_read_by_recipient", role="app_web", using=MINE, command="SELECT"),
            RowPolicy(name="notice_marked_by_recipient", role="app_web", using=MINE, command="UPDATE"),
        ]
        indexes = [
            models.Index(fields=["organization", "recipient", "-id"], name="notice_newest"),
            models.Index(fields=["organization", "recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.sentence

    @classmethod
    def leave(cls, kind, person, sentence, *, now, url=""):
        return cls.objects.create(kind=kind, recipient=person, sentence=sentence, url=url, created_at=now)


class DemoMailQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-created_at", "-id")

    def before(self, pk):
        """A demonstration writes months in a minute: the date orders its mails, the id only those of one moment."""
        at = models.Subquery(DemoMail.objects.filter(pk=pk).values("created_at"))
        return self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))


class DemoMail(models.Model):
    """Every mail of a demonstration, sign-in codes too: it has no mail server, and stands open to whoever tries it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = DemoMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="demomail_newest")]

    def __str__(self):
        return self.subject
