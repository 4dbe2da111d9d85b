"""Operations that no inverse undoes: roundings inside of formulas, rests, extremes, distances and powers.

They join two small formulas. A formula has at most one of them, and they count only where the examples show
what they do: a rounding where something is rounded, a minimum where either side is the smaller one once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Final, assert_never

from potstill.distill.terms import Apply, Term
from potstill.ir.program import Rounding
from potstill.ir.rounding import rounded

MAX_POWER: Final = 24
"""The greatest exponent."""


class Special(IntEnum):
    """What joins two formulas x and y; the codes go on from those of ordinary operations."""

    MIN = 8
    MAX = 9
    GAP = 10
    """abs(x - y)"""
    QUOTIENT = 11
    """x // y"""
    REST = 12
    """x % y"""
    POWER = 13
    CEIL_QUOTIENT = 14
    ROUND_QUOTIENT = 15
    FLOOR_PRODUCT = 16
    CEIL_PRODUCT = 17
    ROUND_PRODUCT = 18


SYMMETRIC: Final = frozenset(
    (
        Special.MIN,
        Special.MAX,
        Special.GAP,
        Special.FLOOR_PRODUCT,
        Special.CEIL_PRODUCT,
        Special.ROUND_PRODUCT,
    )
)
"""Those where the order of the operands does not matter."""

NEAREST: Final = Rounding(0, "half_up")


def exact(op: Special, x: Sequence[Fraction], y: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    """The values in each example; None where there are none, or the examples do not show what it does."""
    pairs = list(zip(x, y, strict=True))
    match op:
        case Special.MIN | Special.MAX | Special.GAP:
            if not (any(a < b for a, b in pairs) and any(a > b for a, b in pairs)):
                return None
        case Special.POWER:
            if any(b.denominator > 1 or not 0 <= b <= MAX_POWER for b in y) or set(y) <= {0, 1}:
                return None
        case Special.QUOTIENT | Special.REST | Special.CEIL_QUOTIENT | Special.ROUND_QUOTIENT:
            if 0 in y or all((a / b).denominator == 1 for a, b in pairs):
                return None
            if op is Special.REST and all(a % b == a for a, b in pairs):
                return None
        case Special.FLOOR_PRODUCT | Special.CEIL_PRODUCT | Special.ROUND_PRODUCT:
            if all((a * b).denominator == 1 for a, b in pairs):
                return None
        case _:
            assert_never(op)
    return tuple(_one(op, a, b) for a, b in pairs)


def term(op: Special, x: Term, y: Term) -> Term:
    """The operation as a term."""
    match op:
        case Special.MIN:
            return Apply("min", (x, y))
        case Special.MAX:
            return Apply("max", (x, y))
        case Special.GAP:
            return Apply("abs", (Apply("sub", (x, y)),))
        case Special.QUOTIENT:
            return Apply("floordiv", (x, y))
        case Special.REST:
            return Apply("mod", (x, y))
        case Special.POWER:
            return Apply("pow", (x, y))
        case Special.CEIL_QUOTIENT:
            return Apply("ceil", (Apply("div", (x, y)),))
        case Special.ROUND_QUOTIENT:
            return Apply("round", (Apply("div", (x, y)),), NEAREST)
        case Special.FLOOR_PRODUCT:
            return Apply("floor", (Apply("mul", (x, y)),))
        case Special.CEIL_PRODUCT:
            return Apply("ceil", (Apply("mul", (x, y)),))
        case Special.ROUND_PRODUCT:
            return Apply("round", (Apply("mul", (x, y)),), NEAREST)
        case _:
            assert_never(op)


def _one(op: Special, a: Fraction, b: Fraction) -> Fraction:
    match op:
        case Special.MIN:
            return min(a, b)
        case Special.MAX:
            return max(a, b)
        case Special.GAP:
            return abs(a - b)
        case Special.QUOTIENT:
            return Fraction(a // b)
        case Special.REST:
            return a - b * (a // b)
        case Special.POWER:
            return a**b.numerator
        case Special.CEIL_QUOTIENT:
            return Fraction(math.ceil(a / b))
        case Special.ROUND_QUOTIENT:
            return Fraction(rounded(a / b, NEAREST))
        case Special.FLOOR_PRODUCT:
            return Fraction(math.floor(a * b))
        case Special.CEIL_PRODUCT:
            return Fraction(math.ceil(a * b))
        case Special.ROUND_PRODUCT:
            return Fraction(rounded(a * b, NEAREST))
        case _:
            assert_never(op)
