"""Official population tables as they are downloaded from ONS and Nomis, read into weighting targets.

``read_table`` recognises the three formats in which the figures are given out; ``targets_from`` matches their
categories with the standard demographics by label, never by code, for exactly the population asked for.
"""

from surveys.analysis.official.comparison import beside_the_census
from surveys.analysis.official.formats import OfficialTable, read_table
from surveys.analysis.official.matching import targets_from

__all__ = ["OfficialTable", "beside_the_census", "read_table", "targets_from"]
