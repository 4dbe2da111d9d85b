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

from potstill.ir.artifact import Artifact, read_folder
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.normal import normalise_within
from potstill.ir.types import MAX_UTTERANCE
from potstill.runtime.answering import answered
from potstill.runtime.candidates import candidates, chosen
from potstill.runtime.counters import Counters
from potstill.runtime.loaded import Loaded
from potstill.runtime.matcher import Matcher, matcher
from potstill.runtime.reply import Reply, Source

log = logging.getLogger("potstill.runtime")

Fallback = Callable[[str, Mapping[str, object]], object]
"""What answers the rest: given the utterance and the context; may be a coroutine function."""

Hook = Callable[[str, Reply], None]
"""Called with every utterance and its reply, after it is counted."""


class DuplicateFamily(ValueError):
    """Two artifacts of one handler compile a family of the same name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one request looks at."""

    matcher: Matcher
    loaded: Mapping[int, Loaded]
    numbers: Mapping[str, int]


class Handler:
    """Answers what its families cover, and asks ``fallback`` for the rest.

    ``binding``: the lists of names that families refer to. ``hook``: called after every reply.
    Raises DuplicateFamily.
    """

    def __init__(
        self,
        artifacts: Iterable[Artifact] = (),
        *,
        binding: Binding = EMPTY_BINDING,
        fallback: Fallback | None = None,
        hook: Hook | None = None,
    ) -> None:
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
        binding: Binding = EMPTY_BINDING,
        fallback: Fallback | None = None,
        hook: Hook | None = None,
    ) -> Handler:
        """A handler of all artifacts in a folder. Raises what reading an artifact raises."""
        return cls(read_folder(Path(folder)), binding=binding, fallback=fallback, hook=hook)

    @property
    def artifacts(self) -> list[Artifact]:
        """The artifacts in use, in order of loading."""
        return [loaded.artifact for loaded in self._snapshot.loaded.values()]

    @property
    def snapshot(self) -> Snapshot:
        """What requests that begin now look at."""
        return self._snapshot

    def update(self, add: Iterable[Artifact] = (), remove: Iterable[str] = ()) -> None:
        """Remove families by name, then add artifacts; one that is there already is replaced.

        Raises KeyError for an unknown name to remove, DuplicateFamily if ``add`` names a family twice.
        """
        new = list(add)
        names = [artifact.family.name for artifact in new]
        if len(set(names)) < len(names):
            raise DuplicateFamily(next(name for name in names if names.count(name) > 1))
        with self._lock:
            old = self._snapshot
            gone = {old.numbers[name] for name in remove}
            gone |= {old.numbers[name] for name in names if name in old.numbers}
            loaded = {number: known for number, known in old.loaded.items() if number not in gone}
            fresh = [Loaded(artifact, self._next + index) for index, artifact in enumerate(new)]
            self._next += len(fresh)
            loaded |= {known.member.number: known for known in fresh}
            edited = old.matcher.edit(
                [old.loaded[number].member for number in gone], [known.member for known in fresh]
            )
            numbers = {known.family.name: number for number, known in loaded.items()}
            self._snapshot = Snapshot(edited, loaded, numbers)
        log.info("handler updated", extra={"added": names, "removed": len(gone), "families": len(numbers)})

    def bind(self, binding: Binding) -> None:
        """Read lists of names from ``binding`` from now on."""
        with self._lock:
            self._snapshot = replace(self._snapshot, matcher=self._snapshot.matcher.bind(binding))
        log.info("handler rebound", extra={"binding": binding.address})

    def sync(self, folder: str | Path) -> tuple[list[str], list[str]]:
        """Make the families those of a folder; return the names added or replaced, and those removed."""
        found = {artifact.family.name: artifact for artifact in read_folder(Path(folder))}
        current = {artifact.family.name: artifact.address for artifact in self.artifacts}
        changed = [artifact for name, artifact in found.items() if current.get(name) != artifact.address]
        removed = [name for name in current if name not in found]
        if changed or removed:
            self.update(changed, removed)
        return [artifact.family.name for artifact in changed], removed

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


def _fallen(reply: Reply, value: object, began: float) -> Reply:
    source = Source.GUARD if reply.family is not None else Source.FALLBACK
    return replace(reply, value=value, source=source, seconds=perf_counter() - began)
