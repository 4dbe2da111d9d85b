"""A connection to a database as the store uses it, and a pool of them: where the two databases look alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Final, Protocol, TypeAlias

from potstill.runtime.store.errors import StoreClosed, StoreError, StoreGone

Row: TypeAlias = tuple[Any, ...]
"""Any: what a column holds is known to the one who wrote the query."""


class Session(Protocol):
    """One connection. Every method raises StoreError, and nothing else, for what a database can do to it."""

    @property
    def types(self) -> dict[str, str]:
        """What the database calls ``id``, ``int`` and ``bytes`` in a schema."""

    @property
    def broken(self) -> bool:
        """Whether it is of no more use."""

    def begin(self, *, write: bool) -> None:
        """Begin a transaction: one snapshot to read from, or the right to write."""

    def commit(self) -> None:
        """Make it durable, and only then return."""

    def rollback(self) -> None:
        """Undo what the transaction did."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query; parameters stand as ``?`` in it."""

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement; how many rows it changed."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[int]:
        """Insert many rows; their ids, in order."""

    def tables(self) -> set[str]:
        """The names of the tables that are there."""

    def prepare(self) -> None:
        """Make the place for tables if it is missing; nobody else does until the transaction ends."""

    def exclude(self, table: str) -> None:
        """No other transaction writes to ``table`` until this one, which writes, ends."""

    def settle(self, table: str) -> None:
        """Wait until all ids of ``table`` that were given out belong to rows that can be seen, or to none."""

    def forget(self) -> None:
        """Leave no trace of deleted rows in the database's files; outside of a transaction."""

    def close(self) -> None:
        """Give the connection back."""


class Pool:
    """Connections for any number of threads, as many as are used at once.

    ``one_writer``: the database lets one transaction write at a time; threads of this process then queue
    here, in order, instead of trying again and again there.
    """

    def __init__(self, connect: Callable[[], Session], *, one_writer: bool) -> None:
        self._connect: Final = connect
        self._one_writer: Final = one_writer
        self._inherited: list[Session] = []
        self._closed = False
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._lock = Lock()
        self._writing = Lock()
        self._idle: list[Session] = []

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state of the store."""
        with self._transaction(write=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: all that was done in it is durable at its end, or nothing of it was done."""
        self._check()
        if not self._one_writer:
            with self._transaction(write=True) as session:
                yield session
            return
        with self._writing, self._transaction(write=True) as session:
            yield session

    @contextmanager
    def bare(self) -> Iterator[Session]:
        """A connection outside of any transaction."""
        session = self._take()
        try:
            yield session
        finally:
            self._give(session)

    def close(self) -> None:
        """Close all connections; those in use are closed when they come back."""
        self._check()
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Session]:
        session = self._begun(write)
        try:
            yield session
            session.commit()
        except BaseException:
            with suppress(StoreError):
                session.rollback()
            raise
        finally:
            self._give(session)

    def _begun(self, write: bool) -> Session:
        """A session in a transaction. One that broke while idle is replaced: nothing was asked of it."""
        for last in (False, True):
            session = self._take()
            try:
                session.begin(write=write)
            except StoreGone:
                self._give(session)
                if last:
                    raise
                self._drop_idle()
            except BaseException:
                self._give(session)
                raise
            else:
                return session
        raise AssertionError("unreachable")

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    def _take(self) -> Session:
        self._check()
        with self._lock:
            if self._closed:
                raise StoreClosed("the store is closed")
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give(self, session: Session) -> None:
        with self._lock:
            keep = not (self._closed or session.broken)
            if keep:
                self._idle.append(session)
        if not keep:
            session.close()

    def _check(self) -> None:
        # INVARIANT: a connection is used by the process that made it. A child of a fork leaves those it
        # inherited alone, without closing them, since that would speak to the server in its parent's name.
        if self._process != os.getpid():
            self._inherited += self._idle
            self._start()
