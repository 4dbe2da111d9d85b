"""Operands: code with what is known about its result before it runs, and the ways to convert one.

``Fixed`` is an integer at a scale; its span bounds that integer by machine words, or is None. Spans start
at borders, guards and constants, and are carried along by arithmetic here; a node's type is not believed.
``depth`` is the number of nested calls that an evaluation takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from potstill.ir.caps import MAX_BITS
from potstill.ir.rounding import decimal_places
from potstill.ir.types import SECONDS_A_DAY, Bool, Date, Duration, MonthDay, Number, Time, Type
from potstill.runtime.code.base import WORD, BoolCode, Code, IntCode, RatioCode
from potstill.runtime.code.border import Refused, border, inner
from potstill.runtime.code.cells import (
    BoolCell,
    Cell,
    IntCell,
    RatioCell,
)
from potstill.runtime.code.logic import BoolConst, Const, FromValue
from potstill.runtime.code.numbers import Coarser, Decimal, Exact, Grid, Gridded, Quotient, Rational, Within
from potstill.runtime.code.rationals import FromInt, RatioConst
from potstill.runtime.code.wide import Toll
from potstill.runtime.code.words import Affine, AffineCell, IntConst

Span: TypeAlias = tuple[int, int] | None

MAX_SCALE: Final = 128
"""Numbers on finer decimal grids are held as rationals."""


class Malformed(ValueError):
    """A program that no compiler makes: which node, and what is wrong with it."""

    def __init__(self, node: int, reason: str) -> None:
        super().__init__(f"node {node}: {reason}")
        self.node = node
        self.reason = reason


@dataclass(slots=True)
class Fixed:
    """A number times 10**scale, or a day, a time, a duration at scale 0."""

    code: IntCode
    scale: int
    span: Span
    depth: int = 1


@dataclass(slots=True)
class Ratio:
    """A rational."""

    code: RatioCode
    depth: int = 1


@dataclass(slots=True)
class Truth:
    """A truth value."""

    code: BoolCode
    depth: int = 1


@dataclass(slots=True)
class Plain:
    """Any other value."""

    code: Code
    depth: int = 1


Operand: TypeAlias = Fixed | Ratio | Truth | Plain
Numeric: TypeAlias = Fixed | Ratio


@dataclass(frozen=True, slots=True)
class Site:
    """Whose code is being made: the node's position, its operator, and its type."""

    node: int
    what: str
    type: Type


def word(low: int, high: int) -> Span:
    """The span, if it fits a machine word."""
    return (low, high) if low >= -WORD and high <= WORD else None


def range_of(kind: Type) -> tuple[int, int, int] | None:
    """Scale and ends of the integers that stand for a type's values; None for other types."""
    match kind:
        case Number(low, high, int(scale)) if scale <= MAX_SCALE:
            return scale, *inner(low, high, 10**scale)
        case Date(low, high) | Duration(low, high):
            return 0, low, high
        case MonthDay():
            return 0, 101, 1231
        case Time():
            return 0, 0, SECONDS_A_DAY - 1
        case _:
            return None


def lift(code: Code, depth: int, site: Site) -> Operand:
    """A value that is only known by its type: checked on its way into the integers."""
    grid = range_of(site.type)
    match site.type:
        case _ if grid is not None:
            scale, low, high = grid
            unit = 10**scale
            checked = Gridded(code, Grid(unit, low, high, site.node, site.what))
            return Fixed(checked, scale, word(low, high), depth + 1)
        case Number():
            return Ratio(Rational(code), depth + 1)
        case Bool():
            return Truth(FromValue(code), depth + 1)
        case _:
            return Plain(code, depth)


def number(value: int | Fraction) -> Numeric:
    """A constant number: on its decimal grid, if it has one that is not too fine."""
    scale = decimal_places(Fraction(value))
    if scale is None or scale > MAX_SCALE:
        return Ratio(RatioConst(value.numerator, value.denominator))
    content = int(value * 10**scale)
    return Fixed(IntConst(content), scale, word(content, content))


def accepted(value: Any, kind: Type, site: Site) -> Any:
    """A value that the program itself holds; Malformed where it is not of its type."""
    try:
        return border(kind, MAX_BITS).accept(value)
    except Refused as refused:
        raise Malformed(site.node, f"expected {refused.expected}") from None


def constant(value: Any, site: Site) -> Operand:
    """A constant of the site's type."""
    value = accepted(value, site.type, site)
    match site.type:
        case Number():
            return number(value)
        case Bool():
            return Truth(BoolConst(value))
        case Date() | Duration() | MonthDay() | Time():
            return Fixed(IntConst(value), 0, word(value, value))
        case _:
            return Plain(Const(value))


def numeric(operand: Operand, site: Site) -> Numeric:
    """The operand, which has to be a number, a day, a time or a duration."""
    if isinstance(operand, Fixed | Ratio):
        return operand
    raise Malformed(site.node, f"{site.what} takes numbers")


def truth(operand: Operand, site: Site) -> Truth:
    """The operand, which has to be a truth value."""
    if isinstance(operand, Truth):
        return operand
    raise Malformed(site.node, f"{site.what} takes truth values")


def plain(operand: Operand, site: Site) -> Plain:
    """The operand as a value."""
    match operand:
        case Fixed(scale=scale) if scale > 0:
            body = toll(operand, site)
            return Plain(Decimal(body.code, 10**scale), body.depth + 1)
        case Fixed(IntCell() as code):
            return Plain(Cell(code.cell))
        case Ratio(code, depth):
            return Plain(Quotient(code, site.node, site.what), depth + 1)
        case _:
            return Plain(operand.code, operand.depth + 1)


def ratio(operand: Numeric, site: Site) -> Ratio:
    """The operand as a rational."""
    match operand:
        case Ratio():
            return operand
        case Fixed(IntConst(), scale) as fixed:
            exact = Fraction(fixed.code.constant, 10**scale)  # type: ignore[attr-defined]  # constants only
            return Ratio(RatioConst(exact.numerator, exact.denominator))
        case Fixed(code, scale):
            return Ratio(FromInt(code, 10**scale, site.node, site.what), operand.depth + 1)


def scaled(operand: Fixed, scale: int, site: Site) -> Fixed:
    """The operand at another scale; a coarser one has to be exact."""
    if scale > operand.scale:
        return affine(operand, 10 ** (scale - operand.scale), 0, scale, site)
    if scale < operand.scale:
        step = 10 ** (operand.scale - scale)
        span = None if operand.span is None else (-(-operand.span[0] // step), operand.span[1] // step)
        code = Coarser(toll(operand, site).code, step, site.node, site.what)
        return Fixed(code, scale, span, operand.depth + 2)
    return operand


def fixed(operand: Operand, scale: int, site: Site) -> Fixed:
    """The operand as an integer at a scale, which it has to fit exactly."""
    match numeric(operand, site):
        case Fixed() as known:
            return scaled(known, scale, site)
        case Ratio(code, depth):
            return Fixed(Exact(code, 10**scale, site.node, site.what), scale, None, depth + 1)


def within(operand: Fixed, low: int, high: int, site: Site) -> Fixed:
    """The operand, which has to lie in low..high: checked where its span does not say so."""
    if operand.span is not None and low <= operand.span[0] and operand.span[1] <= high:
        return operand
    code = Within(operand.code, low, high, site.node, site.what)
    return Fixed(code, operand.scale, (low, high), operand.depth + 1)


def common(operands: list[Fixed], site: Site) -> list[Fixed]:
    """The operands at the finest of their scales."""
    scale = max(operand.scale for operand in operands)
    return [scaled(operand, scale, site) for operand in operands]


def toll(operand: Fixed, site: Site) -> Fixed:
    """The operand, charged for being read unless it is a machine word."""
    if operand.span is not None:
        return operand
    return Fixed(Toll(operand.code, site.node, site.what), operand.scale, None, operand.depth + 1)


def affine(operand: Fixed, times: int, plus: int, scale: int, site: Site) -> Fixed:
    """operand * times + plus, at a scale; chains of these are one."""
    code, span = toll(operand, site).code, operand.span
    if span is not None:
        ends = sorted((span[0] * times + plus, span[1] * times + plus))
        span = word(ends[0], ends[1])
    depth = operand.depth + 1
    if isinstance(code, IntConst):
        return Fixed(IntConst(code.constant * times + plus), scale, span)
    if isinstance(code, Affine):
        times, plus, code, depth = code.times * times, code.plus * times + plus, code.body, depth - 1
    elif isinstance(code, AffineCell):
        return Fixed(AffineCell(code.cell, code.times * times, code.plus * times + plus), scale, span)
    if times == 1 and plus == 0:
        return Fixed(code, scale, span, depth)
    if isinstance(code, IntCell):
        return Fixed(AffineCell(code.cell, times, plus), scale, span)
    return Fixed(Affine(code, times, plus), scale, span, depth)


def cell(operand: Operand, place: int) -> Operand:
    """The content of a cell that was filled with the operand."""
    match operand:
        case Fixed(_, scale, span):
            return Fixed(IntCell(place), scale, span)
        case Ratio():
            return Ratio(RatioCell(place))
        case Truth():
            return Truth(BoolCell(place))
        case Plain():
            return Plain(Cell(place))
