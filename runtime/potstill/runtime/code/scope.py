"""From a graph of nodes to trees of code: what is shared, what is lazy, what is too deep.

Statements run in the order of the program: conditions, lets, answer, promises. Evaluation order is building
order, so while a tree is built it is known what has been computed when it runs:

- A node used more than once whose value is always needed is kept in a cell at its first use; from then on
  everybody reads the cell.
- A node used more than once that was first met inside a branch (or inside a comprehension) is kept by
  whoever asks first: each use is preceded by a test of the cell. Its own code stands alone, and so may be
  run from any of its uses. Cells that depend on an element are emptied for every element.
- Where an expression that is always needed gets deep, its operands become statements before it, in order.
  What is nested in branches cannot move, so there is a limit to that: MAX_NESTING.

The building itself goes by a stack of its own (``Task``), so no program is too deep for it.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from potstill.ir.errors import TypeFault
from potstill.ir.operators import result
from potstill.ir.program import Node, Program, Rounding
from potstill.ir.scopes import free_elements
from potstill.ir.types import List, Type
from potstill.runtime.code.arithmetic import rounded_quotient
from potstill.runtime.code.base import Action
from potstill.runtime.code.blocks import block, choose, held, variable
from potstill.runtime.code.cells import Keep, KeepOnce, Record
from potstill.runtime.code.graph import check, uses
from potstill.runtime.code.lists import Each
from potstill.runtime.code.logic import And, Both, Or
from potstill.runtime.code.operand import (
    Malformed,
    Operand,
    Plain,
    Site,
    Truth,
    cell,
    constant,
    numeric,
    plain,
    truth,
)
from potstill.runtime.code.operations import OPERATIONS, Call

MAX_DEPTH: Final = 40
"""Nested calls of an expression before its operands become statements."""
MAX_NESTING: Final = 300
"""Nested calls that an evaluation may take, whatever it is made of."""

NO_LOOP: Final = -1

_LIFTED: Final = frozenset({"index", "least", "greatest", "default"})
"""Operators whose result is a value that was inside another: it is known by what typing says of it."""
_ROUNDINGS: Final = {"floor": Rounding(0, "floor"), "ceil": Rounding(0, "ceil")}


@dataclass(slots=True)
class Region:
    """Code that is run together: the program itself, or (``lazy``) a branch, a body, something shared.

    It runs once for each value of the element ``loop``, or NO_LOOP: once.
    """

    lazy: bool
    loop: int = NO_LOOP
    statements: list[Action] = field(default_factory=list)
    depth: int = 0

    def do(self, statement: Action, depth: int) -> None:
        """Append a statement."""
        self.statements.append(statement)
        self.depth = max(self.depth, depth)

    def close(self, operand: Operand) -> Operand:
        """The region's code, as one operand."""
        return block(self.statements, operand, self.depth) if self.statements else operand


Task: TypeAlias = Generator["Task", Operand, Operand]


class Builder:
    """Builds the code of one program; cells from ``first`` on are its own."""

    def __init__(self, program: Program, inputs: Mapping[tuple[str, str], Operand], first: int, traced: bool):
        check(program)
        self.nodes = program.nodes
        self.tables = {table.name: table for table in program.tables}
        self.free = free_elements(program)
        self.inputs = inputs
        self.traced = traced
        self.cells = first
        self.uses = uses(program)
        self.known: dict[int, Operand] = {}
        self.shared: dict[int, tuple[Action, Operand, int]] = {}
        self.resets: dict[int, list[int]] = {}
        self.loops: list[int] = []
        """The elements of the comprehensions that are being built, the innermost first."""
        self.elements: dict[int, Operand] = {}
        self.places: dict[int, int] = {}
        self.prices = {NO_LOOP: 0}
        self.main = Region(lazy=False)

    def build(self, position: int, *, keeping: bool = False) -> Operand:
        """The code of a node that the program always evaluates; ``keeping``: it goes into a cell anyway."""
        stack: list[Task] = [self._visit(position, self.main, keeping)]
        operand: Operand | None = None
        while stack:
            try:
                task = stack[-1].send(operand) if operand is not None else next(stack[-1])
            except StopIteration as done:
                stack.pop()
                operand = done.value
                assert operand is not None
                if operand.depth > MAX_NESTING:
                    raise Malformed(position, f"nested more than {MAX_NESTING} deep") from None
            else:
                stack.append(task)
                operand = None
        assert operand is not None
        return operand

    def new_cell(self) -> int:
        """A cell that nothing else uses."""
        self.cells += 1
        return self.cells - 1

    def _site(self, position: int) -> Site:
        return Site(position, self.nodes[position].op, self.nodes[position].type)

    def _visit(self, position: int, region: Region, kept: bool = False) -> Task:
        """The node's code, or where to find what it computed; ``kept``: it will be, elsewhere."""
        if position in self.known:
            return self.known[position]
        if position in self.shared:
            action, content, depth = self.shared[position]
            if not region.lazy:
                self.known[position] = content
            return block([action], content, depth)
        node = self.nodes[position]
        if not node.args and node.op not in OPERATIONS:
            return self._recorded([position], self._leaf(position, node))
        loop = next((element for element in self.loops if element in self.free[position]), NO_LOOP)
        self.prices[loop] += 1 + len(node.args)
        invariant = loop != region.loop
        if not invariant and (kept or self.uses[position] < 2):
            return self._recorded([position], (yield self._make(position, node, region)))
        place = self.new_cell()
        if not region.lazy:
            operand = self._recorded([position], (yield self._make(position, node, region)))
            self.known[position] = cell(operand, place)
            return block([Keep(place, operand.code)], self.known[position], operand.depth + 1)
        inner = Region(lazy=True, loop=loop)
        operand = inner.close(self._recorded([position], (yield self._make(position, node, inner))))
        for element in self.free[position]:
            self.resets[element].append(place)
        self.shared[position] = KeepOnce(place, operand.code), cell(operand, place), operand.depth + 1
        return block([self.shared[position][0]], cell(operand, place), operand.depth + 1)

    def _make(self, position: int, node: Node, region: Region) -> Task:
        """The code of one operation."""
        match node.op:
            case "and" | "or":
                return (yield from self._connective(position, node, region))
            case "if":
                return (yield from self._choice(position, node, region))
            case "each":
                return (yield from self._each(position, node, region))
            case "round" | "floor" | "ceil" if self._rounds_quotient(node):
                return (yield from self._quotient(position, node, region))
            case _:
                operands = yield from self._operands(node.args, region)
                return self._call(position, node, operands)

    def _call(self, position: int, node: Node, operands: list[Operand]) -> Operand:
        maker = OPERATIONS.get(node.op)
        assert maker is not None, node.op
        types = tuple(self.nodes[arg].type for arg in node.args)
        kind = self._result(position, node.op, types) if node.op in _LIFTED else node.type
        return maker(Call(Site(position, node.op, kind), operands, types, node.data, self.tables))

    def _result(self, position: int, op: str, types: tuple[Type, ...]) -> Type:
        try:
            return result(op, types)
        except TypeFault as fault:
            raise Malformed(position, f"ill-typed: {fault}") from None

    def _leaf(self, position: int, node: Node) -> Operand:
        if node.op == "const":
            return constant(node.data, self._site(position))
        if position in self.elements:
            return self.elements[position]
        operand = self.inputs.get((node.op, node.data)) if isinstance(node.data, str) else None
        if operand is None:
            raise Malformed(position, f"no {node.op} is called {node.data!r}")
        return operand

    def _operands(self, args: tuple[int, ...], region: Region) -> Generator[Task, Operand, list[Operand]]:
        """The arguments, from left to right; what must not come before them has not."""
        operands: list[Operand] = []
        for arg in args:
            mark = len(region.statements)
            operand = yield self._visit(arg, region)
            if len(region.statements) > mark:
                # The argument has put statements before everything: those before it have to precede these.
                later = region.statements[mark:]
                del region.statements[mark:]
                operands = [self._spilled(earlier, region) for earlier in operands]
                region.statements.extend(later)
            operands.append(operand)
        if any(operand.depth > MAX_DEPTH for operand in operands):
            operands = [self._spilled(operand, region) for operand in operands]
        return operands

    def _spilled(self, operand: Operand, region: Region) -> Operand:
        """The operand, computed by a statement unless there is nothing to compute."""
        if operand.depth == 1:
            return operand
        place = self.new_cell()
        region.do(Keep(place, operand.code), operand.depth + 1)
        return cell(operand, place)

    def _connective(self, position: int, node: Node, region: Region) -> Task:
        """``and`` or ``or``: all parts but the first are branches. Nested ones of a kind are one."""
        site = self._site(position)
        waiting, parts = list(reversed(node.args)), list[Truth]()
        while waiting:
            arg = waiting.pop()
            inner = self.nodes[arg]
            if inner.op == node.op and self.uses[arg] < 2 and not self.traced:
                waiting.extend(reversed(inner.args))
            elif not parts:
                (first,) = yield from self._operands((arg,), region)
                parts.append(truth(first, site))
            else:
                parts.append(truth((yield self._branch(arg, region.loop)), site))
        depth = 1 + max(part.depth for part in parts)
        codes = [part.code for part in parts]
        if node.op == "and":
            return Truth(Both(codes[0], codes[1]) if len(codes) == 2 else And(codes), depth)
        return Truth(Or(codes), depth)

    def _choice(self, position: int, node: Node, region: Region) -> Task:
        """``if``: a chain of them, each the last branch of the one before, is one."""
        site = self._site(position)
        conditions: list[Truth] = []
        branches: list[Operand] = []
        (first,) = yield from self._operands(node.args[:1], region)
        conditions.append(truth(first, site))
        links: list[int] = []
        while True:
            branches.append(self._linked(links, (yield self._branch(node.args[1], region.loop))))
            last = node.args[2]
            node = self.nodes[last]
            if node.op != "if" or self.uses[last] > 1:
                break
            links.append(last)
            self.prices[region.loop] += 4
            conditions.append(truth((yield self._branch(node.args[0], region.loop)), site))
        branches.append(self._linked(links, (yield self._branch(last, region.loop))))
        return choose(conditions, branches, site)

    def _linked(self, links: list[int], branch: Operand) -> Operand:
        """A branch, whose value is also that of the links of the chain so far: what a trace has to say."""
        return self._recorded(list(links), branch) if links else branch

    def _branch(self, position: int, loop: int) -> Task:
        """Code that runs only if it is needed, or as often as a loop says."""
        region = Region(lazy=True, loop=loop)
        operand = yield self._visit(position, region)
        return region.close(operand)

    def _each(self, position: int, node: Node, region: Region) -> Task:
        """A comprehension: its body and its condition are computed for every element."""
        site = self._site(position)
        items, element, body, *conditions = node.args
        kind = self.nodes[items].type
        if not isinstance(kind, List) or self.nodes[element].op != "element" or element in self.elements:
            raise Malformed(position, "each takes a list and an element of its own")
        (listed,) = yield from self._operands((items,), region)
        place = self.places.setdefault(element, self.cells)
        self.cells = max(self.cells, place + 1)
        self.elements[element] = held(place, self.nodes[element].type)
        resets = self.resets.setdefault(element, [])
        self.prices.setdefault(element, 1)
        self.loops.insert(0, element)
        condition = None
        if conditions:
            condition = truth((yield self._branch(conditions[0], element)), site)
        value = plain((yield self._branch(body, element)), site)
        del self.loops[0], self.elements[element]
        depth = 1 + max(listed.depth + 1, value.depth, condition.depth if condition else 0)
        item = variable(place, self.nodes[element].type, site)
        keep = condition.code if condition else None
        price = self.prices[element]
        code = Each(plain(listed, site).code, item, value.code, keep, resets, price, position, node.op)
        return Plain(code, depth)

    def _rounds_quotient(self, node: Node) -> bool:
        """Whether a division is there only to be rounded."""
        inner = self.nodes[node.args[0]]
        plainly = inner.op == "div" and self.uses[node.args[0]] < 2 and not self.traced
        return plainly and (node.op in _ROUNDINGS or isinstance(node.data, Rounding))

    def _quotient(self, position: int, node: Node, region: Region) -> Task:
        """A rounded division, whose exact quotient is not needed."""
        inner = node.args[0]
        left, right = yield from self._operands(self.nodes[inner].args, region)
        rounding = _ROUNDINGS.get(node.op, node.data)
        assert isinstance(rounding, Rounding)
        site, outer = self._site(inner), self._site(position)
        self.prices[region.loop] += 3
        return rounded_quotient(numeric(left, site), numeric(right, site), rounding, site, outer)

    def _recorded(self, positions: list[int], operand: Operand) -> Operand:
        """The operand, whose value goes into the trace, if there is one, as that of closed nodes."""
        if not self.traced or any(self.free[position] for position in positions):
            return operand
        place = self.new_cell()
        content = cell(operand, place)
        shown = plain(content, self._site(positions[0])).code
        actions: list[Action] = [Keep(place, operand.code), Record(positions, shown)]
        return block(actions, content, operand.depth + 1)
