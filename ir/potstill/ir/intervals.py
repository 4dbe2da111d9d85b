"""Interval arithmetic on number types: the least range and the coarsest grid that are easy to know.

Every function is sound: for values of the argument types for which the operation is defined, the result is
a value of the returned type. Ranges are exact, except for ends of rational ranges whose denominators have
more than ``END_BITS`` bits: those are moved outwards, by less than one part in 2**(END_BITS - 2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction

from potstill.ir.caps import END_BITS, MAX_BITS, MAX_PLACES
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.program import Rounding
from potstill.ir.rounding import decimal_places, rounded
from potstill.ir.types import Number


def number(low: Fraction | int, high: Fraction | int, places: int | None) -> Number:
    """The range as a type. TypeFault (too_large) if an end or the grid needs more bits than the cap."""
    low, high = Fraction(low), Fraction(high)
    if places is None and low == high:
        places = decimal_places(low)
    if places is None:
        low, high = _outwards(low, math.floor), _outwards(high, math.ceil)
    too_fine = places is not None and places > MAX_PLACES
    if too_fine or max(magnitude_bits(low), magnitude_bits(high)) > MAX_BITS:
        raise TypeFault(FaultCode.TOO_LARGE, None, f"numbers of at most {MAX_BITS} bits")
    return Number(low, high, places)


def magnitude_bits(value: Fraction) -> int:
    """Bits of the numerator or of the denominator, whichever is longer."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def negate(a: Number) -> Number:
    return Number(-a.high, -a.low, a.places)


def absolute(a: Number) -> Number:
    low = Fraction(0) if a.low <= 0 <= a.high else min(abs(a.low), abs(a.high))
    return Number(low, max(abs(a.low), abs(a.high)), a.places)


def add(a: Number, b: Number) -> Number:
    return number(a.low + b.low, a.high + b.high, finer(a, b))


def subtract(a: Number, b: Number) -> Number:
    return add(a, negate(b))


def multiply(a: Number, b: Number) -> Number:
    places = None if a.places is None or b.places is None else a.places + b.places
    return hull((x * y for x in (a.low, a.high) for y in (b.low, b.high)), places)


def divide(a: Number, b: Number) -> Number:
    """TypeFault where b is always 0 (always_fails) or a rational that comes close to 0 (unbounded)."""
    places = None
    if b.low == b.high != 0 and a.places is not None:
        inverse = decimal_places(1 / b.low)
        places = None if inverse is None else a.places + inverse
    corners = [x / y for x in (a.low, a.high) for y in divisor_ends(b)]
    return hull(corners, places)


def floor_divide(a: Number, b: Number) -> Number:
    """TypeFault as for ``divide``."""
    return floor(divide(a, b))


def modulo(a: Number, b: Number) -> Number:
    """a - b * floor(a / b): 0 up to a positive divisor, or a negative divisor up to 0, not the divisor."""
    ends = [end for end in (b.low, b.high) if end != 0]
    if not ends:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, "a divisor other than 0", b)
    places = finer(a, b)
    if a.low == a.high and b.low == b.high:
        rest = a.low % b.low
        return number(rest, rest, places)
    parts = [Fraction(0)]
    if b.high > 0:
        parts += _rests(a, b.high, places)
    if b.low < 0:
        parts += [-rest for rest in _rests(negate(a), -b.low, places)]
    if 0 <= a.low <= a.high < b.low or b.high < a.low <= a.high <= 0:
        parts = [a.low, a.high]
    return hull(parts, places)


def _rests(a: Number, high: Fraction, places: int | None) -> list[Fraction]:
    """The greatest rest of a divided by a positive divisor up to high."""
    greatest = high if places is None else high - Fraction(1, 10**places)
    return [min(greatest, a.high) if a.low >= 0 else greatest]


def power(x: Number, least: int, greatest: int) -> Number:
    """x ** n for 0 <= least <= n <= greatest. TypeFault (too_large) before any large number is made."""
    if max(magnitude_bits(x.low), magnitude_bits(x.high)) * greatest > 2 * MAX_BITS:
        raise TypeFault(FaultCode.TOO_LARGE, None, f"numbers of at most {MAX_BITS} bits")
    sizes = absolute(x)
    even = _exponents(least, greatest, 0)
    odd = _exponents(least, greatest, 1)
    ends = [size**n for size in (sizes.low, sizes.high) for n in even]
    ends += [end**n for end in (x.low, x.high) for n in odd]
    return hull(ends, None if x.places is None else x.places * greatest)


def _exponents(least: int, greatest: int, parity: int) -> list[int]:
    """The least and the greatest number of that parity between the two; none if there is none."""
    low = least + (least + parity) % 2
    high = greatest - (greatest + parity) % 2
    return [low, high] if low <= high else []


def minimum(parts: tuple[Number, ...]) -> Number:
    return Number(min(p.low for p in parts), min(p.high for p in parts), finer(*parts))


def maximum(parts: tuple[Number, ...]) -> Number:
    return Number(max(p.low for p in parts), max(p.high for p in parts), finer(*parts))


def round_to(a: Number, rounding: Rounding) -> Number:
    places = max(rounding.places, 0)
    kept = places if a.places is None else min(a.places, places)
    return number(rounded(a.low, rounding), rounded(a.high, rounding), kept)


def floor(a: Number) -> Number:
    return number(math.floor(a.low), math.floor(a.high), 0)


def ceil(a: Number) -> Number:
    return number(math.ceil(a.low), math.ceil(a.high), 0)


def total(a: Number, shortest: int, longest: int) -> Number:
    """The sum of shortest to longest values."""
    counts = (shortest, longest)
    return number(min(n * a.low for n in counts), max(n * a.high for n in counts), a.places)


def divisor_ends(b: Number) -> list[Fraction]:
    """The ends of b's values below 0 and of those above 0."""
    if b.low > 0 or b.high < 0:
        return [b.low, b.high]
    if b.low == b.high:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, "a divisor other than 0", b)
    if b.places is None:
        raise TypeFault(FaultCode.UNBOUNDED, 1, "a divisor whose range leaves out 0", b)
    least = Fraction(1, 10**b.places)
    below = [b.low, -least] if b.low < 0 else []
    above = [least, b.high] if b.high > 0 else []
    return below + above


def finer(*parts: Number) -> int | None:
    """The places of the grid that holds all the parts' grids."""
    known = [part.places for part in parts if part.places is not None]
    return max(known) if len(known) == len(parts) else None


def hull(points: Iterable[Fraction], places: int | None) -> Number:
    """The range from the least to the greatest of the points."""
    ends = sorted(points)
    return number(ends[0], ends[-1], places)


def _outwards(end: Fraction, side: Callable[[Fraction], int]) -> Fraction:
    """The end itself, or, if its denominator is long, the next number of ``END_BITS`` significant bits."""
    if end.denominator.bit_length() <= END_BITS:
        return end
    scale = Fraction(2) ** (END_BITS + end.denominator.bit_length() - end.numerator.bit_length())
    return side(end * scale) / scale
