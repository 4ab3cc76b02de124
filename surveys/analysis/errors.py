"""The refusals of the analysis: each a sentence for people, with fields a program can read."""

from __future__ import annotations


class AnalysisError(ValueError):
    """The data cannot be analysed as asked; the message says what is wrong, where, and what to do.

    ``variable`` and ``category`` name the place, ``n`` is the number of respondents there, ``target`` the
    population figure asked for, and ``reason`` a short stable code such as ``"negative"``. A field that does
    not apply is None.
    """

    def __init__(
        self,
        message: str,
        *,
        variable: str | tuple[str, ...] | None = None,
        category: str | tuple[str, ...] | None = None,
        n: int | float | None = None,
        target: float | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message)
        self.variable = variable
        self.category = category
        self.n = n
        self.target = target
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        # The default rebuilds an exception from its message alone and loses the fields between processes.
        return type(self), self.args, self.__dict__


class TargetError(AnalysisError):
    """A population target is malformed, or two targets contradict each other."""


class EmptyCategory(AnalysisError):
    """A category with a target above zero has no respondent, so no weight can reach it."""


class UnknownCategory(AnalysisError):
    """Respondents gave a category the targets do not have."""


class InfeasibleTargets(AnalysisError):
    """No set of weights of the kind asked for meets every target at once."""


class MissingDemographic(AnalysisError):
    """An answer needed for weighting is missing and the stated policy does not allow that."""


class DidNotConverge(AnalysisError):
    """The targets may be reachable, but the algorithm stopped before it reached them."""
