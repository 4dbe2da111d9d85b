"""Telling values of a domain, bounds and their neighbours and what is simple, and the points made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Final, assert_never

from potstill.ir import languages
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.calendar import day_number
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.lexicons.makers import number
from potstill.ir.typing import contains as type_contains
from potstill.ir.values import Value
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Point, Ratios, Whole
from potstill.verifier.theta.lexemes import texts
from potstill.verifier.theta.order import key
from potstill.verifier.theta.shapes import Shape

MAX_POINTS: Final = 512
MAX_SHAPES: Final = 64
_MOST_LISTED: Final = 16

_MOMENTS: Final = tuple(
    day_number(*day)
    for day in ((2024, 1, 1), (2024, 2, 28), (2024, 2, 29), (2024, 12, 31), (2023, 2, 28), (2000, 1, 31))
)
"""Days that calendars get wrong, the plainest first."""

_YEARLY: Final = (101, 131, 228, 229, 301, 1231)
_SIMPLE: Final = tuple(map(Fraction, ("0", "1", "-1", "2", "1/2", "-1/2", "1/3")))


def telling(domain: Domain, free: tuple[str, ...] = ()) -> list[Value]:
    """Some values of the domain, the simplest first; empty if none is known. ``free``: texts to use."""
    return list(dict.fromkeys(_telling(domain, free)))


def _telling(domain: Domain, free: tuple[str, ...]) -> list[Value]:
    match domain:
        case Whole(kind):
            return [*_of_type(kind, free)]
        case Grid(low, step, count):
            zero = round(-low / step)
            places = (0, 1, 2, count - 2, count - 1, zero - 1, zero, zero + 1, round((1 - low) / step))
            inside = {number(low + place * step) for place in places if 0 <= place < count}
            return sorted(inside, key=key)
        case Ratios(low, high, most):
            near = Fraction(1, most)
            tried = (
                *_SIMPLE,
                near,
                low,
                high,
                low + near,
                high - near,
                Fraction(ceil(low)),
                Fraction(floor(high)),
            )
            found = [number(each) for each in tried if sets.contains(domain, number(each))]
            return sorted(found or _some_ratio(low, high, most), key=key)
        case Listed(values):
            return [*values[:_MOST_LISTED], *values[_MOST_LISTED:][-1:]]
        case Lists(element, shortest, longest):
            return [*_tuples(telling(element, free), shortest, longest)]
        case Maybe(body):
            return [None, *_telling(body, free)]
        case Either(parts):
            return [value for part in parts for value in _telling(part, free)]
        case _:
            assert_never(domain)


def _some_ratio(low: Fraction, high: Fraction, most: int) -> list[Value]:
    for part in range(1, most + 1):
        if ceil(low * part) <= high * part:
            return [number(Fraction(ceil(low * part), part))]
    return []


def _of_type(kind: t.Type, free: tuple[str, ...]) -> Iterator[Value]:
    match kind:
        case t.Bool():
            yield from (False, True)
        case t.Number(low, high, None):
            tried = dict.fromkeys((*_SIMPLE, low, high, (low + high) / 2))
            yield from sorted((number(each) for each in tried if low <= each <= high), key=key)
        case t.Number(low, high, places):
            yield from telling(sets.multiples(low, high, places or 0))
        case t.Text(shortest, _, values, language):
            if values is not None:
                yield from values[:_MOST_LISTED]
                return
            own = ["x" * max(shortest, 1), ""] if language is None else [languages.example(language)]
            yield from (text for text in (*free, *own) if type_contains(kind, text))
        case t.Date(low, high):
            plain = [day for day in _MOMENTS if low <= day <= high]
            yield from (*plain, *(day for day in (low, low + 1, high - 1, high) if low <= day <= high))
        case t.Duration(low, high):
            yield from telling(sets.grid(low, high, 1))
        case t.MonthDay():
            yield from _YEARLY
        case t.Time():
            yield from (0, 1, 12 * 3600, t.SECONDS_A_DAY - 1)
        case t.List(element, shortest, longest):
            yield from _tuples(list(_of_type(element, free)), shortest, longest)
        case t.Record(fields):
            yield from _records([telling(Whole(body), free) for _, body in fields])
        case t.Optional(body):
            yield None
            yield from _of_type(body, free)
        case _:
            assert_never(kind)


def _records(columns: list[list[Value]]) -> Iterator[tuple[Value, ...]]:
    """Of telling fields: all simplest, then one after the other another."""
    if all(columns):
        simplest = tuple(column[0] for column in columns)
        yield simplest
        for place, column in enumerate(columns):
            yield from ((*simplest[:place], value, *simplest[place + 1 :]) for value in column[1:])


def _tuples(elements: list[Value], shortest: int, longest: int) -> Iterator[Value]:
    """The shortest and the longest lists, of one value each, and of different ones."""
    if shortest == 0:
        yield ()
    if not elements:
        return
    for length in dict.fromkeys((max(shortest, 1), min(max(shortest, 1) + 1, longest), longest)):
        if 0 < length <= longest:
            yield (elements[0],) * length
            yield tuple(elements[place % len(elements)] for place in range(length))
            yield (*(elements[0],) * (length - 1), elements[-1])


def corners(
    family: Family,
    domains: Mapping[str, Domain],
    shapes: tuple[Shape, ...] | None,
    context: Mapping[str, Domain],
) -> Iterator[Point]:
    """Points of telling values: all simplest first, then of each slot and field every telling value."""
    seen: dict[tuple[Value, ...], None] = {}
    products = [(domains, _own(family))] if shapes is None else [(one.domains, said(one)) for one in shapes]
    for factors, free in products[:MAX_SHAPES]:
        for point in around(factors, free, context):
            values = (*point.parameters.values(), *point.context.values())
            if values not in seen:
                seen[values] = None
                yield point
            if len(seen) == MAX_POINTS:
                return


def around(
    domains: Mapping[str, Domain], free: Mapping[str, tuple[str, ...]], context: Mapping[str, Domain]
) -> Iterator[Point]:
    """The points of one product, the simplest first. ``free``: free texts to use, by slot."""
    columns = {name: telling(domain, free.get(name, ())) for name, domain in domains.items()}
    beside = {name: telling(domain) for name, domain in context.items()}
    for values in _records([*columns.values(), *beside.values()]):
        parameters, rest = values[: len(columns)], values[len(columns) :]
        yield Point(dict(zip(columns, parameters, strict=True)), dict(zip(beside, rest, strict=True)))


def first(domain: Domain, free: tuple[str, ...], count: int) -> list[Value]:
    """All values in the declared order, if they are few; else the first of numbers, or telling values."""
    size = sets.size(domain)
    if size is not None and size <= count:
        return sets.values(domain)
    if isinstance(domain, Grid):
        zero = min(max(round(-domain.low / domain.step), 0), domain.count - 1)
        near = range(max(zero - count, 0), min(zero + count, domain.count))
        found: list[Value] = [number(domain.low + place * domain.step) for place in near]
        return sorted(found, key=key)[:count]
    return telling(domain, free)[:count]


def said(shape: Shape) -> dict[str, tuple[str, ...]]:
    """Texts for the slots that a shape reads as free text, or as lists of it."""
    return {name: heard(lexicons) for name, lexicons in shape.lexicons.items()}


def _own(family: Family) -> dict[str, tuple[str, ...]]:
    """Texts for the slots that are declared as free text, or as lists of it."""
    return {slot.name: heard((slot.lexicon,)) for slot in family.slots}


def heard(lexicons: tuple[Lexicon, ...]) -> tuple[str, ...]:
    """Texts that lexicons of free text, or of lists of it, read."""
    items = [lexicon.item if isinstance(lexicon, lx.Lists) else lexicon for lexicon in lexicons]
    return tuple(dict.fromkeys(text for item in items if item.free for text in texts(item)))
