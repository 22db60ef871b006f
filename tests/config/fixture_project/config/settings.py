"""The least project that `make run` can bring up; it heeds the same variables as the real one."""

import os

from celery.schedules import crontab

DATABASE_HOST = os.environ["DATABASE_URL"].partition("host=")[2]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "app",
        "HOST": DATABASE_HOST,
        "USER": os.environ["DATABASE_ROLE"],
    }
}
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
ROOT_URLCONF = "config.urls"
INSTALLED_APPS = ["guests"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
CELERY_BROKER_URL = os.environ["REDIS_URL"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BEAT_SCHEDULE = {"once a year": {"task": "nothing", "schedule": crontab("0", "0", "1", "1", "*")}}
