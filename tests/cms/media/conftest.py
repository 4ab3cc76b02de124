"""Uploads go into a folder of the test's own."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cms.media.people import uploader


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    # Wagtail remembers renditions by the number of their image, and every test begins again at one.
    cache.clear()


@pytest.fixture
def editor(db) -> Client:
    return uploader()
