"""The subset construction, a state at a time, and all of it at once.

Source: Rabin and Scott, "Finite automata and their decision problems" (1959), over minterms.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from potstill.ir.regular.dfa import DEAD, DFA, Automaton
from potstill.ir.regular.limits import DEFAULT_LIMIT, MEMBERS_PER_STATE, CapExceeded
from potstill.ir.regular.nfa import NFA
from potstill.ir.regular.partition import minterms


@dataclass(frozen=True, slots=True)
class _Shape:
    """What depends only on which classes a subset can move on.

    Blocks that lie in the same of these classes have the same targets: they are one group.
    ``labels`` are the blocks with a move, ``group_of`` the group of each, ``groups`` the classes of each.
    """

    labels: tuple[int, ...]
    group_of: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]


class Subsets:
    """The deterministic automaton of an NFA, built where it is looked at.

    A state is the set of NFA states that a word leads to, those without moves and acceptance left out
    (``members[state]``, rising); states are numbered in the order of their discovery. CapExceeded where a
    look would need more than ``limit`` states, or sets of more than 64 * ``limit`` members together.
    """

    def __init__(
        self, nfa: NFA, blocks_of: tuple[tuple[int, ...], ...], *, limit: int, operation: str
    ) -> None:
        self._nfa = nfa
        self._blocks_of = blocks_of
        self._limit = limit
        self._room = limit * MEMBERS_PER_STATE
        self._operation = operation
        self.members: list[tuple[int, ...]] = []
        self.accepting: list[bool] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._by_targets: dict[tuple[int, ...], int] = {}
        self._shapes: dict[tuple[int, ...], _Shape] = {}
        if self._find([nfa.start]) == DEAD:
            self._add(())

    def row(self, state: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The blocks on which a state can move, rising, and where each leads."""
        moves = self._nfa.moves
        by_class: defaultdict[int, list[int]] = defaultdict(list)
        for member in self.members[state]:
            for name, target in moves[member]:
                by_class[name].append(target)
        shape = self._shape(tuple(sorted(by_class)))
        found = [self._find([t for name in group for t in by_class[name]]) for group in shape.groups]
        targets = tuple([found[group] for group in shape.group_of])
        if DEAD not in found:
            return shape.labels, targets
        alive = [pair for pair in zip(shape.labels, targets, strict=True) if pair[1] != DEAD]
        return tuple(label for label, _ in alive), tuple(target for _, target in alive)

    def _shape(self, active: tuple[int, ...]) -> _Shape:
        known = self._shapes.get(active)
        if known is None:
            names: defaultdict[int, list[int]] = defaultdict(list)
            for name in active:
                for block in self._blocks_of[name]:
                    names[block].append(name)
            labels = tuple(sorted(names))
            groups: dict[tuple[int, ...], int] = {}
            group_of = tuple(groups.setdefault(tuple(names[block]), len(groups)) for block in labels)
            known = self._shapes[active] = _Shape(labels, group_of, tuple(groups))
        return known

    def _find(self, targets: list[int]) -> int:
        key = tuple(targets) if len(targets) == 1 else tuple(sorted(set(targets)))
        state = self._by_targets.get(key)
        if state is None:
            nfa = self._nfa
            reached = nfa.closure(key) if any(nfa.empty[t] for t in key) else key
            members = tuple(sorted(s for s in reached if nfa.moves[s] or s in nfa.accepting))
            state = DEAD if not members else self._numbers.get(members)
            if state is None:
                state = self._add(members)
            self._by_targets[key] = state
        return state

    def _add(self, members: tuple[int, ...]) -> int:
        state = len(self.members)
        self._room -= len(members)
        if state >= self._limit or self._room < 0:
            raise CapExceeded(self._operation, self._limit)
        self._numbers[members] = state
        self.members.append(members)
        self.accepting.append(not self._nfa.accepting.isdisjoint(members))
        return state


def determinise(automaton: Automaton, *, limit: int = DEFAULT_LIMIT) -> DFA:
    """A deterministic automaton of the same language, all states reachable; a DFA is returned as it is.

    At worst 2 ** n states for n: CapExceeded beyond ``limit``.
    """
    if isinstance(automaton, DFA):
        return automaton
    return determinise_with_members(automaton, limit=limit)[0]


def determinise_with_members(
    nfa: NFA, *, limit: int = DEFAULT_LIMIT
) -> tuple[DFA, tuple[tuple[int, ...], ...]]:
    """As :func:`determinise`, with the NFA states that each state stands for.

    So a union of recognisers tells, state by state, which of them accept.
    """
    alphabet, blocks_of = minterms(nfa.classes)
    subsets = Subsets(nfa, blocks_of, limit=limit, operation="determinise")
    labels: list[tuple[int, ...]] = []
    targets: list[tuple[int, ...]] = []
    for state, _ in enumerate(subsets.members):  # grows while it is read
        row_labels, row_targets = subsets.row(state)
        labels.append(row_labels)
        targets.append(row_targets)
    accepting = frozenset(state for state, accepts in enumerate(subsets.accepting) if accepts)
    return DFA(alphabet, tuple(labels), tuple(targets), accepting), tuple(subsets.members)
