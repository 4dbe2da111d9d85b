"""Decimals that binary floating point printed: 0.3333333333333333 is a third.

No lexicon of decimals reads so many places, since none of them is meant. Where each is the closest there is
to a simple fraction, give or take a rounding, an enumeration of simple fractions reads what they print as.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import inf, lcm, nextafter, ulp
from typing import Final

from potstill.ir.lexicons.numbers import MAX_PLACES

_PRINTED: Final = re.compile(r"\d{1,6}\.\d{1,17}")
_ROUNDINGS: Final = 8
"""By how many units in the last place a sum of a few terms may be off."""

_MAX_DENOMINATOR: Final = 60
_PARTS: Final = 12
"""Shares of a whole are read with denominators up to this, or the largest seen."""

_MAX_VALUES: Final = 600
"""Members of an enumeration of printed fractions."""


def printed(texts: Sequence[str], *, seen: bool = False) -> tuple[Fraction, ...] | None:
    """The fractions that were printed; None unless one has more places than decimals have, or ``seen``."""
    if not all(map(_PRINTED.fullmatch, texts)):
        return None
    if not seen and all(len(text.partition(".")[2]) <= MAX_PLACES for text in texts):
        return None
    values = tuple(Fraction(float(text)).limit_denominator(_MAX_DENOMINATOR) for text in texts)
    near = all(
        abs(Fraction(text) - value) <= _ROUNDINGS * Fraction(ulp(float(text)))
        for text, value in zip(texts, values, strict=True)
    )
    return values if near else None


def enumeration(values: Sequence[Fraction]) -> str | None:
    """The type that reads these fractions and their like as they are printed; None if there are too many.

    Their like are: if all are shares of a whole, shares with denominators up to 12 or the largest seen;
    otherwise multiples of their common unit, or of twelfths of it where that reaches, up to _MAX_VALUES.
    """
    if all(0 <= value <= 1 for value in values):
        most = max(_PARTS, *(value.denominator for value in values))
        members = sorted(
            {*values, *(Fraction(part, den) for den in range(1, most + 1) for part in range(1, den + 1))}
        )
    else:
        unit = Fraction(1, lcm(*(value.denominator for value in values)))
        finer = Fraction(1, lcm(_PARTS, unit.denominator))
        unit = finer if max(values) <= _MAX_VALUES * finer else unit
        if max(values) > _MAX_VALUES * unit:
            return None
        members = [unit * count for count in range(0 if 0 in values else 1, _MAX_VALUES + 1)]
    written = (
        f"{member} only {' | '.join(f'{chr(34)}{form}{chr(34)}' for form in _forms(member))}"
        for member in members
    )
    return "enum {" + ", ".join(written) + "}"


def _forms(value: Fraction) -> list[str]:
    """What the fraction prints as: the closest number of binary floating point, and the ones beside it."""
    closest = float(value)
    numbers = (closest, nextafter(closest, -inf), nextafter(closest, inf))
    found = [repr(number) for number in numbers]
    if value.denominator == 1:
        found.append(str(value))
    return [form for form in dict.fromkeys(found) if "e" not in form]
