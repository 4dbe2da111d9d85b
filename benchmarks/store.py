"""The store: recording one by one and in bulk, against sqlite3 alone; reading a log of a million requests.

python -m benchmarks store

One by one, every request is on the disk before the next: what is measured is mostly the disk's. The same rows
go into the same schema with the same settings on the other side, made into columns beforehand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest

from benchmarks.rows import Row, typical
from potstill.runtime.store import NewRequest, Store, Verdict, open_store
from potstill.runtime.store.requests import COLUMNS
from tests.postgres_server import server

ROWS = 1_000_000
BATCH = 10_000
SINGLE = 500
ROUNDS = 5
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)

INSERT = f"INSERT INTO requests ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)})"


def request(number: int) -> NewRequest:
    """A request as a handler would record it: two of three answered by a family, one a second."""
    covered = number % 3 > 0
    return NewRequest(
        f"what is a {number % 40}% tip on ${number % 9000}.{number % 90 + 10}",
        reply={"amount": number, "currency": "USD"},
        context={"locale": "en-US"},
        key=f"caller {number % 5000}",
        at=BEGAN + timedelta(seconds=number),
        family=f"tip {number % 7}" if covered else None,
        version=number % 7 + 1 if covered else None,
        reason=None if covered else "no_family",
        cost=0 if covered else 1,
        latency=timedelta(microseconds=90 if covered else 900_000),
    )


def seconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    began = perf_counter()
    function()
    return perf_counter() - began


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """sqlite3 on a store's schema, with the store's settings."""
    open_store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")
        yield connection


def in_one(connection: sqlite3.Connection, rows: Sequence[Sequence[object]]) -> None:
    """All rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")


def one_by_one(store: Store, connection: sqlite3.Connection) -> list[Row]:
    """Requests a second, each acknowledged; the two sides take turns, so the disk treats them alike."""
    ours, theirs = [], []
    requests = [request(number) for number in range(SINGLE)]
    rows = [store._row(each) for each in requests]
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: [store.record(each) for each in requests]))
        theirs.append(seconds(lambda: [connection.execute(INSERT, row) for row in rows]))
    return [
        Row("recorded one by one", SINGLE / typical(ours), "/s"),
        Row("recorded one by one", typical(ours) / typical(theirs), "x", against="time of sqlite3 alone"),
    ]


def in_bulk(store: Store, connection: sqlite3.Connection) -> list[Row]:
    """Requests a second in batches, up to a million; and whether the last are as fast as the first."""
    ours, theirs = [], []
    for first in range(0, ROWS, BATCH):
        requests = [request(number) for number in range(first, first + BATCH)]
        rows = [store._row(each) for each in requests]
        ours.append(seconds(lambda: store.record_many(requests)))  # noqa: B023 (it is called at once)
        theirs.append(seconds(lambda: in_one(connection, rows)))  # noqa: B023 (as above)
    tenth = len(ours) // 10
    against = "time of executemany of the same rows"
    slower = typical(ours[-tenth:]) / typical(ours[:tenth])
    return [
        Row(f"recorded in batches of {BATCH:,}", ROWS / sum(ours), "/s"),
        Row(f"recorded in batches of {BATCH:,}", sum(ours) / sum(theirs), "x", against=against),
        Row(f"the last tenth of {ROWS:,}", slower, "x", against="time of the first tenth"),
    ]


def reading(store: Store) -> list[Row]:
    """What jobs and reports ask of a log of a million."""
    for number in range(1, ROWS, 1000):
        store.give_feedback(number, Verdict.REJECTED, who="ann")
    count = 0

    def read() -> None:
        nonlocal count
        count = sum(1 for _ in store.requests(ROWS - 10 * BATCH))

    taken = seconds(read)
    return [
        Row("read in order", count / taken, "/s"),
        Row(f"examples among {10 * BATCH:,}", seconds(lambda: list(store.examples(ROWS - 10 * BATCH))), "s"),
        Row(f"by day, of {ROWS:,}", seconds(store.by_day), "s"),
        Row(f"coverage, of {ROWS:,}", seconds(store.coverage), "s"),
        Row("latest 50 falls", 1000 * seconds(lambda: store.falls(50)), "ms"),
        Row(f"forgetting one of 5,000 callers, of {ROWS:,}", seconds(lambda: store.forget("caller 7")), "s"),
    ]


def on_a_server() -> list[Row]:
    """The same on PostgreSQL, where there is a server to start."""
    try:
        with server(durable=True) as running, open_store(running.url) as store:
            singles = [request(number) for number in range(SINGLE)]
            taken = typical(
                [seconds(lambda: [store.record(each) for each in singles]) for _ in range(ROUNDS)]
            )
            batches = [[request(number) for number in range(BATCH)] for _ in range(10)]
            bulk = seconds(lambda: [store.record_many(batch) for batch in batches])
    except pytest.skip.Exception as reason:
        return [Row(f"PostgreSQL: {reason}", 0, "/s")]
    return [
        Row("PostgreSQL: recorded one by one", SINGLE / taken, "/s"),
        Row(f"PostgreSQL: recorded in batches of {BATCH:,}", 10 * BATCH / bulk, "/s"),
    ]


def rows() -> list[Row]:
    """The figures of this benchmark."""
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("ours.db", "theirs.db", "ours-large.db", "theirs-large.db")]
        with open_store(paths[0]) as store, alone(paths[1]) as connection:
            found += one_by_one(store, connection)
        with open_store(paths[2]) as store, alone(paths[3]) as connection:
            found += in_bulk(store, connection)
            found += reading(store)
    return found + on_a_server()
