"""Each operator in the solver on chosen arguments: ties, negatives, month ends, leap years, empty lists.

The arguments are slots, pinned to the values: nothing folds away before the solver sees it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from potstill.ir import types as t
from potstill.ir.calendar import day_number
from potstill.ir.operators import BY_NAME, OPERATORS, operand, result
from potstill.ir.program import Node, Program, Rounding, Shape, Span, Table
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.rounding import MODES
from potstill.ir.typing import literal
from potstill.ir.values import Value
from potstill.verifier.smt.solver import Answer
from potstill.verifier.theta.domain import Point
from tests.differential.pinned import Pinned
from tests.strategies.programs import Setting

INT = t.integer(-40, 40)
CENTS = t.Number(Fraction(-9), Fraction(9), 2)
RATIONAL = t.Number(Fraction(-9), Fraction(9), None)
AWAY = t.Number(Fraction(1, 9), Fraction(9), None)
FEW = t.integer(-3, 3)
DATE = t.Date(t.FIRST_DAY, t.LAST_DAY)
SPAN = t.Duration(-100_000, 100_000)
NUMBERS = t.List(CENTS, 0, 3)
LONGER = t.List(CENTS, 0, 6)
TRUTHS = t.List(t.Bool(), 0, 3)
COLOURS = t.enumeration("red", "Blue", "RED")
MAYBE = t.Optional(INT)
FEES = Table("FEES", INT, INT, ((1, 5), (9, 8), (9, 7)), ranges=False)
BOUNDS = Table("BOUNDS", CENTS, INT, ((Fraction(1, 2), 5), (3, 8)), ranges=True)

NUMERALS = (-7, -2, -1, 0, 1, 2, 7)
CENT_VALUES = (Fraction(-5, 2), Fraction(-1, 2), 0, Fraction(1, 100), Fraction(5, 2), Fraction(7, 2))
RATIOS = (Fraction(-7, 3), Fraction(-1, 2), Fraction(1, 3), Fraction(5, 2), 9)
DAYS = tuple(
    day_number(*day)
    for day in (
        *((1, 1, 1), (1, 12, 31), (4, 2, 29), (100, 3, 1), (400, 12, 31), (1900, 2, 28), (1999, 12, 31)),
        *((2000, 2, 29), (2000, 12, 31), (2001, 1, 1), (2023, 1, 31), (2024, 1, 31), (2024, 2, 29)),
        *((2024, 12, 31), (2100, 2, 28), (9999, 12, 31)),
    )
)
LISTS: tuple[Value, ...] = ((), (1,), (Fraction(-1, 2), 3), (2, Fraction(1, 4), 2))
LONGER_LISTS: tuple[Value, ...] = ((), (2,), (3, Fraction(-1, 2), 3, 1), (1, 5, -2, Fraction(7, 100), 0, 4))
TRUTH_LISTS: tuple[Value, ...] = ((), (True,), (False, True), (True, True, True))
SPANS = (-90_000, -61, -1, 0, 1, 59, 3600, 90_061)
TIMES = (0, 1, 59, 60, 3599, 3600, 86_399)
MONTH_DAYS = (101, 131, 228, 229, 301, 1231)
BOOLS = (False, True)
TEXTS = ("red", "Blue", "RED")

# Operator, types of the arguments, what the node holds, the arguments' values: all combinations are tried.
CASES: list[tuple[str, tuple[t.Type, ...], Any, tuple[tuple[Value, ...], ...]]] = [
    ("not", (t.Bool(),), None, (BOOLS,)),
    ("and", (t.Bool(), t.Bool(), t.Bool()), None, (BOOLS,) * 3),
    ("or", (t.Bool(), t.Bool(), t.Bool()), None, (BOOLS,) * 3),
    ("if", (t.Bool(), INT, RATIONAL), None, (BOOLS, NUMERALS, RATIOS)),
    ("eq", (CENTS, RATIONAL), None, (CENT_VALUES, RATIOS)),
    ("eq", (COLOURS, COLOURS), None, (TEXTS, TEXTS)),
    ("eq", (NUMBERS, NUMBERS), None, (LISTS, LISTS)),
    ("eq", (MAYBE, INT), None, ((None, 1), (0, 1))),
    ("ne", (MAYBE, MAYBE), None, ((None, 1, 2), (None, 1))),
    *((op, (CENTS, RATIONAL), None, (CENT_VALUES, RATIOS)) for op in ("lt", "le", "gt", "ge")),
    ("neg", (CENTS,), None, (CENT_VALUES,)),
    *((op, (CENTS, RATIONAL), None, (CENT_VALUES, RATIOS)) for op in ("add", "sub", "mul")),
    ("mul", (INT, FEW), None, (NUMERALS, (-3, -1, 0, 2))),
    ("div", (INT, INT), None, (NUMERALS, NUMERALS)),
    ("div", (CENTS, AWAY), None, (CENT_VALUES, (Fraction(1, 3), Fraction(5, 2)))),
    ("div", (INT, FEW), None, (NUMERALS, (-3, -2, 0, 1, 3))),
    ("floordiv", (INT, INT), None, (NUMERALS, NUMERALS)),
    ("floordiv", (RATIONAL, AWAY), None, (RATIOS, (Fraction(1, 3), Fraction(5, 2)))),
    ("floordiv", (SPAN, FEW), None, (SPANS, (-3, -2, 0, 1, 3))),
    ("mod", (INT, INT), None, (NUMERALS, NUMERALS)),
    ("mod", (INT, FEW), None, (NUMERALS, (-3, -2, 0, 1, 3))),
    ("mod", (CENTS, CENTS), None, (CENT_VALUES, CENT_VALUES)),
    ("mod", (RATIONAL, AWAY), None, (RATIOS, (Fraction(1, 3), Fraction(5, 2)))),
    ("pow", (CENTS, t.integer(0, 3)), None, (CENT_VALUES, (0, 1, 2, 3))),
    ("pow", (RATIONAL, t.integer(0, 3)), None, (RATIOS, (0, 1, 2, 3))),
    ("abs", (RATIONAL,), None, (RATIOS,)),
    ("min", (INT, CENTS, RATIONAL), None, ((-2, 2), CENT_VALUES, RATIOS)),
    ("max", (INT, CENTS, RATIONAL), None, ((-2, 2), CENT_VALUES, RATIOS)),
    *(("round", (CENTS,), Rounding(0, mode), (CENT_VALUES,)) for mode in MODES),
    *(("round", (RATIONAL,), Rounding(1, mode), ((*RATIOS, Fraction(1, 20)),)) for mode in MODES),
    *(("round", (INT,), Rounding(-1, mode), ((-25, -15, -5, -4, 0, 5, 15, 25, 26),)) for mode in MODES),
    *(("round", (AWAY,), Rounding(0, mode), ((Fraction(1, 2), Fraction(5, 2), 3),)) for mode in MODES),
    ("floor", (RATIONAL,), None, (RATIOS,)),
    ("ceil", (RATIONAL,), None, (RATIOS,)),
    ("list", (INT, CENTS), None, (NUMERALS, CENT_VALUES)),
    ("index", (NUMBERS, FEW), None, (LISTS, (-1, 0, 1, 2, 3))),
    ("len", (NUMBERS,), None, (LISTS,)),
    ("len", (COLOURS,), None, (TEXTS,)),
    *((op, (NUMBERS,), None, (LISTS,)) for op in ("sum", "least", "greatest", "sorted")),
    *((op, (LONGER,), None, (LONGER_LISTS,)) for op in ("sum", "least", "greatest", "sorted")),
    *((op, (TRUTHS,), None, (TRUTH_LISTS,)) for op in ("any", "all")),
    ("contains", (INT, NUMBERS), None, ((1, 2, 5), LISTS)),
    ("contains", (COLOURS, t.List(COLOURS, 0, 2)), None, (TEXTS, ((), ("RED",), ("Blue", "red")))),
    ("join", (t.List(COLOURS, 2, 2),), "-", ((("red", "Blue"), ("RED", "RED")),)),
    ("lookup", (INT,), FEES, ((0, 1, 9),)),
    ("lookup", (CENTS,), BOUNDS, (CENT_VALUES,)),
    ("has", (INT,), FEES, ((0, 1, 9),)),
    ("has", (CENTS,), BOUNDS, (CENT_VALUES,)),
    ("record", (INT, COLOURS), ("a", "b"), ((0, 1), TEXTS)),
    ("present", (MAYBE,), None, ((None, 0),)),
    ("default", (MAYBE, CENTS), None, ((None, 3), CENT_VALUES)),
    ("format", (COLOURS, t.Bool()), ("a ", Shape(), "-", Shape()), (TEXTS, BOOLS)),
    ("format", (FEW,), (Shape(2),), ((-3, 0, 3),)),
    *((op, (COLOURS,), None, (TEXTS,)) for op in ("upper", "lower", "title")),
    (
        "date",
        (t.integer(0, 9999), t.integer(0, 13), t.integer(0, 32)),
        None,
        ((0, 1, 1900, 2000, 2023, 2024, 9999), (0, 1, 2, 4, 12, 13), (0, 1, 28, 29, 30, 31, 32)),
    ),
    *((op, (DATE,), None, (DAYS,)) for op in ("year", "month", "day", "weekday")),
    *((op, (t.MonthDay(),), None, (MONTH_DAYS,)) for op in ("month", "day")),
    ("add_days", (DATE, INT), None, (DAYS, (-40, -1, 0, 1, 40))),
    ("add_months", (DATE, INT), None, (DAYS, (-25, -1, 0, 1, 13))),
    ("days_between", (DATE, DATE), None, (DAYS, DAYS[:3])),
    ("on_year", (t.MonthDay(), t.integer(0, 9999)), None, (MONTH_DAYS, (0, 1, 1900, 2000, 2023, 2024, 9999))),
    ("time", (INT, t.integer(-1, 60)), None, ((-1, 0, 23, 24), (-1, 0, 59, 60))),
    *((op, (t.Time(),), None, (TIMES,)) for op in ("hour", "minute", "second")),
    ("add_time", (t.Time(), SPAN), None, (TIMES, SPANS)),
    ("time_between", (t.Time(), t.Time()), None, (TIMES, TIMES)),
    *((op, (INT,), None, (NUMERALS,)) for op in ("seconds", "minutes", "hours", "days")),
]
LEAVES = {"const", "slot", "context", "element", "each"}
"""Operators that are no operation of the encoder's table; random programs are full of them."""


def setting_of(op: str, kinds: tuple[t.Type, ...], data: Any) -> Setting:
    """A program of one operation on slots."""
    names = [f"s{place}" for place in range(len(kinds))]
    nodes = [Node("slot", (), kind, name) for name, kind in zip(names, kinds, strict=True)]
    tables = (data,) if isinstance(data, Table) else ()
    held = data.name if isinstance(data, Table) else data
    node = Node(op, tuple(range(len(kinds))), literal(True), held)
    found = result(op, kinds, operand(node, Program((node,), (), tables, (), (), 0, None, ())))
    nodes.append(Node(op, node.args, found, held))
    spans = (Span(0, 0),) * len(nodes)
    program = Program(tuple(nodes), spans, tables, (), (), len(kinds), None, ())
    return Setting(program, tuple(zip(names, kinds, strict=True)), ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{len(case[3][0])}")
def test_operator(case: tuple[str, tuple[t.Type, ...], Any, tuple[tuple[Value, ...], ...]]) -> None:
    """Exactly what the reference computes."""
    op, kinds, data, columns = case
    setting = setting_of(op, kinds, data)
    pinned = Pinned(setting)
    for values in product(*columns):
        point = Point({name: value for (name, _), value in zip(setting.slots, values, strict=True)}, {})
        outcome = evaluate(setting.program, point.parameters, {})
        ends = pinned.ends(outcome)
        allowed, exact = pinned.says(point, ends)
        other, _ = pinned.says(point, pinned.script.negation(ends))
        assert (allowed, other, exact) == (Answer.SAT, Answer.UNSAT, True), (values, outcome)


def test_every_operator_has_a_case() -> None:
    assert {case[0] for case in CASES} | LEAVES == set(BY_NAME) == {row.name for row in OPERATORS}
