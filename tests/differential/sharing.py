"""Random programs that share much: each node takes its arguments among all before it that it may see."""

from __future__ import annotations

from contextlib import suppress
from random import Random

from potstill.ir.errors import TypeFault
from potstill.ir.operators import result
from potstill.ir.program import Let, Node, Program, Span
from potstill.ir.types import Bool, List, Number, Type, integer
from tests.strategies.programs import Setting

SLOTS: tuple[tuple[str, Type], ...] = (("a", integer(-3, 3)), ("b", integer(-20, 20)), ("c", Bool()))
LATEST = 6
"""Nodes that are more likely to be taken than older ones, so that programs get deep."""


def shared(random: Random) -> Setting:
    """A program of integers, truth values and lists with comprehensions within each other."""
    made = _Sharing(random)
    for _ in range(random.randint(3, 40)):
        made.grow()
    made.open.clear()
    numbers, truths = made.visible(Number), made.visible(Bool)
    declared = [random.choice((None, integer(-500, 500))) for _ in range(2)]
    lets = tuple(Let(f"x{k}", random.choice(numbers), kind) for k, kind in enumerate(declared))
    wheres = (truths[-1],) if random.random() < 0.3 and truths else ()
    ensures = (random.choice(truths),) if random.random() < 0.5 else ()
    spans = (Span(0, 0),) * len(made.nodes)
    return Setting(Program(tuple(made.nodes), spans, (), wheres, lets, numbers[-1], None, ensures), SLOTS, ())


class _Sharing:
    """Nodes so far, the elements that each depends on, and the comprehensions that are open."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.nodes = [Node("slot", (), kind, name) for name, kind in SLOTS]
        self.free: list[frozenset[int]] = [frozenset()] * len(SLOTS)
        self.open: list[tuple[int, int]] = []
        """The list and the element of each."""

    def grow(self) -> None:
        """One more operation, if it is well-typed."""
        choice = self.random.choice
        match self.random.randint(0, 9):
            case 0 | 1:
                self.add(choice(("add", "sub", "mul", "min", "max")), self.pick(Number), self.pick(Number))
            case 2:
                self.add(choice(("floordiv", "mod")), self.pick(Number), self.pick(Number))
            case 3:
                self.add(choice(("lt", "le", "eq")), self.pick(Number), self.pick(Number))
            case 4:
                self.add(choice(("and", "or")), self.pick(Bool), self.pick(Bool), self.pick(Bool))
            case 5 | 6:
                self.add("if", self.pick(Bool), self.pick(Number), self.pick(Number))
            case 7:
                self.add("list", *(self.pick(Number) for _ in range(self.random.randint(1, 3))))
            case 8 if len(self.open) < 3 and self.visible(List):
                items = self.pick(List)
                kind = self.nodes[items].type
                assert isinstance(kind, List)
                self.open.append((items, self.append(Node("element", (), kind.element), {len(self.nodes)})))
            case _ if self.open:
                inside = [self.pick(Number), self.pick(Bool)][: self.random.randint(1, 2)]
                self.add("each", *self.open.pop(), *inside)
                self.add("sum", len(self.nodes) - 1)

    def visible(self, kind: type[Type]) -> list[int]:
        """The nodes of a kind that depend on open elements only."""
        bound = {element for _, element in self.open}
        nodes = enumerate(self.nodes)
        return [place for place, node in nodes if isinstance(node.type, kind) and self.free[place] <= bound]

    def pick(self, kind: type[Type]) -> int:
        """One of these, more often than not a late one."""
        among = self.visible(kind)
        return self.random.choice(among[-LATEST:] if self.random.random() < 0.6 else among)

    def add(self, op: str, *args: int) -> None:
        """An operation; nothing where it is ill-typed."""
        below = frozenset[int]().union(*(self.free[arg] for arg in args))
        if op == "each":
            below = self.free[args[0]] | (below - {args[1]})
        with suppress(TypeFault):
            self.append(Node(op, args, result(op, tuple(self.nodes[arg].type for arg in args))), set(below))

    def append(self, node: Node, free: set[int]) -> int:
        """The node's position."""
        self.nodes.append(node)
        self.free.append(frozenset(free))
        return len(self.nodes) - 1
