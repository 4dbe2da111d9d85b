"""potstill as a contestant: a handler that starts empty, a store, and steps of growing after each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.growth.protocol import Answer, Fallback
from potstill.distill.answer_json import json_of
from potstill.distill.growing import Budget, Policy, grow
from potstill.distill.growing.learning import Pool
from potstill.runtime import Handler, Trust
from potstill.runtime.reply import Source
from potstill.runtime.store import open_store

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PACE: Final = timedelta(seconds=30)
"""Between two requests: limits of a day are met as in real use, and no clock is read."""

_KEY: Final = b"the key of the growth benchmark."


class Grown:
    """``store``: a file; what is in it goes on. ``pool``: the requests that may be asked about a group's.

    ``together``: requests after which there are steps of growing.
    """

    name = "potstill"

    def __init__(
        self, store: Path, pool: Pool, policy: Policy | None = None, *, done: int = 0, together: int = 1
    ) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._place = done
        self._together: Final = together
        self._asks: Fallback | None = None
        self.store: Final = open_store(store, clock=self._now)
        self.lines: list[str] = []
        """What growing said since it was looked at last."""
        self._grower: Final = grow(
            Handler(trust=Trust.of([])),
            self.store,
            self._fallback,
            policy,
            key=Ed25519PrivateKey.from_private_bytes(_KEY),
            pool=pool,
            now=self._now,
        )

    def ask(self, utterance: str, fallback: Fallback) -> Answer:
        """One request, then as many steps as there is something to do."""
        self._asks = fallback
        self._place += 1
        reply = self._grower.ask(utterance)
        idle = self._place % self._together != 0
        while not idle:
            step = self._grower.step(Budget())
            self.lines += step.lines
            idle = step.idle
        own = reply.source is Source.COMPILED
        return Answer(json_of(reply.value), own, reply.family or "" if own else reply.reason or "")

    def released(self) -> Sequence[str]:
        """The families that are live."""
        return sorted(self.store.all_live())

    def recipe(self, family: str) -> str:
        """The recipe of the family's latest version."""
        return self.store.versions(family)[-1].recipe

    def _fallback(self, utterance: str, context: Mapping[str, object]) -> object:  # noqa: ARG002 (the interface)
        assert self._asks is not None, "nothing is asked before the first request"
        return self._asks(utterance)

    def _now(self) -> datetime:
        return _START + self._place * _PACE
