"""Serving: a family's answer or the fallback's, some of the former compared with the latter, all recorded."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from time import perf_counter
from typing import Final, TypeAlias

from potstill.distill.answer_json import NoAnswer, json_of, same
from potstill.distill.growing.policy import Policy
from potstill.distill.growing.shelf import Shelf
from potstill.distill.json_text import json_text
from potstill.runtime.handler import Fallback
from potstill.runtime.reply import Reply, Source
from potstill.runtime.store import NewRequest, Store, StoreError

log = logging.getLogger("potstill.distill.growing")

DISAGREEMENT: Final = "disagreement"
"""The reason of a reply that the fallback gave because a family's was another one."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A family and the fallback gave two answers to one request, of that number in the store."""

    family: str
    version: int | None
    request: int | None
    utterance: str
    answers: tuple[str, str]

    def __str__(self) -> str:
        """For the journal."""
        own, other = self.answers
        return f"request {self.request}: {self.utterance!r}: the family says {own}, the fallback {other}"


@dataclass(frozen=True, slots=True)
class Recorded(Reply):
    """A reply with the number that its request has in the store; None where it could not be recorded."""

    request: int | None = None

    @classmethod
    def of(cls, reply: Reply, request: int | None) -> Recorded:
        """The reply, with the number."""
        return cls(**{field.name: getattr(reply, field.name) for field in fields(Reply)}, request=request)

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return Reply.to_json(self) | {"request": self.request}


Withdraw: TypeAlias = Callable[[Disagreement], None]

_Asking: TypeAlias = Generator[None, object, Recorded]
"""The steps of one request: it yields where the fallback is to be asked, and is sent what that said."""


class Serving:
    """Answers requests. Safe to share between threads and tasks."""

    def __init__(
        self, shelf: Shelf, store: Store, fallback: Fallback | None, policy: Policy, withdraw: Withdraw
    ) -> None:
        self._shelf: Final = shelf
        self._store: Final = store
        self._fallback: Final = fallback
        self._policy: Final = policy
        self._withdraw: Final = withdraw
        self.unrecorded = 0

    def ask(self, utterance: str, context: Mapping[str, object], key: str | None) -> Recorded:
        """The reply to a request. What the fallback raises, the caller gets; so with ContextError."""
        steps = self._steps(utterance, context, key)
        try:
            next(steps)
            while True:
                try:
                    said = self._called(utterance, context)
                    if inspect.iscoroutine(said):
                        said.close()
                        raise TypeError("the fallback is a coroutine function: await ask_async(...) instead")
                except Exception as error:
                    steps.throw(error)
                else:
                    steps.send(said)
        except StopIteration as done:
            reply: Recorded = done.value
            return reply

    async def ask_async(self, utterance: str, context: Mapping[str, object], key: str | None) -> Recorded:
        """The same, and the fallback is awaited if it is asynchronous."""
        steps = self._steps(utterance, context, key)
        try:
            next(steps)
            while True:
                try:
                    said = self._called(utterance, context)
                    if isinstance(said, Awaitable):
                        said = await said
                except Exception as error:
                    steps.throw(error)
                else:
                    steps.send(said)
        except StopIteration as done:
            reply: Recorded = done.value
            return reply

    def _called(self, utterance: str, context: Mapping[str, object]) -> object:
        assert self._fallback is not None, "nobody else is asked"
        return self._fallback(utterance, context)

    def _steps(self, utterance: str, context: Mapping[str, object], key: str | None) -> _Asking:
        began = perf_counter()
        reply = self._shelf.handler_for(key).decide(utterance, context)
        asked, disagreement, failed = False, None, None
        if self._fallback is not None and (not reply.answered or self.compared(reply, utterance, key)):
            asked = True
            try:
                said = yield
            except Exception as error:
                # A family's answer stands though nobody could confirm it.
                if not reply.answered:
                    failed = error
                log.warning(
                    "the fallback failed", extra={"family": reply.family, "kind": type(error).__name__}
                )
            else:
                disagreement = self._against(reply, utterance, said)
                reply = _said(reply, said, disagreement is not None)
        reply = replace(reply, seconds=perf_counter() - began)
        if disagreement is not None:
            self._shelf.drop(disagreement.family)
        number = self._record(utterance, context, key, reply, asked)
        if disagreement is not None:
            self._withdraw(replace(disagreement, request=number))
        if failed is not None:
            raise failed
        handler = self._shelf.handler
        handler.counters.count(reply)
        recorded = Recorded.of(reply, number)
        if handler.hook is not None:
            handler.hook(utterance, recorded)
        return recorded

    def compared(self, reply: Reply, utterance: str, key: str | None) -> bool:
        """Whether a family's answer is held against the fallback's: decided by the hash of the request.

        Only of families of the store: what the host loaded by hand is the host's.
        """
        if self._shelf.version(reply.address) is None:
            return False
        digest = sha256("\0".join((reply.address or "", utterance, key or "")).encode("utf-8", "replace"))
        share = self._policy.compared
        return int.from_bytes(digest.digest()[:8]) * share.denominator < share.numerator * 2**64

    def _against(self, reply: Reply, utterance: str, said: object) -> Disagreement | None:
        if not reply.answered or reply.family is None:
            return None
        try:
            own = json_of(reply.value)
        except NoAnswer:
            return None  # larger than what the store holds, and so than what can be compared
        try:
            other = json_of(said)
        except NoAnswer as fault:
            # Not an answer that could be the same: the fallback's kind of answer has changed.
            texts = json_text(own), str(fault)
        else:
            if same(own, other):
                return None
            texts = json_text(own), json_text(other)
        return Disagreement(reply.family, self._shelf.version(reply.address), None, utterance, texts)

    def _record(
        self, utterance: str, context: Mapping[str, object], key: str | None, reply: Reply, asked: bool
    ) -> int | None:
        """The number of the request in the store; None where it could not be recorded."""
        own = reply.answered
        try:
            value, answered = json_of(reply.value), reply.source is not Source.NONE
        except NoAnswer:
            value, answered = None, False
        new = NewRequest(
            utterance,
            reply=value,
            context=context,
            key=key,
            family=reply.family if own else None,
            version=self._shelf.version(reply.address) if own else None,
            reason=reply.reason,
            answered=answered,
            cost=self._policy.call_cost if asked else Fraction(0),
            latency=timedelta(seconds=reply.seconds),
        )
        try:
            return self._store.record(new)
        except StoreError as fault:
            # Whoever asks gets his answer all the same.
            self.unrecorded += 1
            log.error("a request could not be recorded", extra={"fault": str(fault)})
            return None


def _said(reply: Reply, said: object, disagreed: bool) -> Reply:
    """The reply once the fallback has spoken: a family's, if that agrees, the fallback's otherwise."""
    if disagreed and reply.family is not None:
        families = (reply.family,)
        return Reply(said, Source.FALLBACK, reason=DISAGREEMENT, families=families, context=reply.context)
    if reply.answered:
        return reply
    return replace(reply, value=said, source=Source.GUARD if reply.family is not None else Source.FALLBACK)
