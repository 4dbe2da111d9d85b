"""Intervals of numbers with ends that are open or closed, and the conditions that state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.terms import Apply, Const, Term


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends, None for no end; an end is in it if it is ``closed``."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = False
    high_closed: bool = False

    def meet(self, other: Interval) -> Interval:
        """What is in both."""
        low, low_closed = max(self._below(), other._below(), key=_tighter)
        high, high_closed = max(self.negated()._below(), other.negated()._below(), key=_tighter)
        return Interval(low, None if high is None else -high, low_closed, high_closed)

    def divided(self, factor: Fraction) -> Interval:
        """All its numbers divided by a number other than 0."""
        low = None if self.low is None else self.low / factor
        high = None if self.high is None else self.high / factor
        if factor > 0:
            return Interval(low, high, self.low_closed, self.high_closed)
        return Interval(high, low, self.high_closed, self.low_closed)

    def negated(self) -> Interval:
        """All its numbers with the other sign."""
        return self.divided(Fraction(-1))

    def contains(self, found: object) -> bool:
        """Whether a value is a number that is in it."""
        if isinstance(found, bool) or not isinstance(found, int | Fraction):
            return False
        above = self.low is None or found > self.low or (self.low_closed and found == self.low)
        below = self.high is None or found < self.high or (self.high_closed and found == self.high)
        return above and below

    def said(self, term: Term) -> Iterator[Term]:
        """The conditions that a term lies in it."""
        if self.low is not None and self.low == self.high and self.low_closed and self.high_closed:
            yield Apply("eq", (term, Const(self.low)))
            return
        if self.low is not None:
            yield Apply("le" if self.low_closed else "lt", (Const(self.low), term))
        if self.high is not None:
            yield Apply("le" if self.high_closed else "lt", (term, Const(self.high)))

    def _below(self) -> tuple[Fraction | None, bool]:
        return self.low, self.low_closed


def _tighter(end: tuple[Fraction | None, bool]) -> tuple[bool, Fraction, bool]:
    """How much a lower end leaves out; an open end more than a closed one."""
    low, closed = end
    return low is not None, low or Fraction(0), not closed


EVERYTHING: Final = Interval(None, None)
POINT: Final = Interval(Fraction(0), Fraction(0), True, True)

# By how much a number may exceed the whole number that each rounding makes of it, ties left out.
FLOOR: Final = Interval(Fraction(0), Fraction(1), low_closed=True)
CEIL: Final = Interval(Fraction(-1), Fraction(0), high_closed=True)
NEAREST: Final = Interval(Fraction(-1, 2), Fraction(1, 2))
