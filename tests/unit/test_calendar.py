"""The calendar on day numbers, against the standard library's."""

from __future__ import annotations

import datetime

import pytest

from potstill.ir import calendar
from potstill.ir.types import FIRST_DAY, LAST_DAY

CYCLE = 146_097
"""Days of 400 years, after which the calendar repeats itself."""


def check(number: int) -> None:
    """One day, there and back."""
    day = datetime.date.fromordinal(number)
    civil = (day.year, day.month, day.day)
    assert calendar.civil(number) == civil
    assert calendar.day_number(*civil) == number
    assert calendar.weekday(number) == day.isoweekday()


def test_every_day_of_400_years() -> None:
    for number in range(FIRST_DAY, FIRST_DAY + CYCLE + 1):
        check(number)


def test_the_ends_of_every_month() -> None:
    for year in range(1, 10_000):
        for month in range(1, 13):
            first = datetime.date(year, month, 1).toordinal()
            check(first)
            assert calendar.civil(first + calendar.days_in_month(year, month) - 1)[:2] == (year, month)
    check(LAST_DAY)


@pytest.mark.soak
def test_every_day() -> None:
    for number in range(FIRST_DAY, LAST_DAY + 1):
        check(number)


def test_days_that_are_none() -> None:
    for year, month, day in ((2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (24, 13, 1), (24, 1, 0), (0, 1, 1)):
        assert not calendar.is_day(year, month, day)
        assert calendar.day_of(year, month, day) is None
        with pytest.raises(ValueError, match="no such day"):
            calendar.day_number(year, month, day)
    assert calendar.is_day(2000, 2, 29)
    assert calendar.day_of(10_000, 1, 1) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2023, 1, 31), 1, (2023, 2, 28)),
        ((2024, 3, 31), -1, (2024, 2, 29)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2024, 2, 29), 48, (2028, 2, 29)),
        ((2024, 11, 30), 3, (2025, 2, 28)),
        ((2024, 12, 31), -24, (2022, 12, 31)),
        ((1, 1, 1), -1, None),
        ((9999, 12, 1), 1, None),
        ((9999, 11, 30), 1, (9999, 12, 30)),
    ],
)
def test_adding_months_stays_in_the_month(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int] | None
) -> None:
    found = calendar.add_months(calendar.day_number(*start), months)
    assert (None if found is None else calendar.civil(found)) == end


def test_adding_days_stays_in_the_calendar() -> None:
    assert calendar.add_days(LAST_DAY, 0) == LAST_DAY
    assert calendar.add_days(LAST_DAY, 1) is None
    assert calendar.add_days(FIRST_DAY, -1) is None
    assert calendar.add_days(FIRST_DAY, 10**30) is None


def test_a_day_of_the_year() -> None:
    assert calendar.on_year(229, 2024) == calendar.day_number(2024, 2, 29)
    assert calendar.on_year(229, 2023) is None
    assert calendar.on_year(101, 10_000) is None


def test_times_of_day() -> None:
    assert calendar.time_of_day(0, 0) == 0
    assert calendar.time_of_day(23, 59) == 86_340
    for hour, minute in ((24, 0), (-1, 0), (0, 60), (0, -1)):
        assert calendar.time_of_day(hour, minute) is None
