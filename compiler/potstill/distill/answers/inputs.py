"""What answers are explained by: the columns of parameters, one value for each example."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.terms import DATE, DURATION, MONTH_DAY, TIME, Term, Var
from potstill.ir.types import Date, Duration, MonthDay, Time
from potstill.ir.values import Value, identity

NUMERIC: Final = frozenset(("int", "decimal", "money", "percent", "fraction", "multiplier", "ordinal"))
SPELLED: Final = frozenset(("enum", "words"))

_CALENDAR: Final[dict[str, Date | MonthDay | Time | Duration]] = {
    "date": DATE,
    "monthday": MONTH_DAY,
    "time": TIME,
    "duration": DURATION,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A slot or a context field: its values in all examples, as programs hold them.

    ``kind`` is the slot's: int, decimal, money, percent, fraction, multiplier, ordinal, date, monthday, time,
    duration, enum or words.
    """

    name: str
    kind: str
    values: tuple[Value, ...]

    @property
    def sort(self) -> str:
        """The kind, but of an enumeration of numbers or truth values what these are: int, decimal or bool."""
        if self.kind != "enum" or not any(isinstance(value, int | Fraction) for value in self.values):
            return self.kind
        if any(isinstance(value, bool) for value in self.values):
            return "bool"
        return "int" if all(isinstance(value, int | None) for value in self.values) else "decimal"

    @property
    def term(self) -> Var:
        """The column in expressions."""
        return Var(self.name, _CALENDAR.get(self.kind))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term with its values in all examples."""

    term: Term
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All columns of ``rows`` examples. ValueError if one is shorter or longer."""

    columns: tuple[Column, ...]
    rows: int

    def __post_init__(self) -> None:
        for column in self.columns:
            if len(column.values) != self.rows:
                raise ValueError(f"{column.name} has {len(column.values)} values for {self.rows} examples")

    def of(self, kinds: Collection[str]) -> Iterator[Column]:
        """The columns of some sorts without missing values, in order."""
        for column in self.columns:
            if column.sort in kinds and None not in column.values:
                yield column

    def select(self, rows: Sequence[int]) -> Inputs:
        """The same columns for some of the examples."""
        chosen = (
            Column(column.name, column.kind, tuple(column.values[row] for row in rows))
            for column in self.columns
        )
        return Inputs(tuple(chosen), len(rows))

    def row(self, number: int) -> tuple[object, ...]:
        """A key that is equal for examples with the same parameters."""
        return tuple(identity(column.values[number]) for column in self.columns)

    def numbers(self) -> dict[str, tuple[Fraction, ...]]:
        """The numeric columns, as the search for numbers reads them."""
        return {column.name: fractions(column.values) for column in self.of(NUMERIC)}


def fractions(values: Sequence[Value]) -> tuple[Fraction, ...]:
    """Numbers as fractions. ValueError for other values."""
    found = []
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise ValueError(f"{value!r} is no number")
        found.append(Fraction(value))
    return tuple(found)


def whole(values: Sequence[Value]) -> tuple[int, ...]:
    """Whole numbers: also those that stand for days and seconds. ValueError for other values."""
    found = fractions(values)
    if any(value.denominator != 1 for value in found):
        raise ValueError("not all values are whole")
    return tuple(value.numerator for value in found)
