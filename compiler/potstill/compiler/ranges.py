"""Ranges, steps and places, as recipes write them, as numbers, days and seconds."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.ir.types import FIRST_DAY, LAST_DAY

UNITS: Final = {"week": 604_800, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
"""Seconds of the units of time; a plural has an s."""


def stretch_seconds(stretch: s.Stretch, report: Report) -> int | None:
    """The seconds of a duration."""
    total = sum(Fraction(count.value) * UNITS[unit.removesuffix("s")] for count, unit in stretch.parts)
    if total != int(total):
        report.add(Code.SPLIT_SECOND, stretch.span)
        return None
    return int(total)


def ratio(bound: s.Bound, report: Report) -> Fraction | None:
    """The number that a bound is."""
    if not isinstance(bound, s.Ratio):
        report.add(Code.WRONG_BOUND, bound.span, expected="a number")
        return None
    divisor = bound.denominator.value if bound.denominator else 1
    if divisor == 0:
        report.add(Code.WRONG_BOUND, bound.span, expected="a number; this divides by zero")
        return None
    return Fraction(bound.numerator.value) / divisor * (-1 if bound.negative else 1)


def number_range(found: s.Range, report: Report) -> tuple[Fraction, Fraction] | None:
    """Both ends of a range of numbers."""
    low = ratio(found.low, report)
    high = None if low is None else ratio(found.high, report)
    if low is None or high is None:
        return None
    return (low, high) if _rising(low, high, found, report) else None


def grid_range(found: s.Range, places: int, report: Report) -> tuple[Fraction, Fraction] | None:
    """Both ends of a range of multiples of 10 ** -places."""
    ends = number_range(found, report)
    if ends is None:
        return None
    for value, bound in zip(ends, (found.low, found.high), strict=True):
        if not on_grid(value, bound, places, report):
            return None
    return ends


def on_grid(value: Fraction, bound: s.Bound, places: int, report: Report) -> bool:
    """Whether the value has at most that many decimal places; if not, that is reported."""
    if (value * 10**places).denominator != 1:
        report.add(Code.OFF_GRID, bound.span, places=places)
        return False
    return True


def second_range(found: s.Range, report: Report) -> tuple[int, int] | None:
    """Both ends of a range of durations, in seconds; 0 may be written without a unit."""
    ends: list[int] = []
    for bound in (found.low, found.high):
        match bound:
            case s.Period(stretch, negative):
                seconds = stretch_seconds(stretch, report)
                if seconds is None:
                    return None
                ends.append(-seconds if negative else seconds)
            case s.Ratio(s.Number(0)):
                ends.append(0)
            case _:
                report.add(Code.WRONG_BOUND, bound.span, expected="a duration, such as `90 minutes`")
                return None
    return (ends[0], ends[1]) if _rising(ends[0], ends[1], found, report) else None


def day_range(found: s.Range | None, report: Report) -> tuple[int, int] | None:
    """Both ends of a range of days; the whole calendar if there is no range."""
    if found is None:
        return FIRST_DAY, LAST_DAY
    ends: list[int] = []
    for bound in (found.low, found.high):
        if not isinstance(bound, s.Day):
            report.add(Code.WRONG_BOUND, bound.span, expected="a date, such as `2026-01-31`")
            return None
        ends.append(bound.number)
    return (ends[0], ends[1]) if _rising(ends[0], ends[1], found, report) else None


def count_range(found: s.Range, least: int, most: int, report: Report) -> tuple[int, int] | None:
    """Both ends of a range of counts between two bounds."""
    ends = grid_range(found, 0, report)
    if ends is None:
        return None
    if ends[0] < least or ends[1] > most:
        report.add(Code.COUNT_RANGE, found.span, least=least, most=most)
        return None
    return int(ends[0]), int(ends[1])


def whole(number: s.Number, least: int, most: int, report: Report) -> int | None:
    """A whole number between two bounds."""
    if not isinstance(number.value, int) or not least <= number.value <= most:
        report.add(Code.COUNT_RANGE, number.span, least=least, most=most)
        return None
    return number.value


def decimals(*bounds: s.Bound | None) -> int:
    """The decimal places of the number that is written with the most of them."""
    texts = [bound.numerator.text for bound in bounds if isinstance(bound, s.Ratio)]
    return max((len(text.replace("_", "").partition(".")[2]) for text in texts), default=0)


def _rising(low: Fraction | int, high: Fraction | int, found: s.Range, report: Report) -> bool:
    if low > high:
        report.add(Code.EMPTY_RANGE, found.span)
    return low <= high
