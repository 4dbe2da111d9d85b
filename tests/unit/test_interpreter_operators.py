"""Every operator, on values that show what it does, given by slots and as constants."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from potstill.ir.errors import ErrorCode
from potstill.ir.operators import OPERATORS
from potstill.ir.program import Rounding, Shape
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
from potstill.runtime.interpreter import Answer, Stuck, prepare, run
from tests.sketch import Sketch, decimal

INT, SMALL, WIDE = integer(-1000, 1000), integer(0, 9), integer(-(10**40), 10**40)
CENTS, RATIONAL = decimal(2, "-9999", "9999"), Number(Fraction(-9), Fraction(9), None)
POSITIVE = Number(Fraction(1, 9), Fraction(9), None)
BOOL, TEXT, DATE, MONTHDAY, TIME = Bool(), Text(0, 20), Date(1, 3652059), MonthDay(), Time()
SPAN, POINT = Duration(-(10**6), 10**6), Record((("x", INT), ("y", TEXT)))
F, G = Fraction, "12345678901234567890123456789"
LEAP_DAY, NEW_YEAR = 738945, 738886
BANDS = {1: Fraction(5), 5: Fraction("9.5")}
NAMES = {"Red": 1, "blue": 2}


@dataclass(frozen=True, slots=True)
class Case:
    """An operation, arguments with their types, and what comes of it."""

    op: str
    args: tuple[tuple[Any, Type], ...]
    expected: Any
    data: Any = None


def case(op: str, *pairs: Any, gives: Any, data: Any = None) -> Case:
    """``pairs`` are values and types in turn."""
    return Case(op, tuple(zip(pairs[::2], pairs[1::2], strict=True)), gives, data)


def rounding(places: int, mode: str) -> Rounding:
    return Rounding(places, mode)


CASES = [
    case("not", True, BOOL, gives=False),
    case("and", True, BOOL, False, BOOL, True, BOOL, gives=False),
    case("and", True, BOOL, True, BOOL, gives=True),
    case("or", False, BOOL, True, BOOL, gives=True),
    case("or", False, BOOL, False, BOOL, False, BOOL, gives=False),
    case("if", True, BOOL, 1, INT, F("2.50"), CENTS, gives=1),
    case("if", False, BOOL, 1, INT, F("2.50"), CENTS, gives=F("2.50")),
    case("if", False, BOOL, 1, INT, F(1, 3), RATIONAL, gives=F(1, 3)),
    case("if", True, BOOL, False, BOOL, True, BOOL, gives=False),
    case("if", True, BOOL, "a", TEXT, "b", TEXT, gives="a"),
    case("if", False, BOOL, None, Optional(INT), 7, INT, gives=7),
    case("eq", 2, INT, 2, CENTS, gives=True),
    case("eq", F(1, 2), RATIONAL, F("0.50"), CENTS, gives=True),
    case("eq", True, BOOL, False, BOOL, gives=False),
    case("eq", "Straße", TEXT, "STRASSE", TEXT, gives=True),
    case("eq", (1, "A"), POINT, (1, "a"), POINT, gives=True),
    case("eq", ("A", "b"), List(TEXT, 0, 3), ("a",), List(TEXT, 0, 3), gives=False),
    case("eq", None, Optional(TEXT), "a", TEXT, gives=False),
    case("eq", "B", Optional(TEXT), "b", TEXT, gives=True),
    case("ne", "red", TEXT, "Red", TEXT, gives=False),
    case("ne", 1, INT, 2, INT, gives=True),
    case("lt", 1, INT, 2, INT, gives=True),
    case("lt", F(1, 3), RATIONAL, F("0.33"), CENTS, gives=False),
    case("le", 2, INT, 2, INT, gives=True),
    case("le", F(1, 3), RATIONAL, F(1, 3), RATIONAL, gives=True),
    case("gt", 10**30, WIDE, 10**31, WIDE, gives=False),
    case("gt", F(1, 3), RATIONAL, 0, INT, gives=True),
    case("ge", LEAP_DAY, DATE, NEW_YEAR, DATE, gives=True),
    case("ge", F(1, 3), RATIONAL, 1, INT, gives=False),
    case("neg", F("1.25"), CENTS, gives=F("-1.25")),
    case("neg", F(1, 3), RATIONAL, gives=F(-1, 3)),
    case("neg", 90, SPAN, gives=-90),
    case("add", 1, INT, F("0.25"), CENTS, gives=F("1.25")),
    case("add", F(1, 3), RATIONAL, F(2, 3), RATIONAL, gives=1),
    case("add", 10**39, WIDE, 1, INT, gives=10**39 + 1),
    case("sub", F("0.50"), CENTS, F("0.50"), CENTS, gives=0),
    case("sub", F(1, 3), RATIONAL, 1, INT, gives=F(-2, 3)),
    case("mul", F("1.50"), CENTS, F("1.50"), CENTS, gives=F("2.25")),
    case("mul", int(G), WIDE, int(G), WIDE, gives=int(G) ** 2),
    case("mul", F(2, 3), RATIONAL, 3, INT, gives=2),
    case("mul", 20, SPAN, -3, INT, gives=-60),
    case("div", 7, INT, 2, SMALL, gives=F(7, 2)),
    case("div", 7, INT, 0, SMALL, gives=ErrorCode.DIVISION_BY_ZERO),
    case("div", F("0.10"), CENTS, F("-0.30"), CENTS, gives=F(-1, 3)),
    case("div", F(1, 3), RATIONAL, F(2, 3), POSITIVE, gives=F(1, 2)),
    case("div", 90, SPAN, 60, SPAN, gives=F(3, 2)),
    case("floordiv", -7, INT, 2, SMALL, gives=-4),
    case("floordiv", -7, INT, 0, SMALL, gives=ErrorCode.DIVISION_BY_ZERO),
    case("floordiv", F(7, 3), RATIONAL, F(2, 3), POSITIVE, gives=3),
    case("floordiv", 10**30, WIDE, 7, SMALL, gives=10**30 // 7),
    case("floordiv", F("7.50"), CENTS, F("-2.50"), CENTS, gives=-3),
    case("mod", -7, INT, 2, SMALL, gives=1),
    case("mod", 7, INT, -2, INT, gives=-1),
    case("mod", F("7.25"), CENTS, 2, SMALL, gives=F("1.25")),
    case("mod", F(-1, 3), RATIONAL, F(1, 2), POSITIVE, gives=F(1, 6)),
    case("mod", 10**30, WIDE, 7, SMALL, gives=10**30 % 7),
    case("mod", 1, INT, 0, INT, gives=ErrorCode.DIVISION_BY_ZERO),
    case("pow", 2, SMALL, 3, SMALL, gives=8),
    case("pow", -9, integer(-9, 9), 9, SMALL, gives=-(9**9)),
    case("pow", F("1.10"), decimal(1, "-9", "9"), 2, SMALL, gives=F("1.21")),
    case("pow", F(1, 3), RATIONAL, 2, SMALL, gives=F(1, 9)),
    case("pow", 10**30, WIDE, 3, SMALL, gives=10**90),
    case("pow", 0, SMALL, 0, SMALL, gives=1),
    case("abs", F("-2.50"), CENTS, gives=F("2.50")),
    case("abs", F(-1, 3), RATIONAL, gives=F(1, 3)),
    case("min", 3, INT, F("2.99"), CENTS, gives=F("2.99")),
    case("min", F(1, 3), RATIONAL, 1, INT, 0, INT, gives=0),
    case("max", 3, INT, 1, INT, 2, INT, gives=3),
    case("max", 10, SPAN, 20, SPAN, gives=20),
    *[
        case("round", value, CENTS, gives=expected, data=rounding(0, mode))
        for mode, *answers in [
            ("half_up", 3, -3, 2, -2),
            ("half_even", 2, -2, 2, -2),
            ("half_down", 2, -2, 2, -2),
            ("up", 3, -3, 3, -3),
            ("down", 2, -2, 2, -2),
            ("floor", 2, -3, 2, -3),
            ("ceil", 3, -2, 3, -2),
        ]
        for value, expected in zip((F("2.50"), F("-2.50"), F("2.25"), F("-2.25")), answers, strict=True)
    ],
    case("round", F(2, 3), RATIONAL, gives=F("0.67"), data=rounding(2, "half_up")),
    case("round", 150, INT, gives=200, data=rounding(-2, "half_even")),
    case("round", F("149.99"), CENTS, gives=100, data=rounding(-2, "half_up")),
    case("round", F(17, 2), RATIONAL, gives=10, data=rounding(-1, "half_up")),
    case("round", F("1.25"), CENTS, gives=F("1.25"), data=rounding(3, "half_up")),
    case("floor", F("-2.50"), CENTS, gives=-3),
    case("floor", F(-1, 3), RATIONAL, gives=-1),
    case("ceil", F("-2.50"), CENTS, gives=-2),
    case("ceil", F(1, 3), RATIONAL, gives=1),
    case("list", gives=()),
    case("list", 1, INT, F("0.50"), CENTS, F(1, 3), RATIONAL, gives=(1, F("0.50"), F(1, 3))),
    case("index", (5, 6, 7), List(INT, 0, 3), 1, SMALL, gives=6),
    case("index", (5, 6, 7), List(INT, 0, 3), 3, SMALL, gives=ErrorCode.INDEX_OUT_OF_RANGE),
    case("index", (5, 6, 7), List(INT, 0, 3), -1, integer(-1, 2), gives=ErrorCode.INDEX_OUT_OF_RANGE),
    case("index", (F("0.50"),), List(CENTS, 1, 1), 0, SMALL, gives=F("0.50")),
    case("len", (1, 2), List(INT, 0, 3), gives=2),
    case("len", "crème", TEXT, gives=5),
    case("sum", (1, F("0.50")), List(CENTS, 0, 3), gives=F("1.50")),
    case("sum", (F(1, 3), F(2, 3)), List(RATIONAL, 0, 3), gives=1),
    case("sum", (), List(SPAN, 0, 3), gives=0),
    case("any", (False, True), List(BOOL, 0, 3), gives=True),
    case("any", (), List(BOOL, 0, 3), gives=False),
    case("all", (False, True), List(BOOL, 0, 3), gives=False),
    case("all", (), List(BOOL, 0, 3), gives=True),
    case("least", (F(1, 2), F(1, 3)), List(RATIONAL, 0, 3), gives=F(1, 3)),
    case("least", (), List(INT, 0, 3), gives=ErrorCode.EMPTY_LIST),
    case("greatest", (F("0.50"), 2), List(CENTS, 0, 3), gives=2),
    case("greatest", (), List(DATE, 0, 3), gives=ErrorCode.EMPTY_LIST),
    case("sorted", (3, F("1.50"), 2), List(CENTS, 0, 3), gives=(F("1.50"), 2, 3)),
    case("contains", "RED", TEXT, ("red",), List(TEXT, 0, 3), gives=True),
    case("contains", F("2.00"), CENTS, (1, 2), List(INT, 0, 3), gives=True),
    case("contains", 3, INT, (1, 2), List(INT, 0, 3), gives=False),
    case("join", ("a", "b"), List(TEXT, 0, 3), gives="a, b", data=", "),
    case("join", (), List(TEXT, 0, 3), gives="", data=", "),
    case("lookup", 1, INT, gives=5, data="BANDS"),
    case("lookup", F("1.01"), CENTS, gives=F("9.5"), data="BANDS"),
    case("lookup", F(14, 3), RATIONAL, gives=F("9.5"), data="BANDS"),
    case("lookup", F(16, 3), RATIONAL, gives=ErrorCode.KEY_MISSING, data="BANDS"),
    case("lookup", "RED", TEXT, gives=1, data="NAMES"),
    case("lookup", "green", TEXT, gives=ErrorCode.KEY_MISSING, data="NAMES"),
    case("has", F("5.01"), CENTS, gives=False, data="BANDS"),
    case("has", "BLUE", TEXT, gives=True, data="NAMES"),
    case("record", 1, INT, "a", TEXT, gives=(1, "a"), data=("x", "y")),
    case("present", None, Optional(INT), gives=False),
    case("present", 0, Optional(INT), gives=True),
    case("default", None, Optional(INT), F("0.50"), CENTS, gives=F("0.50")),
    case("default", 3, Optional(INT), F("0.50"), CENTS, gives=3),
    case("default", None, Optional(TEXT), "x", TEXT, gives="x"),
    case("format", gives="", data=()),
    case("format", F("1234.50"), CENTS, gives="1,234.500!", data=(Shape(3, True), "!")),
    case("format", F("-0.04"), CENTS, gives="0.0", data=(Shape(1),)),
    case("format", F("12.50"), CENTS, gives="12.5", data=(Shape(),)),
    case("format", F(1, 3), RATIONAL, gives="1/3", data=(Shape(),)),
    case("format", F(-2, 3), RATIONAL, gives="-0.67", data=(Shape(2),)),
    case("format", F(1, 8), RATIONAL, gives="0.125", data=(Shape(),)),
    case("format", 10**39, WIDE, gives="1" + ",000" * 13, data=(Shape(None, True),)),
    case("format", True, BOOL, "b", TEXT, gives="<true b>", data=("<", Shape(), " ", Shape(), ">")),
    case("format", LEAP_DAY, DATE, gives="2024-02-29", data=(Shape(),)),
    case("format", 229, MONTHDAY, gives="02-29", data=(Shape(),)),
    case("format", 52200, TIME, gives="14:30", data=(Shape(),)),
    case("format", 52205, TIME, gives="14:30:05", data=(Shape(),)),
    case("format", 95400, SPAN, gives="1 day 2 hours 30 minutes", data=(Shape(),)),
    case("format", -5, SPAN, 0, SPAN, gives="minus 5 seconds, 0 seconds", data=(Shape(), ", ", Shape())),
    case("upper", "straße", TEXT, gives="STRAßE"),
    case("lower", "ÉCLAIR", TEXT, gives="éclair"),
    case("title", "new yORK", TEXT, gives="New York"),
    case("date", 2024, integer(1, 9999), 2, SMALL, 29, integer(1, 31), gives=LEAP_DAY),
    case("date", 2023, integer(1, 9999), 2, SMALL, 29, integer(1, 31), gives=ErrorCode.INVALID_DATE),
    case("date", 0, integer(0, 9999), 1, SMALL, 1, SMALL, gives=ErrorCode.INVALID_DATE),
    case("year", LEAP_DAY, DATE, gives=2024),
    case("month", LEAP_DAY, DATE, gives=2),
    case("month", 1231, MONTHDAY, gives=12),
    case("day", LEAP_DAY, DATE, gives=29),
    case("day", 1231, MONTHDAY, gives=31),
    case("weekday", LEAP_DAY, DATE, gives=4),
    case("add_days", LEAP_DAY, DATE, -59, INT, gives=NEW_YEAR),
    case("add_days", 1, DATE, -1, INT, gives=ErrorCode.OUT_OF_CALENDAR),
    case("add_months", LEAP_DAY - 29, DATE, 1, INT, gives=LEAP_DAY),
    case("add_months", LEAP_DAY, DATE, 12, INT, gives=LEAP_DAY + 365),
    case("add_months", 3652059, DATE, 1, INT, gives=ErrorCode.OUT_OF_CALENDAR),
    case("days_between", NEW_YEAR, DATE, LEAP_DAY, DATE, gives=59),
    case("on_year", 229, MONTHDAY, 2024, integer(1, 9999), gives=LEAP_DAY),
    case("on_year", 229, MONTHDAY, 1900, integer(1, 9999), gives=ErrorCode.INVALID_DATE),
    case("time", 14, integer(0, 24), 30, integer(0, 60), gives=52200),
    case("time", 24, integer(0, 24), 0, integer(0, 60), gives=ErrorCode.OUT_OF_RANGE),
    case("hour", 52205, TIME, gives=14),
    case("minute", 52205, TIME, gives=30),
    case("second", 52205, TIME, gives=5),
    case("add_time", 86000, TIME, 1000, SPAN, gives=600),
    case("add_time", 100, TIME, -200, SPAN, gives=86300),
    case("time_between", 82800, TIME, 3600, TIME, gives=7200),
    case("seconds", 90, INT, gives=90),
    case("minutes", 90, INT, gives=5400),
    case("hours", -2, INT, gives=-7200),
    case("days", 2, INT, gives=172800),
]


def sketch() -> Sketch:
    """An empty program with the tables that the cases name."""
    made = Sketch()
    made.table("BANDS", integer(1, 5), decimal(1, "5", "9.5"), BANDS, ranges=True)
    made.table("NAMES", enumeration("Red", "blue"), integer(1, 2), NAMES)
    return made


def answered(outcome: object) -> Any:
    """The value or the error; with its class, so that True is not 1."""
    match outcome:
        case Answer(value):
            return type(value), value
        case Stuck(error):
            return ErrorCode, error
        case _:
            raise AssertionError(outcome)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.op)
def test_on_slots(one: Case) -> None:
    made = sketch()
    args = [made.slot(f"s{place}", kind) for place, (_, kind) in enumerate(one.args)]
    program = made.program(made.op(one.op, *args, data=one.data))
    outcome = run(prepare(program, tuple(made.slots)), tuple(value for value, _ in one.args))
    assert answered(outcome) == (type(one.expected), one.expected)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.op)
def test_on_constants(one: Case) -> None:
    made = sketch()
    args = [made.const(value, kind) for value, kind in one.args]
    program = made.program(made.op(one.op, *args, data=one.data))
    assert answered(run(prepare(program, ()), ())) == (type(one.expected), one.expected)


def test_every_operator_has_a_case() -> None:
    leaves = {"const", "slot", "context", "element", "each"}
    assert {one.op for one in CASES} == {row.name for row in OPERATORS} - leaves


def test_context_and_comprehension() -> None:
    """The operators that the cases above cannot show: leaves, and ``each`` with and without a condition."""
    made = Sketch()
    items, least = made.slot("items", List(INT, 0, 5)), made.field("least", INT)
    x = made.element(INT)
    square = made.op("mul", x, x)
    every = made.op("each", items, x, square)
    some = made.op("each", items, x, square, made.op("gt", x, least))
    program = made.program(made.op("record", every, some, data=("every", "some")))
    code = prepare(program, tuple(made.slots), tuple(made.context))
    assert answered(run(code, ((1, 2, 3),), (1,))) == (tuple, ((1, 4, 9), (4, 9)))
    assert answered(run(code, ((),), (1,))) == (tuple, ((), ()))
