"""How large the values of a node may be, beyond what their type says.

A type bounds a rational's range, not its bits: x*x + x/3, twelve times over, has a denominator of tens of
thousands of bits between 0 and 1. And it bounds a text that writes such a number only by the cap on bits.
An extent says the rest. INVARIANT: denominators divide ``grid`` times a factor of at most ``loose`` bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from potstill.ir.caps import INPUT_DENOMINATOR_BITS, MAX_BITS, MAX_COMMON_BITS
from potstill.ir.program import Table
from potstill.ir.rules import Operand, Types
from potstill.ir.rules_text import decimal_digits, lengths, pieces, with_commas
from potstill.ir.types import Duration, List, Number, Optional, Record, Text, Type
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Extent:
    """Bounds on what is inside a value: its rational numbers' denominators, its longest text.

    ``grid``: what the denominators divide, known at compile time; ``loose``: bits of what else they may
    contain; ``text``: code points of the longest text.
    """

    grid: int = 1
    loose: int = 0
    text: int = 0

    @property
    def denominator_bits(self) -> int:
        """Bits of any denominator."""
        return self.grid.bit_length() + self.loose


Extents: TypeAlias = tuple[Extent, ...]
Rule: TypeAlias = Callable[[Extents, Types, Operand], Extent]


def cover(parts: Iterable[Extent]) -> Extent:
    """An extent for values that have any of the parts' extents.

    A least common multiple that outgrows its parts (of hundreds of unlike denominators) is not worth knowing:
    then all is counted as loose bits.
    """
    parts = tuple(parts)
    loose = max((part.loose for part in parts), default=0)
    text = max((part.text for part in parts), default=0)
    enough = 2 * max((part.grid.bit_length() for part in parts), default=0) + MAX_COMMON_BITS
    grid = 1
    for part in parts:
        grid = math.lcm(grid, part.grid)
        if grid.bit_length() > enough:
            return Extent(1, max(part.denominator_bits for part in parts), text)
    return Extent(grid, loose, text)


def of_type(kind: Type) -> Extent:
    """The extent of what comes from outside: rationals have at most ``INPUT_DENOMINATOR_BITS`` bits."""
    match kind:
        case Number(places=None):
            return Extent(loose=INPUT_DENOMINATOR_BITS)
        case Number(places=int(places)):
            return Extent(grid=10**places)
        case Text(_, longest):
            return Extent(text=longest)
        case List(element) | Optional(element):
            return of_type(element)
        case Record(fields):
            return cover(of_type(body) for _, body in fields)
        case _:
            return Extent()


def of_value(value: Value) -> Extent:
    """The extent of a constant."""
    match value:
        case Fraction():
            return Extent(grid=value.denominator)
        case str():
            return Extent(text=len(value))
        case tuple():
            return cover(map(of_value, value))
        case _:
            return Extent()


def of_table(table: Table) -> Extent:
    """The extent of the values in a table."""
    return cover(of_value(value) for _, value in table.rows)


def tightened(extent: Extent, kind: Type) -> Extent:
    """The extent, or what the type alone says where that is less."""
    match kind:
        case Number(places=int(places)):
            return Extent(10**places)
        case Number():
            return Extent(extent.grid, extent.loose)
        case Text(_, longest):
            return Extent(text=min(extent.text, longest))
        case List() | Optional() | Record():
            return extent
        case _:
            return Extent()


def numerator_bits(kind: Type, extent: Extent) -> int:
    """Bits of the numerator of any number in a value of the type."""
    match kind:
        case Number(low, high):
            largest = high if high >= -low else -low
            return math.ceil(largest).bit_length() + extent.denominator_bits
        case Duration(low, high):
            return max(abs(low), abs(high)).bit_length()
        case List(element) | Optional(element):
            return numerator_bits(element, extent)
        case Record(fields):
            return max((numerator_bits(body, extent) for _, body in fields), default=0)
        case _:
            return 0


def cells(kind: Type, extent: Extent) -> int:
    """Cells of a value of the type: code points of its texts and elements of its lists."""
    match kind:
        case Text(_, longest):
            return min(longest, extent.text)
        case List(element, _, longest):
            return longest * (1 + cells(element, extent))
        case Optional(body):
            return cells(body, extent)
        case Record(fields):
            return sum(cells(body, extent) for _, body in fields)
        case _:
            return 0


# One rule for each way in which operators make new denominators or texts


def same(args: Extents, _kinds: Types, _data: Operand) -> Extent:
    """The result is, or consists of, arguments."""
    return cover(args)


def body(args: Extents, _kinds: Types, _data: Operand) -> Extent:
    """Of a comprehension: the elements are what the body computes."""
    return args[2]


def product(args: Extents, _kinds: Types, _data: Operand) -> Extent:
    return Extent(args[0].grid * args[1].grid, args[0].loose + args[1].loose)


def addition(args: Extents, _kinds: Types, _data: Operand) -> Extent:
    return Extent(math.lcm(args[0].grid, args[1].grid), args[0].loose + args[1].loose)


def quotient(args: Extents, kinds: Types, _data: Operand) -> Extent:
    """(a/b) / (c/d) = ad / bc: the divisor's numerator goes into the denominator."""
    match kinds[1]:
        case Number(low, high) if low == high != 0:
            return Extent(args[0].grid * abs(low.numerator), args[0].loose)
        case kind:
            return Extent(args[0].grid, args[0].loose + numerator_bits(kind, args[1]))


def power(args: Extents, kinds: Types, _data: Operand) -> Extent:
    """A grid that would outgrow the cap is counted as loose bits instead of being computed."""
    times = int(kinds[1].high) if isinstance(kinds[1], Number) else 1
    grid, loose = args[0].grid, args[0].loose * times
    if grid.bit_length() * times > 2 * MAX_BITS:
        return Extent(loose=loose + grid.bit_length() * times)
    return Extent(grid**times, loose)


def total(args: Extents, kinds: Types, _data: Operand) -> Extent:
    match kinds[0]:
        case List(_, _, longest):
            return Extent(args[0].grid, args[0].loose * max(longest, 1))
        case _:
            return args[0]


def formatted(args: Extents, kinds: Types, data: Operand) -> Extent:
    """A rational without a shape is as long as its two numbers; the type of the result knows only the cap."""
    length = 0
    inputs = iter(args)
    for piece, kind in pieces(kinds, data):
        if isinstance(piece, str):
            length += len(piece)
            continue
        extent = next(inputs)
        longest = lengths(kind, piece)[1]
        if isinstance(kind, Text):
            longest = extent.text
        elif isinstance(kind, Number) and kind.places is None and piece.places is None:
            bits = (numerator_bits(kind, extent), extent.denominator_bits)
            longest = min(longest, 2 + sum(with_commas(decimal_digits(n), piece) for n in bits))
        length += longest
    return Extent(text=length)


def joined(args: Extents, kinds: Types, data: Operand) -> Extent:
    match kinds[0], data:
        case List(_, _, longest), str():
            return Extent(text=longest * args[0].text + len(data) * max(longest - 1, 0))
        case _:
            return args[0]
