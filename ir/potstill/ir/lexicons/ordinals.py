"""Ordinal numbers: 1st, 21st, 1,234th, first, twenty-first, one hundred and first."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import Digit, Node, Text, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import MANTISSA, chain, either
from potstill.ir.lexicons.makers import Maker, Scaled
from potstill.ir.lexicons.numbers import MAX_BOUND, numeric, plain
from potstill.ir.lexicons.numerals import spoken_ordinals
from potstill.ir.lexicons.vocabulary import suffix
from potstill.ir.regular.layout import Layout, numerals
from potstill.ir.regular.ranges import slices
from potstill.ir.values import Value


def ordinal_digits(low: int, high: int, register: int = MANTISSA, *, grouped: bool = True) -> Node:
    """The numbers ``low`` (at least 0) to ``high`` in digits with their suffixes.

    The suffix depends on the last two digits, so a number is what stands before them, and they.
    """
    parts = [_last(range(low, min(high, 99) + 1), register, leading=True)]
    for commas in (False, True) if grouped else (False,):
        for first, last, start, end in slices(max(low, 100), high, 100):
            front = numerals(first, last, Layout(register, grouped=commas), below=2)
            parts.append(chain(front, _last(range(start, end + 1), register, leading=False)))
    return either(*parts)


def _last(values: range, register: int, *, leading: bool) -> Node:
    """The last two digits and the suffix; ``leading``: the only ones, without a zero first."""
    parts: list[Node] = []
    for tens in range(values.start // 10, (values.stop - 1) // 10 + 1):
        front = [] if leading and tens == 0 else [Digit(register, tens, tens)]
        units: dict[str, list[int]] = {}
        for value in range(max(values.start, 10 * tens), min(values.stop, 10 * tens + 10)):
            units.setdefault(suffix(value), []).append(value % 10)
        ends = [
            seq(Digit(register, unit, unit), Text(ending))
            for ending, found in units.items()
            for unit in found
        ]
        parts.append(seq(*front, either(*ends)))
    return either(*parts)


@dataclass(frozen=True, slots=True)
class Ordinals(Reader):
    """The ``low``-th to ``high``-th, with the suffix that belongs to the number. The language is exact."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= MAX_BOUND:
            raise ValueError(f"the range {self.low}..{self.high} must not be empty, nor leave 0..{MAX_BOUND}")

    def value_type(self) -> t.Type:
        return t.integer(self.low, self.high)

    def build(self) -> Node:
        return either(ordinal_digits(self.low, self.high), spoken_ordinals(self.low, self.high))

    def maker(self) -> Maker:
        return Scaled(0, self.low, self.high)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Digits and the suffix: 21st."""
        number = int(numeric(value))
        return plain(number, 0) + suffix(number)
