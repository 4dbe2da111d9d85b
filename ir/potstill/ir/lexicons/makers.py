"""Makers: how the registers of a finished reading become a value. Data, like the languages themselves.

A maker also holds the conditions that a lexicon's language does not express; a reading that breaks one
has no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import TypeAlias, assert_never

from potstill.ir.calendar import day_number, is_day
from potstill.ir.values import Value

REGISTERS = 8
"""How many registers a reading has. INVARIANT: no language names a higher one."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """r0 * 10**(r2 - r1) + r3 units of 10**-places; low, high and step are counted in them as well."""

    places: int
    low: int
    high: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """r0 + r1 / (r2 or 1), with a denominator up to ``limit``, between the bounds.

    With a whole part the rest must be less than 1.
    """

    limit: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Calendar:
    """Year r0, month r1, day r2, as a day number between the bounds; no such day, no value."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Yearly:
    """Month r1, day r2, as month * 100 + day."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """The registers times their weights, between the bounds; with ``modulus`` reduced first."""

    weights: tuple[int, ...]
    low: int
    high: int
    modulus: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value number r0."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Spelled:
    """The text itself, in the spelling it was given in."""


@dataclass(frozen=True, slots=True)
class Elements:
    """What the items of the language read, ``low`` to ``high`` of them."""

    low: int
    high: int


Maker: TypeAlias = Scaled | Ratio | Calendar | Yearly | Weighted | Chosen | Spelled | Elements


def number(value: Fraction) -> int | Fraction:
    """The value as programs hold it: an int if it is whole."""
    return value.numerator if value.denominator == 1 else value


def make(maker: Maker, registers: tuple[int, ...], items: tuple[Value, ...], text: str) -> Value:
    """The value of a finished reading; None where a condition fails."""
    match maker:
        case Scaled(places, low, high, step):
            exponent = registers[2] - registers[1]
            if exponent >= 0:
                units = registers[0] * 10**exponent
            else:
                units, rest = divmod(registers[0], 10**-exponent)
                if rest:
                    return None
            units += registers[3]
            if not low <= units <= high or (units - low) % step:
                return None
            return number(Fraction(units, 10**places)) if places else units
        case Ratio(limit, low, high):
            whole, numerator, denominator = registers[0], registers[1], registers[2] or 1
            if whole and abs(numerator) >= denominator:
                return None
            value = whole + Fraction(numerator, denominator)
            return number(value) if low <= value <= high and value.denominator <= limit else None
        case Calendar(low, high):
            if not is_day(*registers[:3]):
                return None
            day = day_number(*registers[:3])
            return day if low <= day <= high else None
        case Yearly():
            return registers[1] * 100 + registers[2]
        case Weighted(weights, low, high, modulus):
            total = sum(map(mul, weights, registers))
            if modulus is not None:
                total %= modulus
            return total if low <= total <= high else None
        case Chosen(values):
            return values[registers[0]]
        case Spelled():
            return text
        case Elements(low, high):
            return items if low <= len(items) <= high else None
        case _:
            assert_never(maker)
