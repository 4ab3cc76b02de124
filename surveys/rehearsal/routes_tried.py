"""Which answers a robot gives so that it goes every way through a survey. No Django.

All combinations of the answers that rules can tell apart, where they are not too many. Otherwise every pair of answers
to two deciding questions occurs at least once (pairwise testing: D. M. Cohen and others, The AETG system, IEEE
Transactions on Software Engineering 23(7), 1997), together with a way to every question and every skip.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from surveys.authoring.domains import Domain, domains_of
from surveys.authoring.reach import Reach, explore
from surveys.authoring.routing import Answer, Definition, Shown, shown

MOST_COMBINATIONS = 2_000
_CANDIDATES = 8
"""Rows drawn for each row of a pairwise design; the one with most new pairs is kept."""
_MOST_ROWS = 400


@dataclass(frozen=True)
class Tried:
    """The ways tried: each different route with answers that lead along it.

    ``combinations``: how many there are in all; ``is_every``: whether all of them were tried.
    """

    routes: Mapping[Shown, Mapping[str, Answer]]
    combinations: int
    tried: int
    is_every: bool
    deciding: tuple[str, ...]
    reach: Reach


def try_routes(definition: Definition) -> Tried:
    """Go every way through a survey, or as many as its size allows."""
    domains = list(domains_of(definition).values())
    count = prod(len(domain.answers) for domain in domains)
    reach = explore(definition)
    is_every = count <= MOST_COMBINATIONS and all(domain.whole for domain in domains)
    rows = product(*(domain.answers for domain in domains)) if is_every else _pairs(domains)
    routes: dict[Shown, Mapping[str, Answer]] = {}
    tried = 0
    for row in rows:
        tried += 1
        _note(
            definition,
            {domain.name: a for domain, a in zip(domains, row, strict=True) if a is not None},
            routes,
        )
    if not is_every:
        for answers in (*reach.questions.values(), *reach.skips.values()):
            tried += 1
            _note(definition, answers, routes)
    return Tried(routes, count, tried, is_every, tuple(domain.name for domain in domains), reach)


def covering(routes: Sequence[Shown], most: int) -> list[Shown]:
    """A few routes that together show every question any of them shows: the one with most new questions first."""
    left = {code for route in routes for code in route.questions}
    chosen: list[Shown] = []
    while left and len(chosen) < most:
        best = max(routes, key=lambda route: len(left.intersection(route.questions)))
        chosen.append(best)
        left.difference_update(best.questions)
    others = [route for route in routes if route not in chosen]
    return [*chosen, *others[: max(0, most - len(chosen))]]


def _note(
    definition: Definition, answers: Mapping[str, Answer], routes: dict[Shown, Mapping[str, Answer]]
) -> None:
    route = shown(definition, answers)
    if route not in routes:
        routes[route] = answers


def _pairs(domains: Sequence[Domain]) -> Iterator[tuple[Answer | None, ...]]:
    """Rows in which every two answers of two fields meet, as far as ``_MOST_ROWS`` allow."""
    draw = random.Random(20260501)  # the same walk every time
    sizes = [len(domain.answers) for domain in domains]
    open_ = {
        ((one, a), (other, b))
        for one, other in combinations(range(len(sizes)), 2)
        for a in range(sizes[one])
        for b in range(sizes[other])
    }
    for _ in range(_MOST_ROWS):
        if not open_:
            return
        start = next(iter(open_))
        rows = []
        for _ in range(_CANDIDATES):
            row = [draw.randrange(size) for size in sizes]
            for place, value in start:
                row[place] = value
            rows.append(row)
        best = max(rows, key=lambda row: len(open_ & _pairs_in(row)))
        open_ -= _pairs_in(best)
        yield tuple(domain.answers[value] for domain, value in zip(domains, best, strict=True))


def _pairs_in(row: Sequence[int]) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    return set(combinations(enumerate(row), 2))
