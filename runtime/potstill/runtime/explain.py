"""Why an utterance is covered, or how far the nearest family read it and what it expected there."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from potstill.runtime.automaton import Automaton, Place, State
from potstill.runtime.network import Leaf

MAX_VISITS = 20_000
"""Places looked at in search of the shortest completion."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The family that the text comes closest to.

    ``read``: how many symbols of the normal form some family reads. ``family``: the number of the one that
    needs the fewest further symbols from there; ``completion``: a shortest such text; both None if the search
    was cut off. ``expected``: what families would read next, literal texts or ``…`` for a slot.
    """

    read: int
    family: int | None
    completion: str | None
    expected: tuple[str, ...]


def nearest(automaton: Automaton, text: str) -> Nearest:
    """Where the reading of a normal form broke off, and what could have followed."""
    states = automaton.follow(automaton.start, text)
    last, read = states[-1], len(states) - 1
    with automaton.lock:
        found = _completion(automaton, last)
    expected = tuple(dict.fromkeys(_next_word(place) for place in last.places))[:8]
    if found is None:
        return Nearest(read, None, None, expected)
    completion, leaf = found
    return Nearest(read, leaf.family, completion, expected)


def _next_word(place: Place) -> str:
    """The literal text that must follow from a place, up to a choice or the end of a word."""
    if place.rest:
        return place.rest.partition(" ")[0]
    node = place.node
    if node.ranges:
        return "…"
    words = sorted(edge.text.partition(" ")[0] for edge in node.literals.values())
    return "|".join(words[:8]) if words else "␣"


def _completion(automaton: Automaton, state: State) -> tuple[str, Leaf] | None:
    """A shortest text that leads from ``state`` to a leaf: breadth first, free moves before symbols."""
    pending: deque[tuple[Place, str, bool]] = deque((place, "", state.boundary) for place in state.kernel)
    seen: set[tuple[int, bool]] = set()
    for _ in range(MAX_VISITS):
        if not pending:
            return None
        place, text, boundary = pending.popleft()
        if (place.number, boundary) in seen:
            continue
        seen.add((place.number, boundary))
        node = place.node
        if place.rest:
            pending.append((automaton.place(node, place.frame), text + place.rest, False))
            continue
        if node.leaves:
            return text.rstrip(), node.leaves[0]
        for after, _ in reversed(automaton.ways(place, boundary)):
            pending.appendleft((after, text, boundary))
        for edge in node.literals.values():
            pending.append((automaton.place(edge.target, place.frame), text + edge.text, False))
        for low, _, target in node.ranges:
            pending.append((automaton.place(target, place.frame), text + _sample(low), False))
        if node.gap is not None and not boundary:
            pending.append((automaton.place(node.gap, place.frame), text + " ", True))
    return None


def _sample(low: int) -> str:
    return chr(low) if low > 0x20 else "x"
