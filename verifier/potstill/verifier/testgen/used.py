"""What an answer is made of: the nodes whose values lead to it for given parameters."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.ir.program import Node, Program
from potstill.ir.reference.evaluate import steps
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Point


def used(program: Program, point: Point) -> frozenset[int]:
    """The nodes that the answer comes from; conditions and promises are none of them."""
    values = dict(steps(program, point.parameters, point.context, program.answer))
    found, waiting = {program.answer}, [program.answer]
    while waiting:
        position = waiting.pop()
        for arg in _behind(program.nodes[position], values, position):
            if arg not in found:
                found.add(arg)
                waiting.append(arg)
    return frozenset(found)


def _behind(node: Node, values: Mapping[int, Value], position: int) -> tuple[int, ...]:
    """The arguments that a node's value comes from."""
    match node.op:
        case "if":
            condition, one, other = node.args
            return condition, one if values.get(condition) is True else other
        case "min" | "max":
            return tuple(arg for arg in node.args if values.get(arg) == values.get(position))
        case "and" | "or":
            decisive = node.op == "or"
            deciding = (place for place, arg in enumerate(node.args) if values.get(arg) is decisive)
            return node.args[: next(deciding, len(node.args)) + 1]
        case _:
            return node.args
