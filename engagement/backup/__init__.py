"""Copies that bring the platform back after a disaster, and tell nobody more than the database itself does."""
