"""Programs: a typed graph of operations in static single assignment form, and nothing that could loop.

A node refers to its arguments by their positions, which are smaller than its own. What an operation
means is said once, in :mod:`potstill.ir.operators`; what it computes, in :mod:`potstill.ir.reference`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from potstill.ir.types import Type
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open interval of code points in the recipe's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rounding:
    """To how many decimal places, and which way: half_up, half_even, half_down, up, down, floor, ceil."""

    places: int
    mode: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How a number is written into a text: decimal places (None: as few as are exact), thousands commas."""

    places: int | None = None
    grouped: bool = False


Data: TypeAlias = Value | Rounding | tuple[str, ...] | tuple[Shape | str, ...]
"""What a node carries beside its arguments; the operator table says what each operator expects."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: an operator of the table, its arguments' positions, its type, what else it needs.

    INVARIANT: every argument's position is smaller than the node's own.
    """

    op: str
    args: tuple[int, ...]
    type: Type
    data: Data = None


@dataclass(frozen=True, slots=True)
class Let:
    """A named intermediate value; ``declared`` is the range it promises to stay in, if it names one."""

    name: str
    node: int
    declared: Type | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A finite map. ``keys`` are values of ``key``, or, where ``ranges``, upper bounds in rising order.

    With ``ranges`` a number belongs to the first row whose bound is not below it.
    """

    name: str
    key: Type
    value: Type
    rows: tuple[tuple[Value, Value], ...]
    ranges: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """What a family computes: conditions on its parameters, lets in order, the answer, its promises.

    Evaluation: each of ``wheres`` (all must hold, or the utterance is not the family's), then every let,
    in order, each within its declared type, then the answer within ``declared``, then each of ``ensures``.
    Inside an expression ``if``, ``and`` and ``or`` evaluate only what they need.
    """

    nodes: tuple[Node, ...]
    spans: tuple[Span, ...]
    tables: tuple[Table, ...]
    wheres: tuple[int, ...]
    lets: tuple[Let, ...]
    answer: int
    declared: Type | None
    ensures: tuple[int, ...]

    def table(self, name: str) -> Table:
        """The table of that name; KeyError for an unknown one."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)
