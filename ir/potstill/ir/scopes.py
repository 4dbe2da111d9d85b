"""What nodes depend on: those below them, and the comprehension elements for which they are computed anew.

An ``each`` node binds the element node among its arguments. INVARIANT: its list stands before the element,
the element before the body; elements are used only below an ``each`` that binds them.
"""

from __future__ import annotations

from typing import TypeAlias

from potstill.ir.program import Node, Program

Elements: TypeAlias = frozenset[int]
CLOSED: Elements = frozenset()


def free_elements(program: Program) -> tuple[Elements, ...]:
    """For every node, the positions of the elements that its value depends on."""
    free: list[Elements] = []
    for position, node in enumerate(program.nodes):
        match node.op:
            case "element":
                free.append(frozenset((position,)))
            case "each":
                items, element, *bodies = node.args
                inside = CLOSED.union(*(free[body] for body in bodies))
                free.append(free[items] | (inside - {element}))
            case _:
                free.append(CLOSED.union(*(free[arg] for arg in node.args)))
    return tuple(free)


def binders(program: Program) -> dict[int, list[Node]]:
    """For every element that is bound, the ``each`` nodes that bind it, in order."""
    known: dict[int, list[Node]] = {}
    for node in program.nodes:
        if node.op == "each":
            known.setdefault(node.args[1], []).append(node)
    return known


def below(program: Program, *roots: int) -> list[int]:
    """The nodes and all that their values are made of, in order."""
    reached, waiting = set(roots), list(roots)
    while waiting:
        for arg in program.nodes[waiting.pop()].args:
            if arg not in reached:
                reached.add(arg)
                waiting.append(arg)
    return sorted(reached)
