"""The chapters that the operator table fills, and the tables that ship."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import pytest

from potstill.compiler import compile_recipe
from potstill.ir import caps
from potstill.ir.errors import ErrorCode
from potstill.ir.operator import Operator
from potstill.ir.operators import OPERATORS
from potstill.ir.program import Program, Rounding
from potstill.ir.reference.evaluate import Answer, evaluate
from potstill.ir.rounding import MODES, rounded
from tools import make_casing_table, make_cli_reference, make_operator_reference


def test_the_operator_reference_is_up_to_date(root: Path) -> None:
    found = (root / "spec" / "operators.md").read_text(encoding="utf-8")
    assert found == make_operator_reference.reference(), "run tools/make_operator_reference.py"


def test_the_reference_of_the_command_line_is_up_to_date(root: Path) -> None:
    found = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    assert found == make_cli_reference.reference(), "run tools/make_cli_reference.py"


def test_the_case_table_is_up_to_date(root: Path) -> None:
    found = (root / "ir" / "potstill" / "ir" / "data" / "casing.txt").read_text(encoding="ascii")
    if unicodedata.unidata_version not in found.partition("\n")[0]:
        pytest.skip(f"this Python knows Unicode {unicodedata.unidata_version}, not the table's")
    assert found == make_casing_table.table()


def test_the_chapter_on_values_names_every_mode_error_and_cap(root: Path) -> None:
    text = (root / "spec" / "values.md").read_text(encoding="utf-8")
    for mode in MODES:
        row = re.search(rf"^\| `{mode}` \|[^|]*\|(.*)\|$", text, re.MULTILINE)
        assert row is not None
        found = [int(cell) for cell in row[1].split("|")]
        values = [Fraction(tenths, 10) for tenths in (25, -25, 35, 21, -21)]
        assert found == [rounded(value, Rounding(0, mode)) for value in values]
    for error in ErrorCode:
        assert f"`{error.value}`" in text
    numbers = (caps.MAX_NODES, caps.MAX_STEPS, caps.MAX_BITS, caps.MAX_CELLS, caps.MAX_TOTAL_CELLS)
    for cap in (*numbers, caps.MAX_JOINED_TEXTS, caps.MAX_SECONDS // 86_400):
        assert f"{cap:,}" in text
    assert f"denominator of at most {caps.INPUT_DENOMINATOR_BITS} bits" in text
    assert f"of more than {caps.END_BITS} bits" in text
    assert f"0..{caps.MAX_EXPONENT}" in text


def test_clauses_are_numbered_in_order(root: Path) -> None:
    text = (root / "spec" / "values.md").read_text(encoding="utf-8")
    sections = [int(number) for number in re.findall(r"^## V(\d+)\. ", text, re.MULTILINE)]
    assert sections == list(range(1, len(sections) + 1))
    for section in sections:
        body = re.split(r"^## V\d+\. ", text, flags=re.MULTILINE)[section]
        clauses = re.findall(r"^- \*\*V(\d+)\.(\d+)\*\* ", body, re.MULTILINE)
        assert clauses == [(str(section), str(number)) for number in range(1, len(clauses) + 1)]


SETTING = """\
family setting
"The setting of the examples in the operator reference."
ask "show {n}"
slot n: int 1..2
context today: date
context birthday: monthday
context tip: int 1..9 optional
table FEES: int 0..9 -> int 0..99 { ..1: 5, ..9: 8 }
let used = [FEES[n], year(today), day(birthday), default(tip, 1)]
answer EXAMPLE
"""


@pytest.mark.parametrize("row", OPERATORS, ids=attrgetter("name"))
def test_examples_are_well_typed_use_their_operator_and_hold(row: Operator) -> None:
    compiled = compile_recipe(SETTING.replace("EXAMPLE", row.example))
    assert compiled.family is not None, compiled.render()
    program = compiled.family.program
    assert any(program.nodes[node].op == row.name for node in below(program, program.answer))
    context = {"today": 738_945, "birthday": 229, "tip": None}
    outcome = evaluate(program, {"n": 1}, context)
    assert isinstance(outcome, Answer)
    assert outcome.value is True


def below(program: Program, root: int) -> set[int]:
    """The nodes that a node's value is made of, itself included."""
    found = {root}
    for position in reversed(range(root + 1)):
        if position in found:
            found.update(program.nodes[position].args)
    return found


def test_no_row_says_the_same_as_another() -> None:
    assert len({row.doc for row in OPERATORS}) == len(OPERATORS)
