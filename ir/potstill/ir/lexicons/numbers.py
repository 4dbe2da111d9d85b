"""Numbers as people type them: integers, decimals and percentages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import EMPTY, NOTHING, Digit, Node, Repeat, Step, Text, alt, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import (
    DECIMALS,
    EXPONENT,
    MANTISSA,
    chain,
    decimals,
    either,
    fraction,
    negate,
    trie,
    words,
)
from potstill.ir.lexicons.makers import Maker, Scaled
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import DECIMAL_ZERO, LARGE, MINUS, PERCENT, POINT, UNITS
from potstill.ir.regular.ranges import decimal_steps, decimals_between, padded_between
from potstill.ir.values import Value

MAX_PLACES = 12
"""Decimal places of the finest grid."""

MAX_BOUND = 10**30
"""The largest bound of a range of numbers, either sign."""

_MANTISSA_DIGITS = 15
_LARGE_PLACES = 3

Unsigned = Callable[[int, int, int], Node]
"""The language of the units between two bounds that are not negative, of a residue by the step."""


def signed(
    low: int, high: int, unsigned: Unsigned, *, step: int = 1, registers: tuple[int, ...] = (0,)
) -> Node:
    """The units low, low + step ... up to high, made of languages of units that are not negative.

    ``registers``: those that a minus negates.
    """
    parts: list[Node] = []
    if high >= 0:
        parts.append(unsigned(max(low, 0), high, low % step))
    if low < 0:
        minus = words("-", *(f"{word} " for word in MINUS))
        negated = (negate(register) for register in registers)
        parts.append(chain(minus, unsigned(max(-high, 1), -low, -low % step), *negated))
    return either(*parts)


def written(
    low: int,
    high: int,
    places: int,
    *,
    step: int = 1,
    residue: int = 0,
    least: int = 0,
    grouped: bool = True,
) -> Node:
    """Units of 10**-places in digits: 3, 3.5, 1,234.50, .5, with at least ``least`` decimals.

    The step is part of the language where the automaton is small, otherwise the maker's condition.
    """
    shown = range(least, places + 1)
    parts: list[Node] = []
    for commas in (False, True) if grouped else (False,):
        node = decimal_steps(low, high, places, step, residue, MANTISSA, shown=shown, grouped=commas)
        if node is None:
            node = decimals_between(low, high, places, MANTISSA, shown=shown, grouped=commas)
        parts.append(node)
    for count in range(max(least, 1), places + 1):
        scale = 10 ** (places - count)
        below = padded_between(-(-low // scale), min(high, 10**places - 1) // scale, count)
        if below != NOTHING:
            parts.append(seq(Text("."), below, Step(MANTISSA, scale, 0)))
    return either(*parts)


def spoken(low: int, high: int, places: int) -> Node:
    """Units of 10**-places in words: "three point five"."""
    named = [*((word, digit) for digit, word in enumerate(UNITS)), (DECIMAL_ZERO, 0)]

    def place(first: int, last: int) -> Node:
        entries = ((word, Step(MANTISSA, 10, digit)) for word, digit in named if first <= digit <= last)
        return seq(Text(" "), trie(entries), Step(DECIMALS, 1, 1))

    def part(first: int, last: int) -> Node:
        return seq(Text(f" {POINT}"), fraction(first, last, places, place))

    return chain(decimals(low, high, places, numerals, part), Step(EXPONENT, 1, places))


def multiplied(low: int, high: int, places: int, multiples: tuple[tuple[int, str], ...]) -> Node:
    """Units of 10**-places as digits and something that stands for a power of ten: 2 million, 1.5 million.

    The digits are worth at least 1 and have at most three decimals.
    """
    parts: list[Node] = []
    for power, word in multiples:
        shift = power + places - _LARGE_PLACES
        node = decimals_between(
            max(-(-low // 10**shift), 10**_LARGE_PLACES), high // 10**shift, _LARGE_PLACES
        )
        parts.append(chain(node, Text(word), Step(EXPONENT, 1, shift)))
    return either(*parts)


def scientific(places: int) -> Node:
    """1.5e3, 2e-2: at most 15 digits before and after the point, two in the exponent; any value."""
    after = Repeat(seq(Digit(MANTISSA), Step(DECIMALS, 1, 1)), 1, _MANTISSA_DIGITS)
    point = seq(Text("."), after)
    mantissa = alt(seq(Repeat(Digit(MANTISSA), 1, _MANTISSA_DIGITS), optional(point)), point)
    power = Repeat(Digit(EXPONENT), 1, 2)
    exponent = alt(seq(alt(Text("+"), EMPTY), power), seq(Text("-"), power, negate(EXPONENT)))
    return seq(mantissa, Text("e"), exponent, Step(EXPONENT, 1, places))


def units(value: Fraction | int, places: int, what: str) -> int:
    """The value in units of 10**-places; ValueError if it is off that grid."""
    scaled = value * 10**places
    if Fraction(scaled).denominator != 1:
        raise ValueError(f"{what} {value} must have at most {places} decimal places")
    return int(scaled)


def check_range(low: Fraction | int, high: Fraction | int, step: Fraction | int, places: int) -> None:
    """ValueError unless the places, the bounds and the step describe a range of numbers that can be read."""
    if not 0 <= places <= MAX_PLACES:
        raise ValueError(f"decimal places must be 0 to {MAX_PLACES}, not {places}")
    if not -MAX_BOUND <= low <= high <= MAX_BOUND:
        raise ValueError(f"the range {low}..{high} must not be empty, nor go beyond {MAX_BOUND}")
    if not 0 < step <= MAX_BOUND:
        raise ValueError(f"the step must be above 0, not {step}")
    for what, value in (("bound", low), ("bound", high), ("step", step)):
        units(value, places, what)


def plain(value: Fraction | int, places: int, *, least: int = 0) -> str:
    """Digits with as few decimals as are exact, but at least ``least``; ValueError beyond ``places``."""
    count = units(value, places, "value")
    whole, part = divmod(abs(count), 10**places)
    after = f"{part:0{places}d}"[:places] if places else ""
    after = after[:least] + after[least:].rstrip("0")
    return ("-" if count < 0 else "") + str(whole) + (f".{after}" if after else "")


def numeric(value: Value) -> Fraction | int:
    """The value, if it is a number; ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError(f"not a number: {value!r}")
    return value


@dataclass(frozen=True, slots=True)
class Integers(Reader):
    """low, low + step ... up to high: 12, 1,234, twelve, two thousand and five, 2 million, -5, minus five.

    ``words``: whether numbers in words are read as well; ``commas``: whether thousands may have them.
    Condition: the step, of words and where it makes a large automaton.
    """

    low: int
    high: int
    step: int = 1
    words: bool = True
    commas: bool = True

    def __post_init__(self) -> None:
        check_range(self.low, self.high, self.step, 0)

    def value_type(self) -> t.Type:
        return t.integer(self.low, self.high)

    def build(self) -> Node:
        def unsigned(low: int, high: int, residue: int) -> Node:
            node = written(low, high, 0, step=self.step, residue=residue, grouped=self.commas)
            return either(node, numerals(low, high), multiplied(low, high, 0, LARGE)) if self.words else node

        return signed(self.low, self.high, unsigned, step=self.step)

    def maker(self) -> Maker:
        return Scaled(0, self.low, self.high, self.step)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Digits."""
        return plain(numeric(value), 0)


@dataclass(frozen=True, slots=True)
class Decimals(Reader):
    """Multiples of 10**-places: low, low + step ... up to high: 3.5, .5, 3, 1,234.5, three point five, 1.5e3.

    ``words``: whether numbers in words, and digits with one, are read as well; ``commas``: whether thousands
    may have them. Conditions: the value of scientific notation; the step, of words and where it makes a large
    automaton.
    """

    places: int
    low: Fraction
    high: Fraction
    step: Fraction
    words: bool = True
    commas: bool = True

    def __post_init__(self) -> None:
        check_range(self.low, self.high, self.step, self.places)

    def value_type(self) -> t.Type:
        return t.Number(self.low, self.high, self.places)

    def build(self) -> Node:
        places, step = self.places, int(self.step * 10**self.places)

        def unsigned(low: int, high: int, residue: int) -> Node:
            node = written(low, high, places, step=step, residue=residue, grouped=self.commas)
            if not self.words:
                return either(node, scientific(places))
            return either(
                node, spoken(low, high, places), multiplied(low, high, places, LARGE), scientific(places)
            )

        unit = 10**places
        return signed(int(self.low * unit), int(self.high * unit), unsigned, step=step)

    def maker(self) -> Maker:
        unit = 10**self.places
        return Scaled(self.places, int(self.low * unit), int(self.high * unit), int(self.step * unit))

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Digits, with as few decimals as are exact."""
        return plain(numeric(value), self.places)


@dataclass(frozen=True, slots=True)
class Percents(Reader):
    """Per cent, as a number of hundredths: 10%, 10 %, 12.5 percent, ten per cent. Otherwise like Decimals."""

    places: int
    low: Fraction
    high: Fraction
    step: Fraction

    def __post_init__(self) -> None:
        check_range(self.low, self.high, self.step, self.places)

    def value_type(self) -> t.Type:
        return t.Number(self.low, self.high, self.places)

    def build(self) -> Node:
        places, step = self.places, int(self.step * 10**self.places)

        def unsigned(low: int, high: int, residue: int) -> Node:
            return either(written(low, high, places, step=step, residue=residue), spoken(low, high, places))

        unit = 10**places
        node = signed(int(self.low * unit), int(self.high * unit), unsigned, step=step)
        return seq(node, words(*PERCENT))

    def maker(self) -> Maker:
        unit = 10**self.places
        return Scaled(self.places, int(self.low * unit), int(self.high * unit), int(self.step * unit))

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Digits and the sign: 12.5%."""
        return plain(numeric(value), self.places) + "%"
