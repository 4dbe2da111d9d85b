"""What makers make of registers, as linear forms: when two readings have equal values, by equations alone."""

from __future__ import annotations

from typing import TypeAlias

from potstill.ir.lexicons.makers import (
    Calendar,
    Chosen,
    Elements,
    Maker,
    Ratio,
    Scaled,
    Spelled,
    Weighted,
    Yearly,
    make,
)
from potstill.verifier.grammar.affine import Relation, Row, constant, implies

Form: TypeAlias = tuple[dict[int, int], int]
"""Coefficients of registers, and what the sum is divided by."""


def registers(maker: Maker) -> set[int]:
    """The registers that a maker looks at."""
    match maker:
        case Scaled():
            return {0, 1, 2, 3}
        case Ratio() | Calendar():
            return {0, 1, 2}
        case Yearly():
            return {1, 2}
        case Weighted(weights):
            return set(range(len(weights)))
        case Chosen():
            return {0}
        case Spelled() | Elements():
            return set()


def exponents(maker: Maker) -> set[int]:
    """The registers of which a value is no linear form: powers and denominators."""
    match maker:
        case Scaled():
            return {1, 2}
        case Ratio():
            return {2}
        case _:
            return set()


def equal_values(makers: tuple[Maker, Maker], relation: Relation, count: int) -> bool:
    """Whether two readings whose registers are so related have equal values, if both have one.

    Variables are the ``count`` registers of the one, then those of the other.
    """
    one, other = _forms(makers[0], relation, 0), _forms(makers[1], relation, count)
    if one is not None and other is not None and one[0] == other[0]:
        width = 2 * count + 1
        pairs = zip(one[1], other[1], strict=True)
        if all(implies(relation, _difference(mine, theirs, count, width)) for mine, theirs in pairs):
            return True
    if _alike(*makers) and all(
        implies(relation, _difference(({register: 1}, 1), ({register: 1}, 1), count, 2 * count + 1))
        for register in range(count)
    ):
        return True
    return _unlike_constants(makers, relation, count) is False


def _alike(one: Maker, other: Maker) -> bool:
    """Whether two makers give one value to equal registers, if both give one; conditions may differ."""
    match one, other:
        case Scaled(places), Scaled():
            return places == other.places
        case Ratio(), Ratio():
            return True
        case _:
            return one == other


def _forms(maker: Maker, relation: Relation, shift: int) -> tuple[object, tuple[Form, ...]] | None:
    """Forms that are equal where values are, with the kind of value; None where they are not known."""
    match maker:
        case Scaled(places):
            left, right = constant(relation, shift + 1), constant(relation, shift + 2)
            if left is None or right is None:
                return None
            power = right - left
            scale: int = 10 ** abs(power)
            unit: int = 10**places
            if power >= 0:
                return "number", (({0: scale, 3: 1}, unit),)
            return "number", (({0: 1, 3: scale}, unit * scale),)
        case Ratio():
            denominator = constant(relation, shift + 2)
            if denominator is None:
                return None
            return "number", (({0: denominator or 1, 1: 1}, denominator or 1),)
        case Weighted(weights, _, _, modulus):
            return ("weighted", modulus), ((dict(enumerate(weights)), 1),)
        case Calendar():
            return "day", tuple(({register: 1}, 1) for register in (0, 1, 2))
        case Yearly():
            return "day of the year", tuple(({register: 1}, 1) for register in (1, 2))
        case Chosen(values):
            return values, (({0: 1}, 1),)
        case Spelled() | Elements():
            return None


def _difference(one: Form, other: Form, count: int, width: int) -> Row:
    row = [0] * width
    for register, factor in one[0].items():
        row[register] += factor * other[1]
    for register, factor in other[0].items():
        row[count + register] -= factor * one[1]
    return tuple(row)


def _unlike_constants(makers: tuple[Maker, Maker], relation: Relation, count: int) -> bool | None:
    """Whether two values differ, where all registers are known; None where they are not."""
    values = []
    for side, maker in enumerate(makers):
        contents = [constant(relation, side * count + register) for register in range(count)]
        known = [content for content in contents if content is not None]
        if len(known) < count:
            return None
        values.append(make(maker, (*known, *(0,) * (8 - count)), (), ""))
    return None not in values and values[0] != values[1]
