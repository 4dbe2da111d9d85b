"""What each operator is in the solver: one arm for each, in the order of the operator table.

An arm says what the value is where the arguments are well, and, with ``Fails``, under which condition there
is none. Lazy operators say themselves which errors count. ``const``, ``slot``, ``context``, ``element`` and
``each`` are the encoder's, as they are the evaluator's in :mod:`potstill.ir.reference.evaluate`.
"""

# ruff: noqa: E701  (an arm is one line, so that the table reads like the manual)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, TypeAlias

from potstill.ir import casing
from potstill.ir.program import Node, Program, Rounding, Shape, Table
from potstill.ir.types import FIRST_DAY, LAST_DAY, SECONDS_A_DAY, Date, Duration, MonthDay, Number, Time, Type
from potstill.ir.values import Value
from potstill.ir.writing import write
from potstill.verifier.smt import arithmetic, listing, wording
from potstill.verifier.smt.havoc import unknown, unknown_truth
from potstill.verifier.smt.powers import state_powers
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int, Script
from potstill.verifier.smt.symbolic import (
    Item,
    Items,
    Letters,
    Opaque,
    Parts,
    Quotient,
    Symbolic,
    Truth,
    has_digit,
)

MAX_ROWS: Final = 512
"""Rows of the largest table that is written out."""


@dataclass(frozen=True, slots=True)
class Result:
    """Of a node: the number of its error, 0 for none, and its value, which then means something."""

    error: Int
    value: Symbolic


@dataclass(frozen=True, slots=True)
class Fails:
    """A value, and the condition under which the operation has none but its own error."""

    value: Symbolic
    condition: Bool


Applied: TypeAlias = Symbolic | Fails | Result


@dataclass(frozen=True, slots=True)
class Call:
    """One operation at its place: its arguments' results and types; ``live``: where these mean something."""

    r: Relations
    node: Node
    results: Sequence[Result]
    types: Sequence[Type]
    program: Program
    live: Bool

    @property
    def s(self) -> Script:
        return self.r.script

    def unknown(self) -> Symbolic:
        """Any value of the node's type, the same one for equal arguments."""
        key = f"{self.node.op} {self.node.data!r}"
        if self.node.op in ("lookup", "has"):
            key = f"{self.node.op} {self.program.table(str(self.node.data))!r}"
        return unknown(self.r, key, [one.value for one in self.results], self.node.type, self.live)


def apply(c: Call) -> Applied:
    """The operation. Arms stand in the table's order; types were checked, so values are what they are."""
    r, s = c.r, c.r.script
    args: list[Any] = [result.value for result in c.results]
    kinds, data = c.types, c.node.data
    # fmt: off
    match c.node.op, args:
        case "not",          [a]:       return Truth(s.negation(a.term))
        case "and",          _:         return _connected(c, decisive=False)
        case "or",           _:         return _connected(c, decisive=True)
        case "if",           [_, _, _]: return _chosen(c)
        case "eq",           [a, b]:    return Truth(r.same(a, b))
        case "ne",           [a, b]:    return Truth(s.negation(r.same(a, b)))
        case "lt",           [a, b]:    return Truth(r.less(a, b))
        case "le",           [a, b]:    return Truth(r.at_most(a, b))
        case "gt",           [a, b]:    return Truth(r.less(b, a))
        case "ge",           [a, b]:    return Truth(r.at_most(b, a))

        case "neg",          [a]:       return arithmetic.negate(r, a)
        case "add",          [a, b]:    return arithmetic.add(r, a, b)
        case "sub",          [a, b]:    return arithmetic.subtract(r, a, b)
        case "mul",          [a, b]:    return arithmetic.multiply(r, a, b)
        case "div",          [a, b]:    return Fails(arithmetic.divide(r, a, b, kinds[1]), _zero(s, b))
        case "floordiv",     [a, b]:    return Fails(_floored(r, a, b, kinds[1]), _zero(s, b))
        case "mod",          [a, b]:    return Fails(arithmetic.modulo(r, a, b, kinds[1]), _zero(s, b))
        case "pow",          [x, n]:    return _power(c, x, n)
        case "abs",          [x]:       return arithmetic.absolute(r, x)
        case "min",          _:         return _extreme(args, lambda a, b: r.choose(r.less(b, a), b, a))
        case "max",          _:         return _extreme(args, lambda a, b: r.choose(r.less(a, b), b, a))
        case "round",        [x]:       return arithmetic.rounded(r, x, _rounding(data), kinds[0])
        case "floor",        [x]:       return Quotient(arithmetic.floor(r, x))
        case "ceil",         [x]:       return Quotient(arithmetic.ceil(r, x))

        case "list",         _:         return Items(tuple(Item(True, arg) for arg in args), len(args))
        case "index",        [xs, i]:   return _indexed(c, xs, i)
        case "len",          [xs]:      return Quotient(xs.length)
        case "sum",          [xs]:      return _over(c, xs, _total)
        case "any",          [xs]:      return _over(c, xs, _any)
        case "all",          [xs]:      return _over(c, xs, _all)
        case "least",        [xs]:      return Fails(_over(c, xs, _least), s.same(xs.length, 0))
        case "greatest",     [xs]:      return Fails(_over(c, xs, _greatest), s.same(xs.length, 0))
        case "sorted",       [xs]:      return _over(c, xs, listing.in_order)
        case "contains",     [x, xs]:   return _over(c, xs, lambda r, xs: Truth(_among(r, x, xs)))
        case "join",         [xs]:      return _joined(c, xs)

        case "lookup",       [x]:       return _looked_up(c, c.program.table(str(data)), x)
        case "has",          [x]:       return _has(c, c.program.table(str(data)), x)

        case "record",       _:         return Parts(tuple(args))
        case "present",      [x]:       return Truth(x.there)
        case "default",      [x, y]:    return y if x.body is None else r.choose(x.there, x.body, y)

        case "format",       _:         return _written(c)
        case "upper",        [t]:       return _recased(c, casing.upper, t)
        case "lower",        [t]:       return _recased(c, casing.lower, t)
        case "title",        [t]:       return _recased(c, casing.title, t)

        case "date",         [y, m, d]: return _date(r, y.num, m.num, d.num)
        case "year",         [d]:       return Quotient(r.calendar.civil(d.num)[0])
        case "month",        [d]:       return Quotient(_month_and_day(r, d.num, kinds[0])[0])
        case "day",          [d]:       return Quotient(_month_and_day(r, d.num, kinds[0])[1])
        case "weekday",      [d]:       return Quotient(s.sum(s.remainder(s.sum(d.num, -1), 7), 1))
        case "add_days",     [d, n]:    return _later(s, s.sum(d.num, n.num))
        case "add_months",   [d, n]:    return _months_later(r, d.num, n.num)
        case "days_between", [a, b]:    return Quotient(s.minus(b.num, a.num))
        case "on_year",      [m, y]:    return _date(r, y.num, *_of_year(s, m.num))

        case "time",         [h, m]:    return _time(s, h.num, m.num)
        case "hour",         [t]:       return Quotient(s.quotient(t.num, 3600))
        case "minute",       [t]:       return Quotient(s.remainder(s.quotient(t.num, 60), 60))
        case "second",       [t]:       return Quotient(s.remainder(t.num, 60))
        case "add_time",     [t, d]:    return Quotient(s.remainder(s.sum(t.num, d.num), SECONDS_A_DAY))
        case "time_between", [a, b]:    return Quotient(s.remainder(s.minus(b.num, a.num), SECONDS_A_DAY))

        case "seconds",      [n]:       return Quotient(n.num)
        case "minutes",      [n]:       return Quotient(s.times(60, n.num))
        case "hours",        [n]:       return Quotient(s.times(3600, n.num))
        case "days",         [n]:       return Quotient(s.times(SECONDS_A_DAY, n.num))

        case op, _:                     raise ValueError(f"{op} does not take {len(args)} arguments")
    # fmt: on


def _connected(c: Call, *, decisive: bool) -> Result:
    """``and`` and ``or``: up to the first that decides; an error after it does not count."""
    s = c.s
    error: Int = 0
    value: Bool = not decisive
    for result in reversed(c.results):
        assert isinstance(result.value, Truth)
        term = result.value.term
        goes_on = s.negation(term) if decisive else term
        error = _first(s, result.error, s.choice(goes_on, error, 0))
        value = s.any_of(term, value) if decisive else s.all_of(term, value)
    return Result(error, Truth(value))


def _first(s: Script, error: Int, other: Int) -> Int:
    """The first error if there is one, else the other."""
    if isinstance(error, int):
        return error or other
    return error if other == 0 else s.choice(s.same(error, 0), other, error)


def _chosen(c: Call) -> Result:
    """``if``: the errors of the condition and of the branch that is taken."""
    condition, one, other = c.results
    assert isinstance(condition.value, Truth)
    taken = c.s.choice(condition.value.term, one.error, other.error)
    value = c.r.choose(condition.value.term, one.value, other.value)
    return Result(_first(c.s, condition.error, taken), value)


def _zero(s: Script, divisor: Quotient) -> Bool:
    return s.same(divisor.num, 0)


def _floored(r: Relations, one: Quotient, other: Quotient, kind: Type) -> Quotient:
    return Quotient(arithmetic.floor(r, arithmetic.divide(r, one, other, kind)))


def _power(c: Call, base: Quotient, exponent: Quotient) -> Symbolic:
    kind = c.types[1]
    assert isinstance(kind, Number)
    found = arithmetic.power(c.r, base, exponent.num, int(kind.low), int(kind.high))
    if found is not None:
        return found
    made = c.unknown()
    assert isinstance(made, Quotient)
    state_powers(c.r, base, exponent.num, made, c.live)
    return made


def _extreme(args: Sequence[Symbolic], better: Callable[[Any, Any], Symbolic]) -> Symbolic:
    return reduce(better, args)


def _rounding(data: object) -> Rounding:
    assert isinstance(data, Rounding)
    return data


def _over(
    c: Call, listed: Items | Opaque, compute: Callable[[Relations, Items], Symbolic | None]
) -> Symbolic:
    """What is computed from the elements of a list, if it is unrolled and has room for any."""
    found = compute(c.r, listed) if isinstance(listed, Items) else None
    return c.unknown() if found is None else found


def _total(r: Relations, listed: Items) -> Symbolic:
    parts = [(item.there, item.value) for item in listed.items if isinstance(item.value, Quotient)]
    return arithmetic.total(r, parts)


def _any(r: Relations, listed: Items) -> Symbolic:
    s, found = r.script, _truths(listed)
    return Truth(s.any_of(*(s.all_of(there, term) for there, term in found)))


def _all(r: Relations, listed: Items) -> Symbolic:
    s, found = r.script, _truths(listed)
    return Truth(s.all_of(*(s.any_of(s.negation(there), term) for there, term in found)))


def _truths(listed: Items) -> list[tuple[Bool, Bool]]:
    return [(item.there, item.value.term) for item in listed.items if isinstance(item.value, Truth)]


def _least(r: Relations, listed: Items) -> Symbolic | None:
    return listing.extreme(r, listed, greatest=False)


def _greatest(r: Relations, listed: Items) -> Symbolic | None:
    return listing.extreme(r, listed, greatest=True)


def _among(r: Relations, wanted: Symbolic, listed: Items) -> Bool:
    """Whether an element is equal to the value."""
    s = r.script
    return s.any_of(*(s.all_of(item.there, r.same(wanted, item.value)) for item in listed.items))


def _indexed(c: Call, listed: Items | Opaque, position: Quotient) -> Fails:
    s = c.s
    inside = s.all_of(s.at_most(0, position.num), s.below(position.num, listed.length))
    found = listing.element_at(c.r, listed, position.num) if isinstance(listed, Items) else None
    return Fails(c.unknown() if found is None else found, s.negation(inside))


def _joined(c: Call, listed: Items | Opaque) -> Symbolic:
    separator = str(c.node.data)
    if not isinstance(listed, Items):
        return c.unknown()
    found = wording.listed(c.r, lambda values: separator.join(_texts(values[0])), [listed], c.types)
    if found is not None:
        return found
    written = c.unknown()
    assert isinstance(written, Letters)
    length = wording.joined_length(c.r, listed, len(separator))
    return Letters(written.identity, written.form, length)


def _texts(value: Value) -> list[str]:
    assert isinstance(value, tuple)
    return [str(item) for item in value]


def _looked_up(c: Call, table: Table, key: Symbolic) -> Symbolic | Fails:
    """The value of the first row that the key belongs to."""
    r, s = c.r, c.s
    if len(table.rows) > MAX_ROWS or not table.rows:
        return Fails(c.unknown(), s.negation(_known_key(c, table, key)))
    value = r.of_type(table.rows[-1][1], table.value)
    for bound, found in reversed(table.rows[:-1]):
        value = r.choose(_belongs(c, table, key, bound), r.of_type(found, table.value), value)
    return Fails(value, s.negation(_known_key(c, table, key)))


def _belongs(c: Call, table: Table, key: Symbolic, bound: Value) -> Bool:
    known = c.r.of_type(bound, table.key)
    if not table.ranges:
        return c.r.same(key, known)
    assert isinstance(key, Quotient)
    assert isinstance(known, Quotient)
    return c.r.at_most(key, known)


def _known_key(c: Call, table: Table, key: Symbolic) -> Bool:
    """Whether a row has the key."""
    if not table.rows:
        return False
    if table.ranges:
        return _belongs(c, table, key, table.rows[-1][0])
    if len(table.rows) > MAX_ROWS:
        return unknown_truth(c.r, f"has {table!r}", [key])
    return c.s.any_of(*(_belongs(c, table, key, bound) for bound, _ in table.rows))


def _has(c: Call, table: Table, key: Symbolic) -> Truth:
    return Truth(_known_key(c, table, key))


def _written(c: Call) -> Symbolic:
    data: Any = c.node.data
    found = wording.listed(
        c.r, lambda values: written(data, values, c.types), [result.value for result in c.results], c.types
    )
    if found is not None:
        return found
    made = c.unknown()
    assert isinstance(made, Letters)
    if any(isinstance(piece, str) and has_digit(piece) for piece in data) or any(map(_has_digits, c.types)):
        c.s.fact(made.identity, c.s.at_most(0, made.form))
    shapes = [piece for piece in data if not isinstance(piece, str)]
    known = [
        wording.length(c.r, one.value, kind, shape)
        for one, kind, shape in zip(c.results, c.types, shapes, strict=True)
    ]
    lengths = [length for length in known if length is not None]
    if len(lengths) < len(known):
        return made
    literal = sum(len(piece) for piece in data if isinstance(piece, str))
    return Letters(made.identity, made.form, c.s.sum(literal, *lengths))


def _has_digits(kind: Type) -> bool:
    """Whether all values of the type are written with digits."""
    return isinstance(kind, Number | Date | MonthDay | Time | Duration)


def written(pieces: Sequence[Shape | str], values: Sequence[Value], kinds: Sequence[Type]) -> str:
    """The text of a format."""
    rest = iter(zip(values, kinds, strict=True))
    return "".join(piece if isinstance(piece, str) else write(*next(rest), piece) for piece in pieces)


def _recased(c: Call, change: Callable[[str], str], text: Letters) -> Symbolic:
    found = wording.listed(c.r, lambda values: change(str(values[0])), [text], c.types)
    if found is not None:
        return found
    made = c.unknown()
    assert isinstance(made, Letters)
    return Letters(made.identity, made.form, text.length)


def _date(r: Relations, year: Int, month: Int, day: Int) -> Fails:
    number = Quotient(r.calendar.day_number(year, month, day))
    return Fails(number, r.script.negation(r.calendar.is_day(year, month, day)))


def _month_and_day(r: Relations, number: Int, kind: Type) -> tuple[Int, Int]:
    """Of a date, or of a day of the year."""
    if isinstance(kind, Date):
        return r.calendar.civil(number)[1:]
    return _of_year(r.script, number)


def _of_year(s: Script, month_day: Int) -> tuple[Int, Int]:
    return s.quotient(month_day, 100), s.remainder(month_day, 100)


def _later(s: Script, number: Int) -> Fails:
    return Fails(Quotient(number), s.negation(s.between(FIRST_DAY, number, LAST_DAY)))


def _months_later(r: Relations, number: Int, months: Int) -> Fails:
    found, inside = r.calendar.add_months(number, months)
    return Fails(Quotient(found), r.script.negation(inside))


def _time(s: Script, hour: Int, minute: Int) -> Fails:
    inside = s.all_of(s.between(0, hour, 23), s.between(0, minute, 59))
    return Fails(Quotient(s.sum(s.times(3600, hour), s.times(60, minute))), s.negation(inside))
