"""From stored answers to figures: the bridge between the database and the analysis.

The database counts (one GROUP BY a question, over cells of the weighting variables); the analysis weighs and
estimates. Nothing here loads one row a person, and nothing loads pandas before the first figure is asked for.
"""
