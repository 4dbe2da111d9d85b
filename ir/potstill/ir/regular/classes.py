"""Character classes: sets of code points as sorted, disjoint, closed intervals.

INVARIANT: a ``Ranges`` that these functions return is canonical: no two of its intervals overlap or
touch. Equal sets are equal tuples, so a class is its own key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TypeAlias

from potstill.ir.grammar import MAX_SYMBOL

Ranges: TypeAlias = tuple[tuple[int, int], ...]

NONE: Ranges = ()
ANY: Ranges = ((0, MAX_SYMBOL),)
SPACE: Ranges = ((0x20, 0x20),)


def of(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """The union of closed intervals, in any order. ValueError if one is reversed or leaves Unicode."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if not 0 <= low <= high <= MAX_SYMBOL:
            raise ValueError(f"not an interval of code points: {low}..{high}")
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def union(*operands: Ranges) -> Ranges:
    """The code points in at least one of the operands."""
    return of(pair for ranges in operands for pair in ranges)


def complement(ranges: Ranges) -> Ranges:
    """The code points that are not in ``ranges``."""
    holes: list[tuple[int, int]] = []
    free = 0
    for low, high in ranges:
        if free < low:
            holes.append((free, low - 1))
        free = high + 1
    if free <= MAX_SYMBOL:
        holes.append((free, MAX_SYMBOL))
    return tuple(holes)


def intersection(left: Ranges, right: Ranges) -> Ranges:
    """The code points in both, by one walk along the two lists."""
    shared: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        low, high = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if low <= high:
            shared.append((low, high))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


def difference(left: Ranges, right: Ranges) -> Ranges:
    """The code points of ``left`` that ``right`` lacks."""
    return intersection(left, complement(right))


def contains(ranges: Ranges, symbol: int) -> bool:
    """Whether the code point is in the class, by bisection."""
    index = bisect_right(ranges, (symbol, MAX_SYMBOL))
    return index > 0 and symbol <= ranges[index - 1][1]


def size(ranges: Ranges) -> int:
    """How many code points the class has."""
    return sum(high - low + 1 for low, high in ranges)
