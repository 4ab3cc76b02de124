"""A small site, and somebody signed in for every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from cms.models import HomePage
from engagement.accounts.roles import ROLES
from tests.engagement.publishing.pages import small_site
from tests.people import cast


@pytest.fixture
def home(db) -> HomePage:
    """The home page of a small site."""
    return small_site()


@pytest.fixture
def signed_in(db) -> Callable[[str], Client]:
    """A client for whoever plays a role."""

    def client(role: str) -> Client:
        opened = Client()
        opened.user = cast(role)
        opened.force_login(opened.user)
        return opened

    return client


@pytest.fixture
def another(db) -> Callable[..., User]:
    """Somebody else with one or more roles."""

    def made(name: str, *roles: str) -> User:
        user = User.objects.create_user(name, f"{name}@example.org", first_name=name.title())
        user.groups.set(Group.objects.filter(name__in=[ROLES[role].name for role in roles]))
        return user

    return made
