"""Settings of manage.py and of the example site: everything embedded, nothing to configure."""

from engagement.settings.base import *  # noqa: F403
from engagement.settings.base import INSTALLED_APPS, env

DEBUG = env.bool("DEBUG", default=False)
DEMO_SIGN_IN = True
INSTALLED_APPS = [*INSTALLED_APPS]
