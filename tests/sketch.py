"""Programs written by hand: one call for each node, typed by the operator table."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from potstill.ir.operators import operand, result
from potstill.ir.program import Data, Let, Node, Program, Span, Table
from potstill.ir.types import Number, Type
from potstill.ir.typing import literal
from potstill.ir.values import Value


class Sketch:
    """A program in the making; its methods return positions of nodes."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.tables: list[Table] = []
        self.slots: list[tuple[str, Type]] = []
        self.context: list[tuple[str, Type]] = []
        self.wheres: list[int] = []
        self.lets: list[Let] = []
        self.ensures: list[int] = []

    def slot(self, name: str, kind: Type) -> int:
        """A new slot."""
        self.slots.append((name, kind))
        return self._add(Node("slot", (), kind, name))

    def field(self, name: str, kind: Type) -> int:
        """A new field of the context."""
        self.context.append((name, kind))
        return self._add(Node("context", (), kind, name))

    def const(self, value: Value, kind: Type | None = None) -> int:
        """A constant, of the smallest type that it has unless another is given."""
        return self._add(Node("const", (), literal(value) if kind is None else kind, value))

    def element(self, kind: Type) -> int:
        """The bound variable of a comprehension."""
        return self._add(Node("element", (), kind))

    def op(self, name: str, *args: int, data: Data = None) -> int:
        """An operation of the table."""
        node = Node(name, args, literal(True), data)
        beside = operand(node, Program((node,), (), tuple(self.tables), (), (), 0, None, ()))
        return self._add(
            Node(name, args, result(name, tuple(self.nodes[arg].type for arg in args), beside), data)
        )

    def table(self, name: str, key: Type, value: Type, rows: dict[Any, Any], *, ranges: bool = False) -> str:
        """A table; its name is the data of ``lookup`` and ``has``."""
        self.tables.append(Table(name, key, value, tuple(rows.items()), ranges))
        return name

    def let(self, name: str, node: int, declared: Type | None = None) -> int:
        """A named value."""
        self.lets.append(Let(name, node, declared))
        return node

    def program(self, answer: int, declared: Type | None = None) -> Program:
        """The program with this answer."""
        return Program(
            tuple(self.nodes),
            (Span(0, 0),) * len(self.nodes),
            tuple(self.tables),
            tuple(self.wheres),
            tuple(self.lets),
            answer,
            declared,
            tuple(self.ensures),
        )

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


def decimal(places: int, low: str, high: str) -> Number:
    """A decimal type."""
    return Number(Fraction(low), Fraction(high), places)
