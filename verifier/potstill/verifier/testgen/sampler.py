"""The words of a regular language, each known by its length and its number among those of that length."""

from __future__ import annotations

from itertools import takewhile
from random import Random
from typing import Final

from potstill.ir.regular import DFA, Census

LONGEST: Final = 72
"""Symbols in the longest words that are drawn, unless the shortest ones are not much shorter."""

SPREAD: Final = 24
"""How much longer than the shortest words are drawn in any case."""


class Sampler:
    """Uniform by length: a length first, then each word of that length with the same probability.

    ``lengths`` are those of words up to ``longest`` symbols, rising; by default the longest is 72, or 24 more
    than the shortest word's. CapExceeded where counting takes more than the census's cap.
    """

    def __init__(self, dfa: DFA, *, longest: int | None = None) -> None:
        self._census: Final = Census(dfa)
        shortest = next(self._census.lengths(), 0)
        last = max(LONGEST, shortest + SPREAD) if longest is None else longest
        self.lengths: Final = tuple(takewhile(lambda length: length <= last, self._census.lengths()))

    def __bool__(self) -> bool:
        return bool(self.lengths)

    def count(self, length: int) -> int:
        """How many words of that length there are."""
        return self._census.count(length)

    def word(self, length: int, number: int) -> str:
        """The word with ``number`` words of its length before it in code point order; IndexError if none."""
        return self._census.word(length, number)

    def scaled(self, length: int, fraction: int, bits: int) -> str:
        """The word at ``fraction`` / 2**bits of the way through those of its length."""
        return self.word(length, self.count(length) * fraction >> bits)

    def draw(self, random: Random) -> str:
        """A word of one of the lengths. ValueError if there is none."""
        if not self.lengths:
            raise ValueError("the language has no words of these lengths")
        return self._census.sample(random.choice(self.lengths), random)
