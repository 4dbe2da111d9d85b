"""The facts of a report: nothing is lost or counted twice, whatever the span of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from potstill.distill.report.collect import collect
from potstill.distill.report.periods import MOST
from potstill.ir.artifact import dump
from potstill.runtime.store import NewRequest, Origin, Store, Verdict, open_store
from tests.recipes import BIG, DOUBLE, artifact

START = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "requests.db", clock=lambda: START) as opened:
        yield opened


def fill(store: Store, span: timedelta, *, cost: int = 2) -> None:
    """A hundred requests over a span of time; families answer every third."""
    store.record_many(
        NewRequest(
            f"how many in {number} boxes", reply=number, at=START + span * number / 99,
            family="double" if number % 3 == 0 else None, cost=0 if number % 3 == 0 else cost,
        )
        for number in range(100)
    )  # fmt: skip


@pytest.mark.parametrize(
    "span",
    [
        timedelta(0), timedelta(seconds=50), timedelta(minutes=20), timedelta(hours=3), timedelta(hours=30),
        timedelta(days=9), timedelta(days=47), timedelta(days=200), timedelta(days=3000),
    ],
    ids=str,
)  # fmt: skip
def test_periods_hold_every_request_once(store: Store, span: timedelta) -> None:
    fill(store, span)
    store.ask("a", group="g", why="w")
    store.answer(1, 1, who="grow", at=START + span + timedelta(days=2))
    store.ask("b", group="g", why="w")
    store.answer(2, 1, who="ann", at=START)
    found = collect(store, at=START, title="x").periods
    assert 1 <= len(found) <= MOST
    assert len(found) >= 8 or span < timedelta(minutes=8)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert len({each.end - each.start for each in found}) == 1
    assert found[0].start <= START
    assert found[-1].end > START + span
    assert [sum(getattr(each, name) for each in found) for name in ("requests", "families", "fallback")] == [
        100, 34, 66,
    ]  # fmt: skip
    assert sum(each.questions for each in found) == 1
    assert sum(each.spent for each in found) == 67 * 2
    assert sum(each.saved for each in found) == 34 * 2


def test_where_no_cost_is_known_calls_are_counted(store: Store) -> None:
    fill(store, timedelta(hours=1), cost=0)
    found = collect(store, at=START, title="x", unit="USD")
    assert found.unit == "calls"
    assert sum(each.spent for each in found.periods) == 66
    assert sum(each.saved for each in found.periods) == 34


def test_where_the_fallback_never_answered_nothing_is_known_of_its_price(store: Store) -> None:
    store.record(NewRequest("a", family="double", cost=3))
    found = collect(store, at=START, title="x")
    assert [(each.spent, each.saved) for each in found.periods] == [(3, 1 - 3)]


def test_what_falls_is_grouped_and_leaves_out_what_a_family_answers_by_now(store: Store) -> None:
    fill(store, timedelta(hours=1))
    store.record(NewRequest("write a poem", reply="roses", cost=2, reason="no_family"))
    store.record(NewRequest("double 4", reply=8, cost=2, reason="no_family"))
    made = artifact(DOUBLE)
    version = store.add_version(
        "double", address=made.address, artifact=dump(made), recipe=DOUBLE, origin=Origin.BY_HAND
    )
    before = collect(store, at=START, title="x")
    store.go_live("double", {version.id: 1000}, reason="a test")
    after = collect(store, at=START, title="x")
    assert (before.covered, after.covered) == (0, 1)
    assert [(each.requests, each.spent) for each in after.missed] == [(66, 132), (1, 2)]
    assert after.missed[0].example == "how many in 98 boxes"
    assert [each.example for each in after.missed[1:]] == ["write a poem"]
    assert {"double 4"} == {
        text for each in before.missed for text in (each.example, *each.more) if "double" in text
    }


def test_versions_share_callers_and_say_what_became_of_them(store: Store) -> None:
    numbers = []
    for text in (DOUBLE, BIG.replace("family big", "family double"), DOUBLE.replace("1..1000", "1..9")):
        made = artifact(text)
        version = store.add_version(
            "double", address=made.address, artifact=dump(made), recipe=text, origin=Origin.INDUCED,
            parent=numbers[-1] if numbers else None,
        )  # fmt: skip
        numbers.append(version.id)
    store.go_live("double", {numbers[0]: 1000}, reason="first")
    store.go_live("double", {numbers[0]: 900, numbers[1]: 100}, reason="a trial")
    [family] = collect(store, at=START, title="x").families
    assert [(each.share, each.standing.value) for each in family.versions] == [
        (0, "proposed"), (Fraction(1, 10), "live"), (Fraction(9, 10), "live"),
    ]  # fmt: skip
    assert family.shown.number == numbers[0]
    store.go_live("double", {numbers[2]: 1000}, reason="won")
    store.withdraw("double", reason="a disagreement", who="grow")
    [family] = collect(store, at=START, title="x").families
    assert [each.standing.value for each in family.versions] == ["withdrawn", "replaced", "replaced"]
    assert [(each.checked, each.wrong) for each in family.versions] == [(1, 1), (0, 0), (0, 0)]
    assert [each.parent for each in family.versions] == [*reversed(numbers[:2]), None]


def test_what_people_say_is_counted_once_for_each_request(store: Store) -> None:
    first = store.record(NewRequest("a", reply=1, family="double", version=None))
    other = store.record(NewRequest("b", reply=1, family="double", version=None))
    store.record(NewRequest("c", reply=1, family="double", version=None, cost=1))
    for who in ("ann", "bob"):
        store.give_feedback(first, Verdict.ACCEPTED, who=who)
        store.give_feedback(other, Verdict.CORRECTED, answer=2, who=who)
    made = artifact(DOUBLE)
    address = made.address
    store.add_version("double", address=address, artifact=dump(made), recipe=DOUBLE, origin=Origin.INDUCED)
    found = collect(store, at=START, title="x")
    assert found.feedback == (("accepted", 2), ("corrected", 2))
    assert found.families[0].requests == 3


def test_a_store_that_only_lists_families_has_no_periods(store: Store) -> None:
    made = artifact(DOUBLE)
    store.add_version("double", address=made.address, artifact=b"", recipe=DOUBLE, origin=Origin.INDUCED)
    found = collect(store, at=START, title="x")
    assert found.periods == ()
    assert found.families[0].versions[0].fault.startswith("the artifact cannot be read")
