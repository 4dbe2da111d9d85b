"""The declared order of points: simple values first, so that a counterexample is one to read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias, assert_never

from potstill.ir.family import Family
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Point

Key: TypeAlias = tuple[Any, ...]
"""Compared element by element. INVARIANT: keys of values of one type compare, equal for equal values."""


def key(value: Value) -> Key:
    """None, then false, true; small numbers, the positive one first; short texts, few elements first."""
    match value:
        case None:
            return (0,)
        case bool():
            return (1, value)
        case int() | Fraction():
            return (2, abs(value), value < 0)
        case str():
            return (3, len(value), value)
        case tuple():
            return (4, len(value), *map(key, value))
        case _:
            assert_never(value)


def point_key(family: Family, point: Point) -> Key:
    """Slot by slot in the family's order, then field by field of the context."""
    slots = (key(point.parameters[slot.name]) for slot in family.slots)
    fields = (key(point.context.get(field.name)) for field in family.context)
    return (*slots, *fields)
