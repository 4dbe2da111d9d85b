"""What k families cover together, what falls to the fallback, and what nearly does not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.normal import fold
from potstill.ir.regular import DFA, NFA, complement, determinise, union
from potstill.ir.regular.limits import CapExceeded
from potstill.ir.types import MAX_UTTERANCE
from potstill.verifier.algebra.common import EVERYTHING
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.recogniser import DEFAULT_LIMITS, Limits, Recogniser
from potstill.verifier.algebra.search import States, shared_word

MAX_STEPS: Final = 500_000
"""Pairs of a position and a state that a search for the nearest utterance looks at."""

_PAIR = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An utterance that no family reads, one edit away from ``near``, which ``family`` reads."""

    utterance: str
    near: str
    family: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The closest utterance that some family reads: so many symbols inserted, dropped or replaced."""

    utterance: str
    edits: int


class Coverage:
    """The union of the grammars of some families, conditions aside. CapExceeded from all that it does.

    What it does not read is certainly the fallback's; what it reads may be, where conditions fail.
    """

    def __init__(
        self,
        families: Iterable[Family],
        binding: Binding = EMPTY_BINDING,
        *,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._members = [Recogniser(family, binding, limits) for family in families]
        self._limits = limits
        self._letters = Letters()
        self.nfa: Final[NFA] = union(*(member.nfa for member in self._members))
        self._letters.add((*self.nfa.classes, *EVERYTHING.classes))
        self._states = self._determinised(self.nfa)

    def reads(self, utterance: str) -> bool:
        """Whether some family's grammar reads the utterance."""
        text = fold(utterance)
        if len(text) > MAX_UTTERANCE:
            return False
        state = 0
        for char in text:
            state = self._states.row(state).get(self._letters.letter(char), -1)
            if state < 0:
                return False
        return self._states.accepting[state]

    def covered(self) -> DFA:
        """The deterministic automaton of all that is read."""
        return determinise(self.nfa, limit=self._limits.states)

    def uncovered(self) -> DFA:
        """The deterministic automaton of all texts that are not read."""
        return complement(self.covered(), limit=self._limits.states)

    def near_misses(self, count: int) -> list[NearMiss]:
        """Utterances one edit away from the shortest of each family that nobody reads, the shortest first.

        Edits drop, double or swap words, and drop, double or swap symbols.
        """
        found: dict[str, NearMiss] = {}
        for member in self._members:
            base = self._shortest(member)
            for edited in () if base is None else _edits(base):
                if edited and fold(edited) == edited and edited not in found and not self.reads(edited):
                    assert base is not None
                    found[edited] = NearMiss(edited, base, member.family.name)
        return sorted(found.values(), key=lambda miss: (len(miss.utterance), miss.utterance))[:count]

    def nearest(self, utterance: str) -> Nearest | None:
        """The closest utterance that some family reads; None if none does at all.

        Breadth-first over positions of the utterance and states, an edit costing one step (Schulz and Mihov,
        "Fast string correction with Levenshtein automata", 2002). Of several, one that is found first.
        """
        word = [self._letters.letter(char) for char in fold(utterance)]
        came_from: dict[_PAIR, tuple[_PAIR, int]] = {}
        queue: deque[tuple[int, _PAIR, _PAIR, int]] = deque([(0, (0, 0), (-1, -1), -1)])
        while queue:
            edits, pair, before, letter = queue.popleft()
            if pair in came_from:
                continue
            came_from[pair] = before, letter
            if len(came_from) > MAX_STEPS:
                raise CapExceeded("nearest", MAX_STEPS)
            at, state = pair
            if at == len(word) and self._states.accepting[state]:
                return Nearest(self._spelled(came_from, pair), edits)
            if at < len(word):
                queue.append((edits + 1, (at + 1, state), pair, -1))
            for read, target in self._states.row(state).items():
                if at < len(word) and read == word[at]:
                    queue.appendleft((edits, (at + 1, target), pair, read))
                    continue
                if at < len(word):
                    queue.append((edits + 1, (at + 1, target), pair, read))
                queue.append((edits + 1, (at, target), pair, read))
        return None

    def _spelled(self, came_from: dict[_PAIR, tuple[_PAIR, int]], pair: _PAIR) -> str:
        letters: list[int] = []
        while pair != (-1, -1):
            pair, letter = came_from[pair]
            if letter >= 0:
                letters.append(letter)
        return self._letters.spell(reversed(letters))

    def _shortest(self, member: Recogniser) -> str | None:
        """The shortest word of a family."""
        sides = (self._determinised(member.nfa), self._determinised(EVERYTHING))
        word = shared_word(*sides, limit=self._limits.pairs, longest=MAX_UTTERANCE)
        return None if word is None else self._letters.spell(word)

    def _determinised(self, nfa: NFA) -> States:
        return States(nfa, tuple(map(self._letters.of, nfa.classes)), self._limits.states)


def _edits(text: str) -> Iterator[str]:
    """Texts one edit away: of words first, then of symbols."""
    words = text.split(" ")
    for edited in _edited(words):
        yield " ".join(edited)
    for symbols in _edited(list(text)):
        yield "".join(symbols)


def _edited(parts: list[str]) -> Iterator[list[str]]:
    """One part dropped, doubled, or swapped with the next."""
    for at in range(len(parts)):
        yield [*parts[:at], *parts[at + 1 :]]
        yield [*parts[: at + 1], *parts[at:]]
        if at + 1 < len(parts):
            yield [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]
