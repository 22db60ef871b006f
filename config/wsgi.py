import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from organizations.tenancy.roles import refuse_bypass  # noqa: E402  (needs the apps that the line above loads)

refuse_bypass()
