"""Requests around given values: the words of templates, with lexemes of the values where slots are captured.

A *carrier* is an utterance with a private-use symbol where a slot is captured or fixed. Carriers are a
regular language like utterances; printing a value for each such symbol makes one a request for those values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.family import Family
from potstill.ir.normal import fold
from potstill.ir.regular import classes
from potstill.ir.regular.classes import Ranges
from potstill.ir.values import Value
from potstill.verifier.testgen.language import Language, rewritten, utterances
from potstill.verifier.testgen.spelling import READABLE, symbols
from potstill.verifier.theta.shapes import Events

_FIRST: Final = 0xE000
_MOST: Final = 0xF8FF - _FIRST + 1
"""Symbols for private use in the basic plane; they are their own normal forms."""


def letters(family: Family) -> Ranges:
    """The readable symbols, and all that the family's templates write."""
    nodes = (family.grammar.start, *(body for _, body in family.grammar.rules))
    written = "".join(part.text for node in nodes for part in g.walk(node) if isinstance(part, g.Text))
    return classes.union(READABLE, symbols(fold(written)))


class Carriers:
    """The carriers of a family's utterances, and what their symbols stand for.

    ``events``: the captures and fixes, numbered as the symbols are.
    """

    def __init__(self, events: Events) -> None:
        self.events: Final = events
        family, binding = events.family, events.binding
        marks = classes.of(
            [(_FIRST, _FIRST + min(len(self.events.all), _MOST) - 1)] if self.events.all else []
        )
        carrying = replace(family, grammar=rewritten(family.grammar, self._marked))
        alphabet = classes.union(letters(family), marks)
        self.language: Final[Language] = utterances(carrying, binding, alphabet)

    def _marked(self, event: g.Capture | g.Fix) -> g.Node:
        number = self.events.number(event)
        return g.Text(chr(_FIRST + number)) if number < _MOST else g.NOTHING

    def met(self, carrier: str) -> dict[str, list[int]]:
        """The events of a carrier, by slot: the constants that count before captures, then from the left."""
        found: dict[str, list[int]] = {}
        for symbol in carrier:
            number = ord(symbol) - _FIRST
            if 0 <= number < len(self.events.all):
                event = self.events.all[number]
                numbers = found.setdefault(event.slot, [])
                if number not in numbers:
                    numbers.insert(0 if isinstance(event, g.Fix) else len(numbers), number)
        return found

    def utterance(self, carrier: str, values: Mapping[str, Value]) -> str:
        """The carrier with the values of its slots, each printed by the lexicon that captures it there.

        ValueError where a lexicon cannot print the value.
        """
        pieces: list[str] = []
        for symbol in carrier:
            number = ord(symbol) - _FIRST
            event = self.events.all[number] if 0 <= number < len(self.events.all) else None
            match event:
                case None:
                    pieces.append(symbol)
                case g.Fix():
                    pass
                case g.Capture(slot, lexicon):
                    pieces.append(lexicon.print(values[slot], self.events.binding))
        return fold("".join(pieces))
