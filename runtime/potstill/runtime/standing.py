"""What verdicts mean for serving: how a family's answers stand, and which checks need not be made again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding
from potstill.ir.program import Program
from potstill.ir.scopes import below
from potstill.ir.verdicts import Kind, Status, Verdict, Verification

_LISTS: Final = "binding "
"""How an assumption begins that names the lists of names which all verdicts are about."""


class Standing(StrEnum):
    """What is known beforehand about a compiled answer."""

    VERIFIED = "verified"
    """Every obligation of the family is proved."""
    GUARDED = "guarded"
    """All but some that were checked at this request."""
    WAIVED = "waived"
    """All but some that somebody let pass by name; there may be guards besides."""
    UNVERIFIED = "unverified"
    """Nothing: there is no statement, or nobody compiled the answer."""


@dataclass(frozen=True, slots=True)
class Verified:
    """An artifact and what a trusted key states about it, as ``Trust.check`` found it in order.

    INVARIANT: the verification is about the artifact, has all its obligations, and blocks nothing.
    """

    artifact: Artifact
    verification: Verification
    keyid: str

    @property
    def standing(self) -> Standing:
        """How the family's answers stand."""
        if self.waived:
            return Standing.WAIVED
        return Standing.GUARDED if self.verification.guards else Standing.VERIFIED

    @property
    def unproved(self) -> tuple[str, ...]:
        """The names of the obligations that are guarded or waived."""
        return (*self.verification.guards, *self.waived)

    @property
    def waived(self) -> tuple[str, ...]:
        """The names of the obligations that would block a release, but for a waiver."""
        guards = set(self.verification.guards)
        open_ = [verdict.obligation.name for verdict in self.verification.verdicts if not _proved(verdict)]
        return tuple(name for name in open_ if name not in guards)

    def speaks_of(self, binding: Binding) -> bool:
        """Whether the verdicts hold under these lists of names: they name none, or the address of these."""
        lists = self.lists
        return lists is None or lists == binding.address

    @property
    def lists(self) -> str | None:
        """The address of the only lists of names that the verdicts hold for; None if they hold for all."""
        for assumption in self.verification.assumptions:
            if assumption.startswith(_LISTS):
                return assumption.removeprefix(_LISTS)
        return None

    @property
    def needless(self) -> frozenset[str]:
        """The checks of ``prepare`` that are proved never to fail, whatever lists of names there are."""
        if self.lists is not None:
            return frozenset()
        return needless(self.artifact.family.program, self.verification)


Served: TypeAlias = Artifact | Verified
"""An artifact alone, or with what is stated about it."""


def artifact_of(served: Served) -> Artifact:
    """The artifact, with or without a statement."""
    return served.artifact if isinstance(served, Verified) else served


def needless(program: Program, verification: Verification) -> frozenset[str]:
    """The ranges and promises that need no check: those proved without assumptions.

    A promise that is not checked is not evaluated at all, so it stays if an error in it is not excluded.
    """
    sure = [
        verdict.obligation
        for verdict in verification.verdicts
        if _proved(verdict) and not verdict.conditional
    ]
    stuck = [
        verdict.obligation.node
        for verdict in verification.verdicts
        if verdict.obligation.kind is Kind.STUCK and not (_proved(verdict) and not verdict.conditional)
    ]
    names = {one.name for one in sure if one.kind in (Kind.RANGE, Kind.ANSWER)}
    promises = {one.name for one in sure if one.kind is Kind.ENSURE}
    for index, node in enumerate(program.ensures):
        name = f"{Kind.ENSURE.value}:{index}"
        if name in promises and not set(stuck).intersection(below(program, node)):
            names.add(name)
    return frozenset(names)


def _proved(verdict: Verdict) -> bool:
    return verdict.status is Status.PROVED
