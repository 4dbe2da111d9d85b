"""GSM-Symbolic families of reasoning-gym as sources of answered requests.

The generators are called for questions and answers alone; nothing else of them is looked at. Training,
questions and tests draw from separate seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from potstill.distill.examples import Example, number

TAIL: Final = " Give the result as your final answer. Do not include units."
"""What the dataset adds to each question."""

DIFFICULTY: Final = 1.0

_TRAINING, _POOL, _TESTS = 11_000_000, 12_000_000, 13_000_000
_STRIDE: Final = 10_000


@cache
def _generators() -> dict[int, Any]:
    from reasoning_gym.arithmetic.gsm_symbolic import (  # type: ignore[import-untyped]  # no types
        GSMSymbolicDataset,
        GSMSymbolicDatasetConfig,
    )

    return dict(GSMSymbolicDataset(GSMSymbolicDatasetConfig(size=1, seed=1)).generators)


def enabled() -> tuple[int, ...]:
    """The numbers of the families that the dataset uses."""
    from reasoning_gym.arithmetic.gsm_symbolic.gsm_symbolic import (  # type: ignore[import-untyped]  # no types
        tasks_ok,
    )

    return tuple(tasks_ok)


def draw(family: int, seed: int) -> Example:
    """One instance."""
    found = _generators()[family](Random(seed), DIFFICULTY)
    return Example(found["question"] + TAIL, number(found["answer"]))


def _distinct(family: int, base: int, count: int) -> Iterator[Example]:
    known: set[str] = set()
    for seed in range(base + family * _STRIDE, base + (family + 1) * _STRIDE):
        if len(known) == count:
            return
        example = draw(family, seed)
        if example.utterance not in known:
            known.add(example.utterance)
            yield example


def training(family: int, count: int) -> list[Example]:
    """The first instances to learn from; ``count`` distinct requests."""
    return list(_distinct(family, _TRAINING, count))


def pool(family: int, count: int = 200) -> list[Example]:
    """Instances out of which questions are picked."""
    return list(_distinct(family, _POOL, count))


def fresh(family: int, count: int = 200) -> list[Example]:
    """Instances to measure with, repeats included."""
    return [draw(family, _TESTS + family * _STRIDE + place) for place in range(count)]


@dataclass(slots=True)
class Drawn:
    """An oracle that knows the answers to a pool of requests, and to no other."""

    known: dict[str, Example]

    @staticmethod
    def of(examples: Sequence[Example]) -> Drawn:
        """An oracle for these."""
        return Drawn({each.utterance: each for each in examples})

    @property
    def pool(self) -> Sequence[str]:
        """The requests that may be asked."""
        return tuple(self.known)

    def ask(self, utterance: str) -> Example | None:
        """The request with its answer."""
        return self.known.get(utterance)
