"""Recognisers: a family's grammar as an automaton over letters, and the question whether two share a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.regular import NFA, automaton
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

    states: int = 100_000
    pairs: int = 500_000
    replays: int = 200


DEFAULT_LIMITS: Final = Limits()


class Recogniser:
    """A family as an automaton, built when it is first needed.

    ``fault`` says why there is none: the grammar's automaton is beyond the cap.
    """

    def __init__(self, family: Family, binding: Binding, limits: Limits) -> None:
        self.family: Final = family
        self._binding: Final = binding
        self._limits: Final = limits
        self._nfa: NFA | None = None
        self._fault: CapExceeded | None = None
        self._version = -1
        self._states: States | None = None

    @property
    def nfa(self) -> NFA:
        """The automaton of the grammar under the binding. Raises CapExceeded."""
        if self._fault is not None:
            raise self._fault
        if self._nfa is None:
            try:
                self._nfa = nfa_of(self.family, self._binding, self._limits)
            except CapExceeded as fault:
                self._fault = fault
                raise
        return self._nfa

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


def nfa_of(family: Family, binding: Binding, limits: Limits) -> NFA:
    """The automaton of a family's grammar. Raises CapExceeded."""
    return automaton(family.grammar, names=lambda lexicon: lexicon.under(binding)[0], limit=limits.states)


def shared(one: Recogniser, other: Recogniser, letters: Letters, limits: Limits) -> str | None:
    """A shortest word over letters that both read; None proves that they share no utterance.

    First on deterministic states. Where they are too many, once more without those that other pairs have
    asked for, so that the answer depends on this pair alone; then on pairs of undetermined states.
    CapExceeded where these are too many too.
    """
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
