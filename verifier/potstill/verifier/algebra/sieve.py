"""The sieve: which templates a template may share an utterance with, by what they say, without automata.

An inverted index over silhouettes. For each word, a bit mask of the templates that may read it; a template's
partners are those that may read a word out of each set of which it needs one, and begin and end as it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from potstill.ir.regular import classes
from potstill.ir.regular.classes import Ranges
from potstill.verifier.algebra import fragments as f
from potstill.verifier.algebra.fragments import Fragments
from potstill.verifier.algebra.silhouette import Split, may_share


class Sieve:
    """Templates by number. INVARIANT: two templates that :meth:`partners` keeps apart share no utterance."""

    def __init__(self) -> None:
        self._splits: dict[int, Split] = {}
        self._size = 0
        self._alive = 0
        self._wordless = 0
        self._words, self._first, self._last = _Column(), _Column(), _Column()

    def add(self, split: Split) -> int:
        """Take a template in; its number."""
        number = self._size
        bit = 1 << number
        self._size += 1
        self._splits[number] = split
        self._alive |= bit
        self._words.add(split.words, bit)
        self._first.add(split.first, bit)
        self._last.add(split.last, bit)
        if split.wordless:
            self._wordless |= bit
        return number

    def remove(self, number: int) -> None:
        """Forget a template; its number is not given again."""
        del self._splits[number]
        self._alive &= ~(1 << number)

    def partners(self, split: Split) -> Iterator[int]:
        """The templates inside that may share an utterance with this one, rising."""
        mask = self._alive
        ends = self._first.meeting(split.first) & self._last.meeting(split.last)
        mask &= ends | self._wordless if split.wordless else ends
        for clause in split.clauses:
            if not mask:
                return
            mask &= self._words.meeting(clause)
        while mask:
            bit = mask & -mask
            mask ^= bit
            number = bit.bit_length() - 1
            if may_share(split, self._splits[number]):
                yield number


class _Column:
    """For each word, and each class of symbols that words are made of, who may read it."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._open: dict[Ranges, int] = {}
        self._within: dict[Ranges, int] = {}
        """For each class that was asked about, who may read a text of its symbols."""

    def add(self, words: Fragments, bit: int) -> None:
        for text in words.texts:
            known = self._texts.get(text)
            if known is None:
                self._texts[text] = bit
            else:
                self._texts[text] = known | bit
        if words.open:
            self._open[words.open] = self._open.get(words.open, 0) | bit
        for asked in self._within:
            if f.meet(Fragments(frozenset(), asked), words):
                self._within[asked] |= bit

    def meeting(self, wanted: Fragments) -> int:
        """Who may read one of the words wanted."""
        mask = 0
        for text in wanted.texts:
            mask |= self._texts.get(text, 0)
            for open_, bits in self._open.items():
                if _within(text, open_):
                    mask |= bits
        if wanted.open:
            mask |= self._meeting_open(wanted.open)
        return mask

    def _meeting_open(self, wanted: Ranges) -> int:
        known = self._within.get(wanted)
        if known is None:
            known = 0
            for text, bits in self._texts.items():
                if _within(text, wanted):
                    known |= bits
            for open_, bits in self._open.items():
                if classes.intersection(open_, wanted):
                    known |= bits
            self._within[wanted] = known
        return known


_within = lru_cache(maxsize=1 << 16)(f.within)
