"""Texts in which somebody may be in danger: sealed at the mix, opened by safeguarding leads alone."""
