"""Symbolic values: what a node may be, as terms.

Days, days of the year, times and durations are whole numbers. A number is a quotient of two integer terms;
where the denominator is a constant, what can be said in linear arithmetic stays linear. A list is unrolled
into items, each with the condition that it is there. What is too large to unroll is opaque: a name and a
length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.ir.normal import fold
from potstill.verifier.smt.script import Bool, Int

MAX_ITEMS: Final = 32
"""Items of the longest list that is unrolled."""
FEW: Final = 24
"""Values of a number up to which products and quotients with it are told apart, and so stay linear."""
_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    term: Bool


@dataclass(frozen=True, slots=True)
class Quotient:
    """num / den, not always in lowest terms. INVARIANT: den > 0, also where the value means nothing.

    ``among``: what num can be where the value means something, if that is one of a few numbers.
    """

    num: Int
    den: Int = 1
    among: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """A text: its identity (one for each spelling), the class of its normal form, its length.

    ``among``: the identities that it can have, if they are few and known.
    """

    identity: Int
    form: Int
    length: Int
    among: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An element of a list, if it is there."""

    there: Bool
    value: Symbolic


@dataclass(frozen=True, slots=True)
class Items:
    """A list unrolled. ``dense``: the items that are there come before those that are not."""

    items: tuple[Item, ...]
    length: Int
    dense: bool = True


@dataclass(frozen=True, slots=True)
class Opaque:
    """A list that is not unrolled: a name that is equal where the list is, and its length."""

    handle: Int
    length: Int


@dataclass(frozen=True, slots=True)
class Parts:
    """A record, field by field."""

    parts: tuple[Symbolic, ...]


@dataclass(frozen=True, slots=True)
class Perhaps:
    """An optional value; without a body it is none."""

    there: Bool
    body: Symbolic | None


Symbolic: TypeAlias = Truth | Quotient | Letters | Items | Opaque | Parts | Perhaps


class Spellings:
    """The texts that are named, by number; the class of a text is the first one that is equal to it.

    Texts whose normal form has one of the digits 0 to 9 have numbers from 0 up, others from -1 down: so a
    number written into a text tells it from a text without any.
    """

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._classes: dict[str, int] = {}

    def identity(self, text: str) -> int:
        """The number of a spelling."""
        number = self._numbers.get(text)
        if number is None:
            form = fold(text)
            count = len(self._texts)
            number = self._numbers[text] = count if has_digit(form) else -1 - count
            self._texts[number] = text
            self._classes.setdefault(form, number)
        return number

    def form(self, text: str) -> int:
        """The number of its class: that of the first spelling with the same normal form."""
        self.identity(text)
        return self._classes[fold(text)]

    def text(self, number: int) -> str | None:
        """The spelling of a number, if it is one."""
        return self._texts.get(number)

    def knows(self, text: str) -> bool:
        """Whether the spelling has a number."""
        return text in self._numbers

    @property
    def forms(self) -> frozenset[str]:
        """The normal forms of all known texts."""
        return frozenset(self._classes)

    def letters(self, text: str) -> Letters:
        """A constant text."""
        number = self.identity(text)
        return Letters(number, self.form(text), len(text), frozenset((number,)))


def has_digit(text: str) -> bool:
    """Whether one of the digits 0 to 9 is in the text. A normal form keeps all that a text has."""
    return not _DIGITS.isdisjoint(text)


def names_of(value: Symbolic) -> Iterator[Int | Bool]:
    """The terms that a value is made of."""
    match value:
        case Truth(term):
            yield term
        case Quotient(num, den):
            yield num
            yield den
        case Letters(identity, form, length):
            yield identity
            yield form
            yield length
        case Items(items, length):
            yield length
            for item in items:
                yield item.there
                yield from names_of(item.value)
        case Opaque(handle, length):
            yield handle
            yield length
        case Parts(parts):
            for part in parts:
                yield from names_of(part)
        case Perhaps(there, body):
            yield there
            if body is not None:
                yield from names_of(body)
