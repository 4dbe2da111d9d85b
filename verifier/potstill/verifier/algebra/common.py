"""Words that two families share, one after the other, the shortest first.

Looked at only where the first shared word is not a request of both: conditions turn words away, lexicons read
less than their automata, and not every word over letters is a normal form.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Final

from potstill.ir.regular import NFA
from potstill.ir.regular.classes import ANY
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.search import LOW, SHIFT, Places

EVERYTHING: Final = NFA((ANY,), (((0, 0),),), ((),), 0, frozenset((0,)))
"""The automaton of all texts."""

MAX_NODES: Final = 100_000
"""Pairs of places that enumerating looks at, unless fewer are allowed."""

MAX_CELLS: Final = 2_000_000
"""Table cells, of a length and a pair of places, that enumerating may fill."""

_START, _GAP, _WORD, _MARK = range(4)
"""What stands before a pair of places: nothing, a space, a symbol that may come last, one that may not."""

_Node = tuple[int, int]


class CommonWords:
    """The words over letters that both automata read and that are spaced and ended as normal forms are.

    ``complete``: all pairs of places are known, so that ``empty`` is a proof. Letters are those of the two
    automata alone, so that nothing here depends on other families.
    """

    def __init__(self, one: NFA, other: NFA, *, limit: int) -> None:
        self._letters = Letters()
        for nfa in (one, other):
            self._letters.add(nfa.classes)
        sides = [Places(nfa, tuple(map(self._letters.of, nfa.classes))) for nfa in (one, other)]
        self._one, self._other = sides
        self._moves: dict[_Node, list[tuple[int, _Node]]] = {}
        self._starts = [
            (first << SHIFT | second, _START) for first in self._one.starts for second in self._other.starts
        ]
        self.depth = 0
        self.complete = self._explore(min(limit, MAX_NODES))
        self._ways: list[dict[_Node, int]] = [dict.fromkeys(filter(self._accepts, self._moves), 1)]
        self._back: defaultdict[_Node, list[_Node]] = defaultdict(list)
        for node, moves in self._moves.items():
            for _, target in moves:
                self._back[target].append(node)
        self._cells = 0

    def __iter__(self) -> Iterator[str]:
        """Each word once, by length, then in the order of letters, as long as tables last."""
        for length in self._lengths():
            seen: set[str] = set()
            for word in self._words(length):
                if word not in seen:
                    seen.add(word)
                    yield word

    def samples(self, count: int) -> Iterator[str]:
        """Words drawn evenly by length, and for a length by the ways to read them; always the same."""
        random = Random(0)
        lengths = list(self._lengths())
        for _ in range(count if lengths else 0):
            yield self._sample(random.choice(lengths), random)

    @property
    def empty(self) -> bool:
        """Whether there is no word; a proof if the search was complete."""
        reached = set(filter(self._accepts, self._moves))
        stack = list(reached)
        while stack:
            for before in self._back[stack.pop()]:
                if before not in reached:
                    reached.add(before)
                    stack.append(before)
        return reached.isdisjoint(self._starts)

    def _explore(self, limit: int) -> bool:
        """Find pairs level by level; whether that came to an end before the limit."""
        level = list(dict.fromkeys(self._starts))
        known = set(level)
        while level and self.depth < MAX_UTTERANCE:
            after: list[_Node] = []
            for node in level:
                self._moves[node] = moves = list(self._onward(node))
                for _, target in moves:
                    if target not in known:
                        known.add(target)
                        after.append(target)
            self.depth += 1
            if len(known) > limit:
                self._cut(known)
                return False
            level = after
        for node in level:
            self._moves[node] = []
        return True

    def _cut(self, known: set[_Node]) -> None:
        """Pairs beyond the limit lead nowhere."""
        for node in known:
            self._moves.setdefault(node, [])

    def _onward(self, node: _Node) -> Iterator[tuple[int, _Node]]:
        pair, before = node
        left, right = self._one.row(pair >> SHIFT), self._other.row(pair & LOW)
        for letter in sorted(left.keys() & right.keys()):
            mode = self._mode(letter, before)
            if mode >= 0:
                for first in left[letter]:
                    for second in right[letter]:
                        yield letter, (first << SHIFT | second, mode)

    def _mode(self, letter: int, before: int) -> int:
        letters = self._letters
        if letter in letters.space:
            return -1 if before in (_START, _GAP) else _GAP
        if before == _START and letter in letters.opening:
            return -1
        return _MARK if letter in letters.closing else _WORD

    def _accepts(self, node: _Node) -> bool:
        pair, mode = node
        return (
            mode in (_START, _WORD)
            and pair >> SHIFT in self._one.accepting
            and (pair & LOW in self._other.accepting)
        )

    def _lengths(self) -> Iterator[int]:
        """The lengths of words, rising, as far as all pairs are known and tables last."""
        for length in range((MAX_UTTERANCE if self.complete else self.depth) + 1):
            row = self._row(length)
            if not row:
                return
            if any(start in row for start in self._starts):
                yield length

    def _row(self, length: int) -> dict[_Node, int]:
        """In how many ways each pair accepts after exactly so many letters; empty where tables end."""
        while len(self._ways) <= length:
            ways: defaultdict[_Node, int] = defaultdict(int)
            for target, number in self._ways[-1].items():
                for source in self._back[target]:
                    ways[source] += number
            self._cells += len(ways)
            self._ways.append(dict(ways) if self._cells <= MAX_CELLS else {})
        return self._ways[length]

    def _words(self, length: int) -> Iterator[str]:
        starts = [start for start in self._starts if start in self._row(length)]
        stack: list[tuple[list[int], _Node]] = [([], start) for start in reversed(starts)]
        while stack:
            word, node = stack.pop()
            rest = length - len(word)
            if not rest:
                yield self._letters.spell(word)
                continue
            row = self._row(rest - 1)
            moves = [(letter, target) for letter, target in self._moves[node] if target in row]
            stack.extend(([*word, letter], target) for letter, target in reversed(moves))

    def _sample(self, length: int, random: Random) -> str:
        word: list[int] = []
        choices = [(-1, start) for start in self._starts]
        for rest in range(length, -1, -1):
            row = self._row(rest)
            weights = [row.get(target, 0) for _, target in choices]
            letter, node = choices[_draw(weights, random)]
            word.append(letter)
            choices = self._moves[node]
        return self._letters.spell(word[1:])


def _draw(weights: list[int], random: Random) -> int:
    """A position, with the probability of its weight; weights may be larger than any float."""
    sums = list(accumulate(weights))
    return bisect_right(sums, random.randrange(sums[-1]))
