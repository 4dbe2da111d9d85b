"""Whether a recipe is a family for some examples, whoever wrote it: a model, a person, or a search.

The compiler takes it, the verifier finds nothing that blocks, and it gives every answer. Nothing else counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from potstill.compiler import compile_recipe
from potstill.distill.answer_json import same
from potstill.distill.answering import answer
from potstill.distill.examples import Example
from potstill.distill.json_text import json_text
from potstill.distill.teacher.quoting import visible
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.reference.answer import Answered, Unanswered, decide
from potstill.ir.verdicts import Verdict, Verification
from potstill.verifier import Budget, verify
from potstill.verifier.grammar.lemmas import Lemmas

Objections: TypeAlias = Callable[[Artifact], Sequence[str]]
"""What else somebody has against an artifact: overlaps with other families, say. Sentences."""

TOLD: Final = 5
"""Failing examples, and verdicts, that a critique tells of."""


class Stage(Enum):
    """What a recipe failed at, in the order of trying."""

    COMPILE = "it is refused by the compiler"
    DECLARED = "it declares what it may not"
    VERIFY = "the verifier found something that blocks it"
    ANSWERS = "it does not give the answers"
    OUTSIDE = "it answers requests that are not its own"
    OBJECTION = "something else speaks against it"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A recipe that holds."""

    recipe: str
    artifact: Artifact
    verification: Verification


@dataclass(frozen=True, slots=True)
class Rejected:
    """A recipe that does not. ``critique``: what is wrong, for whoever writes the next one."""

    stage: Stage
    critique: str


def accept(
    recipe: str,
    examples: Iterable[Example],
    *,
    holdouts: Iterable[Example] = (),
    others: Iterable[str] = (),
    budget: Budget | None = None,
    lemmas: Lemmas | None = None,
    objections: Objections | None = None,
) -> Accepted | Rejected:
    """Try a recipe on everything.

    ``holdouts``: examples that a critique does not give away. ``others``: requests that are not the family's.
    ``budget``, ``lemmas``: as for :func:`potstill.verifier.verify`.
    """
    compiled = compile_recipe(recipe)
    if compiled.artifact is None:
        return Rejected(Stage.COMPILE, compiled.render())
    artifact, family = compiled.artifact, compiled.artifact.family
    if family.priority:
        return Rejected(Stage.DECLARED, "priority: leave it out; it would take requests from other families")
    if wrong := [text for text in (_wrong(family, each) for each in examples) if text]:
        return Rejected(Stage.ANSWERS, _listed(wrong))
    if failing := sum(_wrong(family, each) is not None for each in holdouts):
        return Rejected(Stage.ANSWERS, f"wrong for {failing} requests of the same kind that are not shown")
    # A context decides too; no context is what any other request is asked with here.
    if taken := [each for each in others if isinstance(decide([family], each, {}), Answered)]:
        return Rejected(Stage.OUTSIDE, _listed([f"{_quoted(each)} has another meaning" for each in taken]))
    verification = verify(artifact, budget=budget or Budget(), lemmas=lemmas)
    if not verification.released:
        return Rejected(Stage.VERIFY, _listed(["\n".join(told(each)) for each in verification.blocking]))
    if against := list(objections(artifact)) if objections else []:
        return Rejected(Stage.OBJECTION, _listed(against))
    return Accepted(recipe, artifact, verification)


def told(verdict: Verdict) -> list[str]:
    """A verdict, and the request that breaks the obligation, line by line."""
    lines = [f"{verdict.obligation.name} is {verdict.status.value}: {verdict.detail}"]
    found = verdict.counterexample
    return lines if found is None else lines + [f"    {line}" for line in found.lines()]


def _wrong(family: Family, example: Example) -> str | None:
    """What is wrong about the answer to an example."""
    found = answer(family, example.utterance, example.context)
    asked = f"{_quoted(example.utterance)} => {visible(json_text(example.answer))}"
    if isinstance(found, Unanswered):
        return f"{asked}: not answered ({found.reason})"
    if not same(found, example.answer):
        return f"{asked}: it answers {visible(json_text(found))}"
    return None


def _quoted(utterance: str) -> str:
    return visible(json_text(utterance))


def _listed(texts: Sequence[str]) -> str:
    more = [f"and {len(texts) - TOLD} more"] if len(texts) > TOLD else []
    return "\n".join(f"- {text}" for text in [*texts[:TOLD], *more])
