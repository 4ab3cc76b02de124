"""Published results as they may be shown: only what two people signed, and only if it is still that."""

from __future__ import annotations

from surveys.models import PublishedResult, SurveyPage
from surveys.models.publication import Tampered


def published_results() -> list[PublishedResult]:
    """Every published result whose snapshot is the one that was signed, newest first."""
    return [result for result in PublishedResult.objects.published() if result.is_intact]


def published_result(slug: str) -> PublishedResult | None:
    """The published result at this address; None for proposed, declined and unknown ones.

    Raises Tampered when the snapshot is not the one that was signed.
    """
    result = PublishedResult.objects.published().filter(slug=slug).first()
    if result is not None and not result.is_intact:
        raise Tampered(f"“{result}” is not what was signed, and is not shown.")
    return result


def waiting_results() -> list[PublishedResult]:
    """Results that wait for a second signature, oldest first."""
    return list(
        PublishedResult.objects.filter(state=PublishedResult.State.PROPOSED)
        .select_related("survey", "proposed_by")
        .order_by("proposed_at")
    )


def results_of(survey: SurveyPage) -> list[PublishedResult]:
    """Every result of a survey in whatever state, newest first."""
    return list(PublishedResult.objects.filter(survey=survey).select_related("proposed_by", "cosigned_by"))
