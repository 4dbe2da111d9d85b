"""Rounding of exact numbers in seven modes, and their digits."""

from __future__ import annotations

from fractions import Fraction

from potstill.ir.program import Rounding

MODES = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceil")
"""To the nearest, ties away from 0 (half_up), to the even neighbour (half_even) or towards 0 (half_down); or
always away from 0 (up), towards 0 (down), towards -infinity (floor), towards infinity (ceil)."""

_CHUNK = 4000
"""Digits that are written at once; Python refuses to write integers of more than 4300."""

DEFAULT_MODE = "half_up"
"""What ``round`` without a mode does, and what a format with decimal places does."""


def exact(value: int | Fraction) -> int | Fraction:
    """The number as programs hold it: an int if it is whole."""
    return value.numerator if value.denominator == 1 else value


def rounded(value: int | Fraction, rounding: Rounding) -> int | Fraction:
    """``value`` to a multiple of 10**-places; places may be negative. ValueError for an unknown mode."""
    scale = Fraction(10) ** rounding.places
    scaled = value * scale
    below, rest = divmod(scaled, 1)
    return exact((below + _step(below, rest, rounding.mode)) / scale)


def _step(below: int, rest: Fraction, mode: str) -> int:
    """0 to stay at the whole number below, 1 to go to the one above; rest is what lies between."""
    if rest == 0:
        return 0
    positive = below >= 0
    match mode:
        case "half_up":
            return int(rest > Fraction(1, 2) or (rest == Fraction(1, 2) and positive))
        case "half_even":
            return int(rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1))
        case "half_down":
            return int(rest > Fraction(1, 2) or (rest == Fraction(1, 2) and not positive))
        case "up":
            return int(positive)
        case "down":
            return int(not positive)
        case "floor":
            return 0
        case "ceil":
            return 1
        case _:
            raise ValueError(f"{mode!r} is not a way to round: {', '.join(MODES)}")


def decimal_places(value: Fraction) -> int | None:
    """The decimal places of the number's finite expansion; None where it has none (or a huge denominator)."""
    rest = value.denominator
    if rest.bit_length() > 4096:
        return None
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def digits(value: int) -> str:
    """The decimal digits of a natural number of any length."""
    parts: list[str] = []
    while value >= 10**_CHUNK:
        value, low = divmod(value, 10**_CHUNK)
        parts.append(str(low).rjust(_CHUNK, "0"))
    return str(value) + "".join(reversed(parts))


def fixed(value: int | Fraction, places: int) -> str:
    """A multiple of 10**-places with exactly so many places: ``-0.50``."""
    text = digits(int(abs(value) * 10**places)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def ratio(value: int | Fraction) -> str:
    """A number as a fraction in lowest terms, ``-1/3``, or as a whole number."""
    text = ("-" if value < 0 else "") + digits(abs(value.numerator))
    return text if value.denominator == 1 else f"{text}/{digits(value.denominator)}"
