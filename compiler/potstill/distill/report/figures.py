"""Numbers, amounts and times as a report writes them, the same in every locale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import floor


def share(part: Fraction | None) -> str:
    """A share of 1 in percent, cut: what is not all is never 100%, and what is not nothing never 0."""
    if part is None:
        return "none"
    if part == 1:
        return "100%"
    if 0 < part < Fraction(1, 1000):
        return "<0.1%"
    tenths = floor(part * 1000)
    if tenths % 10 == 0:
        return f"{tenths // 10}%"
    return f"{tenths // 10}.{tenths % 10}%"


def of(part: int, whole: int) -> Fraction | None:
    """``part / whole``; None where there is nothing."""
    return Fraction(part, whole) if whole else None


def amount(value: Fraction, unit: str = "") -> str:
    """Money, or calls: with fewer decimal places the larger it is."""
    places = 0 if value.denominator == 1 or abs(value) >= 1000 else 2 if abs(value) >= 1 else 4
    scaled = round(abs(value) * 10**places)
    whole, part = divmod(scaled, 10**places)
    sign = "-" if value < 0 and scaled else ""
    text = f"{sign}{whole:,}.{part:0{places}}" if places else f"{sign}{whole:,}"
    return f"{text} {unit}" if unit else text


def count(number: int, noun: str = "", many: str = "") -> str:
    """``1,204 requests``; ``many`` where the plural is no -s."""
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


def starts(times: Sequence[datetime]) -> tuple[str, ...]:
    """The same for starts of periods; to the day, where all are midnights."""
    if all(time.hour == time.minute == 0 for time in times):
        return tuple(time.strftime("%Y-%m-%d") for time in times)
    return tuple(map(when, times))


def when(time: datetime) -> str:
    """To the minute, as ISO 8601 has it, without the zone, which is UTC."""
    return time.strftime("%Y-%m-%d %H:%M")
