"""How values are compared: integers where both sides are on a grid, rationals, or by what they fold to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from potstill.ir.types import Text, Type
from potstill.runtime.code import logic, rationals
from potstill.runtime.code.base import BoolCode, IntCode
from potstill.runtime.code.cells import IntCell
from potstill.runtime.code.operand import (
    Fixed,
    Numeric,
    Operand,
    Plain,
    Ratio,
    Site,
    Truth,
    common,
    plain,
    ratio,
    toll,
)
from potstill.runtime.code.rationals import EQ, GE, GT, LE, LT
from potstill.runtime.code.same import Same, SameText, folder
from potstill.runtime.code.words import IntConst

__all__ = ["EQ", "GE", "GT", "LE", "LT", "compare", "equal"]

_OF_INTEGERS: Final[dict[int, Callable[[IntCode, IntCode], BoolCode]]] = {
    LT: logic.Less,
    LE: logic.LessEqual,
    GT: logic.Greater,
    GE: logic.GreaterEqual,
    EQ: logic.Equal,
}
_MIRRORED = {LT: GT, LE: GE, GT: LT, GE: LE, EQ: EQ}


def compare(relation: int, left: Numeric, right: Numeric, site: Site) -> Truth:
    """A relation between two numbers, days, times or durations."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        dividend, divisor = ratio(left, site), ratio(right, site)
        code = rationals.RatioCompare(relation, dividend.code, divisor.code, site.node, site.what)
        return Truth(code, 1 + max(dividend.depth, divisor.depth))
    one, other = common([left, right], site)
    if isinstance(other.code, IntConst):
        known = _with_constant(relation, one, other.code.constant)
    elif isinstance(one.code, IntConst):
        known = _with_constant(_MIRRORED[relation], other, one.code.constant)
    else:
        known = None
    if known is not None:
        return known
    one, other = toll(one, site), toll(other, site)
    return Truth(_OF_INTEGERS[relation](one.code, other.code), 1 + max(one.depth, other.depth))


def _with_constant(relation: int, body: Fixed, constant: int) -> Truth | None:
    """Membership in what the relation leaves of the body's span; None for a body without one."""
    if body.span is None:
        return None
    low, high = body.span
    if relation in (GT, GE, EQ):
        low = constant + 1 if relation == GT else constant
    if relation in (LT, LE, EQ):
        high = constant - 1 if relation == LT else constant
    if isinstance(body.code, IntCell):
        return Truth(logic.BetweenCell(body.code.cell, low, high))
    return Truth(logic.Between(body.code, low, high), body.depth + 1)


def equal(left: Operand, right: Operand, types: tuple[Type, Type], site: Site) -> Truth:
    """Whether two values are the same."""
    match left, right:
        case (Fixed() | Ratio(), Fixed() | Ratio()):
            return compare(EQ, left, right, site)
        case Truth(), Truth():
            return Truth(logic.BoolEqual(left.code, right.code), 1 + max(left.depth, right.depth))
        case (Plain(body), Plain(logic.Const() as text)) | (Plain(logic.Const() as text), Plain(body)) if all(
            isinstance(kind, Text) for kind in types
        ):
            code: BoolCode = SameText(body, text.constant, site.node, site.what)
            return Truth(code, 1 + max(left.depth, right.depth))
        case _:
            one, other = plain(left, site), plain(right, site)
            folders = folder(types[0]), folder(types[1])
            code = Same(one.code, other.code, folders, site.node, site.what)
            return Truth(code, 1 + max(one.depth, other.depth))
