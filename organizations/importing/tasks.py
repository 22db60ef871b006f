from django.utils import timezone

from ..models import Job
from ..tenancy.task import tenant_task
from .comparing import take_turns
from .work import carry_on


@tenant_task
def go_on(organization_id, job_id):
    take_turns()
    if job := Job.objects.select_related("organization").filter(pk=job_id).first():
        carry_on(job, now=timezone.now())
