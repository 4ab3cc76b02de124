"""Published estimates for the measures of the plan: what may be chosen, and the newest that asks the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms.models.results import ResultsIndexPage
from cms.results.present import Cell, present
from engagement.delivery.estimates import parts_of
from engagement.delivery.plan import Estimate
from surveys.models import PublishedResult
from surveys.publication.selectors import published_results


@dataclass(frozen=True)
class _Share:
    """One answer to one question, as everybody who was asked gave it."""

    question: str
    option: str
    asked: str
    answer: str
    cell: Cell


def estimate_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every published share that a measure can follow, by result."""
    groups = []
    for result in published_results():
        told = [
            (
                f"{result.slug}/{share.question}/{share.option}",
                f"{share.asked} – {share.answer}: {share.cell.percent}%",
            )
            for share in _shares(result)
            if share.cell.shown
        ]
        if told:
            groups.append((result.title, told))
    return groups


class LatestEstimates:
    """Published results, read once for a page: from a stored choice to the newest estimate that asks the same."""

    def __init__(self) -> None:
        self._results: list[PublishedResult] | None = None
        self._address = ""

    def __call__(self, estimate: str, by: date | None = None) -> Estimate | None:
        """The newest published share of the same question in the same words; None once nothing published holds it.

        With ``by``, a survey that closed after this day does not count.
        """
        chosen = parts_of(estimate)
        if chosen is None:
            return None
        slug, question, option = chosen
        own = next((result for result in self._published() if result.slug == slug), None)
        pinned = own and _share(own, question, option)
        if not pinned:
            return None
        for result in self._published():
            share = _share(result, question, option)
            if share and share.cell.shown and (share.asked, share.answer) == (pinned.asked, pinned.answer):
                told = present({"survey": result.snapshot.get("survey")})
                if by is not None and (told.closed is None or told.closed > by):
                    continue
                return Estimate(
                    percent=int(share.cell.percent),
                    low=share.cell.low,
                    high=share.cell.high,
                    on=told.closed,
                    source=result.title,
                    url=f"{self._address}{result.slug}/" if self._address else "",
                )
        return None

    def _published(self) -> list[PublishedResult]:
        if self._results is None:
            self._results = published_results()
            page = ResultsIndexPage.objects.live().filter(locale__language_code="en").first()
            self._address = (page.url or "") if page else ""
        return self._results


def _share(result: PublishedResult, question: str, option: str) -> _Share | None:
    return next(
        (each for each in _shares(result) if (each.question, each.option) == (question, option)), None
    )


def _shares(result: PublishedResult) -> Iterator[_Share]:
    tables: list[Any] = result.snapshot.get("tables") or []
    for table, view in zip(tables, present({"tables": tables}).tables, strict=True):
        codes = [str(option.get("code", "")) for option in table.get("options") or []]
        for code, bar in zip(codes, view.bars, strict=False):
            yield _Share(view.question, code, view.label, bar.label.lstrip("="), bar.cell)
