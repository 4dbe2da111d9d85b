"""What lexicons read, as small deterministic automata over classes of their own, shared by families."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import MAX_SYMBOL
from potstill.ir.lexicons import Decimals, Integers, Lexicon, Lists, Names
from potstill.ir.lexicons.numerals import spell
from potstill.ir.regular import DFA, Census, automaton, minimise
from potstill.ir.regular.classes import SPACE, Ranges, contains

CACHED: Final = 4096
"""Automata that are kept."""

_SPACE_OR_NOTHING: Final = g.optional(g.Text(" "))
_ANYTHING: Final = g.Repeat(g.Chars(((0, MAX_SYMBOL),)), 1, None)
_SEPARATORS: Final = g.alt(*map(g.Text, (", ", "; ", ",", " and ", " & ", ", and ", ", & ")))
"""All that may stand between two items of a list."""


@dataclass(frozen=True, slots=True)
class Lexemes:
    """The minimal automaton of a lexicon's lexemes; state 0 is the start.

    ``moves[s]`` holds ``(class, target)``, the class a position in ``classes``; moves out of one state are
    disjoint. ``depths[s][b]`` is the length of the shortest text that leads to s and ends with a space (b
    true) or with another symbol, None if there is none. It may read more than the lexicon, where a phrase
    has gaps or a maker conditions; never less.
    """

    dfa: DFA
    classes: tuple[Ranges, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    accepting: frozenset[int]
    depths: tuple[tuple[int | None, int | None], ...]
    extendable: tuple[int, ...]
    """Accepting states with moves."""

    def shortest(self, spaced: bool) -> int | None:
        """The length of the shortest lexeme that ends with a space, or with another symbol."""
        found = [self.depths[state][spaced] for state in self.accepting]
        return min((depth for depth in found if depth is not None), default=None)


_ROUND: Final = (200, 52, 5, 25, 500, 20, 2000, 12)
"""Numbers that are said in several words, or begin such numbers."""


def lexemes(lexicons: tuple[Lexicon, ...], binding: Binding, limit: int) -> Lexemes:
    """The automaton of what some lexicons read under a binding. Raises CapExceeded."""
    if any(lexicon.late for lexicon in lexicons):
        return _built(lexicons, binding, limit)
    return _kept(lexicons, limit)


@lru_cache(maxsize=CACHED)
def _kept(lexicons: tuple[Lexicon, ...], limit: int) -> Lexemes:
    return _built(lexicons, EMPTY_BINDING, limit)


def unbound(lexicon: Lexicon, binding: Binding) -> str | None:
    """The name of a list that a lexicon needs and the binding lacks."""
    inner = lexicon.item if isinstance(lexicon, Lists) else lexicon
    return inner.list if isinstance(inner, Names) and inner.list not in binding else None


def language(lexicon: Lexicon, binding: Binding) -> g.Node:
    """What a lexicon reads somewhere in an utterance, or more.

    Gaps read a space or nothing; lists have any number of items, from two on if one is too few, between any
    separators, which keeps their automata small; a list of names that is not supplied may hold any text.
    """
    match lexicon:
        case Names() if unbound(lexicon, binding) is not None:
            return _ANYTHING
        case Lists(low=low):
            items = {id(part): part for part in g.walk(lexicon.under(binding)[0]) if isinstance(part, g.Item)}
            item = g.alt(*items.values())
            more = g.seq(_SEPARATORS, item)
            return g.seq(item, g.Repeat(more, min(low - 1, 1), None))
        case _:
            return ungapped(lexicon.under(binding)[0])


def ungapped(node: g.Node) -> g.Node:
    """The node, its gaps replaced by optional spaces: so it reads at least what it read before."""
    if not any(isinstance(part, g.Gap) for part in g.walk(node)):
        return node
    match node:
        case g.Gap():
            return _SPACE_OR_NOTHING
        case g.Seq(parts):
            return g.Seq(tuple(map(ungapped, parts)))
        case g.Alt(parts):
            return g.Alt(tuple(map(ungapped, parts)))
        case g.Repeat(body, low, high):
            return g.Repeat(ungapped(body), low, high)
        case _:
            return node


def samples(lexicon: Lexicon, binding: Binding, limit: int) -> Iterator[str]:
    """Texts that the lexicon may read: round numbers in words, and texts of several lengths."""
    if lexicon.spelled:
        yield from ("x", "y", "z")
        return
    if isinstance(lexicon, Integers | Decimals):
        for number in _ROUND:
            if lexicon.low <= number <= lexicon.high:
                yield spell(number).replace("-", " ")
    census = Census(lexemes((lexicon,), binding, limit).dfa)
    for length in islice(census.lengths(), 8):
        count = census.count(length)
        for index in sorted({0, count // 3, count // 2, count - 1}):
            yield census.word(length, index)


def _built(lexicons: tuple[Lexicon, ...], binding: Binding, limit: int) -> Lexemes:
    node = g.alt(*(language(lexicon, binding) for lexicon in lexicons))
    found = minimise(automaton(node, names=lambda item: language(item, binding), limit=limit), limit=limit)
    dfa = found.nfa()
    spaced = [contains(ranges, 0x20) for ranges in dfa.classes]
    others = [ranges != SPACE for ranges in dfa.classes]
    depths: list[list[int | None]] = [[None, None] for _ in range(len(dfa))]
    queue: deque[tuple[int, int]] = deque([(0, 0)])
    while queue:
        state, depth = queue.popleft()
        for name, target in dfa.moves[state]:
            fresh = depths[target] == [None, None]
            for kind, has in ((True, spaced[name]), (False, others[name])):
                if has and depths[target][kind] is None:
                    depths[target][kind] = depth + 1
            if fresh and target:
                queue.append((target, depth + 1))
    return Lexemes(
        found,
        dfa.classes,
        dfa.moves,
        dfa.accepting,
        tuple((other, space) for other, space in depths),
        tuple(state for state in sorted(dfa.accepting) if dfa.moves[state]),
    )
