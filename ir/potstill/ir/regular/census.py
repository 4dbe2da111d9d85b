"""How many words, which, and one at random: exact counts on deterministic automata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile
from random import Random

from potstill.ir.regular.classes import size
from potstill.ir.regular.dfa import DFA
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.regular.minimal import trim

DEFAULT_CELLS = 10_000_000
"""Table cells, pairs of a length and a state, that a census may fill unless told otherwise."""


class Census:
    """The words of an automaton by length, counted exactly (over all code points, surrogates included).

    The table of what each state reads in exactly k symbols grows as longer words are asked about.
    CapExceeded beyond ``limit`` cells of it.
    """

    def __init__(self, dfa: DFA, *, limit: int = DEFAULT_CELLS) -> None:
        self._dfa = trim(dfa)
        self._limit = limit
        self._cells = 0
        self._intervals: dict[int, tuple[tuple[int, int, int], ...]] = {}
        self._sources: list[list[tuple[int, int]]] = [[] for _ in range(len(self._dfa))]
        sizes = [size(block) for block in self._dfa.alphabet.blocks]
        for state in range(len(self._dfa)):
            weights: defaultdict[int, int] = defaultdict(int)
            for label, target in zip(self._dfa.labels[state], self._dfa.targets[state], strict=True):
                weights[target] += sizes[label]
            for target, weight in weights.items():
                self._sources[target].append((state, weight))
        self._table: list[dict[int, int]] = []
        self._append(dict.fromkeys(sorted(self._dfa.accepting), 1))

    def count(self, length: int) -> int:
        """How many words have exactly ``length`` symbols."""
        return self._row(length).get(0, 0)

    def count_up_to(self, length: int) -> int:
        """How many words have at most ``length`` symbols."""
        return sum(self.count(k) for k in takewhile(lambda k: k <= length, self.lengths()))

    def word(self, length: int, index: int) -> str:
        """The word of that length with ``index`` words before it in code point order. IndexError if none."""
        if not 0 <= index < self.count(length):
            raise IndexError(f"there are {self.count(length)} words of length {length}")
        state = 0
        letters: list[str] = []
        for rest in range(length - 1, -1, -1):
            row = self._row(rest)
            for low, high, target in self._moves(state):
                below = row.get(target, 0)
                if index < below * (high - low + 1):
                    letters.append(chr(low + index // below))
                    index %= below
                    state = target
                    break
                index -= below * (high - low + 1)
        return "".join(letters)

    def sample(self, length: int, random: Random) -> str:
        """A word of that length, each with the same probability. ValueError if there is none."""
        total = self.count(length)
        if not total:
            raise ValueError(f"there is no word of length {length}")
        return self.word(length, random.randrange(total))

    def words(self) -> Iterator[str]:
        """All words, the shorter first, those of one length in code point order.

        Where they are infinitely many, it goes on until the census's cap.
        """
        for length in self.lengths():
            yield from self._words(length)

    def lengths(self) -> Iterator[int]:
        """The lengths of words, rising; where they are infinitely many, until the census's cap."""
        length = 0
        # INVARIANT: in a trim automaton a row is empty only when no word is that long or longer.
        while row := self._row(length):
            if 0 in row:
                yield length
            length += 1

    def _words(self, length: int) -> Iterator[str]:
        letters: list[str] = []
        stack = [self._choices(0, length)] if length else []
        if not length:
            yield ""
        while stack:
            choice = next(stack[-1], None)
            if choice is None:
                stack.pop()
                if letters:
                    letters.pop()
                continue
            symbol, target = choice
            if len(stack) == length:
                yield "".join(letters) + chr(symbol)
            else:
                letters.append(chr(symbol))
                stack.append(self._choices(target, length - len(letters)))

    def _choices(self, state: int, rest: int) -> Iterator[tuple[int, int]]:
        """The symbols that begin a word of ``rest`` symbols here, in order."""
        row = self._row(rest - 1)
        for low, high, target in self._moves(state):
            if target in row:
                for symbol in range(low, high + 1):
                    yield symbol, target

    def _moves(self, state: int) -> tuple[tuple[int, int, int], ...]:
        if state not in self._intervals:
            self._intervals[state] = self._dfa.intervals(state)
        return self._intervals[state]

    def _row(self, length: int) -> dict[int, int]:
        """How many words of that length each state reads; states that read none are missing."""
        while len(self._table) <= length:
            if not self._table[-1]:
                return {}
            ways: defaultdict[int, int] = defaultdict(int)
            for target, number in self._table[-1].items():
                for source, weight in self._sources[target]:
                    ways[source] += weight * number
            self._append(dict(ways))
        return self._table[length]

    def _append(self, row: dict[int, int]) -> None:
        self._cells += len(row)
        if self._cells > self._limit:
            raise CapExceeded("census", self._limit)
        self._table.append(row)


def cardinality(dfa: DFA) -> int | None:
    """How many words there are; None if there are infinitely many.

    One walk over the trim automaton in topological order (Kahn); a cycle in it pumps.
    """
    trimmed = trim(dfa)
    sizes = [size(block) for block in trimmed.alphabet.blocks]
    arriving = [0] * len(trimmed)
    for row in trimmed.targets:
        for target in row:
            arriving[target] += 1
    ready = [0] if not arriving[0] else []
    ways = [1, *[0] * (len(trimmed) - 1)]
    seen = total = 0
    while ready:
        state = ready.pop()
        seen += 1
        total += ways[state] if state in trimmed.accepting else 0
        for label, target in zip(trimmed.labels[state], trimmed.targets[state], strict=True):
            ways[target] += ways[state] * sizes[label]
            arriving[target] -= 1
            if not arriving[target]:
                ready.append(target)
    return total if seen == len(trimmed) else None


def is_finite(dfa: DFA) -> bool:
    """Whether there are finitely many words."""
    return cardinality(dfa) is not None
