"""Do two programs ever end otherwise on one θ? By their graphs, by all of a small Θ, or by the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from itertools import islice
from json import dumps
from typing import Final, TypeAlias, assert_never

from potstill.ir import types as t
from potstill.ir.presentation import to_json
from potstill.ir.program import Data, Node, Program
from potstill.ir.reference.evaluate import Answer, Outcome, Outside
from potstill.ir.values import Value, identity
from potstill.ir.verdicts import Method
from potstill.verifier.inquiry import ENUMERATED_AT_LAST, REPLAYS
from potstill.verifier.replay import run
from potstill.verifier.shrink import shrink
from potstill.verifier.smt.checks import Unsupported
from potstill.verifier.smt.equality import Versions
from potstill.verifier.smt.session import Budget, Sat, Unknown, Unsat
from potstill.verifier.smt.session import Outcome as Reply
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta

MAX_HITS: Final = 64
"""Points of a small Θ that are replayed to find a request."""

Replay: TypeAlias = Callable[[Point], bool]
"""Whether a request was found that carries the point and shows the difference."""


class Relation(Enum):
    """What is asked of a pair of outcomes."""

    LEAVES = "leaves"
    """The first takes the point, and the second does not or ends otherwise."""
    CLASHES = "clashes"
    """Both take the point, and end otherwise."""
    APART = "apart"
    """One takes the point and the other does not, or they end otherwise."""


@dataclass(frozen=True, slots=True)
class Settled:
    """No point is in the relation: how that is known. ``query``: the text that the solver refuted."""

    method: Method
    query: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The digest of the query, if there is one."""
        return (f"sha256:{sha256(self.query.encode()).hexdigest()}",) if self.query else ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A request shows that some point is."""


@dataclass(frozen=True, slots=True)
class Open:
    """Neither is known."""

    reason: str


class Comparison:
    """Two programs over the Θ of the first one's family; ``said`` is what of it is looked at for requests."""

    def __init__(self, theta: Theta, said: Theta, one: Program, other: Program, budget: Budget) -> None:
        self.theta: Final = theta
        self.said: Final = said
        self.one: Final = one
        self.other: Final = other
        self.budget: Final = budget
        self._kinds = answer_type(one), answer_type(other)
        self._alike = alike(*self._kinds)

    def ends(self, point: Point) -> tuple[Outcome, Outcome]:
        """What both do with a point."""
        return run(self.one, point), run(self.other, point)

    def holds(self, relation: Relation, point: Point) -> bool:
        """Whether a point is in a relation."""
        one, other = self.ends(point)
        takes = not isinstance(one, Outside), not isinstance(other, Outside)
        match relation:
            case Relation.LEAVES:
                return takes[0] and (not takes[1] or self._otherwise(one, other))
            case Relation.CLASHES:
                return all(takes) and self._otherwise(one, other)
            case Relation.APART:
                return takes[0] != takes[1] or self._otherwise(one, other)
            case _:
                assert_never(relation)

    def _otherwise(self, one: Outcome, other: Outcome) -> bool:
        if isinstance(one, Answer) and isinstance(other, Answer):
            sides = zip((one.value, other.value), self._kinds, strict=True)
            first, second = (dumps(to_json(value, kind)) for value, kind in sides)
            return first != second
        return isinstance(one, Answer) != isinstance(other, Answer)

    def settle(self, relation: Relation, replay: Replay) -> Settled | Shown | Open:
        """Whether some point is in the relation: shown by a request, or refuted for all of Θ."""
        if identical(self.one, self.other):
            return Settled(Method.DATAFLOW)
        size = self.theta.size()
        if size is not None and size <= ENUMERATED_AT_LAST:
            points = (point for point in self.theta.points(size) if self.holds(relation, point))
            hits = list(islice(points, MAX_HITS))
            if not hits:
                return Settled(Method.ENUMERATION)
            return Shown() if any(map(replay, hits)) else Open("points that nobody can say end otherwise")
        for point in self.said.corners():
            if self.holds(relation, point) and replay(self._simple(relation, point)):
                return Shown()
        if not self._alike:
            return Open("the answers are written otherwise, but no request was found that shows it")
        return self._solve(relation, replay)

    def _solve(self, relation: Relation, replay: Replay) -> Settled | Shown | Open:
        excluded: list[Point] = []
        try:
            versions = Versions(self.theta, self.other, self.budget)
            for _ in range(REPLAYS):
                reply = self._ask(versions, relation)
                match reply:
                    case Unsat(query):
                        if excluded:
                            return Open("points that nobody can say may end otherwise")
                        return Settled(Method.SMT, query)
                    case Unknown(reason=reason):
                        return Open(f"the solver gave up: {reason}")
                    case Sat(point=point):
                        if self.holds(relation, point) and replay(self._simple(relation, point)):
                            return Shown()
                        excluded.append(point)
                        versions.exclude(point)
                    case _:
                        assert_never(reply)
        except Unsupported as wrong:
            return Open(str(wrong))
        return Open(f"{REPLAYS} models of the solver, of which no request was found")

    def _ask(self, versions: Versions, relation: Relation) -> Reply:
        match relation:
            case Relation.LEAVES:
                return versions.leaving()
            case Relation.CLASHES:
                return versions.clashing()
            case Relation.APART:
                return versions.differing()
            case _:
                assert_never(relation)

    def _simple(self, relation: Relation, point: Point) -> Point:
        """A simpler point that is in the relation, if it can be said; else the point."""
        simple = shrink(self.said, point, lambda one: self.holds(relation, one))
        return point if self.said.phi(simple) is None else simple


def identical(one: Program, other: Program) -> bool:
    """Whether two programs are one graph, whose answers go out by like types."""
    return alike(answer_type(one), answer_type(other)) and listing(one) == listing(other)


def answer_type(program: Program) -> t.Type:
    """The type by which an answer goes out."""
    return program.declared or program.nodes[program.answer].type


def alike(one: t.Type, other: t.Type) -> bool:
    """Whether equal values of two types are the same JSON: ranges aside, the types are one."""
    match one, other:
        case t.Number(), t.Number():
            return one.places == other.places
        case t.List(element=first), t.List(element=second):
            return alike(first, second)
        case t.Optional(first), t.Optional(second):
            return alike(first, second)
        case t.Record(fields), t.Record(others):
            return [name for name, _ in fields] == [name for name, _ in others] and all(
                alike(first, second) for (_, first), (_, second) in zip(fields, others, strict=True)
            )
        case _:
            return type(one) is type(other)


def without(program: Program, constants: Mapping[str, Value]) -> Program:
    """The program with constants in the place of some slots."""
    nodes = tuple(
        Node("const", (), node.type, constants[str(node.data)])
        if node.op == "slot" and node.data in constants
        else node
        for node in program.nodes
    )
    return replace(program, nodes=nodes)


def listing(program: Program) -> object:
    """The program as what it computes, equal for programs that differ in order, names, spans and ranges.

    Nodes are numbered as the roots lead to them, and kept apart even where they are alike: elements of two
    comprehensions are.
    """
    numbers: dict[int, int] = {}
    found: list[object] = []
    computed = [(let.node, let.declared) for let in program.lets] + [(program.answer, program.declared)]
    # A let of the value that comes next, and of no declared type, checks nothing.
    after = [root for root, _ in computed[1:]] + [-1]
    checked = [
        (root, kind)
        for (root, kind), then in zip(computed, after, strict=True)
        if kind is not None or root != then
    ]
    for root in (*program.wheres, *(root for root, _ in checked), *program.ensures):
        stack = [root]
        while stack:
            position = stack[-1]
            node = program.nodes[position]
            missing = [arg for arg in node.args if arg not in numbers]
            if missing and position not in numbers:
                stack.append(missing[0])
                continue
            stack.pop()
            if position not in numbers:
                numbers[position] = len(found)
                args = tuple(numbers[arg] for arg in node.args)
                found.append((node.op, args, _outline(node.type), tuple(_data(program, node))))
    wheres, ensures = ([numbers[root] for root in roots] for roots in (program.wheres, program.ensures))
    return found, wheres, [(numbers[root], kind) for root, kind in checked], ensures


def _data(program: Program, node: Node) -> Iterator[object]:
    tables = {table.name: table for table in program.tables}
    if node.op in ("lookup", "has") and str(node.data) in tables:
        table = tables[str(node.data)]
        rows = [(identity(key), identity(value)) for key, value in table.rows]
        yield table.ranges, tuple(rows)
    elif node.op == "const":
        yield identity(_value(node.data))
    else:
        yield type(node.data), node.data


def _value(data: Data) -> Value:
    return data  # type: ignore[return-value]  # a constant holds a value


def _outline(kind: t.Type) -> object:
    """What of a type an operation may depend on: ranges aside, all of it."""
    match kind:
        case t.Number(places=places):
            return t.Number, places is None
        case t.List(element=element):
            return t.List, _outline(element)
        case t.Optional(body):
            return t.Optional, _outline(body)
        case t.Record(fields):
            return t.Record, tuple((name, _outline(body)) for name, body in fields)
        case _:
            return type(kind)
