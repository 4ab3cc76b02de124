"""The example's settings, with the peers the benchmarks measure beside it."""

from engagement.settings.dev import *  # noqa: F403
from engagement.settings.dev import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.wagtail_forms"]
