"""The smallest deterministic automaton of a language, in a form that only the language determines.

Source: Hopcroft, "An n log n algorithm for minimizing states in a finite automaton" (1971), on partial
automata after Béal and Crochemore, "Minimizing incomplete automata" (2008): every block starts as a splitter.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from potstill.ir.regular import classes
from potstill.ir.regular.dfa import DFA, Automaton
from potstill.ir.regular.limits import DEFAULT_LIMIT
from potstill.ir.regular.partition import Partition
from potstill.ir.regular.subsets import determinise


def minimise(automaton: Automaton, *, limit: int = DEFAULT_LIMIT) -> DFA:
    """The minimal automaton: equal languages give equal values.

    No state is unreachable or dead (a lone start excepted), no two read the same words, states are
    numbered breadth-first by rising symbols, and the alphabet is as coarse as it can be.
    CapExceeded if determinising an NFA exceeds ``limit``.
    """
    return _canonical(_quotient(trim(determinise(automaton, limit=limit))))


def trim(dfa: DFA) -> DFA:
    """The same language without unreachable states and without states that reach no acceptance."""
    back: list[list[int]] = [[] for _ in range(len(dfa))]
    for state, row in enumerate(dfa.targets):
        for target in set(row):
            back[target].append(state)
    alive = set(dfa.accepting)
    stack = list(alive)
    while stack:
        for source in back[stack.pop()]:
            if source not in alive:
                alive.add(source)
                stack.append(source)
    numbers = {0: 0}
    order = [0]
    for state in order:  # grows while it is read
        for target in dfa.targets[state]:
            if target in alive and target not in numbers:
                numbers[target] = len(order)
                order.append(target)
    labels: list[tuple[int, ...]] = []
    targets: list[tuple[int, ...]] = []
    for state in order:
        row_labels, row = dfa.labels[state], dfa.targets[state]
        if not alive.issuperset(row):
            kept = [(label, t) for label, t in zip(row_labels, row, strict=True) if t in alive]
            row_labels, row = tuple(label for label, _ in kept), tuple(t for _, t in kept)
        labels.append(row_labels)
        targets.append(tuple([numbers[t] for t in row]))
    accepting = frozenset(numbers[state] for state in dfa.accepting if state in numbers)
    return DFA(dfa.alphabet, tuple(labels), tuple(targets), accepting)


def _quotient(dfa: DFA) -> DFA:
    """States that read the same words become one. The automaton must be trim."""
    class_of, members = _coarsest(dfa)
    # The class of the start comes first, since a quotient starts where its automaton did.
    order = [class_of[0], *(c for c in range(len(members)) if c != class_of[0])]
    number = [0] * len(members)
    for new, old in enumerate(order):
        number[old] = new
    chosen = [min(members[c]) for c in order]
    return DFA(
        dfa.alphabet,
        tuple(dfa.labels[s] for s in chosen),
        tuple(tuple([number[class_of[t]] for t in dfa.targets[s]]) for s in chosen),
        frozenset(new for new, s in enumerate(chosen) if s in dfa.accepting),
    )


def _coarsest(dfa: DFA) -> tuple[list[int], list[set[int]]]:
    """Hopcroft's refinement: the class of each state, and the states of each class."""
    sources: list[list[tuple[int, int]]] = [[] for _ in range(len(dfa))]
    for state in range(len(dfa)):
        for label, target in zip(dfa.labels[state], dfa.targets[state], strict=True):
            sources[target].append((label, state))
    rest = set(range(len(dfa))) - dfa.accepting
    members = [group for group in (set(dfa.accepting), rest) if group]
    class_of = [0] * len(dfa)
    for number, group in enumerate(members):
        for state in group:
            class_of[state] = number
    waiting = set(range(len(members)))
    while waiting:
        incoming: defaultdict[int, list[int]] = defaultdict(list)
        for state in members[waiting.pop()]:
            for label, source in sources[state]:
                incoming[label].append(source)
        for found in incoming.values():
            touched: defaultdict[int, list[int]] = defaultdict(list)
            for source in found:
                touched[class_of[source]].append(source)
            for old, part in touched.items():
                if len(part) == len(members[old]):
                    continue
                new = len(members)
                members[old].difference_update(part)
                members.append(set(part))
                for state in part:
                    class_of[state] = new
                waiting.add(new if old in waiting or len(part) <= len(members[old]) else old)
    return class_of, members


def _canonical(dfa: DFA) -> DFA:
    """Blocks on which every state agrees become one; states are numbered breadth-first."""
    merged, alphabet = _coarser(dfa)
    numbers = {0: 0}
    order = [0]
    labels: list[tuple[int, ...]] = []
    targets: list[tuple[int, ...]] = []
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    for state in order:  # grows while it is read
        row = dict(zip((merged[b] for b in dfa.labels[state]), dfa.targets[state], strict=True))
        row_labels = tuple(sorted(row))
        for label in row_labels:
            if row[label] not in numbers:
                numbers[row[label]] = len(order)
                order.append(row[label])
        labels.append(shared.setdefault(row_labels, row_labels))
        targets.append(tuple([numbers[row[label]] for label in row_labels]))
    return DFA(alphabet, tuple(labels), tuple(targets), frozenset(numbers[s] for s in dfa.accepting))


def _coarser(dfa: DFA) -> tuple[list[int], Partition]:
    """Where each block goes in the coarsest alphabet that the moves allow, and that alphabet.

    Row after row, blocks that it tells apart part company; a block that no row mentions keeps name 0.
    """
    old = dfa.alphabet.blocks
    signature = [0] * len(old)
    names = count(1)
    for labels, targets in set(zip(dfa.labels, dfa.targets, strict=True)):
        fresh: dict[tuple[int, int], int] = {}
        for block, target in zip(labels, targets, strict=True):
            key = (signature[block], target)
            if key not in fresh:
                fresh[key] = next(names)
            signature[block] = fresh[key]
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for block, name in enumerate(signature):
        groups[name].append(block)
    merged = [0] * len(old)
    for number, blocks in enumerate(groups.values()):
        for block in blocks:
            merged[block] = number
    return merged, Partition(tuple(classes.union(*(old[b] for b in blocks)) for blocks in groups.values()))
