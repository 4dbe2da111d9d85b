"""What an utterance shows: whether two readings count that carry different parameters, by the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Final, TypeAlias

from potstill.ir import types as t
from potstill.ir import writing
from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.languages import example
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import Normal, normalise
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.reference.match import Reading, TooManyReadings, readings
from potstill.ir.reference.outcome import Outside
from potstill.ir.reference.resolve import Ambiguous, order, resolve
from potstill.ir.regular import CapExceeded
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.ir.verdicts import Counterexample
from potstill.verifier.grammar.lexemes import samples

Context: TypeAlias = Mapping[str, Value]

MAX_CONTEXTS: Final = 16
"""Contexts in which the conditions are tried."""

_STATES: Final = 20_000
"""Of the automaton that other lexemes are taken from."""

_ALTERNATIVES: Final = 16
"""Other lexemes that are tried in the place of one."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two readings of an utterance that both count in a context, with different parameters."""

    utterance: str
    context: Context
    one: Reading
    other: Reading


def clash(family: Family, text: str, binding: Binding, *, resolved: bool) -> Clash | None:
    """Whether the readings of a normal form clash, in one of a few contexts and of two spellings.

    ``resolved``: only where the family's own order leaves them undecided.
    """
    for source in (text, text.upper()):
        normal = normalise(source)
        if normal.text == text:
            found = _clash(family, normal, binding, resolved=resolved)
            if found is not None:
                return found
    return None


def _clash(family: Family, utterance: Normal, binding: Binding, *, resolved: bool) -> Clash | None:
    try:
        read = readings(family, utterance, binding)
    except TooManyReadings:
        return None
    if len({reading.parameters for reading in read}) < 2:
        return None
    text = utterance.text
    read.sort(key=lambda reading: (order(family, text, reading), repr(reading.parameters)))
    for context in contexts(family):
        counting = [reading for reading in read if _counts(family, reading, context)]
        rivals: tuple[Reading, ...] = tuple(counting)
        if resolved and family.resolve is not Resolve.UNIQUE:
            chosen = resolve(family, text, counting)
            rivals = chosen.readings if isinstance(chosen, Ambiguous) else ()
        for one, other in combinations(rivals, 2):
            if one.parameters != other.parameters:
                return Clash(utterance.source, context, one, other)
    return None


def _counts(family: Family, reading: Reading, context: Context) -> bool:
    names = (slot.name for slot in family.slots)
    given = dict(zip(names, reading.parameters, strict=True))
    return not isinstance(evaluate(family.program, given, context), Outside)


def contexts(family: Family) -> Iterator[Context]:
    """A few contexts, simple ones first; one without fields if the family has none."""
    names = [field.name for field in family.context]
    choices = [_samples(field.type) for field in family.context]
    for values in islice(product(*choices), MAX_CONTEXTS):
        yield dict(zip(names, values, strict=True))


def _samples(kind: t.Type) -> list[Value]:
    """Some values of a type."""
    match kind:
        case t.Bool():
            return [False, True]
        case t.Number(low, high, _):
            found: list[Value] = [number for number in (0, 1, low, high) if contains(kind, number)]
            return found
        case t.Text(shortest, _, values, language):
            if values is not None:
                return list(values[:3])
            return [example(language)] if language is not None else ["x" * max(shortest, 1)]
        case t.Date(low, high):
            return [min(max(low, 738_000), high), low, high]
        case t.MonthDay():
            return [615, 229]
        case t.Time():
            return [43_200, 0]
        case t.Duration(low, high):
            return [low, high]
        case t.List(element, shortest, _):
            return [(value,) * shortest for value in _samples(element)]
        case t.Record(fields):
            return list(islice(product(*(_samples(field) for _, field in fields)), 4))
        case t.Optional(body):
            return [None, *_samples(body)]


def variations(family: Family, text: str, binding: Binding) -> Iterator[str]:
    """The text with other lexemes in the places of one or two captures, where it has two readings at all.

    A condition may refuse the shortest text with two readings, and admit another of the same build.
    """
    try:
        read = readings(family, normalise(text), binding)
    except TooManyReadings:
        return
    seen = {text}
    for reading in read[:4]:
        others = [_others(span.lexicon, text[span.start : span.end], binding) for span in reading.spans]
        for count in (1, 2):
            for places in combinations(range(len(others)), count):
                for lexemes in product(*(others[place] for place in places)):
                    varied = text
                    for place, lexeme in reversed(list(zip(places, lexemes, strict=True))):
                        span = reading.spans[place]
                        varied = varied[: span.start] + lexeme + varied[span.end :]
                    if varied not in seen:
                        seen.add(varied)
                        yield varied


def _others(lexicon: Lexicon, lexeme: str, binding: Binding) -> list[str]:
    try:
        found = [text for text in samples(lexicon, binding, _STATES) if text != lexeme]
    except CapExceeded:
        return []
    return found[:_ALTERNATIVES]


def show(family: Family, found: Clash) -> Counterexample:
    """A clash as a person reads it: the utterance, and what each reading takes from it."""
    context = tuple(
        (field.name, writing.show(found.context[field.name], field.type)) for field in family.context
    )
    text = normalise(found.utterance).text
    return Counterexample(
        utterance=found.utterance,
        parameters=_parameters(family, found.one),
        context=context,
        facts=(
            f"one reading, by {_taken(family, text, found.one)}",
            f"another, by {_taken(family, text, found.other)}",
        ),
    )


def _parameters(family: Family, reading: Reading) -> tuple[tuple[str, str], ...]:
    return tuple(
        (slot.name, writing.show(value, slot.type))
        for slot, value in zip(family.slots, reading.parameters, strict=True)
    )


def _taken(family: Family, text: str, reading: Reading) -> str:
    taken = [f"{span.slot} = {text[span.start : span.end]!r}" for span in reading.spans]
    fixed = [f"{slot} is {_spelled(family, slot, value)}" for slot, value in reading.fixes]
    values = ", ".join(f"{name} {value}" for name, value in _parameters(family, reading))
    return f"template {reading.ask + 1}: {'; '.join((*taken, *fixed)) or 'no slot'}; so {values or 'nothing'}"


def _spelled(family: Family, slot: str, value: Value) -> str:
    return writing.show(value, family.slot(slot).type)
