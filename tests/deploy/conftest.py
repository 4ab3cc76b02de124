"""Fixtures: a database with its three roles."""

from tests.deploy.roles import roles

__all__ = ["roles"]
