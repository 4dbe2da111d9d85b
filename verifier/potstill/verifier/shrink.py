"""Making a point simpler while it goes on showing what it shows.

Greedy descent, slot by slot, as property-based testing shrinks (after MacIver and Donaldson, "Test-Case
Reduction via Test-Case Generation", 2020): numbers move towards zero by halves, listed values towards the
first, lists lose elements. The work is bounded by a number of trials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final, assert_never

from potstill.ir.rounding import exact
from potstill.ir.types import SECONDS_A_DAY, Bool, Date, Duration, MonthDay, Number, Time, Type
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Point, Ratios, Whole
from potstill.verifier.theta.space import Theta

TRIALS: Final = 400
"""Points that one descent looks at."""


def shrink(theta: Theta, point: Point, shows: Callable[[Point], bool]) -> Point:
    """The point, or a simpler one of Θ that ``shows`` accepts too. ``shows(point)`` holds at the start."""
    trials = TRIALS
    plain = theta.simplest() or point
    progress = True
    while progress and trials > 0:
        progress = False
        for name, domain in _coordinates(theta):
            for value in _simpler(domain, _get(point, name), _get(plain, name)):
                trials -= 1
                if trials <= 0:
                    break
                candidate = _put(point, name, value)
                if theta.contains(candidate) and shows(candidate):
                    point, progress = candidate, True
                    break
    return point


_Name = tuple[bool, str]
"""Whether a slot (or a context field), and its name."""


def _coordinates(theta: Theta) -> Iterator[tuple[_Name, Domain]]:
    for name, domain in theta.domains.items():
        yield (True, name), domain
    for name, domain in theta.context.items():
        yield (False, name), domain


def _get(point: Point, name: _Name) -> Value:
    slot, key = name
    return (point.parameters if slot else point.context)[key]


def _put(point: Point, name: _Name, value: Value) -> Point:
    slot, key = name
    if slot:
        return Point({**point.parameters, key: value}, point.context)
    return Point(point.parameters, {**point.context, key: value})


def _simpler(domain: Domain, value: Value, plain: Value) -> Iterator[Value]:
    """Simpler values of the domain than ``value``, the simplest first; ``plain`` is the domain's simplest."""
    match domain:
        case Whole(kind):
            yield from _simpler_of_type(kind, value, plain)
        case Grid(low, step, count):
            yield from _towards_zero(low, step, count, value)
        case Ratios():
            if isinstance(value, Fraction | int) and value != plain:
                yield plain
                yield from (exact(Fraction(value).limit_denominator(most)) for most in (1, 2, 4, 10))
        case Listed(values):
            yield from values[: values.index(value)] if value in values else ()
        case Lists(element):
            if isinstance(value, tuple):
                yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
                for index, item in enumerate(value):
                    for simpler in _simpler(element, item, item):
                        yield (*value[:index], simpler, *value[index + 1 :])
        case Maybe(body):
            if value is not None:
                yield None
                yield from _simpler(body, value, plain)
        case Either(parts):
            for part in parts:
                yield from _simpler(part, value, plain)
        case _:
            assert_never(domain)


def _simpler_of_type(kind: Type, value: Value, plain: Value) -> Iterator[Value]:
    match kind:
        case Number(low, high, int(places)):
            yield from _towards_zero(low, Fraction(1, 10**places), int((high - low) * 10**places) + 1, value)
        case Date(low, high) | Duration(low, high):
            yield from _towards_zero(Fraction(low), Fraction(1), high - low + 1, value)
        case Time():
            yield from _towards_zero(Fraction(0), Fraction(60), SECONDS_A_DAY // 60, value)
        case Bool() | MonthDay():
            if value != plain:
                yield plain
        case _:
            if value != plain and plain is not None:
                yield plain


def _towards_zero(low: Fraction, step: Fraction, count: int, value: Value) -> Iterator[Value]:
    """The value of the grid next to zero, then those between it and ``value`` by halves."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return
    index = (value - low) / step
    if index.denominator != 1 or not 0 <= index < count:
        return
    target = min(max(round(-low / step), 0), count - 1)
    distance = int(index) - target
    while distance:
        yield exact(low + step * (int(index) - distance))
        distance = int(distance / 2)
