"""Splitting a family by requests that were accepted and requests that were rejected.

    from potstill.distill.split import Request, split

    found = split(artifact, [Request("double 4")], [Request("twice 4")])
    print("\\n".join(found.report()))

``spec/splitting.md`` states the order in which separations are tried, and what is proved of the parts.
"""

from potstill.distill.split.outcome import (
    DEFAULT,
    Boundary,
    NoSplit,
    Outcome,
    Outside,
    Partition,
    Policy,
    Reason,
    Request,
    Rung,
    Separation,
    Side,
    Split,
)
from potstill.distill.split.split import split

__all__ = [
    "DEFAULT",
    "Boundary",
    "NoSplit",
    "Outcome",
    "Outside",
    "Partition",
    "Policy",
    "Reason",
    "Request",
    "Rung",
    "Separation",
    "Side",
    "Split",
    "split",
]
