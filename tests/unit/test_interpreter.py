"""The interpreter's own affairs: order, guards, laziness, sharing, depth, budgets, traces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from time import perf_counter

import pytest

from potstill.ir.errors import ErrorCode
from potstill.ir.program import Program, Rounding, Shape
from potstill.ir.types import Bool, List, Number, Optional, Text, Type, integer
from potstill.ir.values import Value
from potstill.runtime.interpreter import (
    BUDGET,
    Answer,
    BadInput,
    Malformed,
    Outcome,
    Outside,
    Stuck,
    prepare,
    run,
)
from tests.sketch import Sketch, decimal

INT = integer(-100, 100)


def value(outcome: Outcome) -> Value:
    """The answer's."""
    assert isinstance(outcome, Answer), outcome
    return outcome.value


def sketch(**slots: Type) -> tuple[Sketch, list[int]]:
    made = Sketch()
    return made, [made.slot(name, kind) for name, kind in slots.items()]


def ask(made: Sketch, answer: int, *parameters: Value, declared: Type | None = None) -> Outcome:
    return run(prepare(made.program(answer, declared), tuple(made.slots)), parameters)


# Order and guards


def test_conditions_come_first() -> None:
    """A condition that fails is found before a let that would be stuck; the first one counts."""
    made, [n, d] = sketch(n=INT, d=INT)
    quotient = made.let("q", made.op("div", n, d))
    made.wheres += [made.op("lt", n, made.const(50)), made.op("ne", d, made.const(0))]
    code = prepare(made.program(quotient), tuple(made.slots))
    assert run(code, (60, 0)) == Outside(0)
    assert run(code, (6, 0)) == Outside(1)
    assert value(run(code, (6, 4))) == Fraction(3, 2)


def test_a_condition_may_be_stuck() -> None:
    made, [n, d] = sketch(n=INT, d=INT)
    quotient = made.op("floordiv", n, d)
    made.wheres.append(made.op("gt", quotient, made.const(1)))
    assert ask(made, n, 1, 0) == Stuck(ErrorCode.DIVISION_BY_ZERO, quotient, "floordiv")


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        (integer(0, 5), [0, 5], [-1, 6]),
        (decimal(1, "0", "5"), [0, Fraction("4.9")], [Fraction("5.1"), Fraction("0.05")]),
        (decimal(3, "0", "5"), [Fraction("0.05")], [Fraction("5.01")]),
        (Number(Fraction(1, 3), Fraction(5), None), [5, Fraction("0.34")], [Fraction("0.33"), 6]),
    ],
    ids=["integers", "coarser", "finer", "rational"],
)
@pytest.mark.parametrize("form", ["grid", "rational"])
def test_declared_ranges(declared: Type, good: list[Value], bad: list[Value], form: str) -> None:
    """Ends, grids, and every way to hold a number: the quotient by 3 leaves the decimal grid and returns."""
    made, [n] = sketch(n=decimal(2, "-10", "10"))
    three = made.const(3)
    body = n if form == "grid" else made.op("mul", made.op("div", n, three), three)
    doubled = made.op("add", made.let("x", body, declared), body)
    code = prepare(made.program(doubled), tuple(made.slots))
    for number in good:
        assert value(run(code, (number,))) == 2 * Fraction(number)  # type: ignore[arg-type]  # wrong on purpose
    for number in bad:
        assert run(code, (number,)) == Stuck(ErrorCode.OUT_OF_RANGE, body, "range:x")
    skipping = prepare(made.program(doubled), tuple(made.slots), skip=frozenset({"range:x"}))
    for number in bad:
        assert value(run(skipping, (number,))) == 2 * Fraction(number)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("kind", "declared", "good", "bad"),
    [
        (Text(0, 9), Text(2, 3), "abc", "abcd"),
        (Text(0, 9), Text(1, 3, ("red", "no")), "red", "Red"),
        (List(INT, 0, 9), List(integer(0, 5), 1, 2), (1, 5), (1, 6)),
        (Optional(INT), Optional(integer(0, 5)), None, 7),
        (INT, Optional(integer(0, 5)), 3, 7),
        (Bool(), Bool(), True, None),
    ],
)
def test_declared_types_of_other_values(kind: Type, declared: Type, good: Value, bad: Value) -> None:
    made, [x] = sketch(x=kind)
    made.let("y", x, declared)
    assert value(ask(made, x, good)) == good
    if bad is not None:
        assert ask(made, x, bad) == Stuck(ErrorCode.OUT_OF_RANGE, x, "range:y")


def test_the_answers_range_and_promises() -> None:
    made, [n] = sketch(n=INT)
    answer = made.op("mul", n, n)
    made.ensures += [made.op("ge", answer, n), made.op("ne", answer, made.const(16))]
    program = made.program(answer, integer(0, 50))
    code = prepare(program, tuple(made.slots))
    assert value(run(code, (7,))) == 49
    assert run(code, (8,)) == Stuck(ErrorCode.OUT_OF_RANGE, answer, "answer")
    assert run(code, (4,)) == Stuck(ErrorCode.ENSURE_FAILED, made.ensures[1], "ensure:1")
    skipping = prepare(program, tuple(made.slots), skip=frozenset({"answer", "ensure:1"}))
    assert value(run(skipping, (8,))) == 64
    assert value(run(skipping, (4,))) == 16


# Laziness, order of evaluation and sharing


def test_what_is_not_needed_is_not_evaluated() -> None:
    made, [n, safe] = sketch(n=integer(0, 9), safe=Bool())
    inverse = made.op("div", made.const(1), n)
    small = made.op("lt", inverse, made.const(1))
    chosen = made.op("if", safe, made.const(0), inverse)
    both, either = made.op("and", made.op("not", safe), small), made.op("or", safe, small)
    answer = made.op("record", chosen, both, either, data=("chosen", "both", "either"))
    assert value(ask(made, answer, 0, True)) == (0, False, True)
    assert ask(made, answer, 0, False) == Stuck(ErrorCode.DIVISION_BY_ZERO, inverse, "div")
    assert value(ask(made, answer, 2, False)) == (Fraction(1, 2), True, True)


def test_the_first_error_from_the_left_counts() -> None:
    """Also where one side is deep enough to be computed before the rest of its expression."""
    made, [n, d] = sketch(n=INT, d=INT)
    first = made.op("floordiv", n, d)
    deep = made.op("index", made.op("list", n), d)
    for _ in range(200):
        deep = made.op("add", made.op("abs", deep), made.const(1))
    answer = made.op("add", made.op("add", first, n), made.op("add", deep, made.op("mod", n, d)))
    assert ask(made, answer, 1, 0) == Stuck(ErrorCode.DIVISION_BY_ZERO, first, "floordiv")
    assert value(ask(made, made.op("sub", deep, n), 1, 0)) == 200


def test_a_shared_node_is_evaluated_once() -> None:
    """Doubling forty times over, strictly and in branches, is a few steps each."""
    for lazy in (False, True):
        made, [n, c] = sketch(n=integer(0, 1), c=Bool())
        node = n
        for _ in range(40):
            node = made.op("if", c, made.op("add", node, node), node) if lazy else made.op("add", node, node)
        outcome = ask(made, node, 1, True)
        assert value(outcome) == 2**40
        assert isinstance(outcome, Answer)
        assert outcome.steps < 1000


def test_results_in_loops_are_renewed_and_hoisted() -> None:
    """Nodes shared within a body depend on its element; those that do not are computed once."""
    made, [xs, n] = sketch(xs=List(INT, 0, 50), n=integer(2, 9))
    x = made.element(INT)
    closed = made.op("pow", n, n)
    square = made.op("mul", x, x)
    body = made.op("if", made.op("gt", x, n), made.op("add", square, square), made.op("sub", square, closed))
    listed = made.op("each", xs, x, body)
    code = prepare(made.program(listed), tuple(made.slots))
    assert value(run(code, ((1, 5, 2, 7), 3))) == (-26, 50, -23, 98)
    assert value(run(code, ((), 3))) == ()


def test_comprehensions_within_each_other() -> None:
    made, [xs] = sketch(xs=List(integer(1, 9), 0, 9))
    x, y = made.element(integer(1, 9)), made.element(integer(1, 9))
    product = made.op("mul", x, y)
    inner = made.op("each", xs, y, product, made.op("le", y, x))
    answer = made.op("each", xs, x, made.op("sum", inner))
    assert value(ask(made, answer, (1, 2, 3))) == (1, 6, 18)


# Depth and width


def test_deep_sums_from_the_left_and_from_the_right() -> None:
    for left in (True, False):
        made, [n] = sketch(n=INT)
        node = n
        for _ in range(5000):
            term = made.op("mul", n, n)
            node = made.op("add", node, term) if left else made.op("add", term, node)
        assert value(ask(made, node, 3)) == 3 + 5000 * 9


def test_deep_sums_in_a_branch_and_in_a_body() -> None:
    made, [n, c, xs] = sketch(n=INT, c=Bool(), xs=List(INT, 0, 3))
    x = made.element(INT)
    branch, body = n, x
    for _ in range(1000):
        branch, body = made.op("add", made.op("abs", branch), n), made.op("add", made.op("abs", body), x)
    chosen, listed = made.op("if", c, branch, n), made.op("each", xs, x, body)
    answer = made.op("record", chosen, listed, data=("chosen", "listed"))
    assert value(ask(made, answer, 2, True, (1, 2))) == (2002, (1001, 2002))


def test_a_chain_of_branches_is_flat() -> None:
    made, [n] = sketch(n=integer(0, 3000))
    node = made.const(-1)
    for k in reversed(range(2000)):
        node = made.op("if", made.op("eq", n, made.const(k)), made.const(2 * k), node)
    trace: dict[int, Value] = {}
    code = prepare(made.program(node), tuple(made.slots))
    assert value(run(code, (1500,))) == 3000
    assert value(run(code, (2500,), (), trace)) == -1
    assert trace[node] == -1


def test_connectives_of_one_kind_are_flat_and_others_have_a_limit() -> None:
    made, [n] = sketch(n=INT)
    positive = made.op("gt", n, made.const(0))
    node = positive
    for _ in range(2000):
        node = made.op("and", positive, node)
    assert value(ask(made, node, 1)) is True
    for step in range(2000):
        node = made.op("or" if step % 2 else "and", positive, node)
    with pytest.raises(Malformed, match="nested more than"):
        prepare(made.program(node), tuple(made.slots))


def test_wide_programs() -> None:
    made, [n] = sketch(n=INT)
    parts = [made.let(f"x{k}", made.op("mul", n, made.const(k))) for k in range(3000)]
    assert value(ask(made, made.op("sum", made.op("list", *parts)), 2)) == 3000 * 2999


# Budgets


def huge(program: Program) -> Program:
    """The program with types that claim that every number is small."""

    def small(kind: Type) -> Type:
        return integer(-9, 9) if isinstance(kind, Number) and kind.integral else kind

    return replace(program, nodes=tuple(replace(node, type=small(node.type)) for node in program.nodes))


def explosion(op: str, size: int) -> tuple[Sketch, int]:
    """A program whose results grow without end."""
    made, [n, t] = sketch(n=integer(2, 9), t=Text(1, 9))
    node = n if op != "format" else t
    for _ in range(size):
        if op == "mul":
            node = made.op("mul", node, node)
        else:
            node = made.op("format", node, node, node, data=(Shape(), Shape(), Shape()))
    return made, node


@pytest.mark.parametrize("op", ["mul", "format"])
def test_explosions_stop(op: str) -> None:
    """Thirteen squarings, sixty triplings of a text: stopped before memory or time is spent."""
    made, node = explosion(op, 13 if op == "mul" else 60)
    program = made.program(node)
    started = perf_counter()
    outcome = run(prepare(program, tuple(made.slots), budget=500), (9, "abcdefghi"))
    assert isinstance(outcome, Stuck)
    assert outcome.error is ErrorCode.BUDGET_EXCEEDED
    assert perf_counter() - started < 5


def test_wrong_bounds_do_not_help_a_program() -> None:
    """Node types are claims: a program that squares a number twenty times under small types is stopped."""
    made, node = explosion("mul", 13)
    nodes = list(huge(made.program(node)).nodes)
    for _ in range(20):
        nodes.append(replace(nodes[-1], args=(len(nodes) - 1, len(nodes) - 1)))
    program = replace(made.program(node), nodes=tuple(nodes), answer=len(nodes) - 1)
    outcome = run(prepare(program, tuple(made.slots)), (9, "x"))
    assert isinstance(outcome, Stuck)
    assert (outcome.error, outcome.what) == (ErrorCode.BUDGET_EXCEEDED, "mul")


def test_values_out_of_lists_are_not_believed() -> None:
    """An element that does not keep to its list's type is stopped where it becomes a number."""
    made, [n] = sketch(n=integer(0, 10**6))
    listed = made.op("list", made.op("mul", n, n))
    taken = made.op("index", listed, made.const(0))
    program = made.program(made.op("mul", taken, taken))
    lying = replace(program.nodes[listed], type=List(integer(0, 9), 1, 1))
    nodes = (*program.nodes[:listed], lying, *program.nodes[listed + 1 :])
    outcome = run(prepare(replace(program, nodes=nodes), tuple(made.slots)), (1000,))
    assert outcome == Stuck(ErrorCode.OUT_OF_RANGE, taken, "index")


def test_loops_are_charged_before_they_run() -> None:
    made, [xs] = sketch(xs=List(INT, 0, 1000))
    x, y = made.element(INT), made.element(INT)
    inner = made.op("sum", made.op("each", xs, y, made.op("mul", x, y)))
    outer = made.op("each", xs, x, inner)
    program = made.program(outer)
    items = tuple([1] * 1000)
    assert run(prepare(program, tuple(made.slots), budget=10**5), (items,)) == Stuck(
        ErrorCode.BUDGET_EXCEEDED, outer - 2, "each"
    )
    assert value(run(prepare(program, tuple(made.slots)), (items[:10],))) == (10,) * 10


def test_a_budget_below_the_fixed_costs() -> None:
    made, [n] = sketch(n=INT)
    program = made.program(made.op("add", n, n))
    assert run(prepare(program, tuple(made.slots), budget=1), (1,)) == Stuck(
        ErrorCode.BUDGET_EXCEEDED, -1, "program"
    )


def test_steps_are_those_of_the_evaluation() -> None:
    """Two runs of one program pay for themselves alone."""
    made, [n] = sketch(n=INT)
    code = prepare(made.program(made.op("div", n, made.const(3))), tuple(made.slots))
    first, second = run(code, (7,)), run(code, (7,))
    assert first == second
    assert isinstance(first, Answer)
    assert 0 < first.steps < BUDGET


# Traces, threads, inputs


def test_traces_hold_plain_values_of_what_was_needed() -> None:
    made, [price, many, c] = sketch(price=decimal(2, "0", "99"), many=integer(0, 9), c=Bool())
    total = made.op("mul", price, many)
    third = made.op("div", total, made.const(3))
    rounded = made.op("round", third, data=Rounding(2, "half_up"))
    unneeded = made.op("sub", total, many)
    answer = made.op("if", c, rounded, unneeded)
    trace: dict[int, Value] = {}
    code = prepare(made.program(answer), tuple(made.slots))
    assert value(run(code, (Fraction("2.50"), 2, True), (), trace)) == Fraction("1.67")
    assert trace == {
        price: Fraction("2.50"),
        many: 2,
        c: True,
        total: 5,
        third - 1: 3,
        third: Fraction(5, 3),
        rounded: Fraction("1.67"),
        answer: Fraction("1.67"),
    }


def test_a_trace_of_a_stuck_program_ends_there() -> None:
    made, [n] = sketch(n=INT)
    quotient = made.op("div", made.const(1), n)
    trace: dict[int, Value] = {}
    code = prepare(made.program(made.op("neg", quotient)), tuple(made.slots))
    assert run(code, (0,), (), trace) == Stuck(ErrorCode.DIVISION_BY_ZERO, quotient, "div")
    assert trace == {n: 0, quotient - 1: 1}


def test_threads_share_a_program() -> None:
    made, [n, c] = sketch(n=integer(0, 10**4), c=Bool())
    square = made.op("mul", n, n)
    answer = made.op("add", made.op("if", c, square, n), square)
    code = prepare(made.program(answer), tuple(made.slots))
    with ThreadPoolExecutor(4) as pool:
        outcomes = pool.map(lambda k: value(run(code, (k, k % 2 == 0))), range(2000))
    assert list(outcomes) == [2 * k * k if k % 2 == 0 else k + k * k for k in range(2000)]


def test_inputs_are_counted_and_named() -> None:
    made, [n] = sketch(n=INT)
    today = made.field("today", INT)
    code = prepare(made.program(made.op("add", n, today)), tuple(made.slots), tuple(made.context))
    assert value(run(code, (1,), (2,))) == 3
    with pytest.raises(BadInput, match="1 parameters and 1 context fields"):
        run(code, (1,))
    with pytest.raises(BadInput, match="today: expected a whole number from -100 to 100"):
        run(code, (1,), (101,))
