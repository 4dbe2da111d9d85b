"""Tokens of normal forms: words, numbers and marks, each with its place.

A number is one token, with what belongs to its digits (separators, decimals, a slash, the suffix of an
ordinal), and so is a run of number words. What stands around a number (a currency's sign, per cent, a unit)
is left to tokens beside it: whether it belongs to the number is decided by all examples at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from potstill.distill.template.vocabulary import JOINING, POWERS, SPELLED
from potstill.ir.lexicons import Decimals, Fractions, Integers, Multipliers, Ordinals


class Sort(Enum):
    """What a token is made of."""

    WORD = "word"
    DIGITS = "digits"
    """A number with digits: 12, 1,234.50, 1/2, 21st, 2026-03-04, 2 million."""
    SPELLED = "spelled"
    """A number in words: twenty-five, two thirds, first. Many such words mean other things too."""
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """Symbols ``start`` to ``end`` (exclusive) of a normal form. ``spaced``: a space stands before them."""

    text: str
    start: int
    end: int
    spaced: bool
    sort: Sort

    @property
    def numeric(self) -> bool:
        """Whether it may be read as a number."""
        return self.sort in (Sort.DIGITS, Sort.SPELLED)


_DIGITS: Final = (
    r"\d{4}-\d\d?-\d\d?(?!\d)|\d+/\d+/\d{4}(?!\d)|\d+ \d+/\d+(?![\d/])|\d+/\d+(?![\d/])"
    r"|(?:(?<= )|(?<=^)|(?<=\())-?\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?!,?\d)(?:\.\d+)?"
    r"|(?:(?<= )|(?<=^)|(?<=\())-\d+(?:\.\d+)?|\d+\.\d+|\d+(?:st|nd|rd|th)(?![a-z])|\d+|(?<![a-z.])\.\d+"
)
_WORD: Final = r"'s(?![a-z])|[a-z]+(?:'(?!s(?![a-z]))[a-z]+)*"
_TOKEN: Final = re.compile(rf" |(?P<digits>{_DIGITS})|(?P<word>{_WORD})|.", re.DOTALL)

_MAX_RUN: Final = 11
"""Tokens of the longest number in words that is looked for, hyphens included."""

_LEXICONS: Final = (
    Integers(0, 10**15),
    Decimals(3, Fraction(0), Fraction(10**15), Fraction(1, 1000)),
    Fractions(1000, Fraction(0), Fraction(1000)),
    Multipliers(Fraction(0), Fraction(1000)),
    Ordinals(0, 10**6),
)


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a normal form. Letters of all scripts make words; every other symbol is a mark."""
    shape = text if text.isascii() else "".join(map(_shape, text))
    plain: list[Token] = []
    spaced = False
    for match in _TOKEN.finditer(shape):
        start, end = match.span()
        if match.group() == " ":
            spaced = True
            continue
        sort = Sort.DIGITS if match["digits"] else Sort.WORD if match["word"] else Sort.MARK
        plain.append(Token(text[start:end], start, end, spaced, sort))
        spaced = False
    return tuple(_joined(text, plain))


def _shape(char: str) -> str:
    """What the expression of tokens sees of a symbol: letters and their marks are letters."""
    if char.isascii():
        return char
    return "a" if char.isalnum() or not char.isprintable() or _is_mark(char) else "*"


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char).startswith("M")


def _joined(text: str, plain: list[Token]) -> list[Token]:
    """The tokens, those of numbers in words made one."""
    found: list[Token] = []
    at = 0
    while at < len(plain):
        first = plain[at]
        stop = _number_end(text, plain, at)
        if stop is None:
            found.append(first)
            at += 1
            continue
        last = plain[stop - 1]
        sort = Sort.DIGITS if first.sort is Sort.DIGITS else Sort.SPELLED
        found.append(Token(text[first.start : last.end], first.start, last.end, first.spaced, sort))
        at = stop
    return found


def _number_end(text: str, plain: list[Token], at: int) -> int | None:
    """Where the longest number in words that begins here ends; None where none does."""
    first = plain[at]
    if first.sort is Sort.DIGITS:
        following = plain[at + 1] if at + 1 < len(plain) else None
        return at + 2 if following is not None and following.spaced and following.text in POWERS else None
    if first.text not in SPELLED:
        return None
    stop = at + 1
    while stop < len(plain) and stop - at < _MAX_RUN and plain[stop].text in SPELLED | JOINING:
        stop += 1
    for end in range(stop, at, -1):
        if plain[end - 1].text in SPELLED and _is_number(text[first.start : plain[end - 1].end]):
            return end
    return None


@lru_cache(maxsize=1 << 14)
def _is_number(text: str) -> bool:
    return any(lexicon.read(text) for lexicon in _LEXICONS)
