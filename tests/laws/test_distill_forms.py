"""Normal forms of terms: equal ones have equal values, identities are found, nothing else is equal."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from potstill.distill.forms import equal_forms
from potstill.distill.terms import Apply, Const, Term, Var, value
from potstill.distill.versions.quotients import difference, single_quotient
from potstill.ir.reference.outcome import Stuck

NAMES = ("a", "b", "c")
LEAVES: st.SearchStrategy[Term] = st.one_of(
    st.sampled_from(NAMES).map(Var), st.integers(-3, 3).map(lambda n: Const(Fraction(n)))
)
BINARY = ("add", "sub", "mul", "div", "min", "floordiv", "mod")


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    pairs = st.tuples(st.sampled_from(BINARY), inner, inner).map(lambda each: Apply(each[0], each[1:]))
    return pairs | st.tuples(st.sampled_from(("neg", "floor")), inner).map(lambda e: Apply(e[0], e[1:]))


TERMS = st.recursive(LEAVES, grown, max_leaves=6)
POINTS = st.fixed_dictionaries({name: st.fractions(-9, 9, max_denominator=3) for name in NAMES})


@given(TERMS, TERMS, st.lists(POINTS, min_size=1, max_size=8))
def test_equal_forms_have_equal_values(one: Term, other: Term, points: list[dict[str, Fraction]]) -> None:
    if not equal_forms(one, other):
        return
    for point in points:
        values = value(one, point), value(other, point)
        if not any(isinstance(each, Stuck) for each in values):
            assert values[0] == values[1]


@given(TERMS, TERMS, TERMS, st.sampled_from(("floor", "neg")))
def test_arithmetic_identities_are_found(a: Term, b: Term, c: Term, wrap: str) -> None:
    left = Apply("mul", (a, Apply("add", (b, c))))
    right = Apply("add", (Apply("mul", (c, a)), Apply("mul", (b, a))))
    once = Apply("mul", (left, Const(Fraction(1))))
    if equal_forms(left, once):
        assert equal_forms(left, right)
        assert equal_forms(Apply(wrap, (left,)), Apply(wrap, (once,)))


@given(POINTS, TERMS)
def test_a_term_is_not_equal_to_one_more(point: dict[str, Fraction], term: Term) -> None:
    more = Apply("add", (term, Const(Fraction(1))))
    assert not equal_forms(term, more) or isinstance(value(term, point), Stuck)


@given(POINTS, TERMS, TERMS)
def test_a_difference_written_short_has_the_same_value(
    point: dict[str, Fraction], one: Term, other: Term
) -> None:
    plain = value(Apply("sub", (one, other)), point)
    factor, short = difference(one, other)
    if not isinstance(plain, Stuck):
        assert plain == value(Apply("mul", (Const(factor), short)), point)


@given(POINTS, TERMS)
def test_a_term_is_not_equal_to_its_half(point: dict[str, Fraction], term: Term) -> None:
    half = Apply("div", (term, Const(Fraction(2))))
    assert not equal_forms(term, half) or value(term, point) == 0 or isinstance(value(term, point), Stuck)


@given(POINTS, TERMS)
def test_a_single_quotient_has_the_same_value(point: dict[str, Fraction], term: Term) -> None:
    plain = value(term, point)
    assert isinstance(plain, Stuck) or value(single_quotient(term), point) == plain
