"""The proleptic Gregorian calendar on day numbers: 0001-01-01 is day 1, 9999-12-31 is day 3652059."""

from __future__ import annotations

from potstill.ir.types import FIRST_DAY, LAST_DAY

FIRST_YEAR, LAST_YEAR = 1, 9999
_DAYS_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Every fourth year, but of the centuries only every fourth."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31; month 1 to 12."""
    return 29 if month == 2 and is_leap(year) else _DAYS_IN[month]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day that the calendar has; ValueError for one that it does not have."""
    if not is_day(year, month, day):
        raise ValueError(f"no such day: {year:04}-{month:02}-{day:02}")
    years = year - 1
    leap_day = int(month > 2 and is_leap(year))
    return 365 * years + years // 4 - years // 100 + years // 400 + _DAYS_BEFORE[month] + leap_day + day


def day_of(year: int, month: int, day: int) -> int | None:
    """The number of a day; None for one that the calendar does not have."""
    return day_number(year, month, day) if is_day(year, month, day) else None


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number.

    Whole cycles of 400, 100, 4 and 1 years are taken off in turn; the last day of a cycle of 100 or of 1
    belongs to that cycle although it is one too many, hence the minima.
    """
    cycles, rest = divmod(number - 1, 146_097)
    centuries = min(rest // 36_524, 3)
    rest -= centuries * 36_524
    fours, rest = divmod(rest, 1_461)
    ones = min(rest // 365, 3)
    rest -= ones * 365
    year = 400 * cycles + 100 * centuries + 4 * fours + ones + 1
    month = 1
    while rest >= days_in_month(year, month):
        rest -= days_in_month(year, month)
        month += 1
    return year, month, rest + 1


def weekday(number: int) -> int:
    """1 for Monday to 7 for Sunday (ISO 8601)."""
    return (number - 1) % 7 + 1


def add_days(number: int, days: int) -> int | None:
    """The day that many days later; None where the calendar ends before."""
    later = number + days
    return later if FIRST_DAY <= later <= LAST_DAY else None


def add_months(number: int, months: int) -> int | None:
    """The same day that many months later, or the last of that month; None where the calendar ends before."""
    year, month, day = civil(number)
    years, month = divmod(12 * year + month - 1 + months, 12)
    if not FIRST_YEAR <= years <= LAST_YEAR:
        return None
    return day_number(years, month + 1, min(day, days_in_month(years, month + 1)))


def on_year(month_day: int, year: int) -> int | None:
    """The number of a month * 100 + day in a year; None where that year does not have it."""
    return day_of(year, *divmod(month_day, 100))


def time_of_day(hour: int, minute: int) -> int | None:
    """Seconds since midnight; None where the clock has no such time."""
    return 3600 * hour + 60 * minute if 0 <= hour <= 23 and 0 <= minute <= 59 else None
