"""What the verifier claims, against the reference: proved obligations never fail, refutations are real.

Random families from the generators that the interpreters are tested with, random and extreme parameters.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potstill.ir.artifact import Artifact, make
from potstill.ir.family import Family
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Candidate, Unanswered, candidate, decide
from potstill.ir.reference.evaluate import Answer, Stuck
from potstill.ir.reference.resolve import Reads
from potstill.ir.verdicts import Kind, Status, Verdict, Verification
from potstill.verifier import verify
from potstill.verifier.replay import blame, run
from potstill.verifier.smt.session import Budget
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta
from tests.strategies.families import BINDING, families, utterances
from tests.strategies.programs import inputs

SMALL = Budget(rlimit=200_000)
SAMPLES = 12
RUNS = settings(deadline=None, suppress_health_check=list(HealthCheck))


def artifact_of(family: Family) -> Artifact:
    return make("", family)


def by_name(verification: Verification) -> dict[str, Verdict]:
    return {verdict.obligation.name: verdict for verdict in verification.verdicts}


def tried(data: st.DataObject, family: Family) -> list[Point]:
    """The corners of Θ, and random points of it."""
    theta = Theta.of(family, BINDING)
    points = list(theta.corners())[:SAMPLES]
    for _ in range(SAMPLES):
        utterance = data.draw(utterances(family))
        context = data.draw(inputs(tuple((field.name, field.type) for field in family.context)))
        found = candidate(family, normalise(utterance), context, BINDING)
        if isinstance(found, Candidate) and isinstance(found.found, Reads):
            names = (slot.name for slot in family.slots)
            parameters = dict(zip(names, found.found.reading.parameters, strict=True))
            points.append(Point(parameters, context))
    return points


def check(data: st.DataObject, family: Family) -> int:
    """Verify a family, try to contradict each verdict; how many pairs of a family and a point were tried."""
    artifact = artifact_of(family)
    verification = verify(artifact, budget=SMALL, binding=BINDING)
    verdicts = by_name(verification)
    points = tried(data, family)
    for point in points:
        outcome = run(family.program, point)
        if isinstance(outcome, Stuck):
            broken = verdicts[blame(family.program, outcome).name]
            # A point of the superset may be one that nobody can say: then nothing is contradicted.
            if broken.status is Status.PROVED:
                raise AssertionError((broken, point))
        if isinstance(outcome, Answer):
            assert verdicts["family"].status is not Status.VACUOUS
    for verdict in verification.verdicts:
        replayed(family, verdict)
    return len(points)


def replayed(family: Family, verdict: Verdict) -> None:
    """A refutation of a claim about one θ is a request that ends as the obligation says."""
    if verdict.status is not Status.REFUTED:
        return
    assert verdict.counterexample is not None
    if verdict.obligation.kind not in (Kind.STUCK, Kind.RANGE, Kind.ANSWER, Kind.ENSURE) or family.context:
        return
    utterance = verdict.counterexample.utterance
    assert utterance is not None
    decision = decide((family,), utterance, {}, BINDING)
    assert isinstance(decision, Unanswered)
    expected = {
        Kind.STUCK: verdict.obligation.subject.partition(":")[2],
        Kind.RANGE: "out_of_range",
        Kind.ANSWER: "out_of_range",
        Kind.ENSURE: "ensure_failed",
    }
    assert decision.reason == expected[verdict.obligation.kind]


@RUNS
@given(st.data(), families())
def test_no_verdict_is_contradicted(data: st.DataObject, family: Family) -> None:
    check(data, family)


@pytest.mark.soak
@settings(RUNS, max_examples=20_000)
@given(st.data(), families(program_depth=4))
def test_no_verdict_is_contradicted_for_long(data: st.DataObject, family: Family) -> None:
    check(data, family)


@RUNS
@given(families())
def test_verdicts_are_deterministic(family: Family) -> None:
    artifact = artifact_of(family)
    first = verify(artifact, budget=SMALL, binding=BINDING)
    assert verify(artifact, budget=SMALL, binding=BINDING) == first
