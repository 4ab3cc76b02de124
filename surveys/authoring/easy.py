"""What Easy Read is called where languages are told apart: a second wording of the English, not a language."""

from __future__ import annotations

EASY = "easy"
"""Its mark in addresses (``/easy/insights/``), in frozen wordings and in the tally by language."""
NAME = "Easy Read"
OUTDATED = "There is no Easy Read version of the new questions yet. This page has the usual words."
