"""How the evaluation of a program ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from potstill.ir.errors import ErrorCode
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Answer:
    """The program's answer, the values of its lets, and the value of every closed node that was needed."""

    value: Value
    lets: tuple[tuple[str, Value], ...]
    trace: tuple[tuple[int, Value], ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """The parameters are not the family's: a condition is false, the one at this index of ``wheres``."""

    where: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """An error: its code, the node where it arose, and the values that explain it.

    For an operation these are its arguments; for out_of_range of a let or of the answer, the value that
    leaves the declared type; for ensure_failed, nothing.
    """

    error: ErrorCode
    node: int
    values: tuple[Value, ...]


Outcome: TypeAlias = Answer | Outside | Stuck
Result: TypeAlias = Value | Stuck
"""Of a node: its value, or the error that stands for it."""
