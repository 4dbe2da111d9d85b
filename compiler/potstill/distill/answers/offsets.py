"""Small numbers of steps: of days, months or minutes, as a date or a time is moved by them.

    N ::= c | x | -x | k * x | x + c | x - c | x + y | x - y

where x and y are whole parameters, k is one of `FACTORS` or its negative, and c a whole number whose size is
at most `FARTHEST`; a bare c only where all examples have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from potstill.distill.answers.inputs import Leaf, whole
from potstill.distill.terms import Apply, Const, Term

FACTORS: Final = (2, 3, 4, 5, 6, 7, 10, 12, 14, 15, 24, 30, 60, 90, 120)
FARTHEST: Final = 31
GRAMMAR: Final = (
    "N ::= c | x | -x | k * x | x + c | x - c | x + y | x - y",
    f"k ::= ±({' | '.join(map(str, FACTORS))}); c: whole, at most ±{FARTHEST}, or alone at most ±1000",
)
SIZE: Final = 2_001
"""Bare constants; others are counted by parameters."""


def space(leaves: int) -> int:
    """How many terms N has with so many parameters."""
    return SIZE + leaves * (2 + 2 * len(FACTORS) + 2 * FARTHEST) + 2 * leaves * leaves


def steps(leaves: Iterable[Leaf], target: tuple[int, ...]) -> Iterator[Term]:
    """All terms N over whole numbers whose values are those of ``target``; 0 alone is none."""
    known = [(leaf.term, whole(leaf.values)) for leaf in leaves]
    if len(set(target)) == 1 and target[0] and abs(target[0]) <= 1_000:
        yield _const(target[0])
    for term, values in known:
        if values == target:
            yield term
        if tuple(-value for value in values) == target:
            yield Apply("neg", (term,))
        factor = _factor(values, target)
        if factor is not None:
            yield Apply("mul", (term, _const(factor)))
        rests = {wanted - value for value, wanted in zip(values, target, strict=True)}
        rest = rests.pop()
        if not rests and 0 < abs(rest) <= FARTHEST:
            yield Apply("add" if rest > 0 else "sub", (term, _const(abs(rest))))
    for position, (one, values) in enumerate(known):
        for other, others in known[position + 1 :]:
            pairs = list(zip(values, others, strict=True))
            if tuple(a + b for a, b in pairs) == target:
                yield Apply("add", (one, other))
            if tuple(a - b for a, b in pairs) == target:
                yield Apply("sub", (one, other))
            if tuple(b - a for a, b in pairs) == target:
                yield Apply("sub", (other, one))


def _factor(values: tuple[int, ...], target: tuple[int, ...]) -> int | None:
    """The k with target = k * values, if it is one of the factors."""
    for value, wanted in zip(values, target, strict=True):
        if value:
            factor = Fraction(wanted, value)
            fits = all(factor * each == other for each, other in zip(values, target, strict=True))
            if factor.denominator == 1 and abs(factor) in FACTORS and fits:
                return factor.numerator
            return None
    return None


def _const(number: int) -> Term:
    return Const(Fraction(number))
