"""From an artifact to verdicts: proofs, counterexamples, overlaps, differences, and tests.

    from potstill.verifier import verify

    verification = verify(artifact)
    verification.released                       # may it be served?
    [verdict for verdict in verification.verdicts if verdict.counterexample]

``spec/verification.md`` says what each verdict means. The solver is loaded when it is first asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.obligations import obligations
from potstill.verifier.recheck import Rechecked, Standing, recheck
from potstill.verifier.smt.session import Budget
from potstill.verifier.verify import UnknownObligation, verify

if TYPE_CHECKING:
    from potstill.verifier.testgen.strategies import Strategies

__all__ = [
    "Budget",
    "Rechecked",
    "Standing",
    "UnknownObligation",
    "obligations",
    "recheck",
    "strategies",
    "verify",
]


def strategies(
    source: Artifact | Family, *, binding: Binding = EMPTY_BINDING, longest: int | None = None
) -> Strategies:
    """Hypothesis strategies for a family: utterances, near misses, requests, parameters, contexts.

    ``binding``: the lists of names that it reads. ``longest``: symbols in the longest utterances drawn.
    Hypothesis is imported here, and ModuleNotFoundError where it is missing.
    """
    from potstill.verifier.testgen.strategies import Strategies

    return Strategies(source.family if isinstance(source, Artifact) else source, binding, longest=longest)
