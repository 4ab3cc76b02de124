"""Screens of publishing, one module a subject."""
