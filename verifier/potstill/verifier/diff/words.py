"""Words that one grammar reads and another does not: candidates for requests that were lost or gained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Final

from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.normal import normalise
from potstill.ir.reference.match import TooManyReadings, readings
from potstill.ir.regular import (
    NFA,
    CapExceeded,
    Census,
    automaton,
    cardinality,
    classes,
    difference,
    minimise,
)
from potstill.ir.regular.classes import Ranges
from potstill.ir.values import identity

MAX_STATES: Final = 50_000
"""Of the automata, and of their difference."""

MAX_WORDS: Final = 30
"""Words over each alphabet."""

MAX_ALL: Final = 2_000
"""Words of two grammars that are asked to the last one."""

_PLAIN: Final = classes.of(((0x20, 0x20), (0x30, 0x39), (0x61, 0x63)))
"""The space, digits, and a few letters for what free text reads."""

_ASCII: Final = classes.of(((0x20, 0x40), (0x5B, 0x7E)))


class Words:
    """What the grammars of two families read, under a binding. The automata are built when they are asked."""

    def __init__(self, one: Family, other: Family, binding: Binding) -> None:
        self._families: Final = (one, other)
        self._binding: Final = binding

    def between(self, *, back: bool) -> Iterator[str]:
        """Normal forms that the first grammar reads and the second does not; ``back``: the other way round.

        The shortest first, over the symbols that the grammars name and a few others, then over ASCII, then
        over all, some of each. There are none where an automaton, or the difference, is beyond the cap.
        """
        try:
            sides = self._sides[back], self._sides[not back]
        except CapExceeded:
            return
        named = [
            ranges
            for nfa in sides
            for ranges in nfa.classes
            if len(ranges) == 1 and ranges[0][0] == ranges[0][1]
        ]
        for alphabet in (classes.union(_PLAIN, *named), _ASCII, None):
            left, right = (nfa if alphabet is None else _over(nfa, alphabet) for nfa in sides)
            try:
                words = Census(difference(left, right, limit=MAX_STATES)).words()
                yield from (word for word in islice(words, MAX_WORDS) if normalise(word).text == word)
            except CapExceeded:
                continue

    def all(self) -> tuple[str, ...] | None:
        """Every normal form that either grammar reads; None where they are more than ``MAX_ALL``."""
        found: dict[str, None] = {}
        try:
            for nfa in self._sides:
                dfa = minimise(nfa, limit=5 * MAX_ALL)
                count = cardinality(dfa)
                if count is None or count > MAX_ALL:
                    return None
                found.update(dict.fromkeys(Census(dfa).words()))
        except CapExceeded:
            return None
        return tuple(word for word in found if normalise(word).text == word)

    @cached_property
    def _sides(self) -> tuple[NFA, NFA]:
        one, other = (
            automaton(family.grammar, names=lambda lexicon: lexicon.under(self._binding)[0], limit=MAX_STATES)
            for family in self._families
        )
        return one, other


def steady(word: str, one: Family, other: Family, binding: Binding) -> bool:
    """Whether what two families make of a normal form is what they make of every text that has it.

    Which readings are aligned (clause R2) depends on the text: so in each family all must give one θ,
    and the places where captures begin and end must be the same.
    """
    normal = normalise(word)
    try:
        sides = [readings(family, normal, binding) for family in (one, other)]
    except TooManyReadings:
        return False
    single = all(len({identity(each.parameters) for each in found}) < 2 for found in sides)
    cuts = [
        {frozenset(cut for span in each.spans for cut in (span.start, span.end)) for each in found}
        for found in sides
    ]
    return single and (cuts[0] == cuts[1] or not all(sides))


def _over(nfa: NFA, alphabet: Ranges) -> NFA:
    """What the automaton reads of these symbols alone."""
    return replace(nfa, classes=tuple(classes.intersection(ranges, alphabet) for ranges in nfa.classes))
