"""The store: what was asked and answered, what people said about it, and which versions of families serve.

from potstill.runtime.store import NewRequest, Origin, Verdict, open_store

with open_store("potstill.db") as store:                      # or postgresql://…
    number = store.record(NewRequest("what is 20% of 45", reply=9, key="alice", cost=1))
    store.give_feedback(number, Verdict.CORRECTED, answer=9, who="bob")
    for example in store.examples(since=0):                   # Answered(request, utterance, answer, …)
        ...
    version = store.add_version("tip", address=…, artifact=…, recipe=…, origin=Origin.INDUCED, claim={…})
    store.go_live("tip", {version.id: 1000}, reason="one class left")
    store.choose("tip", "alice")                              # the version that serves this caller, or None
    store.rollback("tip")                                     # or withdraw, undo(event)

The rest, by part: requests (``request``, ``record_many``, ``requests``, ``falls``, ``last_request``),
feedback (``feedback``, ``judgement``, ``judged``), versions (``versions``, ``version``, ``lineage``,
``families``), live (``live``, ``all_live``, ``journal``, ``note``, ``event``), work (``ask``, ``answer``,
``questions``, ``drop_questions``, ``spend``, ``spent``, ``ledger``, ``state``, ``set_state``), figures
(``by_day``, ``coverage``), retention (``prune``, ``forget``). ``spec/store.md`` says what is promised.

JSON goes in as Python data with int, Decimal, Fraction or float, and comes out with every number a Fraction.
"""

from potstill.runtime.store.errors import (
    DamagedStore,
    NewerStore,
    NotAStore,
    Refused,
    StoreBusy,
    StoreClosed,
    StoreError,
    StoreFull,
    StoreGone,
    Superseded,
    Unknown,
    Unwritable,
)
from potstill.runtime.store.exact import Json
from potstill.runtime.store.figures import Coverage, DayUse, Use
from potstill.runtime.store.live import choose_among
from potstill.runtime.store.records import (
    WHOLE,
    Answered,
    Event,
    Feedback,
    Judgement,
    Kind,
    Live,
    NewRequest,
    Origin,
    Question,
    Request,
    Spending,
    Verdict,
    Version,
)
from potstill.runtime.store.redaction import redact
from potstill.runtime.store.retention import Deleted
from potstill.runtime.store.store import Store, open_store

__all__ = [
    "WHOLE",
    "Answered",
    "Coverage",
    "DamagedStore",
    "DayUse",
    "Deleted",
    "Event",
    "Feedback",
    "Json",
    "Judgement",
    "Kind",
    "Live",
    "NewRequest",
    "NewerStore",
    "NotAStore",
    "Origin",
    "Question",
    "Refused",
    "Request",
    "Spending",
    "Store",
    "StoreBusy",
    "StoreClosed",
    "StoreError",
    "StoreFull",
    "StoreGone",
    "Superseded",
    "Unknown",
    "Unwritable",
    "Use",
    "Verdict",
    "Version",
    "choose_among",
    "open_store",
    "redact",
]
