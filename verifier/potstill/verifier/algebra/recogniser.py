"""Recognisers: a family's grammar as an automaton over letters, and the question whether two share a word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, assert_never

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import NFA, automaton, classes
from potstill.ir.regular.classes import SPACE, Ranges
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.search import Places, States, shared_word, shared_word_of_places


@dataclass(frozen=True, slots=True)
class Limits:
    """Where searches end undecided, in deterministic units.

    ``states`` of one family's automaton, undetermined or determinised; ``pairs`` of states of two families;
    ``replays`` of shared words, in search of one that both families take.
    """

    states: int = 200_000
    pairs: int = 500_000
    replays: int = 200


DEFAULT_LIMITS: Final = Limits()

OUTLINED: Final = 20_000
"""Pairs of states that are looked at where one of two families is only outlined."""


class Recogniser:
    """A family as an automaton, built when it is first needed.

    ``coarse``: what a lexicon reads counts as any text of its symbols, so that the automaton is small and
    reads at least what the family does.
    """

    def __init__(self, family: Family, binding: Binding, limits: Limits, *, coarse: bool = False) -> None:
        self.family: Final = family
        self.coarse: Final = coarse
        self._binding: Final = binding
        self._limits: Final = limits
        self._nfa: NFA | None = None
        self._fault: CapExceeded | None = None
        self._version = -1
        self._outline: Recogniser | None = None
        self._states: States | None = None

    @property
    def nfa(self) -> NFA:
        """The automaton of the grammar under the binding. Raises CapExceeded."""
        if self._fault is not None:
            raise self._fault
        if self._nfa is None:
            try:
                self._nfa = nfa_of(self.family, self._binding, self._limits, coarse=self.coarse)
            except CapExceeded as fault:
                self._fault = fault
                raise
        return self._nfa

    @property
    def fits(self) -> bool:
        """Whether the automaton stays within the cap."""
        try:
            return len(self.nfa) > 0
        except CapExceeded:
            return False

    @property
    def outline(self) -> Recogniser:
        """The family, read coarsely."""
        if self._outline is None:
            self._outline = Recogniser(self.family, self._binding, self._limits, coarse=True)
        return self._outline

    def states(self, letters: Letters) -> States:
        """The determinised automaton, as far as it is known. Raises CapExceeded."""
        nfa = self.nfa
        letters.add(nfa.classes)
        if self._states is None or self._version != letters.version:
            self._version = letters.version
            self._states = self.fresh(letters)
        return self._states

    def fresh(self, letters: Letters) -> States:
        """The same, with nothing known yet."""
        return States(self.nfa, tuple(map(letters.of, self.nfa.classes)), self._limits.states)

    def places(self, letters: Letters) -> Places:
        """The undetermined automaton."""
        return Places(self.nfa, tuple(map(letters.of, self.nfa.classes)))


def nfa_of(family: Family, binding: Binding, limits: Limits, *, coarse: bool = False) -> NFA:
    """The automaton of a family's grammar. Raises CapExceeded."""

    def language(lexicon: Lexicon) -> g.Node:
        return _coarse(lexicon, binding) if coarse else lexicon.under(binding)[0]

    return automaton(family.grammar, names=language, limit=limits.states)


def _coarse(lexicon: Lexicon, binding: Binding) -> g.Node:
    """Any text of the symbols that occur in a lexicon's language, at least one."""
    return g.Repeat(g.Chars(_symbols(lexicon.under(binding)[0], binding)), 1, None)


def _symbols(language: g.Node, binding: Binding) -> Ranges:
    """The symbols that a language without rules is made of."""
    pieces: list[tuple[int, int]] = []
    stack, seen = [language], set[int]()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case g.Text(text):
                pieces += [(ord(char), ord(char)) for char in text]
            case g.Chars(ranges):
                pieces += ranges
            case g.Gap():
                pieces += SPACE
            case g.Digit(_, low, high):
                pieces.append((0x30 + low, 0x30 + high))
            case g.Machine(moves):
                pieces += [(low, high) for row in moves for low, high, _ in row]
            case g.Seq(parts) | g.Alt(parts):
                stack += parts
            case g.Repeat(body):
                stack.append(body)
            case g.Item(lexicon) | g.Capture(_, lexicon):
                stack.append(lexicon.under(binding)[0])
            case g.Fix() | g.Step() | g.Rule():
                pass
            case _:
                assert_never(node)
    return classes.of(pieces)


def shared(one: Recogniser, other: Recogniser, letters: Letters, limits: Limits) -> str | None:
    """A shortest word over letters that both read; None proves that they share no utterance.

    First on deterministic states. Where they are too many, once more without those that other pairs have
    asked for, so that the answer depends on this pair alone; then on pairs of undetermined states.
    CapExceeded where these are too many too. A family whose automaton is beyond the cap is searched by its
    outline, which proves it disjoint from others, or nothing.
    """
    sides = [side if side.fits else side.outline for side in (one, other)]
    if one.fits and other.fits:
        return _shared(one, other, letters, limits)
    brief = replace(limits, pairs=min(limits.pairs, OUTLINED))
    if _shared(sides[0], sides[1], letters, brief) is not None:
        raise CapExceeded("automaton", limits.states)
    return None


def _shared(one: Recogniser, other: Recogniser, letters: Letters, limits: Limits) -> str | None:
    one.states(letters)
    other.states(letters)  # the letters are fine enough for both from here on
    word: list[int] | None
    try:
        try:
            word = shared_word(
                one.states(letters), other.states(letters), limit=limits.pairs, longest=MAX_UTTERANCE
            )
        except CapExceeded as full:
            if full.operation == "overlap" and full.cap == limits.pairs:
                raise
            word = shared_word(
                one.fresh(letters), other.fresh(letters), limit=limits.pairs, longest=MAX_UTTERANCE
            )
    except CapExceeded:
        word = shared_word_of_places(
            one.places(letters), other.places(letters), limit=limits.pairs, longest=MAX_UTTERANCE
        )
    return None if word is None else letters.spell(word)
