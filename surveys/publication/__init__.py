"""Publication: what protect() lets through, proposed by one person, signed by another, then frozen."""
