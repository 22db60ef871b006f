"""Long work as a row: it shows how far it is, can be left, and is found again."""

import psycopg
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from ..facts import FileStored
from ..registries import facts
from ..tenancy.models import TenantModel, TenantQuerySet
from ..tenancy.schema import ME, RowPolicy


class StoredFile(TenantModel):
    """An upload or a result. Rows, since web and worker share no disk; the clock erases them after a day."""

    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()
    owner = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    stored_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [RowPolicy(name="storedfile_owner", role="app_web", using=f"owner_id = {ME}")]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, *, name, content_type, content, owner, now):
        """Store it, and tell those who see to it that it goes again."""
        stored = cls.objects.create(name=name, content_type=content_type, content=content, owner=owner, stored_at=now)
        facts.tell(FileStored(stored.pk), now=now)
        return stored


class JobCalledOff(Exception):
    """Someone called the job off while it was at work: what it has done is to be rolled back."""


class JobQuerySet(TenantQuerySet):
    def under_way(self):
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def newest_first(self):
        return self.order_by("-id")


class Job(TenantModel):
    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        CALLED_OFF = "off", _("called off")

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return f"{self.kind}: {self.state}"

    @property
    def is_over(self):
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    def finish(self, result, *, now):
        self._set(state=self.State.DONE, result=result, finished_at=now)

    def fail(self, sentence, *, now):
        self._set(state=self.State.FAILED, failure=sentence, finished_at=now)

    def call_off(self, *, now):
        """False where it is over already. One that is at work ends at its next step."""
        values = {"state": self.State.CALLED_OFF, "finished_at": now}
        return bool(type(self).objects.under_way().filter(pk=self.pk).update(**values))

    def _set(self, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


CALLED_OFF = "SELECT 1 FROM organizations_job WHERE id = %s AND state = 'off'"


class Progress:
    """Says how far a job is while its own transaction is still open: hence a connection of its own.

    Raises JobCalledOff where the job was called off meanwhile.
    """

    def __init__(self, job):
        self.job = job

    def __enter__(self):
        parameters = {**connection.get_connection_params(), "autocommit": True}
        parameters.pop("cursor_factory", None)
        self.connection = psycopg.connect(**parameters)
        self.connection.execute(
            "SELECT set_config('role', 'app_worker', false), set_config('app.organization', %s, false)",
            [str(self.job.organization_id)],
        )
        return self

    def __call__(self, done, total, step=""):
        self.connection.execute(
            "UPDATE organizations_job SET state = 'running', done = %s, total = %s, step = %s"
            " WHERE id = %s AND state <> 'off'",
            [done, total, step, self.job.pk],
        )
        if self.connection.execute(CALLED_OFF, [self.job.pk]).fetchone():
            raise JobCalledOff

    def __exit__(self, *exception):
        self.connection.close()
