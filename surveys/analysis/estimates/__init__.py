"""Estimates from weighted answers, with standard errors that take the weighting into account."""

from surveys.analysis.estimates.comparisons import Means, TTest
from surveys.analysis.estimates.crosstab import Crosstab, RaoScott, benjamini_hochberg
from surveys.analysis.estimates.design import ALL, Design

__all__ = ["ALL", "Crosstab", "Design", "Means", "RaoScott", "TTest", "benjamini_hochberg"]
