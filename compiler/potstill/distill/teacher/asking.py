"""Asking an endpoint: each attempt paid for beforehand, boundedly many of them, within one time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from itertools import count
from typing import Final, Protocol
from uuid import uuid4

from potstill.distill.teacher.chat import Garbled, Message, Reply, read, request
from potstill.distill.teacher.cost import Prices, Purse, Usage, cost, most
from potstill.distill.teacher.endpoint import Endpoint
from potstill.distill.teacher.transport import Failed, Received, Retry, Timeouts, send


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one question. ``attempts``: requests for it. ``reply``: tokens, ``body``: bytes of an answer.

    ``pause``: seconds before the second attempt, doubled for each one after; ``longest``: the longest
    pause. An endpoint that asks for more than that is not asked again.
    """

    attempts: int = 4
    reply: int = 4_096
    body: int = 4_000_000
    pause: float = 1.0
    longest: float = 60.0
    timeouts: Timeouts = field(default_factory=Timeouts)


class Clock(Protocol):
    """Time, which a test passes in."""

    def now(self) -> datetime:
        """The time of day, with its zone."""

    def seconds(self) -> float:
        """A count that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The time of day."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Why(Enum):
    """Why there is no reply."""

    UNPRICED = "no prices are declared"
    SPENT = "the next request could cost more than is left"
    UNREACHED = "the endpoint gave no answer"
    GARBLED = "the endpoint gave something that is no answer"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No reply, and why."""

    why: Why
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and what all attempts to get it cost."""

    reply: Reply
    cost: Fraction


class Asker:
    """Asks one endpoint, out of one purse."""

    def __init__(
        self,
        endpoint: Endpoint,
        purse: Purse,
        limits: Limits | None = None,
        *,
        clock: Clock | None = None,
        name: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self.endpoint: Final = endpoint
        self.purse: Final = purse
        self.limits: Final = Limits() if limits is None else limits
        self.cost = Fraction(0)
        self._clock: Final[Clock] = SystemClock() if clock is None else clock
        self._names: Final = (f"{name()}-{number}" for number in count())

    def ask(self, messages: Sequence[Message]) -> Answer | Unanswered:
        """The model's reply to a conversation."""
        prices = self.endpoint.prices
        if prices is None:
            return Unanswered(Why.UNPRICED, "declare prices per million tokens; 0 if nothing is charged")
        limits, before = self.limits, self.cost
        body = request(self.endpoint, messages, limits.reply)
        deadline = self._clock.seconds() + limits.timeouts.total
        pause = limits.pause
        for attempt in range(1, limits.attempts + 1):
            name = next(self._names)
            bound = most(prices, len(body), limits.reply)
            if not self.purse.reserve(name, self.endpoint.model, bound):
                return Unanswered(Why.SPENT, f"it could cost {float(bound):.4f} of {float(self.purse.cap)}")
            left = max(0.001, deadline - self._clock.seconds())
            came = send(
                self.endpoint,
                body,
                timeouts=limits.timeouts,
                left=left,
                largest=limits.body,
                now=self._clock.now(),
            )
            if isinstance(came, Received):
                reply = read(came.body)
                self._settle(name, prices, bound, reply.usage, "answered")
                if isinstance(reply, Garbled):
                    return Unanswered(Why.GARBLED, reply.reason)
                return Answer(reply, self.cost - before)
            self._fail(name, bound, came)
            wait = max(pause, came.after or 0.0)
            last = attempt == limits.attempts or came.retry is Retry.NO
            if last or wait > limits.longest or self._clock.seconds() + wait >= deadline:
                tries = f", after {attempt} attempts" if attempt > 1 else ""
                asked = f"; it asks to wait {came.after:.0f} s" if came.after else ""
                return Unanswered(Why.UNREACHED, f"{came.reason}{asked}{tries}")
            self._clock.sleep(wait)
            pause = min(2 * pause, limits.longest)
        return Unanswered(Why.UNREACHED, "no attempt is allowed")

    def _settle(self, name: str, prices: Prices, bound: Fraction, usage: Usage | None, outcome: str) -> None:
        """What an answer cost: as its endpoint counts, or the most where it does not say."""
        amount = bound if usage is None else cost(prices, usage)
        self.cost += amount
        self.purse.settle(name, self.endpoint.model, amount, usage, outcome)

    def _fail(self, name: str, bound: Fraction, failed: Failed) -> None:
        amount = bound if failed.charged else Fraction(0)
        self.cost += amount
        self.purse.settle(name, self.endpoint.model, amount, None, failed.reason)
