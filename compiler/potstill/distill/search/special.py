"""Operations that no inverse undoes: roundings inside of formulas, rests, extremes, distances and powers.

They join two small formulas. A formula has at most one of them, and they count only where the examples show
what they do: a rounding where something is rounded, a minimum where either side is the smaller one once, a
rest where the quotient is not always the same (with a quotient of 2, `x % y` is `x - 2 * y`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import Final, assert_never

import numpy as np

from potstill.distill.search.operations import ULP, Columns, Mask
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


def columns(op: Special, x: Columns, y: Columns, of_x: Columns, of_y: Columns, grain: float) -> Found:
    """The operation in floating point, broadcast; ``of_x`` and ``of_y`` are the errors of x and y.

    ``grain``: sums, products and quotients of the two, and twice these, are whole or at least so far from it.
    """
    exact = (of_x == 0) & (of_y == 0)
    with np.errstate(all="ignore"):
        match op:
            case Special.MIN | Special.MAX | Special.GAP:
                return _compared(op, x, y, np.where(exact, 0.0, of_x + of_y + ULP), grain)
            case Special.POWER:
                return _powers(x, y, of_x, of_y)
            case Special.FLOOR_PRODUCT | Special.CEIL_PRODUCT | Special.ROUND_PRODUCT:
                return _rounded(op, x * y, np.where(exact, 0.0, of_x + of_y + ULP), grain)
            case Special.QUOTIENT | Special.CEIL_QUOTIENT | Special.ROUND_QUOTIENT | Special.REST:
                found = _rounded(op, x / y, np.where(exact, 0.0, of_x + of_y + ULP), grain)
                found = replace(found, shown=found.shown & (y != 0).all(axis=0))
                return _rest(x, y, of_x + of_y, found, grain) if op is Special.REST else found
            case _:
                assert_never(op)


def _compared(op: Special, x: Columns, y: Columns, error: Columns, grain: float) -> Found:
    slack = error * (np.abs(x) + np.abs(y))
    apart = np.where(np.abs(x - y) <= slack, 0.0, x - y)
    doubtful: Mask = ((apart == 0) & (error > 0) & (2 * slack >= grain)).any(axis=0)
    if op is Special.GAP:
        values, grown = np.abs(apart), np.where(apart == 0, 0.0, slack / np.abs(apart)).max(axis=0) + ULP
    else:
        values, grown = np.where((apart < 0) == (op is Special.MIN), x, y), error + ULP
    shown: Mask = doubtful | ((apart < 0).any(axis=0) & (apart > 0).any(axis=0))
    return Found(values, np.where(doubtful, np.inf, grown), shown)


def _powers(x: Columns, y: Columns, of_x: Columns, of_y: Columns) -> Found:
    values = np.power(x, y)
    whole = ((y == np.rint(y)) & (y >= 0) & (y <= MAX_POWER)).all(axis=0) & (of_y == 0)
    shown = whole & (y > 1).any(axis=0) & (np.abs(values) < LARGE).all(axis=0)
    return Found(values, MAX_POWER * (of_x + ULP) + 0 * of_y, shown)


def _rounded(op: Special, q: Columns, error: Columns, grain: float) -> Found:
    # Quotients of whole numbers below 2**53 are whole in floating point only if they are whole.
    near, slack = np.rint(q), error * np.abs(q)
    whole = np.abs(q - near) <= slack
    tied = np.abs(2 * q - np.rint(2 * q)) <= 2 * slack
    match op:
        case Special.CEIL_QUOTIENT | Special.CEIL_PRODUCT:
            values = np.where(whole, near, np.ceil(q))
        case Special.ROUND_QUOTIENT | Special.ROUND_PRODUCT:
            values = np.floor(np.where(tied, np.rint(2 * np.abs(q)) / 2, np.abs(q)) + 0.5) * np.sign(q)
        case _:
            values = np.where(whole, near, np.floor(q))
    doubtful = np.any(tied & (error > 0) & (4 * slack >= grain), axis=0)
    unknown = doubtful | ~(np.abs(q) < LARGE).all(axis=0)
    shown: Mask = np.asarray(doubtful | ~whole.all(axis=0))
    return Found(values, np.where(unknown, np.inf, 0.0), shown)


def _rest(x: Columns, y: Columns, error: Columns, down: Found, grain: float) -> Found:
    values, slack = x - y * down.values, (error + 2 * ULP) * (np.abs(x) + np.abs(y * down.values))
    zero = np.abs(values) <= slack
    relative = np.where(zero, 0.0, slack / np.abs(values)).max(axis=0)
    doubtful = (zero & (values != 0) & (2 * slack >= grain)).any(axis=0) | ~np.isfinite(down.error)
    return Found(
        np.where(zero, 0.0, values),
        np.where(doubtful, np.inf, relative + ULP),
        down.shown & (doubtful | (down.values != down.values[:1]).any(axis=0)),
    )


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
            if op is Special.REST and len({a // b for a, b in pairs}) == 1:
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
