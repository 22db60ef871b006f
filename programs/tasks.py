from django.utils import timezone

from organizations.models import Job
from organizations.tenancy.task import tenant_task

from . import bulk


@tenant_task(name="programs.carry_out")
def carry_out(organization_id, job_id):
    if job := Job.objects.filter(pk=job_id, kind=bulk.KIND).first():
        bulk.carry_out(job, now=timezone.now())
