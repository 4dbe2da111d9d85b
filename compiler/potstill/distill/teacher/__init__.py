"""The teacher: a chat-completions endpoint, or a person, that writes recipes; and the proof that they hold.

    endpoint = from_environment(prices=Prices(Fraction("0.5"), Fraction(2)))
    outcome = teach(examples, Asker(endpoint, Purse(Fraction(1), ledger)))

A reply is text. It is compiled, verified and tried on the examples, and never run, named or obeyed.
"""

from potstill.distill.teacher.accept import Accepted, Rejected, Stage, accept
from potstill.distill.teacher.asking import Asker, Limits
from potstill.distill.teacher.cost import Entry, Ledger, MemoryLedger, Prices, Purse, Row, Usage
from potstill.distill.teacher.endpoint import BadEndpoint, Constraint, Endpoint, from_environment
from potstill.distill.teacher.store_ledger import StoreLedger
from potstill.distill.teacher.teach import Policy, Reason, Refused, Round, Taught, teach
from potstill.distill.teacher.transport import Timeouts

__all__ = [
    "Accepted",
    "Asker",
    "BadEndpoint",
    "Constraint",
    "Endpoint",
    "Entry",
    "Ledger",
    "Limits",
    "MemoryLedger",
    "Policy",
    "Prices",
    "Purse",
    "Reason",
    "Refused",
    "Rejected",
    "Round",
    "Row",
    "Stage",
    "StoreLedger",
    "Taught",
    "Timeouts",
    "Usage",
    "accept",
    "from_environment",
    "teach",
]
