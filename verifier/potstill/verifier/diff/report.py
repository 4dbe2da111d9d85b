"""What ``diff`` says of two versions of a family: a verdict, its grounds, requests, what moved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from potstill.ir.verdicts import Method


class Standing(Enum):
    """How the second version stands to the first. *Takes* is H2's: some reading counts.

    A context with a value that is not of the type that a version declares is none of its requests. Outcomes
    are answers, as they go out in JSON, or that there is none, for whatever error.
    """

    EQUIVALENT = "equivalent"
    """Both take the same requests, with the same outcomes."""
    NARROWER = "narrower"
    """The second takes fewer requests; those that it takes have the same outcomes."""
    WIDER = "wider"
    """The second takes more requests; those that the first takes have the same outcomes."""
    INCOMPARABLE = "incomparable"
    """Each takes requests that the other does not; those that both take have the same outcomes."""
    DIFFERS = "differs"
    """Some request that both take has two outcomes."""
    UNDECIDED = "undecided"
    """A cap or a budget was hit, or there is no method for what was changed."""


class Change(Enum):
    """What a request shows."""

    LOST = "lost"
    """The first version takes it, the second does not."""
    GAINED = "gained"
    """The second version takes it, the first does not."""
    OUTCOME = "outcome"
    """Both take it, with different outcomes."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one version does with a request.

    ``outcome``: the answer as recipes write it, the reason that there is none, or why it is not taken.
    ``parameters`` and ``values``, along the program's graph, are written as recipes write values.
    """

    outcome: str
    parameters: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        values = [{"expression": name, "value": value} for name, value in self.values]
        return {"outcome": self.outcome, "parameters": dict(self.parameters), "values": values}


@dataclass(frozen=True, slots=True)
class Witness:
    """A request, in a context, that the reference was asked with both versions."""

    change: Change
    utterance: str
    context: tuple[tuple[str, str], ...]
    one: Side
    other: Side

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "change": self.change.value,
            "utterance": self.utterance,
            "context": dict(self.context),
            "before": self.one.to_json(),
            "after": self.other.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about all requests: proved, or not, and on what grounds.

    ``evidence``: digests of the queries that prove it; ``assumes``: what it takes for granted.
    """

    proved: bool
    detail: str
    methods: tuple[Method, ...] = ()
    evidence: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "proved": self.proved,
            "detail": self.detail,
            "methods": [method.value for method in self.methods],
            "evidence": list(self.evidence),
            "assumes": list(self.assumes),
        }


@dataclass(frozen=True, slots=True)
class Move:
    """Something declared or inferred that is not what it was; ``before`` or ``after`` is empty if absent."""

    what: str
    before: str
    after: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"what": self.what, "before": self.before or None, "after": self.after or None}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions compared.

    ``kept``: that every request of the first is one of the second, with the same outcome; ``added``: the same
    the other way round; ``agreed``: that a request of both has one outcome. ``renamed``: slots that differ in
    their names alone. INVARIANT: every standing but UNDECIDED and EQUIVALENT has witnesses.
    """

    families: tuple[str, str]
    addresses: tuple[str, str]
    standing: Standing
    kept: Claim
    added: Claim
    agreed: Claim
    witnesses: tuple[Witness, ...] = ()
    moves: tuple[Move, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def of(self, change: Change) -> tuple[Witness, ...]:
        """The requests that show a change."""
        return tuple(witness for witness in self.witnesses if witness.change is change)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        sides = zip(self.families, self.addresses, strict=True)
        before, after = ({"family": family, "address": address} for family, address in sides)
        return {
            "before": before,
            "after": after,
            "verdict": self.standing.value,
            "kept": self.kept.to_json(),
            "added": self.added.to_json(),
            "agreed": self.agreed.to_json(),
            "witnesses": [witness.to_json() for witness in self.witnesses],
            "moved": [move.to_json() for move in self.moves],
            "renamed": dict(self.renamed),
        }
