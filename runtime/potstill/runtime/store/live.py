"""Which versions are live, for which callers, and the journal of every change.

Each live version of a family serves a range of the places from 0 to 999, as many as its share of 1,000. A
caller's place is the SHA-256 hash of family and key, as a number, modulo 1,000. Going live lays the ranges
end to end, in the order given; places beyond the sum of the shares are served by no version, and neither are
those of a version that was withdrawn: the others keep theirs. So a caller keeps his version as long as the
shares stand; when they change, those callers move, and only those, over whose place a boundary has moved:
A 900, B 100 becoming A 800, B 200 moves the places 800 to 899 from A to B. A caller's places in two families
have nothing to do with each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import named
from potstill.runtime.store.errors import Refused, Superseded, Unknown
from potstill.runtime.store.records import WHOLE, Event, Kind, Live
from potstill.runtime.store.session import Row, Session
from potstill.runtime.store.versions import Versions

_SELECT: Final = "SELECT id, at, kind, family, before, after, reason, who, undoes FROM events"
_CHANGED: Final = "kind <> 'note'"


def place(family: str, key: str) -> int:
    """Where a caller stands among the callers of a family: 0 to 999."""
    return int.from_bytes(sha256(f"{family}\0{key}".encode()).digest()) % WHOLE


def choose_among(live: Sequence[Live], family: str, key: str) -> int | None:
    """The version that serves a caller, of those that are live; None: no version does."""
    at = place(family, key)
    return next((each.version for each in live if each.first <= at < each.first + each.share), None)


class LiveVersions(Versions):
    """Every change is one transaction that writes the new state and its event."""

    def live(self, family: str) -> tuple[Live, ...]:
        """The live versions of a family, in their order."""
        with self._pool.read() as session:
            return _live(session, family)

    def all_live(self) -> dict[str, tuple[Live, ...]]:
        """The live versions of every family that has any, sorted by name."""
        with self._pool.read() as session:
            rows = session.query("SELECT family, version, share, first FROM live ORDER BY first")
        found: dict[str, tuple[Live, ...]] = {}
        for family, *row in rows:
            found[family] = (*found.get(family, ()), Live(*row))
        return dict(sorted(found.items()))

    def choose(self, family: str, key: str) -> int | None:
        """The version of a family that serves a caller; None: the fallback does."""
        return choose_among(self.live(family), family, key)

    def go_live(
        self,
        family: str,
        shares: Mapping[int, int],
        *,
        reason: str,
        who: str = "",
        at: datetime | None = None,
    ) -> Event:
        """Let these versions serve, each its share of WHOLE callers, in this order, and no others.

        Raises Unknown: a version that the family does not have; Refused: shares that are not whole numbers
        of at least 1 with a sum of at most WHOLE.
        """
        new = _end_to_end(shares)
        with self._pool.write() as session:
            before = _locked(session, family)
            own = {row[0] for row in session.query("SELECT id FROM versions WHERE family = ?", [family])}
            if strange := [each.version for each in new if each.version not in own]:
                raise Unknown(f"{family} has no version {strange[0]}")
            return self._change(session, Kind.GO_LIVE, family, before, new, reason, who, at)

    def withdraw(
        self,
        family: str,
        *,
        reason: str,
        version: int | None = None,
        who: str = "",
        at: datetime | None = None,
    ) -> Event:
        """Let no version serve any more, or not this one: its callers fall back, the others' do not move.

        Raises Unknown: what is not live.
        """
        with self._pool.write() as session:
            before = _locked(session, family)
            after = tuple(each for each in before if version is not None and each.version != version)
            if after == before:
                raise Unknown(
                    f"{family} is not live" if version is None else f"version {version} is not live"
                )
            return self._change(session, Kind.WITHDRAW, family, before, after, reason, who, at)

    def rollback(
        self, family: str, *, reason: str = "rollback", who: str = "", at: datetime | None = None
    ) -> Event:
        """Bring back the versions that were live before the family's last change; twice: as if never done.

        To go further back, ``undo`` the events one by one. Raises Unknown: nothing was changed yet.
        """
        with self._pool.write() as session:
            now = _locked(session, family)
            rows = session.query(
                f"{_SELECT} WHERE family = ? AND {_CHANGED} ORDER BY id DESC LIMIT 1", [family]
            )
            if not rows:
                raise Unknown(f"nothing was ever live in {family}")
            last = _event(rows[0])
            return self._change(session, Kind.ROLLBACK, family, now, last.before, reason, who, at, last.id)

    def undo(self, event: int, *, reason: str = "undo", who: str = "", at: datetime | None = None) -> Event:
        """Take back what an event did. It can be undone itself.

        Raises Unknown: no such event, or one that changed nothing; Superseded: the live versions are not
        those that the event left: undo what came after it first.
        """
        found = self.event(event)
        if found.family is None or found.kind is Kind.NOTE:
            raise Unknown(f"event {event} changed nothing")
        with self._pool.write() as session:
            now = _locked(session, found.family)
            if now != found.after:
                later = session.query(
                    f"SELECT id FROM events WHERE family = ? AND id > ? AND {_CHANGED} ORDER BY id DESC",
                    [found.family, event],
                )
                listed = ", ".join(str(number) for (number,) in later)
                raise Superseded(f"{found.family} was changed since event {event}: undo {listed} first")
            return self._change(
                session, Kind.UNDO, found.family, now, found.before, reason, who, at, found.id
            )

    def note(
        self, reason: str, *, family: str | None = None, who: str = "", at: datetime | None = None
    ) -> Event:
        """Write something into the journal that people should be able to read later."""
        with self._pool.write() as session:
            return self._change(session, Kind.NOTE, family, (), (), reason, who, at)

    def event(self, number: int) -> Event:
        """The event of this id. Raises Unknown."""
        with self._pool.read() as session:
            rows = session.query(f"{_SELECT} WHERE id = ?", [number])
        if not rows:
            raise Unknown(f"no event {number}")
        return _event(rows[0])

    def journal(self, *, family: str | None = None, limit: int = 1000) -> tuple[Event, ...]:
        """The latest events, of a family or of all, newest first."""
        which, extra = ("", []) if family is None else (" WHERE family = ?", [family])
        with self._pool.read() as session:
            rows = session.query(f"{_SELECT}{which} ORDER BY id DESC LIMIT ?", [*extra, limit])
        return tuple(_event(row) for row in rows)

    def _change(
        self,
        session: Session,
        kind: Kind,
        family: str | None,
        before: tuple[Live, ...],
        after: tuple[Live, ...],
        reason: str,
        who: str,
        at: datetime | None,
        undoes: int | None = None,
    ) -> Event:
        if before != after:
            session.run("DELETE FROM live WHERE family = ?", [family])
            for each in after:
                session.run(
                    "INSERT INTO live (family, first, version, share) VALUES (?, ?, ?, ?)",
                    [family, each.first, each.version, each.share],
                )
        row = (
            *(self._when(at), kind.value, family, _written(before), _written(after)),
            *(self._clean(reason, "reason"), named(who, "person"), undoes),
        )
        [(number,)] = session.query(
            "INSERT INTO events (at, kind, family, before, after, reason, who, undoes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            row,
        )
        return _event((number, *row))


def _end_to_end(shares: Mapping[int, int]) -> tuple[Live, ...]:
    if not shares:
        raise Refused("no version: withdraw the family instead")
    new, first = [], 0
    for version, share in shares.items():
        if type(share) is not int or share < 1:
            raise Refused(f"a share is a whole number of at least 1, not {share!r}")
        new.append(Live(version, share, first))
        first += share
    if first > WHOLE:
        raise Refused(f"the shares come to {first}, and there are {WHOLE}")
    return tuple(new)


def _locked(session: Session, family: str) -> tuple[Live, ...]:
    """The live versions, in a transaction that nobody else changes them beside. Raises Unknown."""
    # A write to the family's row excludes others until the end of the transaction, in every database.
    if not session.run("UPDATE families SET at = at WHERE name = ?", [family]):
        raise Unknown(f"no family {family}")
    return _live(session, family)


def _live(session: Session, family: str) -> tuple[Live, ...]:
    rows = session.query("SELECT version, share, first FROM live WHERE family = ? ORDER BY first", [family])
    return tuple(Live(*row) for row in rows)


def _written(live: tuple[Live, ...]) -> str:
    return json.dumps([[each.version, each.share, each.first] for each in live])


def _event(row: Row) -> Event:
    number, at, kind, family, before, after, reason, who, undoes = row
    return Event(
        id=number,
        at=exact.from_microseconds(at),
        kind=Kind(kind),
        family=family,
        before=_read(before),
        after=_read(after),
        reason=reason,
        who=who,
        undoes=undoes,
    )


def _read(written: str) -> tuple[Live, ...]:
    return tuple(Live(*row) for row in json.loads(written))
