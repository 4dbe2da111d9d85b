"""Nondeterministic automata with empty moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from potstill.ir.regular.classes import Ranges, contains


@dataclass(frozen=True, slots=True)
class NFA:
    """States 0..n-1. ``moves[s]`` holds ``(class, target)``, the class a position in ``classes``.

    Classes are shared: an automaton of 300,000 states may have a few dozen. ``empty[s]`` holds the targets
    of empty moves. Every state that a move names exists; only that ``start`` does is checked.
    """

    classes: tuple[Ranges, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    empty: tuple[tuple[int, ...], ...]
    start: int
    accepting: frozenset[int]

    def __post_init__(self) -> None:
        if len(self.moves) != len(self.empty) or not 0 <= self.start < len(self.moves):
            raise ValueError("moves and empty moves are of different lengths, or the start is no state")

    def __len__(self) -> int:
        return len(self.moves)

    def closure(self, states: Iterable[int]) -> set[int]:
        """The states that empty moves lead to, the given ones included."""
        reached = set(states)
        stack = list(reached)
        while stack:
            for target in self.empty[stack.pop()]:
                if target not in reached:
                    reached.add(target)
                    stack.append(target)
        return reached

    def accepts(self, word: str) -> bool:
        """Whether the automaton reads the word, by following all runs at once."""
        here = self.closure((self.start,))
        for symbol in map(ord, word):
            here = self.closure(
                target
                for state in here
                for name, target in self.moves[state]
                if contains(self.classes[name], symbol)
            )
        return not here.isdisjoint(self.accepting)

    def trim(self) -> NFA:
        """The same language without the states that lie on no way from the start to acceptance."""
        alive = self._alive()
        numbers = {self.start: 0}
        order = [self.start]
        for state in order:  # grows while it is read
            for target in (*(target for _, target in self.moves[state]), *self.empty[state]):
                if target in alive and target not in numbers:
                    numbers[target] = len(order)
                    order.append(target)
        names: dict[int, int] = {}
        moves = tuple(
            tuple(
                (names.setdefault(name, len(names)), numbers[target])
                for name, target in self.moves[state]
                if target in alive and self.classes[name]
            )
            for state in order
        )
        return NFA(
            tuple(self.classes[name] for name in names),
            moves,
            tuple(tuple(numbers[t] for t in self.empty[state] if t in alive) for state in order),
            0,
            frozenset(numbers[state] for state in self.accepting if state in numbers),
        )

    def _alive(self) -> set[int]:
        """The states from which acceptance can be reached."""
        back: defaultdict[int, list[int]] = defaultdict(list)
        for state, (moves, empty) in enumerate(zip(self.moves, self.empty, strict=True)):
            for name, target in moves:
                if self.classes[name]:
                    back[target].append(state)
            for target in empty:
                back[target].append(state)
        alive = set(self.accepting)
        stack = list(alive)
        while stack:
            for source in back[stack.pop()]:
                if source not in alive:
                    alive.add(source)
                    stack.append(source)
        return alive
