"""Weighting: make a sample that chose itself reflect the population in what is known about both.

``check`` says beforehand what is possible; ``rake``, ``calibrate`` and ``poststratify`` make weights that meet
every target or raise an error that names variable and category.
"""

from surveys.analysis.weighting.calibrate import calibrate
from surveys.analysis.weighting.collapse import Collapses, collapse_sparse
from surveys.analysis.weighting.feasibility import Conflict, Feasibility, check
from surveys.analysis.weighting.imputations import CellImputations, Imputations
from surveys.analysis.weighting.impute import impute
from surveys.analysis.weighting.impute_cells import impute_cells
from surveys.analysis.weighting.missing import NOT_STATED, MissingReport
from surveys.analysis.weighting.poststratify import poststratify
from surveys.analysis.weighting.rake import rake, rake_cells
from surveys.analysis.weighting.trim import trim
from surveys.analysis.weighting.weights import Caution, CellWeights, Weights

__all__ = [
    "NOT_STATED",
    "Caution",
    "CellImputations",
    "CellWeights",
    "Collapses",
    "Conflict",
    "Feasibility",
    "Imputations",
    "MissingReport",
    "Weights",
    "calibrate",
    "check",
    "collapse_sparse",
    "impute",
    "impute_cells",
    "poststratify",
    "rake",
    "rake_cells",
    "trim",
]
