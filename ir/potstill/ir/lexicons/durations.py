"""Durations, in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import EMPTY, Digit, Node, Step, Text, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import add, chain, either, words
from potstill.ir.lexicons.makers import Maker, Weighted
from potstill.ir.lexicons.numbers import MAX_BOUND
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import SPANS
from potstill.ir.regular.ranges import digits_between
from potstill.ir.values import Value

SECONDS: Final = len(SPANS) - 1
"""INVARIANT: each unit has the register of its position in SPANS; the last one counts seconds."""


_MOST_SPOKEN: Final = 999
"""The largest number of a unit that is said in words."""


def _count(unit: int, low: int, high: int, *, leading: bool) -> tuple[Node, Node]:
    """Digits with the unit, and words with the unit."""
    _, names, short = SPANS[unit]
    digits = [
        digits_between(low, high, unit, grouped=grouped)
        for grouped in ((False, True) if leading else (False,))
    ]
    named = words(*names, *short)
    spoken = numerals(max(low, 1), min(high, _MOST_SPOKEN), unit)
    if leading and high >= 1:
        spoken = either(spoken, seq(words("a", "an"), Step(unit, 0, 1)))
    return chain(either(*digits), optional(Text(" ")), named), chain(spoken, Text(" "), named)


def _several_units(high: int, joins: Node) -> Node:
    """Units in falling order: 2 hours and 30 minutes, 1h30m, an hour, 90 minutes."""
    parts: list[Node] = []
    for unit, (size, _, _) in enumerate(SPANS):
        after: list[Node] = []
        for smaller in range(unit + 1, len(SPANS)):
            digits, spoken = _count(smaller, 0, SPANS[smaller - 1][0] // SPANS[smaller][0] - 1, leading=False)
            after.append(optional(either(seq(either(joins, EMPTY), digits), seq(joins, spoken))))
        parts.append(chain(either(*_count(unit, 0, high // size, leading=True)), *after))
    return either(*parts)


def _decimals(unit: int, most: int) -> Node:
    """A number with one or two decimals that is a whole number of seconds: 1.5 hours, .25 days."""
    size, names, short = SPANS[unit]
    tenths = seq(Digit(SECONDS), Step(SECONDS, size // 10, 0))
    if size % 100 == 0:
        hundredths = seq(Digit(SECONDS), Digit(SECONDS), Step(SECONDS, size // 100, 0))
    else:
        hundredths = seq(tenths, either(Text("0"), seq(Text("5"), add(size // 20, SECONDS))))
    number = seq(optional(digits_between(0, most, unit)), Text("."), either(tenths, hundredths))
    return seq(number, optional(Text(" ")), words(*names, *short))


def _halves(unit: int, most: int) -> Node:
    """Half an hour, an hour and a half, two and a half hours, 2 1/2 hours."""
    size, names, short = SPANS[unit]
    half = add(size // 2, SECONDS)
    count = either(digits_between(1, most, unit), numerals(1, min(most, _MOST_SPOKEN), unit))
    one = seq(words("a", "an", "one", "1"), Step(unit, 0, 1), Text(f" {names[0]} and a half"), half)
    return either(
        seq(words("half a ", "half an ", "a half ", "half "), Text(names[0]), half),
        chain(count, words(" and a half ", " 1/2 "), words(*names, *short), half),
        chain(count, Text(" "), words(names[1]), Text(" and a half"), half),
        *((one,) if most else ()),
    )


def _quarters(unit: int) -> Node:
    """Quarter of an hour, three quarters of an hour."""
    size, names, _ = SPANS[unit]
    amount = either(
        seq(words("quarter", "a quarter", "one quarter"), add(size // 4, SECONDS)),
        seq(words("three quarters"), add(3 * size // 4, SECONDS)),
    )
    return seq(amount, words(" of a ", " of an "), Text(names[0]))


@dataclass(frozen=True, slots=True)
class Durations(Reader):
    """``low`` to ``high`` seconds: 2 hours and 30 minutes, 1h30m, 1.5 hours, half an hour, 2 weeks.

    After the first unit each is less than one of the unit before. Months and years have no fixed length and
    are not read. ``joined``: whether commas and "and" may stand between the units. Condition: the range.
    """

    low: int
    high: int
    joined: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= MAX_BOUND:
            raise ValueError(f"the range {self.low}..{self.high} must not be empty, nor leave 0..{MAX_BOUND}")

    def value_type(self) -> t.Type:
        return t.Duration(self.low, self.high)

    def build(self) -> Node:
        fractional: list[Node] = []
        for unit, (size, _, _) in enumerate(SPANS[:SECONDS]):
            if 2 * self.high >= size:
                fractional += [_decimals(unit, self.high // size), _halves(unit, self.high // size)]
            if 4 * self.high >= size:
                fractional.append(_quarters(unit))
        fortnight = seq(Text("a fortnight"), Step(0, 0, 2))
        several = _several_units(self.high, words(" ", *((" and ", ", ", ", and ") if self.joined else ())))
        return either(several, *fractional, *((fortnight,) if self.high >= 2 * SPANS[0][0] else ()))

    def maker(self) -> Maker:
        return Weighted(tuple(size for size, _, _ in SPANS), self.low, self.high)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Days to seconds, those that are not 0, with their names: 1 day 2 hours."""
        if not isinstance(value, int) or not self.low <= value <= self.high:
            raise ValueError(f"not a duration of the range: {value!r}")
        parts: list[str] = []
        rest = value
        for size, names, _ in SPANS[1:]:
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count} {names[count != 1]}")
        return " ".join(parts) or "0 seconds"
