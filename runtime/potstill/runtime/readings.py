"""Readings: which slots took which part of the text, found backwards over the stretches of the forward pass.

Each step back is one look-up in a table that the automaton fills as it goes, so a text with one reading
costs time linear in its length, whatever the grammar. Where several ways lead back, all are followed, up
to a cap.
"""

from __future__ import annotations

from typing import Final

from potstill.ir.lexicons import Lexicon
from potstill.ir.values import Value
from potstill.runtime.automaton import Automaton, Place, Step, Stretch, TooManyReadings, Trail
from potstill.runtime.network import Call, Leaf

MAX_STEPS = 20_000
"""Steps back for one template before its readings count as too many."""


class Capture:
    """``slot`` takes ``text[start:end]``, which the call's lexicon reads."""

    def __init__(self, call: Call, slot: str, start: int, end: int) -> None:
        self.call: Final = call
        self.slot: Final = slot
        self.start: Final = start
        self.end: Final = end

    @property
    def lexicon(self) -> Lexicon:
        """What reads it."""
        lexicon = self.call.lexicon
        assert lexicon is not None
        return lexicon


class Reading:
    """One way through one template. Captures stand in the order of the text."""

    def __init__(self, leaf: Leaf, captures: list[Capture], fixes: tuple[tuple[str, Value], ...]) -> None:
        self.leaf: Final = leaf
        self.captures: Final = captures
        self.fixes: Final = fixes


def readings(automaton: Automaton, path: list[Stretch], length: int, leaf: Leaf) -> list[Reading]:
    """All readings by one template of a text of ``length`` symbols, given the stretches it led through.

    Raises TooManyReadings.
    """
    end = path[-1].end
    assert end is not None
    position = length
    index = len(path)
    steps = automaton.ends(end, leaf)
    trail: list[tuple[int, Trail]] = []
    while len(steps) == 1:
        step = steps[0]
        if step.trail:
            trail.append((position, step.trail))
        if index == 0:
            trail.reverse()
            return [_reading(leaf, trail)]
        index -= 1
        stretch = path[index]
        position -= len(stretch.text)
        steps = automaton.back(stretch, step.origin)
    trail.reverse()
    branches = _branches(automaton, path, position, index, steps)
    return [_reading(leaf, [*branch, *trail]) for branch in branches]


def _branches(
    automaton: Automaton, path: list[Stretch], position: int, index: int, steps: list[Step]
) -> list[list[tuple[int, Trail]]]:
    """All trails up to ``position``, where stretch ``index`` begins, when ``steps`` lead on from there."""
    found: dict[tuple[tuple[int, Trail], ...], None] = {}
    pending: list[tuple[int, int, Place, tuple[tuple[int, Trail], ...]]] = []
    for step in steps:
        pending.append((position, index, step.origin, ((position, step.trail),) if step.trail else ()))
    seen: set[tuple[int, int, tuple[tuple[int, Trail], ...]]] = set()
    budget = MAX_STEPS
    while pending:
        budget -= 1
        if budget == 0:
            raise TooManyReadings
        position, index, place, trail = pending.pop()
        mark = (index, place.number, trail)
        if mark in seen:
            continue
        seen.add(mark)
        if index == 0:
            found[trail] = None
            continue
        stretch = path[index - 1]
        start = position - len(stretch.text)
        for step in automaton.back(stretch, place):
            longer = ((start, step.trail), *trail) if step.trail else trail
            pending.append((start, index - 1, step.origin, longer))
    return [list(trail) for trail in found]


def _reading(leaf: Leaf, trails: list[tuple[int, Trail]]) -> Reading:
    captures: list[Capture] = []
    fixes: list[tuple[str, Value]] = []
    start = 0
    for base, trail in trails:
        for offset, events in trail:
            for event in events:
                call = event.call
                if call is None:
                    fixes.append((event.slot, event.value))
                elif event.opens:
                    start = base + offset
                else:
                    captures.append(Capture(call, call.slot or leaf.slots[call.number], start, base + offset))
    return Reading(leaf, captures, (*leaf.fixes, *fixes) if fixes else leaf.fixes)
