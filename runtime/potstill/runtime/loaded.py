"""An artifact, ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.ir import grammar as g
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.types import Type
from potstill.runtime.interpreter import Prepared, prepare
from potstill.runtime.matcher import Member


@dataclass(frozen=True, slots=True)
class Loaded:
    """A family as a handler holds it. ``bound``: whether it reads names that the host supplies."""

    artifact: Artifact
    member: Member
    code: Prepared
    bound: bool

    @property
    def family(self) -> Family:
        """The artifact's family."""
        return self.artifact.family

    @property
    def answer_type(self) -> Type:
        """The type of answers, as declared or else inferred."""
        program = self.artifact.family.program
        return program.declared or program.nodes[program.answer].type


def load(artifact: Artifact, number: int) -> Loaded:
    """Prepare an artifact under a number that no other family of the handler has."""
    family = artifact.family
    code = prepare(
        family.program,
        tuple((slot.name, slot.type) for slot in family.slots),
        tuple((field.name, field.type) for field in family.context),
    )
    return Loaded(artifact, Member(number, family), code, _late(family))


def _late(family: Family) -> bool:
    nodes = (family.grammar.start, *(body for _, body in family.grammar.rules))
    return any(isinstance(part, g.Capture) and part.lexicon.late for node in nodes for part in g.walk(node))
