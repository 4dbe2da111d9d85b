"""What each operator computes: one arm for each, in the order of the operator table."""

# ruff: noqa: E701  (an arm is one line, so that the table reads like the manual)

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from potstill.ir import calendar, casing
from potstill.ir.errors import ErrorCode
from potstill.ir.normal import fold
from potstill.ir.operators import BY_NAME
from potstill.ir.program import Node, Program, Shape, Table
from potstill.ir.reference.outcome import Result, Stuck
from potstill.ir.rounding import exact, rounded
from potstill.ir.types import SECONDS_A_DAY, Date, Type
from potstill.ir.values import Value
from potstill.ir.writing import write

DIVISION_BY_ZERO: Final = ErrorCode.DIVISION_BY_ZERO
EMPTY_LIST: Final = ErrorCode.EMPTY_LIST
INDEX_OUT_OF_RANGE: Final = ErrorCode.INDEX_OUT_OF_RANGE
INVALID_DATE: Final = ErrorCode.INVALID_DATE
KEY_MISSING: Final = ErrorCode.KEY_MISSING
OUT_OF_CALENDAR: Final = ErrorCode.OUT_OF_CALENDAR
OUT_OF_RANGE: Final = ErrorCode.OUT_OF_RANGE


def apply(position: int, node: Node, args: Sequence[Any], types: Sequence[Type], program: Program) -> Any:
    """One operation: its value or error, given those of its arguments. Arms stand in the table's order.

    The types were checked, so that values are taken for what they are here.
    """

    def stuck(error: ErrorCode) -> Stuck:
        return Stuck(error, position, tuple(args))

    def known(value: Value, error: ErrorCode) -> Result:
        return stuck(error) if value is None else value

    if not BY_NAME[node.op].lazy:
        for arg in args:
            if isinstance(arg, Stuck):
                return arg
    data: Any = node.data
    # fmt: off
    match node.op, args:
        case "not",          [a]:       return not a
        case "and",          _:         return next((a for a in args if a is not True), True)
        case "or",           _:         return next((a for a in args if a is not False), False)
        case "if",           [c, x, y]: return x if c is True else y if c is False else c
        case "eq",           [a, b]:    return same(a, b)
        case "ne",           [a, b]:    return not same(a, b)
        case "lt",           [a, b]:    return a < b
        case "le",           [a, b]:    return a <= b
        case "gt",           [a, b]:    return a > b
        case "ge",           [a, b]:    return a >= b

        case "neg",          [a]:       return -a
        case "add",          [a, b]:    return exact(a + b)
        case "sub",          [a, b]:    return exact(a - b)
        case "mul",          [a, b]:    return exact(a * b)
        case "div",          [_, 0]:    return stuck(DIVISION_BY_ZERO)
        case "div",          [a, b]:    return exact(Fraction(a) / b)
        case "floordiv",     [_, 0]:    return stuck(DIVISION_BY_ZERO)
        case "floordiv",     [a, b]:    return a // b
        case "mod",          [_, 0]:    return stuck(DIVISION_BY_ZERO)
        case "mod",          [a, b]:    return exact(a - b * (a // b))
        case "pow",          [x, n]:    return exact(x**n)
        case "abs",          [x]:       return abs(x)
        case "min",          _:         return min(args)
        case "max",          _:         return max(args)
        case "round",        [x]:       return rounded(x, data)
        case "floor",        [x]:       return math.floor(x)
        case "ceil",         [x]:       return math.ceil(x)

        case "list",         _:         return tuple(args)
        case "index",        [xs, i]:   return xs[i] if 0 <= i < len(xs) else stuck(INDEX_OUT_OF_RANGE)
        case "len",          [xs]:      return len(xs)
        case "sum",          [xs]:      return exact(sum(xs))
        case "any",          [xs]:      return any(xs)
        case "all",          [xs]:      return all(xs)
        case "least",        [xs]:      return min(xs) if xs else stuck(EMPTY_LIST)
        case "greatest",     [xs]:      return max(xs) if xs else stuck(EMPTY_LIST)
        case "sorted",       [xs]:      return tuple(sorted(xs))
        case "contains",     [x, xs]:   return any(same(x, item) for item in xs)
        case "join",         [xs]:      return data.join(xs)

        case "lookup",       [x]:       return first(rows(program.table(data), x), stuck(KEY_MISSING))
        case "has",          [x]:       return bool(rows(program.table(data), x))

        case "record",       _:         return tuple(args)
        case "present",      [x]:       return x is not None
        case "default",      [x, y]:    return y if x is None else x

        case "format",       _:         return "".join(written(data, args, types))
        case "upper",        [t]:       return casing.upper(t)
        case "lower",        [t]:       return casing.lower(t)
        case "title",        [t]:       return casing.title(t)

        case "date",         [y, m, d]: return known(calendar.day_of(y, m, d), INVALID_DATE)
        case "year",         [d]:       return calendar.civil(d)[0]
        case "month",        [d]:       return month_and_day(d, types[0])[0]
        case "day",          [d]:       return month_and_day(d, types[0])[1]
        case "weekday",      [d]:       return calendar.weekday(d)
        case "add_days",     [d, n]:    return known(calendar.add_days(d, n), OUT_OF_CALENDAR)
        case "add_months",   [d, n]:    return known(calendar.add_months(d, n), OUT_OF_CALENDAR)
        case "days_between", [a, b]:    return b - a
        case "on_year",      [m, y]:    return known(calendar.on_year(m, y), INVALID_DATE)

        case "time",         [h, m]:    return known(calendar.time_of_day(h, m), OUT_OF_RANGE)
        case "hour",         [t]:       return t // 3600
        case "minute",       [t]:       return t // 60 % 60
        case "second",       [t]:       return t % 60
        case "add_time",     [t, d]:    return (t + d) % SECONDS_A_DAY
        case "time_between", [a, b]:    return (b - a) % SECONDS_A_DAY

        case "seconds",      [n]:       return n
        case "minutes",      [n]:       return n * 60
        case "hours",        [n]:       return n * 3600
        case "days",         [n]:       return n * SECONDS_A_DAY

        case op, _:                     raise ValueError(f"{op} does not take {len(args)} arguments")
    # fmt: on


def same(a: Value, b: Value) -> bool:
    """Equality of values of one kind: of texts by their normal forms, of lists and records part by part."""
    match a, b:
        case str(), str():
            return fold(a) == fold(b)
        case tuple(), tuple():
            return len(a) == len(b) and all(map(same, a, b))
        case _:
            return a == b


def rows(table: Table, key: Any) -> list[Value]:
    """The values of a key's rows: of those equal to it or, in a table of ranges, not below it."""
    return [value for bound, value in table.rows if (key <= bound if table.ranges else same(key, bound))]


def first(values: list[Value], missing: Stuck) -> Result:
    """The first value, if there is one."""
    return values[0] if values else missing


def month_and_day(number: int, kind: Type) -> tuple[int, int]:
    """Of a date, or of a day of the year."""
    return calendar.civil(number)[1:] if isinstance(kind, Date) else (number // 100, number % 100)


def written(pieces: Sequence[Shape | str], args: Sequence[Value], types: Sequence[Type]) -> Iterator[str]:
    """The pieces of a format, each shape with the next argument."""
    values = zip(args, types, strict=True)
    for piece in pieces:
        yield piece if isinstance(piece, str) else write(*next(values), piece)
