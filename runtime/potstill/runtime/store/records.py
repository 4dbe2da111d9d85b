"""What a store holds, as data: requests, feedback, versions, events, questions, spending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from potstill.runtime.store.exact import Json

WHOLE: Final = 1000
"""Shares of the live versions of one family are integers per thousand of its callers."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """An answered request, to be recorded.

    ``reply``: JSON data, see ``exact.encode``; meaningless unless ``answered``. ``key``: the caller, as the
    host names him; ``forget`` takes it. ``family`` and ``version`` (its number in this store): whose program
    answered; None: the fallback did, and ``reason`` says why no program could. ``version`` may be None for a
    family that the store did not hold. ``cost``: in the host's unit. ``at``: None means now.
    """

    utterance: str
    reply: object = None
    context: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    at: datetime | None = None
    family: str | None = None
    version: int | None = None
    reason: str | None = None
    answered: bool = True
    cost: Decimal | Fraction | int = 0
    latency: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is stored. ``redacted``: something in it, or in its reply, is a placeholder."""

    id: int
    at: datetime
    key: str | None
    utterance: str
    context: Mapping[str, Json]
    reply: Json
    answered: bool
    family: str | None
    version: int | None
    reason: str | None
    cost: Decimal
    latency: timedelta
    redacted: bool

    @property
    def source(self) -> str:
        """``fallback``, FAMILY, or FAMILY@VERSION."""
        if self.family is None:
            return "fallback"
        return self.family if self.version is None else f"{self.family}@{self.version}"


class Verdict(Enum):
    """What somebody says about a reply."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One opinion on one request. ``answer``: the right one, if ``verdict`` is CORRECTED."""

    id: int
    request: int
    at: datetime
    who: str
    verdict: Verdict
    answer: Json


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all feedback on a request comes to: of each person, the latest counts.

    ``corrections``: the answers that are said to be right instead, each once. ``disputed``: people contradict
    each other about what is right.
    """

    people: int = 0
    accepted: bool = False
    rejected: bool = False
    corrections: tuple[Json, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A request with the answer that somebody stands for. ``corrected``: it is not what was replied."""

    request: int
    utterance: str
    context: Mapping[str, Json]
    answer: Json
    corrected: bool


class Origin(Enum):
    """How a version came to be."""

    INDUCED = "induced"
    TAUGHT = "taught"
    SPLIT = "split"
    REPAIRED = "repaired"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a family: an artifact and what is known about it.

    ``id``: of this version, unique in the store. ``artifact``: the bytes of its file, ``address``: theirs;
    ``statement``: the bytes of the signed statement beside it. ``claim``: what its release claims, as JSON.
    ``parent``: the version it was made from, perhaps of another family.
    """

    id: int
    family: str
    address: str
    at: datetime
    origin: Origin
    parent: int | None
    recipe: str
    artifact: bytes
    statement: bytes | None
    claim: Json


@dataclass(frozen=True, slots=True)
class Live:
    """A version that serves ``share`` of WHOLE callers: those whose places begin at ``first``."""

    version: int
    share: int
    first: int = 0


class Kind(Enum):
    """What an event of the journal did."""

    GO_LIVE = "go live"
    WITHDRAW = "withdraw"
    ROLLBACK = "rollback"
    UNDO = "undo"
    NOTE = "note"
    """Nothing to the live versions: something that people should be able to read later."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal: the live versions of a family before and after, and why.

    ``undoes``: the event whose change this one took back.
    """

    id: int
    at: datetime
    kind: Kind
    family: str | None
    before: tuple[Live, ...]
    after: tuple[Live, ...]
    reason: str
    who: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """A request whose answer would tell rivals apart.

    ``why``: for people. ``group``: what it was asked for, as its asker names that. ``request``: the one it
    was made from, if any. ``answered_at`` None: it waits.
    """

    id: int
    at: datetime
    group: str
    utterance: str
    context: Mapping[str, Json]
    why: str
    request: int | None
    answer: Json
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spending:
    """A line of the ledger: ``amount`` of ``unit`` for ``purpose``; negative when something came back."""

    id: int
    at: datetime
    unit: str
    amount: Decimal
    purpose: str
    detail: Json
