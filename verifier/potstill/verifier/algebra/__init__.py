"""The algebra of k families: which overlap, what all of them cover, and what would keep them apart."""

from potstill.verifier.algebra.alone import Silent, first_request, silent
from potstill.verifier.algebra.containment import Contained, Containment, contained
from potstill.verifier.algebra.coverage import Coverage, Nearest, NearMiss
from potstill.verifier.algebra.decide import Share, decide_share
from potstill.verifier.algebra.index import Index, overlaps
from potstill.verifier.algebra.pairs import (
    Captured,
    Overlaps,
    Pair,
    Rule,
    Side,
    Standing,
    Witness,
    ask_line,
)
from potstill.verifier.algebra.recogniser import DEFAULT_LIMITS, Limits
from potstill.verifier.algebra.suggestions import Cure, Suggestion, suggestions

__all__ = [
    "DEFAULT_LIMITS",
    "Captured",
    "Contained",
    "Containment",
    "Coverage",
    "Cure",
    "Index",
    "Limits",
    "NearMiss",
    "Nearest",
    "Overlaps",
    "Pair",
    "Rule",
    "Share",
    "Side",
    "Silent",
    "Standing",
    "Suggestion",
    "Witness",
    "ask_line",
    "contained",
    "decide_share",
    "first_request",
    "overlaps",
    "silent",
    "suggestions",
]
