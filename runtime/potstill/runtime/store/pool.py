"""Connections for any number of threads, and transactions on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Lock
from typing import Final
from weakref import WeakSet

from potstill.runtime.store.errors import StoreClosed, StoreError, StoreGone
from potstill.runtime.store.session import Session


class Pool:
    """As many connections as are used at once.

    ``one_writer``: the database lets one transaction write at a time; threads of this process then queue
    here, in order, instead of trying again and again there. ``patience``: seconds that a fork waits for
    transactions in flight.
    """

    def __init__(self, connect: Callable[[], Session], *, one_writer: bool, patience: float) -> None:
        self._connect: Final = connect
        self._one_writer: Final = one_writer
        self._patience: Final = patience
        self._closed = False
        self._start()
        with _FORKING:
            _POOLS.add(self)

    def _start(self) -> None:
        self._changed = Condition(Lock())
        self._writing = Lock()
        self._idle: list[Session] = []
        self._used = 0

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state of the store."""
        with self._transaction(write=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: all that was done in it is durable at its end, or nothing of it was done."""
        if not self._one_writer:
            with self._transaction(write=True) as session:
                yield session
            return
        with self._writing, self._transaction(write=True) as session:
            yield session

    @contextmanager
    def bare(self) -> Iterator[Session]:
        """A connection outside of any transaction."""
        session = self._begun(False)
        try:
            session.rollback()
            yield session
        finally:
            self._give(session)

    def close(self) -> None:
        """Close all connections; those in use are closed when they come back."""
        with self._changed:
            self._closed = True
            self._close_idle()

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
        try:
            return self._begin(write)
        except StoreGone:
            with self._changed:
                self._close_idle()
            return self._begin(write)

    def _begin(self, write: bool) -> Session:
        session = self._take()
        try:
            session.begin(write=write)
        except BaseException:
            self._give(session)
            raise
        return session

    def _take(self) -> Session:
        with self._changed:
            if self._closed:
                raise StoreClosed("the store is closed")
            self._used += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._connect()
        except BaseException:
            with self._changed:
                self._used -= 1
                self._changed.notify_all()
            raise

    def _give(self, session: Session) -> None:
        with self._changed:
            self._used -= 1
            if self._closed or session.broken:
                session.close()
            else:
                self._idle.append(session)
            self._changed.notify_all()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    # INVARIANT: no connection is open while the process forks. A child shares its parent's connection to a
    # server; and SQLite keeps, for each process, which locks it holds on a file: a child that inherited that
    # would believe in locks that it does not have, and lose the log that others delete, with what is in it.

    def before_fork(self) -> None:
        """Wait for those in use, close all, and let none be opened."""
        self._changed.acquire()
        self._changed.wait_for(lambda: self._used == 0, self._patience)
        self._close_idle()

    def after_fork(self, *, child: bool) -> None:
        """Go on. In a child, the threads that held or awaited something are no more."""
        if child:
            self._start()
        else:
            self._changed.release()


_POOLS: Final[WeakSet[Pool]] = WeakSet()
_PAUSED: Final[list[Pool]] = []
"""INVARIANT: filled and emptied by the thread that holds _FORKING, which a child inherits with it."""
_FORKING: Final = Lock()


def _before_fork() -> None:
    _FORKING.acquire()
    _PAUSED.extend(_POOLS)
    for pool in _PAUSED:
        pool.before_fork()


def _after_fork(*, child: bool) -> None:
    while _PAUSED:
        _PAUSED.pop().after_fork(child=child)
    _FORKING.release()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(child=False),
        after_in_child=lambda: _after_fork(child=True),
    )
