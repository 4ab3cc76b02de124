"""Marks on answers that deserve a second look: what the form saw, and what only all answers together show."""
