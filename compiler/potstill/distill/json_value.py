"""Answers of a log as values of a program, to compare them with."""

from __future__ import annotations

from fractions import Fraction

from potstill.distill.examples import Json
from potstill.ir.lexicons.makers import number
from potstill.ir.values import Value


def as_value(answer: Json) -> Value:
    """The value that a program would have; an object becomes the tuple of its values, in order."""
    match answer:
        case bool() | str() | None:
            return answer
        case Fraction():
            return number(answer)
        case list():
            return tuple(map(as_value, answer))
        case dict():
            return tuple(map(as_value, answer.values()))
