"""What a repair is asked for and how it ends: a new version of a family, or what is missing for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from potstill.distill.examples import Example
from potstill.distill.json_text import json_text
from potstill.distill.split.outcome import Outside
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification
from potstill.verifier.diff import Claim, Difference
from potstill.verifier.smt.solver import DEFAULT_BUDGET, Budget


class Neighbourhood(Enum):
    """Programs near the old one, in the declared order: the first that has one that fits counts."""

    RELABELLED = "one node replaced, or a rounding put on or taken off"
    RESIZED = "one operation with a leaf inserted or deleted, two leaves exchanged, or a finer constant"
    CONDITIONAL = "one conditional around a program of the neighbourhoods before"
    SEARCHED = "any formula of the declared search space"


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of one repair, all of them counts.

    ``neighbourhoods``: those that are searched, in the declared order. ``questions``: the most that the
    oracle is asked. ``corrections``: the fewest answers that the old program gets wrong; with fewer, an
    answer has to confirm the new one. ``holdouts``: answers that the oracle, if there is one, has to confirm
    in any case. ``trials``: programs that are built and run. ``rivals``: the most that are compared.
    """

    neighbourhoods: tuple[Neighbourhood, ...] = tuple(Neighbourhood)
    questions: int = 8
    corrections: int = 2
    holdouts: int = 1
    trials: int = 20_000
    rivals: int = 60
    budget: Budget = DEFAULT_BUDGET


DEFAULT: Policy = Policy()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two answers to one request, or to two that carry the same parameters."""

    one: Example
    other: Example

    def __str__(self) -> str:
        told = (f"“{each.utterance}” is {json_text(each.answer)}" for each in (self.one, self.other))
        return " and ".join(told)


@dataclass(frozen=True, slots=True)
class Question:
    """A request at which programs that fit end otherwise, and how they end."""

    utterance: str
    context: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" for name, value in self.context)
        told = f"“{self.utterance}”{f' with {given}' if given else ''}"
        return f"{told}: {' or '.join(self.endings)}?"


@dataclass(frozen=True, slots=True)
class Region:
    """Where the new version ends otherwise than the old one.

    ``condition``: an expression of a recipe that holds wherever they differ; empty where no narrower one was
    proved. ``claim``: that they end alike wherever it does not hold, as values: ``notation`` says how their
    answers are written differently, if they are. ``requests``: that both take the same.
    """

    condition: str
    claim: Claim
    requests: Claim
    notation: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A new version. INVARIANT: it gives every answer that it was given; ``parent`` is the old address.

    ``edit``: what changed. ``alike``: how many programs of the neighbourhood fit, all proved equal on Θ.
    ``kept``: accepted requests whose answers stay. ``asked``: what the oracle answered.
    """

    parent: str
    artifact: Artifact
    neighbourhood: Neighbourhood
    edit: str
    alike: int
    kept: int
    region: Region
    difference: Difference
    verification: Verification
    asked: tuple[Example, ...] = ()
    outside: tuple[Outside, ...] = ()

    def report(self) -> list[str]:
        """Lines for a person."""
        fits = (
            "the only program that fits"
            if self.alike == 1
            else f"{self.alike} programs fit, all proved equal"
        )
        lines = [f"{self.artifact.family.name} is repaired: {self.edit}"]
        lines.append(f"      {fits} ({self.neighbourhood.value})")
        lines.append(f"      {self.kept} accepted answers stay as they are")
        where = f"only where {self.region.condition}: " if self.region.condition else ": "
        lines.append(f"      it answers otherwise {where}{_told(self.region.claim)}".replace(" : ", ": "))
        if self.region.notation:
            lines.append(f"      answers are written as {self.region.notation}")
        lines.append(f"      it takes the requests that it took: {_told(self.region.requests)}")
        blocking = ", ".join(each.obligation.name for each in self.verification.blocking)
        lines.append(f"      {f'blocked by {blocking}' if blocking else 'all obligations hold'}")
        lines += [f"      asked: “{each.utterance}” is {json_text(each.answer)}" for each in self.asked]
        lines.append(f"parent: {self.parent}")
        return lines + _told_outside(self.outside)


class Reason(Enum):
    """Why there is no new version."""

    NOTHING = "the family answers so already"
    CONTRADICTION = "examples contradict each other"
    NO_PROGRAM = "no program of the neighbourhoods gives all answers"
    RIVALS = "programs are left that differ: the answer to a question is missing"
    EVIDENCE = "one program fits, and an answer that confirms it is missing"
    UNDECIDED = "programs are left that are not proved equal"
    TRIALS = "the search was cut off"


@dataclass(frozen=True, slots=True)
class NoRepair:
    """Nothing changes, and why. ``rivals``: edits that fit; ``questions``: what would tell them apart."""

    reason: Reason
    detail: str = ""
    conflicts: tuple[Conflict, ...] = ()
    rivals: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: tuple[Example, ...] = ()
    outside: tuple[Outside, ...] = ()

    def report(self) -> list[str]:
        """Lines for a person."""
        lines = [f"no repair: {self.reason.value}. {self.detail}".rstrip()]
        lines += [f"contradiction: {each}" for each in self.conflicts]
        lines += [f"would fit: {each}" for each in self.rivals]
        lines += [f"to be answered: {each}" for each in self.questions]
        lines += [f"asked: “{each.utterance}” is {json_text(each.answer)}" for each in self.asked]
        return lines + _told_outside(self.outside)


Outcome: TypeAlias = Repaired | NoRepair


def _told(claim: Claim) -> str:
    methods = ", ".join(method.value for method in claim.methods)
    return f"proved by {methods}" if claim.proved else f"undecided, {claim.detail}"


def _told_outside(outside: tuple[Outside, ...]) -> list[str]:
    return [f"outside the family ({each.reason}): {each.request}" for each in outside]
