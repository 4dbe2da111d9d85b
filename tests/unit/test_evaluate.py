"""The reference evaluator: what every operator computes, and the order of an evaluation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from potstill.ir import types as t
from potstill.ir.calendar import day_number
from potstill.ir.errors import ErrorCode
from potstill.ir.operator import Category
from potstill.ir.operators import OPERATORS
from potstill.ir.program import Let, Program, Rounding, Shape, Table
from potstill.ir.reference.evaluate import Answer, Outcome, Outside, Stuck, evaluate
from potstill.ir.types import Type, enumeration, integer
from tests.building import Builder

N, D, C = integer(-(10**6), 10**6), t.Date(1, t.LAST_DAY), t.Time()
U, W = t.Duration(-(10**6), 10**6), t.Text(0, 99)
Q = t.Number(Fraction(-1000), Fraction(1000), 3)
M, B = t.MonthDay(), t.Bool()
NS, BS, WS = t.List(N, 0, 9), t.List(B, 0, 9), t.List(W, 0, 9)
MAYBE = t.Optional(N)
FEES = Table("FEES", Q, N, ((1, 5), (Fraction(5, 2), 9)), ranges=True)
CODES = Table("CODES", W, N, (("Red", 1), ("blue", 2)))
JAN_31, LEAP_DAY = day_number(2024, 1, 31), day_number(2024, 2, 29)


def half(value: int) -> Fraction:
    """So many halves."""
    return Fraction(value, 2)


COMPUTED: list[tuple[str, tuple[Type, ...], Any, tuple[Any, ...], Any]] = [
    ("not", (B,), None, (True,), False),
    ("and", (B, B, B), None, (True, True, False), False),
    ("and", (B, B), None, (True, True), True),
    ("or", (B, B, B), None, (False, False, True), True),
    ("or", (B, B), None, (False, False), False),
    ("if", (B, N, N), None, (True, 1, 2), 1),
    ("if", (B, N, N), None, (False, 1, 2), 2),
    ("eq", (W, W), None, ("Dark  RED", "dark red"), True),
    ("eq", (N, Q), None, (2, Fraction(3, 2)), False),
    ("eq", (WS, WS), None, (("A",), ("a",)), True),
    ("eq", (WS, WS), None, (("a",), ("a", "a")), False),
    ("eq", (MAYBE, N), None, (None, 0), False),
    ("ne", (D, D), None, (1, 2), True),
    ("lt", (Q, Q), None, (half(1), 1), True),
    ("le", (C, C), None, (60, 60), True),
    ("gt", (U, U), None, (-5, 0), False),
    ("ge", (M, M), None, (229, 301), False),
    ("neg", (Q,), None, (half(1),), half(-1)),
    ("add", (Q, Q), None, (half(1), half(3)), 2),
    ("sub", (U, U), None, (60, 90), -30),
    ("mul", (Q, N), None, (half(1), 2), 1),
    ("mul", (N, U), None, (3, 20), 60),
    ("div", (N, N), None, (7, 2), half(7)),
    ("div", (N, N), None, (6, -2), -3),
    ("div", (U, U), None, (90, 60), half(3)),
    ("div", (N, N), None, (7, 0), ErrorCode.DIVISION_BY_ZERO),
    ("floordiv", (N, N), None, (-7, 2), -4),
    ("floordiv", (Q, Q), None, (half(-7), half(-1)), 7),
    ("floordiv", (U, N), None, (-7, 2), -4),
    ("floordiv", (N, N), None, (7, 0), ErrorCode.DIVISION_BY_ZERO),
    ("mod", (N, N), None, (-7, 3), 2),
    ("mod", (N, N), None, (7, -3), -2),
    ("mod", (Q, Q), None, (half(-7), half(3)), 1),
    ("mod", (Q, Q), None, (half(1), 0), ErrorCode.DIVISION_BY_ZERO),
    ("pow", (Q, integer(0, 9)), None, (half(1), 3), Fraction(1, 8)),
    ("pow", (N, integer(0, 9)), None, (0, 0), 1),
    ("abs", (U,), None, (-5,), 5),
    ("min", (Q, Q, Q), None, (half(3), 1, 2), 1),
    ("max", (D, D), None, (5, 9), 9),
    ("round", (Q,), Rounding(0, "half_even"), (half(5),), 2),
    ("round", (Q,), Rounding(0, "half_up"), (half(-5),), -3),
    ("floor", (Q,), None, (half(-1),), -1),
    ("ceil", (Q,), None, (half(-1),), 0),
    ("list", (N, N), None, (2, 1), (2, 1)),
    ("list", (), None, (), ()),
    ("index", (NS, N), None, ((5, 6), 1), 6),
    ("index", (NS, N), None, ((5, 6), -1), ErrorCode.INDEX_OUT_OF_RANGE),
    ("index", (NS, N), None, ((5, 6), 2), ErrorCode.INDEX_OUT_OF_RANGE),
    ("len", (NS,), None, ((5, 6),), 2),
    ("len", (W,), None, ("né",), 2),
    ("sum", (t.List(Q, 0, 3),), None, ((half(1), half(1)),), 1),
    ("sum", (NS,), None, ((),), 0),
    ("any", (BS,), None, ((False, True),), True),
    ("any", (BS,), None, ((),), False),
    ("all", (BS,), None, ((False, True),), False),
    ("all", (BS,), None, ((),), True),
    ("least", (NS,), None, ((3, 1, 2),), 1),
    ("least", (NS,), None, ((),), ErrorCode.EMPTY_LIST),
    ("greatest", (NS,), None, ((3, 1, 2),), 3),
    ("greatest", (NS,), None, ((),), ErrorCode.EMPTY_LIST),
    ("sorted", (NS,), None, ((3, 1, 2),), (1, 2, 3)),
    ("contains", (W, WS), None, ("RED", ("blue", "red")), True),
    ("contains", (N, NS), None, (4, (1, 2)), False),
    ("join", (WS,), ", ", (("a", "b"),), "a, b"),
    ("join", (WS,), ", ", ((),), ""),
    ("lookup", (Q,), FEES, (1,), 5),
    ("lookup", (Q,), FEES, (Fraction(11, 10),), 9),
    ("lookup", (Q,), FEES, (-50,), 5),
    ("lookup", (Q,), FEES, (3,), ErrorCode.KEY_MISSING),
    ("lookup", (W,), CODES, ("RED",), 1),
    ("lookup", (W,), CODES, ("green",), ErrorCode.KEY_MISSING),
    ("has", (Q,), FEES, (half(5),), True),
    ("has", (W,), CODES, ("green",), False),
    ("record", (N, W), ("a", "b"), (1, "x"), (1, "x")),
    ("present", (MAYBE,), None, (0,), True),
    ("present", (MAYBE,), None, (None,), False),
    ("default", (MAYBE, N), None, (0, 5), 0),
    ("default", (MAYBE, N), None, (None, 5), 5),
    ("format", (Q, W), (Shape(1), " ", Shape(), "!"), (half(1), "x"), "0.5 x!"),
    ("format", (), ("just text",), (), "just text"),
    ("upper", (W,), None, ("Red 2",), "RED 2"),
    ("lower", (W,), None, ("Red 2",), "red 2"),
    ("title", (W,), None, ("dark RED",), "Dark Red"),
    ("date", (N, N, N), None, (2024, 2, 29), LEAP_DAY),
    ("date", (N, N, N), None, (2023, 2, 29), ErrorCode.INVALID_DATE),
    ("date", (N, N, N), None, (10_000, 1, 1), ErrorCode.INVALID_DATE),
    ("year", (D,), None, (LEAP_DAY,), 2024),
    ("month", (D,), None, (LEAP_DAY,), 2),
    ("month", (M,), None, (1231,), 12),
    ("day", (D,), None, (LEAP_DAY,), 29),
    ("day", (M,), None, (1231,), 31),
    ("weekday", (D,), None, (LEAP_DAY,), 4),
    ("add_days", (D, N), None, (JAN_31, 29), LEAP_DAY),
    ("add_days", (D, N), None, (1, -1), ErrorCode.OUT_OF_CALENDAR),
    ("add_months", (D, N), None, (JAN_31, 1), LEAP_DAY),
    ("add_months", (D, N), None, (t.LAST_DAY, 1), ErrorCode.OUT_OF_CALENDAR),
    ("days_between", (D, D), None, (LEAP_DAY, JAN_31), -29),
    ("on_year", (M, N), None, (229, 2024), LEAP_DAY),
    ("on_year", (M, N), None, (229, 2023), ErrorCode.INVALID_DATE),
    ("time", (N, N), None, (14, 30), 52_200),
    ("time", (N, N), None, (24, 0), ErrorCode.OUT_OF_RANGE),
    ("hour", (C,), None, (52_205,), 14),
    ("minute", (C,), None, (52_205,), 30),
    ("second", (C,), None, (52_205,), 5),
    ("add_time", (C, U), None, (84_600, 3600), 1800),
    ("add_time", (C, U), None, (1800, -3600), 84_600),
    ("time_between", (C, C), None, (82_800, 3600), 7200),
    ("time_between", (C, C), None, (3600, 3600), 0),
    ("seconds", (N,), None, (5,), 5),
    ("minutes", (N,), None, (5,), 300),
    ("hours", (N,), None, (-1,), -3600),
    ("days", (N,), None, (2,), 172_800),
]


def run(program: Program, **parameters: Any) -> Outcome:
    """The outcome in an empty context."""
    return evaluate(program, parameters, {})


@pytest.mark.parametrize(("op", "kinds", "data", "values", "expected"), COMPUTED)
def test_what_is_computed(
    op: str, kinds: tuple[Type, ...], data: Any, values: tuple[Any, ...], expected: Any
) -> None:
    build = Builder(*([data] if isinstance(data, Table) else []))
    args = [build.slot(f"s{place}", kind) for place, kind in enumerate(kinds)]
    answer = build(op, *args, data=data.name if isinstance(data, Table) else data)
    outcome = run(build.program(answer), **{f"s{place}": value for place, value in enumerate(values)})
    if isinstance(expected, ErrorCode):
        assert outcome == Stuck(expected, answer, values)
    else:
        assert isinstance(outcome, Answer)
        assert outcome.value == expected
        assert type(outcome.value) is type(expected)


def test_every_operator_is_computed_above() -> None:
    elsewhere = {row.name for row in OPERATORS if row.category is Category.LEAVES} | {"each"}
    assert {op for op, *_ in COMPUTED} == {row.name for row in OPERATORS} - elsewhere


def test_every_error_of_the_table_is_computed_above() -> None:
    declared = {(row.name, error) for row in OPERATORS for error in row.errors}
    assert {(op, expected) for op, *_, expected in COMPUTED if isinstance(expected, ErrorCode)} == declared


def quotient(build: Builder) -> tuple[int, int]:
    """A slot ``n`` and 1 / n."""
    n = build.slot("n", integer(-5, 5))
    return n, build("div", build.const(1), n)


@pytest.mark.parametrize(("op", "decisive"), [("and", False), ("or", True)])
def test_connectives_stop_at_what_decides(op: str, decisive: bool) -> None:
    build = Builder()
    n, inverse = quotient(build)
    risky = build("eq", inverse, n)
    constant = build.const(decisive)
    early, late = build(op, constant, risky), build(op, risky, constant)
    assert run(build.program(early), n=0) == Answer(decisive, (), ((constant, decisive), (early, decisive)))
    assert run(build.program(late), n=0) == Stuck(ErrorCode.DIVISION_BY_ZERO, inverse, (1, 0))


def test_a_branch_that_is_not_taken_does_no_harm() -> None:
    build = Builder()
    n, inverse = quotient(build)
    zero = build.const(0)
    answer = build("if", build("eq", n, zero), zero, inverse)
    outcome = run(build.program(answer), n=0)
    assert isinstance(outcome, Answer)
    assert outcome.value == 0
    assert inverse not in dict(outcome.trace)
    outcome = run(build.program(answer), n=2)
    assert isinstance(outcome, Answer)
    assert dict(outcome.trace)[inverse] == half(1)


def test_an_error_in_a_condition_is_the_error() -> None:
    build = Builder()
    n, inverse = quotient(build)
    answer = build("if", build("gt", inverse, n), n, n)
    assert run(build.program(answer), n=0) == Stuck(ErrorCode.DIVISION_BY_ZERO, inverse, (1, 0))


def test_the_first_error_from_the_left_counts() -> None:
    build = Builder()
    n, inverse = quotient(build)
    month = build("date", n, n, n)
    answer = build("list", build("year", month), build("ceil", inverse))
    assert run(build.program(answer), n=0) == Stuck(ErrorCode.INVALID_DATE, month, (0, 0, 0))


def comprehension(build: Builder, *, condition: bool) -> tuple[int, int]:
    """The list slot ``xs`` of whole numbers, and [6 / x for x in xs if x > 0], or without the condition."""
    xs = build.slot("xs", t.List(integer(-9, 9), 0, 5))
    element = build.leaf("element", None, integer(-9, 9))
    body = build("div", build.const(6), element)
    kept = [build("gt", element, build.const(0))] if condition else []
    return body, build("each", xs, element, body, *kept)


def test_a_comprehension_looks_at_elements_in_order() -> None:
    build = Builder()
    _, answer = comprehension(build, condition=True)
    program = build.program(answer)
    outcome = run(program, xs=(1, -2, 4, 3))
    assert isinstance(outcome, Answer)
    assert outcome.value == (6, half(3), 2)
    assert {build.nodes[position].op for position, _ in outcome.trace} == {"slot", "const", "each"}
    assert run(program, xs=()) == Answer((), (), ((0, ()), (2, 6), (4, 0), (answer, ())))


def test_an_error_in_the_body_is_the_comprehensions_unless_the_condition_excludes_it() -> None:
    build = Builder()
    _, guarded = comprehension(build, condition=True)
    assert isinstance(run(build.program(guarded), xs=(1, 0)), Answer)
    build = Builder()
    body, bare = comprehension(build, condition=False)
    assert run(build.program(bare), xs=(1, 0)) == Stuck(ErrorCode.DIVISION_BY_ZERO, body, (6, 0))


def test_comprehensions_nest() -> None:
    """[[x * y for y in ys if y > x] for x in xs]."""
    build = Builder()
    small = integer(0, 9)
    xs, ys = build.slot("xs", t.List(small, 0, 3)), build.slot("ys", t.List(small, 0, 3))
    x, y = build.leaf("element", None, small), build.leaf("element", None, small)
    inner = build("each", ys, y, build("mul", x, y), build("gt", y, x))
    outer = build("each", xs, x, inner)
    outcome = run(build.program(outer), xs=(1, 3), ys=(2, 3, 4))
    assert isinstance(outcome, Answer)
    assert outcome.value == ((2, 3, 4), (12,))


def test_the_order_of_an_evaluation() -> None:
    """where n >= 0, 12 / n < 7; let a: int 0..4 = n + 1; let b = n * 2; answer: int 0..5 b; ensure n != 2."""
    build = Builder()
    n = build.slot("n", integer(-9, 9))
    wheres = (build("ge", n, build.const(0)), build("lt", build("div", build.const(12), n), build.const(7)))
    inverse = wheres[1] - 2
    a, b = build("add", n, build.const(1)), build("mul", n, build.const(2))
    ensure = build("ne", n, build.const(2))
    lets = (Let("a", a, integer(0, 4)), Let("b", b))
    program = build.program(b, wheres=wheres, lets=lets, declared=integer(0, 5), ensures=(ensure,))
    assert run(program, n=-1) == Outside(0)
    assert run(program, n=0) == Stuck(ErrorCode.DIVISION_BY_ZERO, inverse, (12, 0))
    assert run(program, n=1) == Outside(1)
    assert run(program, n=2) == Stuck(ErrorCode.ENSURE_FAILED, ensure, ())
    assert run(program, n=3) == Stuck(ErrorCode.OUT_OF_RANGE, b, (6,))
    assert run(program, n=4) == Stuck(ErrorCode.OUT_OF_RANGE, a, (5,))


def test_an_answer_has_its_lets_and_the_context() -> None:
    build = Builder()
    today = build.leaf("context", "today", D)
    answer = build("year", today)
    program = build.program(answer, lets=(Let("y", answer, integer(2024, 2024)),))
    expected = Answer(2024, (("y", 2024),), ((today, LEAP_DAY), (answer, 2024)))
    assert evaluate(program, {}, {"today": LEAP_DAY}) == expected
    with pytest.raises(KeyError, match="today"):
        evaluate(program, {}, {})


def test_an_optional_parameter_may_be_absent() -> None:
    build = Builder()
    colour = build.slot("colour", t.Optional(enumeration("red")))
    answer = build("record", colour, build("present", colour), data=("colour", "given"))
    outcome = run(build.program(answer), colour=None)
    assert isinstance(outcome, Answer)
    assert outcome.value == (None, False)


def test_a_deep_program_needs_no_deep_stack() -> None:
    build = Builder()
    node = build.slot("n", integer(0, 1))
    one = build.const(1)
    for _ in range(5000):
        node = build("add", node, one)
    outcome = run(build.program(node), n=1)
    assert isinstance(outcome, Answer)
    assert outcome.value == 5001
