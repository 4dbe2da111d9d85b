"""Answering: load artifacts, ask, get replies. Needs neither the compiler nor the verifier.

from potstill.runtime import Handler

handler = Handler.load("artifacts", fallback=ask_a_model)
reply = handler("what is a 20% tip on $45")
reply.value, reply.source
"""

from potstill.ir.binding import Binding, entry
from potstill.runtime.candidates import ContextError
from potstill.runtime.handler import DuplicateFamily, Handler, Unverified
from potstill.runtime.reply import Reply, Source
from potstill.runtime.standing import Standing, Verified
from potstill.runtime.trust import Trust

__all__ = [
    "Binding",
    "ContextError",
    "DuplicateFamily",
    "Handler",
    "Reply",
    "Source",
    "Standing",
    "Trust",
    "Unverified",
    "Verified",
    "entry",
]
