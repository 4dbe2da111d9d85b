"""Every operator does what its row of the table promises: types, errors and extents are sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.bounds import Bounds, bounds
from potstill.ir.operator import Category
from potstill.ir.operators import BY_NAME, OPERATORS, may_fail
from potstill.ir.reference.evaluate import Answer, Stuck, evaluate
from potstill.ir.typing import contains
from tests.strategies.measures import cells, numbers
from tests.strategies.operations import SIGNATURES, operations

COVERED = sorted(row.name for row in OPERATORS if row.category is not Category.LEAVES and row.name != "each")


def test_every_operator_has_signatures() -> None:
    assert sorted(SIGNATURES) == COVERED


@pytest.mark.parametrize("op", COVERED)
@given(st.data())
def test_an_operation_stays_in_its_type_or_fails_as_announced(op: str, data: st.DataObject) -> None:
    operation = data.draw(operations(op))
    program = operation.program
    parameters = {f"s{place}": value for place, value in enumerate(operation.values)}
    outcome = evaluate(program, parameters, {})
    errors = may_fail(op, operation.types, operation.operand)
    assert set(errors) <= set(BY_NAME[op].errors)
    if isinstance(outcome, Stuck):
        assert outcome.error in errors
        assert outcome == Stuck(outcome.error, program.answer, operation.values)
        return
    assert isinstance(outcome, Answer)
    assert contains(operation.result, outcome.value), (operation.result, outcome.value)
    limits = bounds(program)
    assert isinstance(limits, Bounds)
    node = limits.nodes[program.answer]
    for number in numbers(outcome.value, operation.result):
        assert number.numerator.bit_length() <= node.numerator_bits
        assert number.denominator.bit_length() <= node.denominator_bits
    assert cells(outcome.value, operation.result) <= node.length
