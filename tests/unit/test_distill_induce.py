"""Induction from end to end on small families: what is released, what is asked, and when it abstains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from potstill.distill.examples import Example
from potstill.distill.induce import Live, induce
from potstill.distill.oracle import NotYet, Silent
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import Policy
from potstill.ir.reference.answer import Answered, decide

ITEMS = ("mugs", "plates", "spoons", "forks", "bowls", "trays")


class Shop:
    """An oracle that computes; ``pool``: requests that it may be asked, or none for all."""

    def __init__(self, rule: Callable[[int, int], int], pool: Sequence[str] = ()) -> None:
        self.rule = rule
        self.pool = pool
        self.asked: list[str] = []

    def ask(self, utterance: str) -> Example | None:
        self.asked.append(utterance)
        words = utterance.split()
        numbers = [int(word.replace(",", "")) for word in words if word.replace(",", "").isdigit()]
        return Example(utterance, Fraction(self.rule(*numbers))) if len(numbers) == 2 else None


def said(count: int, price: int, item: str) -> str:
    return f"How much do {count} {item} cost at {price} dollars each?"


def shop(rule: Callable[[int, int], int], pairs: Sequence[tuple[int, int]]) -> list[Example]:
    return [
        Example(said(count, price, item), Fraction(rule(count, price)))
        for (count, price), item in zip(pairs, ITEMS, strict=False)
    ]


def product(count: int, price: int) -> int:
    return count * price


PAIRS = [(3, 17), (5, 12), (11, 8), (7, 23)]


def answers(found: Outcome, utterance: str) -> object:
    assert isinstance(found, Released)
    decided = decide([found.artifact.family], utterance, {})
    return decided.value if isinstance(decided, Answered) else None


def test_a_product_is_learnt_proved_and_tested() -> None:
    oracle = Shop(product)
    found = induce(shop(product, PAIRS), oracle)
    assert isinstance(found, Released), found
    assert found.verification.released
    assert answers(found, said(40, 31, "garden chairs")) == 1240
    claim = found.claim
    assert claim.examples == len(PAIRS)
    assert claim.holdouts
    assert [each.example.utterance for each in (*claim.questions, *claim.holdouts)] == oracle.asked
    assert len(oracle.asked) <= 3
    assert claim.size > 1
    assert claim.pac == "vacuous"
    assert "target lies in the space S" in "\n".join(claim.lines())


def test_the_same_input_has_the_same_outcome() -> None:
    runs = [induce(shop(product, PAIRS), Shop(product)) for _ in range(2)]
    assert isinstance(runs[0], Released)
    assert isinstance(runs[1], Released)
    assert runs[0].recipe == runs[1].recipe
    assert runs[0].claim == runs[1].claim


def test_a_question_tells_rivals_apart() -> None:
    def capped(count: int, price: int) -> int:
        return max(count, price)

    # The price is the larger one in all examples.
    pairs = [(3, 17), (5, 12), (2, 8), (7, 23)]
    found = induce(shop(capped, pairs), Shop(capped))
    if isinstance(found, Released):
        for count, price in ((40, 31), (31, 40)):
            assert answers(found, said(count, price, "chairs")) in (40, None)
    else:
        assert found.asked


def test_contradicting_examples_end_it() -> None:
    examples = shop(product, PAIRS)
    wrong = Example(examples[0].utterance.upper(), Fraction(1))
    found = induce([*examples, wrong], Shop(product))
    assert isinstance(found, Abstained)
    assert found.missing is Missing.CONSISTENCY
    assert "51" in found.detail


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_examples(count: int) -> None:
    found = induce(shop(product, PAIRS)[:count], Shop(product))
    assert isinstance(found, Abstained)
    assert found.missing is Missing.EXAMPLES


def test_the_same_example_three_times_is_one() -> None:
    found = induce(shop(product, PAIRS)[:1] * 3, Shop(product))
    assert isinstance(found, Abstained)
    assert found.missing is Missing.EXAMPLES


def test_answers_that_the_request_does_not_determine() -> None:
    noise = [104729, 7919, 65537, 31337]
    examples = [
        Example(each.utterance, Fraction(answer))
        for each, answer in zip(shop(product, PAIRS), noise, strict=True)
    ]
    found = induce(examples, Shop(product))
    assert isinstance(found, Abstained)
    assert found.missing in (Missing.EXPLANATION, Missing.SPACE, Missing.AGREEMENT)


def test_without_an_oracle_nothing_is_released() -> None:
    found = induce(shop(product, PAIRS), Silent())
    assert isinstance(found, Abstained)
    assert found.missing is Missing.HOLDOUT


def test_a_question_may_wait_for_a_person() -> None:
    class Person:
        pool: Sequence[str] = ()

        def ask(self, utterance: str) -> Example | None:
            raise NotYet(utterance)

    found = induce(shop(product, PAIRS), Person())
    assert isinstance(found, Abstained)
    assert found.missing is Missing.QUESTION
    assert found.waiting
    assert found.waiting in found.detail


def test_an_oracle_that_disagrees_with_the_log_stops_the_release() -> None:
    found = induce(shop(product, PAIRS), Shop(lambda count, price: count * price + 1))
    assert isinstance(found, Abstained)


def test_a_family_that_overlaps_a_live_one_is_not_released() -> None:
    first = induce(shop(product, PAIRS), Shop(product), name="first")
    assert isinstance(first, Released)
    live = Live(names=("first",))
    live.index.add(first.artifact.family)
    second = induce(shop(product, PAIRS), Shop(product), live=live)
    assert isinstance(second, Abstained)
    assert second.missing is Missing.DISJOINTNESS
    assert "first" in second.detail


def test_no_question_is_asked_beyond_the_limit() -> None:
    for questions in range(3):
        oracle = Shop(product)
        induce(shop(product, PAIRS), oracle, Policy(questions=questions))
        assert len(oracle.asked) <= questions
