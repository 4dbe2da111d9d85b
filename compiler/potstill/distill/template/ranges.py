"""Ranges of parameters, generalised from the values that were seen by stated rules.

A range of numbers reaches to the power of ten that has one digit more than the largest value seen, on either
side of zero where values were seen on both; it begins at the smallest positive value of its grid if no zero
was seen. Wider evidence widens it, by the same rules applied to more values.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Number = int | Fraction

MARGIN_PLACES = 1
"""Decimal places beyond those seen, where any were."""


def bounds(values: Sequence[Number], places: int) -> tuple[Fraction, Fraction]:
    """The range for values with so many decimal places."""
    high = _power(max(values)) if max(values) > 0 else Fraction(0)
    if min(values) < 0:
        return -_power(-min(values)), high
    if min(values) == 0:
        return Fraction(0), max(high, Fraction(1))
    return Fraction(1, 10**places), high


def percentages(values: Sequence[Number], places: int) -> tuple[Fraction, Fraction]:
    """The range of percentages: 0 to 100, if none beyond was seen."""
    if all(0 <= value <= 100 for value in values):
        return Fraction(0), Fraction(100)
    low, high = bounds(values, places)
    return min(low, Fraction(0)), max(high, Fraction(100))


def shares(values: Sequence[Number]) -> tuple[Fraction, Fraction]:
    """The range of fractions: 0 to 1, if none beyond was seen."""
    if all(0 <= value <= 1 for value in values):
        return Fraction(0), Fraction(1)
    low, high = bounds(values, 0)
    return min(low, Fraction(0)), max(high, Fraction(1))


def margin(places: int) -> int:
    """The decimal places that are read where so many were seen."""
    return places and places + MARGIN_PLACES


def written(low: Fraction, high: Fraction, places: int = 0) -> str:
    """The range as recipes have it, both ends with so many decimal places."""
    return f"{_written(low, places)}..{_written(high, places)}"


def _power(value: Number) -> Fraction:
    """The power of ten with one digit more than the value's whole part."""
    return Fraction(10 ** (len(str(int(value))) + 1))


def _written(value: Fraction, places: int) -> str:
    if not places:
        return f"{int(value):_}"
    whole, part = divmod(abs(int(value * 10**places)), 10**places)
    return f"{'-' if value < 0 else ''}{whole:_}.{part:0{places}d}"
