"""Operations that stay small on nondeterministic automata: none of them determinises anything."""

from __future__ import annotations

from collections.abc import Sequence

from potstill.ir.regular.classes import Ranges, intersection
from potstill.ir.regular.dfa import Automaton, as_nfa
from potstill.ir.regular.limits import DEFAULT_LIMIT, CapExceeded
from potstill.ir.regular.nfa import NFA


def union(*operands: Automaton) -> NFA:
    """The words of at least one operand. A fresh start comes first, then each operand's states in order."""
    parts = [as_nfa(operand) for operand in operands]
    classes, moves, empty, offsets = _side_by_side(parts)
    empty[0] = tuple(offset + part.start for offset, part in zip(offsets, parts, strict=True))
    accepting = frozenset(
        offset + state for offset, part in zip(offsets, parts, strict=True) for state in part.accepting
    )
    return NFA(classes, tuple(moves), tuple(empty), 0, accepting)


def concatenation(*operands: Automaton) -> NFA:
    """A word of each operand, one after the other; without operands, the empty word."""
    parts = [as_nfa(operand) for operand in operands]
    classes, moves, empty, offsets = _side_by_side(parts)
    ends = frozenset((0,))
    for offset, part in zip(offsets, parts, strict=True):
        for end in ends:
            empty[end] = (*empty[end], offset + part.start)
        ends = frozenset(offset + state for state in part.accepting)
    return NFA(classes, tuple(moves), tuple(empty), 0, ends)


def star(operand: Automaton) -> NFA:
    """Any number of words of the operand, one after the other."""
    part = as_nfa(operand)
    classes, moves, empty, (offset,) = _side_by_side([part])
    empty[0] = (offset + part.start,)
    for state in part.accepting:
        empty[offset + state] = (*empty[offset + state], 0)
    return NFA(classes, tuple(moves), tuple(empty), 0, frozenset((0,)))


def reverse(operand: Automaton) -> NFA:
    """The operand's words, each read from its end."""
    part = as_nfa(operand)
    moves: list[list[tuple[int, int]]] = [[] for _ in range(len(part) + 1)]
    empty: list[list[int]] = [[] for _ in range(len(part) + 1)]
    for state in range(len(part)):
        for name, target in part.moves[state]:
            moves[target].append((name, state))
        for target in part.empty[state]:
            empty[target].append(state)
    empty[-1] = sorted(part.accepting)
    return NFA(
        part.classes, tuple(map(tuple, moves)), tuple(map(tuple, empty)), len(part), frozenset((part.start,))
    )


def overlap(left: Automaton, right: Automaton, *, limit: int = DEFAULT_LIMIT) -> NFA:
    """The words of both operands, by pairs of their states: at most len(left) * len(right) of them.

    This is the intersection where a subset construction would exceed its cap.
    CapExceeded beyond ``limit`` pairs.
    """
    a, b = as_nfa(left), as_nfa(right)
    classes: dict[Ranges, int] = {}
    shared: dict[tuple[int, int], int] = {}
    numbers = {(a.start, b.start): 0}
    order = [(a.start, b.start)]

    def number(pair: tuple[int, int]) -> int:
        known = numbers.get(pair)
        if known is None:
            if len(order) >= limit:
                raise CapExceeded("overlap", limit)
            known = numbers[pair] = len(order)
            order.append(pair)
        return known

    def meet(name: int, other: int) -> int:
        if (name, other) not in shared:
            ranges = intersection(a.classes[name], b.classes[other])
            shared[name, other] = classes.setdefault(ranges, len(classes)) if ranges else -1
        return shared[name, other]

    moves: list[tuple[tuple[int, int], ...]] = []
    empty: list[tuple[int, ...]] = []
    for p, q in order:  # grows while it is read
        row = [(meet(x, y), s, t) for x, s in a.moves[p] for y, t in b.moves[q]]
        moves.append(tuple((name, number((s, t))) for name, s, t in row if name >= 0))
        silent = [number((s, q)) for s in a.empty[p]]
        empty.append((*silent, *(number((p, t)) for t in b.empty[q])))
    accepting = frozenset(i for i, (p, q) in enumerate(order) if p in a.accepting and q in b.accepting)
    return NFA(tuple(classes), tuple(moves), tuple(empty), 0, accepting).trim()


def _side_by_side(
    parts: Sequence[NFA],
) -> tuple[tuple[Ranges, ...], list[tuple[tuple[int, int], ...]], list[tuple[int, ...]], list[int]]:
    """One class table, all moves and all empty moves behind one fresh state, and where each part begins."""
    classes: dict[Ranges, int] = {}
    moves: list[tuple[tuple[int, int], ...]] = [()]
    empty: list[tuple[int, ...]] = [()]
    offsets: list[int] = []
    for part in parts:
        offset = len(moves)
        offsets.append(offset)
        names = [classes.setdefault(ranges, len(classes)) for ranges in part.classes]
        moves.extend(tuple((names[name], offset + t) for name, t in row) for row in part.moves)
        empty.extend(tuple(offset + t for t in row) for row in part.empty)
    return tuple(classes), moves, empty, offsets
