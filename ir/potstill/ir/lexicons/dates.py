"""Days: of a year, and of every year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.calendar import civil
from potstill.ir.grammar import Node, Step, Text, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import either, trie, words
from potstill.ir.lexicons.makers import Calendar, Maker, Yearly
from potstill.ir.lexicons.numerals import spoken_ordinals
from potstill.ir.lexicons.ordinals import ordinal_digits
from potstill.ir.lexicons.vocabulary import MONTHS
from potstill.ir.regular.ranges import digits_between, padded_between
from potstill.ir.values import Value

YEAR, MONTH, DAY = 0, 1, 2

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Order(Enum):
    """What 3/4/2026 means: month first, day first, or nothing; the year may always come first."""

    MDY = "mdy"
    DMY = "dmy"
    ISO = "iso"


Days = Callable[[tuple[int, ...], int], Node]
"""The language of the days of some months, all of the same length."""


def _each_month(days: Days) -> Node:
    """The language of all days of a leap year."""
    months = {length: tuple(m for m in range(1, 13) if _LENGTHS[m - 1] == length) for length in (31, 30, 29)}
    return either(*(days(found, length) for length, found in months.items()))


def _names(months: tuple[int, ...]) -> Node:
    return trie((name, Step(MONTH, 0, month)) for month in months for name in MONTHS[month - 1])


def _figures(low: int, high: int, register: int) -> Node:
    """Numbers in one or two digits; a zero may come first."""
    return either(digits_between(low, high, register), padded_between(low, min(high, 9), 2, register))


def _month_figures(months: tuple[int, ...]) -> Node:
    return either(*(_figures(month, month, MONTH) for month in months))


def _day(length: int) -> Node:
    """A day after the month's name: 4, 04, 4th, fourth, the 4th."""
    return either(_figures(1, length, DAY), _ordinal_day(length))


def _ordinal_day(length: int) -> Node:
    return seq(
        optional(Text("the ")), either(ordinal_digits(1, length, DAY), spoken_ordinals(1, length, DAY))
    )


def _month_first(months: tuple[int, ...], length: int) -> Node:
    """March 4, march 4th, march the fourth."""
    return seq(_names(months), Text(" "), _day(length))


def _day_first(months: tuple[int, ...], length: int) -> Node:
    """4 march, 4th of march, the fourth of march."""
    return seq(_day(length), words(" ", " of "), _names(months))


def _day_dash_month(months: tuple[int, ...], length: int) -> Node:
    """4-mar."""
    return seq(_figures(1, length, DAY), Text("-"), _names(months))


def _figures_with(mark: Node, *, month_first: bool) -> Days:
    """3/4, 03/04."""

    def days(months: tuple[int, ...], length: int) -> Node:
        month, day = _month_figures(months), _figures(1, length, DAY)
        return seq(month, mark, day) if month_first else seq(day, mark, month)

    return days


@dataclass(frozen=True, slots=True)
class MonthDays(Reader):
    """Days without a year, with the month's name: march 3rd, 3 march, the third of march. All 366 of them."""

    def value_type(self) -> t.Type:
        return t.MonthDay()

    def build(self) -> Node:
        return either(_each_month(_month_first), _each_month(_day_first))

    def maker(self) -> Maker:
        return Yearly()

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The month's name and the day: march 3."""
        if not isinstance(value, int) or not 0 < value // 100 < 13:
            raise ValueError(f"not a day of the year: {value!r}")
        return f"{MONTHS[value // 100 - 1][0]} {value % 100}"


@dataclass(frozen=True, slots=True)
class Dates(Reader):
    """Days from ``low`` to ``high``: 2026-03-04, march 4, 2026, the 4th of march 2026, 3/4/2026 by ``order``.

    Conditions: 29 February only of leap years; the bounds within their years.
    """

    order: Order
    low: int
    high: int

    def __post_init__(self) -> None:
        if not t.FIRST_DAY <= self.low <= self.high <= t.LAST_DAY:
            raise ValueError(f"not a range of days of the calendar: {self.low}..{self.high}")

    def value_type(self) -> t.Type:
        return t.Date(self.low, self.high)

    def build(self) -> Node:
        year = padded_between(civil(self.low)[0], civil(self.high)[0], 4, YEAR)
        parts = [
            seq(either(_each_month(_month_first), _each_month(_day_first)), words(" ", ", "), year),
            seq(_each_month(_day_dash_month), Text("-"), year),
        ]
        for mark in map(Text, "-/."):
            month_day = _each_month(_figures_with(mark, month_first=True))
            parts.append(seq(year, mark, month_day))
            match self.order:
                case Order.MDY:
                    parts.append(seq(month_day, mark, year))
                case Order.DMY:
                    parts.append(seq(_each_month(_figures_with(mark, month_first=False)), mark, year))
                case Order.ISO:
                    pass
                case _:
                    assert_never(self.order)
        return either(*parts)

    def maker(self) -> Maker:
        return Calendar(self.low, self.high)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Year, month and day: 2026-03-04."""
        if not isinstance(value, int) or not self.low <= value <= self.high:
            raise ValueError(f"not a day of the range: {value!r}")
        year, month, day = civil(value)
        return f"{year:04}-{month:02}-{day:02}"
