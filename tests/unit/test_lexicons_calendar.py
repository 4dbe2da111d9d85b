"""Dates, times and durations against the standard library."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from potstill.ir.lexicons import Dates, Durations, MonthDays, Order, Times
from potstill.ir.regular.bridge import automaton
from potstill.ir.regular.census import Census
from potstill.ir.regular.minimal import minimise
from potstill.ir.types import FIRST_DAY, LAST_DAY
from tests.strategies.lexicons import lexeme

YEAR_FIRST = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
NAMED = [
    "%B %d, %Y",
    "%B %d %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%b. %d, %Y",
    "%d-%b-%Y",
    "%d of %B, %Y",
]
FORMATS = {
    Order.MDY: [*YEAR_FIRST, *NAMED, "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"],
    Order.DMY: [*YEAR_FIRST, *NAMED, "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
    Order.ISO: [*YEAR_FIRST, *NAMED],
}
NUMERIC = {"%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"}


@pytest.mark.parametrize("order", Order)
def test_days_of_leap_and_other_years(order: Order) -> None:
    lexicon = Dates(order, FIRST_DAY, LAST_DAY)
    for year in (1, 1900, 2000, 2024, 2026, 9999):
        for number in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1, 3):
            day = date.fromordinal(number)
            for form in FORMATS[order]:
                text = day.strftime(form.replace("%Y", f"{year:04}")).lower().replace("may.", "may")
                assert lexicon.read(text) == (number,), text
            assert lexicon.print(number) == day.isoformat()


@pytest.mark.parametrize("order", Order)
def test_other_orders_are_not_read(order: Order) -> None:
    lexicon = Dates(order, FIRST_DAY, LAST_DAY)
    day = date(2026, 3, 25)
    for form in NUMERIC.difference(FORMATS[order]):
        assert lexicon.read(day.strftime(form)) == ()


def test_days_that_no_calendar_has() -> None:
    lexicon = Dates(Order.ISO, FIRST_DAY, LAST_DAY)
    for year in (1900, 2000, 2023, 2024):
        for month in range(14):
            for day in range(34):
                text = f"{year:04}-{month:02}-{day:02}"
                try:
                    expected: tuple[int, ...] = (date(year, month, day).toordinal(),)
                except ValueError:
                    expected = ()
                assert lexicon.read(text) == expected


def test_bounds_inside_a_year() -> None:
    low, high = date(2026, 3, 10).toordinal(), date(2027, 2, 3).toordinal()
    lexicon = Dates(Order.MDY, low, high)
    for number in range(low - 400, high + 400):
        text = date.fromordinal(number).isoformat()
        assert lexicon.read(text) == ((number,) if low <= number <= high else ())


def test_month_days_are_those_of_a_leap_year() -> None:
    lexicon = MonthDays()
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    for day in days:
        value = 100 * day.month + day.day
        assert lexicon.read(lexicon.print(value)) == (value,)
        for form in ("%B %d", "%d %B", "%b %d", "%d of %b"):
            assert lexicon.read(day.strftime(form).lower()) == (value,)


def test_every_month_day_lexeme_has_one_value() -> None:
    words = Census(minimise(automaton(MonthDays().language()))).words()
    found = {value for word in words for value in _one(MonthDays().read(word), word)}
    assert len(found) == 366


def _one(values: tuple[object, ...], word: str) -> tuple[object, ...]:
    assert len(values) == 1, word
    return values


def test_every_minute_of_a_day() -> None:
    lexicon = Times()
    for minute in range(1440):
        clock = time(minute // 60, minute % 60)
        for form in ("%H:%M", "%I:%M %p", "%I:%M%p", "%H:%M:%S", "%I.%M %p"):
            assert lexicon.read(clock.strftime(form).lower()) == (60 * minute,)
        twelve = clock.strftime("%I:%M p.m" if clock.hour >= 12 else "%I:%M a.m").lstrip("0")
        assert lexicon.read(twelve) == (60 * minute,)


@pytest.mark.parametrize("minutes", range(1, 30))
def test_minutes_past_and_to_an_hour(minutes: int) -> None:
    lexicon = Times()
    for hour in range(1, 13):
        past = datetime(2026, 1, 1, hour) + timedelta(minutes=minutes)
        to = datetime(2026, 1, 1, hour) - timedelta(minutes=minutes)
        assert lexicon.read(f"{minutes} past {hour}") == (_seconds(past),)
        assert lexicon.read(f"{minutes} minutes to {hour}") == (_seconds(to),)
        if hour < 12:
            assert lexicon.read(f"{minutes} to {hour} pm") == (_seconds(to + timedelta(hours=12)),)


def _seconds(when: datetime) -> int:
    return 3600 * when.hour + 60 * when.minute + when.second


def test_times_have_one_value_each() -> None:
    random = Random(3)
    for _ in range(3000):
        text = lexeme(Times(), random)
        assert len(Times().read(text)) == 1, text


UNITS = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}


def test_durations_add_up() -> None:
    lexicon, random = Durations(0, 10**7), Random(4)
    for _ in range(500):
        total = random.randrange(10**7)
        rest, parts = total, []
        for name, size in UNITS.items():
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count} {name}{'s' * (count > 1)}")
        for join in (" ", " and ", ", "):
            assert lexicon.read(join.join(parts)) == (total,)
        short = "".join(f"{part.split()[0]}{part.split()[1][0]}" for part in parts)
        assert lexicon.read(short) == (total,)


@pytest.mark.parametrize("unit", UNITS)
def test_half_units(unit: str) -> None:
    lexicon, article = Durations(0, 10**7), "an" if unit == "hour" else "a"
    if unit == "second":
        assert lexicon.read("half a second") == ()
        return
    half = UNITS[unit] // 2
    assert lexicon.read(f"half {article} {unit}") == (half,)
    assert lexicon.read(f"{article} {unit} and a half") == (3 * half,)
    assert lexicon.read(f"two and a half {unit}s") == (5 * half,)
    assert lexicon.read(f"2.5 {unit}s") == (5 * half,)


def test_durations_have_one_value_each() -> None:
    random, lexicon = Random(5), Durations(0, 10**12)
    found = [lexicon.read(lexeme(lexicon, random)) for _ in range(3000)]
    assert all(len(values) <= 1 for values in found)
    assert sum(map(len, found)) > 2000
