"""Repair against brute force: whatever is repaired keeps every answer and changes what it says it changes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.distill.examples import Example
from potstill.distill.repair import NoRepair, Policy, Reason, Repaired, repair
from potstill.ir.artifact import Artifact
from potstill.ir.reference.answer import Answered, decide
from potstill.ir.values import Value
from tests.recipes import artifact

PROGRAMS = (
    "a + b",
    "a - b",
    "a * b",
    "a * b + 2",
    "a * b + 3",
    "2 * a + b",
    "a + 2 * b",
    "a * b if a > 3 else a",
    "a * b if a > 4 else a",
    "a if a < b else b",
    "max(a, b)",
    "round(a / b, 1)",
    "round(a / b, 1, down)",
    "a // b",
)
POINTS = tuple(product(range(1, 6), range(1, 6)))


@cache
def family(program: str) -> Artifact:
    return artifact(
        f'family small\nask "{{a}} with {{b}}"\nslot a: int 1..5 digits\nslot b: int 1..5 digits\n'
        f"where a + b < 10\nanswer {program}\n"
    )


def said(point: tuple[int, int]) -> str:
    return f"{point[0]} with {point[1]}"


def value(one: Artifact, utterance: str) -> Value:
    """What is answered, as a number; None where the utterance is not the family's."""
    decision = decide([one.family], utterance, {})
    return decision.value if isinstance(decision, Answered) else None


def example(one: Artifact, utterance: str) -> Example | None:
    found = value(one, utterance)
    return Example(utterance, Fraction(found)) if isinstance(found, int | Fraction) else None


class Truth:
    """An oracle that knows the program."""

    pool: Sequence[str] = ()

    def __init__(self, right: Artifact) -> None:
        self._right = right

    def ask(self, utterance: str) -> Example | None:
        return example(self._right, utterance)


@settings(deadline=None, max_examples=15)
@given(
    st.sampled_from(PROGRAMS),
    st.sampled_from(PROGRAMS),
    st.lists(st.sampled_from(POINTS), min_size=1, max_size=5, unique=True),
    st.booleans(),
)
def test_a_repair_keeps_all_answers_and_changes_nothing_outside_of_its_region(
    right: str, wrong: str, points: list[tuple[int, int]], asking: bool
) -> None:
    truth, parent = family(right), family(wrong)
    examples = [each for point in points if (each := example(truth, said(point))) is not None]
    corrected = [each for each in examples if value(parent, each.utterance) != each.answer]
    accepted = [each for each in examples if each not in corrected]
    oracle = Truth(truth) if asking else None
    found = repair(parent, accepted, corrected, Policy(trials=4_000), oracle=oracle)
    if isinstance(found, NoRepair):
        assert (found.reason is Reason.NOTHING) is (not corrected)
        assert found.reason is not Reason.CONTRADICTION
        return
    assert isinstance(found, Repaired)
    for each in (*examples, *found.asked):
        assert value(found.artifact, each.utterance) == each.answer
    assert found.kept == len(
        [each for each in (*accepted, *found.asked) if value(parent, each.utterance) == each.answer]
    )
    changed = [point for point in POINTS if value(parent, said(point)) != value(found.artifact, said(point))]
    taken = [value(parent, said(point)) is None for point in POINTS]
    assert taken == [value(found.artifact, said(point)) is None for point in POINTS]
    assert found.region.requests.proved
    if found.region.condition:
        assert found.region.claim.proved
        inside = family_with(found.region.condition)
        assert all(value(inside, said(point)) is not None for point in changed)


@cache
def family_with(condition: str) -> Artifact:
    return artifact(
        f'family small\nask "{{a}} with {{b}}"\nslot a: int 1..5 digits\nslot b: int 1..5 digits\n'
        f"where a + b < 10\nwhere {condition}\nanswer 1\n"
    )
