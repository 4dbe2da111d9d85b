"""Readings: which slots took which part of the text, found backwards over the states of the forward pass.

Each step back is one look-up in a table that the automaton fills as it goes, so a text with one reading
costs time linear in its length, whatever the grammar. Where several ways lead back, all are followed, up
to a cap.
"""

from __future__ import annotations

from typing import Final

from potstill.ir.lexicons import Lexicon
from potstill.ir.values import Value
from potstill.runtime.automaton import Automaton, Event, Place, State, Step
from potstill.runtime.network import Leaf

MAX_STEPS = 20_000
"""Steps back for one template before its readings count as too many."""


class TooManyReadings(Exception):
    """A template reads the text in more ways than are followed."""


class Capture:
    """``slot`` takes ``text[start:end]``, read by ``lexicon``, the language of element ``element``."""

    def __init__(self, slot: str, lexicon: Lexicon, element: int, start: int, end: int) -> None:
        self.slot: Final = slot
        self.lexicon: Final = lexicon
        self.element: Final = element
        self.start: Final = start
        self.end: Final = end


class Reading:
    """One way through one template. Captures stand in the order of the text."""

    def __init__(
        self, leaf: Leaf, captures: tuple[Capture, ...], fixes: tuple[tuple[str, Value], ...]
    ) -> None:
        self.leaf: Final = leaf
        self.captures: Final = captures
        self.fixes: Final = fixes


_Trail = tuple[tuple[int, tuple[Event, ...]], ...]
"""Positions and the events there, from the left."""


def readings(automaton: Automaton, states: list[State], text: str, leaf: Leaf) -> list[Reading]:
    """All readings of ``text`` by one template, given the states that it led through.

    Raises TooManyReadings.
    """
    position = len(text)
    trail: list[tuple[int, tuple[Event, ...]]] = []
    steps = automaton.ends(states[position], leaf)
    while len(steps) == 1:
        origin, events = steps[0]
        if events:
            trail.append((position, events))
        if position == 0:
            trail.reverse()
            return [_reading(leaf, tuple(trail))]
        position -= 1
        steps = automaton.back(states[position], text[position], origin)
    trail.reverse()
    found: dict[_Trail, None] = {}
    for rest in _branches(automaton, states, text, position, steps):
        found[(*rest, *trail)] = None
    return [_reading(leaf, full) for full in found]


def _branches(
    automaton: Automaton, states: list[State], text: str, position: int, steps: list[Step]
) -> list[_Trail]:
    """All trails up to ``position``, when ``steps`` lead on from there."""
    found: list[_Trail] = []
    seen: set[tuple[int, int, _Trail]] = set()
    pending: list[tuple[int, Place, _Trail]] = []
    for origin, events in steps:
        pending.append((position, origin, ((position, events),) if events else ()))
    budget = MAX_STEPS
    while pending:
        budget -= 1
        if budget == 0:
            raise TooManyReadings
        position, place, trail = pending.pop()
        if position == 0:
            found.append(trail)
            continue
        position -= 1
        for origin, events in automaton.back(states[position], text[position], place):
            longer = ((position, events), *trail) if events else trail
            mark = (position, origin.number, longer)
            if mark not in seen:
                seen.add(mark)
                pending.append((position, origin, longer))
    return found


def _reading(leaf: Leaf, trail: _Trail) -> Reading:
    captures: list[Capture] = []
    fixes = list(leaf.fixes)
    start = 0
    for position, events in trail:
        for kind, call, slot, value in events:
            if call is None:
                fixes.append((slot, value))  # type: ignore[arg-type]
            elif kind == "open":
                start = position
            else:
                assert call.lexicon is not None
                name = call.slot or leaf.slots[call.number]
                captures.append(Capture(name, call.lexicon, call.element.number, start, position))
    return Reading(leaf, tuple(captures), tuple(fixes))
