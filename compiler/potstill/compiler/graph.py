"""Building a program's nodes: every node is typed when it is added, and equal nodes are one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_TYPE_DEPTH, MAX_TYPE_PARTS
from potstill.ir import types as t
from potstill.ir.caps import MAX_NODES
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.operators import result
from potstill.ir.program import Data, Node, Span, Table
from potstill.ir.typing import literal, show
from potstill.ir.values import Value

FAULTS: Final[Mapping[FaultCode, Code]] = {
    FaultCode.WRONG_ARITY: Code.WRONG_ARITY,
    FaultCode.WRONG_TYPE: Code.WRONG_TYPE,
    FaultCode.INCOMPARABLE: Code.INCOMPARABLE,
    FaultCode.NO_COMMON_TYPE: Code.NO_COMMON_TYPE,
    FaultCode.WRONG_RANGE: Code.WRONG_RANGE,
    FaultCode.ALWAYS_FAILS: Code.ALWAYS_FAILS,
    FaultCode.UNBOUNDED: Code.UNBOUNDED,
    FaultCode.TOO_LARGE: Code.TOO_LARGE,
    FaultCode.WRONG_DATA: Code.WRONG_DATA,
}


class Graph:
    """The nodes of one program so far."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._known: dict[tuple[str, tuple[int, ...], t.Type, Data], int] = {}
        self.nodes: list[Node] = []
        self.spans: list[Span] = []
        self.tables: dict[str, Table] = {}
        self._full = False

    def type(self, node: int) -> t.Type:
        """The type of a node's values."""
        return self.nodes[node].type

    def constant(self, value: Value, span: Span, kind: t.Type | None = None) -> int | None:
        """A node for a constant of the type, by default the smallest that holds it."""
        return self.leaf("const", kind or literal(value), value, span)

    def leaf(self, op: str, kind: t.Type, data: Data, span: Span, *, fresh: bool = False) -> int | None:
        """A node without arguments; ``fresh``: not shared. None if there are too many nodes."""
        return self._add(Node(op, (), kind, data), span, fresh=fresh)

    def apply(
        self, op: str, args: Sequence[int], data: Data, span: Span, spans: Sequence[Span], shown: str = ""
    ) -> int | None:
        """A node for an operation; None, and a report, if it is ill-typed or one node too many.

        ``spans`` are those of the arguments; ``shown`` is how the recipe spells the operator.
        """
        kinds = tuple(self.nodes[arg].type for arg in args)
        try:
            kind = result(op, kinds, self.tables[str(data)] if op in ("lookup", "has") else data)
        except TypeFault as fault:
            where = span if fault.argument is None or fault.argument >= len(spans) else spans[fault.argument]
            found = "" if fault.found is None else f", not {brief(fault.found)}"
            self._report.add(
                FAULTS[fault.code], where, operator=shown or op, expected=fault.expected, found=found
            )
            return None
        return self._add(Node(op, tuple(args), kind, data), span)

    def _add(self, node: Node, span: Span, *, fresh: bool = False) -> int | None:
        # INVARIANT: types are small before they are hashed, compared or printed: that takes their size.
        if _is_large(node.type):
            self._report.add(Code.TYPE_TOO_LARGE, span, depth=MAX_TYPE_DEPTH, parts=MAX_TYPE_PARTS)
            return None
        # The type tells true from 1, which are equal keys.
        key = (node.op, node.args, node.type, node.data)
        if not fresh and key in self._known:
            return self._known[key]
        if len(self.nodes) >= MAX_NODES:
            if not self._full:
                self._report.add(Code.TOO_MANY_NODES, span, limit=MAX_NODES)
            self._full = True
            return None
        self.nodes.append(node)
        self.spans.append(span)
        self._known.setdefault(key, len(self.nodes) - 1)
        return len(self.nodes) - 1


def _is_large(kind: t.Type) -> bool:
    """Whether a type is nested too deep or has too many parts; stops as soon as that is known."""
    level: list[t.Type] = [kind]
    parts = 0
    for _ in range(MAX_TYPE_DEPTH):
        parts += len(level)
        if not level or parts > MAX_TYPE_PARTS:
            break
        level = [part for each in level for part in _parts(each)]
    return bool(level)


def _parts(kind: t.Type) -> Sequence[t.Type]:
    match kind:
        case t.List(element):
            return (element,)
        case t.Optional(body):
            return (body,)
        case t.Record(fields):
            return [body for _, body in fields]
        case _:
            return ()


def brief(kind: t.Type) -> str:
    """The type as recipes spell it, with long numbers cut."""
    return re.sub(r"[0-9]{16,}", lambda number: f"{number[0][:12]}…", show(kind))
