"""An hour while it runs: what the two pressed on its page. Theirs alone; of what came of it the log tells."""

import functools
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum

from organizations.models import Membership
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import RowPolicy
from organizations.tenancy.scope import current
from pairing.models import Pair
from pairing.policies import OF_MY_OWN_PAIR

from .. import live
from .lab import Homework, SessionNote
from .sessions import LabSession


class LiveQuerySet(TenantQuerySet):
    def of(self, session):
        """The row of this session, or None while nobody has begun."""
        return self.filter(session=session).first()

    def stamp(self, pk, of=None):
        """One word that changes with whatever this session's live page shows; None if it is no session, or none of this person's.

        Versions and states with hyphens between: the page's script knows by their order when nothing but the notes has changed.
        """
        current()
        sql, params = _stamping(of is not None)
        given = {SOME_SESSION: pk, SOMEBODY: of}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(it, it) for it in params])
            found = cursor.fetchone()
        return found and "-".join(str(it or 0) for it in found)


SOMEBODY, SOME_SESSION = uuid.UUID(int=1), uuid.UUID(int=2)


@functools.cache
def _stamping(of_somebody):
    """The statement and its parameters: half of what a question costs was to put them together each time."""
    sessions = LabSession.objects.shown().filter(pk=SOME_SESSION).exclude(pair__state=Pair.State.WITHDRAWN)
    if of_somebody:
        theirs = Q(pair__leader_id=SOMEBODY) | Q(pair__mentor_id=SOMEBODY)
        sessions = sessions.filter(theirs, Exists(Membership.objects.active().filter(person_id=SOMEBODY)))
    of_pair = {"pair": OuterRef("pair_id")}
    affirmed = Count("leader_affirmed_at") + Count("mentor_affirmed_at")
    asked = {
        "pressed": _one(LiveHour.objects.filter(session=OuterRef("pk")), "version"),
        "written": _one(SessionNote.objects.filter(session=OuterRef("pk")), "version"),
        "affirmations": _one(LabSession.objects.filter(**of_pair).values("pair").annotate(n=affirmed), "n"),
        "homework_versions": _one(Homework.objects.filter(**of_pair).values("pair").annotate(n=Sum("version")), "n"),
    }
    shown = sessions.annotate(**asked).values_list("version", "state", "pair__state", *asked)
    return shown.query.sql_with_params()


def _one(rows, field):
    return Subquery(rows.order_by().values(field)[:1])


class LiveHour(Versioned, TenantModel):
    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    session = models.ForeignKey(LabSession, models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    left = ArrayField(models.DateTimeField(), default=list)  # when each segment that is behind was left
    extra = ArrayField(models.PositiveSmallIntegerField(), default=list)  # minutes that each segment was given
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")

    objects = LiveQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "session"], name="livehour_once"),
            RowPolicy(name="livehour_readers", role="app_web", using=OF_MY_OWN_PAIR),
        ]

    def __str__(self):
        return f"Live hour of {self.session_id}"

    @property
    def run(self):
        return live.Run(self.started_at, tuple(self.left), tuple(self.extra), self.ended_at)

    def take(self, run):
        """What one of them pressed; where it changes nothing nothing is written."""
        if run == self.run:
            return
        self.left, self.extra, self.version = list(run.left), list(run.extra), self.version + 1
        self.save(update_fields=["left", "extra", "version"])

    def end(self, *, by, now):
        """By whoever is first; a second time changes nothing."""
        if self.ended_at is None:
            self._ended(max(now, self.started_at), by.person_id)

    def resume(self):
        """It was ended too soon."""
        if self.ended_at is not None:
            self._ended(None, None)

    def _ended(self, at, by):
        self.ended_at, self.ended_by_id, self.version = at, by, self.version + 1
        self.save(update_fields=["ended_at", "ended_by", "version"])
