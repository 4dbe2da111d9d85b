"""Errors against all arguments of small types: none occurs that the operands' types are said to exclude."""

from __future__ import annotations

from itertools import product

import pytest

from potstill.ir import calendar
from potstill.ir.errors import TypeFault
from potstill.ir.operators import may_fail, result
from potstill.ir.program import Node, Program, Table
from potstill.ir.reference.operations import apply
from potstill.ir.reference.outcome import Stuck
from potstill.ir.types import FIRST_DAY, LAST_DAY, Date, List, MonthDay, Type, integer
from potstill.ir.values import Value
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Whole

SOME = integer(0, 1)
FEBRUARY = calendar.day_number(2004, 2, 27)
ROWS: tuple[tuple[Value, Value], ...] = ((0, 1), (2, 2))
TABLES = [Table("t", integer(0, 2), SOME, ROWS, ranges) for ranges in (False, True)]

CASES: list[tuple[str, tuple[Type, ...]]] = [
    *(
        ("date", (integer(*years), integer(*months), integer(*days)))
        for years in ((2004, 2004), (2004, 2005), (2005, 2005), (0, 1), (9999, 10_000))
        for months in ((2, 2), (3, 4), (0, 1), (12, 13))
        for days in ((28, 28), (29, 29), (30, 31), (0, 1))
    ),
    *(("on_year", (MonthDay(), integer(*years))) for years in ((2004, 2004), (2003, 2004), (10_000, 10_000))),
    *(
        (op, (Date(*days), integer(*counts)))
        for op in ("add_days", "add_months")
        for days in ((FIRST_DAY, FIRST_DAY + 1), (FEBRUARY, FEBRUARY + 3), (LAST_DAY - 31, LAST_DAY))
        for counts in ((-1, 0), (0, 1), (1, 2))
    ),
    *(
        ("time", (integer(*hours), integer(*minutes)))
        for hours in ((0, 23), (23, 24), (-1, 0))
        for minutes in ((0, 59), (59, 60), (-1, 0))
    ),
    *(
        ("index", (List(SOME, *lengths), integer(*places)))
        for lengths in ((0, 1), (1, 2), (2, 2))
        for places in ((0, 0), (0, 1), (1, 2), (-1, 0))
    ),
    *((op, (List(SOME, *lengths),)) for op in ("least", "greatest") for lengths in ((0, 1), (1, 2))),
    *(("lookup", (integer(*keys),)) for keys in ((0, 0), (0, 2), (2, 2), (2, 3), (-1, 1))),
]


@pytest.mark.parametrize("op", dict.fromkeys(op for op, _ in CASES))
def test_no_error_is_excluded_that_occurs(op: str) -> None:
    for kinds in (kinds for name, kinds in CASES if name == op):
        for table in TABLES if op == "lookup" else (None,):
            program = Program((), (), () if table is None else (table,), (), (), 0, None, ())
            try:
                node = Node(op, (), result(op, kinds, table), None if table is None else "t")
            except TypeFault:  # no argument of these types is right
                continue
            announced = may_fail(op, kinds, table)
            for args in product(*(sets.values(Whole(kind)) for kind in kinds)):
                found = apply(0, node, args, kinds, program)
                if isinstance(found, Stuck):
                    assert found.error in announced, (kinds, args)


def test_what_cannot_fail_is_said_not_to() -> None:
    assert may_fail("date", (integer(2004, 2004), integer(1, 12), integer(1, 29))) == ()
    assert may_fail("add_days", (Date(FIRST_DAY, FIRST_DAY), integer(0, 9))) == ()
    assert may_fail("index", (List(SOME, 2, 3), integer(0, 1))) == ()
    assert may_fail("lookup", (integer(-5, 2),), TABLES[1]) == ()
    assert may_fail("div", (SOME, integer(1, 9))) == ()
