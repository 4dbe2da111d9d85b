"""The handler H_k: k artifacts and a fallback, asked as one function.

A handler is safe to share between threads and tasks. What it knows is an immutable snapshot; loading,
removing or rebinding swaps the snapshot, and requests in flight finish on the one they began with.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Final

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.normal import normalise_within
from potstill.ir.types import MAX_UTTERANCE
from potstill.runtime.answering import answered
from potstill.runtime.candidates import candidates, chosen
from potstill.runtime.counters import Counters
from potstill.runtime.loaded import Loaded
from potstill.runtime.matcher import Matcher, matcher
from potstill.runtime.reply import Reply, Source
from potstill.runtime.standing import Served, Verified, artifact_of
from potstill.runtime.trust import Trust

log = logging.getLogger("potstill.runtime")

Fallback = Callable[[str, Mapping[str, object]], object]
"""What answers the rest: given the utterance and the context; may be a coroutine function."""

Hook = Callable[[str, Reply], None]
"""Called with every utterance and its reply, after it is counted."""


class DuplicateFamily(ValueError):
    """Two artifacts of one handler compile a family of the same name."""


class Unverified(ValueError):
    """An artifact without a statement, for a handler that was not told to allow it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one request looks at."""

    matcher: Matcher
    loaded: Mapping[int, Loaded]
    numbers: Mapping[str, int]


class Handler:
    """Answers what its families cover, and asks ``fallback`` for the rest.

    ``artifacts``: with what is stated about them, as ``Trust.check`` and ``Trust.read`` give them, or alone
    if ``allow_unverified``; then every reply of theirs says so. ``trust``: whose statements count when
    folders are read, the keys of this user if it is None. ``binding``: the lists of names that families
    refer to. ``hook``: called after every reply. Raises DuplicateFamily, Unverified.
    """

    def __init__(
        self,
        artifacts: Iterable[Served] = (),
        *,
        allow_unverified: bool = False,
        trust: Trust | None = None,
        binding: Binding = EMPTY_BINDING,
        fallback: Fallback | None = None,
        hook: Hook | None = None,
    ) -> None:
        self.allow_unverified: Final = allow_unverified
        self.trust: Final = trust
        self.fallback = fallback
        self.hook = hook
        self.counters: Final = Counters()
        self._lock: Final = Lock()
        self._next = 0
        self._snapshot = Snapshot(matcher((), binding), {}, {})
        self.update(artifacts)

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        allow_unverified: bool = False,
        trust: Trust | None = None,
        binding: Binding = EMPTY_BINDING,
        fallback: Fallback | None = None,
        hook: Hook | None = None,
    ) -> Handler:
        """A handler of all artifacts in a folder, each with the statement beside it.

        Raises ArtifactError, StatementError with the file, KeyringError, CannotSign.
        """
        handler = cls(
            allow_unverified=allow_unverified, trust=trust, binding=binding, fallback=fallback, hook=hook
        )
        handler.update(handler.read(folder))
        return handler

    def read(self, folder: str | Path) -> list[Served]:
        """What this handler may serve of a folder. Raises what ``load`` raises."""
        trust = Trust.local() if self.trust is None else self.trust
        return trust.read(folder, allow_unverified=self.allow_unverified)

    @property
    def artifacts(self) -> list[Artifact]:
        """The artifacts in use, in order of loading."""
        return [loaded.artifact for loaded in self._snapshot.loaded.values()]

    @property
    def snapshot(self) -> Snapshot:
        """What requests that begin now look at."""
        return self._snapshot

    def update(self, add: Iterable[Served] = (), remove: Iterable[str] = ()) -> None:
        """Remove families by name, then add artifacts; one that is there already is replaced.

        Raises KeyError for an unknown name to remove, DuplicateFamily if ``add`` names a family twice,
        Unverified.
        """
        new = list(add)
        names = [_name(served) for served in new]
        if len(set(names)) < len(names):
            raise DuplicateFamily(next(name for name in names if names.count(name) > 1))
        with self._lock:
            old = self._snapshot
            self._admit(new, old.matcher.binding)
            gone = {old.numbers[name] for name in remove}
            gone |= {old.numbers[name] for name in names if name in old.numbers}
            loaded = {number: known for number, known in old.loaded.items() if number not in gone}
            fresh = [Loaded(served, self._next + index) for index, served in enumerate(new)]
            self._next += len(fresh)
            loaded |= {known.member.number: known for known in fresh}
            edited = old.matcher.edit(
                [old.loaded[number].member for number in gone], [known.member for known in fresh]
            )
            numbers = {known.family.name: number for number, known in loaded.items()}
            self._snapshot = Snapshot(edited, loaded, numbers)
        log.info("handler updated", extra={"added": names, "removed": len(gone), "families": len(numbers)})

    def bind(self, binding: Binding) -> None:
        """Read lists of names from ``binding`` from now on.

        Raises Unverified where a statement is about other lists, and changes nothing.
        """
        with self._lock:
            self._admit([known.served for known in self._snapshot.loaded.values()], binding)
            self._snapshot = replace(self._snapshot, matcher=self._snapshot.matcher.bind(binding))
        log.info("handler rebound", extra={"binding": binding.address})

    def _admit(self, new: Iterable[Served], binding: Binding) -> None:
        """Raise Unverified for what nothing is stated about, unless that is allowed."""
        for served in () if self.allow_unverified else new:
            if not isinstance(served, Verified):
                reason = "nothing is stated about it; `Trust.check` pairs artifacts with statements"
                raise Unverified(f"{_name(served)}: {reason}")
            if not served.speaks_of(binding):
                reason = f"the statement is about other lists of names, {served.lists}"
                raise Unverified(f"{_name(served)}: {reason}")

    def sync(self, folder: str | Path) -> tuple[list[str], list[str]]:
        """Make the families those of a folder; return the names added or replaced, and those removed."""
        found = {_name(served): served for served in self.read(folder)}
        current = {known.family.name: known.served for known in self._snapshot.loaded.values()}
        changed = [served for name, served in found.items() if _changed(current.get(name), served)]
        removed = [name for name in current if name not in found]
        if changed or removed:
            self.update(changed, removed)
        return [_name(served) for served in changed], removed

    def __call__(
        self, utterance: str, context: Mapping[str, object] | None = None, *, trace: bool = False
    ) -> Reply:
        """Answer one utterance. What the fallback raises, the caller gets.

        Raises ContextError if ``context`` holds a value of the wrong type.
        """
        given = {} if context is None else context
        began = perf_counter()
        reply = self.decide(utterance, given, trace=trace)
        if not reply.answered and self.fallback is not None:
            value = self.fallback(utterance, given)
            if inspect.iscoroutine(value):
                value.close()
                raise TypeError("the fallback is a coroutine function: await handler.ask(...) instead")
            reply = _fallen(reply, value, began)
        return self._counted(utterance, reply)

    async def ask(
        self, utterance: str, context: Mapping[str, object] | None = None, *, trace: bool = False
    ) -> Reply:
        """As calling the handler, but awaits the fallback if it is asynchronous."""
        given = {} if context is None else context
        began = perf_counter()
        reply = self.decide(utterance, given, trace=trace)
        if not reply.answered and self.fallback is not None:
            value = self.fallback(utterance, given)
            if isinstance(value, Awaitable):
                value = await value
            reply = _fallen(reply, value, began)
        return self._counted(utterance, reply)

    def decide(self, utterance: str, context: Mapping[str, object], *, trace: bool = False) -> Reply:
        """What the families alone say: COMPILED, or NONE with the reason that a fallback is needed."""
        began = perf_counter()
        snapshot = self._snapshot
        normal = normalise_within(utterance, MAX_UTTERANCE)
        if normal is None:
            return Reply(None, Source.NONE, reason="too_long", seconds=perf_counter() - began)
        found, reason = candidates(snapshot.matcher, snapshot.loaded, normal, context)
        best = chosen(found)
        if len(best) == 1:
            return answered(best[0], snapshot.matcher.binding, trace=trace, began=began)
        names = tuple(sorted(candidate.family.name for candidate in best))
        why = "overlap" if best else reason
        return Reply(None, Source.NONE, reason=why, families=names, seconds=perf_counter() - began)

    def _counted(self, utterance: str, reply: Reply) -> Reply:
        self.counters.count(reply)
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "reply",
                extra={"source": reply.source.value, "family": reply.family, "reason": reply.reason},
            )
        if self.hook is not None:
            self.hook(utterance, reply)
        return reply


def _name(served: Served) -> str:
    return artifact_of(served).family.name


def _changed(old: Served | None, new: Served) -> bool:
    """Whether the artifact is another one, or something else is stated about it."""
    match old, new:
        case Artifact(), Artifact():
            return old.address != new.address
        case Verified(), Verified():
            return old.verification != new.verification or old.keyid != new.keyid
        case _:
            return True


def _fallen(reply: Reply, value: object, began: float) -> Reply:
    source = Source.GUARD if reply.family is not None else Source.FALLBACK
    return replace(reply, value=value, source=source, seconds=perf_counter() - began)
