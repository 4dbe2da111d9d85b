"""Slots that matter: each changes some answer, unless it is declared as flavour; then it changes none.

A witness is a pair of requests that differ in the slot and in the answer. Where conditions tie slots
together, it may differ in one other slot too, but only if no two requests were found that differ in this slot
alone. It is looked for near the examples and at the corners of Θ, then by the solver. That none exists is
shown by the program's graph, by all of a small Θ, or by the solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, assert_never

from potstill.ir.family import Slot
from potstill.ir.reference.evaluate import Answer
from potstill.ir.reference.operations import same
from potstill.ir.scopes import below
from potstill.ir.values import Value
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier.counterexample import counterexample, spell
from potstill.verifier.inquiry import ENUMERATED_AT_LAST, ENUMERATED_FIRST, REPLAYS, Inquiry
from potstill.verifier.replay import run
from potstill.verifier.safety import GAVE_UP
from potstill.verifier.smt.equality import differs
from potstill.verifier.smt.session import Sat, Unknown, Unsat
from potstill.verifier.theta.domain import Point

BASES: Final = 12
"""Answered points from which slots are changed."""

VALUES: Final = 24
"""Values of a slot that are tried from each of them."""

NEAR: Final = (1, -1, 2, -2, 7, -7, 3, -3)
"""How far numbers and days near a base are from it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answered points, and whether their answers differ."""

    one: Point
    other: Point
    unlike: bool


def relevance_verdicts(inquiry: Inquiry) -> list[Verdict]:
    """A verdict for each slot, in their order."""
    return [_decided(inquiry, slot) for slot in inquiry.family.slots]


def _decided(inquiry: Inquiry, slot: Slot) -> Verdict:
    duty = Obligation(Kind.FLAVOUR if slot.flavour else Kind.RELEVANT, slot.name)
    program = inquiry.program
    reaches = _uses(inquiry, slot, program.answer)
    if not reaches and (slot.flavour or not any(_uses(inquiry, slot, where) for where in program.wheres)):
        return _idle(inquiry, duty, Method.DATAFLOW, ())
    alone = False
    for pair in _alone(inquiry, slot.name):
        alone = True
        if pair.unlike and (verdict := _witnessed(inquiry, duty, pair)) is not None:
            return verdict
    if not slot.flavour and not alone:
        return _tied(inquiry, duty)
    if not reaches:
        return _idle(inquiry, duty, Method.DATAFLOW, ())
    if inquiry.small(ENUMERATED_FIRST):
        return _idle(inquiry, duty, Method.ENUMERATION, ())
    outcome = differs(inquiry.theta, inquiry.budget, slot.name)
    match outcome:
        case Unsat(query):
            return _idle(inquiry, duty, Method.SMT, (inquiry.keep(query),))
        case Unknown():
            return Verdict(duty, Status.UNDECIDED, Method.SMT, detail=GAVE_UP)
        case Sat():
            found = _witnessed(inquiry, duty, Pair(*outcome.pair, unlike=True))
            detail = "two points of the encoding whose answers differ, but no two requests"
            return found or Verdict(duty, Status.UNDECIDED, Method.SMT, detail=detail)
        case _:
            assert_never(outcome)


def _uses(inquiry: Inquiry, slot: Slot, root: int) -> bool:
    """Whether a node's value is made of the slot's, among others."""
    program = inquiry.program
    nodes = (program.nodes[node] for node in below(program, root))
    return any(node.op == "slot" and node.data == slot.name for node in nodes)


def _alone(inquiry: Inquiry, name: str) -> Iterator[Pair]:
    """Pairs that differ in one slot alone: of all points, if they are few; else of some."""
    small = inquiry.small(ENUMERATED_FIRST)
    points = tuple(inquiry.points(ENUMERATED_AT_LAST)) if small else inquiry.tries
    for point, answer in islice(_answered(inquiry, points), None if small else BASES):
        for value in _values(points, point, name, None if small else VALUES):
            yield from _pair(inquiry, point, answer, {name: value})


def _tied(inquiry: Inquiry, duty: Obligation) -> Verdict:
    """Conditions seem to tie the slot to others: look for pairs that differ in one more slot."""
    points, name = inquiry.tries, duty.subject
    tries = REPLAYS
    for second in inquiry.family.slots:
        if second.name == name:
            continue
        for point, answer in islice(_answered(inquiry, points), BASES):
            for value in _values(points, point, name, VALUES):
                for also in _values(points, point, second.name, VALUES):
                    for pair in _pair(inquiry, point, answer, {name: value, second.name: also}):
                        if not pair.unlike or tries == 0:
                            continue
                        tries -= 1
                        if (verdict := _witnessed(inquiry, duty, pair)) is not None:
                            return verdict
    detail = "no two requests were found that differ in it, or in it and one more slot, and in the answer"
    return Verdict(duty, Status.UNDECIDED, Method.EVALUATION, detail=detail)


def _answered(inquiry: Inquiry, points: tuple[Point, ...]) -> Iterator[tuple[Point, Value]]:
    for point in points:
        outcome = run(inquiry.program, point)
        if isinstance(outcome, Answer):
            yield point, outcome.value


def _values(points: tuple[Point, ...], base: Point, name: str, most: int | None) -> list[Value]:
    """Other values of a slot: near the base's, and those of the points."""
    here = base.parameters[name]
    number = isinstance(here, int) and not isinstance(here, bool)
    near: list[Value] = [here + step for step in NEAR] if number and isinstance(here, int) else []
    found = dict.fromkeys([*near, *(point.parameters[name] for point in points)])
    found.pop(here, None)
    return list(found)[:most]


def _pair(inquiry: Inquiry, point: Point, answer: Value, changed: dict[str, Value]) -> Iterator[Pair]:
    """The point and its changed copy, if that is answered as well."""
    other = Point({**point.parameters, **changed}, point.context)
    if inquiry.said.contains(other):
        outcome = run(inquiry.program, other)
        if isinstance(outcome, Answer):
            yield Pair(point, other, not same(outcome.value, answer))


def _witnessed(inquiry: Inquiry, duty: Obligation, pair: Pair) -> Verdict | None:
    """The verdict that a pair of points proves, or refutes; None if it is no pair of requests and answers."""
    kind = inquiry.program.declared or inquiry.program.nodes[inquiry.program.answer].type
    told: list[str] = []
    values: list[Value] = []
    for point in (pair.one, pair.other):
        outcome, utterance = run(inquiry.program, point), inquiry.said.phi(point)
        if utterance is None or not isinstance(outcome, Answer):
            return None
        values.append(outcome.value)
        told.append(f"“{utterance}” is answered {spell(outcome.value, kind)}")
    if same(*values):
        return None
    detail = ", ".join(told)
    if duty.kind is Kind.RELEVANT:
        return Verdict(duty, Status.PROVED, Method.EVALUATION, detail=detail)
    example = counterexample(inquiry.artifact, pair.one, inquiry.said.phi(pair.one), None, *told)
    return Verdict(duty, Status.REFUTED, Method.EVALUATION, detail=detail, counterexample=example)


def _idle(inquiry: Inquiry, duty: Obligation, method: Method, evidence: tuple[str, ...]) -> Verdict:
    """The slot changes no answer: right for flavour; else it should be marked so, or used."""
    if duty.kind is Kind.FLAVOUR:
        detail = f"{duty.subject} changes no answer"
        return Verdict(duty, Status.PROVED, method, (), evidence, detail)
    detail = f"{duty.subject} changes no answer: mark it flavour, or leave it out"
    for point in inquiry.answered:
        utterance = inquiry.said.phi(point)
        if utterance is not None:
            fact = f"whatever {duty.subject} is, the answer is the same"
            example = counterexample(inquiry.artifact, point, utterance, None, fact)
            return Verdict(duty, Status.REFUTED, method, (), evidence, detail, example)
    return Verdict(duty, Status.UNDECIDED, method, (), evidence, detail)
