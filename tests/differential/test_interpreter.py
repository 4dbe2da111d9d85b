"""The interpreter against the reference: random programs, random and extreme parameters, the same outcome."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.ir.bounds import Bounds, bounds
from potstill.ir.caps import MAX_STEPS
from potstill.ir.reference import outcome as reference
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.scopes import free_elements
from potstill.ir.values import Value
from potstill.runtime.interpreter import BUDGET, Answer, Outside, Prepared, Stuck, prepare, run
from tests.differential.sharing import shared
from tests.strategies.programs import Setting, inputs, programs

SAMPLES = 4


def outcome(found: Answer | Outside | Stuck) -> object:
    """What both interpreters say, without what only one of them says; 1 and True are told apart."""
    match found:
        case Answer(value):
            return "answer", repr(value)
        case Outside(where):
            return "outside", where
        case Stuck(error, node):
            return "stuck", error, node


def expected(found: reference.Outcome) -> object:
    match found:
        case reference.Answer(value):
            return "answer", repr(value)
        case reference.Outside(where):
            return "outside", where
        case reference.Stuck(error, node):
            return "stuck", error, node


def prepared(setting: Setting) -> Prepared:
    return prepare(setting.program, setting.slots, setting.context)


Inputs = tuple[dict[str, Value], dict[str, Value]]


def drawn(data: st.DataObject, setting: Setting) -> Inputs:
    """Values of the slots and of the context fields, in order."""
    slots, context = data.draw(inputs(setting.slots)), data.draw(inputs(setting.context))
    return {name: slots[name] for name, _ in setting.slots}, {
        name: context[name] for name, _ in setting.context
    }


@given(st.data(), programs())
def test_outcomes_agree(data: st.DataObject, setting: Setting) -> None:
    """Answers, conditions, and errors with their codes and nodes."""
    code = prepared(setting)
    for _ in range(SAMPLES):
        slots, context = drawn(data, setting)
        found = run(code, tuple(slots.values()), tuple(context.values()))
        assert outcome(found) == expected(evaluate(setting.program, slots, context))


@given(st.data(), programs())
def test_traces_agree(data: st.DataObject, setting: Setting) -> None:
    """The values of closed nodes that were needed, and that a trace changes nothing else."""
    slots, context = drawn(data, setting)
    known = evaluate(setting.program, slots, context)
    trace: dict[int, Value] = {}
    found = run(prepared(setting), tuple(slots.values()), tuple(context.values()), trace)
    assert outcome(found) == expected(known)
    if isinstance(known, reference.Answer):
        free = free_elements(setting.program)
        wanted = {position: value for position, value in known.trace if not free[position]}
        if not any(node.op == "each" for node in setting.program.nodes):
            assert set(trace) == set(wanted)
        assert {node: repr(value) for node, value in trace.items()}.items() <= {
            node: repr(value) for node, value in wanted.items()
        }.items()


@given(st.data(), programs())
@settings(max_examples=30)
def test_charges_stay_near_the_static_bound(data: st.DataObject, setting: Setting) -> None:
    """No program within the caps is stopped for its budget: the two are as far apart as the caps are."""
    limits = bounds(setting.program)
    assert isinstance(limits, Bounds)
    slots, context = drawn(data, setting)
    found = run(prepared(setting), tuple(slots.values()), tuple(context.values()))
    if isinstance(found, Answer):
        assert found.steps * MAX_STEPS <= limits.steps * BUDGET


@given(st.randoms(use_true_random=False))
def test_shared_and_lazy_nodes_agree(random: Random) -> None:
    """Programs in which most nodes are used again, in branches and in comprehensions within each other."""
    setting = shared(random)
    code = prepared(setting)
    for _ in range(SAMPLES):
        a, b, c = random.randint(-3, 3), random.randint(-20, 20), random.random() < 0.5
        known = expected(evaluate(setting.program, {"a": a, "b": b, "c": c}, {}))
        assert outcome(run(code, (a, b, c))) == known
        assert outcome(run(code, (a, b, c), (), {})) == known
