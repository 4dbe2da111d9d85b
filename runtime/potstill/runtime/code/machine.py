"""A prepared program at work: inputs through the border, statements in order, an outcome."""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias

from potstill.ir.errors import ErrorCode
from potstill.ir.values import Value
from potstill.runtime.code.base import FIRST, FUEL, TRACE, Action, Code, Frame, Stop
from potstill.runtime.code.border import Border, Refused
from potstill.runtime.code.guards import Elsewhere

# Not dataclasses: one of these is built for each request, and frozen dataclasses take ten times as long.


class Answer:
    """The program's answer, and the steps that were charged for it."""

    __match_args__: ClassVar[tuple[str, ...]] = ("value", "steps")

    def __init__(self, value: Value, steps: int) -> None:
        self.value = value
        self.steps = steps

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answer) and self.value == other.value and self.steps == other.steps

    def __hash__(self) -> int:
        return hash((self.value, self.steps))

    def __repr__(self) -> str:
        return f"Answer({self.value!r}, {self.steps})"


class Outside:
    """The parameters are not the family's: the condition at this index of ``wheres`` does not hold."""

    __match_args__: ClassVar[tuple[str, ...]] = ("where",)

    def __init__(self, where: int) -> None:
        self.where = where

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outside) and self.where == other.where

    def __hash__(self) -> int:
        return hash(self.where)

    def __repr__(self) -> str:
        return f"Outside({self.where})"


class Stuck:
    """An error: its code, the node where it arose, the operator or the guard that found it.

    Guards are named ``range:`` and the let's name, ``answer``, ``ensure:`` and the promise's index.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ("error", "node", "what")

    def __init__(self, error: ErrorCode, node: int, what: str) -> None:
        self.error = error
        self.node = node
        self.what = what

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stuck):
            return False
        return (self.error, self.node, self.what) == (other.error, other.node, other.what)

    def __hash__(self) -> int:
        return hash((self.error, self.node, self.what))

    def __repr__(self) -> str:
        return f"Stuck({self.error}, {self.node}, {self.what!r})"


Outcome: TypeAlias = Answer | Outside | Stuck


class BadInput(ValueError):
    """A parameter or context field that is not of its declared type."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.name = name
        self.expected = expected


class Machine:
    """What runs: the initial frame, names and borders of ``slots`` parameters and of the context fields,

    statements, the answer.
    """

    def __init__(
        self,
        blank: Frame,
        inputs: list[tuple[str, Border]],
        slots: int,
        statements: list[Action],
        answer: Code,
        budget: int,
    ) -> None:
        self.blank = blank
        self.names = [name for name, _ in inputs]
        self.borders = [border for _, border in inputs]
        self.slots = slots
        self.statements = statements
        self.answer = answer
        self.budget = budget

    def run(
        self, parameters: tuple[Any, ...], context: tuple[Any, ...], trace: dict[int, Any] | None
    ) -> Outcome:
        """One evaluation; nothing of it is kept."""
        if len(parameters) != self.slots or len(context) != len(self.borders) - self.slots:
            expected = f"{self.slots} parameters and {len(self.borders) - self.slots} context fields"
            raise BadInput("inputs", expected)
        inputs = parameters + context
        frame = self.blank.copy()
        place = 0
        try:
            for place, border in enumerate(self.borders):
                frame[FIRST + place] = border.load(inputs[place])
        except Refused as refused:
            raise BadInput(self.names[place], refused.expected) from None
        frame[TRACE] = trace
        try:
            left: int = frame[FUEL]
            if left < 0:
                raise Stop("budget_exceeded", -1, "program")
            for statement in self.statements:
                statement.run(frame)
            value = self.answer.value(frame)
            left = frame[FUEL]
            return Answer(value, self.budget - left)
        except Elsewhere as elsewhere:
            return Outside(elsewhere.where)
        except Stop as stop:
            return Stuck(ErrorCode(stop.code), stop.node, stop.what)
