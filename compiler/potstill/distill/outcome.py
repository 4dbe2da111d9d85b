"""How an induction ends: with a family that may be served, or with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from potstill.distill.claim import Asked, Claim
from potstill.distill.examples import Example
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification


class Missing(Enum):
    """What is missing where nothing was released."""

    EXAMPLES = "more examples"
    CONSISTENCY = "examples that do not contradict each other"
    TEMPLATE = "a template that all requests are instances of"
    SPACE = "a larger space, or fewer parameters: the search was cut off"
    EXPLANATION = "an explanation: nothing in the space that was searched gives all answers"
    QUESTION = "the answer to a question"
    AGREEMENT = "a question that tells the explanations apart that are left"
    HOLDOUT = "a holdout answer that agrees"
    PROOF = "a proof of the family's own obligations"
    DISJOINTNESS = "requests that no other family answers"


@dataclass(frozen=True, slots=True)
class Released:
    """A family that was proved, with the claim under which it answers.

    ``examples``: all that it was learnt from, questions and holdouts included.
    """

    recipe: str
    artifact: Artifact
    verification: Verification
    claim: Claim
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Abstained:
    """Nothing is released. ``waiting``: a request whose answer would help; ``asked``: what was answered."""

    missing: Missing
    detail: str
    asked: tuple[Asked, ...] = ()
    waiting: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        return f"missing: {self.missing.value}. {self.detail}"


Outcome: TypeAlias = Released | Abstained
