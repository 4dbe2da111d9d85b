"""Letters: the alphabet that the automata of all families share, as coarse as their classes allow.

A letter is a set of symbols that no class of any family tells apart. Symbols that no normal form holds belong
to no letter, so words over letters come as close to utterances as an alphabet can bring them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from potstill.ir.normal_table import table
from potstill.ir.regular import classes
from potstill.ir.regular.classes import SPACE, Ranges
from potstill.ir.regular.partition import minterms

ASCII_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_HANGUL: Final = (0xAC00, 0xD7A3)


@cache
def sayable() -> Ranges:
    """A superset of the symbols that normal forms hold: those that folding (clause N1) leaves as they are.

    N1 yields only such symbols, and clauses N2 to N5 add none but the space and the iota, which are such.
    """
    folded = classes.of([*((ord(char), ord(char)) for char in table().fold), _HANGUL])
    return classes.complement(folded)


@cache
def closing() -> Ranges:
    """The marks with which no normal form ends."""
    return _marks(table().closing + table().opening)


@cache
def opening() -> Ranges:
    """The marks with which no normal form begins."""
    return _marks(table().opening)


def _marks(marks: str) -> Ranges:
    return classes.of((ord(mark), ord(mark)) for mark in marks)


class Letters:
    """An alphabet that grows finer as classes come in. Letters are numbered, the most readable first.

    ``version`` rises when letters change; letters of another version mean nothing. ``signs[letter]`` is the
    symbol that stands for it in words.
    """

    def __init__(self) -> None:
        self.version = 0
        self.signs: list[str] = []
        self.space = self.closing = self.opening = frozenset[int]()
        self._letters: list[Ranges] = []
        self._known: dict[Ranges, tuple[int, ...]] = {}
        usual = [((ord(char), ord(char)),) for char in f"{ASCII_LETTERS}0123456789"]
        self._refine([SPACE, closing(), opening(), *usual])

    def __len__(self) -> int:
        return len(self.signs)

    def add(self, found: Iterable[Ranges]) -> None:
        """Make letters fine enough for these classes."""
        new = [ranges for ranges in dict.fromkeys(found) if ranges not in self._known]
        if any(self._covered(ranges) is None for ranges in new):
            self._refine([*self._known, *new])
        else:
            for ranges in new:
                self._known[ranges] = self._covered(ranges) or ()

    def of(self, ranges: Ranges) -> tuple[int, ...]:
        """The letters of a class that was added, rising."""
        return self._known[ranges]

    def letter(self, char: str) -> int:
        """The letter that a symbol belongs to; -1 if no normal form holds it."""
        code = ord(char)
        for letter, symbols in enumerate(self._letters):
            if classes.contains(symbols, code):
                return letter
        return -1

    def spell(self, word: Iterable[int]) -> str:
        """A word, by the signs of its letters."""
        return "".join([self.signs[letter] for letter in word])

    def _covered(self, ranges: Ranges) -> tuple[int, ...] | None:
        """The letters that make up a class; None if it cuts one in two."""
        inside: list[int] = []
        for letter, symbols in enumerate(self._letters):
            shared = classes.intersection(symbols, ranges)
            if shared == symbols:
                inside.append(letter)
            elif shared:
                return None
        return tuple(inside)

    def _refine(self, found: list[Ranges]) -> None:
        partition, blocks_of = minterms(found)
        kept = {
            number: symbols
            for number, block in enumerate(partition.blocks)
            if (symbols := classes.intersection(block, sayable()))
        }
        signs = {number: _sign(symbols) for number, symbols in kept.items()}
        order = sorted(kept, key=lambda number: _rank(signs[number]))
        letter = {number: position for position, number in enumerate(order)}
        self.signs = [signs[number] for number in order]
        self._letters = [kept[number] for number in order]
        self._known = {
            ranges: tuple(sorted(letter[block] for block in blocks if block in letter))
            for ranges, blocks in zip(found, blocks_of, strict=True)
        }
        self.space = frozenset(self._known[SPACE])
        self.closing = frozenset(self._known[closing()])
        self.opening = frozenset(self._known[opening()])
        self.version += 1


def _sign(symbols: Ranges) -> str:
    """The most readable symbol of a letter; a mark that combines with what stands before it comes last."""
    firsts = [chr(code) for low, high in symbols for code in range(low, min(high, low + 127) + 1)]
    return min(firsts, key=_rank)


def _rank(char: str) -> tuple[int, int]:
    if char in ASCII_LETTERS:
        return (0, ord(char))
    if char.isascii() and char.isdigit():
        return (1, ord(char))
    if "!" <= char <= "~" or char == " ":
        return (2, ord(char))
    return (4 if char in table().classes or ord(char) in _SURROGATES else 3, ord(char))


_SURROGATES: Final = range(0xD800, 0xE000)
