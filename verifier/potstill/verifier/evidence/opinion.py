"""A second solver, asked the same texts: what cvc5 says of a query, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

RESOURCES: Final = 2_000_000
"""cvc5's own resource units that one query may cost unless told otherwise; about ten seconds at worst."""


class Answer(Enum):
    """What a solver says of the negation of a claim."""

    UNSAT = "unsat"
    """It agrees: the claim holds."""
    SAT = "sat"
    """It contradicts."""
    UNKNOWN = "unknown"


class SolverMissing(RuntimeError):
    """cvc5 is not installed."""

    def __init__(self) -> None:
        super().__init__("a second opinion needs cvc5: install it with  pip install 'potstill[cvc5]'")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What cvc5 answered to the query of a digest; ``proof`` in the format CPC, if it was asked for one."""

    digest: str
    answer: Answer
    proof: str | None = None


def version() -> str:
    """Of cvc5. Raises SolverMissing."""
    try:
        import cvc5
    except ImportError:
        raise SolverMissing from None
    return str(cvc5.__version__)


def opinion(digest: str, query: str, *, proof: bool = False, resources: int = RESOURCES) -> Opinion:
    """Ask cvc5 a query in SMT-LIB 2. Raises SolverMissing."""
    try:
        import cvc5
    except ImportError:
        raise SolverMissing from None
    solver = cvc5.Solver(cvc5.TermManager())
    # The budget is a property of the process, as for the first solver: no clock decides.
    solver.setOption("rlimit", str(resources))
    if proof:
        solver.setOption("produce-proofs", "true")
        solver.setOption("proof-format-mode", "cpc")
    answer = _run(cvc5, solver, query)
    if not proof or answer is not Answer.UNSAT:
        return Opinion(digest, answer)
    text = solver.proofToString(solver.getProof()[0], cvc5.ProofFormat.CPC)
    return Opinion(digest, answer, text.decode() if isinstance(text, bytes) else str(text))


def opinions(queries: Mapping[str, str], *, proofs: bool = False) -> list[Opinion]:
    """Of all queries, by digest, in their order. Raises SolverMissing."""
    return [opinion(digest, query, proof=proofs) for digest, query in queries.items()]


def _run(cvc5: Any, solver: Any, query: str) -> Answer:
    """The answer to the last ``check-sat``. What cvc5 cannot parse or do is unknown."""
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, query, "query")
    symbols = parser.getSymbolManager()
    said = ""
    try:
        while not (command := parser.nextCommand()).isNull():
            said = str(command.invoke(solver, symbols)).strip() or said
    except RuntimeError:
        return Answer.UNKNOWN
    return next((answer for answer in Answer if answer.value == said), Answer.UNKNOWN)
