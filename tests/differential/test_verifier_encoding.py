"""The solver's encoding against the reference: random programs, inputs pinned to random and telling values.

What the reference says is never excluded; where nothing is over-approximated, nothing else is possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from potstill.ir.reference.evaluate import evaluate
from potstill.verifier.smt.solver import Answer
from potstill.verifier.theta.domain import Point
from tests.differential.pinned import Pinned, points
from tests.differential.sharing import shared
from tests.strategies.programs import Setting, programs

POINTS = 16
PROGRAMS = 1_100
SHARED = 200
CASES = 20_000

RUNS = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=PROGRAMS)
LONG = settings(RUNS, max_examples=50_000, derandomize=False, phases=[Phase.generate])


@dataclass
class Count:
    """Pairs of a program and a θ that were compared."""

    pairs: int = 0
    exact: int = 0
    programs: int = 0


def check(setting: Setting, tried: Iterable[Point], count: Count) -> None:
    """One program at some points."""
    pinned = Pinned(setting)
    count.programs += 1
    for point in tried:
        outcome = evaluate(setting.program, point.parameters, point.context)
        ends = pinned.ends(outcome)
        assert pinned.within_theta(point) is Answer.SAT, point
        allowed, exact = pinned.says(point, ends)
        assert allowed is Answer.SAT, (point, outcome)
        count.pairs += 1
        if exact:
            count.exact += 1
            other, _ = pinned.says(point, pinned.script.negation(ends))
            assert other is Answer.UNSAT, (point, outcome)


def check_shared(seed: int, count: Count) -> None:
    """A program in which most nodes are used again, in branches and in comprehensions within each other."""
    random = Random(seed)
    tried = [
        Point({"a": random.randint(-3, 3), "b": random.randint(-20, 20), "c": random.random() < 0.5}, {})
        for _ in range(POINTS)
    ]
    check(shared(random), tried, count)


def test_random_programs_and_shared_nodes() -> None:
    """At least so many pairs, most of them of exact encodings."""
    count = Count()

    @RUNS
    @given(st.data(), programs())
    def any_program(data: st.DataObject, setting: Setting) -> None:
        check(setting, data.draw(points(setting, POINTS)), count)

    any_program()
    for seed in range(SHARED):
        check_shared(seed, count)
    assert count.pairs >= CASES
    assert count.exact >= count.pairs * 3 // 4


@pytest.mark.soak
def test_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    """As many as one likes to wait for; what was compared is said as it goes."""
    count = Count()

    @LONG
    @given(st.data(), programs(depth=5))
    def any_program(data: st.DataObject, setting: Setting) -> None:
        check(setting, data.draw(points(setting, POINTS)), count)
        check_shared(count.programs, count)
        if count.programs % 1_000 == 0:
            with capsys.disabled():
                print(f"{count.pairs:,} pairs of {count.programs:,} programs, {count.exact:,} exact")

    any_program()
    assert count.pairs > 0
