"""How often pages are read: sums of a day, made in memory, of nobody in particular."""
