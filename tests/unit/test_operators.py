"""The operator table: what it infers, refuses and rules out, by example."""

from __future__ import annotations

import ast
import inspect
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from potstill.ir import types as t
from potstill.ir.errors import ErrorCode, FaultCode, TypeFault
from potstill.ir.operator import Category, Holds
from potstill.ir.operators import BY_NAME, OPERATORS, may_fail, operand, result
from potstill.ir.program import Node, Program, Rounding, Shape, Table
from potstill.ir.reference import operations
from potstill.ir.types import Type, enumeration, integer
from potstill.ir.typing import show


def number(low: str, high: str, places: int | None) -> t.Number:
    """A number type, its ends in decimals or fractions."""
    return t.Number(Fraction(low), Fraction(high), places)


DATE = t.Date(t.FIRST_DAY, t.LAST_DAY)
LEAP_FEBRUARY = t.Date(738_917, 738_945)  # 2024-02-01 to 2024-02-29
PRICE = number("0.01", "99.99", 2)
SHARE = number("0", "1", None)
COLOUR = enumeration("red", "blue")
HOURS = t.Duration(0, 36_000)
FEES = Table("FEES", number("0", "100", 2), PRICE, ((1, 5), (Fraction(5, 2), 9)), ranges=True)
CODES = Table("CODES", COLOUR, integer(1, 2), (("Red", 1), ("blue", 2)))
FEW = Table("FEW", integer(0, 9), integer(0, 9), ((1, 1), (2, 4), (3, 9)))


def test_names_are_unique_and_sections_hold_together() -> None:
    assert len(BY_NAME) == len(OPERATORS)
    sections = [row.category for row in OPERATORS]
    assert sum(one is not other for one, other in pairwise(sections)) == len(Category) - 1
    assert list(dict.fromkeys(sections)) == list(Category)


def test_every_row_is_documented() -> None:
    for row in OPERATORS:
        assert row.surface
        assert row.doc.endswith(".")
        assert (row.type_rule is None) == (row.category is Category.LEAVES)


def test_the_reference_has_the_operators_in_the_order_of_the_table() -> None:
    tree = ast.parse(inspect.getsource(operations.apply))
    arms = [
        case.pattern.patterns[0].value.value
        for match in ast.walk(tree)
        if isinstance(match, ast.Match)
        for case in match.cases
        if isinstance(case.pattern, ast.MatchSequence)
        and isinstance(case.pattern.patterns[0], ast.MatchValue)
        and isinstance(case.pattern.patterns[0].value, ast.Constant)
    ]
    elsewhere = {row.name for row in OPERATORS if row.category is Category.LEAVES} | {"each"}
    assert list(dict.fromkeys(arms)) == [row.name for row in OPERATORS if row.name not in elsewhere]


INFERRED: list[tuple[str, tuple[Type, ...], Any, str]] = [
    ("and", (t.Bool(), t.Bool(), t.Bool()), None, "bool"),
    ("if", (t.Bool(), integer(1, 2), PRICE), None, "decimal(2) 0.01..99.99"),
    ("if", (t.Bool(), COLOUR, t.Optional(t.NEVER)), None, "optional enum {red, blue}"),
    ("eq", (t.Optional(COLOUR), t.Text(0, 9)), None, "bool"),
    ("neg", (PRICE,), None, "decimal(2) -99.99..-0.01"),
    ("neg", (HOURS,), None, "duration -10 hours..0 seconds"),
    ("add", (integer(1, 2), PRICE), None, "decimal(2) 1.01..101.99"),
    ("add", (integer(1, 2), SHARE), None, "rational 1..3"),
    ("sub", (integer(1, 2), integer(1, 2)), None, "int -1..1"),
    ("sub", (HOURS, HOURS), None, "duration -10 hours..10 hours"),
    ("mul", (number("-0.5", "2", 1), number("-3", "4", 0)), None, "decimal(1) -6.0..8.0"),
    ("mul", (PRICE, PRICE), None, "decimal(4) 0.0001..9998.0001"),
    ("mul", (integer(-1, 3), HOURS), None, "duration -10 hours..30 hours"),
    ("div", (integer(0, 100), integer(100, 100)), None, "decimal(2) 0.00..1.00"),
    ("div", (PRICE, integer(8, 8)), None, "decimal(5) 0.00125..12.49875"),
    ("div", (integer(1, 10), integer(3, 3)), None, "rational 1/3..10/3"),
    ("div", (integer(1, 10), number("-0.5", "0.2", 1)), None, "rational -100..100"),
    ("div", (integer(0, 0), integer(-1, 1)), None, "int 0..0"),
    ("div", (integer(3, 3), integer(4, 4)), None, "decimal(2) 0.75..0.75"),
    ("div", (HOURS, t.Duration(60, 3600)), None, "rational 0..600"),
    ("floordiv", (integer(-7, 7), integer(2, 2)), None, "int -4..3"),
    ("floordiv", (HOURS, integer(-7, 7)), None, "duration -10 hours..10 hours"),
    ("mod", (integer(-7, 7), integer(5, 5)), None, "int 0..4"),
    ("mod", (integer(0, 3), integer(5, 9)), None, "int 0..3"),
    ("mod", (integer(2, 3), integer(5, 9)), None, "int 2..3"),
    ("mod", (integer(-9, 9), integer(-5, -2)), None, "int -4..0"),
    ("mod", (integer(-9, 9), integer(-5, 3)), None, "int -4..2"),
    ("mod", (integer(-3, -2), integer(-9, -5)), None, "int -3..-2"),
    ("mod", (PRICE, integer(1, 1)), None, "decimal(2) 0.00..0.99"),
    ("mod", (SHARE, number("0.3", "0.7", None)), None, "rational 0..7/10"),
    ("mod", (integer(7, 7), integer(-3, -3)), None, "int -2..-2"),
    ("pow", (integer(-2, 3), integer(2, 2)), None, "int 0..9"),
    ("pow", (integer(-3, 2), integer(3, 3)), None, "int -27..8"),
    ("pow", (integer(-3, 2), integer(1, 4)), None, "int -27..81"),
    ("pow", (number("0.5", "0.9", 1), integer(1, 3)), None, "decimal(3) 0.125..0.900"),
    ("pow", (integer(-2, 2), integer(0, 0)), None, "int 1..1"),
    ("abs", (integer(-5, 3),), None, "int 0..5"),
    ("abs", (number("-5", "-0.5", 1),), None, "decimal(1) 0.5..5.0"),
    ("min", (integer(1, 9), PRICE), None, "decimal(2) 0.01..9.00"),
    ("max", (integer(1, 9), PRICE, integer(4, 5)), None, "decimal(2) 4.00..99.99"),
    ("max", (LEAP_FEBRUARY, t.Date(738_920, 738_999)), None, "date 2024-02-04..2024-04-23"),
    ("round", (SHARE,), Rounding(2, "half_up"), "decimal(2) 0.00..1.00"),
    ("round", (integer(1, 1249),), Rounding(-2, "half_up"), "int 0..1200"),
    ("round", (number("0.1", "0.9", 1),), Rounding(3, "up"), "decimal(1) 0.1..0.9"),
    ("floor", (number("-0.5", "2.5", 1),), None, "int -1..2"),
    ("ceil", (number("-0.5", "2.5", 1),), None, "int 0..3"),
    ("list", (integer(1, 2), integer(5, 5)), None, "list(int 1..5) 2..2"),
    ("list", (), None, "list(enum {}) 0..0"),
    ("index", (t.List(COLOUR, 1, 3), integer(0, 1)), None, "enum {red, blue}"),
    ("len", (t.List(COLOUR, 1, 3),), None, "int 1..3"),
    ("len", (COLOUR,), None, "int 3..4"),
    ("sum", (t.List(number("-1", "2", 1), 2, 3),), None, "decimal(1) -3.0..6.0"),
    ("sum", (t.List(integer(2, 3), 2, 4),), None, "int 4..12"),
    ("sum", (t.List(t.NEVER, 0, 0),), None, "int 0..0"),
    ("sum", (t.List(HOURS, 0, 3),), None, "duration 0 seconds..30 hours"),
    ("least", (t.List(DATE, 0, 3),), None, "date"),
    ("sorted", (t.List(SHARE, 0, 3),), None, "list(rational 0..1) 0..3"),
    ("contains", (COLOUR, t.List(t.Text(0, 5), 0, 3)), None, "bool"),
    ("each", (t.List(COLOUR, 1, 3), COLOUR, SHARE), None, "list(rational 0..1) 1..3"),
    ("each", (t.List(COLOUR, 1, 3), COLOUR, SHARE, t.Bool()), None, "list(rational 0..1) 0..3"),
    ("join", (t.List(COLOUR, 0, 3),), ", ", "text 0..16"),
    ("join", (t.List(COLOUR, 2, 3),), ", ", "text 8..16"),
    ("lookup", (PRICE,), FEES, "decimal(2) 0.01..99.99"),
    ("has", (t.Text(0, 9),), CODES, "bool"),
    ("record", (COLOUR, SHARE), ("a", "b"), "record {a: enum {red, blue}, b: rational 0..1}"),
    ("present", (t.Optional(COLOUR),), None, "bool"),
    ("default", (t.Optional(integer(1, 2)), integer(0, 0)), None, "int 0..2"),
    ("format", (integer(-5, 1000), PRICE), ("a ", Shape(), " b ", Shape(2, True)), "text 10..15"),
    ("format", (integer(1000, 2_000_000),), (Shape(None, True),), "text 5..9"),
    ("format", (HOURS,), (Shape(),), "text 5..30"),
    ("upper", (COLOUR,), None, "enum {RED, BLUE}"),
    ("lower", (enumeration("Red", "red"),), None, "enum {red}"),
    ("title", (t.Text(1, 9),), None, "text 1..9"),
    ("date", (integer(2023, 2024), integer(2, 3), integer(1, 40)), None, "date 2023-02-01..2024-03-31"),
    ("year", (LEAP_FEBRUARY,), None, "int 2024..2024"),
    ("month", (LEAP_FEBRUARY,), None, "int 2..2"),
    ("month", (DATE,), None, "int 1..12"),
    ("month", (t.MonthDay(),), None, "int 1..12"),
    ("day", (LEAP_FEBRUARY,), None, "int 1..29"),
    ("day", (t.Date(738_944, 738_946),), None, "int 1..31"),
    ("weekday", (t.Date(738_945, 738_946),), None, "int 4..5"),
    ("weekday", (t.Date(738_945, 738_949),), None, "int 1..7"),
    ("add_days", (LEAP_FEBRUARY, integer(-1, 1)), None, "date 2024-01-31..2024-03-01"),
    ("add_days", (DATE, integer(1, 1)), None, "date 0001-01-02..9999-12-31"),
    ("add_months", (LEAP_FEBRUARY, integer(-1, 1)), None, "date 2024-01-01..2024-03-29"),
    ("days_between", (LEAP_FEBRUARY, LEAP_FEBRUARY), None, "int -28..28"),
    ("on_year", (t.MonthDay(), integer(2023, 2024)), None, "date 2023-01-01..2024-12-31"),
    ("time", (integer(0, 24), integer(0, 59)), None, "time"),
    ("hour", (t.Time(),), None, "int 0..23"),
    ("second", (t.Time(),), None, "int 0..59"),
    ("add_time", (t.Time(), HOURS), None, "time"),
    ("time_between", (t.Time(), t.Time()), None, "duration 0 seconds..86399 seconds"),
    ("minutes", (integer(-5, 90),), None, "duration -5 minutes..90 minutes"),
    ("days", (integer(1, 2),), None, "duration 24 hours..48 hours"),
]


@pytest.mark.parametrize(("op", "args", "data", "expected"), INFERRED)
def test_what_is_inferred(op: str, args: tuple[Type, ...], data: Any, expected: str) -> None:
    assert show(result(op, args, data)) == expected


F = FaultCode
REFUSED: list[tuple[str, tuple[Type, ...], Any, FaultCode, int | None]] = [
    ("not", (), None, F.WRONG_ARITY, None),
    ("and", (t.Bool(),), None, F.WRONG_ARITY, None),
    ("if", (t.Bool(), COLOUR), None, F.WRONG_ARITY, None),
    ("each", (t.List(COLOUR, 0, 1), COLOUR), None, F.WRONG_ARITY, None),
    ("or", (t.Bool(), COLOUR), None, F.WRONG_TYPE, 1),
    ("if", (COLOUR, COLOUR, COLOUR), None, F.WRONG_TYPE, 0),
    ("if", (t.Bool(), COLOUR, SHARE), None, F.NO_COMMON_TYPE, 2),
    ("eq", (COLOUR, SHARE), None, F.INCOMPARABLE, 1),
    ("lt", (COLOUR, COLOUR), None, F.INCOMPARABLE, 0),
    ("lt", (DATE, t.Time()), None, F.INCOMPARABLE, 1),
    ("add", (COLOUR, SHARE), None, F.WRONG_TYPE, 0),
    ("add", (HOURS, SHARE), None, F.WRONG_TYPE, 0),
    ("mul", (HOURS, SHARE), None, F.WRONG_TYPE, 1),
    ("div", (SHARE, integer(0, 0)), None, F.ALWAYS_FAILS, 1),
    ("mod", (SHARE, integer(0, 0)), None, F.ALWAYS_FAILS, 1),
    ("div", (SHARE, SHARE), None, F.UNBOUNDED, 1),
    ("floordiv", (SHARE, SHARE), None, F.UNBOUNDED, 1),
    ("pow", (SHARE, SHARE), None, F.WRONG_TYPE, 1),
    ("pow", (SHARE, integer(-1, 2)), None, F.WRONG_RANGE, 1),
    ("pow", (SHARE, integer(0, 1001)), None, F.WRONG_RANGE, 1),
    ("pow", (integer(0, 10**100), integer(0, 1000)), None, F.TOO_LARGE, None),
    ("pow", (number("0", "0.1", 30), integer(1000, 1000)), None, F.TOO_LARGE, None),
    ("mul", (integer(0, 10**15_000), integer(0, 10**15_000)), None, F.TOO_LARGE, None),
    ("hours", (integer(0, 10**12),), None, F.TOO_LARGE, None),
    ("min", (SHARE, COLOUR), None, F.INCOMPARABLE, 1),
    ("min", (t.Bool(), t.Bool()), None, F.INCOMPARABLE, 0),
    ("max", (DATE, t.Optional(DATE)), None, F.INCOMPARABLE, 1),
    ("round", (SHARE,), None, F.WRONG_DATA, None),
    ("round", (SHARE,), Rounding(2, "nearest"), F.WRONG_DATA, None),
    ("round", (SHARE,), Rounding(101, "up"), F.WRONG_DATA, None),
    ("floor", (HOURS,), None, F.WRONG_TYPE, 0),
    ("list", (COLOUR, SHARE), None, F.NO_COMMON_TYPE, 1),
    ("index", (COLOUR, integer(0, 1)), None, F.WRONG_TYPE, 0),
    ("index", (t.List(COLOUR, 0, 3), SHARE), None, F.WRONG_TYPE, 1),
    ("index", (t.List(COLOUR, 0, 3), integer(-2, -1)), None, F.WRONG_RANGE, 1),
    ("index", (t.List(COLOUR, 0, 3), integer(3, 4)), None, F.ALWAYS_FAILS, 1),
    ("len", (SHARE,), None, F.WRONG_TYPE, 0),
    ("sum", (t.List(COLOUR, 0, 3),), None, F.WRONG_TYPE, 0),
    ("any", (t.List(COLOUR, 0, 3),), None, F.WRONG_TYPE, 0),
    ("least", (t.List(t.NEVER, 0, 0),), None, F.ALWAYS_FAILS, 0),
    ("greatest", (t.List(COLOUR, 0, 3),), None, F.INCOMPARABLE, 0),
    ("sorted", (t.List(t.Bool(), 0, 3),), None, F.INCOMPARABLE, 0),
    ("contains", (SHARE, t.List(COLOUR, 0, 3)), None, F.INCOMPARABLE, 1),
    ("each", (t.List(COLOUR, 0, 3), SHARE, SHARE), None, F.WRONG_TYPE, 1),
    ("each", (t.List(COLOUR, 0, 3), COLOUR, SHARE, SHARE), None, F.WRONG_TYPE, 3),
    ("join", (t.List(SHARE, 0, 3),), "", F.WRONG_TYPE, 0),
    ("join", (t.List(COLOUR, 0, 3),), None, F.WRONG_DATA, None),
    ("lookup", (SHARE,), None, F.WRONG_DATA, None),
    ("lookup", (SHARE,), CODES, F.INCOMPARABLE, 0),
    ("has", (t.Optional(SHARE),), FEES, F.INCOMPARABLE, 0),
    ("record", (SHARE,), ("a", "b"), F.WRONG_DATA, None),
    ("record", (SHARE, SHARE), ("a", "a"), F.WRONG_DATA, None),
    ("record", (SHARE,), None, F.WRONG_DATA, None),
    ("record", (SHARE,), (1,), F.WRONG_DATA, None),
    ("present", (SHARE,), None, F.WRONG_TYPE, 0),
    ("default", (SHARE, SHARE), None, F.WRONG_TYPE, 0),
    ("default", (t.Optional(SHARE), COLOUR), None, F.NO_COMMON_TYPE, 1),
    ("format", (SHARE,), ("x",), F.WRONG_ARITY, 0),
    ("format", (), (Shape(),), F.WRONG_ARITY, 0),
    ("format", (COLOUR,), (Shape(2),), F.WRONG_TYPE, 0),
    ("format", (SHARE,), (Shape(101),), F.WRONG_DATA, None),
    ("format", (t.Optional(SHARE),), (Shape(),), F.WRONG_TYPE, 0),
    ("format", (t.List(SHARE, 0, 1),), (Shape(),), F.WRONG_TYPE, 0),
    ("format", (SHARE,), None, F.WRONG_DATA, None),
    ("upper", (SHARE,), None, F.WRONG_TYPE, 0),
    ("date", (SHARE, integer(1, 1), integer(1, 1)), None, F.WRONG_TYPE, 0),
    ("date", (integer(1, 1), integer(13, 14), integer(1, 1)), None, F.ALWAYS_FAILS, 1),
    ("year", (t.MonthDay(),), None, F.WRONG_TYPE, 0),
    ("month", (t.Time(),), None, F.WRONG_TYPE, 0),
    ("add_days", (DATE, SHARE), None, F.WRONG_TYPE, 1),
    ("add_days", (DATE, integer(4_000_000, 4_000_001)), None, F.ALWAYS_FAILS, 1),
    ("add_months", (DATE, integer(-(10**6), -(10**5) * 2)), None, F.ALWAYS_FAILS, 1),
    ("days_between", (DATE, t.Time()), None, F.WRONG_TYPE, 1),
    ("on_year", (DATE, integer(1, 2)), None, F.WRONG_TYPE, 0),
    ("on_year", (t.MonthDay(), integer(0, 0)), None, F.ALWAYS_FAILS, 1),
    ("time", (integer(24, 25), integer(0, 1)), None, F.ALWAYS_FAILS, 0),
    ("minute", (HOURS,), None, F.WRONG_TYPE, 0),
    ("add_time", (t.Time(), t.Time()), None, F.WRONG_TYPE, 1),
    ("time_between", (t.Time(), HOURS), None, F.WRONG_TYPE, 1),
    ("minutes", (SHARE,), None, F.WRONG_TYPE, 0),
]


@pytest.mark.parametrize(("op", "args", "data", "code", "place"), REFUSED)
def test_what_is_refused(
    op: str, args: tuple[Type, ...], data: Any, code: FaultCode, place: int | None
) -> None:
    with pytest.raises(TypeFault) as refused:
        result(op, args, data)
    assert (refused.value.code, refused.value.argument) == (code, place)
    assert refused.value.expected


def test_every_fault_occurs() -> None:
    assert {code for _, _, _, code, _ in REFUSED} == set(FaultCode)


E = ErrorCode
POSSIBLE: list[tuple[str, tuple[Type, ...], Any, tuple[ErrorCode, ...]]] = [
    ("add", (SHARE, SHARE), None, ()),
    ("div", (SHARE, integer(1, 9)), None, ()),
    ("div", (SHARE, integer(-9, -1)), None, ()),
    ("div", (SHARE, integer(0, 9)), None, (E.DIVISION_BY_ZERO,)),
    ("mod", (HOURS, t.Duration(0, 9)), None, (E.DIVISION_BY_ZERO,)),
    ("mod", (HOURS, t.Duration(1, 9)), None, ()),
    ("index", (t.List(COLOUR, 2, 3), integer(0, 1)), None, ()),
    ("index", (t.List(COLOUR, 2, 3), integer(0, 2)), None, (E.INDEX_OUT_OF_RANGE,)),
    ("index", (t.List(COLOUR, 2, 3), integer(-1, 1)), None, (E.INDEX_OUT_OF_RANGE,)),
    ("least", (t.List(SHARE, 1, 3),), None, ()),
    ("greatest", (t.List(SHARE, 0, 3),), None, (E.EMPTY_LIST,)),
    ("lookup", (COLOUR,), CODES, ()),
    ("lookup", (t.Text(0, 4),), CODES, (E.KEY_MISSING,)),
    ("lookup", (enumeration("green"),), CODES, (E.KEY_MISSING,)),
    ("lookup", (integer(1, 3),), FEW, ()),
    ("lookup", (integer(0, 3),), FEW, (E.KEY_MISSING,)),
    ("lookup", (integer(-(10**9), 10**9),), FEW, (E.KEY_MISSING,)),
    ("lookup", (number("-7", "2.5", 1),), FEES, ()),
    ("lookup", (number("0", "2.6", 1),), FEES, (E.KEY_MISSING,)),
    ("lookup", (t.Bool(),), Table("T", t.Bool(), COLOUR, ((True, "red"), (False, "blue"))), ()),
    ("lookup", (t.Bool(),), Table("T", t.Bool(), COLOUR, ()), (E.KEY_MISSING,)),
    ("lookup", (t.Time(),), Table("T", t.Time(), COLOUR, ((0, "red"),)), (E.KEY_MISSING,)),
    ("lookup", (t.Time(),), Table("T", t.Time(), COLOUR, ((86_399, "red"),), ranges=True), ()),
    ("has", (COLOUR,), CODES, ()),
    ("date", (integer(1, 9999), integer(1, 12), integer(1, 28)), None, ()),
    ("date", (integer(1, 9999), integer(1, 12), integer(1, 29)), None, (E.INVALID_DATE,)),
    ("date", (integer(2024, 2024), integer(1, 12), integer(1, 29)), None, ()),
    ("date", (integer(0, 2024), integer(1, 12), integer(1, 2)), None, (E.INVALID_DATE,)),
    ("date", (integer(1, 9), integer(1, 13), integer(1, 2)), None, (E.INVALID_DATE,)),
    ("date", (integer(1, 9), integer(7, 8), integer(0, 31)), None, (E.INVALID_DATE,)),
    ("date", (integer(1, 9), integer(7, 8), integer(1, 31)), None, ()),
    ("add_days", (LEAP_FEBRUARY, integer(-9, 9)), None, ()),
    ("add_days", (DATE, integer(0, 1)), None, (E.OUT_OF_CALENDAR,)),
    ("add_months", (LEAP_FEBRUARY, integer(-9, 9)), None, ()),
    ("add_months", (DATE, integer(-1, 0)), None, (E.OUT_OF_CALENDAR,)),
    ("on_year", (t.MonthDay(), integer(2024, 2024)), None, ()),
    ("on_year", (t.MonthDay(), integer(2024, 2025)), None, (E.INVALID_DATE,)),
    ("time", (integer(0, 23), integer(0, 59)), None, ()),
    ("time", (integer(0, 23), integer(0, 60)), None, (E.OUT_OF_RANGE,)),
]


@pytest.mark.parametrize(("op", "args", "data", "errors"), POSSIBLE)
def test_what_may_fail(op: str, args: tuple[Type, ...], data: Any, errors: tuple[ErrorCode, ...]) -> None:
    assert may_fail(op, args, data) == errors


def test_every_error_of_the_table_occurs() -> None:
    assert {error for row in OPERATORS for error in row.errors} == {
        error for *_, errors in POSSIBLE for error in errors
    }


def test_rational_ends_with_long_denominators_move_outwards() -> None:
    kind: Type = number("1e-30", "1/3", None)
    for _ in range(8):
        kind = result("mul", (kind, kind))
    assert isinstance(kind, t.Number)
    assert 0 < kind.low < Fraction(1, 10**30) ** 256 < Fraction(1, 3) ** 256 < kind.high
    assert kind.high.numerator.bit_length() <= 129
    assert may_fail("div", (SHARE, kind)) == ()


def test_rules_read_the_table_that_a_node_names() -> None:
    program = Program((), (), (FEES, CODES), (), (), 0, None, ())
    assert operand(Node("lookup", (), t.Bool(), "CODES"), program) is CODES
    assert operand(Node("join", (), t.Bool(), ", "), program) == ", "
    assert [row.name for row in OPERATORS if row.holds is Holds.TABLE] == ["lookup", "has"]
