"""The calendar on day numbers, with division by constants alone.

Years are counted from 1 March, so that the leap day is the last one: E. G. Richards' method, as Howard
Hinnant writes it (chrono-Compatible Low-Level Date Algorithms, civil_from_days).
"""

from __future__ import annotations

from typing import Final

from potstill.ir import calendar
from potstill.verifier.smt.script import Bool, Int, Script

_BEFORE_MARCH: Final = 305
"""Days from 0000-03-01 to the day before 0001-01-01, whose number would be 0."""
_CYCLE: Final = 146_097
_BEFORE: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def civil(s: Script, number: Int) -> tuple[Int, Int, Int]:
    """Year, month and day of a day number."""
    if isinstance(number, int):
        return calendar.civil(number)
    since = s.sum(number, _BEFORE_MARCH)
    cycle, rest = _named(s, s.quotient(since, _CYCLE)), _named(s, s.remainder(since, _CYCLE))
    leaps = s.minus(s.quotient(rest, 36_524), s.sum(s.quotient(rest, 1_460), s.quotient(rest, 146_096)))
    years = _named(s, s.quotient(s.sum(rest, leaps), 365))
    past = s.sum(s.times(365, years), s.quotient(years, 4), s.negative(s.quotient(years, 100)))
    day_of_year = _named(s, s.minus(rest, past))
    moved = _named(s, s.quotient(s.sum(s.times(5, day_of_year), 2), 153))
    day = s.sum(s.minus(day_of_year, s.quotient(s.sum(s.times(153, moved), 2), 5)), 1)
    early = s.below(moved, 10)
    month = s.choice(early, s.sum(moved, 3), s.sum(moved, -9))
    return s.sum(years, s.times(400, cycle), s.choice(early, 0, 1)), month, day


def _named(s: Script, term: Int) -> Int:
    return s.define("Int", term) if isinstance(term, str) else term


def is_leap(s: Script, year: Int) -> Bool:
    """Every fourth year, but of the centuries only every fourth."""
    century = s.negation(s.same(s.remainder(year, 100), 0))
    return s.all_of(s.same(s.remainder(year, 4), 0), s.any_of(century, s.same(s.remainder(year, 400), 0)))


def days_in_month(s: Script, year: Int, month: Int) -> Int:
    """28 to 31."""
    short = s.any_of(*(s.same(month, number) for number in (4, 6, 9, 11)))
    february = s.choice(is_leap(s, year), 29, 28)
    return s.choice(s.same(month, 2), february, s.choice(short, 30, 31))


def is_day(s: Script, year: Int, month: Int, day: Int) -> Bool:
    """Whether the calendar has this day."""
    return s.all_of(
        s.between(calendar.FIRST_YEAR, year, calendar.LAST_YEAR),
        s.between(1, month, 12),
        s.at_most(1, day),
        s.at_most(day, days_in_month(s, year, month)),
    )


def day_number(s: Script, year: Int, month: Int, day: Int) -> Int:
    """The number of a day that the calendar has."""
    years = s.sum(year, -1)
    before: Int = _BEFORE[12]
    for number in range(11, 0, -1):
        before = s.choice(s.same(month, number), _BEFORE[number], before)
    leap_day = s.choice(s.all_of(s.below(2, month), is_leap(s, year)), 1, 0)
    leaps = s.sum(s.quotient(years, 4), s.negative(s.quotient(years, 100)), s.quotient(years, 400))
    return s.sum(s.times(365, years), leaps, before, leap_day, day)


def add_months(s: Script, number: Int, months: Int) -> tuple[Int, Bool]:
    """The same day so many months later, or the last of that month; whether the calendar has it."""
    year, month, day = civil(s, number)
    moved = s.sum(s.times(12, year), month, -1, months)
    later, of_year = s.quotient(moved, 12), s.sum(s.remainder(moved, 12), 1)
    last = days_in_month(s, later, of_year)
    found = day_number(s, later, of_year, s.choice(s.at_most(day, last), day, last))
    return found, s.between(calendar.FIRST_YEAR, later, calendar.LAST_YEAR)
