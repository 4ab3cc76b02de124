"""The directory as visitors meet it: wishes, cards, need beside supply, suggestions, and an organisation's own page."""
