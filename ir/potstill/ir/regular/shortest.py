"""Shortest words and emptiness, without determinising."""

from __future__ import annotations

from collections import defaultdict, deque

from potstill.ir.regular.classes import contains
from potstill.ir.regular.dfa import Automaton, as_nfa
from potstill.ir.regular.nfa import NFA


def shortest_word(automaton: Automaton) -> str | None:
    """The shortest word, the least of them in code point order; None if the language is empty.

    Distances to acceptance first; then, from the left, the least symbol that comes one step closer.
    Linear in the automaton times the word's length.
    """
    nfa = as_nfa(automaton)
    away = _distances(nfa)
    if nfa.start not in away:
        return None
    letters: list[str] = []
    here = {nfa.start}
    for rest in range(away[nfa.start], 0, -1):
        closer = [
            (nfa.classes[name], target)
            for state in nfa.closure(here)
            for name, target in nfa.moves[state]
            if away.get(target) == rest - 1 and nfa.classes[name]
        ]
        least = min(ranges[0][0] for ranges, _ in closer)
        letters.append(chr(least))
        here = {target for ranges, target in closer if contains(ranges, least)}
    return "".join(letters)


def is_empty(automaton: Automaton) -> bool:
    """Whether the automaton reads no word at all."""
    nfa = as_nfa(automaton)
    return nfa.start not in _distances(nfa)


def _distances(nfa: NFA) -> dict[int, int]:
    """The least number of symbols from each state to acceptance; states that never accept are missing."""
    back: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for state in range(len(nfa)):
        for target in nfa.empty[state]:
            back[target].append((state, 0))
        for name, target in nfa.moves[state]:
            if nfa.classes[name]:
                back[target].append((state, 1))
    away: dict[int, int] = {}
    queue = deque((state, 0) for state in sorted(nfa.accepting))
    while queue:
        state, distance = queue.popleft()
        if state in away:
            continue
        away[state] = distance
        for source, cost in back[state]:
            if source not in away:
                # Empty moves go to the front: distances come off the queue in rising order.
                (queue.append if cost else queue.appendleft)((source, distance + cost))
    return away
