"""What a split is asked for and how it ends: families that share out the requests of one, or why none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from potstill.distill.examples import Json
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification
from potstill.verifier.diff import Claim, Difference
from potstill.verifier.smt.solver import DEFAULT_BUDGET, Budget


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, and what the host knew beside the words."""

    utterance: str
    context: Mapping[str, Json] = field(default_factory=dict)

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" for name, value in self.context.items())
        return f"“{self.utterance}”{f' with {given}' if given else ''}"


class Rung(Enum):
    """The kinds of separation, in the declared order: the first one that there is counts."""

    RANGE = "a range of one slot"
    VALUES = "a set of values of one slot"
    PHRASE = "a phrase alternative"
    RELATION = "a relation between two slots"
    BOTH = "a phrase alternative and a condition"
    MERGED = "words learnt by state merging"


class Boundary(Enum):
    """Where in the gap between accepted and rejected requests a boundary lies."""

    NEAREST = "nearest"
    """Next to the accepted ones: what nobody accepted is left to the rest."""
    WIDEST = "widest"
    """In the middle of the gap, rounded towards the accepted ones: the widest margin on both sides."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a split is looked for. ``rungs``: those that are tried, in the declared order."""

    boundary: Boundary = Boundary.NEAREST
    rungs: tuple[Rung, ...] = tuple(Rung)
    budget: Budget = DEFAULT_BUDGET


DEFAULT: Policy = Policy()


@dataclass(frozen=True, slots=True)
class Outside:
    """A request that is not the family's, or that it reads in two ways, and why."""

    request: Request
    reason: str


@dataclass(frozen=True, slots=True)
class Separation:
    """What takes the accepted requests and leaves the rejected ones: (L⁺, g⁺).

    ``phrase`` tells L⁺ in words, and is empty where it is all of L; ``condition`` is g⁺ as an expression of
    a recipe, and is empty where it always holds.
    """

    rung: Rung
    phrase: str = ""
    condition: str = ""

    def __str__(self) -> str:
        return " and ".join(part for part in (self.phrase, self.condition) if part)


@dataclass(frozen=True, slots=True)
class Side:
    """One family of a split.

    ``taken``: the accepted side, or a rest. ``same``: that it takes what its part of the parent takes, with
    the same outcomes; ``difference`` is the parent compared with it. ``specialised``: what was simplified.
    """

    artifact: Artifact
    taken: bool
    part: str
    specialised: tuple[str, ...]
    same: Claim
    difference: Difference
    verification: Verification


@dataclass(frozen=True, slots=True)
class Partition:
    """That the sides share out the parent's requests: no two take one, and each is taken by one."""

    disjoint: Claim
    covered: Claim

    @property
    def proved(self) -> bool:
        """Whether both are."""
        return self.disjoint.proved and self.covered.proved


@dataclass(frozen=True, slots=True)
class Split:
    """A family in parts. INVARIANT: the first side takes every accepted request and no rejected one."""

    parent: Artifact
    separation: Separation
    sides: tuple[Side, ...]
    partition: Partition
    outside: tuple[Outside, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether the partition and the equality of all answers are."""
        return self.partition.proved and all(side.same.proved for side in self.sides)

    def report(self) -> list[str]:
        """Lines for a person."""
        lines = [f"{self.parent.family.name} is split by {self.separation.rung.value}: {self.separation}"]
        for side in self.sides:
            lines.append(f"{'takes' if side.taken else 'rest '} {side.artifact.family.name}: {side.part}")
            lines += [f"      {each}" for each in side.specialised]
            lines.append(f"      {_told('answers as the parent does', side.same)}")
            blocking = ", ".join(each.obligation.name for each in side.verification.blocking)
            lines.append(f"      {f'blocked by {blocking}' if blocking else 'all obligations hold'}")
        lines.append(_told("no request is taken twice", self.partition.disjoint))
        lines.append(_told("no request is lost", self.partition.covered))
        return lines + _told_outside(self.outside)


class Reason(Enum):
    """Why there is no split."""

    NOTHING = "there is nothing to separate"
    CONTRADICTION = "a request is both accepted and rejected"
    NO_SEPARATION = "nothing in the declared order separates them"


@dataclass(frozen=True, slots=True)
class NoSplit:
    """Why the family stays whole; ``passed``: separations that were found and could not be used."""

    reason: Reason
    detail: str
    outside: tuple[Outside, ...] = ()
    contradictions: tuple[Request, ...] = ()
    passed: tuple[str, ...] = ()

    def report(self) -> list[str]:
        """Lines for a person."""
        lines = [f"no split: {self.reason.value}. {self.detail}".rstrip()]
        lines += [f"accepted and rejected: {request}" for request in self.contradictions]
        lines += [f"passed over: {each}" for each in self.passed]
        return lines + _told_outside(self.outside)


Outcome: TypeAlias = Split | NoSplit


def _told(claim_text: str, claim: Claim) -> str:
    methods = ", ".join(method.value for method in claim.methods)
    return f"{claim_text}: {f'proved by {methods}' if claim.proved else f'undecided, {claim.detail}'}"


def _told_outside(outside: tuple[Outside, ...]) -> list[str]:
    return [f"outside the family ({each.reason}): {each.request}" for each in outside]
