"""Numbers out of values: what lists, tables, records and optionals hold, turned into integers and rationals.

INVARIANT: a number enters the integers only after a check that it is on the grid and in the range that its
type promises, so the intervals computed when a program is prepared hold whatever the program claims.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from potstill.runtime.code.base import WORD_SHIFT, Code, Frame, IntCode, RatioCode, Stop, charge


class Grid:
    """The multiples of 1 / unit from low / unit to high / unit, held as integers times ``unit``."""

    def __init__(self, unit: int, low: int, high: int, node: int, what: str) -> None:
        self.unit = unit
        self.low = low
        self.high = high
        self.node = node
        self.what = what

    def read(self, number: Any) -> int:
        """number * unit; Stop("out_of_range") for a number that is elsewhere."""
        content: int
        if type(number) is int:
            content = number
            content *= self.unit
        else:
            fraction: Fraction = number
            denominator: int = fraction.denominator
            if self.unit % denominator != 0:
                raise Stop("out_of_range", self.node, self.what)
            content = fraction.numerator
            content *= self.unit // denominator
        if not self.low <= content <= self.high:
            raise Stop("out_of_range", self.node, self.what)
        return content


class Gridded(IntCode):
    """The number that a value is."""

    def __init__(self, body: Code, grid: Grid) -> None:
        self.body = body
        self.grid = grid

    def int_(self, frame: Frame) -> int:
        return self.grid.read(self.body.value(frame))


class Within(IntCode):
    """An integer that has to lie in low..high."""

    def __init__(self, body: IntCode, low: int, high: int, node: int, what: str) -> None:
        self.body = body
        self.low = low
        self.high = high
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        content = self.body.int_(frame)
        if not self.low <= content <= self.high:
            raise Stop("out_of_range", self.node, self.what)
        return content


class Exact(IntCode):
    """A rational that has to be on a grid."""

    def __init__(self, body: RatioCode, unit: int, node: int, what: str) -> None:
        self.body = body
        self.unit = unit
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        content = self.body.ratio(frame)
        if self.unit % content[1] != 0:
            raise Stop("out_of_range", self.node, self.what)
        return content[0] * (self.unit // content[1])


class Coarser(IntCode):
    """An integer that has to be a multiple of ``step``, divided by it."""

    def __init__(self, body: IntCode, step: int, node: int, what: str) -> None:
        self.body = body
        self.step = step
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        content = self.body.int_(frame)
        if content % self.step != 0:
            raise Stop("out_of_range", self.node, self.what)
        return content // self.step


class Rational(RatioCode):
    """The number that a value is."""

    def __init__(self, body: Code) -> None:
        self.body = body

    def ratio(self, frame: Frame) -> tuple[int, int]:
        return pair(self.body.value(frame))


class Decimal(Code):
    """An integer at a scale, as the number that it stands for: whole, or a fraction."""

    def __init__(self, body: IntCode, unit: int) -> None:
        self.body = body
        self.unit = unit

    def value(self, frame: Frame) -> Any:
        content = self.body.int_(frame)
        if content % self.unit == 0:
            return content // self.unit
        return Fraction(content, self.unit)


class Quotient(Code):
    """A rational, as the number that it stands for; charged for being reduced again."""

    def __init__(self, body: RatioCode, node: int, what: str) -> None:
        self.body = body
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        body = self.body.ratio(frame)
        if body[1] == 1:
            return body[0]
        words = (body[0].bit_length() + body[1].bit_length()) >> WORD_SHIFT
        charge(frame, 1 + words * words, self.node, self.what)
        return Fraction(body[0], body[1])


def pair(number: Any) -> tuple[int, int]:
    """A number as numerator and denominator."""
    if type(number) is int:
        whole: int = number
        return whole, 1
    fraction: Fraction = number
    return fraction.numerator, fraction.denominator
