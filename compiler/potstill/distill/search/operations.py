"""The binary operations of formulas, on columns of numbers, and on residues.

Formulas are searched up to sign: a state stands for f and, where a difference in it can be turned around, for
-f too. So `y - x` is no operation of its own, while `y / x` is one beside `x / y`.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any, Final, TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from potstill.distill.search import residues
from potstill.distill.search.residues import Residues

Columns: TypeAlias = npt.NDArray[np.float64]
"""Of shape (examples, n): n formulas in each example."""

Index: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]


class Op(IntEnum):
    """What joins two formulas x and y."""

    ADD = 0
    SUB = 1
    MUL = 2
    DIV = 3
    UNDER = 4
    """y / x"""


ADDITIVE: Final = (Op.ADD, Op.SUB)
MULTIPLICATIVE: Final = (Op.MUL, Op.DIV, Op.UNDER)
OPS: Final = (*ADDITIVE, *MULTIPLICATIVE)


class Place(Enum):
    """Where an operand stands, which decides what it may be: far constants are no terms, 1 is no factor."""

    TERM = "term"
    FACTOR = "factor or divisor"
    NUMERATOR = "numerator"


def place(op: Op, *, right: bool) -> Place:
    """The place of y, or else of x, in ``op``."""
    match op:
        case Op.ADD | Op.SUB:
            return Place.TERM
        case Op.MUL:
            return Place.FACTOR
        case Op.DIV:
            return Place.FACTOR if right else Place.NUMERATOR
        case Op.UNDER:
            return Place.NUMERATOR if right else Place.FACTOR
        case _:
            assert_never(op)


ULP: Final = 2.0**-52
"""What one operation in floating point adds to the relative error, at most (twice over)."""

SLACK: Final = 2.0**-30
"""Relative width that is added to bounds before numbers in floating point are compared with them.

INVARIANT: it exceeds twice the error that states may carry (`states.MAX_ERROR`), and a few roundings.
"""


def apply(op: Op, x: Columns, y: Columns) -> Columns:
    """The operation in floating point, broadcast. Divisions by zero give infinities or NaN."""
    found: Any
    match op:
        case Op.ADD:
            found = x + y
        case Op.SUB:
            found = x - y
        case Op.MUL:
            found = x * y
        case Op.DIV:
            found = x / y
        case Op.UNDER:
            found = y / x
        case _:
            assert_never(op)
    result: Columns = found
    return result


def apply_residues(op: Op, x: Residues, y: Residues, over_x: Residues, over_y: Residues) -> Residues:
    """The operation on residues, broadcast; the last two are the inverses of x and y."""
    match op:
        case Op.ADD:
            return residues.add(x, y)
        case Op.SUB:
            return residues.subtract(x, y)
        case Op.MUL:
            return residues.multiply(x, y)
        case Op.DIV:
            return residues.multiply(x, over_y)
        case Op.UNDER:
            return residues.multiply(y, over_x)
        case _:
            assert_never(op)


def errors(op: Op, x: Columns, y: Columns, z: Columns, of_x: Columns, of_y: Columns) -> Columns:
    """Bounds on the relative error of ``z``, the result, given those of x and y; shape of z without examples.

    0 says that a column is whole numbers below 2**53, which are exact.
    """
    exact = (of_x == 0) & (of_y == 0)
    if op in ADDITIVE:
        with np.errstate(divide="ignore", invalid="ignore"):
            worse = np.max((np.abs(x) + np.abs(y)) / np.abs(z), axis=0)
            grown = worse * np.maximum(of_x, of_y) + ULP
    else:
        grown = of_x + of_y + 2 * ULP
    if op in (Op.DIV, Op.UNDER):
        found = np.where(exact, ULP, grown)
    else:
        found = np.where(exact, np.where(np.max(np.abs(z), axis=0) < 2.0**53, 0.0, ULP), grown)
    result: Columns = np.where(np.isnan(found), np.inf, found)
    return result
