"""Deleting what is old, and all that a person left, down to the bytes of the file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from potstill.runtime.store import Deleted, NewRequest, Origin, Store, StoreBusy, Verdict, open_store
from tests.postgres_server import Server

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url, clock=lambda: NOON) as opened:
        yield opened


def test_pruning_takes_what_is_older_with_its_feedback_and_nothing_else(store: Store) -> None:
    old = store.record_many(NewRequest(f"old {i}", at=NOON - DAY) for i in range(12_000))
    new = store.record(NewRequest("new", at=NOON))
    for number in (old[0], old[-1], new):
        store.give_feedback(number, Verdict.ACCEPTED, who="ann")
    answered = store.ask("q1", group="g", why="", request=old[0])
    store.answer(answered, 1, at=NOON - DAY)
    waiting = store.ask("q2", group="g", why="", request=old[1], at=NOON - DAY)
    store.spend(1, unit="USD", purpose="p", at=NOON - DAY)
    assert store.prune(before=NOON) == Deleted(requests=12_000, feedback=2, questions=1)
    assert [request.id for request in store.requests()] == [new]
    assert [each.request for each in store.feedback()] == [new]
    assert [(each.id, each.request) for each in store.questions()] == [(waiting, None)]
    assert store.spent("USD") == 1
    assert store.prune(before=NOON) == Deleted()


def test_ids_are_not_given_out_again(store: Store) -> None:
    last = store.record_many(NewRequest("?", at=NOON - DAY) for _ in range(3))[-1]
    store.prune(before=NOON)
    assert store.last_request() == 0
    assert store.record(NewRequest("?")) == last + 1
    assert store.record_many([NewRequest("?")]) == [last + 2]


def test_forgetting_removes_every_trace_of_a_person(store: Store) -> None:
    mine = store.record_many(NewRequest(f"mine {i}", key="Zoë K.") for i in range(3))
    other = store.record(NewRequest("other", key="ann"))
    store.record(NewRequest("nobody's"))
    store.give_feedback(mine[0], Verdict.ACCEPTED, who="ann")
    store.give_feedback(other, Verdict.REJECTED, who="Zoë K.")
    store.give_feedback(other, Verdict.ACCEPTED, who="bob")
    made = store.ask("from mine", group="g", why="", request=mine[1])
    answered = store.ask("answered by me", group="g", why="")
    store.answer(answered, "my answer", who="Zoë K.")
    kept = store.ask("kept", group="g", why="", request=other)
    version = store.add_version("f", address="a", artifact=b"", recipe="", origin=Origin.BY_HAND)
    live = store.go_live("f", {version.id: 1000}, reason="released", who="Zoë K.")
    assert made != kept
    assert store.forget("Zoë K.") == Deleted(requests=3, feedback=2, questions=2, events=1)
    assert [request.key for request in store.requests()] == ["ann", None]
    assert [each.who for each in store.feedback()] == ["bob"]
    assert [each.id for each in store.questions()] == [kept]
    assert (store.event(live.id).who, store.live("f")) == ("", live.after)
    assert store.forget("Zoë K.") == Deleted()


def traces(folder: Path, words: list[bytes]) -> set[tuple[str, bytes]]:
    """Which files hold which words."""
    return {(path.name, word) for path in folder.iterdir() for word in words if word in path.read_bytes()}


def test_no_byte_of_what_was_forgotten_is_left_in_the_files(tmp_path: Path) -> None:
    """Long and short rows among others, so that pages are split, overflow, are freed and used again."""
    words = [b"forgetmykey", b"forgetmytext", b"forgetmycontext"]
    with open_store(tmp_path / "store.db") as store:
        for batch in range(30):
            store.record_many(
                NewRequest(f"other {index} " + "x" * (37 * index % 900), key=f"caller {index % 7}")
                for index in range(40)
            )
            number = store.record(
                NewRequest(
                    f"forgetmytext {batch} " * (1 + batch * 17 % 400),
                    key="forgetmykey",
                    context={"where": "forgetmycontext"},
                )
            )
            store.give_feedback(number, Verdict.CORRECTED, answer="forgetmytext", who="forgetmykey")
        assert {word for _, word in traces(tmp_path, words)} == set(words)
        assert store.forget("forgetmykey") == Deleted(requests=30, feedback=30)
        assert traces(tmp_path, words) == set()
        assert sum(1 for _ in store.requests()) == 1200
    assert traces(tmp_path, words) == set()


@pytest.mark.parametrize("seed", range(4))
def test_no_byte_of_a_forgotten_key_is_left_where_an_index_was_split(tmp_path: Path, seed: int) -> None:
    """Keys that land among others: the pages of an index that were split keep copies of what moved."""
    draw = random.Random(seed)
    word = b"forgetmykey"

    def others() -> NewRequest:
        letter = draw.choice("abcdefghijklmnopqrstuvwxyz")
        key = letter * draw.randint(1, 300) + str(draw.randrange(10**6))
        return NewRequest("o" * draw.randrange(1500), key=key)

    with open_store(tmp_path / "store.db") as store:
        keys = []
        for _ in range(12):
            store.record_many(others() for _ in range(60))
            keys += ["m" * draw.randrange(200) + "forgetmykey" + "z" * draw.randrange(300) for _ in range(3)]
            store.record_many(NewRequest("?", key=key) for key in keys[-3:])
        assert traces(tmp_path, [word])
        for key in keys:
            assert store.forget(key).requests == 1
        assert traces(tmp_path, [word]) == set()


def test_no_byte_of_what_was_forgotten_is_left_in_the_tables_of_a_server(postgres_server: Server) -> None:
    """But in its log, which belongs to whoever keeps backups."""
    words = [b"forgetmykey", b"forgetmytext"]
    with open_store(f"{postgres_server.url}&schema=forgetting") as store:
        for batch in range(30):
            store.record_many(NewRequest(f"other {index} " + "x" * (37 * index % 900)) for index in range(40))
            text = f"forgetmytext {batch} " * (1 + batch * 17 % 400)
            number = store.record(NewRequest(text, key="forgetmykey"))
            store.give_feedback(number, Verdict.CORRECTED, answer="forgetmytext", who="forgetmykey")
        with store._pool.bare() as session:
            session.run("CHECKPOINT")
        found = [path for path in postgres_server.tables.rglob("*") if path.is_file()]
        assert {word for path in found for word in words if word in path.read_bytes()} == set(words)
        assert store.forget("forgetmykey") == Deleted(requests=30, feedback=30)
        with store._pool.bare() as session:
            session.run("CHECKPOINT")
        left = [path for path in postgres_server.tables.rglob("*") if path.is_file()]
        assert {path for path in left for word in words if word in path.read_bytes()} == set()
        assert sum(1 for _ in store.requests()) == 1200


def test_forgetting_says_when_somebody_keeps_the_log_from_being_emptied(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db", timeout=0.2) as store, open_store(tmp_path / "store.db") as reader:
        store.record(NewRequest("?", key="forgetmykey"))
        with reader._pool.read() as session:
            session.query("SELECT count(*) FROM requests")
            with pytest.raises(StoreBusy):
                store.forget("forgetmykey")
        assert store.forget("forgetmykey") == Deleted()
        assert traces(tmp_path, [b"forgetmykey"]) == set()
