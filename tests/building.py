"""Programs written down node by node, with the types that the operator table infers."""

from __future__ import annotations

from typing import Any

from potstill.ir.operators import operand, result
from potstill.ir.program import Node, Program, Table
from potstill.ir.types import Bool, Type
from potstill.ir.typing import literal


class Builder:
    """A program in the making; every method returns a node's position."""

    def __init__(self, *tables: Table) -> None:
        self.nodes: list[Node] = []
        self.tables = tables

    def leaf(self, op: str, data: Any, kind: Type) -> int:
        """A leaf of a declared type."""
        self.nodes.append(Node(op, (), kind, data))
        return len(self.nodes) - 1

    def const(self, value: Any) -> int:
        """A constant that is a bool, a number, a text or none."""
        return self.leaf("const", value, literal(value))

    def slot(self, name: str, kind: Type) -> int:
        """A parameter."""
        return self.leaf("slot", name, kind)

    def __call__(self, op: str, *args: int, data: Any = None) -> int:
        """An operation on nodes."""
        untyped = Node(op, args, Bool(), data)
        types = tuple(self.nodes[arg].type for arg in args)
        kind = result(op, types, operand(untyped, self.program(0)))
        self.nodes.append(Node(op, args, kind, data))
        return len(self.nodes) - 1

    def program(self, answer: int, **rest: Any) -> Program:
        """The program so far; ``rest`` are fields of Program, empty unless given."""
        parts = {"wheres": (), "lets": (), "declared": None, "ensures": ()} | rest
        return Program(tuple(self.nodes), (), self.tables, answer=answer, **parts)
