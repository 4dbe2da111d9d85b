"""Requests and what people said about their replies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import MAX_UTTERANCE, Part, named
from potstill.runtime.store.errors import Refused, Unknown
from potstill.runtime.store.records import NewRequest, Request
from potstill.runtime.store.session import Row

COLUMNS: Final = (
    *("at", "caller", "utterance", "context", "reply", "family", "version", "reason", "cost", "latency"),
    "redacted",
)
SELECT: Final = f"SELECT id, {', '.join(COLUMNS)} FROM requests"
_INSERT: Final = (
    f"INSERT INTO requests ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)}) RETURNING id"
)
_MICROSECOND: Final = timedelta(microseconds=1)
_NOTHING: Final = exact.encode({})


class Requests(Part):
    """Recording requests, and going through them."""

    def record(self, request: NewRequest) -> int:
        """Store a request; its id. When this returns it is on the disk. Raises Refused."""
        row = self._row(request)
        with self._pool.write() as session:
            [(number,)] = session.query(_INSERT, row)
        return int(number)

    def record_many(self, requests: Iterable[NewRequest]) -> list[int]:
        """Store requests, all or none; their ids in order. Raises Refused."""
        rows = [self._row(request) for request in requests]
        with self._pool.write() as session:
            return session.insert("requests", COLUMNS, rows)

    def request(self, number: int) -> Request:
        """The request of this id. Raises Unknown."""
        with self._pool.read() as session:
            rows = session.query(f"{SELECT} WHERE id = ?", [number])
        if not rows:
            raise Unknown(f"no request {number}")
        return read_request(rows[0])

    def requests(
        self, since: int = 0, *, until: int | None = None, key: str | None = None, batch: int = 1000
    ) -> Iterator[Request]:
        """All requests, or a caller's, with ids above ``since`` (and up to ``until``), in the order of ids.

        Whoever keeps the last id and goes on from it later misses none, however many write at once.
        Fetched ``batch`` at a time.
        """
        for rows in self._batches(since, until, batch, key):
            yield from (read_request(row) for row in rows)

    def last_request(self) -> int:
        """The largest id up to which every request that will ever be there is there; 0 if there is none."""
        with self._pool.bare() as session:
            return session.horizon("requests")

    def falls(self, limit: int = 50) -> tuple[Request, ...]:
        """The latest requests that the fallback answered, or nobody, newest first."""
        with self._pool.read() as session:
            rows = session.query(f"{SELECT} WHERE family IS NULL ORDER BY id DESC LIMIT ?", [limit])
        return tuple(read_request(row) for row in rows)

    def _batches(
        self, since: int, until: int | None, batch: int, key: str | None = None
    ) -> Iterator[list[Row]]:
        last = self.last_request()
        until = last if until is None else min(until, last)
        whose, extra = ("", []) if key is None else (" AND caller = ?", [key])
        sql = f"{SELECT} WHERE id > ? AND id <= ?{whose} ORDER BY id LIMIT ?"
        while since < until:
            with self._pool.read() as session:
                rows = session.query(sql, [since, until, *extra, batch])
            if not rows:
                return
            yield rows
            since = rows[-1][0]

    def _row(self, request: NewRequest) -> Row:
        if request.version is not None and request.family is None:
            raise Refused("a version without its family")
        scrubber = self._scrubber()
        utterance = scrubber.text(request.utterance, "utterance", MAX_UTTERANCE)
        context = scrubber.json(request.context, "context") if request.context else _NOTHING
        reply = scrubber.json(request.reply, "reply") if request.answered else None
        return (
            self._when(request.at),
            None if request.key is None else named(request.key, "caller's key"),
            utterance,
            context,
            reply,
            None if request.family is None else named(request.family, "family"),
            request.version,
            None if request.reason is None else self._clean(request.reason, "reason"),
            exact.to_nano(request.cost),
            request.latency // _MICROSECOND,
            int(scrubber.changed),
        )


def read_request(row: Row) -> Request:
    """The request of a row of ``SELECT``."""
    number, at, caller, utterance, context, reply, family, version, reason, cost, latency, redacted = row
    held = exact.decode(context)
    return Request(
        id=number,
        at=exact.from_microseconds(at),
        key=caller,
        utterance=utterance,
        context=held if isinstance(held, dict) else {},
        reply=None if reply is None else exact.decode(reply),
        answered=reply is not None,
        family=family,
        version=version,
        reason=reason,
        cost=exact.from_nano(cost),
        latency=timedelta(microseconds=latency),
        redacted=bool(redacted),
    )


def span(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The microseconds from ``since`` on, up to but not including ``until``."""
    low = -(2**62) if since is None else exact.to_microseconds(since)
    return low, 2**62 if until is None else exact.to_microseconds(until)
