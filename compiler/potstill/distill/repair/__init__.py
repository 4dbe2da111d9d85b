"""Repairing a family by corrected answers: the nearest program that gives them, if there is only one.

    from potstill.distill.repair import repair

    found = repair(artifact, accepted, corrected)
    print("\\n".join(found.report()))

``spec/splitting.md`` states the neighbourhoods, and what is proved of the new version.
"""

from potstill.distill.repair.outcome import (
    Conflict,
    Neighbourhood,
    NoRepair,
    Outcome,
    Policy,
    Question,
    Reason,
    Region,
    Repaired,
)
from potstill.distill.repair.repair import repair

__all__ = [
    "Conflict",
    "Neighbourhood",
    "NoRepair",
    "Outcome",
    "Policy",
    "Question",
    "Reason",
    "Region",
    "Repaired",
    "repair",
]
