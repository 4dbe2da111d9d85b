"""The grower: serves with a handler and a store, and lets families take over from the fallback.

    grower = grow(handler, store, fallback)
    reply = grower.ask("how many eggs are in 3 boxes of 12", key="alice")      # from any thread
    grower.step()                                                           # in one, whenever there is time

Everything it did stands in the store's journal, with the reason, and can be taken back: ``rollback`` and
``undo``. A restart goes on where the store stands.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final

from potstill.distill.growing.attempts import Attempts
from potstill.distill.growing.evidence import Gatherer
from potstill.distill.growing.learning import Inducer, Learning, Pool
from potstill.distill.growing.policy import GROWER, PEOPLE, Budget, Policy, Step
from potstill.distill.growing.releasing import Releasing
from potstill.distill.growing.serving import Disagreement, Recorded, Serving
from potstill.distill.growing.shelf import Change, Shelf
from potstill.distill.growing.voices import Voices
from potstill.distill.induce import induce
from potstill.ir import keys
from potstill.runtime import Handler, Trust, keyring
from potstill.runtime.handler import Fallback
from potstill.runtime.store import Deleted, Event, Store, StoreError, Unknown
from potstill.verifier.grammar.lemmas import Lemmas

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

log = logging.getLogger("potstill.distill.growing")

_NOTHING: Final[Mapping[str, object]] = {}


def grow(
    handler: Handler,
    store: Store,
    fallback: Fallback | None = None,
    policy: Policy | None = None,
    *,
    key: Ed25519PrivateKey | None = None,
    pool: Pool | None = None,
    inducer: Inducer = induce,
    lemmas: Lemmas | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Grower:
    """A grower, which serves from now on what the store says is live.

    ``fallback``: the handler's own if it is None. ``key``: what statements are signed with, this user's local
    key if it is None; made if there is none. ``pool``: given a group's requests, those that induction may
    ask; without it, any. ``inducer``: instead of :func:`potstill.distill.induce.induce`. ``lemmas``: as for
    :func:`potstill.verifier.verify`. Raises KeyringError, CannotSign, StoreError.
    """
    return Grower(
        handler,
        store,
        fallback,
        policy or Policy(),
        key=key,
        pool=pool,
        inducer=inducer,
        lemmas=lemmas,
        now=now,
    )


class Grower:
    """See the module. Requests are answered in any thread or task; one step runs at a time."""

    def __init__(
        self,
        handler: Handler,
        store: Store,
        fallback: Fallback | None,
        policy: Policy,
        *,
        key: Ed25519PrivateKey | None,
        pool: Pool | None,
        inducer: Inducer,
        lemmas: Lemmas | None,
        now: Callable[[], datetime],
    ) -> None:
        own = keyring.local_key(keyring.home()) if key is None else key
        trust = Trust.local() if handler.trust is None else handler.trust
        trust = Trust.of([*trust.keys.values(), keys.public(own)])
        self.store: Final = store
        self.policy: Final = policy
        self._fallback: Final = handler.fallback if fallback is None else fallback
        self._now: Final = now
        self._shelf: Final = Shelf(handler, store, trust, arms=policy.arms)
        self._serving: Final = Serving(self._shelf, store, self._fallback, policy, self._withdraw)
        self._voices: Final = Voices(store)
        self._gatherer: Final = Gatherer(store, history=policy.history, voices=policy.voices)
        self._learning: Final = Learning(
            store,
            self._shelf,
            self._gatherer,
            Attempts(store),
            Releasing(store, self._shelf, own, policy),
            policy,
            call=None if self._fallback is None else self._call,
            pool=pool,
            inducer=inducer,
            lemmas=lemmas or Lemmas(),
            now=now,
        )
        self._stepping: Final = Lock()
        self._owed: dict[str, Disagreement] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.sync()

    @property
    def handler(self) -> Handler:
        """What serves; families that the host loads into it itself stay there."""
        return self._shelf.handler

    @property
    def unrecorded(self) -> int:
        """Requests that were answered and could not be recorded."""
        return self._serving.unrecorded

    def ask(
        self, utterance: str, context: Mapping[str, object] | None = None, key: str | None = None
    ) -> Recorded:
        """The answer of a family or of the fallback; ``key``: the caller.

        When this returns the store has the request, by the number that comes with the reply, or
        ``unrecorded`` counts it. Raises ContextError, and what the fallback raises.
        """
        return self._serving.ask(utterance, _NOTHING if context is None else context, key)

    async def ask_async(
        self, utterance: str, context: Mapping[str, object] | None = None, key: str | None = None
    ) -> Recorded:
        """As ``ask``, for fallbacks that are coroutine functions."""
        self._loop = asyncio.get_running_loop()
        return await self._serving.ask_async(utterance, _NOTHING if context is None else context, key)

    def step(self, budget: Budget | None = None) -> Step:
        """The work beside serving: heed feedback, group new answers, induce, release. In the caller's thread.

        Raises StoreError, after which the next step goes on; RuntimeError in the thread of the loop that
        ``ask_async`` runs in.
        """
        limits = Budget() if budget is None else budget
        if self._loop is not None and _running() is self._loop:
            raise RuntimeError("a step would hold up this loop: await asyncio.to_thread(grower.step)")
        with self._stepping:
            lines = [*self._settle(), *_told(self.sync()), *self._heed()]
            read, behind = self._gatherer.read(limits.requests)
            tried, learnt = self._learning.learn(limits.inductions)
            lines += [*learnt, *_told(self.sync())]
        # What people said stays out of the log; the store's journal has all of it.
        log.info("a step", extra={"read": read, "behind": behind, "tried": tried, "lines": len(lines)})
        return Step(read, tried, len(self._gatherer.changed()), behind, tuple(lines))

    def sync(self) -> Change:
        """Serve what the store says is live now. Raises StoreError."""
        return self._shelf.sync()

    def rollback(self, family: str, *, reason: str = "rollback", who: str = "") -> Event:
        """Go back to what served before the family's last change. Raises Unknown, StoreError."""
        event = self.store.rollback(family, reason=reason, who=who)
        self.sync()
        return event

    def undo(self, event: int, *, reason: str = "undo", who: str = "") -> Event:
        """Take one event of the journal back. Raises Unknown, Superseded, StoreError."""
        done = self.store.undo(event, reason=reason, who=who)
        self.sync()
        return done

    def withdraw(self, family: str, *, reason: str, who: str = "") -> Event:
        """Let the fallback answer again, at once. Raises Unknown, StoreError."""
        self._shelf.drop(family)
        return self.store.withdraw(family, reason=reason, who=who)

    def forget(self, key: str) -> Deleted:
        """Remove every trace of a caller, from the store and from memory. Raises StoreError."""
        with self._stepping:
            gone = [request.id for request in self.store.requests(key=key)]
            deleted = self.store.forget(key)
            self._gatherer.discard(gone)
        return deleted

    def _withdraw(self, found: Disagreement) -> None:
        """Write down that a family was withdrawn; it serves nobody any more."""
        try:
            self._write_off(found)
            self.sync()  # other versions, where there was a trial
        except StoreError as fault:
            self._owed[found.family] = found
            log.error("a withdrawal is not recorded yet", extra={"family": found.family, "fault": str(fault)})

    def _write_off(self, found: Disagreement) -> None:
        try:
            self.store.withdraw(found.family, version=found.version, reason=str(found), who=GROWER)
        except Unknown:
            return  # another thread was quicker
        log.warning("%s is withdrawn: disagreement at request %s", found.family, found.request)

    def _settle(self) -> list[str]:
        """Record the withdrawals that could not be recorded when they were made."""
        lines: list[str] = []
        for name, found in list(self._owed.items()):
            self._write_off(found)
            del self._owed[name]
            lines.append(f"{name} is withdrawn: {found}")
        return lines

    def _heed(self) -> list[str]:
        """Withdraw versions that enough people spoke against; look again at what was corrected."""
        versions, new = self._voices.read()
        lines: list[str] = []
        for number in versions:
            family = self.store.version(number).family
            if not any(each.version == number for each in self._shelf.live.get(family, ())):
                continue
            against = self._voices.against(family, number)
            if len(against) >= self.policy.voices:
                reason = f"feedback: {len(against)} people say that it is wrong"
                self._shelf.drop(family)
                self.store.withdraw(family, version=number, reason=reason, who=PEOPLE)
                lines.append(f"{family} version {number} is withdrawn: {reason}")
        for feedback in new:
            self._gatherer.look_again(feedback.request)
        self._voices.heeded()
        return [*lines, *(_told(self.sync()) if lines else ())]

    def _call(self, utterance: str) -> object:
        """The fallback's answer to a question of induction's."""
        assert self._fallback is not None, "it is not asked where there is none"
        said = self._fallback(utterance, _NOTHING)
        if not inspect.iscoroutine(said):
            return said
        loop = self._loop
        if loop is None or not loop.is_running():
            return asyncio.run(said)
        return asyncio.run_coroutine_threadsafe(said, loop).result()


def _running() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _told(change: Change) -> list[str]:
    lines = [f"serving {', '.join(change.served)}"] if change.served else []
    lines += [f"not serving {', '.join(change.gone)} any more"] if change.gone else []
    return [*lines, *change.refused]
