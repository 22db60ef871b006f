"""`manage.py sweep` as it stands, in a process that knows the kind for trial."""

from django.core.management import call_command

from . import app  # noqa: F401 - registers it

call_command("sweep", "--until-idle")
