"""Waiting answers are mixed with others: redacted, shuffled, under new keys, every trace of their order removed."""
