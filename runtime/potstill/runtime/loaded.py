"""An artifact, ready to run."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.types import Type
from potstill.runtime.interpreter import Prepared, prepare
from potstill.runtime.matcher import Member
from potstill.runtime.standing import Served, Standing, Verified, artifact_of


class Loaded:
    """A family as a handler holds it, under a number that no other family of the handler has.

    What only answers need is made when the family first answers.
    """

    def __init__(self, served: Served, number: int) -> None:
        artifact = artifact_of(served)
        self.served: Final = served
        self.artifact: Final = artifact
        self._verified: Final = served if isinstance(served, Verified) else None
        self._standing: Final = self._verified.standing if self._verified else Standing.UNVERIFIED
        self._unproved: Final = self._verified.unproved if self._verified else ()
        self._lists: Final = self._verified.lists if self._verified else None
        self.family: Final[Family] = artifact.family
        self.member: Final = Member(number, artifact.family)

    @cached_property
    def code(self) -> Prepared:
        """The program, ready to run, without the checks that are proved never to fail."""
        family = self.family
        return prepare(
            family.program,
            tuple((slot.name, slot.type) for slot in family.slots),
            tuple((field.name, field.type) for field in family.context),
            skip=self._verified.needless if self._verified else frozenset(),
        )

    def standing(self, binding: Binding) -> tuple[Standing, tuple[str, ...]]:
        """How answers under these lists of names stand, and what is not proved of them."""
        if self._lists is not None and self._lists != binding.address:
            return Standing.UNVERIFIED, ()
        return self._standing, self._unproved

    @cached_property
    def answer_type(self) -> Type:
        """The type of answers, as declared or else inferred."""
        program = self.family.program
        return program.declared or program.nodes[program.answer].type

    @cached_property
    def bound(self) -> bool:
        """Whether the family reads names that the host supplies."""
        return self.family.reads_lists
