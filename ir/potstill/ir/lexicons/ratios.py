"""Fractions and multipliers: halves, "two thirds", "1 1/2", "twice", "three times".

Both keep a whole part in r0 and a numerator and a denominator in r1 and r2; no denominator means 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import Digit, Node, Repeat, Step, Text, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import chain, either, negate, trie, words
from potstill.ir.lexicons.makers import Maker, Ratio
from potstill.ir.lexicons.numbers import MAX_BOUND, numeric
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import DENOMINATORS, MINUS, MULTIPLES
from potstill.ir.regular.ranges import digits_between
from potstill.ir.values import Value

WHOLE, NUMERATOR, DENOMINATOR = 0, 1, 2

MAX_DENOMINATOR = 1000
MULTIPLIER_DENOMINATOR = 100
"""The largest denominator of a multiplier."""

_DECIMALS, _MULTIPLIER_DECIMALS = 3, 2
_SPOKEN_NUMERATOR = 99


def _slashed(least: int, most: int, limit: int) -> Node:
    """1/2: a numerator from ``least`` to ``most``, a denominator up to ``limit``."""
    return chain(digits_between(least, most, NUMERATOR), Text("/"), digits_between(1, limit, DENOMINATOR))


def _named(limit: int, *, bare: bool) -> Node:
    """Half, a third, two thirds, 3 quarters: numerators up to 99 in words; ``bare``: "half" stands alone."""
    one, many = [], []
    for denominator, singular, plural in DENOMINATORS:
        if denominator <= limit:
            one.append((singular, Step(DENOMINATOR, 0, denominator)))
            many.append((plural, Step(DENOMINATOR, 0, denominator)))
    if not one:
        return either()
    single = seq(words("a", "one", "1"), Step(NUMERATOR, 0, 1))
    several = either(
        numerals(2, _SPOKEN_NUMERATOR, NUMERATOR), digits_between(2, _SPOKEN_NUMERATOR, NUMERATOR)
    )
    join = words(" ", "-")
    parts = [seq(single, join, trie(one)), seq(several, join, trie(many))]
    if bare:
        parts.append(seq(Text("half"), Step(NUMERATOR, 0, 1), Step(DENOMINATOR, 0, 2)))
    return either(*parts)


def _fractional(high: Fraction, limit: int) -> Node:
    """Fractions up to ``high`` or, as conditions, somewhat more: 1/2, two thirds, 1 1/2, one and a half."""
    most = floor(high)
    named = _named(limit, bare=True)
    digits, spoken = digits_between(1, most, WHOLE), numerals(1, most, WHOLE)
    return either(
        _slashed(0, floor(high * limit), limit),
        named,
        chain(digits, words(" ", " and "), _slashed(1, limit - 1, limit)),
        chain(either(digits, spoken), Text(" and "), named),
    )


def _decimal(high: Fraction, places: int) -> Node:
    """0.75, .5, 1.125: one to ``places`` decimals."""
    parts: list[Node] = []
    for count in range(1, places + 1):
        after = seq(Text("."), Repeat(Digit(NUMERATOR), count, count), Step(DENOMINATOR, 0, 10**count))
        parts.append(seq(optional(digits_between(0, floor(high), WHOLE)), after))
    return either(*parts)


def _whole(low: Fraction, high: Fraction) -> Node:
    least, most = max(ceil(low), 0), floor(high)
    return either(digits_between(least, most, WHOLE), numerals(least, most, WHOLE))


def _check(low: Fraction, high: Fraction, limit: int, highest: int) -> None:
    if not 1 <= limit <= highest:
        raise ValueError(f"the largest denominator must be 1 to {highest}, not {limit}")
    if not -MAX_BOUND <= low <= high <= MAX_BOUND:
        raise ValueError(f"the range {low}..{high} must not be empty, nor go beyond {MAX_BOUND}")


@dataclass(frozen=True, slots=True)
class Fractions(Reader):
    """Rationals of denominators up to ``denominator``: 1/2, half, two thirds, 1 1/2, one and a half, 0.75, 3.

    Conditions: the value's range, except of whole numbers; the denominator of decimals; after a whole part, a
    rest below 1. "One hundred and two thirds" is 100 2/3: in words a numerator is below 100.
    """

    denominator: int
    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.denominator, MAX_DENOMINATOR)

    def value_type(self) -> t.Type:
        return t.Number(self.low, self.high, None)

    def build(self) -> Node:
        parts: list[Node] = []
        if self.high >= 0:
            parts += [
                _whole(self.low, self.high),
                _fractional(self.high, self.denominator),
                _decimal(self.high, _DECIMALS),
            ]
        if self.low < 0:
            minus = words("-", *(f"{word} " for word in MINUS))
            least = max(-self.high, Fraction(1))
            unsigned = either(
                _whole(least, -self.low),
                _fractional(-self.low, self.denominator),
                _decimal(-self.low, _DECIMALS),
            )
            parts.append(chain(minus, unsigned, negate(WHOLE), negate(NUMERATOR)))
        return either(*parts)

    def maker(self) -> Maker:
        return Ratio(self.denominator, self.low, self.high)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Numerator and denominator in lowest terms, or a whole number: 7/2, 3."""
        return str(Fraction(numeric(value)))


@dataclass(frozen=True, slots=True)
class Multipliers(Reader):
    """Factors with denominators up to 100: twice, double, three times, 3x, threefold, half, two thirds.

    What follows is the template's: "half as many", "two thirds of". Condition: the value's range, except of
    whole factors in digits and number words.
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        _check(self.low, self.high, MULTIPLIER_DENOMINATOR, MULTIPLIER_DENOMINATOR)
        if self.low < 0:
            raise ValueError(f"a multiplier must not be negative: {self.low}")

    def value_type(self) -> t.Type:
        return t.Number(self.low, self.high, None)

    def build(self) -> Node:
        low, high = self.low, self.high
        least, most = ceil(low), floor(high)
        digits, spoken = digits_between(least, most, WHOLE), numerals(least, most, WHOLE)
        fractional = _fractional(high, MULTIPLIER_DENOMINATOR)
        named = trie((word, Step(WHOLE, 0, count)) for word, count in MULTIPLES if low <= count <= high)
        return either(
            named,
            _named(MULTIPLIER_DENOMINATOR, bare=True),
            chain(either(digits, spoken, fractional, _decimal(high, _MULTIPLIER_DECIMALS)), Text(" times")),
            chain(either(digits, _decimal(high, _MULTIPLIER_DECIMALS)), words("x", " x")),
            chain(either(digits, spoken), words("fold", "-fold", " fold")),
        )

    def maker(self) -> Maker:
        return Ratio(MULTIPLIER_DENOMINATOR, self.low, self.high)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """A whole number or a fraction, and "times": 3 times, 3/2 times."""
        return f"{Fraction(numeric(value))} times"
