"""Stores in a file: SQLite in WAL mode, a commit on the disk before it is acknowledged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from potstill.runtime.store import errors
from potstill.runtime.store.session import Row

OLDEST: Final = (3, 35, 0)
"""The first version of SQLite whose statements can return what they inserted."""

_PAUSE: Final = 0.02

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
# The system's reason for a write that fails is not passed on; it is a quota or a limit, or a dying disk.
_FULL: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT}
_READ_ONLY: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}


def connect(path: Path, *, timeout: float, create: bool) -> SqliteSession:
    """A connection to the file. Raises NotAStore, StoreBusy, StoreFull, Unwritable, DamagedStore."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise errors.StoreError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 is needed")
    if not create and not path.is_file():
        raise errors.NotAStore(f"there is no store at {path}")
    if not path.parent.is_dir():
        raise errors.NotAStore(f"there is no folder {path.parent}")
    if create:
        _touch(path)
    with _told(path):
        connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    try:
        return SqliteSession(connection, path, timeout)
    except BaseException:
        connection.close()
        raise


class SqliteSession:
    """A connection to a file; implements ``Session``."""

    types: Final = {"id": "INTEGER PRIMARY KEY AUTOINCREMENT", "int": "INTEGER", "bytes": "BLOB"}

    def __init__(self, connection: sqlite3.Connection, path: Path, timeout: float) -> None:
        self._connection: Final = connection
        self._path: Final = path
        self._timeout: Final = timeout
        self._patiently("PRAGMA journal_mode = WAL", "wal")
        for setting in ("synchronous = FULL", "fullfsync = ON", "foreign_keys = ON", "secure_delete = ON"):
            self.query(f"PRAGMA {setting}")

    @property
    def broken(self) -> bool:
        """Whether it is still in a transaction, which it should not be when it is given back."""
        return self._connection.in_transaction

    def begin(self, *, write: bool) -> None:
        self.query("BEGIN IMMEDIATE" if write else "BEGIN")

    def commit(self) -> None:
        self.query("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.query("ROLLBACK")

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        with _told(self._path):
            return self._connection.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        with _told(self._path):
            return self._connection.execute(sql, parameters).rowcount

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[int]:
        places = ", ".join("?" for _ in columns)
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
        with _told(self._path):
            count = self._connection.executemany(sql, rows).rowcount
        [(last,)] = self.query("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", [table])
        # INVARIANT: inside a transaction that writes, nobody else takes an id, so they follow each other.
        return list(range(last - max(count, 0) + 1, last + 1))

    def tables(self) -> set[str]:
        rows = self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name for (name,) in rows}

    def prepare(self) -> None:
        """Nothing to do: the file is there, and one transaction writes at a time."""

    def exclude(self, table: str) -> None:
        """Nothing to do: one transaction writes at a time."""

    def horizon(self, table: str) -> int:
        # Ids are given out in the order of commits.
        [(last,)] = self.query(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(last)

    def scrub(self, tables: Sequence[str]) -> None:  # noqa: ARG002 (here it is the whole file or nothing)
        # Deleted cells are overwritten, but pages that were split may hold copies: VACUUM writes them anew.
        self.query("VACUUM")
        self._patiently("PRAGMA wal_checkpoint(TRUNCATE)", 0)

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()

    def _patiently(self, pragma: str, wanted: object) -> None:
        """Run a pragma that others can keep from succeeding, until its first column is ``wanted``."""
        until = monotonic() + self._timeout
        while True:
            try:
                found = self.query(pragma)[0][0]
            except errors.StoreBusy:
                found = None
            if found == wanted:
                return
            if monotonic() > until:
                raise errors.StoreBusy(f"{self._path}: {pragma} gave {found!r}: others use the file")
            sleep(_PAUSE)


def _touch(path: Path) -> None:
    """Make the file if it is missing: what people asked is nobody else's business."""
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise errors.Unwritable(f"{path}: {error.strerror}") from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite raises, as a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(error, path) from error
    except OverflowError as error:
        raise errors.Refused("a number beyond 64 bits") from error
    except UnicodeEncodeError as error:
        raise errors.Refused("a name that is no text") from error


def _meaning(error: sqlite3.Error, path: Path) -> errors.StoreError:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    # The low byte is the kind, the rest the case.
    cases = {code, code & 0xFF}
    if cases & _BUSY:
        return errors.StoreBusy(f"{path}: locked by others for too long")
    if cases & _FULL:
        return errors.StoreFull(f"{path}: no room ({error})")
    if cases & _DAMAGED:
        return errors.DamagedStore(f"{path}: {error}")
    if cases & _READ_ONLY:
        return errors.Unwritable(f"{path}: {error}")
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return errors.Unknown("this refers to something that the store does not hold, or not any more")
    if cases & {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN}:
        return errors.NotAStore(f"{path}: {error}")
    return errors.StoreError(f"{path}: {error}")
