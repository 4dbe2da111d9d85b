"""Languages of text types: canonical machines over the symbols of texts, each operation within small caps.

A language speaks of a text's *fragment*, its normal form with the ends kept (clauses N1 to N4), as patterns
and templates do. So it does not tell ``USD`` from ``usd``, but ``usd`` from ``usd.``. What is beyond a cap
has no language: its type is any text of those lengths.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Final

from potstill.ir import regular
from potstill.ir.caps import (
    MAX_DERIVED_MOVES,
    MAX_DERIVED_STATES,
    MAX_LANGUAGE_MOVES,
    MAX_LANGUAGE_PAIRS,
    MAX_LANGUAGE_STATES,
)
from potstill.ir.grammar import DIGIT_RANGE, MAX_SYMBOL, Chars, Machine, Node, Repeat, Text, alt, seq
from potstill.ir.normal import fragment
from potstill.ir.normal_table import table
from potstill.ir.regular import NFA, Automaton, CapExceeded, classes
from potstill.ir.regular.classes import SPACE, Ranges

EVERYTHING: Final = Machine((((0, MAX_SYMBOL, 0),),), (0,))
"""The language of all texts, which types without a language have."""

MAX_PATTERN_STATES: Final = 20 * MAX_LANGUAGE_STATES
"""States of the automaton, not yet deterministic, that a language is made from."""

CACHED: Final = 1024
"""Derived languages that are kept: a program is typed when it is compiled, written and read."""


def canonical(language: Automaton | Node) -> Machine:
    """The one machine of a language. Raises CapExceeded."""
    return _canonical(language, MAX_LANGUAGE_STATES, MAX_LANGUAGE_MOVES)


def _canonical(language: Automaton | Node, states: int, moves: int) -> Machine:
    if not isinstance(language, Automaton):
        language = regular.automaton(language, limit=MAX_PATTERN_STATES)
    found = regular.machine(language, limit=states)
    if sum(map(len, found.moves)) > moves:
        raise CapExceeded("the language of a text type", moves)
    return found


def is_canonical(language: Machine) -> bool:
    """Whether a machine is the one of its language, within the caps."""
    if not _is_within(language, MAX_LANGUAGE_STATES, MAX_LANGUAGE_MOVES):
        return False
    return canonical(language) == language


def _is_within(language: Machine, states: int, moves: int) -> bool:
    return len(language.moves) <= states and sum(map(len, language.moves)) <= moves


def _derived(language: Automaton | Node) -> Machine | None:
    """The canonical machine of what typing makes of others; None if it says nothing or is beyond the caps."""
    try:
        found = _canonical(language, MAX_DERIVED_STATES, MAX_DERIVED_MOVES)
    except CapExceeded:
        return None
    return None if found == EVERYTHING else found


def _is_small(language: Machine) -> bool:
    return _is_within(language, MAX_DERIVED_STATES, MAX_DERIVED_MOVES)


def reads(language: Machine, text: str) -> bool:
    """Whether the language has the text's fragment."""
    state = 0
    for symbol in map(ord, fragment(text)):
        row = language.moves[state]
        place = bisect_right(row, symbol, key=_low) - 1
        if place < 0 or symbol > row[place][1]:
            return False
        state = row[place][2]
    return state in language.accepting


def _low(move: tuple[int, int, int]) -> int:
    return move[0]


def of_values(values: Collection[str]) -> Machine | None:
    """The fragments of some texts; None beyond the caps."""
    return None if sum(map(len, values)) > MAX_DERIVED_MOVES else _derived(fragments(values))


def fragments(values: Iterable[str]) -> Node:
    """The fragments of some texts as a grammar node."""
    return alt(*(Text(fragment(value)) for value in values))


def within(inner: Machine, outer: Machine) -> bool:
    """Whether ``outer`` has every text of ``inner``; no, where that takes more than the cap to see."""
    try:
        return inner == outer or _lacks(_nfa(inner), _nfa(outer)) is None
    except CapExceeded:
        return False


@lru_cache(maxsize=CACHED)
def union(one: Machine, other: Machine) -> Machine | None:
    """The texts of either; None where that says nothing, or is beyond the caps."""
    return _derived(regular.union(_nfa(one), _nfa(other))) if _is_small(one) and _is_small(other) else None


def intersection(one: Machine, other: Machine) -> Machine:
    """The texts of both, perhaps none at all. Beyond the caps, the texts of ``one``."""
    try:
        return canonical(regular.intersection(_nfa(one), _nfa(other), limit=MAX_LANGUAGE_PAIRS))
    except CapExceeded:
        return one


def is_empty(language: Machine) -> bool:
    """Whether it has no text. A canonical machine has states that reach acceptance alone."""
    return not language.accepting


def example(language: Machine) -> str:
    """The shortest text, of these the least; the language must have one."""
    found = regular.shortest_word(_nfa(language))
    assert found is not None
    return found


def without_space(language: Node) -> Machine:
    """The language, and what follows a space that begins one of its texts.

    Clause N2 puts a space before the digits of ``½`` that belongs to the text before it.
    """
    first = canonical(language)
    after = [target for low, high, target in first.moves[0] if low <= ord(" ") <= high]
    if not after:
        return first
    nfa = _nfa(first)
    return canonical(
        regular.union(nfa, NFA(nfa.classes, nfa.moves, nfa.empty, after[0], nfa.accepting))
    )


def covered(language: Machine, keys: Iterable[str]) -> bool:
    """Whether the normal form of every text is one of ``keys``: no, where that is beyond the cap.

    The ends of a fragment that clause N5 drops are written around the keys; no key ends in them.
    """
    ends = table()
    opening = Repeat(_chars(f" {ends.opening}"), 0, None)
    closing = Repeat(_chars(f" {ends.closing}"), 0, None)
    node = seq(opening, alt(*(Text(key) for key in keys if key)), closing)
    try:
        return _lacks(_nfa(language), regular.automaton(node, limit=MAX_PATTERN_STATES)) is None
    except CapExceeded:
        return False


@lru_cache(maxsize=CACHED)
def concatenation(parts: tuple[tuple[Node, bool], ...]) -> Machine | None:
    """The fragments of texts one after the other, each of a language, not empty, that may be ASCII alone.

    None beyond the caps, and where the fragment of the whole may not be that of its parts: a mark moves by
    clause N3, a space comes between digits by N2, and spaces merge by N4.
    """
    whole, ascii_only = regular.automaton(Text("")), True
    for node, ascii_part in parts:
        if isinstance(node, Machine) and not _is_small(node):
            return None
        part = _automaton(node)
        if part is None or len(whole) + len(part) > MAX_DERIVED_MOVES:
            return None
        ascii_only = ascii_only and ascii_part
        last, first = _firsts(regular.reverse(whole)), _firsts(part)
        digits = not ascii_only and _touch(last, _DIGITS) and _touch(first, _DIGITS)
        if digits or _touch(first, _marks()) or (_touch(last, SPACE) and _touch(first, SPACE)):
            return None
        whole = regular.concatenation(whole, part)
    return _derived(whole)


def _automaton(node: Node) -> NFA | None:
    try:
        return regular.automaton(node, limit=MAX_DERIVED_MOVES)
    except CapExceeded:
        return None


_DIGITS: Final[Ranges] = (DIGIT_RANGE,)


@cache
def _marks() -> Ranges:
    return classes.of((ord(mark), ord(mark)) for mark in table().classes)


def _firsts(automaton: NFA) -> Ranges:
    """The symbols that words may begin with, of an automaton whose states all lie on the way of a word."""
    starts = automaton.closure((automaton.start,))
    return classes.union(*(automaton.classes[name] for state in starts for name, _ in automaton.moves[state]))


def _touch(one: Ranges, other: Ranges) -> bool:
    return bool(classes.intersection(one, other))


def _chars(symbols: str) -> Chars:
    return Chars(classes.of((ord(symbol), ord(symbol)) for symbol in symbols))


def _nfa(language: Machine) -> NFA:
    return regular.automaton(language, limit=MAX_PATTERN_STATES)


def _lacks(inner: NFA, outer: NFA) -> str | None:
    return regular.counterexample(inner, outer, limit=MAX_LANGUAGE_PAIRS)
