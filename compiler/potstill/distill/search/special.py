"""Operations that no inverse undoes: roundings inside of formulas, rests, extremes, distances and powers.

They join two small formulas. A formula has at most one of them, and they count only where the examples show
what they do: a rounding where something is rounded, a minimum where either side is the smaller one once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import Final, assert_never

import numpy as np

from potstill.distill.search.operations import SLACK, ULP, Columns, Mask
from potstill.distill.terms import Apply, Term
from potstill.ir.program import Rounding
from potstill.ir.rounding import rounded

MAX_POWER: Final = 24
"""The greatest exponent."""

LARGE: Final = 1e12
"""Numbers beyond are not rounded, and no powers, in floating point."""


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


ROUNDING: Final = frozenset(Special) - {Special.MIN, Special.MAX, Special.GAP, Special.POWER, Special.REST}
"""Those that need no quotients as operands: `floor(a / b * c)` is `(a * c) // b`."""

CODES: Final = frozenset(map(int, Special))


@dataclass(frozen=True, slots=True)
class Found:
    """Values in the examples and bounds on their relative error, infinite where that is not known.

    ``shown``: where there is a value in each example and the examples show what the operation does, or where
    that is not known either.
    """

    values: Columns
    error: Columns
    shown: Mask


def columns(op: Special, x: Columns, y: Columns, of_x: Columns, of_y: Columns) -> Found:
    """The operation in floating point, broadcast; ``of_x`` and ``of_y`` are the errors of x and y."""
    with np.errstate(all="ignore"):
        match op:
            case Special.MIN | Special.MAX | Special.GAP:
                return _compared(op, x, y, of_x, of_y)
            case Special.POWER:
                return _powers(x, y, of_x, of_y)
            case Special.FLOOR_PRODUCT | Special.CEIL_PRODUCT | Special.ROUND_PRODUCT:
                return _rounded(op, x * y, (of_x == 0) & (of_y == 0))
            case Special.QUOTIENT | Special.CEIL_QUOTIENT | Special.ROUND_QUOTIENT:
                found = _rounded(op, x / y, (of_x == 0) & (of_y == 0))
                return replace(found, shown=found.shown & (y != 0).all(axis=0))
            case Special.REST:
                exact = (of_x == 0) & (of_y == 0)
                down = _rounded(Special.QUOTIENT, x / y, exact)
                values = x - y * down.values
                error = np.where(exact, ULP, np.inf)
                shown = down.shown & (y != 0).all(axis=0) & ((down.values != 0).any(axis=0) | ~exact)
                return Found(values, error, shown)
            case _:
                assert_never(op)


def _compared(op: Special, x: Columns, y: Columns, of_x: Columns, of_y: Columns) -> Found:
    apart = np.abs(x - y)
    close = (apart <= SLACK * (np.abs(x) + np.abs(y))).any(axis=0) & ~((of_x == 0) & (of_y == 0))
    values = np.minimum(x, y) if op is Special.MIN else np.maximum(x, y) if op is Special.MAX else apart
    # What is not close keeps 2**-30 of its operands in a difference.
    grown = (of_x + of_y + ULP) * (1 / SLACK if op is Special.GAP else 1)
    error = np.where((of_x == 0) & (of_y == 0), ULP, np.where(close, np.inf, grown))
    return Found(values, error, close | ((x < y).any(axis=0) & (x > y).any(axis=0)))


def _powers(x: Columns, y: Columns, of_x: Columns, of_y: Columns) -> Found:
    values = np.power(x, y)
    whole = ((y == np.rint(y)) & (y >= 0) & (y <= MAX_POWER)).all(axis=0) & (of_y == 0)
    shown = whole & (y > 1).any(axis=0) & (np.abs(values) < LARGE).all(axis=0)
    return Found(values, MAX_POWER * (of_x + ULP) + 0 * of_y, shown)


def _rounded(op: Special, q: Columns, exact: Mask) -> Found:
    # Whole numbers below 2**53, and quotients of such, are compared as they are.
    near, slack = np.rint(q), np.where(exact, 0.0, SLACK * np.maximum(1.0, np.abs(q)))
    whole = np.abs(q - near) <= slack
    tied = np.abs(2 * q - np.rint(2 * q)) <= 2 * slack
    match op:
        case Special.QUOTIENT | Special.FLOOR_PRODUCT:
            values = np.where(whole, near, np.floor(q))
        case Special.CEIL_QUOTIENT | Special.CEIL_PRODUCT:
            values = np.where(whole, near, np.ceil(q))
        case _:
            values = np.floor(np.abs(q) + 0.5) * np.sign(q)
    doubtful = tied.any(axis=0) & ~exact
    error = np.where(doubtful | ~(np.abs(q) < LARGE).all(axis=0), np.inf, 0.0)
    return Found(values, error, doubtful | ~whole.all(axis=0))


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
