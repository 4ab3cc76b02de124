"""The settings of the tests, with an app that must never be let in."""

from engagement.settings.test import *  # noqa: F403
from engagement.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.upgrade.planted"]
