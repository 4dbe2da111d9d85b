"""Deterministic automata over a partition of the code points, partial: a missing move is rejection."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from potstill.ir.regular.classes import Ranges, union
from potstill.ir.regular.nfa import NFA
from potstill.ir.regular.partition import Partition

DEAD = -1
"""Where a missing move leads: a sink that never accepts and is no state."""


@dataclass(frozen=True, slots=True)
class DFA:
    """States 0..n-1, the start is 0; state s moves from block ``labels[s][i]`` to ``targets[s][i]``.

    INVARIANT: each ``labels[s]`` rises, and is as long as ``targets[s]``. States with the same labels may
    share one tuple, which is why the two are kept apart.
    """

    alphabet: Partition
    labels: tuple[tuple[int, ...], ...]
    targets: tuple[tuple[int, ...], ...]
    accepting: frozenset[int]

    def __post_init__(self) -> None:
        if not self.labels or len(self.labels) != len(self.targets):
            raise ValueError("a deterministic automaton has a start, and labels for all of its targets")

    def __len__(self) -> int:
        return len(self.labels)

    def step(self, state: int, symbol: int) -> int:
        """Where ``state`` goes on a code point, or DEAD."""
        labels = self.labels[state]
        block = self.alphabet.block(symbol)
        index = bisect_left(labels, block)
        return self.targets[state][index] if index < len(labels) and labels[index] == block else DEAD

    def accepts(self, word: str) -> bool:
        """Whether the automaton reads the word."""
        state = 0
        for symbol in map(ord, word):
            state = self.step(state, symbol)
            if state == DEAD:
                return False
        return state in self.accepting

    def intervals(self, state: int) -> tuple[tuple[int, int, int], ...]:
        """The moves of a state as sorted, disjoint ``(low, high, target)``, as long as they can be."""
        blocks = self.alphabet.blocks
        pieces = sorted(
            (low, high, target)
            for label, target in zip(self.labels[state], self.targets[state], strict=True)
            for low, high in blocks[label]
        )
        merged: list[tuple[int, int, int]] = []
        for low, high, target in pieces:
            if merged and merged[-1][1] + 1 == low and merged[-1][2] == target:
                merged[-1] = (merged[-1][0], high, target)
            else:
                merged.append((low, high, target))
        return tuple(merged)

    def nfa(self) -> NFA:
        """The same automaton in the nondeterministic form."""
        table: dict[Ranges, int] = {}
        names: dict[tuple[int, ...], int] = {}
        blocks = self.alphabet.blocks
        moves: list[tuple[tuple[int, int], ...]] = []
        for state in range(len(self)):
            by_target: defaultdict[int, list[int]] = defaultdict(list)
            for label, target in zip(self.labels[state], self.targets[state], strict=True):
                by_target[target].append(label)
            row: list[tuple[int, int]] = []
            for target, labels in by_target.items():
                key = tuple(labels)
                if key not in names:
                    ranges = union(*(blocks[label] for label in key))
                    names[key] = table.setdefault(ranges, len(table))
                row.append((names[key], target))
            moves.append(tuple(row))
        return NFA(tuple(table), tuple(moves), ((),) * len(moves), 0, self.accepting)


Automaton: TypeAlias = NFA | DFA


def as_nfa(automaton: Automaton) -> NFA:
    """An automaton of either kind in the nondeterministic form."""
    return automaton.nfa() if isinstance(automaton, DFA) else automaton
