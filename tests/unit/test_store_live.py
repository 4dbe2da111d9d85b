"""Versions, which of them serve whom, and taking changes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from potstill.runtime.store import (
    Kind,
    Live,
    Origin,
    Refused,
    Store,
    Superseded,
    Unknown,
    Version,
    choose_among,
    open_store,
)
from potstill.runtime.store.live import place

KEYS = [f"caller {number}" for number in range(3000)]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


def add(store: Store, number: int = 1, family: str = "tip", parent: int | None = None) -> Version:
    """A version that differs from those of other numbers."""
    return store.add_version(
        family,
        address=f"sha256:{family}{number}",
        artifact=b"{%d}" % number,
        recipe=f"family {family}\n",
        origin=Origin.INDUCED if parent is None else Origin.REPAIRED,
        parent=parent,
        at=datetime(2024, 1, number, tzinfo=UTC),
    )


def test_a_version_comes_back_as_it_was_added(store: Store) -> None:
    added = store.add_version(
        "tip",
        address="sha256:00ff",
        artifact=b"{}\x00\xff",
        recipe="ask tip of {x}\n",
        origin=Origin.TAUGHT,
        statement=b"\x80signed",
        claim={"S": 10**30, "m": 5, "pac": "vacuous"},
        at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    assert store.version(added.id) == added
    assert (added.artifact, added.statement, added.origin) == (b"{}\x00\xff", b"\x80signed", Origin.TAUGHT)
    assert added.claim == {"S": Fraction(10**30), "m": Fraction(5), "pac": "vacuous"}
    assert store.families() == ("tip",)
    assert store.live("tip") == ()


def test_the_same_version_is_stored_once_and_another_statement_makes_another(store: Store) -> None:
    first = add(store)
    assert add(store) == first
    signed = store.add_version(
        "tip", address=first.address, artifact=first.artifact, recipe=first.recipe, origin=first.origin,
        statement=b"signed",
    )  # fmt: skip
    assert [version.id for version in store.versions("tip")] == [first.id, signed.id]


def test_an_address_has_one_content(store: Store) -> None:
    add(store)
    with pytest.raises(Refused, match="another artifact"):
        store.add_version("tip", address="sha256:tip1", artifact=b"x", recipe="", origin=Origin.BY_HAND)
    assert len(store.versions("tip")) == 1


def test_lineage_goes_back_to_the_first_also_across_families(store: Store) -> None:
    first = add(store)
    second = add(store, 2, parent=first.id)
    split = add(store, 3, family="tip abroad", parent=second.id)
    assert store.lineage(split.id) == (split, second, first)
    with pytest.raises(Unknown):
        add(store, 4, parent=split.id + 99)
    assert store.families() == ("tip", "tip abroad")


def test_callers_are_spread_by_the_shares_and_stay(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 2).id
    store.go_live("tip", {one: 900, two: 50}, reason="trial")
    chosen = {key: store.choose("tip", key) for key in KEYS[:200]}
    assert chosen == {key: choose_among(store.live("tip"), "tip", key) for key in chosen}
    for key, version in chosen.items():
        assert version == (one if place("tip", key) < 900 else two if place("tip", key) < 950 else None)
    assert set(chosen.values()) == {one, two, None}


def test_the_place_of_a_caller_is_the_hash_that_is_promised() -> None:
    # python3 -c 'from hashlib import sha256; print(int(sha256(b"tip\0alice").hexdigest(), 16) % 1000)'
    assert place("tip", "alice") == 385
    counts = [0] * 10
    for key in KEYS:
        counts[place("tip", key) // 100] += 1
    assert all(240 < count < 360 for count in counts)


def test_only_callers_over_whom_a_boundary_moved_change(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 2).id
    store.go_live("tip", {one: 900, two: 100}, reason="trial")
    live = store.live("tip")
    before = {key: choose_among(live, "tip", key) for key in KEYS}
    live = store.go_live("tip", {one: 800, two: 200}, reason="more").after
    after = {key: choose_among(live, "tip", key) for key in KEYS}
    moved = {key for key in KEYS if before[key] != after[key]}
    assert moved == {key for key in KEYS if 800 <= place("tip", key) < 900}
    assert {(before[key], after[key]) for key in moved} == {(one, two)}


def test_a_version_that_is_withdrawn_moves_no_other_caller(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 2).id
    store.go_live("tip", {one: 300, two: 700}, reason="trial")
    event = store.withdraw("tip", version=one, reason="disagreed with the fallback")
    assert event.after == store.live("tip") == (Live(two, 700, 300),)
    for key in KEYS[:100]:
        expected = two if place("tip", key) >= 300 else None
        assert choose_among(store.live("tip"), "tip", key) == expected
    store.withdraw("tip", reason="all of it")
    assert store.live("tip") == ()
    with pytest.raises(Unknown):
        store.withdraw("tip", reason="again")
    with pytest.raises(Unknown):
        store.withdraw("tip", version=one, reason="again")


@pytest.mark.parametrize("shares", [{}, {1: 0}, {1: -5, 2: 10}, {1: 1001}, {1: 600, 2: 401}, {1: True}])
def test_shares_that_make_no_sense_are_refused(store: Store, shares: dict[int, int]) -> None:
    ids = [add(store, 1).id, add(store, 2).id]
    with pytest.raises(Refused):
        store.go_live("tip", {ids[key - 1]: share for key, share in shares.items()}, reason="?")
    assert (store.live("tip"), store.journal()) == ((), ())


def test_a_share_that_is_no_whole_number_is_refused(store: Store) -> None:
    with pytest.raises(Refused):
        store.go_live("tip", {add(store).id: 0.5}, reason="?")  # type: ignore[dict-item]  # what is tested


def test_only_versions_of_the_family_go_live(store: Store) -> None:
    own, other = add(store).id, add(store, 2, family="other").id
    for family, version in (("tip", other), ("tip", own + 99), ("nobody", own)):
        with pytest.raises(Unknown):
            store.go_live(family, {version: 1000}, reason="?")
    assert (store.all_live(), store.journal()) == ({}, ())


def test_rollback_brings_back_what_was_there_and_can_be_rolled_back(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 2).id
    with pytest.raises(Unknown):
        store.rollback("tip")
    first = store.go_live("tip", {one: 1000}, reason="released")
    second = store.go_live("tip", {one: 500, two: 500}, reason="repaired", who="ann")
    back = store.rollback("tip", reason="slow")
    assert (back.kind, back.undoes, back.before) == (Kind.ROLLBACK, second.id, second.after)
    assert store.live("tip") == back.after == first.after
    store.rollback("tip")
    assert store.live("tip") == second.after


def test_every_change_can_be_undone_in_the_reverse_order(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 2).id
    events = [
        store.go_live("tip", {one: 1000}, reason="released"),
        store.go_live("tip", {one: 500, two: 500}, reason="repaired"),
        store.withdraw("tip", version=one, reason="wrong"),
        store.rollback("tip", reason="was right"),
    ]
    with pytest.raises(Superseded, match=rf"undo {events[3].id}, {events[2].id}, {events[1].id} first"):
        store.undo(events[0].id)
    for event in reversed(events):
        undone = store.undo(event.id, reason="back")
        assert (undone.undoes, store.live("tip")) == (event.id, event.before)
    assert store.live("tip") == ()
    store.undo(store.journal(limit=1)[0].id)
    assert store.live("tip") == events[0].after


def test_undoing_what_changed_nothing_is_an_error(store: Store) -> None:
    note = store.note("induction abstained: two classes remain", family="tip")
    for missing in (note.id, note.id + 99):
        with pytest.raises(Unknown):
            store.undo(missing)


def test_the_journal_tells_what_happened(store: Store) -> None:
    version = add(store).id
    at = datetime(2024, 6, 1, tzinfo=UTC)
    note = store.note("started", at=at)
    live = store.go_live("tip", {version: 1000}, reason="one class left", who="grow", at=at)
    assert store.journal() == (live, note)
    assert store.journal(family="tip") == (live,)
    assert store.journal(limit=1) == (live,)
    assert store.event(note.id) == note
    assert (live.reason, live.who, live.at, live.kind) == ("one class left", "grow", at, Kind.GO_LIVE)


def test_families_do_not_disturb_each_other(store: Store) -> None:
    one, two = add(store, 1).id, add(store, 1, family="area").id
    first = store.go_live("tip", {one: 1000}, reason="released")
    store.go_live("area", {two: 10}, reason="released")
    assert store.all_live() == {"area": (Live(two, 10),), "tip": (Live(one, 1000),)}
    assert list(store.all_live()) == ["area", "tip"]
    store.undo(first.id)
    assert store.all_live() == {"area": (Live(two, 10),)}


def test_reasons_are_redacted(store: Store) -> None:
    assert store.note("ann@example.org rejected it").reason == "[email] rejected it"
