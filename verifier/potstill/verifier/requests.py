"""Obligations that single requests decide: that T is not empty, and the recipe's examples."""

from __future__ import annotations

from typing import assert_never

from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Answered, Candidate, Unanswered, candidate, decide
from potstill.ir.reference.operations import same
from potstill.ir.verdicts import Counterexample, Kind, Method, Obligation, Status, Verdict
from potstill.verifier.counterexample import spell
from potstill.verifier.inquiry import REPLAYS, Inquiry
from potstill.verifier.safety import GAVE_UP
from potstill.verifier.smt.session import Sat, Unknown, Unsat
from potstill.verifier.theta.domain import Point


def family_verdict(inquiry: Inquiry) -> Verdict:
    """Whether some request is the family's: one of its examples, or a point that fulfils the conditions."""
    duty = Obligation(Kind.FAMILY)
    family = inquiry.family
    for example in family.examples:
        found = candidate(family, normalise(example.utterance), dict(example.context), inquiry.binding)
        if isinstance(found, Candidate):
            return _inhabited(duty, example.utterance)
    for point in inquiry.answered:
        if (utterance := inquiry.said.phi(point)) is not None:
            return _inhabited(duty, utterance)
    session = inquiry.session
    excluded: list[Point] = []
    for _ in range(REPLAYS):
        outcome = session.inhabited(excluding=excluded)
        match outcome:
            case Unsat(query):
                detail = "no parameters fulfil the conditions"
                if excluded:
                    break
                evidence = (inquiry.keep(query),)
                return Verdict(duty, Status.VACUOUS, Method.SMT, evidence=evidence, detail=detail)
            case Unknown():
                return Verdict(duty, Status.UNDECIDED, Method.SMT, detail=GAVE_UP)
            case Sat(point=point):
                if (utterance := inquiry.said.phi(point)) is not None:
                    return _inhabited(duty, utterance)
                excluded.append(point)
            case _:
                assert_never(outcome)
    return Verdict(duty, Status.UNDECIDED, Method.SMT, detail="no request was found")


def example_verdicts(inquiry: Inquiry) -> list[Verdict]:
    """Whether each example gets the answer that the recipe states."""
    family = inquiry.family
    kind = family.program.declared or family.program.nodes[family.program.answer].type
    verdicts: list[Verdict] = []
    for index, example in enumerate(family.examples):
        duty = Obligation(Kind.EXAMPLE, str(index))
        match decide((family,), example.utterance, dict(example.context), inquiry.binding):
            case Answered(value=value) if same(value, example.answer):
                detail = f"“{example.utterance}” is answered {spell(value, kind)}"
                verdicts.append(Verdict(duty, Status.PROVED, Method.EVALUATION, detail=detail))
            case Answered(value=value):
                told = f"it is answered {spell(value, kind)}, not {spell(example.answer, kind)}"
                verdicts.append(_contradicted(duty, example.utterance, told))
            case Unanswered(reason):
                verdicts.append(_contradicted(duty, example.utterance, f"it is not answered: {reason}"))
    return verdicts


def _inhabited(duty: Obligation, utterance: str) -> Verdict:
    return Verdict(duty, Status.PROVED, Method.EVALUATION, detail=f"“{utterance}” is one of its requests")


def _contradicted(duty: Obligation, utterance: str, told: str) -> Verdict:
    example = Counterexample(utterance, facts=(told,))
    return Verdict(duty, Status.REFUTED, Method.EVALUATION, detail=told, counterexample=example)
