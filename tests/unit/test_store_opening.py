"""Opening: addresses, schemas old and new, files that are no store, and what can go wrong underneath."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from potstill.runtime.store import (
    DamagedStore,
    NewerStore,
    NewRequest,
    NotAStore,
    Origin,
    Store,
    StoreBusy,
    StoreClosed,
    StoreError,
    StoreFull,
    StoreGone,
    Unwritable,
    open_store,
    schema,
)
from potstill.runtime.store.session import Session
from tests.postgres_server import Server, server

LONG = NewRequest("x" * 10_000)


def test_a_store_is_there_after_it_is_closed(store_url: str) -> None:
    with open_store(store_url) as store:
        number = store.record(NewRequest("?"))
    with open_store(store_url, create=False) as store:
        assert store.request(number).utterance == "?"


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "path"])
def test_a_file_is_named_by_path_or_url(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (Path("own store.db"), tmp_path / "who?#%20.db"):
        quoted = str(path).replace("%", "%25").replace("?", "%3F").replace("#", "%23")
        url = path if form == "path" else form.format(quoted if "://" in form else path)
        with open_store(url) as store:
            store.record(NewRequest("?"))
        assert path.is_file()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "sqlite://relative.db", "sqlite:///", "http://localhost"]
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StoreError):
        open_store(url)


def test_what_is_not_there_is_not_made_unless_wanted(store_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="there is no store"):
        open_store(store_url, create=False)
    assert not list(tmp_path.iterdir())
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotAStore, match="there is no store"):
        open_store(tmp_path / "empty.db", create=False)
    with pytest.raises(NotAStore, match="no folder"):
        open_store(tmp_path / "missing" / "store.db")


def test_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        store.record(NewRequest("?"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), 0o600)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n" + bytes(5000), b"family tip\n" * 1000], ids=["png", "text"]
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.db").write_bytes(content)
    with pytest.raises(NotAStore):
        open_store(tmp_path / "store.db")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("store.db", content)]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_store(tmp_path)


def test_somebody_elses_database_is_left_alone(store_url: str) -> None:
    with raw(store_url) as session:
        session.run("CREATE TABLE accounts (id BIGINT)")
    with pytest.raises(NotAStore, match="accounts"):
        open_store(store_url)
    with raw(store_url) as session:
        assert session.tables() == {"accounts"}


@contextmanager
def raw(store_url: str) -> Iterator[Session]:
    """A transaction for writing, of whatever is there, without the store's own look at it."""
    from potstill.runtime.store.store import _pool

    pool = _pool(store_url, 10, True)
    with pool.write() as session:
        session.prepare()
        yield session
    pool.close()


def test_a_store_from_a_newer_version_is_left_alone(store_url: str) -> None:
    with open_store(store_url) as store:
        number = store.record(NewRequest("?"))
    with raw(store_url) as session:
        session.run("UPDATE potstill SET value = '99' WHERE name = 'schema'")
    for create in (True, False):
        with pytest.raises(NewerStore, match="schema 99") as caught:
            open_store(store_url, create=create)
        assert (caught.value.found, caught.value.known) == (99, len(schema.MIGRATIONS))
    with raw(store_url) as session:
        assert session.query("SELECT id FROM requests") == [(number,)]
        session.run("UPDATE potstill SET value = '1' WHERE name = 'schema'")
    with open_store(store_url) as store:
        assert store.request(number).utterance == "?"


def test_an_older_store_is_brought_forward_once_with_all_that_it_holds(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(store_url) as store:
        number = store.record(NewRequest("?"))
    added = (
        "ALTER TABLE requests ADD COLUMN tenant TEXT",
        "CREATE TABLE tenants (id {id}, quota {int}, mark {bytes})",
    )
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, added))
    monkeypatch.setattr(schema.migrate, "__defaults__", (schema.MIGRATIONS,))
    for _ in range(2):
        with open_store(store_url) as store:
            assert store.request(number).utterance == "?"
    with raw(store_url) as session:
        assert "tenants" in session.tables()
        assert session.query("SELECT value FROM potstill") == [("2",)]
    monkeypatch.undo()
    with pytest.raises(NewerStore):
        open_store(store_url)


def test_a_migration_that_fails_changes_nothing(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(store_url) as store:
        store.record(NewRequest("?"))
    bad = ("CREATE TABLE tenants (id {id})", "CREATE TABLE requests (id {id})")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, bad))
        patch.setattr(schema.migrate, "__defaults__", (schema.MIGRATIONS,))
        with pytest.raises(StoreError):
            open_store(store_url)
    with raw(store_url) as session:
        assert "tenants" not in session.tables()
    with open_store(store_url) as store:
        assert store.last_request() == 1


def test_a_closed_store_says_so(store_url: str) -> None:
    store = open_store(store_url)
    store.close()
    store.close()
    for use in (lambda: store.record(NewRequest("?")), store.all_live, lambda: list(store.requests())):
        with pytest.raises(StoreClosed):
            use()


def full(store: Store) -> int:
    """Record until there is no room; how many were acknowledged."""
    for count in range(10_000):
        try:
            store.record(LONG)
        except StoreFull:
            return count
    raise AssertionError("there was room for everything")


def test_a_full_database_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        with store._pool.bare() as session:
            session.query("PRAGMA max_page_count = 200")
        count = full(store)
        assert count > 50
        with pytest.raises(StoreFull):
            store.record_many([LONG] * 100)
        with pytest.raises(StoreFull):
            store.add_version("f", address="a", artifact=bytes(10**6), recipe="", origin=Origin.BY_HAND)
        assert store.last_request() == sum(1 for _ in store.requests()) == count
        assert store.families() == ()
        with store._pool.bare() as session:
            session.query("PRAGMA max_page_count = 1000000")
        assert store.record(LONG) == count + 1


CHILD = """
import resource, signal, sys
from potstill.runtime.store import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    count = 0
    try:
        while count < 10_000:
            store.record(NewRequest("x" * 10_000))
            count += 1
    except StoreFull as error:
        print(count, store.last_request(), error)
"""


def test_a_disk_that_takes_no_more_bytes_loses_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the system refuses the write either way."""
    path = tmp_path / "store.db"
    done = subprocess.run([sys.executable, "-c", CHILD, path], capture_output=True, text=True, check=True)
    count, last, said = done.stdout.split(maxsplit=2)
    assert int(count) == int(last) > 20
    assert "no room" in said
    with open_store(path) as store:
        assert sum(1 for _ in store.requests()) == int(count)
        assert store.record(LONG) == int(count) + 1


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        store.record_many([LONG] * 100)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : -4096] = b"\xa5" * (len(data) - 4096 * 4)
    path.write_bytes(data)
    with pytest.raises(DamagedStore), open_store(path) as store:
        list(store.requests())


def test_a_lock_that_is_held_too_long_is_an_error_and_a_shorter_one_is_waited_for(store_url: str) -> None:
    with (
        open_store(store_url) as holder,
        open_store(store_url, timeout=0.3) as store,
        open_store(store_url) as patient,
    ):
        version = store.add_version("f", address="a", artifact=b"", recipe="", origin=Origin.BY_HAND)
        with holder._pool.write() as session:
            session.run("UPDATE families SET at = 0")
            with pytest.raises(StoreBusy):
                store.go_live("f", {version.id: 1000}, reason="?")
            assert store.live("f") == ()
            waiting = threading.Thread(target=lambda: patient.go_live("f", {version.id: 1000}, reason="?"))
            waiting.start()
        waiting.join()
        assert len(store.live("f")) == 1


def test_a_read_waits_for_no_writer(store_url: str) -> None:
    with open_store(store_url) as holder, open_store(store_url, timeout=0.3) as store:
        number = store.record(NewRequest("?"))
        with holder._pool.write() as session:
            session.run("UPDATE requests SET utterance = '!'")
            assert store.request(number).utterance == "?"
            assert store.coverage().requests == 1
        assert store.request(number).utterance == "!"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_store_serves_parent_and_child_after_a_fork(store_url: str) -> None:
    """Each goes on as if alone; what the child acknowledges outlives the parent's closing."""
    store = open_store(store_url)
    before = store.record(NewRequest("before"))
    to_child, to_parent = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            store.record(NewRequest("child 1"))
            os.write(to_parent[1], b".")
            os.read(to_child[0], 1)
            store.record(NewRequest("child 2"))
            status = 0
        finally:
            os._exit(status)
    assert os.read(to_parent[0], 1) == b"."
    store.record(NewRequest("parent"))
    store.close()
    os.write(to_child[1], b".")
    assert os.waitpid(child, 0)[1] == 0
    for end in (*to_child, *to_parent):
        os.close(end)
    with open_store(store_url) as store:
        said = [request.utterance for request in store.requests(before)]
    assert said == ["child 1", "parent", "child 2"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_waits_for_transactions_of_other_threads(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        stop = threading.Event()
        threads = [threading.Thread(target=record_until, args=(store, stop)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(10):
            child = os.fork()
            if child == 0:
                status = 1
                try:
                    store.record(NewRequest("child"))
                    status = 0
                finally:
                    os._exit(status)
            assert os.waitpid(child, 0)[1] == 0
        stop.set()
        for thread in threads:
            thread.join()
        said = [request.utterance for request in store.requests()]
        assert said.count("child") == 10


def record_until(store: Store, stop: threading.Event) -> None:
    """What a thread does."""
    while not stop.is_set():
        store.record(NewRequest("thread"))


def test_a_server_that_goes_away_is_an_error_and_one_that_comes_back_is_used() -> None:
    with server() as running:
        store = open_store(running.url)
        first = store.record(NewRequest("first"))
        running.kill()
        uses: list[Callable[[], object]] = [
            lambda: store.record(NewRequest("lost")),
            lambda: list(store.requests()),
            lambda: open_store(running.url),
        ]
        for use in uses:
            with pytest.raises(StoreGone):
                use()
        running.start()
        second = store.record(NewRequest("second"))
        assert [request.id for request in store.requests()] == [first, second]
        # Between two requests nothing is lost by a restart: connections that broke are replaced.
        running.kill()
        running.start()
        assert store.last_request() == second
        running.kill()
        running.start()
        store.record_many([NewRequest("third")])
        store.close()


def test_who_may_only_read_is_told_so(postgres_server: Server) -> None:
    url = f"{postgres_server.url}&schema=readonly"
    with open_store(url) as store:
        number = store.record(NewRequest("?"))
    with open_store(f"{url}&options=-c%20default_transaction_read_only%3Don") as store:
        assert store.request(number).utterance == "?"
        with pytest.raises(Unwritable):
            store.record(NewRequest("?"))


def test_without_psycopg_a_server_is_an_error_that_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"potstill\[postgres\]"):
        open_store("postgresql:///db")


def test_no_password_is_in_what_a_store_says() -> None:
    with pytest.raises(StoreGone) as caught:
        open_store("postgresql://ann:secret@127.0.0.1:1/db?connect_timeout=1")
    assert "secret" not in str(caught.value)


def test_an_address_that_libpq_does_not_understand_is_an_error() -> None:
    with pytest.raises(StoreError):
        open_store("postgresql:///db?nonsense=1")


def test_two_stores_share_a_server(postgres_server: Server) -> None:
    urls = [f"{postgres_server.url}&schema={name}" for name in ("one", 'the%20"other"')]
    for number, url in enumerate(urls):
        with open_store(url) as store:
            store.record_many([NewRequest("?")] * (number + 1))
    assert [sum(1 for _ in open_store(url).requests()) for url in urls] == [1, 2]


def test_a_database_file_may_be_read_while_it_is_open(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store, closing(sqlite3.connect(tmp_path / "store.db")) as other:
        store.record(NewRequest("?"))
        assert other.execute("SELECT utterance FROM requests").fetchall() == [("?",)]
        assert other.execute("PRAGMA journal_mode").fetchall() == [("wal",)]


def test_a_connection_is_durable_by_its_settings(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store, store._pool.bare() as session:
        assert session.query("PRAGMA synchronous") == [(2,)]
        assert session.query("PRAGMA secure_delete") == [(1,)]
        assert session.query("PRAGMA foreign_keys") == [(1,)]
