"""A claim about a lexicon, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.ir.verdicts import Method, Status


@dataclass(frozen=True, slots=True)
class Claim:
    """``method`` and ``detail`` say on what grounds. ``witness``: a lexeme that refutes it, as a run showed.

    INVARIANT: PROVED rests on all lexemes or all values, never on some of them.
    """

    status: Status
    method: Method | None
    detail: str
    witness: str | None = None
