"""Pieces of words, over-approximated: a few texts, and any text over a class of symbols.

INVARIANT: whatever these functions are asked about is contained in what they return; where a set of texts
would grow beyond :data:`MAX_TEXTS` it becomes a class. So "cannot be read" is always true, "can" need not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from potstill.ir.regular import classes
from potstill.ir.regular.classes import Ranges

MAX_TEXTS: Final = 256
"""Texts that a set of pieces keeps apart."""

MAX_SYMBOLS: Final = 16
"""Symbols of a class that are kept apart as texts."""


@dataclass(frozen=True, slots=True)
class Fragments:
    """The ``texts``, and, unless ``open`` is empty, every text of at least one symbol of it; no spaces."""

    texts: frozenset[str]
    open: Ranges = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.open)


NONE: Final = Fragments(frozenset())
BLANK: Final = Fragments(frozenset(("",)))


def one(text: str) -> Fragments:
    """Just that text."""
    return Fragments(frozenset((text,)))


def of_class(ranges: Ranges) -> Fragments:
    """One symbol of a class; the class has no space."""
    if classes.size(ranges) <= MAX_SYMBOLS:
        return Fragments(frozenset(chr(code) for low, high in ranges for code in range(low, high + 1)))
    return Fragments(frozenset(), ranges)


def union(left: Fragments, right: Fragments) -> Fragments:
    """What either holds."""
    if left is right or not right:
        return left
    if not left:
        return right
    texts = left.texts | right.texts
    open_ = left.open if left.open == right.open else classes.union(left.open, right.open)
    return Fragments(texts, open_) if len(texts) <= MAX_TEXTS else _collapsed(texts, open_)


def joined(left: Fragments, right: Fragments) -> Fragments:
    """A piece of each, one after the other."""
    if left == BLANK:
        return right
    if right == BLANK:
        return left
    if not left or not right:
        return NONE
    open_: Ranges = ()
    if left.open or right.open:
        parts = [*_classes(left, bool(right.open)), *_classes(right, bool(left.open))]
        open_ = classes.union(*parts)
    if len(left.texts) * len(right.texts) <= MAX_TEXTS:
        return Fragments(frozenset([a + b for a in left.texts for b in right.texts]), open_)
    open_ = classes.union(open_, symbols(left), symbols(right))
    return Fragments(frozenset(("",)) & left.texts & right.texts, open_)


def repeated(body: Fragments) -> Fragments:
    """Any number of pieces, one after the other, none included."""
    return Fragments(frozenset(("",)), symbols(body))


def symbols(pieces: Fragments) -> Ranges:
    """The symbols that occur."""
    return classes.union(pieces.open, _symbols("".join(sorted(pieces.texts))))


def without_blank(pieces: Fragments) -> Fragments:
    """The pieces that are not empty."""
    return Fragments(pieces.texts - {""}, pieces.open) if "" in pieces.texts else pieces


def meet(left: Fragments, right: Fragments) -> bool:
    """Whether some piece may be in both."""
    if not left.texts.isdisjoint(right.texts):
        return True
    if left.open and right.open and classes.intersection(left.open, right.open):
        return True
    return _any_within(left.texts, right.open) or _any_within(right.texts, left.open)


def within(text: str, open_: Ranges) -> bool:
    """Whether a text is made of symbols of the class, at least one."""
    return bool(text) and all(classes.contains(open_, ord(char)) for char in text)


def _any_within(texts: frozenset[str], open_: Ranges) -> bool:
    return bool(open_) and any(within(text, open_) for text in texts)


def _classes(pieces: Fragments, beside_open: bool) -> list[Ranges]:
    """The classes of what a join with the pieces adds to the open part."""
    return [symbols(pieces)] if beside_open or pieces.open else []


def _collapsed(texts: frozenset[str], open_: Ranges) -> Fragments:
    return Fragments(frozenset(("",)) & texts, classes.union(open_, _symbols("".join(sorted(texts)))))


@lru_cache(maxsize=4096)
def _symbols(text: str) -> Ranges:
    return classes.of((ord(char), ord(char)) for char in set(text))
