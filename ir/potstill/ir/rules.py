"""Typing rules of logic and numbers: argument types to a result type.

A rule takes the types of the arguments and the operator's data and returns the type of the result, or
raises TypeFault. The operator table has checked the number of arguments before.
"""

from __future__ import annotations

from typing import TypeAlias

from potstill.ir import intervals
from potstill.ir.caps import MAX_EXPONENT, MAX_SECONDS, MAX_SHAPE_PLACES
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.program import Data, Rounding, Table
from potstill.ir.rounding import MODES
from potstill.ir.types import (
    NEVER,
    Bool,
    Date,
    Duration,
    List,
    MonthDay,
    Number,
    Optional,
    Record,
    Text,
    Time,
    Type,
    integer,
)
from potstill.ir.typing import join

Types: TypeAlias = tuple[Type, ...]
Operand: TypeAlias = Data | Table
"""What stands beside the arguments; for ``lookup`` and ``has`` the table itself."""


def number_at(args: Types, index: int) -> Number:
    """The argument, which has to be a number."""
    found = args[index]
    if not isinstance(found, Number):
        raise TypeFault(FaultCode.WRONG_TYPE, index, "a number", found)
    return found


def integer_at(args: Types, index: int) -> tuple[int, int]:
    """The ends of the argument, which has to be a whole number."""
    found = args[index]
    if not isinstance(found, Number) or not found.integral:
        raise TypeFault(FaultCode.WRONG_TYPE, index, "a whole number", found)
    return int(found.low), int(found.high)


def list_at(args: Types, index: int) -> List:
    """The argument, which has to be a list."""
    found = args[index]
    if not isinstance(found, List):
        raise TypeFault(FaultCode.WRONG_TYPE, index, "a list", found)
    return found


def text_at(args: Types, index: int) -> Text:
    """The argument, which has to be a text."""
    found = args[index]
    if not isinstance(found, Text):
        raise TypeFault(FaultCode.WRONG_TYPE, index, "a text", found)
    return found


# Logic


def logical(args: Types, _data: Operand) -> Type:
    for place, found in enumerate(args):
        if not isinstance(found, Bool):
            raise TypeFault(FaultCode.WRONG_TYPE, place, "true or false", found)
    return Bool()


def choice(args: Types, _data: Operand) -> Type:
    condition, one, other = args
    if not isinstance(condition, Bool):
        raise TypeFault(FaultCode.WRONG_TYPE, 0, "true or false", condition)
    return joined((one, other), 1)


def equality(args: Types, _data: Operand) -> Type:
    one, other = args
    if not comparable(one, other):
        raise TypeFault(FaultCode.INCOMPARABLE, 1, "a value of the kind on the left", other)
    return Bool()


def order(args: Types, data: Operand) -> Type:
    for place, found in enumerate(args):
        if not ordered(found):
            raise TypeFault(FaultCode.INCOMPARABLE, place, "a value that has an order", found)
    return equality(args, data)


def comparable(one: Type, other: Type) -> bool:
    """Whether values of the two can be equal at all, ranges aside."""
    match one, other:
        case (Optional(body), rest) | (rest, Optional(body)):
            return body == NEVER or comparable(body, rest)
        case List(), List():
            return one.longest == 0 or other.longest == 0 or comparable(one.element, other.element)
        case Record(), Record():
            return len(one.fields) == len(other.fields) and all(
                mine == theirs and comparable(body, rest)
                for (mine, body), (theirs, rest) in zip(one.fields, other.fields, strict=True)
            )
        case _:
            return type(one) is type(other)


def ordered(kind: Type) -> bool:
    """Whether ``<`` is defined: numbers, dates, days of the year, times and durations."""
    return isinstance(kind, Number | Date | MonthDay | Time | Duration)


# Numbers, and durations where they add up


def negate(args: Types, _data: Operand) -> Type:
    match args[0]:
        case Duration(low, high):
            return Duration(-high, -low)
        case _:
            return intervals.negate(number_at(args, 0))


def add(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as one, Duration() as other:
            return duration(intervals.add(seconds_of(one), seconds_of(other)))
        case _:
            return intervals.add(number_at(args, 0), number_at(args, 1))


def subtract(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as one, Duration() as other:
            return duration(intervals.subtract(seconds_of(one), seconds_of(other)))
        case _:
            return intervals.subtract(number_at(args, 0), number_at(args, 1))


def multiply(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as span, _:
            integer_at(args, 1)
            return duration(intervals.multiply(seconds_of(span), number_at(args, 1)))
        case _, Duration() as span:
            integer_at(args, 0)
            return duration(intervals.multiply(number_at(args, 0), seconds_of(span)))
        case _:
            return intervals.multiply(number_at(args, 0), number_at(args, 1))


def divide(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as one, Duration() as other:
            return intervals.divide(seconds_of(one), seconds_of(other))
        case _:
            return intervals.divide(number_at(args, 0), number_at(args, 1))


def floor_divide(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as one, Duration() as other:
            return intervals.floor_divide(seconds_of(one), seconds_of(other))
        case Duration() as span, _:
            integer_at(args, 1)
            return duration(intervals.floor_divide(seconds_of(span), number_at(args, 1)))
        case _:
            return intervals.floor_divide(number_at(args, 0), number_at(args, 1))


def modulo(args: Types, _data: Operand) -> Type:
    match args:
        case Duration() as one, Duration() as other:
            return duration(intervals.modulo(seconds_of(one), seconds_of(other)))
        case _:
            return intervals.modulo(number_at(args, 0), number_at(args, 1))


def power(args: Types, _data: Operand) -> Type:
    base = number_at(args, 0)
    least, greatest = integer_at(args, 1)
    if not 0 <= least <= greatest <= MAX_EXPONENT:
        raise TypeFault(FaultCode.WRONG_RANGE, 1, f"an exponent in 0..{MAX_EXPONENT}", args[1])
    return intervals.power(base, least, greatest)


def absolute(args: Types, _data: Operand) -> Type:
    match args[0]:
        case Duration() as span:
            return duration(intervals.absolute(seconds_of(span)))
        case _:
            return intervals.absolute(number_at(args, 0))


def extreme(args: Types, *, greatest: bool) -> Type:
    """The type of ``min`` and ``max``: both ends are the least, or the greatest, of the arguments' ends."""
    pick = max if greatest else min
    for place, found in enumerate(args):
        if not ordered(found) or type(found) is not type(args[0]):
            raise TypeFault(FaultCode.INCOMPARABLE, place, "values of one kind that has an order", found)
    match args[0]:
        case Number():
            numbers = tuple(number_at(args, place) for place in range(len(args)))
            return intervals.maximum(numbers) if greatest else intervals.minimum(numbers)
        case Date():
            days = [part for part in args if isinstance(part, Date)]
            return Date(pick(part.low for part in days), pick(part.high for part in days))
        case Duration():
            spans = [part for part in args if isinstance(part, Duration)]
            return Duration(pick(part.low for part in spans), pick(part.high for part in spans))
        case other:
            return other


def minimum(args: Types, _data: Operand) -> Type:
    return extreme(args, greatest=False)


def maximum(args: Types, _data: Operand) -> Type:
    return extreme(args, greatest=True)


def round_to(args: Types, data: Operand) -> Type:
    if not isinstance(data, Rounding) or data.mode not in MODES or abs(data.places) > MAX_SHAPE_PLACES:
        expected = f"places in -{MAX_SHAPE_PLACES}..{MAX_SHAPE_PLACES} and one of {', '.join(MODES)}"
        raise TypeFault(FaultCode.WRONG_DATA, None, expected)
    return intervals.round_to(number_at(args, 0), data)


def floor(args: Types, _data: Operand) -> Type:
    return intervals.floor(number_at(args, 0))


def ceil(args: Types, _data: Operand) -> Type:
    return intervals.ceil(number_at(args, 0))


def seconds_of(span: Duration) -> Number:
    """A duration's seconds as a number."""
    return integer(span.low, span.high)


def duration(seconds: Number) -> Duration:
    """Whole seconds as a duration. TypeFault (too_large) beyond 2.7 million years, either way."""
    if max(abs(seconds.low), abs(seconds.high)) > MAX_SECONDS:
        raise TypeFault(FaultCode.TOO_LARGE, None, f"durations of at most {MAX_SECONDS // 86_400} days")
    return Duration(int(seconds.low), int(seconds.high))


def joined(kinds: Types, first: int) -> Type:
    """The least type of all; the fault names the argument that does not go with those before it."""
    whole = kinds[0]
    for offset, kind in enumerate(kinds[1:], start=1):
        both = join(whole, kind)
        if both is None:
            raise TypeFault(FaultCode.NO_COMMON_TYPE, first + offset, "a value of the kind before", kind)
        whole = both
    return whole
