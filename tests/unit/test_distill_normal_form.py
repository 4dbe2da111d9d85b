"""Whether two terms are one function."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.distill.forms import equal_forms
from potstill.distill.terms import Apply, Const, Term, Var
from potstill.ir.program import Rounding

A, B, C = Var("a"), Var("b"), Var("c")
ONE, TWO = Const(Fraction(1)), Const(Fraction(2))


def plus(x: Term, y: Term) -> Term:
    return Apply("add", (x, y))


def less(x: Term, y: Term) -> Term:
    return Apply("sub", (x, y))


def times(x: Term, y: Term) -> Term:
    return Apply("mul", (x, y))


def over(x: Term, y: Term) -> Term:
    return Apply("div", (x, y))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (plus(A, B), plus(B, A)),
        (times(A, plus(B, C)), plus(times(A, B), times(A, C))),
        (over(A, over(B, C)), over(times(A, C), B)),
        (plus(A, A), times(TWO, A)),
        (over(times(A, B), plus(A, B)), over(ONE, plus(over(ONE, A), over(ONE, B)))),
        (less(A, A), less(B, B)),
        (Apply("pow", (plus(A, B), TWO)), plus(times(A, A), plus(times(TWO, times(A, B)), times(B, B)))),
        (Apply("neg", (less(A, B),)), less(B, A)),
        (Apply("floor", (plus(A, B),)), Apply("floor", (plus(B, A),))),
        (Apply("min", (A, B)), Apply("min", (B, A))),
        (Apply("abs", (less(A, B),)), Apply("abs", (less(B, A),))),
        (plus(Apply("floor", (A,)), B), plus(B, Apply("floor", (A,)))),
    ],
)
def test_equal(one: Term, other: Term) -> None:
    assert equal_forms(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (less(A, B), less(B, A)),
        (A, B),
        (Apply("floor", (A,)), Apply("ceil", (A,))),
        (Apply("round", (A,), Rounding(0, "half_up")), Apply("round", (A,), Rounding(2, "half_up"))),
        (Apply("floor", (over(A, B),)), Apply("floor", (over(B, A),))),
        (plus(A, ONE), A),
        (Apply("min", (A, B)), Apply("max", (A, B))),
        (Apply("mod", (A, B)), Apply("mod", (B, A))),
        (Const("red"), Const("blue")),
    ],
)
def test_different(one: Term, other: Term) -> None:
    assert not equal_forms(one, other)


def test_a_division_by_nothing_is_not_compared() -> None:
    assert not equal_forms(over(A, less(B, B)), over(A, less(C, C)))


def test_large_forms_are_not_compared() -> None:
    large: Term = ONE
    for name in "abcdefghijklmnop":
        large = times(large, plus(ONE, Var(name)))
    assert equal_forms(large, large)
    assert not equal_forms(large, plus(large, less(A, A)))
