"""Pools: the tables of all leaves of one kind, end to end: few operations on arrays do for many tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Final, NamedTuple

import numpy as np

from potstill.distill.search.contexts import Bounds, Contexts, Mobius
from potstill.distill.search.keys import Key
from potstill.distill.search.operations import Columns, Index, Mask
from potstill.distill.search.residues import Residues
from potstill.distill.search.states import States

NOTHING: Final = np.zeros(0, np.int64)


class Kind(NamedTuple):
    """How many leaves of each kind, and how many special operations: a `Key` without saying which slots."""

    slots: int
    near: int
    far: int
    again: int
    odd: int

    @property
    def size(self) -> int:
        """How many leaves."""
        return self.slots + self.near + self.far + self.again

    def less(self, other: Kind) -> Kind:
        """What is left over; ``other`` is a part."""
        return Kind(*(mine - its for mine, its in zip(self, other, strict=True)))

    def key(self, slots: int) -> Key:
        """The key with these slots."""
        return Key(slots, self.near, self.far, self.again, self.odd)


def kinds_below(kind: Kind) -> Iterator[Kind]:
    """All parts of some leaves, the empty one and the whole included; a special operation has a leaf."""
    for counts in product(*(range(count + 1) for count in kind)):
        found = Kind(*counts)
        rest = kind.less(found)
        if (found.size or not found.odd) and (rest.size or not rest.odd):
            yield found


@cache
def choices(slots: int, count: int) -> tuple[int, ...]:
    """All sets of ``count`` of the slots, as bits."""
    return tuple(sum(1 << at for at in chosen) for chosen in combinations(range(slots), count))


@cache
def tuples(slots: int, *counts: int) -> Index:
    """The numbers, in `choices`, of disjoint sets of so many of the slots; of shape (len(counts), n)."""
    numbers = [{chosen: at for at, chosen in enumerate(choices(slots, count))} for count in counts]
    found: list[tuple[int, ...]] = [()]
    for known in numbers:
        found = [
            (*some, chosen) for some in found for chosen in known if not any(chosen & one for one in some)
        ]
    rows = [[numbers[at][chosen] for at, chosen in enumerate(some)] for some in found]
    return np.array(rows, dtype=np.int64).reshape(-1, len(counts)).T


@dataclass(frozen=True, slots=True)
class Pool:
    """Tables end to end: ``starts`` has the first row of each, and the end.

    ``ranks``: of a row's value in the first example, among all of the pool in ``sorted_values``, after its
    table's number times n + 1, so that they rise from row to row.
    """

    tables: tuple[States, ...]
    starts: Index
    values: Columns
    residues: Residues
    flips: Mask
    sorted_values: Columns
    ranks: Index

    @staticmethod
    def of(tables: Sequence[States], examples: int, points: int) -> Pool:
        """The pool of some tables."""
        starts = np.cumsum([0, *map(len, tables)])
        values = np.concatenate([np.zeros((examples, 0)), *(each.values for each in tables)], axis=1)
        known = np.concatenate(
            [np.zeros((points, 0), np.uint64), *(each.residues for each in tables)], axis=1
        )
        flips = np.concatenate([np.zeros(0, np.bool_), *(each.flips for each in tables)])
        ordered = np.sort(values[0])
        numbers = np.repeat(np.arange(len(tables)), np.diff(starts))
        ranks = numbers * (len(ordered) + 1) + np.searchsorted(ordered, values[0], "left")
        return Pool(tuple(tables), starts, values, known, flips, ordered, ranks)

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def find(self, row: int) -> tuple[States, int]:
        """The table of a row, and its number there."""
        at = int(np.searchsorted(self.starts, row, "right")) - 1
        return self.tables[at], row - int(self.starts[at])

    def ranges(self, tables: Index, low: Columns, high: Columns) -> tuple[Index, Index]:
        """For each of some tables and intervals: the rows whose value in the first example lies in it."""
        base = tables * (len(self) + 1)
        first = base + np.searchsorted(self.sorted_values, low, "left")
        last = base + np.searchsorted(self.sorted_values, high, "right")
        return np.searchsorted(self.ranks, first, "left"), np.searchsorted(self.ranks, last, "left")


@dataclass(frozen=True, slots=True)
class ContextPool:
    """Contexts end to end, those that fit next to an operation; ``rows``: their numbers in their tables."""

    tables: tuple[Contexts, ...]
    starts: Index
    rows: Index
    bounds: Bounds
    mobius: Mobius
    negative: Mask
    flips: Mask

    @staticmethod
    def of(tables: Sequence[Contexts], but: int | None) -> ContextPool:
        """The pool of the contexts whose innermost operation is not ``but``."""
        kept = [np.flatnonzero(each.innermost != but) for each in tables]
        chosen = [each.select(rows) for each, rows in zip(tables, kept, strict=True)]
        a, b, c, d = (np.concatenate([each.mobius[at] for each in chosen], axis=1) for at in range(4))
        return ContextPool(
            tuple(tables),
            np.cumsum([0, *map(len, chosen)]),
            np.concatenate([NOTHING, *kept]),
            Bounds(
                np.concatenate([each.bounds.low for each in chosen], axis=1),
                np.concatenate([each.bounds.high for each in chosen], axis=1),
            ),
            (a, b, c, d),
            np.concatenate([each.negative for each in chosen]),
            np.concatenate([each.flips for each in chosen]),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, row: int) -> tuple[Contexts, int]:
        """The contexts of a row, and its number there."""
        at = int(np.searchsorted(self.starts, row, "right")) - 1
        return self.tables[at], int(self.rows[row])
