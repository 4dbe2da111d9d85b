"""The plain matcher: every reading of an utterance by a family, by sets of ends, slow and obvious.

``spec/ir.md`` states in clauses G and R1 to R4 what this module does. A *path* through a grammar node
from a position is where it ends and what it passed: captures and fixes. Paths are held as sets, so two ways
to the same events are one, and nothing blows up but what truly has many readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias, assert_never

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import Normal, fold
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.typing import contains
from potstill.ir.values import Value

MAX_PATHS: Final = 50_000
"""Paths through one node from one position that are followed."""


class TooManyReadings(Exception):
    """An utterance has more ways through a grammar than are followed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Slot ``slot`` takes symbols ``start`` to ``end`` (exclusive), as ``lexicon`` reads them."""

    slot: str
    lexicon: Lexicon
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an utterance, and the parameters it gives.

    ``ask`` is the position of its template; ``spans`` run from left to right; ``fixes`` are the constants
    that the template gives to slots; ``parameters`` are all slots' values, in the family's order.
    """

    ask: int
    spans: tuple[Span, ...]
    fixes: tuple[tuple[str, Value], ...]
    parameters: tuple[Value, ...]


Event: TypeAlias = Span | g.Fix
Path: TypeAlias = tuple[int, tuple[Event, ...]]


def readings(family: Family, utterance: Normal, binding: Binding) -> list[Reading]:
    """All readings, distinct as (ask, spans, fixes, parameters). Raises TooManyReadings.

    A span that would cut a source code point's symbols apart, that has no value, or whose slot has another
    value already, makes no reading.
    """
    if len(utterance.text) > MAX_UTTERANCE:
        return []
    found: dict[Reading, None] = {}
    matcher = _Matcher(family.grammar, utterance.text, binding)
    start = family.grammar.start
    for ask, template in enumerate(start.parts if isinstance(start, g.Alt) else (start,)):
        for end, events in matcher.paths(template, 0):
            if end == len(utterance.text):
                spans = tuple(event for event in events if isinstance(event, Span))
                fixes = tuple((event.slot, event.value) for event in events if isinstance(event, g.Fix))
                for parameters in _parameters(family, utterance, binding, spans, fixes):
                    found[Reading(ask, spans, fixes, parameters)] = None
    return list(found)


def _parameters(
    family: Family,
    utterance: Normal,
    binding: Binding,
    spans: tuple[Span, ...],
    fixes: tuple[tuple[str, Value], ...],
) -> Iterator[tuple[Value, ...]]:
    """The values of all slots, for each choice of what the spans mean in which equal slots are equal."""
    if not all(utterance.aligned(span.start, span.end) for span in spans):
        return
    given: list[tuple[str, tuple[Value, ...]]] = [(slot, (value,)) for slot, value in fixes]
    given += [(span.slot, _values(span, utterance, binding)) for span in spans]
    for choice in product(*(values for _, values in given)):
        values = {slot.name: slot.default for slot in family.slots}
        seen: dict[str, Value] = {}
        for (slot, _), value in zip(given, choice, strict=True):
            values[slot] = seen.setdefault(slot, value)
            if not same(values[slot], value):
                break
        else:
            if all(contains(slot.type, values[slot.name]) for slot in family.slots):
                yield tuple(values.values())


def _values(span: Span, utterance: Normal, binding: Binding) -> tuple[Value, ...]:
    """What the span's lexicon reads there; free text is spelled as it was typed."""

    def spell(start: int, end: int) -> str:
        return utterance.original(span.start + start, span.start + end)

    lexeme = utterance.text[span.start : span.end]
    return span.lexicon.read(lexeme, binding, spell=spell)


def same(one: Value, other: Value) -> bool:
    """Whether a slot that is read twice has read the same: texts compare by their normal forms."""
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


class _Matcher:
    """Paths through the nodes of one grammar, over one text."""

    def __init__(self, grammar: g.Grammar, text: str, binding: Binding) -> None:
        self._grammar = grammar
        self._text = text
        self._binding = binding

    def paths(self, node: g.Node, at: int) -> set[Path]:
        """All paths through ``node`` that begin at ``at``."""
        text = self._text
        match node:
            case g.Text(literal):
                return {(at + len(literal), ())} if text.startswith(literal, at) else set()
            case g.Chars():
                return {(at + 1, ())} if at < len(text) and text[at] in node else set()
            case g.Digit(_, low, high):
                inside = at < len(text) and chr(0x30 + low) <= text[at] <= chr(0x30 + high)
                return {(at + 1, ())} if inside else set()
            case g.Gap():
                if text.startswith(" ", at):
                    return {(at + 1, ())}
                return {(at, ())} if at in (0, len(text)) or text[at - 1] == " " else set()
            case g.Seq(parts):
                found: set[Path] = {(at, ())}
                for part in parts:
                    found = self._extend(found, part)
                return found
            case g.Alt(parts):
                return _capped(path for part in parts for path in self.paths(part, at))
            case g.Repeat(body, low, high):
                return self._repeat(body, low, high, at)
            case g.Rule(name):
                return self.paths(self._grammar.rule(name), at)
            case g.Capture(slot, lexicon):
                ends = {end for end, _ in self.paths(lexicon.under(self._binding)[0], at)}
                return {(end, (Span(slot, lexicon, at, end),)) for end in ends}
            case g.Item(lexicon):
                return self.paths(lexicon.under(self._binding)[0], at)
            case g.Fix():
                return {(at, (node,))}
            case g.Step():
                return {(at, ())}
            case g.Machine():
                return {(end, ()) for end in _accepted(node, text, at)}
            case _:
                assert_never(node)

    def _extend(self, paths: set[Path], node: g.Node) -> set[Path]:
        """The paths, each followed by one through ``node``."""
        after = {at: self.paths(node, at) for at in {at for at, _ in paths}}
        return _capped((end, (*events, *more)) for at, events in paths for end, more in after[at])

    def _repeat(self, body: g.Node, low: int, high: int | None, at: int) -> set[Path]:
        """Copies of ``body``. Copies beyond ``low`` that read nothing and pass nothing change nothing."""
        latest: set[Path] = {(at, ())}
        for _ in range(low):
            latest = self._extend(latest, body)
        found = set(latest)
        copies = low
        while latest and (high is None or copies < high):
            latest = self._extend(latest, body) - found
            found |= latest
            copies += 1
        return found


def _capped(paths: Iterator[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        found.add(path)
        if len(found) > MAX_PATHS:
            raise TooManyReadings
    return found


def _accepted(machine: g.Machine, text: str, at: int) -> Iterator[int]:
    """Where the automaton accepts, started at ``at``."""
    state: int | None = 0
    while state is not None:
        if state in machine.accepting:
            yield at
        code = ord(text[at]) if at < len(text) else -1
        moves = machine.moves[state]
        state = next((target for low, high, target in moves if low <= code <= high), None)
        at += 1
