"""A grower with everything but its inducer real, for tests: the inducer is handed the recipe it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from potstill.distill.claim import Claim
from potstill.distill.examples import Example
from potstill.distill.growing import Grower, Policy, grow
from potstill.distill.induction.building import Live
from potstill.distill.induction.consistent import contradiction, distinct
from potstill.distill.oracle import NotYet, Oracle
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import Policy as InductionPolicy
from potstill.distill.teacher import Accepted, accept
from potstill.ir import keys
from potstill.ir.artifact import Artifact
from potstill.runtime import Handler, Trust
from potstill.runtime.store import Store, open_store
from potstill.verifier.grammar.lemmas import Lemmas

KEY = keys.generate()
LEMMAS = Lemmas()


def eggs(utterance: str) -> int:
    """The truth about eggs, and about whatever else has two numbers in it."""
    boxes, each = map(int, re.findall(r"[0-9]+", utterance))
    return boxes * each


def product(examples: Iterable[Example], *, most: int | None = None, operator: str = "*") -> str:
    """A recipe of the eggs whose slot reaches as far as the examples do, or to ``most``."""
    numbers = [int(each) for example in examples for each in re.findall(r"[0-9]+", example.utterance)]
    top = max(numbers) if most is None else most
    return (
        'family eggs\nask "how many eggs are in {n} boxes of {m}"\n'
        f"slot n: int 1..{top}\nslot m: int 1..{top}\nanswer n {operator} m\n"
    )


class Inducing:
    """An inducer that makes ``recipe`` of the examples and takes it if it holds; it counts its calls.

    ``question``: asked first, every time.
    """

    def __init__(
        self, recipe: Callable[[list[Example]], str] = product, *, question: str | None = None
    ) -> None:
        self.recipe = recipe
        self.question = question
        self.calls: list[list[Example]] = []

    def __call__(
        self,
        examples: Iterable[Example],
        oracle: Oracle,
        _policy: InductionPolicy,
        /,
        *,
        name: str | None,  # noqa: ARG002 (the recipe has its own)
        live: Live,
        lemmas: Lemmas,
    ) -> Outcome:
        given = list(distinct(examples))
        self.calls.append(given)
        if contradiction(given) is not None:
            return Abstained(Missing.CONSISTENCY, "two answers")
        if self.question is not None:
            try:
                answer = oracle.ask(self.question)
            except NotYet:
                answer = None
            if answer is None:
                return Abstained(Missing.QUESTION, self.question, waiting=self.question)
            given.append(answer)

        def overlapping(artifact: Artifact) -> list[str]:
            pairs = live.index.add(artifact.family)
            live.index.remove(artifact.family.name)
            return [str(pair.families) for pair in pairs]

        found = accept(self.recipe(given), given, lemmas=lemmas, objections=overlapping)
        if not isinstance(found, Accepted):
            return Abstained(Missing.EXPLANATION, found.critique)
        claim = Claim("S", 10, len(given), (), (), ("n * m",), (), (), (), 0.95)
        return Released(found.recipe, found.artifact, found.verification, claim, tuple(given))


def policy(**more: Any) -> Policy:
    """Families from three examples; nothing is compared unless that is asked for."""
    settings = {"induction": InductionPolicy(examples=3), "compared": Fraction(0)}
    return Policy(**(settings | more))


def grower(store: Store, fallback: Any, inducer: Any = None, **more: Any) -> Grower:
    """A grower with an empty handler."""
    handler = Handler(trust=Trust.of([keys.public(KEY)]), fallback=fallback)
    return grow(handler, store, policy=policy(**more), key=KEY, inducer=inducer or Inducing(), lemmas=LEMMAS)


def store_in(folder: Path) -> Store:
    """A store of its own."""
    return open_store(folder / "potstill.db")


def ask_about(grown: Grower, *numbers: tuple[int, int], key: str | None = None) -> list[object]:
    """The answers to questions about eggs."""
    return [grown.ask(f"how many eggs are in {n} boxes of {m}", key=key).value for n, m in numbers]
