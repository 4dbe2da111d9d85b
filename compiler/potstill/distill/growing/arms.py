"""Families in trial: several versions at once, or one for some callers only, each caller always the same.

A handler has one version of each family. For callers whose versions are others there are handlers beside it,
made when the first such caller comes; they share nothing that changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final, TypeAlias

from potstill.runtime import Handler, Verified
from potstill.runtime.handler import Snapshot
from potstill.runtime.standing import artifact_of
from potstill.runtime.store import WHOLE, choose_among
from potstill.runtime.store import Live as LiveVersion

_Choice: TypeAlias = tuple[tuple[str, int | None], ...]


class Arms:
    """Which handler serves a caller. ``base`` has, of each family in trial, the version for most callers."""

    def __init__(self, base: Handler, most: int) -> None:
        self._base: Final = base
        self._most: Final = most
        self._lock: Final = Lock()
        self._trials: dict[str, tuple[LiveVersion, ...]] = {}
        self._known: dict[int, Verified] = {}
        self._made: OrderedDict[_Choice, tuple[Snapshot, Handler]] = OrderedDict()

    def set(self, live: Mapping[str, tuple[LiveVersion, ...]], known: Mapping[int, Verified]) -> None:
        """What is live now; ``known``: the versions that are new here and may serve."""
        with self._lock:
            trials = {name: each for name, each in live.items() if len(each) > 1 or each[0].share < WHOLE}
            held = self._known | dict(known)
            wanted = {each.version for versions in trials.values() for each in versions}
            self._known = {number: served for number, served in held.items() if number in wanted}
            self._trials = trials
            self._made.clear()

    def drop(self, family: str) -> None:
        """The family is not in trial any more."""
        with self._lock:
            self._trials = {name: each for name, each in self._trials.items() if name != family}
            self._made.clear()

    def trial(self, family: str) -> bool:
        """Whether the family is in trial."""
        return family in self._trials

    def handler_for(self, key: str) -> Handler:
        """The handler with the versions that this caller is served by."""
        trials = self._trials
        if not trials:
            return self._base
        choice: _Choice = tuple((name, choose_among(live, name, key)) for name, live in trials.items())
        snapshot = self._base.snapshot
        with self._lock:
            # The base may have changed since: what it serves beside the trials is part of what is made here.
            known = self._made.get(choice)
            if known is not None and known[0] is snapshot:
                self._made.move_to_end(choice)
                return known[1]
            served = [
                loaded.served
                for loaded in snapshot.loaded.values()
                if artifact_of(loaded.served).family.name not in trials
            ]
            served += [self._known[number] for _, number in choice if number in self._known]
            made = Handler(
                served, allow_unverified=self._base.allow_unverified, binding=snapshot.matcher.binding
            )
            self._made[choice] = snapshot, made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
            return made
