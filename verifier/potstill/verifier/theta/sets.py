"""Domains as sets: membership, size, emptiness, inclusion, union, enumeration.

Each answer that cannot be had cheaply errs on the safe side, which the function's docstring names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil, floor
from typing import Final, assert_never

from potstill.ir import calendar
from potstill.ir import types as t
from potstill.ir.lexicons.makers import number
from potstill.ir.normal import fold
from potstill.ir.reference.match import same
from potstill.ir.typing import contains as type_contains
from potstill.ir.typing import fits
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Ratios, Whole
from potstill.verifier.theta.order import key

MAX_SIZE: Final = 10**12
"""The largest number of values that is counted."""

FEW: Final = 4096
"""Values that are looked at one by one to decide a question about a domain."""

NOTHING: Final = Listed(())


def grid(low: Fraction | int, high: Fraction | int, step: Fraction | int) -> Grid:
    """low, low + step ... up to high."""
    return Grid(Fraction(low), Fraction(step), int((high - low) / Fraction(step)) + 1)


def multiples(low: Fraction, high: Fraction, places: int) -> Grid:
    """The multiples of 10**-places between two bounds, which need not be such; perhaps none."""
    unit = Fraction(1, 10**places)
    least, most = ceil(low / unit), floor(high / unit)
    return Grid(least * unit, unit, max(0, most - least + 1))


def listed(values: Iterable[Value]) -> Domain:
    """Exactly these values. Texts that differ in spelling alone stand in different parts."""
    layers: list[dict[Value, Value]] = []
    for value in dict.fromkeys(values):
        key = fold(value) if isinstance(value, str) else value
        layer = next((layer for layer in layers if key not in layer), None)
        if layer is None:
            layers.append({key: value})
        else:
            layer[key] = value
    parts = tuple(Listed(tuple(layer.values())) for layer in layers)
    return parts[0] if len(parts) == 1 else Either(parts) if parts else Listed(())


def contains(domain: Domain, value: Value) -> bool:
    """Whether the value is one of the domain; exact."""
    match domain:
        case Whole(kind):
            return type_contains(kind, value)
        case Grid(low, step, count):
            if isinstance(value, bool) or not isinstance(value, int | Fraction):
                return False
            steps = (value - low) / step
            return steps.denominator == 1 and 0 <= steps < count
        case Ratios(low, high, most):
            if isinstance(value, bool) or not isinstance(value, int | Fraction):
                return False
            return low <= value <= high and value.denominator <= most
        case Listed(values):
            return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in values)
        case Lists(element, shortest, longest):
            if not isinstance(value, tuple):
                return False
            return shortest <= len(value) <= longest and all(contains(element, item) for item in value)
        case Maybe(body):
            return value is None or contains(body, value)
        case Either(parts):
            return any(contains(part, value) for part in parts)
        case _:
            assert_never(domain)


def holds_same(domain: Domain, value: Value) -> bool:
    """Whether some value of the domain counts as the same where a slot is repeated; no only if none does."""
    match domain:
        case Listed(values):
            return any(same(one, value) for one in values)
        case Maybe(body):
            return value is None or holds_same(body, value)
        case Either(parts):
            return any(holds_same(part, value) for part in parts)
        case _:
            # A text may be spelled otherwise there, also inside a list.
            return isinstance(value, str | tuple) or contains(domain, value)


def size(domain: Domain) -> int | None:
    """An upper bound on the number of values, exact unless parts overlap; None if unbounded or too large."""
    found = _size(domain)
    return None if found is None or found > MAX_SIZE else found


def _size(domain: Domain) -> int | None:
    match domain:
        case Whole(kind):
            return _type_size(kind)
        case Grid(_, _, count):
            return count
        case Ratios(low, high, most):
            return _count_ratios(low, high, most)
        case Listed(values):
            return len(values)
        case Lists(element, shortest, longest):
            return _count_lists(_size(element), shortest, longest)
        case Maybe(body):
            inside = _size(body)
            return None if inside is None else inside + 1
        case Either(parts):
            sizes = [_size(part) for part in parts]
            return None if None in sizes else sum(each for each in sizes if each is not None)
        case _:
            assert_never(domain)


def _type_size(kind: t.Type) -> int | None:
    match kind:
        case t.Bool():
            return 2
        case t.Number(low, high, places):
            return None if places is None else multiples(low, high, places).count
        case t.Text(_, _, values):
            return None if values is None else len(values)
        case t.Date(low, high) | t.Duration(low, high):
            return high - low + 1
        case t.MonthDay():
            return 366
        case t.Time():
            return t.SECONDS_A_DAY
        case t.List(element, shortest, longest):
            return _count_lists(_type_size(element), shortest, longest)
        case t.Record(fields):
            total = 1
            for _, body in fields:
                each = _type_size(body)
                if each is None:
                    return None
                total *= each
            return total
        case t.Optional(body):
            inside = _type_size(body)
            return None if inside is None else inside + 1
        case _:
            assert_never(kind)


def _count_lists(elements: int | None, shortest: int, longest: int) -> int | None:
    if elements is None:
        return None if longest else 1
    total = 0
    for length in range(shortest, longest + 1):
        total += int(elements**length)
    return total


@lru_cache(maxsize=256)
def _count_ratios(low: Fraction, high: Fraction, most: int) -> int:
    """For each denominator the multiples between the bounds, less those that have a smaller one."""
    reduced = [0] * (most + 1)
    for part in range(1, most + 1):
        reduced[part] += max(0, floor(high * part) - ceil(low * part) + 1)
        for larger in range(2 * part, most + 1, part):
            reduced[larger] -= reduced[part]
    return sum(reduced)


def is_empty(domain: Domain) -> bool:
    """Whether there is no value; no where that is not known."""
    return size(domain) == 0


def values(domain: Domain) -> list[Value]:
    """All values, each once, in the declared order. ValueError if they have no size."""
    if size(domain) is None:
        raise ValueError("a domain too large to list")
    return sorted(dict.fromkeys(_values(domain)), key=key)


def _values(domain: Domain) -> Iterator[Value]:
    match domain:
        case Whole(kind):
            yield from _type_values(kind)
        case Grid(low, step, count):
            yield from (number(low + place * step) for place in range(count))
        case Ratios(low, high, most):
            for below in range(1, most + 1):
                multiples = range(ceil(low * below), floor(high * below) + 1)
                yield from (number(Fraction(multiple, below)) for multiple in multiples)
        case Listed(given):
            yield from given
        case Lists(element, shortest, longest):
            yield from _tuples(values(element) if longest else [], shortest, longest)
        case Maybe(body):
            yield None
            yield from _values(body)
        case Either(parts):
            for part in parts:
                yield from _values(part)
        case _:
            assert_never(domain)


def _type_values(kind: t.Type) -> Iterator[Value]:
    match kind:
        case t.Bool():
            yield from (False, True)
        case t.Number(low, high, places):
            yield from _values(multiples(low, high, places or 0))
        case t.Text(_, _, listed):
            yield from listed or ()
        case t.Date(low, high) | t.Duration(low, high):
            yield from range(low, high + 1)
        case t.MonthDay():
            for month in range(1, 13):
                yield from (month * 100 + day for day in range(1, calendar.days_in_month(4, month) + 1))
        case t.Time():
            yield from range(t.SECONDS_A_DAY)
        case t.List(element, shortest, longest):
            yield from _tuples(list(_type_values(element)) if longest else [], shortest, longest)
        case t.Record(fields):
            yield from product(*(list(_type_values(body)) for _, body in fields))
        case t.Optional(body):
            yield None
            yield from _type_values(body)
        case _:
            assert_never(kind)


def _tuples(elements: list[Value], shortest: int, longest: int) -> Iterator[Value]:
    for length in range(shortest, longest + 1):
        yield from product(elements, repeat=length)


def within(inner: Domain, outer: Domain) -> bool:
    """Whether every value of one is a value of the other; no where that is not known."""
    if inner == outer:
        return True
    inner, outer = _as_grid(inner), _as_grid(outer)
    match inner, outer:
        case Either(parts), _:
            return all(within(part, outer) for part in parts)
        case Maybe(body), _:
            return contains(outer, None) and within(body, outer)
        case Whole(one), Whole(other):
            return fits(one, other)
        case Lists(element, shortest, longest), Lists(wider, least, most):
            return least <= shortest and longest <= most and within(element, wider)
        case Ratios(low, high, most), Ratios(least, greatest, limit) if most <= limit:
            return least <= low and high <= greatest
        case Grid(low, step, _), Grid(_, unit, _):
            ends = contains(outer, number(low)) and contains(outer, number(inner.high))
            if ends and (step / unit).denominator == 1:
                return True
        case Grid(low, _, count), Whole(t.Number(least, greatest, None)) if count:
            return least <= low and inner.high <= greatest
        case _, Maybe(body) if within(inner, body):
            return True
        case _, Either(parts) if any(within(inner, part) for part in parts):
            return True
        case _:
            pass
    few = size(inner)
    return few is not None and few <= FEW and all(contains(outer, value) for value in _values(inner))


def _as_grid(domain: Domain) -> Domain:
    """The same values, as a grid if they are one."""
    match domain:
        case Whole(t.Number(low, high, int(places))):
            return multiples(low, high, places)
        case Whole(t.Date(low, high) | t.Duration(low, high)) if low <= high:
            return grid(low, high, 1)
        case Whole(t.Time()):
            return grid(0, t.SECONDS_A_DAY - 1, 1)
        case _:
            return domain


def union(domains: Iterable[Domain]) -> Domain:
    """The values of at least one; exact. Parts that others hold are left out, constants listed together."""
    parts: list[Domain] = []
    for domain in domains:
        parts += domain.parts if isinstance(domain, Either) else (domain,)
    optional = any(contains(part, None) for part in parts)
    bodies: list[Domain] = []
    for part in map(_without_none, parts):
        if part == NOTHING or any(within(part, known) for known in bodies):
            continue
        bodies = [known for known in bodies if not within(known, part)]
        last = bodies[-1] if bodies else None
        if isinstance(part, Listed) and isinstance(last, Listed):
            both = _listed_together(last, part)
            bodies[-1:] = [last, part] if both is None else [both]
        else:
            bodies.append(part)
    if not bodies:
        return Listed((None,)) if optional else NOTHING
    body = bodies[0] if len(bodies) == 1 else Either(tuple(bodies))
    return Maybe(body) if optional else body


def _without_none(domain: Domain) -> Domain:
    match domain:
        case Maybe(body):
            return _without_none(body)
        case Listed(given):
            return Listed(tuple(value for value in given if value is not None))
        case Whole(t.Optional(body)):
            return _without_none(Whole(body))
        case _:
            return domain


def _listed_together(one: Listed, other: Listed) -> Listed | None:
    """The values of both; None if two of them are texts that differ in spelling alone."""
    added = [value for value in other.values if not contains(one, value)]
    if any(holds_same(one, value) for value in added):
        return None
    return Listed((*one.values, *added))


def common(domains: list[Domain]) -> Domain:
    """A superset of the values that a slot has where it is read several times, once from each domain.

    The first of them counts; the others are the same: equal, or texts with equal normal forms.
    """
    if len(domains) == 1:
        return domains[0]
    counts = [size(domain) for domain in domains]
    small = [count is not None and count <= FEW for count in counts]
    if all(small):
        held: dict[Value, None] = {}
        for position, domain in enumerate(domains):
            others = [other for place, other in enumerate(domains) if place != position]
            for value in values(domain):
                if all(holds_same(other, value) for other in others):
                    held[value] = None
        return listed(held)
    if all(isinstance(domain, Grid | Ratios) for domain in domains):
        return min(domains, key=lambda domain: _size(domain) or 0)
    return union(domains)
