"""State merging: a regular language that has the words of accepted requests and none of rejected ones.

A word of a request is its normal form without spaces and punctuation, in which each capture is one letter of
its slot. The learner is blue-fringe with evidence-driven scores: Lang, Pearlmutter and Price, "Results of the
Abbadingo One DFA learning competition and a new evidence-driven state merging algorithm" (1998). The smallest
automaton is NP-hard to find (Gold, 1978); this one is consistent, and deterministic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.distill.split.requests import Read

Letter: TypeAlias = str
"""One symbol of literal text, or ``{slot}``."""

DEAD: Final = -1
"""The state behind words that no request begins with."""

MAX_STATES: Final = 5_000
"""Of the tree of all words."""


@dataclass(frozen=True, slots=True)
class Language:
    """A deterministic automaton; what it has no move for leads to DEAD. Only ``accepting`` states accept."""

    moves: tuple[dict[Letter, int], ...]
    accepting: frozenset[int]

    def __len__(self) -> int:
        return len(self.moves)

    def after(self, state: int, letters: Iterable[Letter]) -> int:
        """Where some letters lead to."""
        for letter in letters:
            state = DEAD if state == DEAD else self.moves[state].get(letter, DEAD)
        return state


def letters_of(text: str) -> list[Letter]:
    """The letters of literal text in normal form."""
    return [char for char in text if char.isalnum()]


def slot_letter(slot: str) -> Letter:
    """The letter of a capture."""
    return f"{{{slot}}}"


def word_of(read: Read) -> tuple[Letter, ...]:
    """The word of a request's reading."""
    found: list[Letter] = []
    at = 0
    for span in sorted(read.reading.spans, key=lambda each: each.start):
        found += letters_of(read.normal.text[at : span.start])
        found.append(slot_letter(span.slot))
        at = span.end
    return (*found, *letters_of(read.normal.text[at:]))


def merged_language(accepted: Sequence[Read], rejected: Sequence[Read]) -> Language | None:
    """The language; None where a word is both accepted and rejected, or there are too many states."""
    wanted, unwanted = ({word_of(each) for each in side} for side in (accepted, rejected))
    if wanted & unwanted:
        return None
    learner = _Learner()
    for word in sorted(wanted):
        learner.add(word, label=True)
    for word in sorted(unwanted):
        learner.add(word, label=False)
    return learner.learn() if len(learner.moves) <= MAX_STATES else None


class _Learner:
    """The prefix tree, folded state by state. ``labels``: whether words that end here are accepted."""

    def __init__(self) -> None:
        self.moves: list[dict[Letter, int]] = [{}]
        self.labels: list[bool | None] = [None]

    def add(self, word: Sequence[Letter], *, label: bool) -> None:
        state = 0
        for letter in word:
            after = self.moves[state].get(letter)
            if after is None:
                after = self.moves[state][letter] = len(self.moves)
                self.moves.append({})
                self.labels.append(None)
            state = after
        self.labels[state] = label

    def learn(self) -> Language:
        """Merge the best pair of a red and a blue state; a blue state that fits no red one becomes red."""
        red = [0]
        while blue := self._fringe(red):
            best: tuple[int, int, int] | None = None
            promoted: int | None = None
            for candidate in blue:
                scores = [
                    (score, -red.index(one), one)
                    for one in red
                    if (score := self._score(one, candidate)) >= 0
                ]
                if not scores:
                    promoted = candidate
                    break
                score, _, one = max(scores)
                if best is None or score > best[0]:
                    best = score, one, candidate
            if promoted is not None:
                red.append(promoted)
            elif best is not None:
                self._merge(best[1], best[2])
        return self._numbered()

    def _fringe(self, red: list[int]) -> list[int]:
        known = set(red)
        found = dict.fromkeys(
            after for state in red for _, after in sorted(self.moves[state].items()) if after not in known
        )
        return list(found)

    def _score(self, one: int, other: int) -> int:
        """How many labels agree if the tree below the second is folded into the first; -1 if any clash."""
        score = 0
        labels: dict[int, bool] = {}
        moves: dict[int, dict[Letter, int]] = {}
        stack = [(one, other)]
        while stack:
            into, state = stack.pop()
            mine = labels.get(into, self.labels[into])
            if (theirs := self.labels[state]) is not None:
                if mine is not None and mine is not theirs:
                    return -1
                score += mine is theirs
                labels[into] = theirs
            if into not in moves:  # the second state is the first one from here on
                known = self.moves[into].items()
                moves[into] = {letter: one if after == other else after for letter, after in known}
            row = moves[into]
            for letter, after in self.moves[state].items():
                if letter in row:
                    stack.append((row[letter], after))
                else:
                    row[letter] = after
        return score

    def _merge(self, one: int, other: int) -> None:
        for row in self.moves:
            for letter, after in row.items():
                if after == other:
                    row[letter] = one
        stack = [(one, other)]
        while stack:
            into, state = stack.pop()
            if self.labels[into] is None:
                self.labels[into] = self.labels[state]
            for letter, after in self.moves[state].items():
                known = self.moves[into].setdefault(letter, after)
                if known != after:
                    stack.append((known, after))

    def _numbered(self) -> Language:
        """The states that are left, in the order in which words reach them."""
        numbers = {0: 0}
        order = [0]
        for state in order:
            for _, after in sorted(self.moves[state].items()):
                if after not in numbers:
                    numbers[after] = len(numbers)
                    order.append(after)
        moves = tuple(
            {letter: numbers[after] for letter, after in sorted(self.moves[state].items())} for state in order
        )
        return Language(moves, frozenset(numbers[state] for state in order if self.labels[state]))
