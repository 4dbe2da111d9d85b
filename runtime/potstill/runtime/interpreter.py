"""The interpreter: programs become trees of code once, and are then run as often as requests come.

Exact: every number is an integer at a known scale, or a rational. Charged: an evaluation has a budget, paid
before each operation by the size of its operands, so it ends soon whatever the program's bounds claim.
Closed: values enter through a border that passes exact built-in types only, code is a tree of the objects
in :mod:`potstill.runtime.code`, and nothing in a program can name anything else.

    prepared = prepare(program, slots=(("n", integer(1, 99)),))
    match run(prepared, (12,)):
        case Answer(value): ...
        case Outside(where): ...          # not the family's after all
        case Stuck(error, node, what): ...  # the fallback's turn
"""

from __future__ import annotations

from typing import Final

from potstill.ir.caps import MAX_STEPS
from potstill.ir.program import Program
from potstill.ir.types import Type
from potstill.ir.values import Value
from potstill.runtime.code.machine import Answer, BadInput, Machine, Outcome, Outside, Stuck
from potstill.runtime.code.operand import Malformed
from potstill.runtime.code.prepare import assemble

__all__ = [
    "BUDGET",
    "Answer",
    "BadInput",
    "Malformed",
    "Outcome",
    "Outside",
    "Prepared",
    "Stuck",
    "prepare",
    "run",
]

BUDGET: Final = 8 * MAX_STEPS
"""Steps of one evaluation, counted here a little differently from the static bounds; a program that keeps
within the caps keeps within this."""


class Prepared:
    """A program ready to run; share it freely, also among threads."""

    def __init__(
        self,
        program: Program,
        slots: tuple[tuple[str, Type], ...],
        context: tuple[tuple[str, Type], ...],
        skip: frozenset[str],
        budget: int,
    ) -> None:
        self.program = program
        self.slots = slots
        self.context = context
        self.skip = skip
        self.budget = budget
        self.machine = assemble(program, slots, context, skip, budget, traced=False)
        self._tracing: Machine | None = None

    @property
    def tracing(self) -> Machine:
        """The same, writing down every value; made when first asked for."""
        if self._tracing is None:
            self._tracing = assemble(
                self.program, self.slots, self.context, self.skip, self.budget, traced=True
            )
        return self._tracing


def prepare(
    program: Program,
    slots: tuple[tuple[str, Type], ...],
    context: tuple[tuple[str, Type], ...] = (),
    *,
    skip: frozenset[str] = frozenset(),
    budget: int = BUDGET,
) -> Prepared:
    """Turn a well-typed program into code; slots and context fields are (name, type), in order.

    ``skip`` names guards that are proved to hold and are not evaluated: ``range:NAME`` for a let, ``answer``,
    ``ensure:INDEX``. Malformed for a program that no compiler makes.
    """
    return Prepared(program, slots, context, skip, budget)


def run(
    prepared: Prepared,
    parameters: tuple[Value, ...],
    context: tuple[Value, ...] = (),
    trace: dict[int, Value] | None = None,
) -> Outcome:
    """Evaluate a program; the values are in the order of the declared slots and context fields.

    Into ``trace`` goes the value of every evaluated node that is outside comprehensions, however it ends.
    BadInput for a value that is not of its declared type.
    """
    if trace is None:
        return prepared.machine.run(parameters, context, None)
    return prepared.tracing.run(parameters, context, trace)
