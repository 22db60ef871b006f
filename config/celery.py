import os

from celery import Celery
from celery.signals import after_task_publish, beat_init, heartbeat_sent, worker_init, worker_ready
from django.core.exceptions import ImproperlyConfigured

from config import probe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("perspective_lab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_bypass(**kwargs):
    from organizations.tenancy.roles import refuse_bypass

    try:
        refuse_bypass()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None  # of an Exception Celery would make a line in the log, and go on


@worker_ready.connect
def watch_for_deafness(**kwargs):
    from config import watchdog

    watchdog.start()


@heartbeat_sent.connect
def worker_is_alive(**kwargs):
    probe.leave_mark("worker")


@beat_init.connect
def listen_to_beat(**kwargs):
    after_task_publish.connect(beat_is_alive)  # here alone: requests and tasks publish, too


def beat_is_alive(**kwargs):
    probe.leave_mark("beat")
