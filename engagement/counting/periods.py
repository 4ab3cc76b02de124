"""How long page counts stay. Apart from the models, so that the page about deletion can name it without them."""

from datetime import timedelta

KEEP_COUNTS = timedelta(days=2 * 365)
"""Two years: long enough to lay a month beside the same month of the year before."""
