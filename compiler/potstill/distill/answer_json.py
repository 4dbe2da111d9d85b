"""Answers as data: what a handler or a fallback returns, in the form in which examples hold it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from potstill.distill.examples import MAX_NUMBER, Json
from potstill.ir.presentation import to_json
from potstill.ir.types import Duration

MAX_PARTS: Final = 10_000
"""Values inside one answer, lists and records counted."""


class NoAnswer(ValueError):
    """A value that is no answer: of a kind that data does not have, or too large."""


def json_of(value: object) -> Json:
    """A Python value as data, exactly; dates, times and durations as texts, as handlers write them.

    A float stands for the shortest decimal that is written for it. Raises NoAnswer.
    """
    return _of(value, [MAX_PARTS])


def same(one: Json, other: Json) -> bool:
    """Whether two answers are one: of the same kind, with the same numbers, texts to the letter."""
    match one, other:
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case _:
            return type(one) is type(other) and one == other


def _of(value: object, left: list[int]) -> Json:
    left[0] -= 1
    if left[0] < 0:
        raise NoAnswer(f"an answer of more than {MAX_PARTS:,} parts")
    match value:
        case None | bool() | str():
            return value
        case int() | Fraction():
            return _sized(Fraction(value))
        case Decimal() if value.is_finite() and abs(value.adjusted()) <= MAX_NUMBER:
            return _sized(Fraction(value))
        case float() if value == value and abs(value) != float("inf"):
            return _sized(Fraction(repr(value)))
        case datetime.datetime():
            raise NoAnswer("a moment is no value of the language: give its date, or its time")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta() if value.microseconds == 0:
            written = to_json(value // datetime.timedelta(seconds=1), Duration(0, 0))
            return str(written)
        case list() | tuple():
            return [_of(each, left) for each in value]
        case dict() if all(type(key) is str for key in value):
            return {key: _of(each, left) for key, each in value.items()}
        case _:
            raise NoAnswer(f"a {type(value).__name__} is no answer")


def _sized(number: Fraction) -> Fraction:
    if max(abs(number.numerator), number.denominator) >= 10**MAX_NUMBER:
        raise NoAnswer(f"a number of more than {MAX_NUMBER} digits")
    return number
