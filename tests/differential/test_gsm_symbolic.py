"""Word problems that someone else generates: GSM-Symbolic of reasoning-gym, answered by the example recipes.

200 instances of each, from a seed that was not looked at while the recipes were written. What is answered
must be the generator's own answer. What is not answered must be a question without one.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import Any, Final

import pytest
from reasoning_gym.arithmetic.gsm_symbolic.gsm_symbolic import (  # type: ignore[import-untyped]  # has no types
    GSMSymbolicDataset,
    GSMSymbolicDatasetConfig,
)

from potstill.runtime import Handler
from tests import examples

SEED: Final = 8_800_001
SIZE: Final = 200
TAIL: Final = " Give the result as your final answer. Do not include units."
"""What the dataset adds to each question."""


def recipes() -> dict[int, str]:
    """The generator that each recipe's first line names, and the family."""
    found: dict[int, str] = {}
    for path in examples.recipes():
        if path.parent.name == "gsm_symbolic":
            first = path.read_text("utf-8").partition(":")[0]
            found[int(first.removeprefix("# GSM-Symbolic "))] = f"gsm_{path.stem}"
    return found


@cache
def dataset() -> GSMSymbolicDataset:
    return GSMSymbolicDataset(GSMSymbolicDatasetConfig(seed=SEED, size=1))


@cache
def handler() -> Handler:
    """All examples at once."""
    return examples.handler()


def test_there_are_twenty_of_them() -> None:
    assert len(recipes()) >= 20


@pytest.mark.parametrize(("number", "family"), recipes().items(), ids=recipes().values())
def test_a_family_is_answered_and_right(number: int, family: str) -> None:
    answered = 0
    for index in range(SIZE):
        entry = dataset().generators[number](Random(SEED + index), 1.0)
        reply = handler()(entry["question"] + TAIL)
        if not reply.answered:
            assert (reply.reason, contradicts(family, entry)) == ("condition", True), entry["question"]
            continue
        answered += 1
        assert reply.family == family
        assert str(reply.value) == entry["answer"], entry["question"]
    assert answered >= 0.9 * SIZE


def contradicts(family: str, entry: dict[str, Any]) -> bool:
    """Whether a question has no answer of the kind that it asks for."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", entry["question"])]
    match family:
        case "gsm_pen_pals":  # hours that are no whole ones
            pals, lost, letters, pages, minutes = numbers
            return (pals - lost) * letters * pages * minutes % 60 != 0
        case "gsm_comet":  # somebody saw it before birth
            period, age, times = numbers
            return age * times < period
        case _:
            return False
