"""How two families stand to each other: what is claimed about a pair, and the request that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from potstill.ir.artifact import Artifact
from potstill.ir.family import Family


class Standing(Enum):
    """What is known of a pair of families. Pairs that no other word fits are proved disjoint."""

    OVERLAP = "overlap"
    """A request that both take, and nothing that decides between them: the fallback answers."""
    RESOLVED = "resolved"
    """A request that both take, and a declared order that says which of the two answers."""
    UNDECIDED = "undecided"
    """A cap was hit, or no shared word that was tried is a request of both."""


class Rule(Enum):
    """What decides between two families that take one request (clause H3)."""

    PRIORITY = "priority"
    MOST_LITERAL = "most_literal"


@dataclass(frozen=True, slots=True)
class Captured:
    """What a slot took: the value as recipes write it, and the symbols of the utterance it was read from."""

    slot: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One family's reading of a request.

    ``ask``: the position of the template among the family's; None where there are too many readings.
    ``parameters`` are all slots with their values, ``captures`` those that words of the request fill.
    ``ambiguous``: the family has other readings, with other parameters, and no order among them.
    """

    family: str
    ask: int | None
    parameters: tuple[tuple[str, str], ...] = ()
    captures: tuple[Captured, ...] = ()
    ambiguous: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "family": self.family,
            "ask": self.ask,
            "parameters": dict(self.parameters),
            "captures": [
                {"slot": each.slot, "value": each.value, "start": each.start, "end": each.end}
                for each in self.captures
            ],
            "ambiguous": self.ambiguous,
        }


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that both families take, replayed by the reference in this context.

    ``shortest``: no shorter utterance is one that both grammars read and was replayed.
    """

    utterance: str
    context: tuple[tuple[str, str], ...]
    sides: tuple[Side, Side]
    shortest: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "utterance": self.utterance,
            "context": dict(self.context),
            "readings": [side.to_json() for side in self.sides],
            "shortest": self.shortest,
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """Two families, in order of their names, that are not proved disjoint.

    ``rule`` and ``winner``: where a declared order decides; the winner is empty where it depends on the
    request. ``reason``: where the pair is undecided. INVARIANT: without a witness a pair is undecided.
    """

    families: tuple[str, str]
    standing: Standing
    witness: Witness | None = None
    rule: Rule | None = None
    winner: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "families": list(self.families),
            "standing": self.standing.value,
            "witness": None if self.witness is None else self.witness.to_json(),
            "rule": None if self.rule is None else self.rule.value,
            "winner": self.winner or None,
            "reason": self.reason or None,
        }


@dataclass(frozen=True, slots=True)
class Overlaps:
    """All pairs of some families that are not proved disjoint, in order of names; every other pair is.

    ``binding``: the address of the lists of names that this holds for.
    """

    families: tuple[str, ...]
    pairs: tuple[Pair, ...]
    binding: str

    def of(self, standing: Standing) -> tuple[Pair, ...]:
        """The pairs that stand so."""
        return tuple(pair for pair in self.pairs if pair.standing is standing)

    @property
    def disjoint(self) -> int:
        """How many pairs are proved disjoint."""
        return len(self.families) * (len(self.families) - 1) // 2 - len(self.pairs)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "families": list(self.families),
            "binding": self.binding,
            "disjoint": self.disjoint,
            "pairs": [pair.to_json() for pair in self.pairs],
        }


def ask_line(artifact: Artifact, ask: int) -> tuple[int, str] | None:
    """The line number, from 1, and the text of the recipe's ``ask`` statement of that position."""
    lines = enumerate(artifact.recipe.splitlines(), 1)
    found = [(number, line.strip()) for number, line in lines if line.split(maxsplit=1)[:1] == ["ask"]]
    start = artifact.family.grammar.start
    count = len(start.parts) if hasattr(start, "parts") else 1
    return found[ask] if len(found) == count else None


def pair_of(one: Family, other: Family) -> tuple[Family, Family]:
    """Two families in order of their names."""
    return (one, other) if one.name < other.name else (other, one)
