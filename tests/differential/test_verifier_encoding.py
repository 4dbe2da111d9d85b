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

from potstill.ir import lexicons as lx
from potstill.ir.family import Family
from potstill.ir.reference.evaluate import evaluate
from potstill.ir.typing import contains
from potstill.verifier.smt.session import Session
from potstill.verifier.smt.solver import Answer
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta
from tests.differential.pinned import Pinned, points
from tests.differential.sharing import shared
from tests.strategies.families import BINDING, families
from tests.strategies.programs import Setting, programs

POINTS = 16
PROGRAMS = 1_100
SHARED = 200
THETA_POINTS = 12
CASES = 20_000

RUNS = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=PROGRAMS)
LONG = settings(RUNS, max_examples=50_000, derandomize=False, phases=[Phase.generate])


@dataclass
class Count:
    """Pairs of a program and a θ that were compared."""

    pairs: int = 0
    exact: int = 0
    open: int = 0
    """Questions that the solver left open."""
    programs: int = 0


def check(setting: Setting, tried: Iterable[Point], count: Count) -> None:
    """One program at some points."""
    pinned = Pinned(setting)
    count.programs += 1
    for point in tried:
        outcome = evaluate(setting.program, point.parameters, point.context)
        ends = pinned.ends(outcome)
        within = pinned.within_theta(point)
        assert within is not Answer.UNSAT, point
        count.open += within is Answer.UNKNOWN
        allowed, exact = pinned.says(point, ends)
        assert allowed is not Answer.UNSAT, (point, outcome)
        count.open += allowed is Answer.UNKNOWN
        count.pairs += 1
        if exact:
            count.exact += 1
            other, _ = pinned.says(point, pinned.script.negation(ends))
            assert other is not Answer.SAT, (point, outcome)
            count.open += other is Answer.UNKNOWN


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
    assert count.open <= count.pairs // 200


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), families(program_depth=1))
def test_theta_has_the_points_that_it_has(data: st.DataObject, family: Family) -> None:
    """Points of Θ, and points that others' values make of them."""
    theta = Theta.of(family, BINDING)
    session = Session(theta)
    corners = list(theta.corners())[:THETA_POINTS]
    values = [point.parameters[slot.name] for point in corners for slot in family.slots]
    for point in corners:
        assert said_of(session, theta, point) == (Answer.SAT, True)
        for slot in family.slots:
            moved = data.draw(st.sampled_from(values))
            if contains(slot.type, moved):
                other = Point({**point.parameters, slot.name: moved}, point.context)
                answer, inside = said_of(session, theta, other)
                assert answer is (Answer.SAT if inside else Answer.UNSAT) or free_texts(family), other


def said_of(session: Session, theta: Theta, point: Point) -> tuple[Answer, bool]:
    """Whether the solver has the point in its Θ, and whether Θ has."""
    question = session.bench.question(session.ranges.at(point), [session.ranges])
    answer, _ = session.bench.answer(question)
    inside = theta.contains(point)
    assert not (inside and answer is Answer.UNSAT), point
    return answer, inside


def free_texts(family: Family) -> bool:
    """Whether a slot has texts of which the encoding knows nothing but lengths."""
    return any(
        slot.lexicon.free or isinstance(slot.lexicon, lx.Pattern | lx.Lists | lx.Names)
        for slot in family.slots
    )


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
