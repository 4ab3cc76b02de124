"""The example site for tests of the public site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms.models import HomePage
from tests.cms.site import example_site
from tests.filled import filled


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The whole example site, for every test of a module that asks for it; the key of the English home page."""
    with filled(django_db_blocker):
        yield example_site().pk


@pytest.fixture
def site(built: int, db) -> HomePage:
    """The whole example site; the English home page."""
    return HomePage.objects.get(pk=built)
