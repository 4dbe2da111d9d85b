"""What a report says, as plain data: everything counted, nothing laid out.

Times are UTC. Amounts of money are exact, in the unit that the store was told; shares lie in 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Verification


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, half open. ``fallback``: requests that the fallback answered; ``questions``: what
    induction asked it beside those; ``saved``: what families' answers would have cost.
    """

    start: datetime
    end: datetime
    requests: int
    families: int
    fallback: int
    questions: int
    spent: Fraction
    saved: Fraction

    @property
    def coverage(self) -> Fraction | None:
        """The share of requests that families answered; None where nobody asked."""
        return Fraction(self.families, self.requests) if self.requests else None


class Standing(Enum):
    """What a family, or a version of it, is doing."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    """It was live, and something spoke against it."""
    REPLACED = "replaced"
    """Another version took its place."""
    PROPOSED = "proposed"
    """It was never live."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that induction asked, the answer it got, as JSON text, and why it asked."""

    utterance: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a release claims: the fields of :class:`potstill.distill.claim.Claim`, as texts."""

    space: str
    size: str
    examples: str
    questions: tuple[Answered, ...]
    holdouts: tuple[Answered, ...]
    classes: tuple[str, ...]
    agreement: tuple[str, ...]
    proofs: tuple[str, ...]
    theta: tuple[str, ...]
    confidence: str
    pac: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a family. ``artifact`` is None, and ``fault`` says why, where it cannot be read.

    ``share``: of the callers whose requests go to it. ``checked``, ``wrong``: answers of which
    somebody, the fallback included, said whether they were right, and how many were not.
    """

    number: int
    address: str
    parent: int | None
    created: datetime
    origin: str
    standing: Standing
    share: Fraction
    requests: int
    checked: int
    wrong: int
    recipe: str
    artifact: Artifact | None
    verification: Verification | None
    claim: Claim | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A family with all its versions, the newest first; ``shown`` is the one that speaks for it."""

    name: str
    versions: tuple[Version, ...]
    requests: int
    saved: Fraction

    @property
    def shown(self) -> Version:
        """The live version with the largest share, or else the newest."""
        return max(self.versions, key=lambda version: (version.share, version.number))


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can answer: rival explanations differ there."""

    id: str
    asked: datetime
    about: str
    utterance: str
    why: str


@dataclass(frozen=True, slots=True)
class Missed:
    """Requests alike that went to the fallback. ``missing``: what induction said was needed, if it tried."""

    example: str
    more: tuple[str, ...]
    requests: int
    spent: Fraction
    missing: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    at: datetime
    kind: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report says. ``at`` is when it was made; ``unit`` of money, "calls" where costs are unknown.

    ``dropped``: per list that was cut, how many were left out. ``covered``: requests that fell to the
    fallback and would be answered by families now; they are not among the ``missed``.
    """

    title: str
    at: datetime
    unit: str
    periods: tuple[Period, ...]
    families: tuple[Lineage, ...]
    questions: tuple[Question, ...]
    missed: tuple[Missed, ...]
    journal: tuple[Entry, ...]
    feedback: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, int], ...] = ()
    covered: int = 0
