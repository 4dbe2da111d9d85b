"""One maker of code for each operator of the table whose arguments are all needed.

The lazy ones (``and``, ``or``, ``if``), leaves, and ``each`` are made where scopes are known, in ``scope``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from potstill.ir import casing
from potstill.ir.program import Data, Rounding, Shape, Table
from potstill.ir.types import SECONDS_A_DAY, Date, Duration, List, MonthDay, Number, Text, Type
from potstill.runtime.code import arithmetic, dates, lists, logic, relations, tables, texts, words
from potstill.runtime.code.base import Code, IntCode
from potstill.runtime.code.numbers import Grid
from potstill.runtime.code.operand import (
    MAX_SCALE,
    Fixed,
    Malformed,
    Numeric,
    Operand,
    Plain,
    Ratio,
    Site,
    Truth,
    accepted,
    affine,
    fixed,
    lift,
    numeric,
    plain,
    range_of,
    scaled,
    toll,
    truth,
    within,
    word,
)
from potstill.runtime.code.same import folder
from potstill.runtime.code.writing import written


@dataclass(slots=True)
class Call:
    """An operation to make code for: where it stands, its operands and their types, what else it needs."""

    site: Site
    operands: list[Operand]
    types: tuple[Type, ...]
    data: Data
    tables: dict[str, Table]

    @property
    def depth(self) -> int:
        """Of code that evaluates the operands as values."""
        return 2 + max((operand.depth for operand in self.operands), default=0)

    def number(self, place: int) -> Numeric:
        """An operand that is a number, a day, a time or a duration."""
        return numeric(self.operands[place], self.site)

    def numbers(self) -> list[Numeric]:
        """All operands."""
        return [numeric(operand, self.site) for operand in self.operands]

    def whole(self, place: int) -> Fixed:
        """An operand that is an integer."""
        return fixed(self.operands[place], 0, self.site)

    def value(self, place: int) -> Code:
        """An operand as a value."""
        return plain(self.operands[place], self.site).code

    def items(self, place: int) -> tuple[Code, List]:
        """An operand that is a list, and its type."""
        kind = self.types[place]
        if not isinstance(kind, List):
            raise Malformed(self.site.node, f"{self.site.what} takes a list")
        return self.value(place), kind

    def table(self) -> Table:
        """The table that the data name."""
        table = self.tables.get(self.data) if isinstance(self.data, str) else None
        if table is None:
            raise Malformed(self.site.node, "no such table")
        return table


Maker = Callable[[Call], Operand]


def _two(make: Callable[[Numeric, Numeric, Site], Operand]) -> Maker:
    return lambda call: make(call.number(0), call.number(1), call.site)


def _one(make: Callable[[Numeric, Site], Operand]) -> Maker:
    return lambda call: make(call.number(0), call.site)


def _order(relation: int) -> Maker:
    return lambda call: relations.compare(relation, call.number(0), call.number(1), call.site)


def _equal(call: Call) -> Truth:
    left, right = call.operands
    return relations.equal(left, right, (call.types[0], call.types[1]), call.site)


def _differ(call: Call) -> Truth:
    same = _equal(call)
    return Truth(logic.Not(same.code), same.depth + 1)


def _not(call: Call) -> Truth:
    body = truth(call.operands[0], call.site)
    return Truth(logic.Not(body.code), body.depth + 1)


def _extreme(largest: bool) -> Maker:
    return lambda call: arithmetic.extreme(call.numbers(), largest, call.site)


def _round(call: Call) -> Operand:
    if not isinstance(call.data, Rounding):
        raise Malformed(call.site.node, "no such rounding")
    return arithmetic.rounded(call.number(0), call.data, call.site)


def _display(call: Call) -> Plain:
    return Plain(lists.Display([plain(operand, call.site).code for operand in call.operands]), call.depth)


def _index(call: Call) -> Operand:
    code = lists.Index(call.items(0)[0], call.whole(1).code, call.site.node, call.site.what)
    return lift(code, call.depth, call.site)


def _length(call: Call) -> Fixed:
    if isinstance(call.types[0], Text):
        code: IntCode = texts.Length(call.value(0))
    else:
        code = lists.Length(call.items(0)[0])
    return Fixed(code, 0, (0, LONGEST), call.depth)


LONGEST: Final = (1 << 48) - 1
"""No list or text in memory is longer."""


def _sum(call: Call) -> Numeric:
    items, kind = call.items(0)
    site = call.site
    match kind.element:
        case Number(places=places) if places is None or places > MAX_SCALE:
            return Ratio(lists.RatioSum(items, site.node, site.what), call.depth)
        case Number() | Duration() as element:
            known = range_of(element)
            assert known is not None
            scale, low, high = known
        case _:
            scale, low, high = 0, 0, 0
    longest = kind.longest
    code = lists.Sum(items, Grid(10**scale, low, high, site.node, site.what), longest)
    return Fixed(code, scale, word(min(0, low * longest), max(0, high * longest)), call.depth)


def _quantifier(every: bool) -> Maker:
    def make(call: Call) -> Truth:
        items, _ = call.items(0)
        return Truth(lists.Quantifier(items, every, call.site.node, call.site.what), call.depth)

    return make


def _extremum(largest: bool) -> Maker:
    def make(call: Call) -> Operand:
        items, _ = call.items(0)
        return lift(lists.ListExtreme(items, largest, call.site.node, call.site.what), call.depth, call.site)

    return make


def _sorted(call: Call) -> Plain:
    return Plain(lists.Sorted(call.items(0)[0], call.site.node, call.site.what), call.depth)


def _contains(call: Call) -> Truth:
    items, kind = call.items(1)
    folders = folder(call.types[0]), folder(kind.element)
    code = lists.Contains(call.value(0), items, folders, call.site.node, call.site.what)
    return Truth(code, call.depth)


def _join(call: Call) -> Plain:
    if not isinstance(call.data, str):
        raise Malformed(call.site.node, "join takes a separator")
    return Plain(texts.Join(call.items(0)[0], call.data, call.site.node, call.site.what), call.depth)


def _finder(call: Call, table: Table) -> tables.Finder:
    """How a key's row is found. Where several rows have the key, it is the first."""
    site, key = call.site, call.operands[0]
    bounds = [accepted(bound, table.key, site) for bound, _ in table.rows]
    known = range_of(table.key)
    unit = 10 ** known[0] if known else 0
    match key:
        case Fixed(scale=scale) if table.ranges and known:
            body = toll(scaled(key, max(scale, known[0]), site), site)
            return tables.IntBand(body.code, [int(bound * 10**body.scale) for bound in bounds])
        case Ratio(code) if table.ranges and known:
            return tables.RatioBand(code, [int(bound * unit) for bound in bounds], unit, site.node, site.what)
        case _ if table.ranges:
            return tables.ValueBand(call.value(0), bounds, site.node, site.what)
        case Fixed(code, scale) if key.span and known:
            units = [bound * 10**scale for bound in bounds]
            rows = {int(row): place for place, row in _backwards(units) if row % 1 == 0}
            return tables.IntFinder(code, rows)
        case _:
            fold = folder(table.key)
            folded = {fold.key(bound): place for place, bound in _backwards(bounds)}
            return tables.ValueFinder(call.value(0), folded, folder(call.types[0]), site.node, site.what)


def _backwards(bounds: list[Any]) -> list[tuple[int, Any]]:
    """Each bound with its place, last ones first: what a dict is made of that keeps the first."""
    return list(reversed(list(enumerate(bounds))))


def _lookup(call: Call) -> Operand:
    table, site = call.table(), call.site
    finder = _finder(call, table)
    values = [accepted(value, table.value, site) for _, value in table.rows]
    known = range_of(table.value)
    if known is None:
        return lift(tables.Lookup(finder, values, site.node, site.what), call.depth, site)
    scale, low, high = known
    integers = [int(value * 10**scale) for value in values]
    return Fixed(tables.IntLookup(finder, integers, site.node, site.what), scale, word(low, high), call.depth)


def _has(call: Call) -> Truth:
    return Truth(tables.Has(_finder(call, call.table())), call.depth)


def _present(call: Call) -> Truth:
    return Truth(logic.Present(call.value(0)), call.depth)


def _default(call: Call) -> Operand:
    return lift(tables.Default(call.value(0), call.value(1)), call.depth, call.site)


def _format(call: Call) -> Plain:
    data = call.data if isinstance(call.data, tuple) else ()
    if sum(isinstance(piece, Shape) for piece in data) != len(call.operands):
        raise Malformed(call.site.node, "format takes an argument for every shape")
    inputs = iter(zip(call.operands, call.types, strict=True))
    pieces: list[Code] = []
    for piece in data:
        if isinstance(piece, Shape):
            operand, kind = next(inputs)
            pieces.append(written(operand, kind, piece, call.site))
        else:
            pieces.append(logic.Const(str(piece)))
    return Plain(texts.Format(pieces, call.site.node, call.site.what), call.depth + 2)


def _case(change: Callable[[str], str]) -> Maker:
    return lambda call: Plain(texts.Cased(call.value(0), change, call.site.node, call.site.what), call.depth)


def _day_part(part: int, low: int, high: int) -> Maker:
    def make(call: Call) -> Fixed:
        body = call.whole(0)
        match call.types[0]:
            case MonthDay() if part == dates.MONTH:
                return Fixed(words.FloorDivConst(body.code, 100), 0, (low, high), body.depth + 1)
            case MonthDay() if part == dates.DAY_OF_MONTH:
                return Fixed(words.ModConst(body.code, 100), 0, (low, high), body.depth + 1)
            case Date():
                return Fixed(dates.DatePart(_day(body, call.site).code, part), 0, (low, high), body.depth + 2)
            case _:
                raise Malformed(call.site.node, f"{call.site.what} takes a date")

    return make


def _day(body: Fixed, site: Site) -> Fixed:
    """A day that the calendar has."""
    return within(body, 1, dates.LAST_DAY, site)


def _date(call: Call) -> Fixed:
    year, month, day = (call.whole(place).code for place in range(3))
    code = dates.DateOf(year, month, day, call.site.node, call.site.what)
    return Fixed(code, 0, (1, dates.LAST_DAY), call.depth)


def _moved(kind: type[dates.AddDays | dates.AddMonths]) -> Maker:
    def make(call: Call) -> Fixed:
        day, by = _day(call.whole(0), call.site), toll(call.whole(1), call.site)
        code = kind(day.code, by.code, call.site.node, call.site.what)
        return Fixed(code, 0, (1, dates.LAST_DAY), call.depth + 1)

    return make


def _days_between(call: Call) -> Numeric:
    return arithmetic.negate(arithmetic.subtract(call.number(0), call.number(1), call.site), call.site)


def _on_year(call: Call) -> Fixed:
    code = dates.OnYear(call.whole(0).code, call.whole(1).code, call.site.node, call.site.what)
    return Fixed(code, 0, (1, dates.LAST_DAY), call.depth)


def _time(call: Call) -> Fixed:
    code = dates.TimeOf(call.whole(0).code, call.whole(1).code, call.site.node, call.site.what)
    return Fixed(code, 0, (0, SECONDS_A_DAY - 1), call.depth)


def _time_part(unit: int, limit: int) -> Maker:
    def make(call: Call) -> Fixed:
        body = call.whole(0)
        units = words.FloorDivConst(body.code, unit)
        return Fixed(words.ModConst(units, limit), 0, (0, limit - 1), body.depth + 2)

    return make


def _clock(kind: type[dates.Clock | dates.ClockBetween]) -> Maker:
    def make(call: Call) -> Fixed:
        left, right = toll(call.whole(0), call.site), toll(call.whole(1), call.site)
        code = kind(left.code, right.code, call.site.node, call.site.what)
        return Fixed(code, 0, (0, SECONDS_A_DAY - 1), call.depth + 1)

    return make


def _seconds(unit: int) -> Maker:
    return lambda call: affine(call.whole(0), unit, 0, 0, call.site)


OPERATIONS: Final[dict[str, Maker]] = {
    "not": _not,
    "eq": _equal,
    "ne": _differ,
    "lt": _order(relations.LT),
    "le": _order(relations.LE),
    "gt": _order(relations.GT),
    "ge": _order(relations.GE),
    "neg": _one(arithmetic.negate),
    "add": _two(arithmetic.add),
    "sub": _two(arithmetic.subtract),
    "mul": _two(arithmetic.multiply),
    "div": _two(arithmetic.divide),
    "floordiv": _two(arithmetic.floor_divide),
    "mod": _two(arithmetic.modulo),
    "pow": _two(arithmetic.power),
    "abs": _one(arithmetic.absolute),
    "min": _extreme(largest=False),
    "max": _extreme(largest=True),
    "round": _round,
    "floor": _one(arithmetic.floor),
    "ceil": _one(arithmetic.ceil),
    "list": _display,
    "index": _index,
    "len": _length,
    "sum": _sum,
    "any": _quantifier(every=False),
    "all": _quantifier(every=True),
    "least": _extremum(largest=False),
    "greatest": _extremum(largest=True),
    "sorted": _sorted,
    "contains": _contains,
    "join": _join,
    "lookup": _lookup,
    "has": _has,
    "record": _display,
    "present": _present,
    "default": _default,
    "format": _format,
    "upper": _case(casing.upper),
    "lower": _case(casing.lower),
    "title": _case(casing.title),
    "date": _date,
    "year": _day_part(dates.YEAR, 1, dates.LAST_YEAR),
    "month": _day_part(dates.MONTH, 1, 12),
    "day": _day_part(dates.DAY_OF_MONTH, 1, 31),
    "weekday": _day_part(dates.WEEKDAY, 1, 7),
    "add_days": _moved(dates.AddDays),
    "add_months": _moved(dates.AddMonths),
    "days_between": _days_between,
    "on_year": _on_year,
    "time": _time,
    "hour": _time_part(3600, 24),
    "minute": _time_part(60, 60),
    "second": _time_part(1, 60),
    "add_time": _clock(dates.Clock),
    "time_between": _clock(dates.ClockBetween),
    "seconds": _seconds(1),
    "minutes": _seconds(60),
    "hours": _seconds(3600),
    "days": _seconds(SECONDS_A_DAY),
}
