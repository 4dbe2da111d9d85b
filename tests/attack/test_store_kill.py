"""Writers killed at random moments: what was acknowledged is there, and nothing is there by halves."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from potstill.runtime.store import Kind, NewRequest, Request, Store, open_store
from tests.postgres_server import server
from tests.store_writer import BATCH, CAP, FAMILIES, Writers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")

KILLS = 120
KILLS_OF_A_SERVERS_CLIENTS = 25
KILLS_WHILE_IT_IS_MADE = 15
MOST_SAID = 8
"""Up to so many acknowledgements are awaited before a writer is killed; none: it may still be opening."""
LAST_SECONDS = 0.006
"""About two operations."""


class Seen:
    """What was acknowledged so far, and checked."""

    def __init__(self) -> None:
        self.last = 0
        self.kinds: Counter[str] = Counter()
        self.events: set[int] = set()

    def check(self, store: Store, said: list[str]) -> None:
        """All that one writer acknowledged is there, and nothing by halves."""
        found = {request.id: request for request in store.requests(self.last)}
        spent = {line.id for line in store.ledger()}
        given = {each.id: each.request for each in store.feedback()}
        for line in said:
            kind, number, rest = line.split(" ", 2) if line.count(" ") > 1 else (*line.split(" "), "")
            self.kinds[kind] += 1
            match kind:
                case "request":
                    assert_held(found[int(number)], rest)
                case "batch":
                    numbers, text = line[len("batch ") :].split("] ", 1)
                    for each in json.loads(numbers + "]"):
                        assert_held(found[each], text)
                case "event":
                    family, after = rest.split(" ", 1)
                    event = store.event(int(number))
                    assert (event.family, [[e.version, e.share, e.first] for e in event.after]) == (
                        family,
                        json.loads(after),
                    )
                    self.events.add(event.id)
                case "spent":
                    assert int(number) in spent
                case "feedback":
                    assert given[int(number)] == int(rest)
                    assert int(rest) in found
        batches = Counter(each.utterance for each in found.values() if each.utterance.startswith("batch"))
        assert set(batches.values()) <= {BATCH}
        self.last = max(found, default=self.last)
        check_journal(store)

    def check_all(self, store: Store) -> None:
        """Nothing of what earlier writers acknowledged was lost by later deaths."""
        assert self.events <= {event.id for event in store.journal(limit=10**6)}
        assert store.spent("USD") <= CAP


def assert_held(request: Request, text: str) -> None:
    """The request is the one that was acknowledged."""
    assert request.utterance == text
    assert isinstance(request.reply, str)
    assert set(request.reply.split(text)) <= {""}


def check_journal(store: Store) -> None:
    """Each change began where the one before ended, and the last one ended in what is live."""
    for family in FAMILIES:
        events = list(reversed(store.journal(family=family, limit=10**6)))
        assert all(one.after == other.before for one, other in pairwise(events))
        assert store.live(family) == (events[-1].after if events else ())
        assert all(event.kind is not Kind.NOTE for event in events)


def killed(url: str, kills: int, seed: int, check: Callable[[Store], None] = lambda _: None) -> Counter[str]:
    """Kill so many writers, each at a random moment; what they had acknowledged, by kind."""
    draw, seen = random.Random(seed), Seen()
    with Writers() as writers:
        for number in range(kills):
            child = writers.start("write", number, url)
            said = writers.say(draw.randint(0, MOST_SAID))
            time.sleep(draw.uniform(0, LAST_SECONDS))
            os.kill(child, signal.SIGKILL)
            more, status = writers.rest()
            said += more
            assert status == -signal.SIGKILL, said[-3:]
            with open_store(url) as store:
                check(store)
                seen.check(store, said)
    with open_store(url) as store:
        seen.check_all(store)
    return seen.kinds


def integrity(store: Store) -> None:
    """What SQLite says about its file."""
    with store._pool.bare() as session:
        assert session.query("PRAGMA integrity_check") == [("ok",)]
        assert session.query("PRAGMA foreign_key_check") == []


def test_killed_writers_of_a_file_lose_nothing(tmp_path: Path) -> None:
    kinds = killed(f"sqlite:///{tmp_path / 'store.db'}", KILLS, 1, integrity)
    assert set(kinds) == {"request", "batch", "event", "spent", "feedback"}
    assert sum(kinds.values()) > 3 * KILLS


def test_killed_clients_of_a_server_lose_nothing() -> None:
    with server(durable=True) as running:
        kinds = killed(running.url, KILLS_OF_A_SERVERS_CLIENTS, 2)
        assert sum(kinds.values()) > 2 * KILLS_OF_A_SERVERS_CLIENTS


def test_a_server_that_crashes_loses_nothing() -> None:
    with server(durable=True) as running, Writers() as writers:
        seen = Seen()
        writers.start("write", 7, running.url)
        said = writers.say(100)
        running.kill()
        more, status = writers.rest()
        said += more
        assert status == 3, said[-3:]
        running.start()
        with open_store(running.url) as store:
            seen.check(store, said)
        assert sum(seen.kinds.values()) >= 100


def test_killed_while_it_is_made_a_store_is_made_by_the_next(tmp_path: Path) -> None:
    draw = random.Random(3)
    with Writers() as writers:
        began = time.monotonic()
        child = writers.start("write", 0, str(tmp_path / "whole.db"))
        writers.say(1)
        seconds = time.monotonic() - began
        os.kill(child, signal.SIGKILL)
        writers.rest()
        for number in range(KILLS_WHILE_IT_IS_MADE):
            path = tmp_path / f"{number}.db"
            child = writers.start("write", number, str(path))
            time.sleep(draw.uniform(0, seconds))
            os.kill(child, signal.SIGKILL)
            said, _ = writers.rest()
            with open_store(path) as store:
                integrity(store)
                store.record(NewRequest("?"))
                Seen().check(store, said)
