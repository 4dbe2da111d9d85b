"""The rounds of teaching: a recipe comes in, the critique of it goes back, until it holds or that is all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from potstill.distill.examples import Example
from potstill.distill.induction.consistent import contradiction, distinct
from potstill.distill.recipe import shown
from potstill.distill.teacher.accept import Accepted, Objections, Rejected, Stage, accept
from potstill.distill.teacher.asking import Asker, Unanswered, Why
from potstill.distill.teacher.extract import recipe_text
from potstill.distill.teacher.prompt import again, opening
from potstill.distill.teacher.quoting import cut
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification
from potstill.verifier import Budget
from potstill.verifier.grammar.lemmas import Lemmas

log = logging.getLogger("potstill.distill.teacher")


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of teaching. ``rounds``: recipes at most. ``shown``: examples in the prompt; the others are only
    tried. ``recipe``: characters of the longest recipe that is compiled, ``critique``: of the longest
    critique that is sent back.
    """

    rounds: int = 4
    shown: int = 20
    recipe: int = 50_000
    critique: int = 6_000


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Round:
    """What came back in one round, cut, and what was wrong with it; nothing for the last of those taught."""

    recipe: str
    critique: str


class Reason(Enum):
    """Why no recipe came of it."""

    EXAMPLES = "there are no examples"
    CONTRADICTION = "the examples contradict each other"
    UNPRICED = Why.UNPRICED.value
    SPENT = Why.SPENT.value
    UNREACHED = Why.UNREACHED.value
    GARBLED = Why.GARBLED.value
    ROUNDS = "no recipe held, in all the rounds there are"


@dataclass(frozen=True, slots=True)
class Taught:
    """A recipe that holds, and what it took."""

    recipe: str
    artifact: Artifact
    verification: Verification
    rounds: tuple[Round, ...]
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Refused:
    """No recipe, and why; ``transcript``: what was tried, cut."""

    reason: Reason
    detail: str
    transcript: tuple[Round, ...] = ()
    cost: Fraction = Fraction(0)


Outcome: TypeAlias = Taught | Refused


def teach(
    examples: Iterable[Example],
    teacher: Asker,
    policy: Policy = DEFAULT,
    *,
    holdouts: Iterable[Example] = (),
    others: Iterable[str] = (),
    budget: Budget | None = None,
    lemmas: Lemmas | None = None,
    objections: Objections | None = None,
) -> Outcome:
    """Have a recipe written for some answered requests. The keywords are those of :func:`accept`.

    What is sent are the first ``policy.shown`` examples and what fails of them, and of the rest nothing.
    """
    given, kept = distinct(examples), distinct(holdouts)
    if not given:
        return Refused(Reason.EXAMPLES, "give answered requests")
    if (clash := contradiction([*given, *kept])) is not None:
        return Refused(Reason.CONTRADICTION, f"{shown(clash[0])}, and {shown(clash[1])}")
    seen, unseen = given[: policy.shown], (*given[policy.shown :], *kept)
    before = teacher.cost
    rounds: list[Round] = []
    first = opening(seen)
    messages = first
    for number in range(1, policy.rounds + 1):
        came = teacher.ask(messages)
        if isinstance(came, Unanswered):
            reason = Reason(came.why.value)
            log.info("teacher", extra={"round": number, "outcome": reason.name})
            return Refused(reason, came.detail, tuple(rounds), teacher.cost - before)
        text = recipe_text(teacher.endpoint.hide(came.reply.text), policy.recipe)
        found: Accepted | Rejected
        if text is None:
            text, found = "", Rejected(Stage.COMPILE, f"it has more than {policy.recipe:,} characters")
        else:
            found = accept(
                text,
                seen,
                holdouts=unseen,
                others=others,
                budget=budget,
                lemmas=lemmas,
                objections=objections,
            )
        if isinstance(found, Rejected) and came.reply.cut:
            found = replace(found, critique=f"The reply was cut: write less.\n\n{found.critique}")
        if isinstance(found, Accepted):
            rounds.append(Round(text, ""))
            log.info("teacher", extra={"round": number, "outcome": "HELD"})
            spent = teacher.cost - before
            return Taught(found.recipe, found.artifact, found.verification, tuple(rounds), spent)
        rounds.append(Round(text, cut(found.critique, policy.critique)))
        log.info("teacher", extra={"round": number, "outcome": found.stage.name})
        messages = [*first, *again(text, found, policy.critique)]
    detail = _stages(rounds)
    return Refused(Reason.ROUNDS, detail, tuple(rounds), teacher.cost - before)


def _stages(rounds: Sequence[Round]) -> str:
    """The last critique's first line."""
    return cut(rounds[-1].critique.splitlines()[0], 200) if rounds else "no round is allowed"
