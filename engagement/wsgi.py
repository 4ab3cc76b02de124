"""The application a web server runs, on the production settings. It refuses to start where they are unsafe."""

import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings.production")
application = get_wsgi_application()

from engagement.checks import reasons_not_to_start  # noqa: E402  (the settings are known only now)

unsafe = [str(found) for found in reasons_not_to_start(run_checks(include_deployment_checks=True))]
if unsafe:
    raise ImproperlyConfigured("\n".join(["This installation is not started:", *unsafe]))
# The checks look into the database; a connection must not be shared by the processes forked from this one.
connections.close_all()
