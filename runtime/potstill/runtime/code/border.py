"""The border: what comes from outside is checked here, once, and nothing else is ever believed.

Only values of the exact built-in types pass (``bool``, ``int``, ``Fraction``, ``str``, ``tuple``, None);
a subclass could bring methods of its own along.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from math import gcd
from typing import Any, assert_never

from potstill.ir.caps import INPUT_DENOMINATOR_BITS, MAX_BITS
from potstill.ir.grammar import Machine
from potstill.ir.normal import fragment
from potstill.ir.types import (
    SECONDS_A_DAY,
    Bool,
    Date,
    Duration,
    List,
    MonthDay,
    Number,
    Optional,
    Record,
    Text,
    Time,
    Type,
)
from potstill.ir.typing import show
from potstill.runtime.code.dates import day_number

LEAP_YEAR = 4


class Refused(Exception):
    """A value that is not one of the type that it was given for; says what was expected."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


class Border:
    """Passes the values of one type. This one: truth values."""

    def load(self, value: Any) -> Any:
        """What a cell holds for the value; Refused for anything that is not one."""
        return self.accept(value)

    def accept(self, value: Any) -> Any:
        """The value itself, as programs hold it; Refused for anything that is not one."""
        if value is True or value is False:
            return value
        raise Refused("true or false")


class IntBorder(Border):
    """Integers from low to high."""

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def load(self, value: Any) -> Any:
        if type(value) is int:
            content: int = value
            if self.low <= content <= self.high:
                return value
        elif type(value) is Fraction and value.denominator == 1:
            return self.load(exact(value))
        raise Refused(f"a whole number from {brief(self.low)} to {brief(self.high)}")

    def accept(self, value: Any) -> Any:
        return self.load(value)


class GridBorder(Border):
    """Multiples of 1 / unit, from low / unit to high / unit."""

    def __init__(self, unit: int, low: int, high: int) -> None:
        self.unit = unit
        self.low = low
        self.high = high

    def load(self, value: Any) -> Any:
        number = exact(value)
        if self.unit % number.denominator == 0:
            content = number.numerator * (self.unit // number.denominator)
            if self.low <= content <= self.high:
                return content
        low, high = Fraction(self.low, self.unit), Fraction(self.high, self.unit)
        raise Refused(f"a multiple of 1/{self.unit} from {brief(low)} to {brief(high)}")

    def accept(self, value: Any) -> Any:
        self.load(value)
        return exact(value)


class RatioBorder(Border):
    """Rationals from low to high, with denominators of so many bits."""

    def __init__(self, low: Fraction, high: Fraction, bits: int) -> None:
        self.low = low
        self.high = high
        self.bits = bits

    def load(self, value: Any) -> Any:
        number = exact(value)
        if number.denominator.bit_length() > self.bits:
            raise Refused(f"a number with a denominator of at most {self.bits} bits")
        if not self.low <= number <= self.high:
            raise Refused(f"a number from {brief(self.low)} to {brief(self.high)}")
        return number.numerator, number.denominator

    def accept(self, value: Any) -> Any:
        self.load(value)
        return exact(value)


class PairBorder(Border):
    """Numbers that cells hold as pairs, whatever their grid."""

    def __init__(self, body: Border) -> None:
        self.body = body

    def load(self, value: Any) -> Any:
        number = self.body.accept(value)
        return number.numerator, number.denominator

    def accept(self, value: Any) -> Any:
        return self.body.accept(value)


class MonthDayBorder(Border):
    """Days of the year."""

    def accept(self, value: Any) -> Any:
        if type(value) is int and day_number(LEAP_YEAR, value // 100, value % 100):
            return value
        raise Refused("a day of the year, month * 100 + day")


class TextBorder(Border):
    """Texts of some lengths; with ``values``, exactly those."""

    def __init__(self, shortest: int, longest: int, values: frozenset[str] | None) -> None:
        self.shortest = shortest
        self.longest = longest
        self.values = values

    def accept(self, value: Any) -> Any:
        if type(value) is str and self.shortest <= len(value) <= self.longest:
            if self.values is None or value in self.values:
                return value
            raise Refused("one of " + ", ".join(sorted(self.values)))
        raise Refused(f"a text of {self.shortest} to {self.longest} code points")


class LanguageBorder(Border):
    """Texts that ``body`` passes and a language reads.

    A state's moves are the lows, highs and targets of its intervals: reading is linear in the text.
    """

    def __init__(self, body: Border, language: Machine, shown: str) -> None:
        self.body = body
        self.lows = [[low for low, _, _ in row] for row in language.moves]
        self.highs = [[high for _, high, _ in row] for row in language.moves]
        self.targets = [[target for _, _, target in row] for row in language.moves]
        self.accepting = frozenset(language.accepting)
        self.shown = shown

    def accept(self, value: Any) -> Any:
        text: str = self.body.accept(value)
        state = 0
        for symbol in fragment(text):
            code = ord(symbol)
            place = bisect_right(self.lows[state], code) - 1
            if place < 0 or code > self.highs[state][place]:
                raise Refused(self.shown)
            state = self.targets[state][place]
        if state not in self.accepting:
            raise Refused(self.shown)
        return value


class ListBorder(Border):
    """Lists."""

    def __init__(self, element: Border, shortest: int, longest: int) -> None:
        self.element = element
        self.shortest = shortest
        self.longest = longest

    def accept(self, value: Any) -> Any:
        if type(value) is tuple and self.shortest <= len(value) <= self.longest:
            return tuple([self.element.accept(item) for item in value])
        raise Refused(f"a tuple of {self.shortest} to {self.longest} elements")


class RecordBorder(Border):
    """Records, their fields in order."""

    def __init__(self, fields: list[Border]) -> None:
        self.fields = fields

    def accept(self, value: Any) -> Any:
        if type(value) is tuple and len(value) == len(self.fields):
            return tuple([field.accept(item) for field, item in zip(self.fields, value, strict=True)])
        raise Refused(f"a tuple of {len(self.fields)} fields")


class OptionalBorder(Border):
    """None, or what ``body`` passes."""

    def __init__(self, body: Border) -> None:
        self.body = body

    def accept(self, value: Any) -> Any:
        return None if value is None else self.body.accept(value)


def exact(value: Any) -> Any:
    """A number in lowest terms, whole ones as int; Refused for anything but an int or a Fraction."""
    kind: Any = type(value)
    if kind is int:
        return value
    if kind is Fraction:
        # Not narrowed to Fraction: compiled code would take what stands in its fields for plain integers.
        numerator, denominator = value.numerator, value.denominator
        if type(numerator) is int and type(denominator) is int and denominator > 0:
            if max(numerator.bit_length(), denominator.bit_length()) > MAX_BITS:
                raise Refused(f"a number of at most {MAX_BITS} bits")
            if gcd(numerator, denominator) == 1:
                return numerator if denominator == 1 else value
    raise Refused("a number, as int or Fraction")


def inner(low: Fraction, high: Fraction, unit: int) -> tuple[int, int]:
    """The first and the last multiple of 1 / unit between two numbers, times unit."""
    return -(-low.numerator * unit // low.denominator), high.numerator * unit // high.denominator


def brief(number: Fraction | int) -> str:
    """A number for a message, however long."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > 128:
        return f"a number of {number.numerator.bit_length()} bits"
    return str(number)


def border(kind: Type, bits: int = INPUT_DENOMINATOR_BITS) -> Border:
    """What passes the values of a type; rationals with denominators of at most so many bits."""
    match kind:
        case Bool():
            return Border()
        case Number(low, high, places):
            if places is None:
                return RatioBorder(low, high, bits)
            unit = 10**places
            ends = inner(low, high, unit)
            return GridBorder(unit, *ends) if places else IntBorder(*ends)
        case Text(shortest, longest, values, language):
            texts = TextBorder(shortest, longest, None if values is None else frozenset(values))
            return texts if language is None else LanguageBorder(texts, language, f"a {show(kind)}")
        case Date(low, high) | Duration(low, high):
            return IntBorder(low, high)
        case MonthDay():
            return MonthDayBorder()
        case Time():
            return IntBorder(0, SECONDS_A_DAY - 1)
        case List(element, shortest, longest):
            return ListBorder(border(element, bits), shortest, longest)
        case Record(fields):
            return RecordBorder([border(body, bits) for _, body in fields])
        case Optional(body):
            return OptionalBorder(border(body, bits))
        case _:
            assert_never(kind)
