"""A program's statements, in order: conditions, lets, the answer, promises, each with its guard."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.ir.caps import MAX_BITS
from potstill.ir.program import Program
from potstill.ir.types import Number, Type
from potstill.runtime.code.base import FIRST, UNSET, Action
from potstill.runtime.code.blocks import held
from potstill.runtime.code.border import Border, PairBorder, border, inner
from potstill.runtime.code.cells import IntCell, Keep
from potstill.runtime.code.guards import Check, Ensure, KeepBetween, KeepCoarser, KeepExact, KeepWithin, Where
from potstill.runtime.code.machine import Machine
from potstill.runtime.code.operand import (
    Fixed,
    Operand,
    Ratio,
    Site,
    cell,
    plain,
    range_of,
    truth,
    word,
)
from potstill.runtime.code.scope import NO_LOOP, Builder

Inputs = tuple[tuple[str, Type], ...]
"""Names and types, in order."""


def assemble(
    program: Program, slots: Inputs, context: Inputs, skip: frozenset[str], budget: int, *, traced: bool
) -> Machine:
    """The machine of a program. Malformed for one that no compiler makes."""
    named = [("slot", name, kind) for name, kind in slots]
    named += [("context", name, kind) for name, kind in context]
    inputs = {(op, name): held(FIRST + place, kind) for place, (op, name, kind) in enumerate(named)}
    assembly = _Assembly(program, inputs, FIRST + len(named), skip, traced)
    assembly.conditions()
    for let in program.lets:
        assembly.let(let.node, let.declared, f"range:{let.name}")
    answer = assembly.let(program.answer, program.declared, "answer")
    assembly.promises()
    builder = assembly.builder
    blank = [budget - builder.prices[NO_LOOP], None, *[UNSET] * (builder.cells - FIRST)]
    borders = [(name, entry(kind)) for _, name, kind in named]
    value = plain(answer, assembly.site(program.answer, "answer")).code
    return Machine(blank, borders, len(slots), builder.main.statements, value, budget)


def entry(kind: Type) -> Border:
    """What passes the values of a type into cells, which hold them as :func:`held` says."""
    passes = border(kind)
    return PairBorder(passes) if isinstance(kind, Number) and range_of(kind) is None else passes


class _Assembly:
    """The statements so far."""

    def __init__(
        self,
        program: Program,
        inputs: Mapping[tuple[str, str], Operand],
        first: int,
        skip: frozenset[str],
        traced: bool,
    ) -> None:
        self.program = program
        self.builder = Builder(program, inputs, first, traced)
        self.skip = skip

    def _do(self, action: Action, depth: int, price: int = 1) -> None:
        self.builder.prices[NO_LOOP] += price
        self.builder.main.do(action, depth)

    def conditions(self) -> None:
        """Every ``where``."""
        for index, node in enumerate(self.program.wheres):
            body = truth(self.builder.build(node), self.site(node, "where"))
            self._do(Where(body.code, index), body.depth + 1)

    def let(self, node: int, declared: Type | None, guard: str) -> Operand:
        """A value that is kept, within its declared type."""
        operand = self.builder.build(node, keeping=True)
        if declared is None or guard in self.skip:
            if operand.depth == 1:
                return operand
            place = self.builder.new_cell()
            self._do(Keep(place, operand.code), operand.depth + 1)
            kept = cell(operand, place)
        else:
            kept = self._guarded(operand, declared, node, guard)
        self.builder.known[node] = kept
        return kept

    def promises(self) -> None:
        """Every ``ensure``."""
        for index, node in enumerate(self.program.ensures):
            if f"ensure:{index}" not in self.skip:
                body = truth(self.builder.build(node), self.site(node, "ensure"))
                self._do(Ensure(body.code, node, f"ensure:{index}"), body.depth + 1)

    def _guarded(self, operand: Operand, declared: Type, node: int, guard: str) -> Operand:
        """The operand in a cell, once it has been seen to be of the type; what is known of it by then."""
        place, depth = self.builder.new_cell(), operand.depth + 1
        grid = range_of(declared)
        match operand, declared:
            case Fixed(code, scale), _ if grid is not None and scale > grid[0]:
                self._do(KeepCoarser(place, code, 10 ** (scale - grid[0]), grid[1:], node, guard), depth)
                return _cell(place, grid[0], grid[1:])
            case Fixed(code, scale, span), _ if grid is not None or isinstance(declared, Number):
                ends = _ends(declared, grid, scale)
                self._do(KeepWithin(place, code, ends, node, guard), depth)
                return _cell(place, scale, ends if span is None else _meet(ends, span))
            case Ratio(code), _ if grid is not None:
                self._do(KeepExact(place, code, 10 ** grid[0], grid[1:], node, guard), depth)
                return _cell(place, grid[0], grid[1:])
            case Ratio(code), Number(low, high, None):
                least, most = low.as_integer_ratio(), high.as_integer_ratio()
                self._do(KeepBetween(place, code, least, most, node, guard), depth)
                return cell(operand, place)
            case _:
                kept = cell(operand, place)
                self._do(Keep(place, operand.code), depth)
                shown = plain(kept, self.site(node, guard))
                self._do(Check(shown.code, border(declared, MAX_BITS), node, guard), 2 + shown.depth)
                return kept

    def site(self, node: int, what: str) -> Site:
        """Where a guard stands."""
        return Site(node, what, self.program.nodes[node].type)


def _ends(declared: Type, grid: tuple[int, int, int] | None, scale: int) -> tuple[int, int]:
    """The ends of a type's range, as integers at a scale that is not finer than the type's grid."""
    if isinstance(declared, Number):
        return inner(declared.low, declared.high, 10**scale)
    assert grid is not None
    return grid[1:]


def _meet(ends: tuple[int, int], span: tuple[int, int]) -> tuple[int, int]:
    """What both allow; the span where that is nothing, since then the guard always stops."""
    low, high = max(ends[0], span[0]), min(ends[1], span[1])
    return (low, high) if low <= high else span


def _cell(place: int, scale: int, ends: tuple[int, int]) -> Fixed:
    """An integer in a cell that is known to lie between two."""
    return Fixed(IntCell(place), scale, word(*ends))
