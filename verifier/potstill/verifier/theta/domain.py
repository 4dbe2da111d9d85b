"""The values that a slot or a context field takes, as sets: what Θ is made of.

A slot's type is a range; what its lexicon reads may be less: every fifth number, the fractions with small
denominators, the listed constants. Proofs quantify over domains, so that no counterexample is a value that
nobody can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from potstill.ir.types import Type
from potstill.ir.values import Value, identity


@dataclass(frozen=True, slots=True)
class Whole:
    """Every value of a type."""

    type: Type


@dataclass(frozen=True, slots=True)
class Grid:
    """The ``count`` numbers low, low + step, low + 2 * step ...; also days, times and durations."""

    low: Fraction
    step: Fraction
    count: int

    @property
    def high(self) -> Fraction:
        """The last of them."""
        return self.low + self.step * (self.count - 1)


@dataclass(frozen=True, slots=True)
class Ratios:
    """The fractions between low and high whose denominators, in lowest terms, are at most ``denominator``."""

    low: Fraction
    high: Fraction
    denominator: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Exactly these values, in order of writing, without repeats; texts apart by their normal forms."""

    values: tuple[Value, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and identity(self.values) == identity(other.values)

    def __hash__(self) -> int:
        return hash(identity(self.values))


@dataclass(frozen=True, slots=True)
class Lists:
    """``shortest`` to ``longest`` elements out of one domain."""

    element: Domain
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Maybe:
    """None, or a value of ``body``."""

    body: Domain


@dataclass(frozen=True, slots=True)
class Either:
    """A value of at least one of the parts."""

    parts: tuple[Domain, ...]


Domain: TypeAlias = Whole | Grid | Ratios | Listed | Lists | Maybe | Either


@dataclass(frozen=True, slots=True)
class Point:
    """One request, as a program sees it: a value for every slot, and for every context field."""

    parameters: Mapping[str, Value]
    context: Mapping[str, Value]
