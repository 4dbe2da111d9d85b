"""Free text: words, anything at all, and texts that a pattern describes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from potstill.ir import languages
from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import MAX_SYMBOL, Chars, Machine, Node, Repeat, optional, seq
from potstill.ir.lexicons.base import CACHED, Reader
from potstill.ir.lexicons.makers import Maker, Spelled
from potstill.ir.lexicons.pattern import parse_pattern, shortest
from potstill.ir.normal import fold
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.regular.phrases import except_words
from potstill.ir.values import Value

SPACE, COMMA, COLON, SEMICOLON = 0x20, 0x2C, 0x3A, 0x3B
WORD_CHAR = Chars(((0, SPACE - 1), (SPACE + 1, MAX_SYMBOL)))
LIST_WORD_CHAR = Chars(
    ((0, SPACE - 1), (SPACE + 1, COMMA - 1), (COMMA + 1, SEMICOLON - 1), (SEMICOLON + 1, MAX_SYMBOL))
)
EDGE_CHAR = Chars(
    ((0, SPACE - 1), (SPACE + 1, COMMA - 1), (COMMA + 1, COLON - 1), (SEMICOLON + 1, MAX_SYMBOL))
)
"""What words begin and end with: a comma, colon or semicolon there belongs to the sentence around them."""
MARKS = Chars(((COMMA, COMMA), (COLON, SEMICOLON)))
ANY_CHAR = Chars(((0, MAX_SYMBOL),))
MAX_WORDS = 50


def spelled(value: Value) -> str:
    """The normal form of a text; ValueError if the value is no text."""
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}")
    return fold(value)


FREE_TEXT = t.Text(1, t.MAX_UTTERANCE)
"""The type of free text, whose original spelling may have fewer code points than its normal form symbols."""


@dataclass(frozen=True, slots=True)
class Words(Reader):
    """``low`` to ``high`` words, any symbols but spaces, without the words and phrases in ``excluded``.

    They neither begin nor end with a comma, colon or semicolon. Nor does it help an excluded word that one
    stands behind it. ``commas``: whether a word may hold a comma or a semicolon. The type has no language:
    one that says how many words there are would cost every family that reads words, and no program asks.
    """

    low: int
    high: int
    excluded: tuple[str, ...] = ()
    commas: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.high <= MAX_WORDS:
            raise ValueError(f"words must be at least 1 and at most {MAX_WORDS}, not {self.low}..{self.high}")
        if not all(fold(phrase) for phrase in self.excluded):
            raise ValueError("an excluded phrase must have a word")

    @property
    def free(self) -> bool:
        return True

    def value_type(self) -> t.Type:
        return FREE_TEXT

    def build(self) -> Node:
        banned = [tuple(fold(phrase).split(" ")) for phrase in self.excluded]
        chars = WORD_CHAR if self.commas else LIST_WORD_CHAR
        return except_words(chars, banned, self.low, self.high, edges=EDGE_CHAR, marks=MARKS)

    def maker(self) -> Maker:
        return Spelled()

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The text's normal form."""
        return spelled(value)


@dataclass(frozen=True, slots=True)
class Wild(Reader):
    """Any text of at least one symbol that neither begins nor ends with a space."""

    @property
    def free(self) -> bool:
        return True

    def value_type(self) -> t.Type:
        return FREE_TEXT

    def build(self) -> Node:
        return seq(WORD_CHAR, optional(seq(Repeat(ANY_CHAR, 0, None), WORD_CHAR)))

    def maker(self) -> Maker:
        return Spelled()

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The text's normal form."""
        return spelled(value)


@dataclass(frozen=True, slots=True)
class Pattern(Reader):
    """Texts whose normal form a regular expression describes; see :mod:`potstill.ir.lexicons.pattern`."""

    regex: str

    def __post_init__(self) -> None:
        if shortest(parse_pattern(self.regex)) == 0:
            raise ValueError("a pattern must not match the empty text")

    @property
    def free(self) -> bool:
        return True

    def value_type(self) -> t.Type:
        return _read_by(self.regex)

    def build(self) -> Node:
        return parse_pattern(self.regex)

    def maker(self) -> Maker:
        return Spelled()

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The text's normal form."""
        return spelled(value)


def pattern_type(regex: str) -> t.Text:
    """The texts whose fragment a regular expression describes. Raises PatternError, CapExceeded."""
    return _type_of(languages.canonical(parse_pattern(regex)), regex)


@lru_cache(maxsize=CACHED)
def _read_by(regex: str) -> t.Text:
    """The type of what a slot reads by the pattern: free text, where the language is beyond the caps."""
    try:
        return _type_of(languages.without_space(parse_pattern(regex)), regex)
    except CapExceeded:
        return FREE_TEXT


def _type_of(language: Machine, regex: str) -> t.Text:
    shortest = 0 if 0 in language.accepting else 1
    if language == languages.EVERYTHING:
        return t.Text(shortest, t.MAX_UTTERANCE)
    return t.Text(shortest, t.MAX_UTTERANCE, None, language, regex)
