"""The solver's encoding of each operation, pinned to telling arguments, says what the reference says."""

from __future__ import annotations

from itertools import product

import pytest

from potstill.ir.reference.evaluate import evaluate
from potstill.ir.values import Value
from potstill.verifier.smt.solver import Answer
from potstill.verifier.theta.domain import Point
from tests.differential.pinned import Pinned
from tests.recipes import artifact
from tests.strategies.programs import Setting

INTEGERS = "slot a: int -7..7\nslot b: int -3..3\n"
SOME: tuple[tuple[Value, ...], ...] = ((-7, -5, -1, 0, 4, 7), (-3, -2, 0, 2, 3))
"""Arguments with every combination of signs, with and without a rest, and ties of halves."""

MODES = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceil")
ON_INTEGERS = {
    "div": "answer a / b",
    "floordiv": "answer a // b",
    "mod": "answer a % b",
    "mod by a constant": "answer (a + b) % -3",
    "arithmetic": "answer abs(a) * 3 - b * b + min(a, b, 1) - max(a, b, -1) + (-a)",
    "pow": "answer a ** abs(b)",
    "floor and ceil": "answer floor(a / 2) - 10 * ceil(b / 2)",
    "unlike denominators": "answer a / 2 + b / 3",
    "order": "answer 1 if a / 2 < b / 3 else 2 if a <= b else 3",
    "not": "answer not a > b",
    "and": "answer b != 0 and a // b >= 1",
    "and, where the error comes first": "answer a // b >= 1 and b != 0",
    "or": "answer b == 0 or a // b >= 1",
    "if": "answer 0 if b == 0 else a // b",
    "if, with an error in the condition": "answer 1 if a // b > 0 else 0",
    "the first of two errors": "answer [a, b][a] + a // b",
    "index": "answer [10, 20, 30][b]",
    "contains": "answer a in [b, 4, -7]",
    "least": "answer min([x for x in [a, b, a + b] if x > 0])",
    "greatest": "answer max([x for x in [a, b, a + b] if x > 0])",
    "sum": "answer sum([x * b for x in [a, b, 1] if x != 0]) + len([x for x in [a, b] if x < 0])",
    "sorted": "answer sorted([a, b, 1, a - b])",
    "any": "answer any([x > 3 for x in [a, b] if x != 7])",
    "all": "answer all([x > 0 for x in [a, b] if x != 0])",
    "an error in a comprehension": "answer sum([12 // x for x in [a, b] if x < 3])",
    "lookup": "table T {-7: 1, 4: 2, 0: 3}\nanswer T[a]",
    "lookup by ranges": "table T {..-3: 1, ..0: 2, ..4: 3}\nanswer T[a]",
    "has": "table T {-7: 1, 4: 2, 0: 3}\nanswer a in T",
    "default": "answer default(a if a > 0 else none, b)",
    "present": "answer present(a if a > 0 else none)",
    "format": 'answer f"{b}: {b + 1}"',
    "a record": "answer {low: min(a, b), high: max(a, b)}",
    "a condition": "where a // b > 0\nanswer a",
    "two conditions": "where a > b\nwhere a // b > -3\nanswer a",
    "a declared range": "let c: int -4..3 = a\nlet d: int 1..2 = b\nanswer c * d",
    "a declared answer": "answer: int -11..11 = a * b",
    "a promise": "answer a * b\nensure answer != 14\nensure answer // b > -7",
    **{
        f"round {mode}": f"answer 100 * round(a / 2, {mode}) + round(b / 4, 1, {mode})" for mode in MODES
    },
}
MORE: dict[str, tuple[str, tuple[tuple[Value, ...], ...]]] = {
    **{
        f"{op} by any of many": (
            f"slot a: int -70..70\nslot b: int -5_000..5_000\nanswer a {op} b",
            ((-7, 0, 7), (-3, 0, 3)),
        )
        for op in ("/", "//", "%")
    },
    "the calendar": (
        "slot a: date 0001-01-01..9999-12-31\nslot b: int -20..20\n"
        "answer year(a) * 10000 + month(a) * 100 + day(a) + weekday(a) * b",
        ((1, 59, 60, 365, 366, 1_461, 36_524, 36_525, 146_097, 146_098, 738_000, 3_652_059), (1,)),
    ),
    "add_days": (
        "slot a: date 0001-01-01..9999-12-31\nslot b: int -20..20\nanswer add_days(a, b)",
        ((1, 60, 3_652_059), (-1, 0, 1)),
    ),
    "add_months": (
        "slot a: date 0001-01-01..9999-12-31\nslot b: int -20..20\nanswer add_months(a, b)",
        ((1, 31, 60, 365, 730_179, 3_652_059), (-12, -1, 0, 1, 13)),
    ),
    "date": (
        "slot a: int 1890..2110\nslot b: int -1..40\nanswer [date(a, 2, b), date(a, b, 30)][a % 2]",
        ((1899, 1900, 2000, 2003, 2004), (0, 1, 2, 12, 13, 28, 29, 30)),
    ),
    "time": (
        "slot a: int -1..30\nslot b: int -1..70\nanswer add_time(time(a, b), hours(a) + minutes(b))",
        ((-1, 0, 13, 23, 24), (-1, 0, 59, 60)),
    ),
    "texts": (
        'slot a: enum {"mon", "Tue", "wed"}\nslot b: int 1..2\n'
        'answer f"{upper(a)} {b}" if a == "MON" else title(a)',
        (("mon", "Tue", "wed"), (1, 2)),
    ),
}


@pytest.mark.parametrize("case", [*ON_INTEGERS, *MORE])
def test_an_operation_is_what_the_reference_says(case: str) -> None:
    text, pools = MORE[case] if case in MORE else (INTEGERS + ON_INTEGERS[case], SOME)
    family = artifact(f'family f\nask "f {{a}} {{b}}"\n{text}\n').family
    slots = tuple((slot.name, slot.type) for slot in family.slots)
    pinned = Pinned(Setting(family.program, slots, ()))
    for a, b in product(*pools):
        point = Point({"a": a, "b": b}, {})
        outcome = evaluate(family.program, point.parameters, {})
        ends = pinned.ends(outcome)
        said, exact = pinned.says(point, ends)
        assert (said, exact) == (Answer.SAT, True), (point, outcome)
        said, _ = pinned.says(point, pinned.script.negation(ends))
        assert said is Answer.UNSAT, (point, outcome)
