"""The algebra of k families: which overlap, what all of them cover, and what would keep them apart."""

from potstill.verifier.algebra.index import Index, overlaps
from potstill.verifier.algebra.pairs import Captured, Overlaps, Pair, Rule, Side, Standing, Witness
from potstill.verifier.algebra.recogniser import DEFAULT_LIMITS, Limits

__all__ = [
    "DEFAULT_LIMITS",
    "Captured",
    "Index",
    "Limits",
    "Overlaps",
    "Pair",
    "Rule",
    "Side",
    "Standing",
    "Witness",
    "overlaps",
]
