"""Typing rules of dates, times of day and durations. See :mod:`potstill.ir.rules`."""

from __future__ import annotations

from potstill.ir import calendar, intervals
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.rules import Operand, Types, duration, integer_at, number_at
from potstill.ir.types import (
    FIRST_DAY,
    LAST_DAY,
    SECONDS_A_DAY,
    Date,
    Duration,
    MonthDay,
    Time,
    Type,
    integer,
)


def date(args: Types, _data: Operand) -> Type:
    """The days of the box that the three ranges span, from its first corner to its last."""
    first, last = [], []
    limits = ((calendar.FIRST_YEAR, calendar.LAST_YEAR), (1, 12), (1, 31))
    for place, (least, greatest) in enumerate(limits):
        low, high = integer_at(args, place)
        if high < least or low > greatest:
            raise TypeFault(FaultCode.ALWAYS_FAILS, place, f"a number in {least}..{greatest}", args[place])
        first.append(max(low, least))
        last.append(min(high, greatest))
    return Date(_day_at_most(*first), _day_at_most(*last))


def _day_at_most(year: int, month: int, day: int) -> int:
    return calendar.day_number(year, month, min(day, calendar.days_in_month(year, month)))


def year(args: Types, _data: Operand) -> Type:
    days = date_at(args, 0)
    return integer(calendar.civil(days.low)[0], calendar.civil(days.high)[0])


def month(args: Types, _data: Operand) -> Type:
    if isinstance(args[0], MonthDay):
        return integer(1, 12)
    days = date_at(args, 0)
    (first_year, first, _), (last_year, last, _) = calendar.civil(days.low), calendar.civil(days.high)
    return integer(first, last) if first_year == last_year else integer(1, 12)


def day(args: Types, _data: Operand) -> Type:
    if isinstance(args[0], MonthDay):
        return integer(1, 31)
    days = date_at(args, 0)
    (*first_month, first), (*last_month, last) = calendar.civil(days.low), calendar.civil(days.high)
    return integer(first, last) if first_month == last_month else integer(1, 31)


def weekday(args: Types, _data: Operand) -> Type:
    days = date_at(args, 0)
    first, last = calendar.weekday(days.low), calendar.weekday(days.high)
    return integer(first, last) if days.high - days.low == last - first else integer(1, 7)


def add_days(args: Types, _data: Operand) -> Type:
    days = date_at(args, 0)
    least, greatest = integer_at(args, 1)
    low, high = days.low + least, days.high + greatest
    if high < FIRST_DAY or low > LAST_DAY:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, "days that stay in the calendar", args[1])
    return Date(max(low, FIRST_DAY), min(high, LAST_DAY))


def add_months(args: Types, _data: Operand) -> Type:
    days = date_at(args, 0)
    least, greatest = integer_at(args, 1)
    if _months(days.high) + greatest < _months(FIRST_DAY) or _months(days.low) + least > _months(LAST_DAY):
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, "months that stay in the calendar", args[1])
    low = calendar.add_months(days.low, least)
    high = calendar.add_months(days.high, greatest)
    return Date(FIRST_DAY if low is None else low, LAST_DAY if high is None else high)


def _months(number: int) -> int:
    year, month, _ = calendar.civil(number)
    return 12 * year + month


def days_between(args: Types, _data: Operand) -> Type:
    one, other = date_at(args, 0), date_at(args, 1)
    return integer(other.low - one.high, other.high - one.low)


def on_year(args: Types, _data: Operand) -> Type:
    if not isinstance(args[0], MonthDay):
        raise TypeFault(FaultCode.WRONG_TYPE, 0, "a day of the year", args[0])
    first, last = integer_at(args, 1)
    if last < calendar.FIRST_YEAR or first > calendar.LAST_YEAR:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, "a year in 1..9999", args[1])
    low = calendar.day_number(max(first, calendar.FIRST_YEAR), 1, 1)
    return Date(low, calendar.day_number(min(last, calendar.LAST_YEAR), 12, 31))


def time(args: Types, _data: Operand) -> Type:
    for place, limit in ((0, 23), (1, 59)):
        low, high = integer_at(args, place)
        if high < 0 or low > limit:
            raise TypeFault(FaultCode.ALWAYS_FAILS, place, f"a number in 0..{limit}", args[place])
    return Time()


def hour(args: Types, _data: Operand) -> Type:
    time_at(args, 0)
    return integer(0, 23)


def sixtieth(args: Types, _data: Operand) -> Type:
    """The type of ``minute`` and ``second``."""
    time_at(args, 0)
    return integer(0, 59)


def add_time(args: Types, _data: Operand) -> Type:
    time_at(args, 0)
    if not isinstance(args[1], Duration):
        raise TypeFault(FaultCode.WRONG_TYPE, 1, "a duration", args[1])
    return Time()


def time_between(args: Types, _data: Operand) -> Type:
    time_at(args, 0)
    time_at(args, 1)
    return Duration(0, SECONDS_A_DAY - 1)


def _units(args: Types, length: int) -> Type:
    integer_at(args, 0)
    return duration(intervals.multiply(number_at(args, 0), integer(length, length)))


def seconds(args: Types, _data: Operand) -> Type:
    return _units(args, 1)


def minutes(args: Types, _data: Operand) -> Type:
    return _units(args, 60)


def hours(args: Types, _data: Operand) -> Type:
    return _units(args, 3600)


def days(args: Types, _data: Operand) -> Type:
    return _units(args, SECONDS_A_DAY)


def date_at(args: Types, place: int) -> Date:
    """The argument, which has to be a date."""
    found = args[place]
    if not isinstance(found, Date):
        raise TypeFault(FaultCode.WRONG_TYPE, place, "a date", found)
    return found


def time_at(args: Types, place: int) -> Time:
    """The argument, which has to be a time of day."""
    found = args[place]
    if not isinstance(found, Time):
        raise TypeFault(FaultCode.WRONG_TYPE, place, "a time of day", found)
    return found
