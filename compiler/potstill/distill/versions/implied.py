"""Conditions that the types of slots imply: nobody has to check them again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from potstill.distill.terms import Apply, Const, Term, Var
from potstill.ir.errors import TypeFault
from potstill.ir.lexicons.makers import number
from potstill.ir.operators import result
from potstill.ir.program import Rounding
from potstill.ir.types import Number, Type
from potstill.ir.typing import literal


def implied(condition: Term, types: Mapping[str, Type]) -> bool:
    """Whether a comparison of two numbers holds for all values of the slots' types."""
    match condition:
        case Apply(op, (left, right)):
            one, other = range_of(left, types), range_of(right, types)
        case _:
            return False
    if one is None or other is None:
        return False
    match op:
        case "lt":
            return one.high < other.low
        case "le":
            return one.high <= other.low
        case "gt":
            return one.low > other.high
        case "ge":
            return one.low >= other.high
        case "ne":
            return one.high < other.low or one.low > other.high
        case _:
            return False


def range_of(term: Term, types: Mapping[str, Type]) -> Number | None:
    """The type of a number, if it has one."""
    match term:
        case Var(name):
            found = types.get(name)
        case Const(Fraction() as known):
            found = literal(number(known))
        case Const():
            return None
        case Apply(op, args, data):
            ranges = [range_of(each, types) for each in args]
            inner = [each for each in ranges if each is not None]
            if len(inner) < len(args) or not (data is None or isinstance(data, Rounding)):
                return None
            try:
                found = result(op, tuple(inner), data)
            except TypeFault:
                return None
    return found if isinstance(found, Number) else None
