"""All formulas of + - * / over some leaves, each used once, by brute force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

Values = tuple[Fraction, ...]
"""What a formula is worth at a list of points, which stands for the function that it is."""


def functions(leaves: Sequence[Sequence[Values]]) -> set[Values]:
    """Every function that uses each leaf once, in one of its forms, and has a value at all points.

    No part of a formula is 0 everywhere.
    """
    whole = frozenset(range(len(leaves)))
    known: dict[frozenset[int], set[Values]] = {}
    for count in range(1, len(leaves) + 1):
        for chosen in map(frozenset, combinations(range(len(leaves)), count)):
            if count == 1:
                known[chosen] = {tuple(form) for form in leaves[min(chosen)]}
            else:
                known[chosen] = {found for found in _joined(chosen, known) if any(found)}
    return known[whole]


def _joined(chosen: frozenset[int], known: Mapping[frozenset[int], set[Values]]) -> Iterator[Values]:
    for count in range(1, len(chosen)):
        for some in map(frozenset, combinations(sorted(chosen), count)):
            for x in known[some]:
                for y in known[chosen - some]:
                    yield tuple(a + b for a, b in zip(x, y, strict=True))
                    yield tuple(a - b for a, b in zip(x, y, strict=True))
                    yield tuple(a * b for a, b in zip(x, y, strict=True))
                    if 0 not in y:
                        yield tuple(a / b for a, b in zip(x, y, strict=True))
