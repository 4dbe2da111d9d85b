"""Version spaces: classes, questions and agreement on terms written by hand."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from potstill.distill.terms import Apply, Const, Term, Var, value, write
from potstill.distill.versions import (
    Ground,
    agreement,
    alike,
    best_question,
    classes,
    divisors,
    holds,
    plainest,
    points,
)
from potstill.distill.versions.implied import implied
from potstill.ir.program import Rounding
from potstill.ir.reference.outcome import Stuck
from potstill.ir.types import integer
from potstill.verifier.theta.domain import Grid, Listed

A, B, C = Var("a"), Var("b"), Var("c")
SEEN = [{"a": 3, "b": 4, "c": 2}, {"a": 10, "b": 6, "c": 5}]
DOMAINS = {name: Grid(Fraction(0), Fraction(1), 100) for name in "abc"}


def apply(op: str, *args: Term) -> Term:
    return Apply(op, args)


def unknown(_one: Term, _other: Term) -> None:
    """Proves nothing."""


def everything(_one: Term, _other: Term) -> Ground:
    return Ground.FORM


def test_points_begin_with_what_was_seen_and_are_the_same_each_time() -> None:
    found = points(DOMAINS, SEEN, 60)
    assert found[:2] == SEEN
    assert found == points(DOMAINS, SEEN, 60)
    assert len({tuple(point.values()) for point in found}) == len(found) == 60
    assert {value for point in found for value in point.values()} <= set(range(100))


def test_points_of_a_small_space_end() -> None:
    found = points({"a": Listed((1, 2))}, [{"a": 1}], 50)
    assert [point["a"] for point in found] == [1, 2]


def test_terms_that_differ_at_a_point_are_never_one_class() -> None:
    total, product = apply("add", A, B), apply("mul", A, B)
    found = classes(alike([product, total], points(DOMAINS, SEEN, 50)), everything)
    assert [each.representative for each in found] == [product, total]


def test_terms_that_are_not_proved_equal_stay_apart() -> None:
    terms = [apply("add", A, B), apply("add", B, A)]
    tried = points(DOMAINS, SEEN, 50)
    assert len(classes(alike(terms, tried), unknown)) == 2
    (one,) = classes(alike(terms, tried), everything)
    assert one.members == ((terms[1], Ground.FORM),)


def test_having_no_value_is_a_difference() -> None:
    terms = [apply("div", apply("mul", A, B), B), A]
    zero = [{"a": 1, "b": 0, "c": 1}]
    assert len(classes(alike(terms, zero), everything)) == 2


def test_the_best_question_separates_most_pairs_and_can_be_said() -> None:
    terms = [A, apply("max", A, B), apply("max", A, C)]
    one = {"a": 1, "b": 5, "c": 1}
    both = {"a": 1, "b": 5, "c": 7}
    same = {"a": 9, "b": 5, "c": 7}
    said = {id(one): "one", id(both): None, id(same): "same"}
    found = best_question(terms, [(partial(said.get, id(p)), p) for p in (same, one, both)], enough=3)
    assert found is not None
    assert (found.utterance, found.separated, found.pairs) == ("one", 2, 3)
    assert best_question(terms, [(lambda: "same", same)], enough=3) is None


ONE = Const(Fraction(1))
TWICE = apply("add", C, C)


def core(term: Term) -> Term:
    """What a rounding rounds."""
    return term.args[0] if isinstance(term, Apply) and term.op in ("floor", "ceil", "round") else term


QUOTIENT = apply("div", A, B)
HALF_UP = Apply("round", (QUOTIENT,), Rounding(0, "half_up"))


@pytest.mark.parametrize(
    ("rivals", "conditions"),
    [
        ([A], []),
        ([QUOTIENT, apply("floor", QUOTIENT), apply("ceil", QUOTIENT)], ["a / b % 1 == 0"]),
        ([apply("floordiv", A, B), QUOTIENT], ["a / b % 1 == 0"]),
        ([apply("floor", QUOTIENT), HALF_UP], ["floor(a / b) == round(a / b, 0, half_up)"]),
        ([A, apply("max", A, B)], ["a == max(a, b)"]),
        ([QUOTIENT, apply("div", apply("sub", A, C), B)], ["c / b == 0"]),
        (
            [QUOTIENT, *(apply("ceil", apply("div", apply("sub", A, each), B)) for each in (C, TWICE))],
            ["a / b % 1 == 0", "0 <= c / b", "c / b < 1/2"],
        ),
        (
            [QUOTIENT, apply("floor", apply("div", apply("add", A, C), B))],
            ["a / b % 1 == 0", "0 <= c / b", "c / b < 1"],
        ),
    ],
)
def test_agreement_as_it_is_written(rivals: list[Term], conditions: list[str]) -> None:
    assert [write(condition) for condition in agreement(rivals)] == conditions


@pytest.mark.parametrize(
    "rivals",
    [
        [QUOTIENT, apply("floor", QUOTIENT), HALF_UP, A],
        [apply("max", A, B), apply("add", A, B), A],
        [apply("floor", apply("div", A, C)), apply("ceil", apply("div", A, B)), A],
        [HALF_UP, apply("ceil", apply("div", A, C)), apply("floor", apply("div", apply("add", A, C), B))],
    ],
)
def test_agreement_holds_where_all_have_one_value_ties_aside(rivals: list[Term]) -> None:
    conditions = agreement(rivals)
    some = 0
    for point in points(DOMAINS, SEEN, 400):
        found = [value(rival, point) for rival in rivals]
        if any(isinstance(each, Stuck) for each in found):
            continue
        if holds(conditions, point):
            assert len(set(found)) == 1, point
        elif len(set(found)) == 1:
            assert any(value(apply("mod", core(rival), ONE), point) == Fraction(1, 2) for rival in rivals)
        some += holds(conditions, point)
    assert some, "no point where they agree was tried"


def test_agreement_holds_at_known_points_also_at_ties() -> None:
    lower = Apply("round", (apply("sub", A, Const(Fraction(1, 2))),), Rounding(0, "half_up"))
    known = [{"a": 3, "b": 1, "c": 1}]
    assert not holds(agreement([A, lower]), known[0])
    assert holds(agreement([A, lower], known), known[0])


def test_the_answer_is_written_as_a_whole_number_where_one_rival_is() -> None:
    assert plainest([QUOTIENT, apply("floor", QUOTIENT)]) == apply("floor", QUOTIENT)
    assert plainest([A, B]) == A


def test_divisors_are_listed_once_and_constants_are_not() -> None:
    terms = [apply("div", A, apply("sub", B, C)), apply("floordiv", Const(Fraction(1)), apply("sub", B, C))]
    assert divisors([*terms, apply("div", A, Const(Fraction(2)))]) == (apply("sub", B, C),)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (apply("ne", apply("add", A, B), Const(Fraction(0))), True),
        (apply("ne", apply("sub", A, B), Const(Fraction(0))), False),
        (apply("le", Const(Fraction(0)), apply("div", C, B)), True),
        (apply("lt", apply("div", C, B), Const(Fraction(10))), True),
        (apply("lt", apply("div", C, B), Const(Fraction(9))), False),
        (apply("ge", apply("mul", A, B), Const(Fraction(1))), True),
        (apply("eq", A, A), False),
        (Var("flag"), False),
    ],
)
def test_what_types_imply_is_not_asked_again(condition: Term, expected: bool) -> None:
    assert implied(condition, {name: integer(1, 9) for name in "abc"}) == expected


def test_other_roundings_are_compared_as_they_are() -> None:
    up = Apply("round", (apply("div", C, B),), Rounding(0, "up"))
    conditions = agreement([QUOTIENT, apply("floor", QUOTIENT), up])
    for point in points(DOMAINS, SEEN, 300):
        values = {value(each, point) for each in (QUOTIENT, apply("floor", QUOTIENT), up)}
        assert not holds(conditions, point) or len(values) == 1
