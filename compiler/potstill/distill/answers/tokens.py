"""Answers that are texts: where words, numbers, dates, times and durations stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from potstill.distill.answers.days import MONTHS, WEEKDAYS
from potstill.distill.terms import DURATION
from potstill.ir import calendar
from potstill.ir.program import Shape
from potstill.ir.types import SECONDS_A_DAY
from potstill.ir.writing import write, write_number


class Sort(Enum):
    """What a part of a text may stand for beside itself, in the order in which they are tried."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    NUMBER = "number"
    WEEKDAY = "weekday"
    MONTH = "month"


_UNIT: Final = r"(?:days?|hours?|minutes?|seconds?)"
_PATTERNS: Final = {
    Sort.DATE: re.compile(r"\d{4}-\d\d-\d\d(?!\d)"),
    Sort.TIME: re.compile(r"\d\d:\d\d(?::\d\d)?(?![\d:])"),
    Sort.DURATION: re.compile(rf"(?:minus )?\d+ {_UNIT}(?: \d+ {_UNIT})*(?!\w)"),
    Sort.NUMBER: re.compile(r"(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\d)"),
    Sort.WEEKDAY: re.compile(rf"(?:{'|'.join(WEEKDAYS)})(?!\w)"),
    Sort.MONTH: re.compile(rf"(?:{'|'.join(MONTHS)})(?!\w)"),
}
_TOKEN: Final = re.compile(
    rf"{_PATTERNS[Sort.NUMBER].pattern}|\d+|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|.", re.DOTALL
)
_LENGTHS: Final = {"day": SECONDS_A_DAY, "hour": 3600, "minute": 60, "second": 1}


@lru_cache(maxsize=1_024)
def token_ends(text: str) -> Mapping[int, int]:
    """Where each token begins, and where it ends. Numbers, words and single symbols are tokens."""
    return {match.start(): match.end() for match in _TOKEN.finditer(text)}


def at(sort: Sort, text: str, start: int) -> str | None:
    """The part of that sort that begins there and that a format writes just so; None for none."""
    match = _PATTERNS[sort].match(text, start)
    if match is None:
        return None
    found = match[0]
    match sort:
        case Sort.DATE:
            return found if _day(found) is not None else None
        case Sort.TIME:
            return found if _seconds(found) is not None else None
        case Sort.DURATION:
            return found if _written(seconds_of_duration(found)) == found else None
        case Sort.NUMBER | Sort.WEEKDAY | Sort.MONTH:
            return found


def day_of(text: str) -> int:
    """The day number of a date that was found in a text."""
    found = _day(text)
    assert found is not None, "a date that is found is a day"
    return found


def seconds_of_time(text: str) -> int:
    """Seconds since midnight of a time of day that was found in a text."""
    found = _seconds(text)
    assert found is not None, "a time that is found is one of the clock"
    return found


def _day(text: str) -> int | None:
    """The day number of a date as ISO 8601 writes it; None if the calendar has no such day."""
    year, month, day = (int(part) for part in text.split("-"))
    return calendar.day_of(year, month, day)


def _seconds(text: str) -> int | None:
    """Seconds since midnight; None for no time of day, or one that formats would write otherwise."""
    hour, minute, second = (int(part) for part in f"{text}:0".split(":")[:3])
    if hour > 23 or minute > 59 or second > 59 or (len(text) > 5 and second == 0):
        return None
    return 3600 * hour + 60 * minute + second


def seconds_of_duration(text: str) -> int:
    """The seconds of a duration such as ``1 day 2 hours``, in whichever units."""
    sign = -1 if text.startswith("minus ") else 1
    words = text.removeprefix("minus ").split(" ")
    parts = zip(words[::2], words[1::2], strict=True)
    return sign * sum(int(count) * _LENGTHS[unit.rstrip("s")] for count, unit in parts)


def shapes(texts: tuple[str, ...]) -> list[tuple[Shape, tuple[Fraction, ...]]]:
    """All shapes in which a format writes these numbers just so, with the numbers.

    Commas only where one is seen; see :func:`commas_unseen`. No decimal places are a shape without places.
    """
    values = tuple(Fraction(text.replace(",", "")) for text in texts)
    grouped = any("," in text for text in texts)
    places = {len(text.partition(".")[2]) for text in texts}
    tried = [Shape(None, grouped)]
    if len(places) == 1 and places != {0}:
        tried.append(Shape(next(iter(places)), grouped))
    return [
        (shape, values)
        for shape in tried
        if all(write_number(value, shape) == text for value, text in zip(values, texts, strict=True))
    ]


def commas_unseen(texts: tuple[str, ...]) -> bool:
    """Whether it is open if thousands are grouped: no number has four digits before the point."""
    return all(abs(Fraction(text.replace(",", ""))) < 1_000 for text in texts)


def _written(seconds: int) -> str:
    return write(seconds, DURATION)
