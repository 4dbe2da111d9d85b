"""Answering: load artifacts, ask, get replies. Needs neither the compiler nor the verifier.

from potstill.runtime import Handler

handler = Handler.load("artifacts", fallback=ask_a_model)
reply = handler("what is a 20% tip on $45")
reply.value, reply.source
"""

from potstill.ir.binding import Binding, entry
from potstill.runtime.candidates import ContextError
from potstill.runtime.handler import DuplicateFamily, Handler
from potstill.runtime.reply import Reply, Source

__all__ = ["Binding", "ContextError", "DuplicateFamily", "Handler", "Reply", "Source", "entry"]
