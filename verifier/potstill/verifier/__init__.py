"""From an artifact to verdicts: proofs, counterexamples, overlaps, differences, and tests.

    from potstill.verifier import verify

    verification = verify(artifact)
    verification.released                       # may it be served?
    [verdict for verdict in verification.verdicts if verdict.counterexample]

``spec/verification.md`` says what each verdict means. The solver is loaded when it is first asked.
"""

from __future__ import annotations

from potstill.ir.obligations import obligations
from potstill.verifier.recheck import Rechecked, Standing, recheck
from potstill.verifier.smt.session import Budget
from potstill.verifier.verify import UnknownObligation, verify

__all__ = ["Budget", "Rechecked", "Standing", "UnknownObligation", "obligations", "recheck", "verify"]
