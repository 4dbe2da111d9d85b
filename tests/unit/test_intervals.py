"""Types of numbers against all values that they have: no operation leaves its type or fails unannounced."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from potstill.ir.errors import TypeFault
from potstill.ir.operators import may_fail, result
from potstill.ir.program import Node, Program, Rounding
from potstill.ir.reference.operations import apply
from potstill.ir.reference.outcome import Stuck
from potstill.ir.rounding import MODES, exact
from potstill.ir.types import Number, Type
from potstill.ir.typing import contains
from potstill.ir.values import Value

ENDS = ((-3, -1), (-3, 0), (-2, 3), (0, 0), (0, 3), (1, 4), (2, 2))
"""Of ranges, in units: below, up to, around, from and above 0."""

NUMBERS = [
    Number(Fraction(low, 10**places), Fraction(high, 10**places), places)
    for places in (0, 1)
    for low, high in ENDS
]
NOTHING = Program((), (), (), (), (), 0, None, ())


def values(kind: Number) -> list[Value]:
    """All values of a type."""
    assert kind.places is not None
    unit = Fraction(1, 10**kind.places)
    return [exact(kind.low + step * unit) for step in range(int((kind.high - kind.low) / unit) + 1)]


def check(op: str, kinds: tuple[Number, ...], data: Rounding | None = None) -> int:
    """Apply an operator to all values of types that it takes; how many there were."""
    try:
        kind: Type = result(op, kinds, data)
        announced = may_fail(op, kinds, data)
    except TypeFault:
        return 0
    node, count = Node(op, (), kind, data), 0
    for args in product(*map(values, kinds)):
        count += 1
        found = apply(0, node, args, kinds, NOTHING)
        if isinstance(found, Stuck):
            assert found.error in announced, (kinds, args)
        else:
            assert contains(kind, found), (kinds, args, found, kind)
    return count


@pytest.mark.parametrize("op", ["add", "sub", "mul", "div", "floordiv", "mod", "min", "max"])
def test_operations_on_two_numbers(op: str) -> None:
    assert sum(check(op, kinds) for kinds in product(NUMBERS, repeat=2)) > 2_000


@pytest.mark.parametrize("op", ["neg", "abs", "floor", "ceil"])
def test_operations_on_one_number(op: str) -> None:
    assert sum(check(op, (kind,)) for kind in NUMBERS) > 40


def test_powers() -> None:
    assert sum(check("pow", kinds) for kinds in product(NUMBERS, NUMBERS[3:7])) > 400


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("places", [-1, 0, 1])
def test_rounding(mode: str, places: int) -> None:
    assert sum(check("round", (kind,), Rounding(places, mode)) for kind in NUMBERS) > 40
