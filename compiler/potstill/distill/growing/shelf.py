"""What is served: the handler, kept equal to what the store says is live.

INVARIANT: what leaves leaves the handler first and the store then, what comes enters the store first. So a
crash in between leaves a family that is live in the store and not yet served, or one that must be withdrawn
again, and never one that is served without a record.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Final

from potstill.distill.growing.arms import Arms
from potstill.distill.induction.building import Live
from potstill.ir.artifact import ArtifactError, load
from potstill.ir.statement import StatementError
from potstill.ir.statement import load as load_envelope
from potstill.runtime import Handler, Trust, Verified
from potstill.runtime.keyring import KeyringError
from potstill.runtime.store import Live as LiveVersion
from potstill.runtime.store import Store, Version
from potstill.verifier.algebra import Index

log = logging.getLogger("potstill.distill.growing")


@dataclass(frozen=True, slots=True)
class Change:
    """What a look at the store changed: families that came or were replaced, went, or may not serve."""

    served: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Shelf:
    """The handler's families: those of the store, and others that the host loaded, which stay as they are."""

    def __init__(self, handler: Handler, store: Store, trust: Trust, *, arms: int) -> None:
        self.handler: Final = handler
        self._store: Final = store
        self._trust: Final = trust
        self._lock: Final = Lock()
        self._arms: Final = Arms(handler, arms)
        self._live: dict[str, tuple[LiveVersion, ...]] = {}
        self._versions: dict[str, int] = {}
        self._refused: dict[int, str] = {}
        self._dropped: dict[str, tuple[LiveVersion, ...]] = {}
        self._indexed: dict[str, str] = {}
        self._index = Index(handler.snapshot.matcher.binding)

    def sync(self) -> Change:
        """Serve what the store says is live, and nothing of the store's that is not. Raises StoreError."""
        with self._lock:
            live = self._store.all_live()
            self._dropped = {name: each for name, each in self._dropped.items() if live.get(name) == each}
            live = {name: each for name, each in live.items() if name not in self._dropped}
            changed = {name: each for name, each in live.items() if self._live.get(name) != each}
            gone = tuple(name for name in self._live if name not in live)
            known: dict[int, Verified] = {}
            refused: list[str] = []
            for versions in changed.values():
                for each in versions:
                    served = self._verified(each.version)
                    if served is None:
                        refused.append(self._refused[each.version])
                    else:
                        known[each.version] = served
            leading = {name: _leading(versions, known) for name, versions in changed.items()}
            add = [known[number] for number in leading.values() if number is not None]
            served_now = {name for name, number in leading.items() if number is not None}
            here = {artifact.family.name for artifact in self.handler.artifacts}
            remove = [name for name in (*gone, *changed) if name in here and name not in served_now]
            if add or remove:
                self.handler.update(add, remove)
            self._live = live
            self._arms.set(live, known)
            return Change(tuple(sorted(served_now)), gone, tuple(refused))

    def drop(self, family: str) -> None:
        """Stop serving a family at once, until the store says something else of it than now."""
        with self._lock:
            if (known := self._live.pop(family, None)) is not None:
                self._dropped[family] = known
            self._arms.drop(family)
            if any(artifact.family.name == family for artifact in self.handler.artifacts):
                self.handler.update(remove=[family])

    def handler_for(self, key: str | None) -> Handler:
        """The handler that serves a caller."""
        return self._arms.handler_for("" if key is None else key)

    def version(self, address: str | None) -> int | None:
        """The number of the version with this address that was served last; None for the host's own."""
        return None if address is None else self._versions.get(address)

    def trial(self, family: str) -> bool:
        """Whether the family is in trial: several versions, or not for all callers."""
        return self._arms.trial(family)

    @property
    def live(self) -> Mapping[str, tuple[LiveVersion, ...]]:
        """The store's families that are served, as far as they may be."""
        return self._live

    @contextmanager
    def without(self, family: str | None, *, also_taken: Iterable[str] = ()) -> Iterator[Live]:
        """The families that a new one must not overlap, all but ``family``, which it is to replace.

        ``also_taken``: names that it may not have, though nobody of that name serves. Called by one thread at
        a time.
        """
        index = self._indexed_now()
        held = index.family(family) if family is not None and family in index else None
        if held is not None:
            index.remove(held.name)
        try:
            names = {artifact.family.name for artifact in self.handler.artifacts}.union(also_taken)
            yield Live(index, names - ({family} if family is not None else set()))
        finally:
            if held is not None:
                index.add(held)

    def _indexed_now(self) -> Index:
        """The index, with what is served now, and nothing else."""
        binding = self.handler.snapshot.matcher.binding
        if self._index.binding.address != binding.address:
            self._index, self._indexed = Index(binding), {}
        now = {artifact.family.name: artifact for artifact in self.handler.artifacts}
        for name, address in list(self._indexed.items()):
            if name not in now or now[name].address != address:
                self._index.remove(name)
                del self._indexed[name]
        for name, artifact in now.items():
            if name not in self._indexed:
                self._index.add(artifact.family)
                self._indexed[name] = artifact.address
        return self._index

    def _verified(self, number: int) -> Verified | None:
        """A version with its statement, checked; None, and the reason noted, where it may not serve."""
        if number in self._refused:
            return None
        try:
            version = self._store.version(number)
            served = self.check(version)
        except (ArtifactError, StatementError, KeyringError) as fault:
            self._refused[number] = f"version {number} is not served: {fault}"
            log.error("a version is not served", extra={"version": number, "fault": str(fault)})
            return None
        self._versions[version.address] = number
        return served

    def check(self, version: Version) -> Verified:
        """What the store holds of a version, with what a trusted key states about it.

        Raises ArtifactError, StatementError.
        """
        if version.statement is None:
            raise StatementError("the version has no statement")
        return self._trust.check(load(version.artifact), load_envelope(version.statement))


def _leading(versions: Iterable[LiveVersion], known: Mapping[int, Verified]) -> int | None:
    """The version with the largest share, the first of several, of those that may serve."""
    fit = [each for each in versions if each.version in known]
    return max(fit, key=lambda each: each.share).version if fit else None
