"""What the worker does for pairing: a run, and the look at both answers."""

import datetime
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import Job, Membership
from organizations.models.jobs import JobCalledOff, Progress
from organizations.tenancy.task import tenant_task
from programs.models import Cohort

log = logging.getLogger("lab.pairing")


@tenant_task(name="pairing.run")
def run_pairing(organization_id, job_id):
    """A run that can't be says so in the job; nothing of it stays."""
    from .actions import STEPS, propose  # which start this task

    job = Job.objects.select_related("asked_by").get(pk=job_id)
    if job.is_over:
        return
    now = timezone.now()
    cohort = Cohort.objects.select_related("program").get(pk=job.params["cohort"])
    by = Membership.objects.get(person=job.asked_by)
    try:
        with transaction.atomic(), Progress(job) as progress:
            told = {"weights": job.params["weights"], "keeps": job.params.get("keeps", False)}
            run = propose(cohort, by=by, now=now, progress=progress, **told)
            progress(STEPS, STEPS)
    except JobCalledOff:
        return
    except ValidationError as error:
        job.fail(" ".join(error.messages), now=now)
    except Exception:
        log.exception("a pairing run stopped")
        job.fail(_("Something went wrong on our side, and nothing was changed. Run it again."), now=now)
    else:
        job.finish({"number": run.number}, now=now)


@tenant_task(name="pairing.settle")
def settle_pair(organization_id, pair_id, at):
    from .settling import settle

    settle(pair_id, now=datetime.datetime.fromisoformat(at))
