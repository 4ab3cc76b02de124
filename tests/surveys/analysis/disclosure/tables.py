"""Tables to protect: from counts written down, from a random survey, and from hypothesis."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from surveys.analysis.disclosure import Breakdown, Option, Row, Table


def row(
    code: str, counts: Sequence[int], base: int | None = None, shares: Sequence[float] | None = None
) -> Row:
    """A row whose weighted shares are its plain ones unless given; intervals of 3 points either way."""
    people = sum(counts) if base is None else base
    if shares is None:
        shares = [count / people if people else float("nan") for count in counts]
    return Row(
        code=code,
        label=code.upper(),
        base=people,
        counts=tuple(counts),
        shares=tuple(shares),
        ci_low=tuple(share if share != share else max(share - 0.03, 0.0) for share in shares),
        ci_high=tuple(share if share != share else min(share + 0.03, 1.0) for share in shares),
        weighted_base=float(people),
        effective_base=float(people),
    )


def table(
    counts: Sequence[Sequence[int]],
    *,
    bases: Sequence[int] | None = None,
    zeros: Iterable[tuple[str | None, str]] = (),
) -> Table:
    """A table by groups g0, g1, ... of options o0, o1, ...; with ``bases`` several options may be ticked."""
    width = len(counts[0])
    rows = [
        row(f"g{place}", group, None if bases is None else bases[place]) for place, group in enumerate(counts)
    ]
    totals = [sum(group[place] for group in counts) for place in range(width)]
    return Table(
        question="q1",
        options=tuple(Option(f"o{place}", f"Option {place}") for place in range(width)),
        all_row=row("all", totals, sum(group.base for group in rows)),
        breakdown=Breakdown("area", "Area", tuple(rows)),
        structural_zeros=frozenset(zeros),
        multi=bases is not None,
    )


def all_only(counts: Sequence[int]) -> Table:
    """A table of everybody without a breakdown."""
    options = tuple(Option(f"o{place}", f"Option {place}") for place in range(len(counts)))
    return Table("q1", options, row("all", counts))


def random_table(seed: int, *, groups: int, options: int, people: int, multi: bool = False) -> Table:
    """A survey of people with groups and answers of very unequal size, as surveys have."""
    rng = random.Random(seed)
    sizes = [rng.random() ** 2 + 0.03 for _ in range(groups)]
    shares = [rng.random() ** 2 + 0.02 for _ in range(options)]
    counts = [[0] * options for _ in range(groups)]
    bases = [0] * groups
    for group in rng.choices(range(groups), sizes, k=people):
        bases[group] += 1
        if multi:
            for option, share in enumerate(shares):
                counts[group][option] += rng.random() < share
        else:
            counts[group][rng.choices(range(options), shares)[0]] += 1
    return table(counts, bases=bases if multi else None)


_count = st.one_of(st.integers(0, 12), st.integers(0, 60), st.sampled_from([0, 9, 10, 11, 29, 30, 200]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Small tables full of zeros, threshold values and impossible cells; single choice or several ticks."""
    groups, options = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    rows = st.lists(_count, min_size=options, max_size=options)
    counts = draw(st.lists(rows, min_size=groups, max_size=groups))
    bases = None
    if draw(st.booleans()):
        extra = st.integers(0, 40)
        bases = [max(group) + draw(extra) for group in counts]
    zeros = draw(
        st.lists(st.tuples(st.integers(0, groups - 1), st.integers(0, options - 1)), max_size=3, unique=True)
        if draw(st.booleans())
        else st.just([])
    )
    for group, option in zeros:
        counts[group][option] = 0
    return table(counts, bases=bases, zeros=[(f"g{group}", f"o{option}") for group, option in zeros])
