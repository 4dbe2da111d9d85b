"""Syntax of types, of values and of what slots read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from potstill.compiler.syntax.base import NO_COMMENTS, Comments, Name, Placed, Quoted
from potstill.compiler.syntax.expressions import Day, Expression, Number, Stretch
from potstill.compiler.syntax.templates import Template


@dataclass(frozen=True, slots=True)
class Ratio(Placed):
    """A bound of a range that is a number: ``-2``, ``0.5``, ``1/3``."""

    numerator: Number
    denominator: Number | None = None
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Period(Placed):
    """A bound that is a duration."""

    stretch: Stretch
    negative: bool = False


Bound: TypeAlias = Ratio | Period | Day


@dataclass(frozen=True, slots=True)
class Range(Placed):
    """``low..high``."""

    low: Bound
    high: Bound


@dataclass(frozen=True, slots=True)
class Member(Placed):
    """A value of an enumeration and its phrases; ``only``: they are all that is read, not the value too."""

    value: Expression
    phrases: tuple[Template, ...] = ()
    only: bool = False
    comments: Comments = NO_COMMENTS


@dataclass(frozen=True, slots=True)
class TypeName(Placed):
    """A type that is one word, and whatever follows it; which parts a word takes, the grammar says.

    ``places`` of ``decimal(2)``; ``name``: a currency, or the order of dates; ``limit``: the largest
    denominator; ``digits``: numbers in words are not read.
    """

    word: str
    range: Range | None = None
    step: Bound | None = None
    places: Number | None = None
    name: Name | None = None
    limit: Number | None = None
    digits: bool = False


@dataclass(frozen=True, slots=True)
class EnumType(Placed):
    """``enum {...}``."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class WordsType(Placed):
    """``words lo..hi except "by" with numbers``."""

    range: Range
    excepted: tuple[Quoted, ...] = ()
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class Condition(Placed):
    """``with KEY in {...}``, or ``with KEY not in {...}``."""

    key: Name
    values: tuple[Quoted, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NamesType(Placed):
    """``names LIST with KEY in {...}``."""

    names: Name
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeType(Placed):
    """``text``, anything at all, or ``text /.../``: the pattern without its slashes. Types have one."""

    pattern: str | None


@dataclass(frozen=True, slots=True)
class ListType(Placed):
    """``list(ELEMENT) lo..hi``."""

    element: TypeSyntax
    range: Range


@dataclass(frozen=True, slots=True)
class RecordType(Placed):
    """``record {a: T}``."""

    fields: tuple[tuple[Name, TypeSyntax], ...]


@dataclass(frozen=True, slots=True)
class OptionalType(Placed):
    """``optional T``."""

    body: TypeSyntax


TypeSyntax: TypeAlias = (
    TypeName | EnumType | WordsType | NamesType | FreeType | ListType | RecordType | OptionalType
)
"""Types of values, and ways to read slots: which is which, the grammar says by where they stand."""
