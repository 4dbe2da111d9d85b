"""Pairs of deterministic states: intersection, difference, complement, and searches for a word.

Both sides are determinised only as far as a pair is reached, so a search may end long before either
automaton would be complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from potstill.ir.regular.dfa import DEAD, DFA, Automaton, as_nfa
from potstill.ir.regular.limits import DEFAULT_LIMIT, CapExceeded
from potstill.ir.regular.minimal import trim
from potstill.ir.regular.partition import minterms
from potstill.ir.regular.subsets import Subsets, determinise


class _Combine(Enum):
    """Which words of two languages count: those in both, in the left only, in exactly one."""

    BOTH = "intersection"
    LEFT = "difference"
    EITHER = "symmetric difference"

    def holds(self, left: bool, right: bool) -> bool:
        """Whether a word counts that the left, and the right, does or does not read."""
        match self:
            case _Combine.BOTH:
                return left and right
            case _Combine.LEFT:
                return left and not right
            case _Combine.EITHER:
                return left != right


class _Pairs:
    """Reachable pairs of subsets, numbered in the order of discovery; either may be DEAD, never both.

    A pair after which no word counts is left out as soon as one of its states shows it.
    """

    def __init__(self, left: Automaton, right: Automaton, combine: _Combine, limit: int) -> None:
        a, b = as_nfa(left), as_nfa(right)
        self.alphabet, blocks = minterms(a.classes + b.classes)
        self._sides = (
            Subsets(a, blocks[: len(a.classes)], limit=limit, operation=combine.value),
            Subsets(b, blocks[len(a.classes) :], limit=limit, operation=combine.value),
        )
        self._rows: tuple[dict[int, dict[int, int]], ...] = ({DEAD: {}}, {DEAD: {}})
        self._combine, self._limit = combine, limit
        self._numbers = {(0, 0): 0}
        self.order = [(0, 0)]

    def accepts(self, pair: int) -> bool:
        left, right = self.order[pair]
        a, b = self._sides
        return self._combine.holds(left != DEAD and a.accepting[left], right != DEAD and b.accepting[right])

    def row(self, pair: int) -> Iterator[tuple[int, int]]:
        """The moves of a pair, by rising block."""
        left, right = self.order[pair]
        a, b = self._side(0, left), self._side(1, right)
        match self._combine:
            case _Combine.BOTH:
                labels = [label for label in a if label in b]
            case _Combine.LEFT:
                labels = list(a)
            case _Combine.EITHER:
                labels = sorted(a.keys() | b.keys())
        for label in labels:
            yield label, self._number((a.get(label, DEAD), b.get(label, DEAD)))

    def _side(self, side: int, state: int) -> dict[int, int]:
        rows = self._rows[side]
        if state not in rows:
            rows[state] = dict(zip(*self._sides[side].row(state), strict=True))
        return rows[state]

    def _number(self, pair: tuple[int, int]) -> int:
        known = self._numbers.get(pair)
        if known is None:
            known = len(self.order)
            if known >= self._limit:
                raise CapExceeded(self._combine.value, self._limit)
            self._numbers[pair] = known
            self.order.append(pair)
        return known


def _product(left: Automaton, right: Automaton, combine: _Combine, limit: int) -> DFA:
    pairs = _Pairs(left, right, combine, limit)
    rows = [tuple(pairs.row(pair)) for pair, _ in enumerate(pairs.order)]  # grows while it is read
    return trim(
        DFA(
            pairs.alphabet,
            tuple(tuple([label for label, _ in row]) for row in rows),
            tuple(tuple([target for _, target in row]) for row in rows),
            frozenset(pair for pair in range(len(rows)) if pairs.accepts(pair)),
        )
    )


def _search(left: Automaton, right: Automaton, combine: _Combine, limit: int) -> str | None:
    """The shortest word that counts, the least of them in code point order: the first met breadth-first.

    Blocks stand in the order of their least symbols, so pairs of one length come in the order of the least
    words that lead to them.
    """
    pairs = _Pairs(left, right, combine, limit)
    if pairs.accepts(0):
        return ""
    came_from = [(0, 0)]
    for pair, _ in enumerate(pairs.order):  # grows while it is read
        for label, target in pairs.row(pair):
            if target == len(came_from):
                came_from.append((pair, label))
                if pairs.accepts(target):
                    return _spell(pairs, came_from, target)
    return None


def _spell(pairs: _Pairs, came_from: list[tuple[int, int]], pair: int) -> str:
    letters: list[str] = []
    while pair:
        pair, label = came_from[pair]
        letters.append(chr(pairs.alphabet.blocks[label][0][0]))
    return "".join(reversed(letters))


def intersection(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> DFA:
    """The words of both. CapExceeded where a side, or the product, has more than ``limit`` states."""
    return _product(left, right, _Combine.BOTH, limit)


def difference(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> DFA:
    """The words of ``left`` that ``right`` lacks. CapExceeded as for :func:`intersection`."""
    return _product(left, right, _Combine.LEFT, limit)


def complement(automaton: Automaton, *, limit: int = DEFAULT_LIMIT) -> DFA:
    """The words over all code points that the automaton does not read; CapExceeded as in determinising."""
    dfa = determinise(automaton, limit=limit)
    every = tuple(range(len(dfa.alphabet.blocks)))
    sink = len(dfa)
    targets: list[tuple[int, ...]] = []
    for labels, row in zip(dfa.labels, dfa.targets, strict=True):
        known = dict(zip(labels, row, strict=True))
        targets.append(tuple([known.get(block, sink) for block in every]))
    targets.append((sink,) * len(every))
    accepting = frozenset(range(sink + 1)) - dfa.accepting
    return DFA(dfa.alphabet, (every,) * (sink + 1), tuple(targets), accepting)


def common_word(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> str | None:
    """The shortest word of both, least in code point order; None if they are disjoint."""
    return _search(left, right, _Combine.BOTH, limit)


def counterexample(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> str | None:
    """The shortest word of ``left`` that ``right`` lacks, least in order; None if ``right`` has them all."""
    return _search(left, right, _Combine.LEFT, limit)


def distinguishing_word(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> str | None:
    """The shortest word that exactly one of the two reads, least in order; None if they are equivalent."""
    return _search(left, right, _Combine.EITHER, limit)
