"""Which reading is chosen: the orders of ``spec/ir.md``, clause R6, one function of a reading each.

Keys are tuples; the least wins. Readings whose keys are equal and whose parameters differ, as where one
lexeme has two values, are told apart by no order: the utterance is ambiguous.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from potstill.ir.family import Family, Resolve
from potstill.ir.reference.match import Reading
from potstill.ir.values import Value

Key: TypeAlias = tuple[Any, ...]
"""Compared element by element."""

_NO_MORE: Final = (1 << 62,)
"""After every place: a capture comes before none."""


@dataclass(frozen=True, slots=True)
class Reads:
    """The reading that counts."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Readings with different parameters, and nothing that chooses among them."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class NoReading:
    """Nothing to choose from."""


Resolution: TypeAlias = Reads | Ambiguous | NoReading


def resolve(family: Family, text: str, readings: list[Reading]) -> Resolution:
    """The reading of the normal form ``text`` that counts by the family's declared order."""
    if not readings:
        return NoReading()
    best = min(order(family, text, reading) for reading in readings)
    unique = family.resolve is Resolve.UNIQUE
    rivals = [one for one in readings if unique or order(family, text, one) == best]
    if len({reading.parameters for reading in rivals}) > 1:
        return Ambiguous(tuple(rivals))
    return Reads(next(one for one in rivals if order(family, text, one) == best))


def order(family: Family, text: str, reading: Reading) -> Key:
    """What the family's order compares; UNIQUE compares as FIRST where all parameters agree."""
    match family.resolve:
        case Resolve.UNIQUE | Resolve.FIRST:
            return (reading.ask, places(family, reading), fixed(family, reading))
        case Resolve.LEFTMOST_LONGEST:
            return (places(family, reading), reading.ask, fixed(family, reading))
        case Resolve.MOST_LITERAL:
            literal = literalness(text, reading)
            return (*literal, reading.ask, places(family, reading), fixed(family, reading))


def places(family: Family, reading: Reading) -> Key:
    """The captures from left to right: earlier starts first, then longer ones, then slots in order."""
    positions = [slot.name for slot in family.slots]
    captures = [(span.start, -span.end, positions.index(span.slot)) for span in reading.spans]
    return (*captures, _NO_MORE)


def literalness(text: str, reading: Reading) -> tuple[int, int, int]:
    """(captures of free text, -literal symbols, symbols of free text): less trust, less told, later.

    Literal are the symbols other than spaces that no capture took.
    """
    free = [span for span in reading.spans if span.lexicon.free]
    literal = sum(
        char != " " and not any(span.start <= position < span.end for span in reading.spans)
        for position, char in enumerate(text)
    )
    return (len(free), -literal, sum(span.end - span.start for span in free))


def preference(text: str, reading: Reading) -> Key:
    """By what MOST_LITERAL compares readings of different families: the least is preferred."""
    return (*literalness(text, reading), (*((span.start, -span.end) for span in reading.spans), _NO_MORE))


def fixed(family: Family, reading: Reading) -> Key:
    """The constants that the template fixes, slot by slot: none before one, then by value."""
    given = dict(reversed(reading.fixes))
    return tuple(_constant(given[slot.name]) if slot.name in given else () for slot in family.slots)


def _constant(value: Value) -> Key:
    """An order of values of one type: none, false, true, numbers by size, texts by code points, tuples."""
    match value:
        case None:
            return (0,)
        case str():
            return (2, value)
        case tuple():
            return (3, *(_constant(part) for part in value))
        case _:
            return (1, value)
