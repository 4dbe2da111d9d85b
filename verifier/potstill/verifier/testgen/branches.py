"""The branches of a program, each with a condition, in the program's own terms, that says when it is taken.

So one evaluation by the reference tells which branches a request takes, and a solver that knows programs
knows branches: a branch that no request takes is a promise, "never this condition", that holds for all
parameters. Branches of promises (``ensure``) are none of the program's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from potstill.ir.operators import may_fail, operand
from potstill.ir.program import Node, Program
from potstill.ir.scopes import below
from potstill.ir.types import Bool, Date, Duration, List, Number, Text, Time
from potstill.ir.typing import literal
from potstill.ir.values import Value

MAX_ROWS: Final = 64
"""Rows of one table that are branches; of a longer table, its first ones."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way to go at a node. ``side`` tells the ways apart, in words: "is true", "decides", a row's key.

    ``part``: the node that ``side`` speaks of: a condition, an argument. ``where``: the index of the
    condition that the branch belongs to; None for those of the lets and the answer, which only requests
    inside all conditions reach.
    ``taken``: the node of the extended program that is true where the branch is taken.
    """

    node: int
    part: int
    side: str
    where: int | None
    taken: int


@dataclass(frozen=True, slots=True)
class Branches:
    """A program with its branches. ``program`` has the original's nodes, in place, then the conditions."""

    program: Program
    found: tuple[Branch, ...]


Condition: TypeAlias = int | None
"""A node that is true where something is reached; None: always."""


def branches(program: Program) -> Branches:
    """All branches: of conditions in order, then of the lets and the answer; by their nodes."""
    writer = _Writer(program)
    found: list[Branch] = []
    regions: list[tuple[int | None, list[int]]] = [(k, [root]) for k, root in enumerate(program.wheres)]
    regions.append((None, [*(let.node for let in program.lets), program.answer]))
    for where, roots in regions:
        reached = sorted({node for root in roots for node in writer.below(root)})
        for node in reached:
            for part, side, test in (*writer.ways(node), *writer.ties(node, roots)):
                taken = writer.either([writer.taken(root, node, test) for root in roots])
                if taken is not None:
                    found.append(Branch(node, part, side, where, taken))
        if where is not None:
            root = roots[0]
            found.append(Branch(root, root, "holds", where, root))
            found.append(Branch(root, root, "does not hold", where, writer.no(root)))
    return Branches(writer.program(), tuple(found))


class _Writer:
    """A program that grows: conditions are appended, equal ones once."""

    def __init__(self, program: Program) -> None:
        self._program: Final = program
        self._nodes: Final = list(program.nodes)
        self._known: dict[Node, int] = {}
        self._reach: dict[int, dict[int, Condition]] = {}

    def program(self) -> Program:
        """The program with all that was appended."""
        blank = self._program.spans[-1:] * (len(self._nodes) - len(self._program.nodes))
        return replace(self._program, nodes=tuple(self._nodes), spans=(*self._program.spans, *blank))

    def below(self, root: int) -> list[int]:
        """The node and all that its value is made of."""
        return below(self._program, root)

    def ways(self, position: int) -> Iterator[tuple[int, str, int]]:
        """The ways to go at a node: the part that decides, in which way, and the condition for it."""
        node = self._program.nodes[position]
        match node.op:
            case "if":
                yield node.args[0], "is true", node.args[0]
                yield node.args[0], "is false", self.no(node.args[0])
            case "and" | "or":
                for place, arg in enumerate(node.args):
                    before = [self._goes_on(node.op, one) for one in node.args[:place]]
                    decides = arg if node.op == "or" else self.no(arg)
                    yield arg, "decides", self.both([*before, decides])
                yield (
                    position,
                    "is not cut short",
                    self.both([self._goes_on(node.op, one) for one in node.args]),
                )
            case "min" | "max":
                op = "le" if node.op == "min" else "ge"
                for place, arg in enumerate(node.args):
                    others = [other for other in node.args if other != arg]
                    if arg not in node.args[:place] and others:
                        least = self.both([self._add(op, (arg, other)) for other in others])
                        yield arg, "is the least" if node.op == "min" else "is the greatest", least
            case "default":
                there = self._add("present", node.args[:1])
                yield node.args[0], "is there", there
                yield node.args[0], "is absent", self.no(there)
            case "lookup":
                yield from self._rows(position, node)
            case _:
                return

    def ties(self, position: int, roots: Sequence[int]) -> Iterator[tuple[int, str, int]]:
        """That both sides of a comparison are equal, or one whole number past that; where that can be said,
        that something depends on the comparison then.
        """
        node = self._program.nodes[position]
        if node.op not in ("lt", "le", "gt", "ge"):
            return
        near = [("both sides equal", self._add("eq", node.args)), *self._past(node)]
        differs = [self._differs(root, position) for root in roots if position in self.below(root)]
        if differs and None not in differs:
            deciding = self.either(differs)
            assert deciding is not None
            yield from (
                (position, f"decides with {side}", self.both([test, deciding])) for side, test in near
            )
        else:
            yield from ((position, f"is met with {side}", test) for side, test in near)

    def _past(self, node: Node) -> Iterator[tuple[str, int]]:
        """That a comparison of whole numbers comes out as at equality no longer, by one."""
        left, right = (self._program.nodes[arg].type for arg in node.args)
        if not (isinstance(left, Number) and isinstance(right, Number) and left.integral and right.integral):
            return
        step = 1 if node.op in ("le", "gt") else -1
        moved = Number(right.low + step, right.high + step, 0)
        beyond = self._put(Node("add", (node.args[1], self._constant(step)), moved))
        yield "one side greater by one", self._add("eq", (node.args[0], beyond))

    def _differs(self, root: int, position: int) -> Condition:
        """That the value of ``root`` depends on whether a node is true; None where that cannot be said.

        It cannot where something below may fail, or stands in a comprehension: then the other way to go may
        have no value.
        """
        below = self.below(root)
        kind = self._program.nodes[root].type
        plain = isinstance(kind, Bool | Number | Text | Date | Time | Duration)
        if not plain or any(self._is_open(node) or self._may_fail(node) for node in below):
            return None
        sides = [self._assuming(below, position, self._constant(truth)) for truth in (True, False)]
        return self._add("ne", (sides[0], sides[1]))

    def _is_open(self, position: int) -> bool:
        return self._program.nodes[position].op in ("each", "element")

    def _may_fail(self, position: int) -> bool:
        node = self._program.nodes[position]
        types = tuple(self._program.nodes[arg].type for arg in node.args)
        return bool(may_fail(node.op, types, operand(node, self._program)))

    def _assuming(self, below: Sequence[int], position: int, truth: int) -> int:
        """The last of some nodes, with another one in the place of a node."""
        place = {position: truth}
        for one in below:
            node = self._program.nodes[one]
            if one not in place:
                moved = any(arg in place and place[arg] != arg for arg in node.args)
                args = tuple(place[arg] for arg in node.args)
                place[one] = self._put(replace(node, args=args)) if moved else one
        return place[below[-1]]

    def _rows(self, position: int, node: Node) -> Iterator[tuple[int, str, int]]:
        table, key = self._program.table(str(node.data)), node.args[0]
        previous: Value = None
        for bound, _ in table.rows[:MAX_ROWS]:
            constant = self._constant(bound)
            if not table.ranges:
                yield position, f"{bound}", self._add("eq", (key, constant))
            else:
                inside = [self._add("le", (key, constant))]
                if previous is not None:
                    inside.append(self._add("gt", (key, self._constant(previous))))
                yield position, f"{bound}", self.both(inside)
            previous = bound

    def taken(self, root: int, node: int, test: int) -> Condition:
        """That evaluating ``root`` computes ``node`` while ``test`` is true; None if it never does.

        Inside a comprehension: for some element.
        """
        reach = self._reached(root)
        ways: list[Condition] = []
        if node in reach:
            ways.append(self._and(reach[node], test))
        for position, condition in reach.items():
            each = self._program.nodes[position]
            if each.op != "each" or node not in self.below(position):
                continue
            _items, _element, body, *filters = each.args
            inner: list[Condition] = [self._some(each, self.taken(one, node, test), ()) for one in filters]
            inner.append(self._some(each, self.taken(body, node, test), tuple(filters)))
            found = self.either(inner)
            if found is not None:
                ways.append(self._and(condition, found))
        return self.either(ways)

    def _some(self, each: Node, inner: Condition, filters: tuple[int, ...]) -> Condition:
        """That a condition holds for some element that fulfils the filters."""
        if inner is None:
            return None
        items = self._program.nodes[each.args[0]].type
        assert isinstance(items, List)
        kind = List(Bool(), 0 if filters else items.shortest, items.longest)
        tried = self._put(Node("each", (each.args[0], each.args[1], inner, *filters), kind))
        return self._add("any", (tried,))

    def _reached(self, root: int) -> dict[int, Condition]:
        """What evaluating ``root`` computes, and when; what stands inside of comprehensions left out."""
        known = self._reach.get(root)
        if known is not None:
            return known
        ways: dict[int, list[Condition]] = {root: [None]}
        found: dict[int, Condition] = {}
        for position in reversed(self.below(root)):
            if position not in ways:
                continue
            here = None if None in ways[position] else self.either(ways[position])
            found[position] = here
            for arg, guard in self._needs(self._program.nodes[position]):
                ways.setdefault(arg, []).append(here if guard is None else self._and(here, guard))
        self._reach[root] = found
        return found

    def _needs(self, node: Node) -> Iterator[tuple[int, Condition]]:
        """The arguments that a node computes, and under which condition."""
        match node.op:
            case "if":
                condition, one, other = node.args
                yield from ((condition, None), (one, condition), (other, self.no(condition)))
            case "and" | "or":
                for place, arg in enumerate(node.args):
                    before = [self._goes_on(node.op, one) for one in node.args[:place]]
                    yield arg, self.both(before) if before else None
            case "each":
                yield node.args[0], None
            case _:
                yield from ((arg, None) for arg in node.args)

    def _goes_on(self, op: str, arg: int) -> int:
        """That an argument does not decide an ``and``, or an ``or``."""
        return arg if op == "and" else self.no(arg)

    def no(self, node: int) -> int:
        """That a node is false."""
        return self._add("not", (node,))

    def both(self, nodes: Sequence[int]) -> int:
        """That all of some nodes are true, tried from the left."""
        return nodes[0] if len(nodes) == 1 else self._add("and", tuple(nodes))

    def _and(self, condition: Condition, test: int) -> int:
        return test if condition is None else self.both([condition, test])

    def either(self, ways: Sequence[Condition]) -> Condition:
        """That one of some ways is taken, those that are none left out; None without any."""
        nodes = tuple(dict.fromkeys(way for way in ways if way is not None))
        return None if not nodes else nodes[0] if len(nodes) == 1 else self._add("or", nodes)

    def _constant(self, value: Value) -> int:
        return self._put(Node("const", (), literal(value), value))

    def _add(self, op: str, args: tuple[int, ...]) -> int:
        return self._put(Node(op, args, Bool()))

    def _put(self, node: Node) -> int:
        if node not in self._known:
            self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return self._known[node]
