"""Whole programs keep their promises: node types, announced errors, static bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.bounds import Bounds, bounds
from potstill.ir.errors import ErrorCode
from potstill.ir.operators import may_fail, operand
from potstill.ir.program import Program
from potstill.ir.reference.evaluate import Answer, Outside, Stuck, evaluate
from potstill.ir.scopes import CLOSED, free_elements
from potstill.ir.typing import contains
from potstill.ir.values import Value
from tests.strategies.measures import cells, numbers
from tests.strategies.programs import Setting, inputs, programs


def check_node(program: Program, limits: Bounds, position: int, value: Value) -> None:
    """The value of one node is of its type and within its bounds."""
    kind, limit = program.nodes[position].type, limits.nodes[position]
    assert contains(kind, value)
    assert cells(value, kind) <= limit.length <= limits.length
    for number in numbers(value, kind):
        assert number.numerator.bit_length() <= limit.numerator_bits <= limits.bits
        assert number.denominator.bit_length() <= limit.denominator_bits <= limits.bits


def check_error(program: Program, stuck: Stuck) -> None:
    """The error is one that the node's types do not exclude, or a broken promise."""
    node = program.nodes[stuck.node]
    types = tuple(program.nodes[arg].type for arg in node.args)
    promised = {let.node for let in program.lets if let.declared is not None} | {program.answer}
    if stuck.error is ErrorCode.ENSURE_FAILED:
        assert stuck.node in program.ensures
    elif stuck.error is ErrorCode.OUT_OF_RANGE and stuck.node in promised:
        assert len(stuck.values) == 1 or stuck.error in may_fail(node.op, types, operand(node, program))
    else:
        assert stuck.error in may_fail(node.op, types, operand(node, program))


@given(programs(), st.data())
def test_a_program_keeps_its_promises(setting: Setting, data: st.DataObject) -> None:
    program = setting.program
    limits = bounds(program)
    assert isinstance(limits, Bounds)
    parameters, context = data.draw(inputs(setting.slots)), data.draw(inputs(setting.context))
    match evaluate(program, parameters, context):
        case Answer(value, lets, trace) as answer:
            values = dict(trace)
            assert values[program.answer] == value
            assert [values[let.node] for let in program.lets] == [value for _, value in lets]
            for position, found in trace:
                check_node(program, limits, position, found)
            for let, (_, found) in zip(program.lets, lets, strict=True):
                assert let.declared is None or contains(let.declared, found)
            assert program.declared is None or contains(program.declared, value)
            assert all(values[position] is True for position in (*program.wheres, *program.ensures))
            assert evaluate(program, parameters, context) == answer
        case Stuck() as stuck:
            check_error(program, stuck)
        case Outside(index):
            assert 0 <= index < len(program.wheres)


@given(programs())
def test_bounds_add_up(setting: Setting) -> None:
    program = setting.program
    limits = bounds(program)
    assert isinstance(limits, Bounds)
    assert limits.steps >= sum(node.count * node.steps for node in limits.nodes)
    for node, free in zip(limits.nodes, free_elements(program), strict=True):
        assert node.count == 1 or free != CLOSED
