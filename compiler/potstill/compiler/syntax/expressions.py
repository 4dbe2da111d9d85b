"""Syntax of expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from potstill.compiler.syntax.base import Name, Placed


@dataclass(frozen=True, slots=True)
class Number(Placed):
    """An exact number, and how it is written."""

    value: int | Fraction
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Text(Placed):
    """A text."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth(Placed):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Nothing(Placed):
    """``none``."""


@dataclass(frozen=True, slots=True)
class Day(Placed):
    """``2026-03-04``, as a day number."""

    number: int


@dataclass(frozen=True, slots=True)
class YearlyDay(Placed):
    """``--03-04``, a day of every year, as month * 100 + day."""

    number: int


@dataclass(frozen=True, slots=True)
class Clock(Placed):
    """``15:30`` or ``15:30:05``, in seconds since midnight."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Stretch(Placed):
    """``1 hour 30 minutes``: counts and units, in order."""

    parts: tuple[tuple[Number, str], ...]


@dataclass(frozen=True, slots=True)
class Use(Placed):
    """A slot, a context field, a let, a table or the variable of a comprehension, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Result(Placed):
    """``answer``, inside ``ensure``."""


@dataclass(frozen=True, slots=True)
class Call(Placed):
    """``name(arguments)``."""

    name: Name
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Unary(Placed):
    """``-x`` or ``not x``."""

    operator: str
    body: Expression


@dataclass(frozen=True, slots=True)
class Chain(Placed):
    """``a + b - c``, or the same with ``* / // %``: from left to right."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Power(Placed):
    """``base ** exponent``."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Placed):
    """``a < b <= c``: the first operand, then operators with theirs; ``in`` and ``not in`` are among them."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Logic(Placed):
    """``a and b and c``, or the same with ``or``."""

    operator: str
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Placed):
    """``then if test else otherwise``."""

    then: Expression
    test: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Index(Placed):
    """``base[index]``: an element of a list, or a row of a table."""

    base: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class ListDisplay(Placed):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Each(Placed):
    """``[body for name in source if test]``, or the same as the only argument of a call."""

    body: Expression
    name: Name
    source: Expression
    test: Expression | None = None


@dataclass(frozen=True, slots=True)
class RecordDisplay(Placed):
    """``{a: x, b: y}``."""

    entries: tuple[tuple[Name, Expression], ...]


@dataclass(frozen=True, slots=True)
class Hole(Placed):
    """``{x:,.2f}`` inside an f-string: an expression, decimal places, thousands commas."""

    body: Expression
    places: int | None = None
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Format(Placed):
    """``f"..."``: texts and holes."""

    parts: tuple[str | Hole, ...]


Expression: TypeAlias = (
    Number | Text | Truth | Nothing | Day | YearlyDay | Clock | Stretch | Use | Result | Call | Unary | Chain
    | Power | Comparison | Logic | Conditional | Index | ListDisplay | Each | RecordDisplay | Format
)  # fmt: skip
