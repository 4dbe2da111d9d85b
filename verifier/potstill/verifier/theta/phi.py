"""φ: from parameters to the shortest utterance found that is read as them.

Whatever the search leaves out, an utterance that it gives is right: the reference has read it, in the point's
context, and resolved it to exactly the point's parameters.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from itertools import islice
from operator import or_
from typing import Final, TypeAlias

from potstill.ir import grammar as g
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.resolve import Reads
from potstill.ir.values import Value
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.lexemes import lexemes
from potstill.verifier.theta.sentences import Sentences, Way, spoken
from potstill.verifier.theta.shapes import Events, Mask

MAX_TRIES: Final = 32
"""Utterances that are read to find one for a point."""

_SKELETONS: Final = 256
"""Sets of ways through the grammar that are kept, one for each set of events."""


_Choice: TypeAlias = tuple[Mask, tuple[Mask, ...]]
"""The events that a path may pass, and for each slot that is not to be left out, its events."""


class Speaker:
    """φ of one family under one binding."""

    def __init__(self, events: Events) -> None:
        self._events: Final = events
        # One cache for each speaker; the grammar's ways depend on it.
        self._ways = lru_cache(maxsize=_SKELETONS)(self._find)

    def say(self, point: Point) -> str | None:
        """The shortest utterance found whose readings resolve to the point's parameters in its context.

        None if none was found: nobody can say the point, a condition excludes it, or all that was tried is
        read otherwise.
        """
        wanted = tuple(point.parameters[slot.name] for slot in self._events.family.slots)
        for utterance in islice(self.utterances(point), MAX_TRIES):
            if self.reads(utterance, point, wanted):
                return utterance
        return None

    def reads(self, utterance: str, point: Point, wanted: tuple[Value, ...]) -> bool:
        """Whether the utterance resolves to the parameters in the point's context."""
        events = self._events
        match candidate(events.family, normalise(utterance), point.context, events.binding):
            case Candidate(found=Reads(reading)):
                return reading.parameters == wanted
            case _:
                return False

    def utterances(self, point: Point, exactly: Mask | None = None) -> list[str]:
        """What may say the point: canonical lexemes first, then other ways, the shortest first in both.

        ``exactly``: the events that a path must pass, and no others; whatever gives the point, unless given.
        """
        canonical: dict[str, None] = {}
        others: dict[str, None] = {}
        allowed, said = self._allowed(point)
        for way in self._ways(allowed, exactly):
            first = {number: said[number][0] for number in _captured(way)}
            canonical[spoken(way.pieces, first)] = None
            for number in first:
                for lexeme in said[number][1:]:
                    others[spoken(way.pieces, {**first, **self._alike(number, lexeme, first, said)})] = None
        return [*sorted(canonical, key=_short), *sorted(others.keys() - canonical.keys(), key=_short)]

    def _alike(
        self, number: int, lexeme: str, first: dict[int, str], said: dict[int, tuple[str, ...]]
    ) -> dict[int, str]:
        """The lexeme wherever the same slot may be said so."""
        slot = self._events.all[number].slot
        return {
            place: lexeme
            for place in first
            if place == number or (self._events.all[place].slot == slot and lexeme in said[place])
        }

    def _allowed(self, point: Point) -> tuple[_Choice, dict[int, tuple[str, ...]]]:
        """The events that give the point's values, and how those that are captures may be said."""
        allowed = 0
        said: dict[int, tuple[str, ...]] = {}
        for number, event in enumerate(self._events.all):
            value = point.parameters[event.slot]
            if not sets.holds_same(self._events.domain(number), value):
                continue
            if isinstance(event, g.Capture):
                said[number] = lexemes(event.lexicon, value, self._events.binding)
                if not said[number]:
                    continue
            allowed |= 1 << number
        needed = tuple(
            self._events.mask(slot.name)
            for slot in self._events.family.slots
            if not sets.contains(self._events.default(slot), point.parameters[slot.name])
        )
        return (allowed, needed), said

    def _find(self, choice: _Choice, exactly: Mask | None) -> tuple[Way, ...]:
        """The ways that pass allowed events alone and give a value to each slot that needs one."""
        allowed, needed = choice
        start = self._events.family.grammar.start
        if exactly is None:
            sentences = Sentences(self._events, allowed, reduce(or_, needed, 0) & allowed)
        else:
            sentences = Sentences(self._events, allowed & exactly, exactly)
        return tuple(
            way
            for template in (start.parts if isinstance(start, g.Alt) else (start,))
            for mask, ways in sentences.of(template).items()
            if (all(mask & events for events in needed) if exactly is None else mask == exactly)
            for way in ways
        )


def _captured(way: Way) -> list[int]:
    return [piece for piece in way.pieces if isinstance(piece, int)]


def _short(text: str) -> tuple[int, str]:
    return len(text), text
