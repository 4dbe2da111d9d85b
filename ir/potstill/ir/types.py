"""The types of values: numbers with ranges, texts as languages, dates, lists, records, optionals.

Arithmetic is exact: a number is an integer or a fraction, never binary floating point. A number's type
says where it lies and how fine its grid is; a text's type says which texts it may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from potstill.ir.grammar import Machine

MAX_UTTERANCE = 1000
"""Symbols in the longest normal form that is read; so also the longest text that a slot yields."""


@dataclass(frozen=True, slots=True)
class Bool:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Number:
    """The multiples of 10**-places between low and high; ``places`` None: all rationals between them."""

    low: Fraction
    high: Fraction
    places: int | None

    @property
    def integral(self) -> bool:
        """Whether every value is a whole number."""
        return self.places == 0


@dataclass(frozen=True, slots=True)
class Text:
    """Texts of ``shortest`` to ``longest`` code points; with ``values``, exactly those, in order.

    With a ``language``, those of these lengths whose fragment (:func:`potstill.ir.normal.fragment`) it reads.
    ``pattern`` is the regular expression that the language was written as, for messages alone.

    INVARIANT: not both values and a language; the language is canonical (:mod:`potstill.ir.languages`), so
    that types of one language are equal, and it is not the language of all texts.
    """

    shortest: int
    longest: int
    values: tuple[str, ...] | None = None
    language: Machine | None = None
    pattern: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Date:
    """Days of the proleptic Gregorian calendar, counted from 0001-01-01 = 1 to 9999-12-31 = 3652059."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the year without its year: month * 100 + day, 101 to 1231, 229 included."""


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds since midnight, 0 to 86399."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole seconds, low to high."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class List:
    """``shortest`` to ``longest`` elements of one type."""

    element: Type
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields, in order."""

    fields: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A value of ``body``, or none."""

    body: Type


Type: TypeAlias = Bool | Number | Text | Date | MonthDay | Time | Duration | List | Record | Optional

FIRST_DAY, LAST_DAY = 1, 3652059
SECONDS_A_DAY = 86400


def integer(low: int, high: int) -> Number:
    """The whole numbers low to high."""
    return Number(Fraction(low), Fraction(high), 0)


def enumeration(*values: str) -> Text:
    """The type of exactly these texts."""
    lengths = [len(value) for value in values]
    return Text(min(lengths), max(lengths), tuple(values))


NEVER = Text(0, 0, ())
"""The type without values. ``none`` is an ``Optional(NEVER)``, the empty list a ``List(NEVER, 0, 0)``."""
