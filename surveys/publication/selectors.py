"""Published results as they may be shown: only what two people signed, and only if it is still that."""

from __future__ import annotations

from surveys.models import PublishedResult, Quote, SurveyPage
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


def published_quotes(result: PublishedResult) -> list[tuple[str, list[Quote]]]:
    """The signed quotes beside a published result, under the names of its themes and in their order; one query.

    Read at every request and no part of the frozen snapshot, so that what is taken back is gone at once. A theme whose
    share is hidden has none. Quotes of a theme stand in the order of random keys.
    """
    names = shown_themes(result)
    signed = Quote.objects.filter(survey=result.survey_id, state=Quote.State.SIGNED, theme__in=names)
    rows = list(signed.only("theme", "text", "language").order_by("pk"))
    found = [(name, [row for row in rows if row.theme == theme]) for theme, name in names.items()]
    return [(name, quotes) for name, quotes in found if quotes]


def shown_themes(result: PublishedResult) -> dict[str, str]:
    """The themes of a result whose share is shown, by code, in its order: quotes stand under no other."""
    return {
        theme["theme"]: theme["name"]
        for theme in result.snapshot.get("themes") or ()
        if isinstance(theme.get("percent"), int)
    }


def quotes_of(survey: SurveyPage) -> list[Quote]:
    """Every quote of a survey in whatever state, those that wait first."""
    rows = Quote.objects.filter(survey=survey).select_related("proposed_by", "signed_by")
    order = [state for state, _ in Quote.State.choices]
    return sorted(rows, key=lambda quote: (order.index(quote.state), quote.theme, quote.pk))


def waiting_quotes() -> list[SurveyPage]:
    """The surveys with quotes that wait for a second reader."""
    waiting = Quote.objects.filter(state=Quote.State.PROPOSED).values("survey")
    return list(SurveyPage.objects.filter(pk__in=waiting).order_by("pk"))
