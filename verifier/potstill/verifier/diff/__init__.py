"""Two versions of a family compared: are they one, or what request shows that they are not?"""

from potstill.verifier.diff.compare import diff
from potstill.verifier.diff.report import Change, Claim, Difference, Move, Side, Standing, Witness

__all__ = ["Change", "Claim", "Difference", "Move", "Side", "Standing", "Witness", "diff"]
