"""Slots that matter: each changes some answer, unless it is declared as flavour; then it changes none.

A witness is a pair of requests that differ in the slot and in the answer; where conditions couple slots, in
as few others as they allow. It is looked for among simple points first, then by the solver. That none exists
is shown by the program's graph, by all of a small Θ, or by the solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from potstill.ir.family import Slot
from potstill.ir.obligations import below
from potstill.ir.reference.evaluate import Answer
from potstill.ir.reference.operations import same
from potstill.ir.values import Value
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier.counterexample import counterexample, spell
from potstill.verifier.inquiry import ENUMERATED_AT_LAST, ENUMERATED_FIRST, REPLAYS, Inquiry
from potstill.verifier.replay import run
from potstill.verifier.safety import GAVE_UP
from potstill.verifier.smt.equality import differs
from potstill.verifier.smt.session import Sat, Unknown, Unsat
from potstill.verifier.theta.domain import Point

BASES: Final = 24
"""Answered points from which one slot at a time is changed."""

VALUES: Final = 12
"""Values of a slot that are tried from each of them."""

Pair = tuple[Point, Point]


def relevance_verdicts(inquiry: Inquiry) -> list[Verdict]:
    """A verdict for each slot, in their order."""
    return [(_flavour if slot.flavour else _relevant)(inquiry, slot) for slot in inquiry.family.slots]


def _relevant(inquiry: Inquiry, slot: Slot) -> Verdict:
    duty = Obligation(Kind.RELEVANT, slot.name)
    if not _reaches(inquiry, slot):
        return _idle(inquiry, duty, Method.DATAFLOW, ())
    for pair in _pairs(inquiry, slot):
        if (verdict := _witnessed(inquiry, duty, pair)) is not None:
            return verdict
    if inquiry.small(ENUMERATED_FIRST):
        return _coupled(inquiry, duty, ())
    outcome = differs(inquiry.theta, inquiry.budget, slot.name)
    match outcome:
        case Unsat(query):
            return _coupled(inquiry, duty, (inquiry.keep(query),))
        case Unknown():
            return Verdict(duty, Status.UNDECIDED, Method.SMT, detail=GAVE_UP)
        case Sat():
            if (verdict := _witnessed(inquiry, duty, outcome.pair)) is not None:
                return verdict
            detail = "two points of the encoding whose answers differ, but no two requests"
            return Verdict(duty, Status.UNDECIDED, Method.SMT, detail=detail)
        case _:
            assert_never(outcome)


def _flavour(inquiry: Inquiry, slot: Slot) -> Verdict:
    duty = Obligation(Kind.FLAVOUR, slot.name)
    if not _reaches(inquiry, slot):
        detail = f"no answer is made of {slot.name}"
        return Verdict(duty, Status.PROVED, Method.DATAFLOW, detail=detail)
    for pair in _pairs(inquiry, slot):
        if (verdict := _witnessed(inquiry, duty, pair)) is not None:
            return verdict
    outcome = differs(inquiry.theta, inquiry.budget, slot.name)
    match outcome:
        case Unsat(query):
            detail = f"{slot.name} changes no answer"
            return Verdict(duty, Status.PROVED, Method.SMT, evidence=(inquiry.keep(query),), detail=detail)
        case Unknown():
            return Verdict(duty, Status.UNDECIDED, Method.SMT, detail=GAVE_UP)
        case Sat():
            verdict = _witnessed(inquiry, duty, outcome.pair)
            detail = "two points of the encoding whose answers differ, but no two requests"
            return verdict or Verdict(duty, Status.UNDECIDED, Method.SMT, detail=detail)
        case _:
            assert_never(outcome)


def _reaches(inquiry: Inquiry, slot: Slot) -> bool:
    """Whether the answer is made of the slot's value, among others."""
    program = inquiry.program
    nodes = (program.nodes[node] for node in below(program, program.answer))
    return any(node.op == "slot" and node.data == slot.name for node in nodes)


def _pairs(inquiry: Inquiry, slot: Slot) -> Iterator[Pair]:
    """Answered points that differ in this slot alone, and in the answer: from the small ones, or all."""
    name = slot.name
    points = list(inquiry.points(ENUMERATED_AT_LAST)) if inquiry.small(ENUMERATED_FIRST) else inquiry.tries
    outcomes = [(point, run(inquiry.program, point)) for point in points]
    answered = [(point, outcome.value) for point, outcome in outcomes if isinstance(outcome, Answer)]
    values: list[Value] = []
    for point in points:
        if point.parameters[name] not in values:
            values.append(point.parameters[name])
    exhaustive = inquiry.small(ENUMERATED_FIRST)
    for point, answer in answered if exhaustive else answered[:BASES]:
        for value in values if exhaustive else values[:VALUES]:
            other = Point({**point.parameters, name: value}, point.context)
            if value == point.parameters[name] or not inquiry.said.contains(other):
                continue
            outcome = run(inquiry.program, other)
            if isinstance(outcome, Answer) and not same(outcome.value, answer):
                yield point, other


def _coupled(inquiry: Inquiry, duty: Obligation, evidence: tuple[str, ...]) -> Verdict:
    """No two requests differ in this slot alone and in the answer: then, in as few others as possible."""
    name = duty.subject
    known = [(point, run(inquiry.program, point)) for point in inquiry.tries]
    found = [
        (one, other)
        for index, (one, first) in enumerate(known)
        for other, second in known[index + 1 :]
        if one.parameters[name] != other.parameters[name]
        and isinstance(first, Answer)
        and isinstance(second, Answer)
        and not same(first.value, second.value)
    ]
    alone = any(_distance(*pair) == 1 for pair in _answered_pairs(inquiry, name))
    if not alone:
        for pair in sorted(found, key=lambda pair: _distance(*pair))[:REPLAYS]:
            if (verdict := _witnessed(inquiry, duty, pair)) is not None:
                return verdict
    method = Method.SMT if evidence else Method.ENUMERATION
    return _idle(inquiry, duty, method, evidence)


def _answered_pairs(inquiry: Inquiry, name: str) -> Iterator[Pair]:
    for index, one in enumerate(inquiry.answered):
        for other in inquiry.answered[index + 1 :]:
            if one.parameters[name] != other.parameters[name]:
                yield one, other


def _distance(one: Point, other: Point) -> int:
    """In how many slots two points differ."""
    return sum(one.parameters[name] != other.parameters[name] for name in one.parameters)


def _witnessed(inquiry: Inquiry, duty: Obligation, pair: Pair) -> Verdict | None:
    """The verdict that a pair of points proves, or refutes; None if it is no pair of requests and answers."""
    outcomes = [run(inquiry.program, point) for point in pair]
    utterances = [inquiry.said.phi(point) for point in pair]
    kind = inquiry.program.declared or inquiry.program.nodes[inquiry.program.answer].type
    told: list[str] = []
    for outcome, utterance in zip(outcomes, utterances, strict=True):
        if utterance is None or not isinstance(outcome, Answer):
            return None
        told.append(f"“{utterance}” is answered {spell(outcome.value, kind)}")
    first, second = outcomes
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    if same(first.value, second.value):
        return None
    detail = ", ".join(told)
    if duty.kind is Kind.RELEVANT:
        return Verdict(duty, Status.PROVED, Method.EVALUATION, detail=detail)
    example = counterexample(inquiry.artifact, pair[0], utterances[0], None, *told)
    return Verdict(duty, Status.REFUTED, Method.EVALUATION, detail=detail, counterexample=example)


def _idle(inquiry: Inquiry, duty: Obligation, method: Method, evidence: tuple[str, ...]) -> Verdict:
    """The slot changes no answer: mark it as flavour, or use it."""
    detail = f"{duty.subject} changes no answer: mark it flavour, or leave it out"
    for point in inquiry.answered:
        utterance = inquiry.said.phi(point)
        if utterance is not None:
            fact = f"whatever {duty.subject} is, the answer is the same"
            example = counterexample(inquiry.artifact, point, utterance, None, fact)
            return Verdict(duty, Status.REFUTED, method, (), evidence, detail, example)
    return Verdict(duty, Status.UNDECIDED, method, (), evidence, detail)
