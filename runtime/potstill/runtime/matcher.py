"""The matcher: from an utterance to the families that read it, and from their readings to parameters.

Immutable: :meth:`Matcher.edit` and :meth:`Matcher.bind` give another matcher that shares what did not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.lexicons import Names
from potstill.ir.normal import Normal, fold
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.runtime.automaton import MAX_HELD, Automaton, TooManyReadings
from potstill.runtime.network import Network, Node, Workshop
from potstill.runtime.readings import Capture, Reading, readings

MAX_REMEMBERED = 10_000
"""Lexemes whose values are kept, per lexicon."""


class Member:
    """A family as a matcher knows it: its number, its slots' positions, what stands for absent slots."""

    def __init__(self, number: int, family: Family) -> None:
        self.number: Final = number
        self.family: Final = family
        self.positions: Final = {slot.name: index for index, slot in enumerate(family.slots)}
        self.defaults: Final = [slot.default for slot in family.slots]


class Match:
    """A family that reads an utterance. ``readings`` is None where there are too many to follow."""

    def __init__(self, member: Member, found: list[Reading] | None) -> None:
        self.member: Final = member
        self.readings: Final = found

    @property
    def spans(self) -> list[tuple[str, int, int]]:
        """Slot, start and end in the normal form, of the first reading."""
        if not self.readings:
            return []
        return [(capture.slot, capture.start, capture.end) for capture in self.readings[0].captures]


class Matcher:
    """k families under one binding of the lists they name."""

    def __init__(self, members: Mapping[int, Member], automaton: Automaton, binding: Binding) -> None:
        self.members: Final = members
        self.automaton: Final = automaton
        self.binding: Final = binding
        self._values: dict[int, dict[str, tuple[Value, ...]]] = {}

    def match(self, text: str) -> list[Match]:
        """Every family that reads the normal form ``text``, with its readings, by number of the family.

        Linear in the text where readings are unique; families' conditions are not looked at.
        """
        if len(text) > MAX_UTTERANCE:
            return []
        path = self.automaton.run(text)
        end = path[-1].end
        if end is None:
            return []
        matches: list[Match] = []
        family = -1
        found: list[Reading] | None = []
        for leaf in self.automaton.leaves(end):
            if leaf.family != family:
                family, found = leaf.family, []
                matches.append(Match(self.members[family], found))
            if found is not None:
                try:
                    found.extend(readings(self.automaton, path, len(text), leaf))
                except TooManyReadings:
                    found = None
                    matches[-1] = Match(self.members[family], None)
        return matches

    def parameters(self, member: Member, reading: Reading, normal: Normal) -> list[tuple[Value, ...]]:
        """The parameters of a reading, in slot order: none, one, or more if a lexeme has several values."""
        values: list[Value] = list(member.defaults)
        given: dict[str, tuple[Value, ...]] = {}
        several = False
        for slot, value in reading.fixes:
            if slot in given and not _same(given[slot][0], value):
                return []
            values[member.positions[slot]] = given.setdefault(slot, (value,))[0]
        for capture in reading.captures:
            if not normal.aligned(capture.start, capture.end):
                return []
            options = self._read(capture, normal)
            slot = capture.slot
            if slot in given:  # the first one's value counts, if the others are the same
                options = tuple([one for one in given[slot] if any(_same(one, other) for other in options)])
            if not options:
                return []
            given[slot] = options
            values[member.positions[slot]] = options[0]
            several = several or len(options) > 1
        if not several:
            return [tuple(values)]
        result: list[tuple[Value, ...]] = []
        for choice in product(*given.values()):
            for slot, value in zip(given, choice, strict=True):
                values[member.positions[slot]] = value
            result.append(tuple(values))
        return result

    def _read(self, capture: Capture, normal: Normal) -> tuple[Value, ...]:
        lexicon = capture.lexicon
        lexeme = normal.text[capture.start : capture.end]
        if lexicon.spelled:
            start = capture.start
            if lexicon.free:
                values: tuple[Value, ...] = (normal.original(start, capture.end),)
            else:
                values = lexicon.read(
                    lexeme, self.binding, spell=lambda i, j: normal.original(start + i, start + j)
                )
            if len(normal.source) != len(normal.text):  # a spelling's length is not its normal form's
                kind = lexicon.value_type()
                return tuple([value for value in values if contains(kind, value)])
            return values
        known = self._values.setdefault(capture.call.element.number, {})
        remembered = known.get(lexeme)
        if remembered is None:
            remembered = lexicon.read(lexeme, self.binding)
            if len(known) >= MAX_REMEMBERED:
                known.clear()
            known[lexeme] = remembered
        return remembered

    def edit(self, remove: Iterable[Member], add: Iterable[Member]) -> Matcher:
        """Without some families, then with others. The cache starts afresh."""
        gone, new = list(remove), list(add)
        network = self.automaton.network.edit(
            [(member.number, member.family.grammar) for member in gone],
            [(member.number, member.family.grammar) for member in new],
        )
        members = dict(self.members)
        for member in gone:
            del members[member.number]
        for member in new:
            members[member.number] = member
        return self._with(members, network, self.binding)

    def bind(self, binding: Binding) -> Matcher:
        """The same families under other lists."""
        return self._with(self.members, self.automaton.network, binding)

    def _with(self, members: Mapping[int, Member], network: Network, binding: Binding) -> Matcher:
        names: dict[Names, Node] = {}
        for lexicon in network.workshop.names():
            if lexicon.list in binding:
                names[lexicon] = network.workshop.entry(lexicon.language(binding))
        return Matcher(members, Automaton(network, names, self.automaton.max_held), binding)


def matcher(families: Iterable[Family], binding: Binding, *, max_held: int = MAX_HELD) -> Matcher:
    """A matcher for families numbered in the given order. ``max_held``: see the automaton."""
    workshop = Workshop()
    empty = Matcher({}, Automaton(Network(workshop, workshop.node()), {}, max_held), binding)
    return empty.edit([], [Member(number, family) for number, family in enumerate(families)])


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    return one == other


Key = tuple[object, ...]


def key(member: Member, reading: Reading, text: str) -> Key:
    """By what the family's ``resolve`` compares readings: the least counts. See Resolve for the terms."""
    places: Key = (
        *[(capture.start, -capture.end, member.positions[capture.slot]) for capture in reading.captures],
        (len(text) + 1,),
    )
    ask = reading.leaf.ask
    given = dict(reversed(reading.fixes))
    fixed = tuple([_constant(given[slot]) if slot in given else () for slot in member.positions])
    match member.family.resolve:
        case Resolve.UNIQUE | Resolve.FIRST:
            return (ask, places, fixed)
        case Resolve.LEFTMOST_LONGEST:
            return (places, ask, fixed)
        case Resolve.MOST_LITERAL:
            return (*literalness(reading, text), ask, places, fixed)


def literalness(reading: Reading, text: str) -> tuple[int, int, int]:
    """(free captures, -literal symbols, free symbols): how far a reading relies on what it was not told."""
    free_captures = free = 0
    literal = len(text) - text.count(" ")
    for capture in reading.captures:
        length = capture.end - capture.start
        literal -= length - text.count(" ", capture.start, capture.end)
        if capture.lexicon.free:
            free_captures += 1
            free += length
    return (free_captures, -literal, free)


def preference(reading: Reading, text: str) -> Key:
    """By what MOST_LITERAL compares readings of different families: the least is preferred."""
    places = [(capture.start, -capture.end) for capture in reading.captures]
    return (*literalness(reading, text), (*places, (len(text) + 1,)))


def _constant(value: Value) -> Key:
    """An order of values of one type: none, numbers by size, texts by code points, tuples."""
    if value is None:
        return (0,)
    if isinstance(value, str):
        return (2, value)
    if isinstance(value, tuple):
        return (3, *[_constant(part) for part in value])
    return (1, value)
