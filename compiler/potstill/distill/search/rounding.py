"""Rounding around a formula: the target as an interval, and which roundings of a value give the target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from potstill.distill.search.contexts import Bounds
from potstill.distill.terms import Apply, Term
from potstill.ir.program import Rounding
from potstill.ir.rounding import rounded


@dataclass(frozen=True, slots=True)
class Wrap:
    """What is done to a formula's value last. None: nothing."""

    rounding: Rounding | None = None

    @property
    def up(self) -> bool:
        """Whether it goes to the next whole number above."""
        return self.rounding is not None and self.rounding.mode == "ceil"

    def of(self, value: Fraction) -> Fraction:
        """The value, rounded."""
        return value if self.rounding is None else Fraction(rounded(value, self.rounding))

    def around(self, term: Term) -> Term:
        """The term, rounded."""
        match self.rounding:
            case None:
                return term
            case Rounding(0, "floor" | "ceil" as name):
                return Apply(name, (term,))
            case rounding:
                return Apply("round", (term,), rounding)


AS_IS: Final = Wrap()
MODES: Final = ("floor", "ceil", "half_up", "half_even")
PLACES: Final = (0, 2)
"""Whole numbers, and money."""


def wraps(target: Sequence[Fraction]) -> tuple[Wrap, ...]:
    """The roundings that may have made a target: to the fewest of PLACES that all of it has, else none."""
    places = next((each for each in PLACES if all((v * 10**each).denominator == 1 for v in target)), None)
    if places is None:
        return (AS_IS,)
    return (AS_IS, *(Wrap(Rounding(places, mode)) for mode in MODES))


def bounds(target: Sequence[Fraction], allowed: Iterable[Wrap]) -> Bounds:
    """What a formula's value may be so that one of the roundings gives the target; of shape (examples, 1)."""
    units = [Fraction(10) ** -each.rounding.places for each in allowed if each.rounding is not None]
    width = max(units, default=Fraction(0))
    return Bounds(
        np.array([[float(value - width)] for value in target]),
        np.array([[float(value + width)] for value in target]),
    )


def fitting(
    values: Sequence[Fraction], target: Sequence[Fraction], allowed: Iterable[Wrap]
) -> tuple[Wrap, ...]:
    """Those of the roundings that give the target in every example."""
    return tuple(
        wrap for wrap in allowed if all(wrap.of(v) == t for v, t in zip(values, target, strict=True))
    )
