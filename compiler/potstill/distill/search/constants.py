"""Constants of formulas: near ones, which the text names, and far ones, which everybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

SMALL: Final = (Fraction(1), Fraction(2))
"""Always near: one more, the other one of a pair, the mean of two, both ways."""

UNITS: Final = tuple(map(Fraction, (3, 4, 5, 7, 10, 12, 24, 30, 52, 60, 100, 1000)))
"""Far: small integers, days, hours, months, weeks, minutes, percent, thousands. They only scale."""

MAX_NEAR: Final = 8
"""Numbers of the text beyond these count as far."""

MAX_DIGITS: Final = 12
"""Constants whose numerator or denominator is longer are not used."""


@dataclass(frozen=True, slots=True)
class Constants:
    """``near`` stand anywhere in a formula; ``far`` only multiply, divide, or are divided."""

    near: tuple[Fraction, ...] = SMALL
    far: tuple[Fraction, ...] = UNITS


def constants(literals: Iterable[Fraction] = ()) -> Constants:
    """The constants for a text that says these numbers, in order: SMALL and the first of these are near."""
    said = [each for each in dict.fromkeys(literals) if each and len(str(each)) <= MAX_DIGITS]
    near = list(dict.fromkeys((*SMALL, *said)))[:MAX_NEAR]
    far = dict.fromkeys((*UNITS, *said))
    return Constants(tuple(near), tuple(each for each in far if each not in near))
