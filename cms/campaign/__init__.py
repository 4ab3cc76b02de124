"""The campaign beside its pages: figures it may quote, cards to share, pledges without names, and its reach."""
