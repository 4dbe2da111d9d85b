"""Cases at the bounds of each slot: the least and the greatest value, and their neighbours on both sides.

What is said just outside of a bound is printed by a lexicon that goes one step further than the slot's own;
what must come of it is the reference's to say, and nearly always that nobody answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Any, Final

from potstill.ir import lexicons as lx
from potstill.ir.family import Slot
from potstill.ir.lexicons import CURRENCIES, Lexicon
from potstill.ir.lexicons.makers import number
from potstill.ir.normal import fold, normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.evaluate import Answer
from potstill.ir.reference.match import Reading, Span
from potstill.ir.reference.resolve import Reads
from potstill.ir.values import Value
from potstill.verifier.counterexample import spell
from potstill.verifier.replay import run
from potstill.verifier.testgen.bench import Bench
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.names import Names, shortened
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.domains import domain
from potstill.verifier.theta.probes import telling

_MOST_PARTS: Final = 16
"""Words, or items, in the longest texts and lists that are said."""

_OTHERS: Final = 4
"""Points, and other values of a slot, for which an utterance is looked for."""

_BASES: Final = 40
"""Points whose other parameters are tried with a bound."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One value of a slot at a bound. ``wider``: the lexicon that can print it, where the slot's cannot."""

    place: str
    value: Value
    wider: Lexicon | None = None


def bound_cases(bench: Bench, names: Names) -> Iterator[Case]:
    """The cases of every slot, in the family's order."""
    for slot in bench.family.slots:
        inside: tuple[str, Point] | None = None
        for bound in _bounds(slot.lexicon):
            if bound.wider is None:
                found = _said(bench, slot, bound.value)
                if found is None:
                    continue
                inside = inside or found
                yield _case(bench, names, slot, bound, found[0], found[1])
        if inside is None:
            continue
        for bound in _bounds(slot.lexicon):
            utterance = None if bound.wider is None else _respoken(bench, slot, bound, *inside)
            if utterance is not None:
                yield _case(bench, names, slot, bound, utterance, inside[1])


def _case(bench: Bench, names: Names, slot: Slot, bound: Bound, utterance: str, point: Point) -> Case:
    kind = (bound.wider or slot.lexicon).value_type()
    title = f"`{slot.name}` {bound.place}: {shortened(spell(bound.value, kind), 60)}."
    return bench.case(
        Section.BOUND, names.fresh(slot.name, bound.place), title, utterance, bench.context(point)
    )


def _bounds(lexicon: Lexicon) -> list[Bound]:
    """The bounds that a lexicon has, inside first to last, then those just outside that can be printed."""
    match lexicon:
        case lx.Integers(low, high, step):
            return [*_numbers(lexicon, low, high, step), *_off_grid(lexicon, low, high, step, Fraction(1))]
        case lx.Decimals(places, low, high, step) | lx.Percents(places, low, high, step):
            unit = Fraction(1, 10**places)
            return [*_numbers(lexicon, low, high, step), *_off_grid(lexicon, low, high, step, unit)]
        case lx.Money(currency, low, high):
            return _numbers(lexicon, low, high, Fraction(1, 10 ** CURRENCIES[currency].places))
        case lx.Fractions(denominator, low, high):
            return [*_numbers(lexicon, low, high, Fraction(1, denominator)), *_too_fine(lexicon, low, high)]
        case lx.Ordinals(low, high) | lx.Dates(_, low, high) | lx.Durations(low, high):
            return _numbers(lexicon, low, high, 1)
        case lx.Words(low, high):
            return _lengths(low, high, lambda count: " ".join(_WORDS[:count]), lexicon)
        case lx.Lists(item, low, high):
            values = telling(domain(item), _WORDS) if not item.late else []
            return _lengths(low, high, lambda count: _cycled(values, count), lexicon) if values else []
        case _:
            return []


_WORDS: Final = (
    *("amber", "birch", "coral", "denim", "ember", "fern", "garnet", "hazel"),
    *("indigo", "jade", "khaki", "lilac", "maple", "navy", "olive", "pearl", "quartz"),
)
"""For texts of several words; there is one more than the longest text has."""


def _cycled(values: list[Value], count: int) -> Value:
    return tuple(values[place % len(values)] for place in range(count))


def _numbers(
    lexicon: Lexicon, low: Fraction | int, high: Fraction | int, step: Fraction | int
) -> list[Bound]:
    """Both bounds and their neighbours; on a short range each value once."""
    inside = {
        low: "at the lower bound",
        low + step: "just above the lower bound",
        high - step: "just below the upper bound",
        high: "at the upper bound",
    }
    found = [Bound(place, number(Fraction(value))) for value, place in inside.items() if low <= value <= high]
    for value, place, changes in (
        (low - step, "just below the lower bound", {"low": low - step}),
        (high + step, "just above the upper bound", {"high": high + step}),
    ):
        wider = _changed(lexicon, changes)
        if wider is not None:
            found.append(Bound(place, number(Fraction(value)), wider))
    return found


def _off_grid(
    lexicon: lx.Integers | lx.Decimals | lx.Percents,
    low: Fraction | int,
    high: Fraction | int,
    step: Fraction | int,
    unit: Fraction,
) -> list[Bound]:
    """A value between two steps: with fewer places than can be written, or with one more."""
    changes: dict[str, Any] = {"step": type(step)(unit)}
    if unit == step:
        if isinstance(lexicon, lx.Integers):
            return []
        unit /= 10
        changes = {"step": unit, "places": lexicon.places + 1}
    wider = _changed(lexicon, changes) if low + unit < high else None
    return [] if wider is None else [Bound("between two steps", number(Fraction(low + unit)), wider)]


def _too_fine(lexicon: lx.Fractions, low: Fraction, high: Fraction) -> list[Bound]:
    """A fraction with a denominator that is one too large."""
    part = lexicon.denominator + 1
    counts = (count for count in range(floor(low * part) + 1, ceil(high * part)) if gcd(count, part) == 1)
    count, wider = next(counts, None), _changed(lexicon, {"denominator": part})
    if count is None or wider is None:
        return []
    return [Bound("with too large a denominator", number(Fraction(count, part)), wider)]


def _lengths(low: int, high: int, of: Callable[[int], Value], lexicon: Lexicon) -> list[Bound]:
    """Texts of the fewest and the most words, or lists of items; and one too many, one too few."""
    inside = {low: "of the fewest parts", high: "of the most parts"}
    found = [Bound(place, of(count)) for count, place in inside.items() if count <= _MOST_PARTS]
    wider = _changed(lexicon, {"high": high + 1}) if high < _MOST_PARTS else None
    if wider is not None:
        found.append(Bound("of one part too many", of(high + 1), wider))
    fewer = _changed(lexicon, {"low": low - 1}) if low > 1 else None
    if fewer is not None:
        found.append(Bound("of one part too few", of(low - 1), fewer))
    return found


def _changed(lexicon: Lexicon, changes: dict[str, Any]) -> Lexicon | None:
    """The lexicon with other bounds; None if no lexicon of its kind has them."""
    try:
        return replace(lexicon, **changes)
    except (ValueError, OverflowError):
        return None


def _said(bench: Bench, slot: Slot, value: Value) -> tuple[str, Point] | None:
    """An utterance in which the slot has the value, answered if that can be; and its point."""
    points = (Point({**base.parameters, slot.name: value}, base.context) for base in _bases(bench, slot))
    inside = [point for point in points if bench.theta.contains(point)]
    answered = [point for point in inside if isinstance(run(bench.program, point), Answer)]
    for point in (answered or inside)[:_OTHERS]:
        utterance = _aloud(bench, slot, point)
        if utterance is not None:
            return utterance, point
    return None


def _bases(bench: Bench, slot: Slot) -> list[Point]:
    """Points whose other parameters to try: first those whose answers are made of the slot's value."""
    nodes = enumerate(bench.program.nodes)
    mine = [place for place, node in nodes if node.op == "slot" and node.data == slot.name]
    idle = {id(point): bench.used(point).isdisjoint(mine) for point in bench.points}
    return sorted(bench.points, key=lambda point: (idle[id(point)], bench.telling(point)))[:_BASES]


def _aloud(bench: Bench, slot: Slot, point: Point) -> str | None:
    """An utterance for the point that says the slot's value, where its default is understood otherwise."""
    utterance = bench.say(point)
    if utterance is None or any(span.slot == slot.name for span in _spans(bench, utterance, point)):
        return utterance
    for other in telling(domain(slot.lexicon, bench.binding))[:_OTHERS]:
        beside = Point({**point.parameters, slot.name: other}, point.context)
        said = bench.say(beside) if other != point.parameters[slot.name] else None
        if said is not None:
            bound = Bound("", point.parameters[slot.name], slot.lexicon)
            found = _respoken(bench, slot, bound, said, beside)
            if found is not None:
                return found
    return utterance


def _respoken(bench: Bench, slot: Slot, bound: Bound, utterance: str, point: Point) -> str | None:
    """The utterance with another lexeme for the slot; None where nothing captures it, or there is none."""
    spans = [span for span in _spans(bench, utterance, point) if span.slot == slot.name]
    assert bound.wider is not None
    try:
        lexeme = bound.wider.print(bound.value, bench.binding)
    except ValueError:
        return None
    text = normalise(utterance).text
    for span in sorted(spans, key=lambda one: one.start, reverse=True):
        text = text[: span.start] + lexeme + text[span.end :]
    return fold(text) if spans else None


def _spans(bench: Bench, utterance: str, point: Point) -> tuple[Span, ...]:
    """What is captured where, by the reading that counts."""
    match candidate(bench.family, normalise(utterance), point.context, bench.binding):
        case Candidate(found=Reads(Reading(spans=spans))):
            return spans
        case _:
            return ()
