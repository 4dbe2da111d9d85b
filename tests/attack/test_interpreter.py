"""Hostile inputs and hostile programs: refused at the border or stopped, never trusted, never a traceback."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest

from potstill.ir.errors import ErrorCode
from potstill.ir.program import Node, Program, Rounding, Shape, Table
from potstill.ir.types import (
    Bool,
    Date,
    Duration,
    List,
    MonthDay,
    Number,
    Optional,
    Record,
    Text,
    Time,
    Type,
    enumeration,
    integer,
)
from potstill.runtime.interpreter import Answer, BadInput, Malformed, Stuck, prepare, run
from tests.sketch import Sketch, decimal


class Sly(int):
    """An int that adds up to whatever it likes."""

    def __add__(self, other: object) -> int:
        raise AssertionError("host code ran")

    __radd__ = __mul__ = __rmul__ = __eq__ = __lt__ = __le__ = __floordiv__ = __mod__ = __add__  # type: ignore[assignment]  # wrong on purpose
    __hash__ = int.__hash__


class SlyText(str):
    """A text with methods of its own."""

    def __len__(self) -> int:
        raise AssertionError("host code ran")

    def __eq__(self, other: object) -> bool:
        raise AssertionError("host code ran")

    __hash__ = str.__hash__


class SlyFraction(Fraction):
    """A fraction that is not what it says."""

    @property
    def numerator(self) -> int:
        raise AssertionError("host code ran")


class SlyTuple(tuple[Any, ...]):
    """A tuple that iterates over something else."""

    def __iter__(self) -> Any:
        raise AssertionError("host code ran")

    def __len__(self) -> int:
        raise AssertionError("host code ran")


def unreduced() -> Fraction:
    """A fraction whose parts somebody has overwritten."""
    made = Fraction(1, 2)
    object.__setattr__(made, "_numerator", 2)
    object.__setattr__(made, "_denominator", 4)
    return made


def infested() -> Fraction:
    """A fraction with a numerator that is no plain int."""
    made = Fraction(1, 2)
    object.__setattr__(made, "_numerator", Sly(1))
    return made


INT, RATIONAL = integer(-100, 100), Number(Fraction(-9), Fraction(9), None)

REFUSED: list[tuple[Type, Any]] = [
    (INT, Sly(3)),
    (INT, True),
    (INT, 3.0),
    (INT, "3"),
    (INT, None),
    (INT, 101),
    (INT, 10**100_000),
    (INT, -(10**100_000)),
    (INT, Fraction(1, 2)),
    (INT, SlyFraction(1, 2)),
    (INT, complex(1)),
    (INT, object()),
    (INT, (3,)),
    (decimal(2, "0", "9"), Fraction("0.001")),
    (decimal(2, "0", "9"), Fraction("9.01")),
    (decimal(2, "0", "9"), Sly(3)),
    (decimal(2, "0", "9"), SlyFraction(1, 2)),
    (decimal(2, "0", "9"), unreduced()),
    (decimal(2, "0", "9"), infested()),
    (decimal(2, "0", "9"), float("nan")),
    (decimal(2, "0", "9"), Fraction(1, 10**100_000)),
    (RATIONAL, Fraction(10)),
    (RATIONAL, Fraction(1, 2**64)),
    (RATIONAL, Fraction(10**30_000, 10**30_000 + 1)),
    (RATIONAL, infested()),
    (RATIONAL, unreduced()),
    (RATIONAL, float("inf")),
    (Bool(), 1),
    (Bool(), "true"),
    (Bool(), None),
    (Text(0, 9), SlyText("abc")),
    (Text(0, 9), "x" * 10),
    (Text(0, 9), b"abc"),
    (Text(2, 9), "x"),
    (enumeration("red", "blue"), "Red"),
    (enumeration("red", "blue"), SlyText("red")),
    (Date(1, 3652059), 0),
    (Date(1, 3652059), 3652060),
    (Date(1, 3652059), True),
    (MonthDay(), 230),
    (MonthDay(), 1301),
    (MonthDay(), -101),
    (MonthDay(), 10**50_000),
    (Time(), 86400),
    (Time(), -1),
    (Duration(0, 60), 61),
    (List(INT, 0, 2), [1]),
    (List(INT, 0, 2), (1, 2, 3)),
    (List(INT, 0, 2), SlyTuple((1,))),
    (List(INT, 0, 2), (1, Sly(2))),
    (List(List(Text(0, 9), 0, 2), 0, 2), (("a",), (SlyText("b"),))),
    (Record((("x", INT), ("y", Bool()))), (1,)),
    (Record((("x", INT), ("y", Bool()))), (1, 1)),
    (Record((("x", INT), ("y", Bool()))), {"x": 1, "y": True}),
    (Optional(INT), Sly(3)),
    (Optional(INT), ()),
]


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_exactly_of_the_type_is_refused(kind: Type, value: Any) -> None:
    """By a slot, by a context field, with a short message, and without running any of the host's methods."""
    made = Sketch()
    slot = made.slot("s", kind)
    code = prepare(made.program(slot), tuple(made.slots))
    with pytest.raises(BadInput) as refused:
        run(code, (value,))
    assert refused.value.name == "s"
    assert len(str(refused.value)) < 200
    made = Sketch()
    field = made.field("f", kind)
    code = prepare(made.program(field), (), tuple(made.context))
    with pytest.raises(BadInput):
        run(code, (), (value,))


def test_a_whole_fraction_becomes_an_int() -> None:
    """The one conversion at the border: values are equal, programs see the plain one."""
    made = Sketch()
    n, r, xs = made.slot("n", INT), made.slot("r", RATIONAL), made.slot("xs", List(RATIONAL, 0, 2))
    answer = made.op("record", n, r, xs, data=("n", "r", "xs"))
    code = prepare(made.program(answer), tuple(made.slots))
    outcome = run(code, (Fraction(3), Fraction(4), (Fraction(5),)))
    assert isinstance(outcome, Answer)
    assert repr(outcome.value) == "(3, 4, (5,))"


def test_answers_hold_nothing_but_plain_values() -> None:
    """No object of the interpreter, and nothing of one evaluation in the next."""
    made = Sketch()
    xs = made.slot("xs", List(decimal(1, "0", "9"), 0, 9))
    x = made.element(decimal(1, "0", "9"))
    third = made.op("div", x, made.const(3))
    shown = made.op("format", x, data=(Shape(),))
    answer = made.op("each", xs, x, made.op("record", x, third, shown, data=("a", "b", "c")))
    code = prepare(made.program(answer), tuple(made.slots))

    def classes(value: Any) -> set[type]:
        inner = set().union(*map(classes, value)) if isinstance(value, tuple) else set()
        return {type(value)} | inner

    outcome = run(code, ((1, Fraction("1.5"), 3),))
    assert isinstance(outcome, Answer)
    assert classes(outcome.value) <= {tuple, int, Fraction, str}
    empty = run(code, ((),))
    assert isinstance(empty, Answer)
    assert empty.value == ()


def test_no_host_object_can_be_named() -> None:
    """Attributes, dunder names and modules are no operators, slots or data."""
    for op in ("__class__", "getattr", "eval", "import", "call", "attribute", "", "const\x00"):
        with pytest.raises(Malformed, match="no operator is called"):
            prepare(Program((Node(op, (), INT, "os"),), (), (), (), (), 0, None, ()), ())
    for data in ("__globals__", "n.__class__", "", None, 3, ("n",)):
        with pytest.raises(Malformed):
            prepare(Program((Node("slot", (), INT, data),), (), (), (), (), 0, None, ()), (("n", INT),))


N = Node("slot", (), INT, "n")
T = Node("slot", (), Text(0, 9), "t")
XS = Node("slot", (), List(INT, 0, 9), "xs")


def program(*nodes: Node, answer: int | None = None, **rest: Any) -> Program:
    """The slots, then the nodes, of which the last is the answer; well-formed or not."""
    held = (N, T, XS, *nodes)
    made = Program(held, (), (), (), (), len(held) - 1 if answer is None else answer, None, ())
    return replace(made, **rest)


MALFORMED = {
    "an argument that is itself": program(Node("neg", (3,), INT)),
    "an argument that comes later": program(Node("neg", (4,), INT), N),
    "a negative argument": program(Node("neg", (-1,), INT)),
    "an argument out of the program": program(Node("neg", (99,), INT)),
    "too few arguments": program(Node("add", (0,), INT)),
    "too many arguments": program(Node("neg", (0, 0), INT)),
    "an answer that is no node": program(N, answer=99),
    "a condition that is no node": program(N, wheres=(-5,)),
    "a condition that is a number": program(N, wheres=(0,)),
    "a promise that is a text": program(N, ensures=(1,)),
    "a sum of texts": program(Node("add", (1, 1), INT)),
    "a rounded text": program(Node("round", (1,), INT, Rounding(0, "half_up"))),
    "a rounding without places": program(Node("round", (0,), INT)),
    "a rounding in no known way": program(Node("round", (0,), INT, Rounding(0, "sideways"))),
    "a rounding to a million places": program(Node("round", (0,), INT, Rounding(10**6, "half_up"))),
    "a comparison of a list": program(Node("lt", (2, 0), Bool())),
    "an index into a number": program(Node("index", (0, 0), INT)),
    "a comprehension over a number": program(Node("element", (), INT), Node("each", (0, 3, 3), INT)),
    "a comprehension without an element": program(Node("each", (2, 0, 0), XS.type)),
    "an element without its comprehension": program(Node("element", (), INT)),
    "a table that is not there": program(Node("lookup", (0,), INT, "T")),
    "a table by a number": program(Node("has", (0,), Bool(), 3)),
    "a format without its arguments": program(Node("format", (), T.type, (Shape(), "x"))),
    "a format with arguments to spare": program(Node("format", (0,), T.type, ("x",))),
    "a format of a list": program(Node("format", (2,), T.type, (Shape(),))),
    "a join of a number": program(Node("join", (0,), T.type, ",")),
    "a join without a separator": program(Node("join", (2,), T.type)),
    "a constant of another type": program(Node("const", (), INT, "x")),
    "a constant out of its range": program(Node("const", (), INT, 10**9)),
    "a constant that is a sly int": program(Node("const", (), INT, Sly(3))),
    "a constant list with a sly int": program(Node("const", (), XS.type, (Sly(3),))),
    "a float": program(Node("const", (), INT, 1.5)),  # type: ignore[arg-type]  # wrong on purpose
    "a month of a text": program(Node("month", (1,), INT)),
    "a table with keys of another type": program(
        Node("lookup", (0,), INT, "T"), tables=(Table("T", INT, INT, (("x", 1),)),)
    ),
    "a table with sly values": program(
        Node("lookup", (0,), INT, "T"), tables=(Table("T", INT, INT, ((1, Sly(1)),)),)
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_programs_are_refused(name: str) -> None:
    """What no compiler makes, a tampered artifact may hold."""
    with pytest.raises(Malformed):
        prepare(MALFORMED[name], (("n", INT), ("t", T.type), ("xs", XS.type)))


def lying(build: Callable[[Sketch, int], int], size: int) -> Program:
    """A program over a slot n in 2..9 whose node types all claim 0..9."""
    made = Sketch()
    node = made.slot("n", integer(2, 9))
    for _ in range(size):
        made.nodes[node] = replace(made.nodes[node], type=integer(2, 9))
        node = build(made, node)
    return made.program(node)


def square(s: Sketch, node: int) -> int:
    return s.op("mul", node, node)


EXPLOSIONS: dict[str, Callable[[Sketch, int], int]] = {
    "squares": square,
    "powers": lambda s, node: s.op("pow", node, s.const(9)),
    "sums": lambda s, node: s.op("sum", s.op("list", *[square(s, node)] * 3)),
    "extremes": lambda s, node: s.op("mul", s.op("max", node, s.const(2)), s.op("abs", node)),
    "quotients": lambda s, node: s.op(
        "floordiv", s.op("pow", node, s.const(9)), s.op("sub", node, s.const(1))
    ),
    "branches": lambda s, node: s.op(
        "mul", node, s.op("if", s.op("gt", node, s.const(0)), node, s.const(1))
    ),
}


@pytest.mark.parametrize("name", EXPLOSIONS)
def test_numbers_that_explode_under_small_types_are_stopped(name: str) -> None:
    """In bounded time and memory, whatever the types say."""
    program = lying(EXPLOSIONS[name], 40)
    started = perf_counter()
    outcome = run(prepare(program, (("n", integer(2, 9)),)), (9,))
    assert perf_counter() - started < 20
    assert isinstance(outcome, Stuck)
    assert outcome.error in (ErrorCode.BUDGET_EXCEEDED, ErrorCode.OUT_OF_RANGE)


def test_fractions_that_explode_are_stopped() -> None:
    """x * x + x / 3, over and over: a denominator that squares itself."""
    made = Sketch()
    node = made.slot("n", integer(1, 9))
    small = Number(Fraction(0), Fraction(1), None)
    for _ in range(30):
        node = made.op("add", made.op("mul", node, node), made.op("div", node, made.const(3)))
        made.nodes[node] = replace(made.nodes[node], type=small)
    started = perf_counter()
    outcome = run(prepare(made.program(node), (("n", integer(1, 9)),)), (7,))
    assert perf_counter() - started < 20
    assert isinstance(outcome, Stuck)
    assert outcome.error is ErrorCode.BUDGET_EXCEEDED


def test_values_that_share_their_parts_are_not_walked_forever() -> None:
    """A list of two of itself, thirty times over: 2**30 leaves in thirty objects, compared and checked."""
    made = Sketch()
    node, kind = made.slot("n", INT), INT
    pairs: Type = kind
    for _ in range(30):
        node = made.op("list", node, node)
        pairs = List(pairs, 2, 2)
    same = made.op("eq", node, node)
    for program in (made.program(same), made.program(node, pairs)):
        started = perf_counter()
        outcome = run(prepare(program, tuple(made.slots), budget=10**5), (1,))
        assert perf_counter() - started < 5
        assert isinstance(outcome, Stuck)
        assert outcome.error is ErrorCode.BUDGET_EXCEEDED


def test_a_deep_program_is_dropped_without_trouble() -> None:
    """Code is freed object by object: a tree that was too deep to free would end the process."""
    made = Sketch()
    node = made.slot("n", INT)
    for _ in range(20_000):
        node = made.op("add", made.op("abs", node), node)
        made.nodes[node] = replace(made.nodes[node], type=INT)
        made.nodes[node - 1] = replace(made.nodes[node - 1], type=INT)
    code = prepare(made.program(node), tuple(made.slots), budget=10**9)
    outcome = run(code, (0,))
    assert isinstance(outcome, Answer)
    assert outcome.value == 0
    del code
    gc.collect()
