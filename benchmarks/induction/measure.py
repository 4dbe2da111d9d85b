"""One induction, measured: from m training instances, with 200 fresh instances to answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from time import perf_counter
from typing import Any, Final

from benchmarks.induction import gold, gsm
from potstill.distill.examples import Example
from potstill.distill.induce import induce
from potstill.distill.oracle import Oracle
from potstill.distill.outcome import Abstained
from potstill.distill.policy import Policy
from potstill.runtime import Handler
from potstill.verifier.grammar.lemmas import Lemmas

DETAIL: Final = 160
"""Characters of the reason why nothing was released."""

_LEMMAS: Final = Lemmas()
"""What is known of lexicons, shared by the inductions of one process."""


@dataclass(frozen=True, slots=True)
class Measured:
    """``missing`` and ``detail``: why nothing was released. ``questions`` include ``holdouts``."""

    family: int
    examples: int
    released: bool
    missing: str
    detail: str
    tests: int
    answered: int
    right: int
    questions: int
    holdouts: int
    classes: int
    conditions: int
    space: str
    size: str
    seconds: float
    recipe: str
    wrong: tuple[str, ...]

    @property
    def perfect(self) -> bool:
        """Whether every fresh instance is answered, and rightly."""
        return self.released and self.right == self.tests

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, without what is long: the space as a grammar, and the recipe."""
        brief = {"detail": " ".join(self.detail.split())[:DETAIL], "seconds": round(self.seconds, 2)}
        found = asdict(self) | brief
        return {name: value for name, value in found.items() if name not in ("space", "recipe")}


def measure(family: int, examples: int) -> Measured:
    """Learn family ``family`` from ``examples`` instances and try it on fresh ones."""
    asked = gsm.Drawn.of(gsm.pool(family))
    return _measured(family, gsm.training(family, examples), asked, gsm.fresh(family))


def measure_gold(place: int, examples: int) -> Measured:
    """Learn one of the recipes that answer any request of their families, and try it on what they answer."""
    oracle = gold.recipes()[place]
    given = [each for each in gsm.training(oracle.number, 4 * examples) if oracle.ask(each.utterance)]
    fresh = [each for each in gsm.fresh(oracle.number) if oracle.ask(each.utterance)]
    return _measured(oracle.number, given[:examples], oracle, fresh)


def _measured(family: int, given: Sequence[Example], oracle: Oracle, fresh: Sequence[Example]) -> Measured:
    policy = Policy(examples=min(len(given), 3))
    began = perf_counter()
    found = induce(given, oracle, policy, name=f"gsm_{family}", lemmas=_LEMMAS)
    seconds = perf_counter() - began
    if isinstance(found, Abstained):
        return Measured(
            family=family,
            examples=len(given),
            released=False,
            missing=found.missing.name.lower(),
            detail=found.detail[:2000],
            tests=len(fresh),
            answered=0,
            right=0,
            questions=len(found.asked),
            holdouts=0,
            classes=0,
            conditions=0,
            space="",
            size="",
            seconds=seconds,
            recipe="",
            wrong=(),
        )
    answered, wrong = _tried(Handler([found.artifact], allow_unverified=True), fresh)
    claim = found.claim
    return Measured(
        family=family,
        examples=len(given),
        released=True,
        missing="",
        detail="",
        tests=len(fresh),
        answered=answered,
        right=answered - len(wrong),
        questions=len(claim.questions) + len(claim.holdouts),
        holdouts=len(claim.holdouts),
        classes=len(claim.classes),
        conditions=len(claim.agreement),
        space=claim.space,
        size=str(claim.size),
        seconds=seconds,
        recipe=found.recipe,
        wrong=tuple(wrong),
    )


def _tried(handler: Handler, tests: Iterable[Example]) -> tuple[int, list[str]]:
    """How many are answered, and the requests that are answered wrongly."""
    answered, wrong = 0, []
    for test in tests:
        reply = handler(test.utterance)
        if reply.family is None or reply.source.value != "compiled":
            continue
        answered += 1
        assert isinstance(test.answer, Fraction)
        if Fraction(str(reply.value)) != test.answer:
            wrong.append(f"{test.utterance} => {reply.value}, not {test.answer}")
    return answered, wrong
