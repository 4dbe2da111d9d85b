"""Conditions on θ that hold for some points and fail for others, in the declared order.

A range is read off the two values of each column that lie nearest to each other across the gap; nothing is
searched. Columns are the slots that may matter, then the fields of the context, then flavour slots, each in
its order of declaration. INVARIANT: a condition and its negation are defined, and opposite, on all of Θ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import floor
from typing import Final

from potstill.compiler.layout import quoted
from potstill.distill.split.outcome import Boundary, Rung
from potstill.ir import types as t
from potstill.ir import writing
from potstill.ir.family import Family
from potstill.ir.lexicons import Choices
from potstill.ir.normal import fold
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Point

MAX_VALUES: Final = 50
"""Values in one set."""

_ORDERED: Final = (t.Number, t.Date, t.MonthDay, t.Time, t.Duration)
_RELATIONS: Final[tuple[tuple[str, str, Callable[[Fraction, Fraction], bool]], ...]] = (
    ("==", "!=", lambda a, b: a == b),
    ("<", ">=", lambda a, b: a < b),
    ("<=", ">", lambda a, b: a <= b),
    ("!=", "==", lambda a, b: a != b),
)
"""The narrowest first. ``>`` and ``>=`` are these with the operands exchanged."""


@dataclass(frozen=True, slots=True)
class Column:
    """A slot or a field of the context, by name, with the type of its values; ``maybe``: it may be none.

    ``choices``: its values are few and listed.
    """

    name: str
    type: t.Type
    maybe: bool
    choices: bool

    @property
    def ordered(self) -> bool:
        """Whether its values have an order."""
        return isinstance(self.type, _ORDERED)


@dataclass(frozen=True, slots=True)
class Condition:
    """g⁺ and its negation, as expressions of a recipe.

    ``low`` and ``high`` are the bounds of a range, ``values`` a set; what the column's type may be narrowed
    by. ``reversed``: it is the values of the negation that are listed.
    """

    rung: Rung
    text: str
    negation: str
    column: str = ""
    low: Value = None
    high: Value = None
    values: tuple[Value, ...] = ()
    reversed: bool = False


def columns(family: Family) -> list[Column]:
    """What conditions may speak of, in order."""

    def column(name: str, kind: t.Type, *, choices: bool = False) -> Column:
        maybe = isinstance(kind, t.Optional)
        return Column(name, kind.body if isinstance(kind, t.Optional) else kind, maybe, choices)

    slots = [
        (slot.flavour, column(slot.name, slot.type, choices=isinstance(slot.lexicon, Choices)))
        for slot in family.slots
    ]
    return [
        *(each for flavour, each in slots if not flavour),
        *(column(field.name, field.type) for field in family.context),
        *(each for flavour, each in slots if flavour),
    ]


def conditions(
    family: Family, accepted: Sequence[Point], rejected: Sequence[Point], boundary: Boundary, rung: Rung
) -> Iterator[Condition]:
    """The conditions of a rung that hold for the accepted points and for none of the rejected."""
    known = columns(family)
    if rung is Rung.RELATION:
        for one, other in permutations(known, 2):
            yield from _relations(one, other, accepted, rejected, boundary)
        return
    sides = [
        (each, [_value(each.name, point) for point in accepted], [_value(each.name, p) for p in rejected])
        for each in known
    ]
    match rung:
        case Rung.RANGE:
            for each, inside, outside in sides:
                yield from _thresholds(each, inside, outside, boundary)
            for each, inside, outside in sides:
                yield from _intervals(each, inside, outside, boundary)
        case Rung.VALUES:
            for each, inside, outside in sides:
                yield from _sets(each, inside, outside, boundary)
        case Rung.PHRASE | Rung.BOTH | Rung.MERGED:
            return


def spelled(value: Value, kind: t.Type) -> str | None:
    """The value as a constant of the recipe language; None if there is no notation for it."""
    match kind, value:
        case t.Number(), int() | Fraction():
            return writing.write_number(value)
        case t.Bool(), bool():
            return "true" if value else "false"
        case t.Text(), str():
            return quoted(value)
        case t.Date(), int():
            return writing.write_date(value)
        case t.MonthDay(), int():
            return f"--{writing.write_month_day(value)}"
        case t.Time(), int():
            return writing.write(value, kind)
        case t.Duration(), int() if value >= 0:
            return writing.write(value, kind)
        case t.Optional(), None:
            return "none"
        case t.Optional(body), _:
            return spelled(value, body)
        case t.List(element), tuple():
            return _listed("[]", [spelled(each, element) for each in value])
        case t.Record(fields), tuple():
            pairs = zip(fields, value, strict=True)
            said = [(name, spelled(each, body)) for (name, body), each in pairs]
            return _listed("{}", [None if each is None else f"{name}: {each}" for name, each in said])
        case _:
            return None


def _listed(brackets: str, parts: Sequence[str | None]) -> str | None:
    found = [part for part in parts if part is not None]
    return None if len(found) < len(parts) else f"{brackets[0]}{', '.join(found)}{brackets[1]}"


def _value(name: str, point: Point) -> Value:
    return point.parameters[name] if name in point.parameters else point.context[name]


def _thresholds(
    column: Column, inside: list[Value], outside: list[Value], boundary: Boundary
) -> Iterator[Condition]:
    numbers = _numbers(column, inside, outside)
    if numbers is None:
        return
    mine, theirs = numbers
    if not theirs:
        return
    if max(mine) < min(theirs):
        yield from _range(column, None, _between(column, max(mine), min(theirs), boundary))
    if min(mine) > max(theirs):
        yield from _range(column, _between(column, min(mine), max(theirs), boundary), None)


def _intervals(
    column: Column, inside: list[Value], outside: list[Value], boundary: Boundary
) -> Iterator[Condition]:
    numbers = _numbers(column, inside, outside)
    if numbers is None:
        return
    mine, theirs = numbers
    below = [value for value in theirs if value < min(mine)]
    above = [value for value in theirs if value > max(mine)]
    if below and above and len(below) + len(above) == len(theirs):
        low = _between(column, min(mine), max(below), boundary)
        yield from _range(column, low, _between(column, max(mine), min(above), boundary))


def _numbers(
    column: Column, inside: list[Value], outside: list[Value]
) -> tuple[list[Fraction], list[Fraction]] | None:
    """The values as numbers, where all accepted ones are there; rejected ones may be none."""
    if not column.ordered or None in inside:
        return None
    mine = [Fraction(value) for value in inside if isinstance(value, int | Fraction)]
    return mine, [Fraction(value) for value in outside if isinstance(value, int | Fraction)]


def _between(column: Column, mine: Fraction, theirs: Fraction, boundary: Boundary) -> Fraction:
    """The outermost value that is still accepted: on the column's grid, and never beyond the gap's middle."""
    match boundary:
        case Boundary.NEAREST:
            return mine
        case Boundary.WIDEST:
            places = column.type.places if isinstance(column.type, t.Number) else 0
            half = (theirs - mine) / 2
            if places is None:
                return mine + half
            unit = Fraction(1, 10**places)
            steps = floor(abs(half) / unit) * unit
            found = mine + steps if half > 0 else mine - steps
            return found if not isinstance(column.type, t.MonthDay) else mine


def _range(column: Column, low: Fraction | None, high: Fraction | None) -> Iterator[Condition]:
    known = [None if each is None else _plain(each) for each in (low, high)]
    least, most = known
    texts = ["" if each is None else spelled(each, column.type) for each in known]
    if None in texts:
        return
    name = f"default({column.name}, {texts[0] or texts[1]})" if column.maybe else column.name
    match low, high:
        case None, _:
            text, negation = f"{name} <= {texts[1]}", f"{name} > {texts[1]}"
        case _, None:
            text, negation = f"{name} >= {texts[0]}", f"{name} < {texts[0]}"
        case _ if least == most:
            text, negation = f"{name} == {texts[0]}", f"{name} != {texts[0]}"
        case _:
            text = f"{texts[0]} <= {name} <= {texts[1]}"
            negation = f"{name} < {texts[0]} or {name} > {texts[1]}"
    yield _present(column, Condition(Rung.RANGE, text, negation, column.name, least, most))


def _plain(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def _present(column: Column, found: Condition) -> Condition:
    """The condition, where the column has a value at all."""
    if not column.maybe:
        return found
    text = f"present({column.name}) and ({found.text})"
    return Condition(found.rung, text, f"not present({column.name}) or {found.negation}")


def _sets(
    column: Column, inside: list[Value], outside: list[Value], boundary: Boundary
) -> Iterator[Condition]:
    if column.maybe and (None in inside) != (None in outside):
        present, absent = f"present({column.name})", f"not present({column.name})"
        if None not in inside and set(map(_identity, outside)) == {None}:
            yield Condition(Rung.VALUES, present, absent)
        if None not in outside and set(map(_identity, inside)) == {None}:
            yield Condition(Rung.VALUES, absent, present)
    if not (isinstance(column.type, t.Text | t.Bool) or column.choices) or None in inside:
        return
    mine = {_identity(value): value for value in inside}
    theirs = {_identity(value): value for value in outside if value is not None}
    if not mine.keys() & theirs.keys() and theirs:
        flipped = boundary is Boundary.WIDEST
        found = tuple((theirs if flipped else mine).values())
        texts = [spelled(value, column.type) for value in found]
        if len(found) <= MAX_VALUES and None not in texts:
            name = f"default({column.name}, {texts[0]})" if column.maybe else column.name
            if len(texts) == 1:
                sides = [f"{name} == {texts[0]}", f"{name} != {texts[0]}"]
            else:
                listed = ", ".join(text for text in texts if text is not None)
                sides = [f"{name} in [{listed}]", f"{name} not in [{listed}]"]
            text, negation = reversed(sides) if flipped else sides
            made = Condition(Rung.VALUES, text, negation, column.name, values=found, reversed=flipped)
            yield _present(column, made)


def _identity(value: Value) -> Value:
    return fold(value) if isinstance(value, str) else value


def _relations(
    one: Column, other: Column, accepted: Sequence[Point], rejected: Sequence[Point], boundary: Boundary
) -> Iterator[Condition]:
    if one.maybe or other.maybe or type(one.type) is not type(other.type) or not one.ordered:
        return
    order = _RELATIONS if boundary is Boundary.NEAREST else tuple(reversed(_RELATIONS))
    for sign, opposite, holds in order:
        pairs = [[_pair(one, other, point) for point in points] for points in (accepted, rejected)]
        if all(holds(*pair) for pair in pairs[0]) and not any(holds(*pair) for pair in pairs[1]):
            text, negation = (f"{one.name} {each} {other.name}" for each in (sign, opposite))
            yield Condition(Rung.RELATION, text, negation)


def _pair(one: Column, other: Column, point: Point) -> tuple[Fraction, Fraction]:
    values = (_value(each.name, point) for each in (one, other))
    first, second = (Fraction(value) for value in values if isinstance(value, int | Fraction))
    return first, second
