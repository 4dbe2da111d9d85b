"""Running the reference on one point, and saying which obligation the run breaks."""

from __future__ import annotations

from potstill.ir.errors import ErrorCode
from potstill.ir.program import Program
from potstill.ir.reference.evaluate import Answer, Outcome, Stuck, evaluate
from potstill.ir.typing import contains
from potstill.ir.verdicts import Kind, Obligation
from potstill.verifier.theta.domain import Point


def run(program: Program, point: Point) -> Outcome:
    """What the program does with a point."""
    return evaluate(program, point.parameters, point.context)


def answers(program: Program, point: Point) -> bool:
    """Whether the point is answered: its conditions hold and nothing goes wrong."""
    return isinstance(run(program, point), Answer)


def broken(program: Program, point: Point) -> Obligation | None:
    """The obligation that the point breaks; None if it is answered or outside."""
    outcome = run(program, point)
    return blame(program, outcome) if isinstance(outcome, Stuck) else None


def blame(program: Program, stuck: Stuck) -> Obligation:
    """The obligation that an evaluation broke which ended so.

    A node may stand for several lets and promises: the first of them that the value breaks is meant.
    """
    node, error = stuck.node, stuck.error
    if error is ErrorCode.ENSURE_FAILED:
        return Obligation(Kind.ENSURE, str(program.ensures.index(node)), node)
    if error is ErrorCode.OUT_OF_RANGE and len(stuck.values) == 1:
        for let in program.lets:
            if let.node == node and let.declared is not None and not contains(let.declared, stuck.values[0]):
                return Obligation(Kind.RANGE, let.name, node)
        return Obligation(Kind.ANSWER, "", node)
    return Obligation(Kind.STUCK, f"{node}:{error.value}", node)
