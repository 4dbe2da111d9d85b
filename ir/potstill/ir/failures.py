"""Which errors an operation may end in, given its arguments' types: what their ranges do not exclude.

Sound, and as sharp as intervals are: an error that is not listed cannot occur for any arguments of the types.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from potstill.ir import calendar, languages
from potstill.ir.caps import MAX_JOINED_TEXTS
from potstill.ir.errors import ErrorCode
from potstill.ir.grammar import Machine
from potstill.ir.normal import fold
from potstill.ir.program import Table
from potstill.ir.rules import Operand, Types, integer_at, list_at
from potstill.ir.rules_calendar import date_at
from potstill.ir.types import (
    FIRST_DAY,
    LAST_DAY,
    SECONDS_A_DAY,
    Bool,
    Date,
    Duration,
    MonthDay,
    Number,
    Text,
    Time,
    Type,
)

Errors: TypeAlias = tuple[ErrorCode, ...]


def never(_args: Types, _data: Operand) -> Errors:
    return ()


def division(args: Types, _data: Operand) -> Errors:
    match args[1]:
        case Number(low, high) | Duration(low, high) if not low <= 0 <= high:
            return ()
        case _:
            return (ErrorCode.DIVISION_BY_ZERO,)


def indexing(args: Types, _data: Operand) -> Errors:
    least, greatest = integer_at(args, 1)
    safe = least >= 0 and greatest < list_at(args, 0).shortest
    return () if safe else (ErrorCode.INDEX_OUT_OF_RANGE,)


def emptiness(args: Types, _data: Operand) -> Errors:
    return () if list_at(args, 0).shortest > 0 else (ErrorCode.EMPTY_LIST,)


def missing_key(args: Types, data: Operand) -> Errors:
    assert isinstance(data, Table)
    return () if _covers(data, args[0]) else (ErrorCode.KEY_MISSING,)


def _covers(table: Table, key: Type) -> bool:
    """Whether every value of the key's type has a row."""
    if not table.rows:
        return False
    if table.ranges:
        last, greatest = table.rows[-1][0], _greatest(key)
        return isinstance(last, int | Fraction) and greatest is not None and greatest <= last
    match key:
        case Bool():
            return len(table.rows) == 2
        case Text(values=tuple(values)):
            known = {fold(name) for name, _ in table.rows if isinstance(name, str)}
            return all(fold(value) in known for value in values)
        case Text(language=Machine() as language):
            names = [fold(name) for name, _ in table.rows if isinstance(name, str)]
            return languages.covered(language, names)
        case Number(low, high, int(places)):
            steps = (high - low) * 10**places
            if steps > MAX_JOINED_TEXTS:
                return False
            known_numbers = {row for row, _ in table.rows}
            return all(low + Fraction(step, 10**places) in known_numbers for step in range(int(steps) + 1))
        case _:
            return False


def _greatest(key: Type) -> int | Fraction | None:
    """The greatest value of a type that has an order."""
    match key:
        case Number(_, high) | Date(_, high) | Duration(_, high):
            return high
        case Time():
            return SECONDS_A_DAY - 1
        case MonthDay():
            return 1231
        case _:
            return None


def no_such_day(args: Types, _data: Operand) -> Errors:
    (first, last), (low, high), (least, greatest) = (integer_at(args, place) for place in range(3))
    inside = first >= calendar.FIRST_YEAR and last <= calendar.LAST_YEAR and low >= 1 and high <= 12
    if not inside or least < 1 or greatest > 31:
        return (ErrorCode.INVALID_DATE,)
    year = first if calendar.is_leap(first) and first == last else 1
    shortest = min(calendar.days_in_month(year, month) for month in range(low, high + 1))
    return () if greatest <= shortest else (ErrorCode.INVALID_DATE,)


def not_that_year(args: Types, _data: Operand) -> Errors:
    first, last = integer_at(args, 1)
    inside = calendar.FIRST_YEAR <= first <= last <= calendar.LAST_YEAR
    return () if inside and first == last and calendar.is_leap(first) else (ErrorCode.INVALID_DATE,)


def beyond_days(args: Types, _data: Operand) -> Errors:
    days = date_at(args, 0)
    least, greatest = integer_at(args, 1)
    inside = days.low + least >= FIRST_DAY and days.high + greatest <= LAST_DAY
    return () if inside else (ErrorCode.OUT_OF_CALENDAR,)


def beyond_months(args: Types, _data: Operand) -> Errors:
    days = date_at(args, 0)
    least, greatest = integer_at(args, 1)
    low, high = calendar.add_months(days.low, least), calendar.add_months(days.high, greatest)
    return () if low is not None and high is not None else (ErrorCode.OUT_OF_CALENDAR,)


def no_such_time(args: Types, _data: Operand) -> Errors:
    (low, high), (least, greatest) = integer_at(args, 0), integer_at(args, 1)
    inside = 0 <= low <= high <= 23 and 0 <= least <= greatest <= 59
    return () if inside else (ErrorCode.OUT_OF_RANGE,)
