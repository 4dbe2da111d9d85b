"""Static bounds of a program: steps, bits of numbers, lengths of texts and lists; all before it runs.

The *length* of a value is the number of its cells: code points of its texts and elements of its lists. A
unit of work on numbers of b bits, numerators and denominators together, is ``(1 + b // 512) ** 2`` steps; an
operation costs the units that its row of the operator table says, and a step for each cell of its arguments
and its result. What depends on the element of a comprehension is counted for every element of the longest
list. Each condition, let, answer and promise costs a step more, and its cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, assert_never

from potstill.ir import extents
from potstill.ir.caps import MAX_BITS, MAX_CELLS, MAX_NODES, MAX_STEPS, MAX_TOTAL_CELLS, WORD_BITS
from potstill.ir.extents import Extent
from potstill.ir.operator import Category, Work
from potstill.ir.operators import BY_NAME, operand
from potstill.ir.program import Node, Program
from potstill.ir.scopes import binders, free_elements
from potstill.ir.types import List, Type


@dataclass(frozen=True, slots=True)
class NodeBound:
    """Of one node: evaluations, steps of each one, bits of numerators and denominators, cells."""

    count: int
    steps: int
    numerator_bits: int
    denominator_bits: int
    length: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a program: steps of one evaluation, bits of the largest number, cells of the largest value."""

    steps: int
    bits: int
    length: int
    nodes: tuple[NodeBound, ...]


class Cap(Enum):
    """What there may be too much of."""

    NODES = "nodes"
    STEPS = "steps"
    BITS = "bits"
    LENGTH = "length"
    TOTAL_LENGTH = "total length"


@dataclass(frozen=True, slots=True)
class Excess:
    """A cap that the program may exceed, at which node, by how much.

    For bits and length the node is the first whose value may be too large; for steps and total length it
    is the one that has the greatest share.
    """

    cap: Cap
    node: int
    found: int
    limit: int


_LATEST: list[tuple[Program, Bounds | Excess]] = []
"""The program that was asked about last: compiling asks twice, once to report and once to state them."""


def bounds(program: Program) -> Bounds | Excess:
    """The bounds of a well-typed program, or the cap that it exceeds."""
    for known, found in _LATEST:
        if known is program:
            return found
    result = _bounds(program)
    _LATEST[:] = [(program, result)]
    return result


def _bounds(program: Program) -> Bounds | Excess:
    if len(program.nodes) > MAX_NODES:
        return Excess(Cap.NODES, MAX_NODES, len(program.nodes), MAX_NODES)
    sizes = _sizes(program)
    if isinstance(sizes, Excess):
        return sizes
    counts = _counts(program)
    nodes = tuple(
        NodeBound(
            counts[position],
            _steps(node, program, sizes, sizes[position]),
            sizes[position].bits,
            sizes[position].extent.denominator_bits,
            sizes[position].cells,
        )
        for position, node in enumerate(program.nodes)
    )
    work = [node.count * node.steps for node in nodes]
    for root in _roots(program):
        work[root] += 1 + nodes[root].length
    made = [
        0 if BY_NAME[node.op].category is Category.LEAVES else bound.count * bound.length
        for node, bound in zip(program.nodes, nodes, strict=True)
    ]
    for cap, shares, limit in ((Cap.STEPS, work, MAX_STEPS), (Cap.TOTAL_LENGTH, made, MAX_TOTAL_CELLS)):
        if sum(shares) > limit:
            return Excess(cap, shares.index(max(shares)), sum(shares), limit)
    bits = max((max(node.numerator_bits, node.denominator_bits) for node in nodes), default=0)
    return Bounds(sum(work), bits, max((node.length for node in nodes), default=0), nodes)


class _Size(NamedTuple):
    """Of one node: its extent, the bits of its numerators, its cells."""

    extent: Extent
    bits: int
    cells: int


def _sizes(program: Program) -> list[_Size] | Excess:
    """The size of every node, or the first node whose value may be too large."""
    bound_by = binders(program)
    tables = {table.name: extents.of_table(table) for table in program.tables}
    sizes: list[_Size] = []
    for position, node in enumerate(program.nodes):
        match node.op:
            case "const":
                extent = extents.of_value(node.data)  # type: ignore[arg-type]  # a constant holds a value
            case "slot" | "context":
                extent = extents.of_type(node.type)
            case "lookup":
                extent = tables[str(node.data)]
            case "element":
                extent = extents.cover(sizes[each.args[0]].extent for each in bound_by.get(position, ()))
            case _:
                args = tuple(sizes[arg].extent for arg in node.args)
                extent = BY_NAME[node.op].extent(args, _types(node, program), operand(node, program))
        extent = extents.tightened(extent, node.type)
        numerator = extents.numerator_bits(node.type, extent)
        bits = max(numerator, extent.denominator_bits)
        if bits > MAX_BITS:
            return Excess(Cap.BITS, position, bits, MAX_BITS)
        length = extents.cells(node.type, extent)
        if length > MAX_CELLS:
            return Excess(Cap.LENGTH, position, length, MAX_CELLS)
        sizes.append(_Size(extent, numerator, length))
    return sizes


def _counts(program: Program) -> list[int]:
    """How often each node is evaluated at most: once, or once for every element that it depends on.

    An outer comprehension stands after the inner ones, so the elements are settled from the last node on.
    """
    free = free_elements(program)
    passes: dict[int, int] = {}
    for position in reversed(range(len(program.nodes))):
        node = program.nodes[position]
        if node.op == "each":
            outer = max((passes.get(element, 1) for element in free[position]), default=1)
            here = outer * _longest(program.nodes[node.args[0]].type)
            passes[node.args[1]] = passes.get(node.args[1], 0) + here
    return [max((passes.get(element, 1) for element in elements), default=1) for elements in free]


def _steps(node: Node, program: Program, sizes: list[_Size], size: _Size) -> int:
    """The cost of one evaluation of the node, its arguments aside; ``size`` is its own."""
    row = BY_NAME[node.op]
    if row.category is Category.LEAVES:
        return 1
    cells = size.cells + sum([sizes[arg].cells for arg in node.args])
    small = sum([_bits(sizes[arg]) for arg in node.args])
    large = small + _bits(size)
    longest = max((_longest(program.nodes[arg].type) for arg in node.args), default=0)
    match row.work:
        case Work.OPERANDS:
            return _unit(small) + cells
        case Work.RESULT:
            return _unit(large) + cells
        case Work.ELEMENTS:
            return 1 + longest * _unit(large) + cells
        case Work.COMPARISONS:
            return 1 + longest * (1 + longest.bit_length()) * _unit(small) + cells
        case Work.HALVINGS:
            return (1 + len(program.table(str(node.data)).rows).bit_length()) * _unit(small) + cells
        case Work.PASSES:
            return 1 + longest
        case _:
            assert_never(row.work)


def _unit(bits: int) -> int:
    return (1 + bits // WORD_BITS) ** 2


def _bits(size: _Size) -> int:
    """Bits of the largest number in a value, numerator and denominator together."""
    return size.bits + size.extent.denominator_bits if size.bits else 0


def _longest(kind: Type) -> int:
    """The greatest number of elements of a list; 0 for anything else."""
    return kind.longest if isinstance(kind, List) else 0


def _types(node: Node, program: Program) -> tuple[Type, ...]:
    return tuple(program.nodes[arg].type for arg in node.args)


def _roots(program: Program) -> list[int]:
    """The nodes that an evaluation asks for, in order."""
    lets = [let.node for let in program.lets]
    return [*program.wheres, *lets, program.answer, *program.ensures]
