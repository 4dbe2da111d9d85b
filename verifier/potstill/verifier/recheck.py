"""Proving again what a statement claims, and comparing.

With the solver, version, seed and budget that the statement names, everything has to come out the same,
digests of evidence included. With another version a proof may not be found; the claim is then open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from potstill.ir.verdicts import Status, Verdict, Verification


class Standing(Enum):
    """How a claim fares when it is proved again."""

    CONFIRMED = "confirmed"
    OPEN = "open"
    """It could not be decided this time."""
    CONTRADICTED = "contradicted"
    """It came out otherwise, or rests on other evidence, or one of the two does not have it."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One obligation: what the statement claims of it, what was found, and how the two compare."""

    obligation: str
    claimed: Verdict | None
    found: Verdict | None
    standing: Standing


def recheck(claimed: Verification, found: Verification) -> list[Rechecked]:
    """Compare a statement's verdicts with those of a new verification of the same artifact, in order."""
    before = {verdict.obligation.name: verdict for verdict in claimed.verdicts}
    after = {verdict.obligation.name: verdict for verdict in found.verdicts}
    same = claimed.effort == found.effort
    return [
        Rechecked(name, before.get(name), after.get(name), _standing(before.get(name), after.get(name), same))
        for name in dict.fromkeys((*before, *after))
    ]


def _standing(claimed: Verdict | None, found: Verdict | None, same: bool) -> Standing:
    if claimed is None or found is None:
        return Standing.CONTRADICTED
    if same:
        return Standing.CONFIRMED if claimed == found else Standing.CONTRADICTED
    if claimed.status is found.status:
        return Standing.CONFIRMED
    match found.status:
        case Status.UNDECIDED | Status.UNSUPPORTED:
            return Standing.OPEN
        case Status.PROVED | Status.REFUTED | Status.VACUOUS:
            # What was open before may be decided by another solver; what was decided must not turn.
            open_before = claimed.status in (Status.UNDECIDED, Status.UNSUPPORTED)
            return Standing.OPEN if open_before else Standing.CONTRADICTED
        case _:
            assert_never(found.status)
