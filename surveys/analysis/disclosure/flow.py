"""What an attacker can work out about a hidden count: its exact range, by maximum flow.

Rows, columns and everybody are nodes; each hidden count is an edge, because what one hidden count gains
another of its row and of its column must lose. Transport polytopes have whole-number corners, so the range is
that of a linear programme over everything published (Gusfield 1988, "A graph theoretic approach to
statistical data security").
"""

from __future__ import annotations

from collections.abc import Sequence

UNLIMITED = 1 << 60

Cell = tuple[int, int]
"""Row and column position; the row after the last group is everybody."""


class HiddenCells:
    """The hidden counts of one table, and how far each can move while all that is shown stays as it is.

    ``counts`` has one row per group and ``totals`` is the row of everybody, both unweighted people. Nothing
    is hidden at first. The row position ``len(counts)`` stands for everybody.
    """

    def __init__(self, counts: Sequence[Sequence[int]], totals: Sequence[int]) -> None:
        self.everybody = len(counts)
        self._counts = [*counts, totals]
        size = len(counts) + 1 + len(totals)
        self._capacity = [[0] * size for _ in range(size)]
        self._neighbours = [0] * size

    def hide(self, cell: Cell) -> None:
        """Make this count unknown to the attacker."""
        tail, head = self._ends(cell)
        self._capacity[tail][head] = UNLIMITED
        self._capacity[head][tail] = count = self._counts[cell[0]][cell[1]]
        self._neighbours[tail] |= 1 << head
        if count:
            self._neighbours[head] |= 1 << tail

    def show(self, cell: Cell) -> None:
        """Make this count known to the attacker."""
        tail, head = self._ends(cell)
        self._capacity[tail][head] = self._capacity[head][tail] = 0
        self._neighbours[tail] &= ~(1 << head)
        self._neighbours[head] &= ~(1 << tail)

    def range_of(self, cell: Cell) -> tuple[int, int]:
        """Smallest and largest value, in people, that this hidden count can have."""
        tail, head = self._ends(cell)
        count = self._counts[cell[0]][cell[1]]
        rise, _ = self._flow(head, tail, UNLIMITED)
        fall, _ = self._flow(tail, head, count)
        return count - fall, count + rise

    def room(self, cell: Cell, need: int) -> tuple[int, frozenset[Cell]]:
        """Width of a hidden count's range, counted up to ``need``, and the hidden cells that lend it."""
        tail, head = self._ends(cell)
        rise, lent = self._flow(head, tail, need)
        if rise >= need:
            return rise, self._cells(lent)
        fall, more = self._flow(tail, head, min(need - rise, self._counts[cell[0]][cell[1]]))
        return rise + fall, self._cells(lent | more)

    def _ends(self, cell: Cell) -> tuple[int, int]:
        row, column = cell[0], self.everybody + 1 + cell[1]
        # Counts of groups run into the column, the count of everybody runs out of it: what enters leaves.
        return (column, row) if row == self.everybody else (row, column)

    def _cells(self, edges: set[tuple[int, int]]) -> frozenset[Cell]:
        first_column = self.everybody + 1
        return frozenset((min(edge), max(edge) - first_column) for edge in edges)

    def _flow(self, source: int, sink: int, limit: int) -> tuple[int, set[tuple[int, int]]]:
        """Maximum flow up to ``limit`` without the edge between source and sink (Edmonds and Karp 1972)."""
        capacity = [row[:] for row in self._capacity]
        neighbours = self._neighbours[:]
        neighbours[source] &= ~(1 << sink)
        neighbours[sink] &= ~(1 << source)
        total, used = 0, set[tuple[int, int]]()
        while total < limit:
            path = _shortest_path(neighbours, source, sink)
            if path is None:
                break
            push = min(limit - total, *(capacity[start][end] for start, end in path))
            for start, end in path:
                capacity[start][end] -= push
                capacity[end][start] += push
                neighbours[end] |= 1 << start
                if not capacity[start][end]:
                    neighbours[start] &= ~(1 << end)
            used.update(path)
            total += push
        return total, used


def _shortest_path(neighbours: Sequence[int], source: int, sink: int) -> list[tuple[int, int]] | None:
    parent = {source: source}
    unseen = ~(1 << source)
    queue = [source]
    for node in queue:
        fresh = neighbours[node] & unseen
        unseen &= ~fresh
        while fresh:
            bit = fresh & -fresh
            fresh ^= bit
            found = bit.bit_length() - 1
            parent[found] = node
            queue.append(found)
        if sink in parent:
            path = []
            while sink != source:
                path.append((parent[sink], sink))
                sink = parent[sink]
            return path
    return None
