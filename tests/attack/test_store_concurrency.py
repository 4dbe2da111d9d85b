"""Several threads of several processes at once: everything is there, changes come one after another."""

from __future__ import annotations

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from potstill.runtime.store import NewRequest, Origin, Refused, StoreBusy, Superseded, open_store
from potstill.runtime.store.requests import COLUMNS
from tests.attack.test_store_kill import Seen, check_journal
from tests.store_writer import CAP, SHARED, THREADS, Writers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")

PROCESSES = 3


def test_processes_and_threads_share_a_store(store_url: str) -> None:
    """A reader goes along, as an incremental job does, and misses no request."""
    with ExitStack() as stack:
        reader = stack.enter_context(open_store(store_url))
        writers = [stack.enter_context(Writers()) for _ in range(PROCESSES)]
        for number, each in enumerate(writers):
            each.start("share", number, store_url)
        with ThreadPoolExecutor(PROCESSES) as pool:
            ends = [pool.submit(each.rest) for each in writers]
            read: list[int] = []
            while not all(end.done() for end in ends):
                read += [request.id for request in reader.requests(read[-1] if read else 0)]
        read += [request.id for request in reader.requests(read[-1] if read else 0)]
        said = []
        for end in ends:
            lines, status = end.result()
            assert status == 0, lines[-3:]
            said += lines
        assert read == [request.id for request in reader.requests()]
        assert len(said) > PROCESSES * THREADS * SHARED // 2
        Seen().check(reader, said)
        assert reader.spent("USD") == min(CAP, sum(line.startswith("spent ") for line in said))


def test_many_open_a_new_store_at_once(store_url: str) -> None:
    start = threading.Barrier(8)

    def opening(number: int) -> int:
        start.wait()
        with open_store(store_url) as store:
            return store.record(NewRequest(f"{number}"))

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(opening, range(8)))
    with open_store(store_url) as store:
        assert sorted(numbers) == [request.id for request in store.requests()]


def test_threads_share_one_store(store_url: str) -> None:
    with open_store(store_url) as store:
        ids = [
            store.add_version("f", address=f"{n}", artifact=b"", recipe="", origin=Origin.BY_HAND).id
            for n in range(4)
        ]

        def work(number: int) -> None:
            for round_ in range(10):
                event = store.go_live("f", {ids[number]: 1 + round_}, reason=f"{number}")
                store.record_many([NewRequest(f"{number}")] * 5)
                try:
                    store.undo(event.id)
                except Superseded:
                    continue

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert Counter(request.utterance for request in store.requests()) == {f"{n}": 50 for n in range(4)}
        events = list(reversed(store.journal(family="f")))
        assert store.live("f") == events[-1].after
        check_journal(store)


def test_a_cap_holds_however_many_spend_at_once(store_url: str) -> None:
    start = threading.Barrier(8)

    def spending(_: int) -> int:
        with open_store(store_url) as store:
            store.spent("USD")
            start.wait()
            for count in range(5):
                try:
                    store.spend(1, unit="USD", purpose="p", cap=20)
                except Refused:
                    return count
        return 5

    open_store(store_url).close()
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spending, range(8))) == 20
    with open_store(store_url) as store:
        assert store.spent("USD") == len(store.ledger()) == 20


def test_a_writer_that_takes_its_time_is_waited_for_by_who_follows_the_log(store_url: str) -> None:
    """Its ids were given out before others', and its rows are seen after theirs: none may be skipped."""
    with open_store(store_url) as slow, open_store(store_url) as quick, open_store(store_url) as reader:
        inserted, go_on = threading.Event(), threading.Event()

        def insert() -> None:
            with slow._pool.write() as session:
                session.insert("requests", COLUMNS, [slow._row(NewRequest("slow"))])
                inserted.set()
                go_on.wait()

        with ThreadPoolExecutor(3) as pool:
            writing = pool.submit(insert)
            inserted.wait()
            following = pool.submit(lambda: [request.utterance for request in reader.requests()])
            other = pool.submit(quick.record, NewRequest("quick"))
            threading.Timer(0.4, go_on.set).start()
            seen = following.result()
            writing.result()
            other.result()
        if "quick" in seen:
            assert seen == ["slow", "quick"]
        everything = [request.utterance for request in reader.requests()]
        assert everything == ["slow", "quick"]
        assert everything[: len(seen)] == seen


def test_who_follows_the_log_says_when_a_writer_does_not_end(store_url: str) -> None:
    if store_url.startswith("sqlite"):
        pytest.skip("SQLite gives out ids in the order of commits")
    with open_store(store_url) as slow, open_store(store_url, timeout=0.3) as reader:
        with slow._pool.write() as session:
            session.insert("requests", COLUMNS, [slow._row(NewRequest("slow"))])
            with pytest.raises(StoreBusy):
                reader.last_request()
        assert reader.last_request() == 1
