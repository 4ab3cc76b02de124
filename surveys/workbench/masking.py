"""What an analyst may see of a table: no figure on fewer than ten people, nor one that gives such a figure away."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.reports.tables import Group

DOUBT = 1_000
"""From this many people on, whole per cents leave at least ten people of doubt about any group left out."""


def masked(groups: Sequence[Group], *, base: int) -> frozenset[str]:
    """The codes of the groups whose figures are not shown.

    A group of fewer than ten people is not shown. Where everybody together are so few that the whole per cents of the
    others would give it away by subtraction, the next smallest group goes with it.
    """
    small = [group for group in groups if 0 < group.base < K]
    others = sorted(
        (group for group in groups if group.base >= K), key=lambda group: (group.base, group.code)
    )
    hidden = list(small)
    while hidden and base < DOUBT and others and (len(hidden) < 2 or sum(g.base for g in hidden) < K):
        hidden.append(others.pop(0))
    return frozenset(group.code for group in hidden)
