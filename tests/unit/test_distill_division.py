"""Divisions with bounds: one value where the conditions hold, and a divisor away from zero."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from potstill.distill.induction.division import Division
from potstill.distill.terms import Apply, Const, Term, Var, value, write
from potstill.distill.versions import holds
from potstill.distill.versions.implied import range_of
from potstill.ir.types import integer

A, B, C = Var("a"), Var("b"), Var("c")
TYPES = {name: integer(0, 9) for name in "abc"}
ONE = Const(Fraction(1))


def apply(op: str, *args: Term) -> Term:
    return Apply(op, args)


@pytest.mark.parametrize(
    ("term", "known", "written", "conditions"),
    [
        (apply("div", A, B), (1, 2, 3), "a / max(b, 1)", ["b >= 1"]),
        (
            apply("div", A, apply("sub", B, C)),
            (1, 2, 5),
            "a / min(b - c, -1)",
            ["b - c <= -1"],
        ),
        (
            apply("div", A, apply("sub", ONE, apply("div", B, Const(Fraction(5))))),
            (1, 2, 5),
            "a / max(1 - b / 5, 1/10)",
            ["1 - b / 5 >= 1/10"],
        ),
        (apply("mul", A, B), (1, 2, 3), "a * b", []),
    ],
)
def test_divisors_next_to_zero(
    term: Term, known: tuple[int, int, int], written: str, conditions: list[str]
) -> None:
    division = Division(TYPES, [dict(zip("abc", known, strict=True))])
    found, needed = division.bounded(term)
    assert write(found) == written
    assert [write(each) for each in needed] == conditions
    assert range_of(found, TYPES) is not None
    for values in product(range(10), repeat=3):
        point = dict(zip("abc", values, strict=True))
        if holds(needed, point):
            assert value(found, point) == value(term, point)


def test_a_divisor_without_a_grid_becomes_one_with_a_grid() -> None:
    nested = apply("div", A, apply("sub", ONE, apply("div", B, apply("add", C, ONE))))
    division = Division(TYPES, [{"a": 1, "b": 2, "c": 5}])
    found, needed = division.bounded(nested)
    assert range_of(found, TYPES) is not None
    some = 0
    for values in product(range(10), repeat=3):
        point = dict(zip("abc", values, strict=True))
        if holds(needed, point):
            assert value(found, point) == value(nested, point)
            some += 1
    assert some > 100


def test_a_divisor_of_both_signs_stays() -> None:
    division = Division(TYPES, [{"a": 1, "b": 2, "c": 5}, {"a": 1, "b": 5, "c": 2}])
    term = apply("div", A, apply("sub", B, C))
    assert division.bounded(term) == (term, ())
