"""The graph of a program's nodes: whether it is one, and how often each node is used."""

from __future__ import annotations

from potstill.ir.operators import BY_NAME
from potstill.ir.program import Program
from potstill.runtime.code.operand import Malformed


def check(program: Program) -> None:
    """Malformed where a node or the program refers to something that cannot be there."""
    for position, node in enumerate(program.nodes):
        row = BY_NAME.get(node.op)
        if row is None:
            raise Malformed(position, f"no operator is called {node.op!r}")
        least, greatest = row.arity
        if len(node.args) < least or (greatest is not None and len(node.args) > greatest):
            raise Malformed(position, f"{node.op} takes another number of arguments")
        if not all(0 <= arg < position for arg in node.args):
            raise Malformed(position, "an argument that does not stand before its operation")
    for root in roots(program):
        if not 0 <= root < len(program.nodes):
            raise Malformed(root, "no such node")


def roots(program: Program) -> tuple[int, ...]:
    """The nodes that the program itself evaluates."""
    return *program.wheres, *(let.node for let in program.lets), program.answer, *program.ensures


def uses(program: Program) -> list[int]:
    """How often each node is used by nodes that the program needs, and by the program itself."""
    counts = [0] * len(program.nodes)
    for root in roots(program):
        counts[root] += 1
    for position in reversed(range(len(program.nodes))):
        if counts[position]:
            for arg in program.nodes[position].args:
                counts[arg] += 1
    return counts
