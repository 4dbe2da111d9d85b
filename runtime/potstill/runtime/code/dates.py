"""Days, times of day: integers whose arithmetic is the calendar's and the clock's."""

from __future__ import annotations

from datetime import date
from typing import Final

from potstill.ir.calendar import days_in_month
from potstill.runtime.code.base import Frame, IntCode, IntPartial, Stop

FIRST_YEAR: Final = 1
LAST_YEAR: Final = 9999
LAST_DAY: Final = 3652059
DAY: Final = 86400

YEAR: Final = 0
MONTH: Final = 1
DAY_OF_MONTH: Final = 2
WEEKDAY: Final = 3


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day; 0 where the calendar has no such day."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return 0
    if day > 28 and day > days_in_month(year, month):
        return 0
    return date(year, month, day).toordinal()


class DateOf(IntCode):
    """The day of a year, a month and a day of the month."""

    def __init__(self, year: IntCode, month: IntCode, day: IntCode, node: int, what: str) -> None:
        self.year = year
        self.month = month
        self.day = day
        self.node = node
        self.what = what

    def int_(self, frame: Frame) -> int:
        year = self.year.int_(frame)
        month = self.month.int_(frame)
        number = day_number(year, month, self.day.int_(frame))
        if number == 0:
            raise Stop("invalid_date", self.node, self.what)
        return number


class OnYear(IntPartial):
    """A day of the year, month * 100 + day, in one year."""

    def int_(self, frame: Frame) -> int:
        month_day = self.left.int_(frame)
        number = day_number(self.right.int_(frame), month_day // 100, month_day % 100)
        if number == 0:
            raise Stop("invalid_date", self.node, self.what)
        return number


class TimeOf(IntPartial):
    """The time of day of an hour and a minute."""

    def int_(self, frame: Frame) -> int:
        hour = self.left.int_(frame)
        minute = self.right.int_(frame)
        if not (0 <= hour <= 23 and 0 <= minute <= 59):
            raise Stop("out_of_range", self.node, self.what)
        return 3600 * hour + 60 * minute


class DatePart(IntCode):
    """The year, month, day of the month, or ISO weekday of a day."""

    def __init__(self, body: IntCode, part: int) -> None:
        self.body = body
        self.part = part

    def int_(self, frame: Frame) -> int:
        number = self.body.int_(frame)
        part = self.part
        if part == WEEKDAY:
            return (number - 1) % 7 + 1
        day = date.fromordinal(number)
        if part == YEAR:
            return day.year
        return day.month if part == MONTH else day.day


class AddDays(IntPartial):
    """The day that many days later."""

    def int_(self, frame: Frame) -> int:
        number = self.left.int_(frame)
        later = number + self.right.int_(frame)
        if not 1 <= later <= LAST_DAY:
            raise Stop("out_of_calendar", self.node, self.what)
        return later


class AddMonths(IntPartial):
    """The same day that many months later, or the last of that month."""

    def int_(self, frame: Frame) -> int:
        start = date.fromordinal(self.left.int_(frame))
        months = 12 * start.year + start.month - 1 + self.right.int_(frame)
        year = months // 12
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Stop("out_of_calendar", self.node, self.what)
        month = months % 12 + 1
        return date(year, month, min(start.day, days_in_month(year, month))).toordinal()


class Clock(IntPartial):
    """left + right, around midnight."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        return (left + self.right.int_(frame)) % DAY


class ClockBetween(IntPartial):
    """From left forward to right, around midnight."""

    def int_(self, frame: Frame) -> int:
        left = self.left.int_(frame)
        return (self.right.int_(frame) - left) % DAY
