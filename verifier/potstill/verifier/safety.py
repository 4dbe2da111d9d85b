"""Obligations about one θ: no stuck operation, declared ranges, promises; for all θ, or with one that fails.

The cheap first: types; then all of a small Θ, or its corners; then the solver, one question after the other
in the order of evaluation, each taking for granted that what is evaluated earlier goes well. That is no
circle: an evaluation that fails earlier ends there. Models are replayed by the reference, on an
utterance; one that nobody can say is excluded, and the search goes on within its budget.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from potstill.ir.obligations import safety
from potstill.ir.verdicts import Kind, Method, Obligation, Status, Verdict
from potstill.verifier.counterexample import counterexample, expression
from potstill.verifier.inquiry import ENUMERATED_AT_LAST, ENUMERATED_FIRST, REPLAYS, Inquiry
from potstill.verifier.intervals import error_of, holds
from potstill.verifier.replay import broken
from potstill.verifier.smt.session import Sat, Unknown, Unsat
from potstill.verifier.theta.domain import Point

GAVE_UP: Final = "the solver does not decide it within its budget"


def safety_verdicts(inquiry: Inquiry) -> list[Verdict]:
    """A verdict for each obligation about one θ, in the order of evaluation."""
    program = inquiry.program
    duties = safety(program)
    left = [duty for duty in duties if not holds(program, duty)]
    decided = {
        duty: Verdict(duty, Status.PROVED, Method.TYPES, detail=claim(inquiry, duty))
        for duty in duties
        if duty not in left
    }
    if left:
        known = _enumerated(inquiry, left) if inquiry.small(ENUMERATED_FIRST) else _asked(inquiry, left)
        decided.update(zip(left, known, strict=True))
    return [decided[duty] for duty in duties]


def claim(inquiry: Inquiry, duty: Obligation) -> str:
    """What a safety obligation says, in the recipe's own words."""
    assert duty.node is not None
    text = expression(inquiry.artifact, duty.node)
    match duty.kind:
        case Kind.STUCK:
            return f"{text} does not end in {error_of(duty)}"
        case Kind.RANGE:
            return f"{duty.subject} stays in its declared type"
        case Kind.ANSWER:
            return "the answer stays in its declared type"
        case _:
            return f"ensure {text}"


def fault(inquiry: Inquiry, duty: Obligation) -> str:
    """What is wrong where a safety obligation is refuted."""
    assert duty.node is not None
    text = expression(inquiry.artifact, duty.node)
    match duty.kind:
        case Kind.STUCK:
            return f"{text} can end in {error_of(duty)}"
        case Kind.RANGE:
            return f"{duty.subject} can leave its declared type"
        case Kind.ANSWER:
            return "the answer can leave its declared type"
        case _:
            return f"{text} can be false"


def _enumerated(inquiry: Inquiry, duties: list[Obligation]) -> list[Verdict]:
    """Verdicts from evaluating every point of a small Θ."""
    verdicts: list[Verdict] = []
    for duty in duties:
        verdicts.append(_counted(inquiry, duty, _open(verdicts)))
    return verdicts


def _counted(inquiry: Inquiry, duty: Obligation, assumes: tuple[str, ...]) -> Verdict:
    """The verdict of all points."""
    every = inquiry.every
    if duty in every.failing:
        return _refuted(inquiry, duty, every.failing[duty][:REPLAYS]) or _unsayable(inquiry, duty)
    detail = f"{claim(inquiry, duty)}: all {every.count} points evaluated"
    return Verdict(duty, Status.PROVED, Method.ENUMERATION, assumes, (every.digest,), detail)


def _asked(inquiry: Inquiry, duties: list[Obligation]) -> list[Verdict]:
    """Verdicts from the corners of Θ and the solver."""
    failing: dict[Obligation, list[Point]] = {}
    for point in inquiry.tries:
        if (duty := broken(inquiry.program, point)) is not None:
            failing.setdefault(duty, []).append(point)
    verdicts: list[Verdict] = []
    for duty in duties:
        found = _refuted(inquiry, duty, failing.get(duty, [])[:REPLAYS])
        # Once all points had to be evaluated, they say what is left.
        decide = _counted if inquiry.enumerated else _solved
        verdicts.append(found or decide(inquiry, duty, _open(verdicts)))
    return verdicts


def _solved(inquiry: Inquiry, duty: Obligation, assumes: tuple[str, ...]) -> Verdict:
    """The solver's word, its models replayed; enumeration where it does not decide and Θ is small enough."""
    session = inquiry.session
    question = session.question(duty)
    outcome = session.ask(question)
    unsaid = False
    for _ in range(REPLAYS):
        match outcome:
            case Unsat() if unsaid:
                return _last(inquiry, duty, assumes, "it fails for parameters that nobody is known to say")
            case Unsat(query):
                detail = claim(inquiry, duty)
                return Verdict(duty, Status.PROVED, Method.SMT, assumes, (inquiry.keep(query),), detail)
            case Unknown():
                session.hurry()
                return _last(inquiry, duty, assumes, GAVE_UP)
            case Sat(point=point):
                found = _refuted(inquiry, duty, (point,))
                if found is not None:
                    return found
                # INVARIANT: a proof rests on no exclusion but of points that the reference clears.
                unsaid = unsaid or broken(inquiry.program, point) == duty
                outcome = session.ask(session.question(duty, excluding=point))
            case _:
                assert_never(outcome)
    return _last(inquiry, duty, assumes, f"{REPLAYS} models of the encoding, none of them a real request")


def _last(inquiry: Inquiry, duty: Obligation, assumes: tuple[str, ...], why: str) -> Verdict:
    if inquiry.small(ENUMERATED_AT_LAST):
        return _counted(inquiry, duty, assumes)
    return Verdict(duty, Status.UNDECIDED, Method.SMT, assumes, (), f"{claim(inquiry, duty)}: {why}")


def _refuted(inquiry: Inquiry, duty: Obligation, points: Iterable[Point]) -> Verdict | None:
    """The refutation by one of the points: the simplest, by the shortest utterance; None if none is real."""

    def shows(point: Point) -> bool:
        return broken(inquiry.program, point) == duty

    found = [
        request for point in points if shows(point) and (request := inquiry.request(point, shows)) is not None
    ]
    if not found:
        return None
    point, utterance = min(found, key=lambda one: (len(one[1]), inquiry.theta.order(one[0])))
    example = counterexample(inquiry.artifact, point, utterance, duty.node)
    return Verdict(
        duty,
        Status.REFUTED,
        Method.EVALUATION,
        detail=fault(inquiry, duty),
        counterexample=example,
    )


def _unsayable(inquiry: Inquiry, duty: Obligation) -> Verdict:
    detail = f"{claim(inquiry, duty)}: it fails for parameters that no utterance was found for"
    return Verdict(duty, Status.UNDECIDED, Method.ENUMERATION, detail=detail)


def _open(verdicts: list[Verdict]) -> tuple[str, ...]:
    """The obligations met earlier that are not proved, and so are assumed."""
    return tuple(verdict.obligation.name for verdict in verdicts if verdict.status is not Status.PROVED)
