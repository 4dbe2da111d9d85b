"""Why an utterance is covered, or how far the nearest family read it and what it expected there."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from potstill.ir.normal import normalise
from potstill.ir.presentation import to_python
from potstill.runtime.automaton import Automaton, Place, State
from potstill.runtime.candidates import candidate_of
from potstill.runtime.handler import Handler
from potstill.runtime.network import Leaf
from potstill.runtime.reply import Reply, jsonable

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


@dataclass(frozen=True, slots=True)
class Read:
    """How one family reads the utterance: (slot, lexeme, value) from left to right; why it does not count."""

    family: str
    slots: tuple[tuple[str, str, object], ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one utterance: its normal form, who reads it or comes near, the reply."""

    normal: str
    readings: tuple[Read, ...]
    reply: Reply
    nearest: Nearest | None
    nearest_family: str | None

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return {
            "normal": self.normal,
            "readings": [
                {
                    "family": read.family,
                    "slots": [[slot, lexeme, jsonable(value)] for slot, lexeme, value in read.slots],
                    "reason": read.reason,
                }
                for read in self.readings
            ],
            "reply": self.reply.to_json(),
            "nearest": None
            if self.nearest is None
            else {**asdict(self.nearest), "family": self.nearest_family},
        }


def explain(handler: Handler, utterance: str, context: Mapping[str, object]) -> Explanation:
    """Why the handler's families answer as they do; the fallback is not asked. Raises ContextError."""
    snapshot = handler.snapshot
    matcher = snapshot.matcher
    normal = normalise(utterance)
    found: list[Read] = []
    for match in matcher.match(normal.text):
        family = match.member.family
        candidate = candidate_of(matcher, snapshot.loaded[match.member.number], match, normal, context)
        reason = candidate if isinstance(candidate, str) else candidate.reason
        types = {slot.name: slot.type for slot in family.slots}
        for reading in (match.readings or ())[:8]:
            for given in matcher.parameters(match.member, reading, normal)[:8]:
                slots = tuple(
                    (
                        capture.slot,
                        normal.text[capture.start : capture.end],
                        to_python(given[match.member.positions[capture.slot]], types[capture.slot]),
                    )
                    for capture in reading.captures
                )
                found.append(Read(family.name, slots, reason))
    reply = handler.decide(utterance, context)
    if found:
        return Explanation(normal.text, tuple(found), reply, None, None)
    near = nearest(matcher.automaton, normal.text)
    name = None if near.family is None else matcher.members[near.family].family.name
    return Explanation(normal.text, (), reply, near, name)


def nearest(automaton: Automaton, text: str) -> Nearest:
    """Where the reading of a normal form broke off, and what could have followed."""
    states = automaton.follow(automaton.start, text)
    last, read = states[-1], len(states) - 1
    with automaton.lock:
        found = _completion(automaton, last)
    expected = tuple(dict.fromkeys(word for place in last.places for word in _next_words(place)))[:8]
    if found is None:
        return Nearest(read, None, None, expected)
    completion, leaf = found
    return Nearest(read, leaf.family, completion, expected)


def _next_words(place: Place) -> list[str]:
    """The literal texts that may follow at a place, up to the end of a word; ``…`` for other symbols."""
    if place.rest:
        return [place.rest]
    node = place.node
    words = sorted(edge.text for edge in node.literals.values())
    if node.gap is not None:
        words += sorted(edge.text for edge in node.gap.literals.values())
    other = node.ranges or (node.gap is not None and node.gap.calls)
    return [*words, "…"] if other else words


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
