"""Single readings, a symbol at a time: the skeleton with its captures unfolded, as far as needed."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.verifier.grammar.skeleton import Fixed, Skeleton

Run: TypeAlias = tuple[int, int, int, int]
"""Where a reading is. In the skeleton: (-1, state, 0, 0). In a capture: its number, the state of its
lexicon's automaton, the states after it, where it ends with no space and where with one."""

_Came: TypeAlias = tuple[int, int, int, bool]
"""The state before, the capture read from it or -1, else the mask, whether the capture ends with a space."""

Take: TypeAlias = tuple[int, int, int]
"""A capture that may begin: its number, and the states after it, as in a run."""


@dataclass(frozen=True, slots=True)
class Way:
    """On any symbol of ``mask`` to the run ``target``. ``left``: out of a capture; ``opened``: into one."""

    mask: int
    target: int
    left: bool = False
    opened: bool = False


class Runs:
    """The states of single readings, found as they are needed; they are known by numbers.

    ``depths``: how long the shortest text is that leads to each state of the skeleton.
    """

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton: Final = skeleton
        self._numbers: dict[Run, int] = {}
        self.order: Final[list[Run]] = []
        self._rows: dict[tuple[int, bool], tuple[tuple[int, int], ...]] = {}
        self._leaving: dict[int, tuple[Way, ...]] = {}
        self._lexemes: dict[tuple[int, bool], str] = {}
        self.depths, self._came = self._measured(0)

    def number(self, run: Run) -> int:
        """The number of a run."""
        known = self._numbers.get(run)
        if known is None:
            known = self._numbers[run] = len(self.order)
            self.order.append(run)
        return known

    def moving(self, state: int) -> list[Way]:
        """The symbols that a state of the skeleton reads."""
        return [
            Way(mask, self.number((-1, target, 0, 0))) for mask, target in self._skeleton.states[state].moves
        ]

    def opening(self, take: Take) -> list[Way]:
        """The first symbols of a capture."""
        return [Way(way.mask, way.target, opened=True) for way in self.within(take, 0)]

    def within(self, take: Take, at: int) -> list[Way]:
        """How a capture goes on."""
        number, after, spaced = take
        taken = self._skeleton.taken[number]
        return [
            Way(taken.masks[name], self.number((number, target, after, spaced)))
            for name, target in taken.lexemes.moves[at]
        ]

    def leaving(self, state: int) -> tuple[Way, ...]:
        """The ways out of a state of the skeleton, behind a capture."""
        known = self._leaving.get(state)
        if known is None:
            ways = [*self.moving(state)]
            for take in self._skeleton.states[state].takes:
                ways.extend(self.opening(take))
            left = tuple(Way(way.mask, way.target, left=True, opened=way.opened) for way in ways)
            known = self._leaving[state] = left
        return known

    def ways(self, number: int, *, spaced: bool) -> list[Way]:
        """The ways on from a run, behind a space or not."""
        kind, at, *behind = self.order[number]
        if kind < 0:
            return [Way(way.mask, way.target, opened=way.opened) for way in self.leaving(at)]
        ways = self.within((kind, behind[0], behind[1]), at)
        if behind[spaced] >= 0 and at in self._skeleton.taken[kind].lexemes.accepting:
            ways.extend(self.leaving(behind[spaced]))
        return ways

    def row(self, number: int, spaced: bool) -> tuple[tuple[int, int], ...]:
        """The same as masks with targets, no target twice, and no second space in a row."""
        known = self._rows.get((number, spaced))
        if known is None:
            allowed = ~self._skeleton.alphabet.space if spaced else -1
            merged: dict[int, int] = {}
            for way in self.ways(number, spaced=spaced):
                if mask := way.mask & allowed:
                    merged[way.target] = merged.get(way.target, 0) | mask
            known = self._rows[number, spaced] = tuple((mask, target) for target, mask in merged.items())
        return known

    def ends(self, number: int) -> tuple[Fixed, ...]:
        """What the paths that end at a run, behind a letter, have fixed; empty if none does."""
        kind, at, after, _ = self.order[number]
        if kind < 0:
            return self._skeleton.states[at].ends
        if after < 0 or at not in self._skeleton.taken[kind].lexemes.accepting:
            return ()
        return self._skeleton.states[after].ends

    def _measured(self, start: int) -> tuple[dict[int, int], dict[int, _Came]]:
        """Shortest distances from a state, captures counted by their shortest lexemes (Dijkstra, 1959)."""
        states = self._skeleton.states
        depths: dict[int, int] = {}
        came_from: dict[int, _Came] = {}
        queue: list[tuple[int, int, _Came]] = [(0, start, (-1, 0, 0, False))]
        while queue:
            depth, state, came = heapq.heappop(queue)
            if state in depths:
                continue
            depths[state] = depth
            came_from[state] = came
            for mask, target in states[state].moves:
                if state == 0:
                    mask &= ~self._skeleton.alphabet.opening
                if mask and target not in depths:
                    heapq.heappush(queue, (depth + 1, target, (state, -1, mask, False)))
            for number, *behind in states[state].takes:
                for spaced, target in zip((False, True), behind, strict=True):
                    length = self._skeleton.taken[number].lexemes.shortest(spaced)
                    if target >= 0 and length is not None and target not in depths:
                        heapq.heappush(queue, (depth + length, target, (state, number, 0, spaced)))
        return depths, came_from

    def prefix(self, state: int) -> str:
        """The shortest text that leads to a state."""
        return self._text(self._came, 0, state)

    def shortest(self) -> str | None:
        """A shortest text that the skeleton reads, marks at its end aside; None if it reads none."""
        last = next((state for state in self.depths if self._skeleton.states[state].ends), None)
        return None if last is None else self.prefix(last)

    def ending(self, number: int, *, spaced: bool) -> str:
        """A text that leads from a run to an end."""
        if not spaced and self.ends(number):
            return ""
        kind, at, *behind = self.order[number]
        if kind < 0:
            return self._onward(at)
        rest = self._completed(kind, at, behind)
        if rest is None:
            return self._onward(behind[spaced])
        return rest + self._onward(behind[rest.endswith(" ")])

    def _onward(self, state: int) -> str:
        """A short text that leads from a state of the skeleton to one where something ends."""
        depths, came = self._measured(state)
        last = next(each for each in depths if self._skeleton.states[each].ends)
        return self._text(came, state, last)

    def _completed(self, number: int, at: int, behind: list[int]) -> str | None:
        """The shortest rest of a capture's lexeme that leads on; None if it may end where it is."""
        taken, space = self._skeleton.taken[number], self._skeleton.alphabet.space
        texts = {at: ""}
        for state in (order := [at]):  # grows while it is read
            if state in taken.lexemes.accepting and behind[texts[state].endswith(" ")] >= 0:
                return texts[state] or None
            for name, target in taken.lexemes.moves[state]:
                if target not in texts:
                    mask = taken.masks[name]
                    texts[target] = texts[state] + self._skeleton.alphabet.letter(mask & ~space or mask)
                    order.append(target)
        return None

    def saying(self, number: int, lexeme: str) -> Iterator[str]:
        """Texts in which a capture takes a lexeme, one for each state where it may begin, near ones first."""
        for state in self.depths:
            for taken, *behind in self._skeleton.states[state].takes:
                after = behind[lexeme.endswith(" ")]
                if taken == number and after >= 0:
                    depths, came = self._measured(after)
                    last = next((each for each in depths if self._skeleton.states[each].ends), None)
                    if last is not None:
                        yield self.prefix(state) + lexeme + self._text(came, after, last)

    def _text(self, came: dict[int, _Came], start: int, state: int) -> str:
        parts: list[str] = []
        while state != start:
            state, number, mask, spaced = came[state]
            if number < 0:
                parts.append(self._skeleton.alphabet.letter(mask))
            else:
                parts.append(self._good(number, spaced=spaced))
        return "".join(reversed(parts))

    def _good(self, number: int, *, spaced: bool) -> str:
        """A short lexeme of a capture, one with a value if such a one is near."""
        if (number, spaced) not in self._lexemes:
            first = self.lexeme(number, None, spaced=spaced)
            tried = (first, *self._skeleton.samples(number))
            valued = (
                text for text in tried if text.endswith(" ") == spaced and self._skeleton.reads(number, text)
            )
            self._lexemes[number, spaced] = next(valued, first)
        return self._lexemes[number, spaced]

    def lexeme(self, number: int, goal: int | None, *, spaced: bool) -> str:
        """The shortest text that leads to a state of a capture's automaton (to an accepting one for None)."""
        taken = self._skeleton.taken[number]
        space = self._skeleton.alphabet.space
        texts: dict[tuple[int, bool], str] = {}
        layer = [(0, "")]
        while layer:
            after: list[tuple[int, str]] = []
            for state, text in layer:
                for name, target in taken.lexemes.moves[state]:
                    for half in (taken.masks[name] & ~space, taken.masks[name] & space):
                        mark = target, half == space
                        if half and mark not in texts:
                            texts[mark] = text + self._skeleton.alphabet.letter(half)
                            done = target in taken.lexemes.accepting if goal is None else target == goal
                            if done and mark[1] == spaced:
                                return texts[mark]
                            after.append((target, texts[mark]))
            layer = after
        raise AssertionError("the distances were computed from the same automaton")
