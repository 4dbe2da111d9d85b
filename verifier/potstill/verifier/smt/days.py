"""The calendar on day numbers, in linear arithmetic.

A year, counted from 0, is 400 a + 100 b + 4 c + d, and a day number less one 146097 a + 36524 b + 1461 c +
365 d + e: whole cycles of 400, 100, 4 and 1 years, and the days of the last one, as in
:func:`potstill.ir.calendar.civil`. One equation with bounded unknowns serves the solver better than a
quotient of a remainder of a quotient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.ir import calendar
from potstill.verifier.smt.script import Bool, Int, Script, text

_BEFORE: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""Days before the month, in years without a leap day."""

_CYCLE: Final = 146_097
"""Days of 400 years."""
_DRIFT: Final = 879
"""How far 400 times the days between two years may be from 146097 times the years, at most."""
MAX_RELATED: Final = 8
"""Years to which each new one is related."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year: its number, whether it has a leap day, the day number of the last day before it."""

    number: Int
    leap: Bool
    before: Int


class Calendar:
    """What is known of years and days. INVARIANT: every unknown is fixed by what it was made for."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._years: dict[Int, Year] = {}
        self._days: dict[Int, tuple[Year, Int]] = {}
        self._related: list[tuple[Year, str]] = []

    def year(self, number: Int) -> Year:
        """A year by its number, which may be any integer."""
        if number not in self._years:
            s = self._script
            if isinstance(number, int):
                past = number - 1
                before = 365 * past + past // 4 - past // 100 + past // 400
                self._years[number] = Year(number, calendar.is_leap(number), before)
            else:
                cycles = self._cycles()
                same = s.same(s.sum(_years(s, cycles), 1), number)
                self._known(cycles, same)
                self._years[number] = year = Year(number, _is_leap(s, cycles), _days(s, cycles))
                self._relate(year, cycles[0])
        return self._years[number]

    def _day(self, number: Int) -> tuple[Year, Int]:
        """The year of a day, and how many days of it went before."""
        if number not in self._days:
            s, cycles = self._script, self._cycles()
            rest = s.fresh("Int")
            leap, before = _is_leap(s, cycles), _days(s, cycles)
            inside = s.between(0, rest, s.choice(leap, 365, 364))
            self._known((*cycles, rest), s.all_of(inside, s.same(s.sum(before, rest, 1), number)))
            year = Year(s.define("Int", text(s.sum(_years(s, cycles), 1))), leap, before)
            if self._years.setdefault(year.number, year) is year:
                self._relate(year, cycles[0])
            self._days[number] = year, rest
        return self._days[number]

    def _cycles(self) -> tuple[str, ...]:
        """Whole cycles of 400, 100, 4 and 1 years."""
        s = self._script
        cycles = tuple(s.fresh("Int") for _ in range(4))
        _, centuries, fours, ones = cycles
        self._known(
            cycles, s.all_of(s.between(0, centuries, 3), s.between(0, fours, 24), s.between(0, ones, 3))
        )
        return cycles

    def _known(self, unknowns: tuple[str, ...], fact: Bool) -> None:
        for unknown in unknowns:
            self._script.fact(unknown, fact)

    def _relate(self, year: Year, owner: str) -> None:
        """State what follows for two years, and would take the solver long to find from their cycles."""
        s = self._script
        for other, partner in self._related[-MAX_RELATED:]:
            formulas = [
                s.implies(
                    s.same(year.number, other.number),
                    s.all_of(s.same(year.before, other.before), s.iff(year.leap, other.leap)),
                )
            ]
            for one, next_one in ((year, other), (other, year)):
                days = s.sum(one.before, s.choice(one.leap, 366, 365))
                later = s.implies(s.below(one.number, next_one.number), s.at_most(days, next_one.before))
                formulas.append(later)
            years, between = s.minus(other.number, year.number), s.minus(other.before, year.before)
            off = s.minus(s.times(400, between), s.times(_CYCLE, years))
            formulas.append(s.between(-_DRIFT, off, _DRIFT))
            s.fact(owner, s.all_of(*formulas), other=partner)
        self._related.append((year, owner))

    def civil(self, number: Int) -> tuple[Int, Int, Int]:
        """Year, month and day of a day number."""
        if isinstance(number, int):
            return calendar.civil(number)
        s, (year, past) = self._script, self._day(number)
        leap_day = s.choice(year.leap, 1, 0)
        month: Int = 1
        before: Int = 0
        for later in range(2, 13):
            first = s.sum(_BEFORE[later], leap_day if later > 2 else 0)
            reached = s.at_most(first, past)
            month, before = s.choice(reached, later, month), s.choice(reached, first, before)
        return year.number, month, s.sum(s.minus(past, before), 1)

    def days_in_month(self, year: Int, month: Int) -> Int:
        """28 to 31."""
        s = self._script
        short = s.any_of(*(s.same(month, number) for number in (4, 6, 9, 11)))
        if isinstance(month, int) and month != 2:
            return s.choice(short, 30, 31)
        february = s.choice(self.year(year).leap, 29, 28)
        return s.choice(s.same(month, 2), february, s.choice(short, 30, 31))

    def is_day(self, year: Int, month: Int, day: Int) -> Bool:
        """Whether the calendar has this day."""
        s = self._script
        return s.all_of(
            s.between(calendar.FIRST_YEAR, year, calendar.LAST_YEAR),
            s.between(1, month, 12),
            s.at_most(1, day),
            s.at_most(day, self.days_in_month(year, month)),
        )

    def day_number(self, year: Int, month: Int, day: Int) -> Int:
        """The number of a day that the calendar has."""
        s, known = self._script, self.year(year)
        before: Int = _BEFORE[12]
        for number in range(11, 0, -1):
            before = s.choice(s.same(month, number), _BEFORE[number], before)
        leap_day = s.choice(s.all_of(s.below(2, month), known.leap), 1, 0)
        return s.sum(known.before, before, leap_day, day)

    def add_months(self, number: Int, months: Int) -> tuple[Int, Bool]:
        """The same day so many months later, or the last of that month; whether the calendar has it."""
        s = self._script
        year, month, day = self.civil(number)
        moved = s.sum(month, -1, months)
        later, of_year = s.sum(year, s.quotient(moved, 12)), s.sum(s.remainder(moved, 12), 1)
        last = self.days_in_month(later, of_year)
        found = self.day_number(later, of_year, s.choice(s.at_most(day, last), day, last))
        return found, s.between(calendar.FIRST_YEAR, later, calendar.LAST_YEAR)


def _years(s: Script, cycles: tuple[str, ...]) -> Int:
    a, b, c, d = cycles
    return s.sum(s.times(400, a), s.times(100, b), s.times(4, c), d)


def _days(s: Script, cycles: tuple[str, ...]) -> Int:
    a, b, c, d = cycles
    return s.sum(s.times(146_097, a), s.times(36_524, b), s.times(1_461, c), s.times(365, d))


def _is_leap(s: Script, cycles: tuple[str, ...]) -> Bool:
    """The last of four years, unless it ends a century that is not the last of four."""
    _, centuries, fours, ones = cycles
    return s.all_of(s.same(ones, 3), s.any_of(s.negation(s.same(fours, 24)), s.same(centuries, 3)))
