"""Verdicts of the solver against every point of Θ: no proof fails, no refutation is false.

Random recipes over two whole numbers, a condition, lets and promises; small enough to evaluate all of Θ, with
enumeration switched off, so that what is tested is the encoding, the order of checks, and the replay.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.ir.artifact import Artifact
from potstill.ir.reference.evaluate import Answer, Stuck
from potstill.ir.verdicts import Method, Status
from potstill.verifier import relevance, safety
from potstill.verifier.inquiry import Inquiry
from potstill.verifier.replay import blame, run
from potstill.verifier.smt.session import Budget

BUDGET = Budget(rlimit=1_000_000)
FEW = 30

_leaves = st.sampled_from(("a", "b", "1", "2", "3", "7", "0.5", "10"))


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.builds("({0[0]} {1} {0[1]})".format, pairs, st.sampled_from(("+", "-", "*", "//", "%", "/"))),
        st.builds("{1}({0[0]}, {0[1]})".format, pairs, st.sampled_from(("min", "max"))),
        st.builds("({0[0]} if {1} else {0[1]})".format, pairs, _compared(inner)),
        st.builds("abs({})".format, inner),
        st.builds("round({}, {}, {})".format, inner, st.integers(0, 1), st.sampled_from(_MODES)),
    )


_MODES = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceil")


def _compared(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    comparison = st.builds(
        "{} {} {}".format, inner, st.sampled_from(("<", "<=", "==", "!=", ">", ">=")), inner
    )
    joined = st.builds("({} {} {})".format, comparison, st.sampled_from(("and", "or")), comparison)
    return st.one_of(comparison, joined, comparison.map("not ({})".format))


expressions = st.recursive(_leaves, _wider, max_leaves=5)
conditions = _compared(st.recursive(_leaves, _wider, max_leaves=3))


@st.composite
def recipes(draw: st.DrawFn) -> str:
    """A family over two slots, about 400 points."""
    low, step = draw(st.integers(-9, 1)), draw(st.sampled_from(("", " step 3")))
    lines = [
        "family random",
        '"At random."',
        'ask "take {a} and {b}"',
        *(['ask "only {a}" with b = 2'] if draw(st.booleans()) else []),
        f"slot a: int {low}..{low + 20}",
        f"slot b: int 0..18{step} default 0",
    ]
    lines += [f"where {draw(conditions)}" for _ in range(draw(st.integers(0, 1)))]
    lets = draw(st.integers(0, 2))
    for index in range(lets):
        kind = draw(st.sampled_from(("", ": int -20..90", ": decimal(1) -5..40", ": rational -9..9")))
        lines.append(f"let x{index}{kind} = {draw(expressions)}")
    lines.append(f"answer {draw(expressions)}" + (f" + x{lets - 1}" if lets else ""))
    lines += [f"ensure {draw(conditions)}" for _ in range(draw(st.integers(0, 2)))]
    lines += ["ensure answer < 40"] if draw(st.booleans()) else []
    return "\n".join(lines) + "\n"


def compared(artifact: Artifact) -> Counter[str]:
    """Check each verdict against all points; how many there were of each kind, and how many points."""
    inquiry = Inquiry(artifact, BUDGET)
    program = artifact.family.program
    outcomes = [(point, run(program, point)) for point in inquiry.points(10_000)]
    failing = {blame(program, outcome) for _, outcome in outcomes if isinstance(outcome, Stuck)}
    found: Counter[str] = Counter(points=len(outcomes))
    for verdict in safety.safety_verdicts(inquiry):
        if verdict.status is Status.PROVED:
            assert verdict.obligation not in failing, verdict
        if verdict.status is Status.REFUTED:
            assert verdict.obligation in failing, verdict
        found[f"{verdict.status.value} by {verdict.method.value if verdict.method else 'nothing'}"] += 1
    answers = {
        tuple(point.parameters.values()): outcome.value
        for point, outcome in outcomes
        if isinstance(outcome, Answer)
    }
    for index, verdict in enumerate(relevance.relevance_verdicts(inquiry)):
        differ = any(
            one[1 - index] == other[1 - index] and answers[one] != answers[other]
            for one in answers
            for other in answers
        )
        if verdict.status is Status.REFUTED:
            assert not differ, verdict
        elif verdict.status is Status.PROVED and not program.wheres and not failing:
            assert differ, verdict
    return found


@pytest.fixture(autouse=True)
def _no_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (safety, relevance):
        monkeypatch.setattr(module, "ENUMERATED_FIRST", 0)
    monkeypatch.setattr(safety, "ENUMERATED_AT_LAST", 0)


def total(counts: Counter[str], text: str) -> None:
    """Compile a recipe; one that is refused says nothing."""
    artifact = compile_recipe(text).artifact
    if artifact is not None:
        counts.update(compared(artifact))
        counts["recipes"] += 1


def test_verdicts_are_those_of_all_points() -> None:
    counts: Counter[str] = Counter()

    @settings(deadline=None, max_examples=300)
    @given(recipes())
    def each(text: str) -> None:
        total(counts, text)

    each()
    assert counts["recipes"] > FEW
    assert counts[f"proved by {Method.SMT.value}"] > FEW
    assert counts[f"refuted by {Method.EVALUATION.value}"] > FEW


@pytest.mark.soak
def test_verdicts_are_those_of_all_points_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()

    @settings(deadline=None, max_examples=20_000)
    @given(recipes())
    def each(text: str) -> None:
        total(counts, text)

    each()
    with capsys.disabled():
        print(dict(counts))
