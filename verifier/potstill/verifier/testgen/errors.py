"""Cases that end in an error, and which errors are proved away.

The verifier says which errors no parameters lead to. Of the others, those for which parameters are found have
a case, whose outcome is that nobody answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.ir.reference.evaluate import Stuck
from potstill.ir.verdicts import Kind, Obligation, Status, Verdict, Verification
from potstill.verifier.counterexample import expression
from potstill.verifier.replay import blame, run
from potstill.verifier.smt.session import Sat, Unknown, Unsat
from potstill.verifier.testgen.bench import Bench
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.coverage import MODELS
from potstill.verifier.testgen.names import Names, shortened
from potstill.verifier.theta.domain import Point

_ENDING: Final = frozenset({Kind.STUCK, Kind.RANGE, Kind.ANSWER, Kind.ENSURE})


@dataclass(frozen=True, slots=True)
class Ending:
    """One way for a program to end without an answer. ``case``: the test that shows it, if any."""

    title: str
    verdict: Verdict
    case: str | None = None


def endings(bench: Bench, names: Names, verification: Verification) -> tuple[list[Case], list[Ending]]:
    """A case for each error that is not proved away, where one is found, and a statement about each."""
    cases: list[Case] = []
    found: list[Ending] = []
    for verdict in verification.verdicts:
        if verdict.obligation.kind not in _ENDING:
            continue
        title = _title(bench, verdict.obligation)
        said = None if verdict.status is Status.PROVED else _said(bench, verdict.obligation)
        if said is None:
            found.append(Ending(title, verdict))
            continue
        utterance, point = said
        name = names.fresh(_subject(bench, verdict.obligation), "falls back")
        cases.append(
            bench.case(Section.ERROR, name, f"Not answered: {title}.", utterance, bench.context(point))
        )
        found.append(Ending(title, verdict, name))
    return cases, found


def _subject(bench: Bench, duty: Obligation) -> str:
    match duty.kind:
        case Kind.RANGE:
            return duty.subject
        case Kind.ANSWER:
            return "answer"
        case Kind.ENSURE:
            return f"promise {int(duty.subject) + 1}"
        case _:
            assert duty.node is not None
            return f"{expression(bench.artifact, duty.node)} {duty.subject.partition(':')[2]}"


def _title(bench: Bench, duty: Obligation) -> str:
    assert duty.node is not None
    text = f"`{shortened(expression(bench.artifact, duty.node), 60)}`"
    match duty.kind:
        case Kind.RANGE:
            return f"`{duty.subject}` out of its range"
        case Kind.ANSWER:
            return "the answer out of its range"
        case Kind.ENSURE:
            return f"the promise {text} broken"
        case _:
            return f"{duty.subject.partition(':')[2].replace('_', ' ')} at {text}"


def _said(bench: Bench, duty: Obligation) -> tuple[str, Point] | None:
    """Parameters that end in the error, and an utterance for them."""
    for point in bench.points:
        if _shows(bench, duty, point) and (utterance := bench.say(point)) is not None:
            return utterance, point
    session = bench.inquiry.session
    question = session.question(duty)
    for _ in range(MODELS):
        match session.ask(question):
            case Unsat() | Unknown():
                return None
            case Sat(point=point):
                utterance = bench.say(point) if _shows(bench, duty, point) else None
                if utterance is not None:
                    return utterance, point
                question = session.question(duty, excluding=point)
    return None


def _shows(bench: Bench, duty: Obligation, point: Point) -> bool:
    outcome = run(bench.program, point)
    return isinstance(outcome, Stuck) and blame(bench.program, outcome) == duty
