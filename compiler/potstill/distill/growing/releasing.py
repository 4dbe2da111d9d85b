"""Letting a family serve, or not: signed, within the limits, and never against what a person decided."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Final

from potstill.distill.growing.policy import GROWER, PEOPLE, Policy
from potstill.distill.growing.shelf import Shelf
from potstill.distill.outcome import Released
from potstill.ir import keys
from potstill.ir.artifact import dump
from potstill.ir.statement import Envelope, encode
from potstill.ir.statement import dump as dump_envelope
from potstill.runtime.store import WHOLE, Kind, Origin, Store, Unknown, Version

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EVENTS: Final = 500
"""Events of a family's journal that are looked at: those beyond count for nothing."""


class Releasing:
    """Makes versions of what induction found, and lets them serve all callers."""

    def __init__(self, store: Store, shelf: Shelf, key: Ed25519PrivateKey, policy: Policy) -> None:
        self._store: Final = store
        self._shelf: Final = shelf
        self._key: Final = key
        self._policy: Final = policy

    def release(self, found: Released, *, corrected: bool) -> tuple[bool, str]:
        """Let a family serve; whether it does, and a line for a person, which says why not if it does not.

        ``corrected``: people's corrections are among what it was learnt from. Raises StoreError.
        """
        name = found.artifact.family.name
        if (objection := self._objection(found, corrected)) is not None:
            return False, f"{name} is ready, and not released: {objection}"
        version = self._version(name, found)
        self._shelf.check(version)
        reason = f"learnt from {found.claim.examples} requests, {len(found.claim.questions)} questions"
        event = self._store.go_live(name, {version.id: WHOLE}, reason=reason, who=GROWER)
        return True, f"{name} version {version.id} serves: {reason} (event {event.id})"

    def _objection(self, found: Released, corrected: bool) -> str | None:
        name = found.artifact.family.name
        live = self._store.all_live()
        if name not in live and len(live) >= self._policy.families:
            return f"{len(live)} families are live, which is the limit"
        known = self._versions(name)
        events = [
            event for event in self._store.journal(family=name, limit=EVENTS) if event.kind is not Kind.NOTE
        ]
        served = {each.version for event in events for each in (*event.before, *event.after)}
        serving = {each.version for each in live.get(name, ())}
        if len(known) >= self._policy.versions and not self._unserved(known, served, found):
            return f"it has {len(known)} versions, which is the limit without a person"
        if events and events[0].who != GROWER and not (corrected and events[0].who == PEOPLE):
            return f"event {events[0].id} ({events[0].kind.value}) was not decided here"
        if any(each.address == found.artifact.address and each.id in served - serving for each in known):
            return "this version served before, and does not any more"
        return None

    def _version(self, name: str, found: Released) -> Version:
        """The version as the store holds it; one that a crash left without effect is taken up again."""
        known = self._versions(name)
        events = self._store.journal(family=name, limit=EVENTS)
        served = {each.version for event in events for each in (*event.before, *event.after)}
        left = self._unserved(known, served, found)
        if left is not None:
            return left
        statement = keys.sign(Envelope(encode(found.verification)), self._key)
        return self._store.add_version(
            name,
            address=found.artifact.address,
            artifact=dump(found.artifact),
            recipe=found.recipe,
            origin=Origin.REPAIRED if known else Origin.INDUCED,
            statement=dump_envelope(statement),
            claim=found.claim.to_json(),
            parent=known[-1].id if known else None,
        )

    def _unserved(self, known: Sequence[Version], served: Container[int], found: Released) -> Version | None:
        """A version that is the same and never served."""
        address = found.artifact.address
        same = (each for each in known if each.address == address and each.id not in served)
        return next(same, None)

    def _versions(self, name: str) -> tuple[Version, ...]:
        try:
            return self._store.versions(name)
        except Unknown:
            return ()
