"""Splitting and repair under bad input: contradictions, strangers, nothing at all, hundreds, poison."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.distill.examples import Example, Json
from potstill.distill.repair import NoRepair, Repaired, repair
from potstill.distill.repair import Policy as RepairPolicy
from potstill.distill.repair import Reason as RepairReason
from potstill.distill.split import NoSplit, Reason, Request, Split, split
from tests.recipes import artifact

TIMES = """
family times
ask "[please] {a} times {b} {what}"
slot a: int 1..500 digits
slot b: int 1..500 digits
slot what: words 1..2 flavour
answer a * b
"""
SAY = """
family say
ask "say {n}"
slot n: int 1..100 digits
answer n
"""


def example(utterance: str, answer: int) -> Example:
    return Example(utterance, Fraction(answer))


@pytest.mark.parametrize(
    ("accepted", "rejected"), [([], ["2 times 3 pens"]), (["2 times 3 pens"], []), ([], [])]
)
def test_one_side_empty(accepted: list[str], rejected: list[str]) -> None:
    found = split(artifact(TIMES), list(map(Request, accepted)), list(map(Request, rejected)))
    assert isinstance(found, NoSplit)
    assert found.reason is Reason.NOTHING


def test_accepted_and_rejected_at_once_in_other_letters() -> None:
    found = split(
        artifact(TIMES), [Request("2 times 3 pens")], [Request("2  TIMES 3 Pens."), Request("5 times 9 x")]
    )
    assert isinstance(found, NoSplit)
    assert found.reason is Reason.CONTRADICTION
    assert [each.utterance for each in found.contradictions] == ["2  TIMES 3 Pens."]
    assert "accepted and rejected" in "\n".join(found.report())


def test_strangers_are_reported_and_change_nothing() -> None:
    accepted = [
        Request("2 times 3 pens"),
        Request("make tea"),
        Request("x" * 5000),
        Request("\ud800 times 3 pens"),
    ]
    found = split(artifact(TIMES), accepted, [Request("400 times 3 pens"), Request("600 times 3 pens")])
    assert isinstance(found, Split)
    assert found.proved
    assert [each.reason for each in found.outside] == ["no template reads it", "it is too long"] + [
        "no template reads it"
    ] * 2
    alone = split(artifact(TIMES), accepted[:1], [Request("400 times 3 pens")])
    assert isinstance(alone, Split)
    assert [side.artifact for side in alone.sides] == [side.artifact for side in found.sides]


def test_all_requests_are_strangers() -> None:
    found = split(artifact(TIMES), [Request("tea")], [Request("coffee")])
    assert isinstance(found, NoSplit)
    assert found.reason is Reason.NOTHING
    assert len(found.outside) == 2


def test_a_context_that_does_not_fit_is_outside() -> None:
    source = SAY.replace("answer n", "context day: date 2000-01-01..2001-01-01\nanswer n + month(day)")
    found = split(artifact(source), [Request("say 3", {"day": "soon"})], [Request("say 4")])
    assert isinstance(found, NoSplit)
    assert found.outside[0].reason.startswith("the context does not fit")
    assert found.outside[1].reason == "a field of the context is missing"


def test_hundreds_of_requests() -> None:
    accepted = [Request(f"{a} times {b} pens") for a in range(1, 21) for b in range(1, 16)]
    rejected = [Request(f"{a} times {b} pens") for a in range(21, 41) for b in range(1, 16)]
    found = split(artifact(TIMES), accepted, rejected)
    assert isinstance(found, Split)
    assert found.proved
    assert found.separation.condition == "a <= 20"


def test_two_answers_to_one_request() -> None:
    found = repair(artifact(TIMES), [example("2 times 3 pens", 6)], [example("2 times 3 PENS", 7)])
    assert isinstance(found, NoRepair)
    assert found.reason is RepairReason.CONTRADICTION
    assert len(found.conflicts) == 1


def test_a_correction_that_only_flavour_tells_from_an_accepted_answer() -> None:
    found = repair(artifact(TIMES), [example("2 times 3 pens", 6)], [example("please 2 times 3 mugs", 7)])
    assert isinstance(found, NoRepair)
    assert found.reason is RepairReason.CONTRADICTION
    assert "“please 2 times 3 mugs” is 7" in "\n".join(found.report())


def test_a_poisoned_correction_among_accepted_answers_is_not_learnt() -> None:
    accepted = [example(f"{a} times {b} pens", a * b) for a in range(1, 20, 3) for b in range(2, 30, 9)]
    found = repair(artifact(TIMES), accepted, [example("8 times 11 pens", 1_000_000_007)])
    assert isinstance(found, NoRepair)
    assert found.reason in (RepairReason.RIVALS, RepairReason.NO_PROGRAM, RepairReason.TRIALS)


def test_what_is_right_already_stays() -> None:
    found = repair(artifact(TIMES), [], [example("8 times 11 pens", 88)])
    assert isinstance(found, NoRepair)
    assert found.reason is RepairReason.NOTHING


def test_answers_of_another_kind_and_huge_numbers_as_text() -> None:
    strange: list[Json] = ["1e999999999", "1" * 90_000, None, [Fraction(1)], {"a": "b"}, True]
    for answer in strange:
        found = repair(artifact(SAY), [], [Example("say 3", answer)], RepairPolicy(trials=3_000))
        assert isinstance(found, NoRepair), answer


def test_trials_are_a_cap() -> None:
    found = repair(artifact(TIMES), [], [example("8 times 11 pens", 19)], RepairPolicy(trials=10))
    assert isinstance(found, NoRepair)
    assert found.reason is RepairReason.TRIALS


def test_a_single_example_of_many_explanations_is_a_question() -> None:
    found = repair(artifact(TIMES), [], [example("8 times 11 pens", 19)])
    assert not isinstance(found, Repaired)
    assert found.questions
    assert len(found.questions[0].endings) > 1
