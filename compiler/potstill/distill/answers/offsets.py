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


def steps(leaves: Iterable[Leaf], target: tuple[int, ...], modulus: int | None = None) -> Iterator[Term]:
    """All terms N over whole numbers whose values are those of ``target``; 0 alone is none.

    With a ``modulus`` it is enough that they differ by multiples of it, as times of day do by whole days.
    """

    def fits(values: Iterable[int]) -> bool:
        pairs = zip(values, target, strict=True)
        return all(a == b if modulus is None else (a - b) % modulus == 0 for a, b in pairs)

    known = [(leaf.term, whole(leaf.values)) for leaf in leaves]
    if len(set(target)) == 1 and target[0] and abs(target[0]) <= 1_000:
        yield _const(target[0])
    for term, values in known:
        if fits(values):
            yield term
        if fits(-value for value in values):
            yield Apply("neg", (term,))
        for factor in FACTORS:
            for k in (factor, -factor):
                if fits(k * value for value in values):
                    yield Apply("mul", (term, _const(k)))
        for rest in _rests(target[0] - values[0], modulus):
            if fits(value + rest for value in values):
                yield Apply("add" if rest > 0 else "sub", (term, _const(abs(rest))))
    for position, (one, values) in enumerate(known):
        for other, others in known[position + 1 :]:
            pairs = list(zip(values, others, strict=True))
            if fits(a + b for a, b in pairs):
                yield Apply("add", (one, other))
            if fits(a - b for a, b in pairs):
                yield Apply("sub", (one, other))
            if fits(b - a for a, b in pairs):
                yield Apply("sub", (other, one))


def _rests(rest: int, modulus: int | None) -> list[int]:
    """The c of x + c that the first example leaves, as far as they are not too large."""
    tried = [rest] if modulus is None else [rest % modulus, rest % modulus - modulus]
    return [each for each in tried if 0 < abs(each) <= FARTHEST]


def _const(number: int) -> Term:
    return Const(Fraction(number))
