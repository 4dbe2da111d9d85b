"""Induction of families whose answers are no plain numbers: texts, tables, dates, records."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from potstill.distill.answering import answer
from potstill.distill.examples import Example, Json
from potstill.distill.induce import induce
from potstill.distill.outcome import Released
from potstill.distill.policy import Policy
from potstill.ir.reference.answer import Unanswered

Rule = Callable[[str], Json]


class Computed:
    """An oracle of any request."""

    pool = ()

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def ask(self, utterance: str) -> Example | None:
        try:
            return Example(utterance, self.rule(utterance))
        except (AttributeError, KeyError, ValueError):
            return None


def numbers(utterance: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", utterance)]


def total_text(utterance: str) -> Json:
    count, price = numbers(utterance)
    return f"That is {count * price} dollars."


def lights(utterance: str) -> Json:
    found = re.match(r"turn (on|off) the (.+) lamp$", utterance)
    if found is None:
        raise ValueError(utterance)
    return {"intent": "switch", "lamp": found[2], "on": found[1] == "on"}


def shipping(utterance: str) -> Json:
    (count,) = numbers(utterance)
    return Fraction(0) if count >= 50 else Fraction(count * 2)


CASES: list[tuple[Rule, list[str], list[str]]] = [
    (
        total_text,
        [f"how much are {n} mugs at {p} dollars" for n, p in ((3, 7), (12, 5), (8, 11), (20, 9), (6, 13))],
        ["how much are 31 mugs at 6 dollars"],
    ),
    (
        lights,
        [
            *(
                "turn on the red lamp",
                "turn off the desk lamp",
                "turn on the hall lamp",
                "turn off the blue lamp",
            ),
            *("turn off the big lamp", "turn on the old lamp"),
        ],
        ["turn on the green lamp"],
    ),
]


@pytest.mark.parametrize(("rule", "given", "fresh"), CASES, ids=["text", "record"])
def test_other_answers(rule: Rule, given: list[str], fresh: list[str]) -> None:
    examples = [Example(each, rule(each)) for each in given]
    found = induce(examples, Computed(rule), Policy(questions=5))
    assert isinstance(found, Released), found
    for utterance in fresh:
        assert answer(found.artifact.family, utterance, {}) == rule(utterance)


def test_a_threshold_is_asked_for_and_never_guessed() -> None:
    given = [f"what is the shipping for {n} boxes" for n in (3, 12, 31, 40, 55, 70, 90)]
    examples = [Example(each, shipping(each)) for each in given]
    found = induce(examples, Computed(shipping), Policy(questions=4))
    assert isinstance(found, Released), found
    answered = 0
    for count in range(1, 100):
        utterance = f"what is the shipping for {count} boxes"
        told = answer(found.artifact.family, utterance, {})
        if not isinstance(told, Unanswered):
            assert told == shipping(utterance)
            answered += 1
    assert answered > 80
