"""Minterms: the coarsest partition of all code points that splits none of a set of classes.

Automata read blocks of such a partition instead of symbols, so that their size does not depend on how
many code points a class has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from potstill.ir.grammar import MAX_SYMBOL
from potstill.ir.regular import classes
from potstill.ir.regular.classes import Ranges


@dataclass(frozen=True, slots=True)
class Partition:
    """Every code point, in blocks.

    INVARIANT: the blocks are disjoint, not empty, cover 0..MAX_SYMBOL, and stand in the order of their
    least code points. So the order of blocks is the order of the least symbols that they hold.
    """

    blocks: tuple[Ranges, ...]
    _starts: tuple[int, ...] = field(init=False, compare=False, repr=False)
    _owners: tuple[int, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        pieces = sorted((low, high, i) for i, ranges in enumerate(self.blocks) for low, high in ranges)
        expected = [0, *(high + 1 for _, high, _ in pieces)]
        if [*(low for low, _, _ in pieces), MAX_SYMBOL + 1] != expected:
            raise ValueError("the blocks do not partition the code points")
        object.__setattr__(self, "_starts", tuple(low for low, _, _ in pieces))
        object.__setattr__(self, "_owners", tuple(owner for _, _, owner in pieces))

    def block(self, symbol: int) -> int:
        """The block that holds a code point."""
        return self._owners[bisect_right(self._starts, symbol) - 1]


def minterms(family: Sequence[Ranges]) -> tuple[Partition, tuple[tuple[int, ...], ...]]:
    """The partition, and for each class the blocks it consists of, in rising order.

    One sweep over the ends of all intervals; the set of classes that cover a piece is a bit mask.
    """
    toggles: dict[int, int] = {0: 0}
    for index, ranges in enumerate(family):
        bit = 1 << index
        for low, high in ranges:
            toggles[low] = toggles.get(low, 0) ^ bit
            toggles[high + 1] = toggles.get(high + 1, 0) ^ bit
    toggles.pop(MAX_SYMBOL + 1, None)
    pieces: dict[int, list[tuple[int, int]]] = {}
    mask = 0
    for low, after in pairwise([*sorted(toggles), MAX_SYMBOL + 1]):
        mask ^= toggles[low]
        pieces.setdefault(mask, []).append((low, after - 1))
    members: list[list[int]] = [[] for _ in family]
    for block, mask in enumerate(pieces):
        while mask:
            members[(mask & -mask).bit_length() - 1].append(block)
            mask &= mask - 1
    return Partition(tuple(map(classes.of, pieces.values()))), tuple(map(tuple, members))
