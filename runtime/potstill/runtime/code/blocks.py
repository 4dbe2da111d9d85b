"""Operands put together: statements before one, one out of several branches, one in a cell."""

from __future__ import annotations

from potstill.ir.types import Bool, Number, Type
from potstill.runtime.code.base import Action
from potstill.runtime.code.cells import (
    Block,
    BoolBlock,
    BoolCell,
    Cell,
    IntBlock,
    IntCell,
    RatioBlock,
    RatioCell,
)
from potstill.runtime.code.lists import Element
from potstill.runtime.code.logic import BoolChoose, Choose, IntChoose, IntIf, RatioChoose
from potstill.runtime.code.numbers import Grid
from potstill.runtime.code.operand import (
    Fixed,
    Operand,
    Plain,
    Ratio,
    Site,
    Truth,
    common,
    plain,
    range_of,
    ratio,
    word,
)


def block(actions: list[Action], operand: Operand, depth: int) -> Operand:
    """Statements, then an operand; ``depth`` is the statements'."""
    depth = 1 + max(depth, operand.depth)
    match operand:
        case Fixed(code, scale, span):
            return Fixed(IntBlock(actions, code), scale, span, depth)
        case Ratio(code):
            return Ratio(RatioBlock(actions, code), depth)
        case Truth(code):
            return Truth(BoolBlock(actions, code), depth)
        case Plain(code):
            return Plain(Block(actions, code), depth)


def held(place: int, kind: Type) -> Operand:
    """A value of a type that a cell holds: as an integer, a pair, a truth value, or as it is."""
    known = range_of(kind)
    match kind:
        case _ if known is not None:
            scale, low, high = known
            return Fixed(IntCell(place), scale, word(low, high))
        case Number():
            return Ratio(RatioCell(place))
        case Bool():
            return Truth(BoolCell(place))
        case _:
            return Plain(Cell(place))


def variable(place: int, kind: Type, site: Site) -> Element:
    """The variable of a comprehension over elements of a type, in a cell."""
    known = range_of(kind)
    if known is None:
        return Element(place, None, isinstance(kind, Number))
    scale, low, high = known
    return Element(place, Grid(10**scale, low, high, site.node, site.what), False)


def choose(conditions: list[Truth], branches: list[Operand], site: Site) -> Operand:
    """The branch of the first condition that holds, or the last branch, in a representation for all."""
    depth = 1 + max(part.depth for part in (*conditions, *branches))
    tests = [condition.code for condition in conditions]
    grids = [branch for branch in branches if isinstance(branch, Fixed)]
    numbers = [branch for branch in branches if isinstance(branch, Fixed | Ratio)]
    truths = [branch.code for branch in branches if isinstance(branch, Truth)]
    if len(grids) == len(branches):
        grids = common(grids, site)
        spans = [grid.span for grid in grids if grid.span is not None]
        span = None
        if len(spans) == len(grids):
            span = min(low for low, _ in spans), max(high for _, high in spans)
        codes = [grid.code for grid in grids]
        if len(tests) == 1:
            return Fixed(IntIf(tests[0], codes[0], codes[1]), grids[0].scale, span, depth + 1)
        return Fixed(IntChoose(tests, codes[:-1], codes[-1]), grids[0].scale, span, depth + 1)
    if len(numbers) == len(branches):
        pairs = [ratio(number, site).code for number in numbers]
        return Ratio(RatioChoose(tests, pairs[:-1], pairs[-1]), depth + 1)
    if len(truths) == len(branches):
        return Truth(BoolChoose(tests, truths[:-1], truths[-1]), depth)
    values = [plain(branch, site).code for branch in branches]
    return Plain(Choose(tests, values[:-1], values[-1]), depth + 1)
