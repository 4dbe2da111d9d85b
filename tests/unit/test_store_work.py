"""Questions, the ledger, the state of jobs, and the figures of reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from potstill.runtime.store import (
    Coverage,
    DayUse,
    NewRequest,
    Refused,
    Store,
    Superseded,
    Unknown,
    Use,
    open_store,
)

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url, clock=lambda: NOON) as opened:
        yield opened


def test_a_question_waits_until_it_is_answered_once(store: Store) -> None:
    request = store.record(NewRequest("tip on 40"))
    first = store.ask("tip on 0", group="g1", why="x*0.2 or x/5+1?", context={"c": 1}, request=request)
    second = store.ask("tip on 7", group="g2", why="rivals")
    [one, two] = store.questions(waiting=True)
    assert (one.id, one.utterance, one.why, one.group) == (first, "tip on 0", "x*0.2 or x/5+1?", "g1")
    assert (one.context, one.request, one.at, one.answered_at) == ({"c": Fraction(1)}, request, NOON, None)
    answered = store.answer(first, Decimal("0.0"), who="ann", at=NOON + DAY)
    assert (answered.answer, answered.answered_by, answered.answered_at) == (Fraction(0), "ann", NOON + DAY)
    assert store.questions(waiting=False) == store.questions(group="g1") == (answered,)
    assert store.questions(waiting=True) == (two,)
    assert store.questions() == (answered, two)
    with pytest.raises(Superseded):
        store.answer(first, 1)
    with pytest.raises(Unknown):
        store.answer(second + 99, 1)
    assert store.questions(group="g1") == (answered,)


def test_questions_that_nobody_needs_are_dropped(store: Store) -> None:
    first = store.ask("a", group="g", why="")
    store.ask("b", group="g", why="")
    other = store.ask("c", group="h", why="")
    store.answer(first, None)
    assert store.drop_questions("g") == 1
    assert [question.id for question in store.questions()] == [first, other]
    assert store.questions(waiting=False)[0].answer is None


def test_a_question_about_no_request_is_an_error(store: Store) -> None:
    with pytest.raises(Unknown):
        store.ask("a", group="g", why="", request=99)
    assert store.questions() == ()


def test_the_ledger_adds_up_exactly_by_unit_and_period(store: Store) -> None:
    for day in range(10):
        store.spend(Decimal("0.1"), unit="USD", purpose="propose", detail={"tokens": 7}, at=NOON + day * DAY)
    store.spend(3, unit="tokens", purpose="propose")
    assert store.spent("USD") == Decimal("1.0")
    assert store.spent("USD", since=NOON + DAY, until=NOON + 3 * DAY) == Decimal("0.2")
    assert store.spent("EUR") == 0
    assert (store.ledger(limit=1)[0].unit, store.ledger(limit=1)[0].amount) == ("tokens", Decimal(3))
    assert store.ledger()[1].detail == {"tokens": Fraction(7)}


def test_a_cap_fails_closed(store: Store) -> None:
    store.spend(100, unit="USD", purpose="last month", at=NOON - 30 * DAY)
    reserved = {"unit": "USD", "purpose": "propose", "cap": Decimal("1.5"), "since": NOON - DAY}
    store.spend(Decimal("1.5"), **reserved)  # type: ignore[arg-type]  # the keywords' types vary
    with pytest.raises(Refused, match="cap"):
        store.spend(Decimal("0.000000001"), **reserved)  # type: ignore[arg-type]  # as above
    store.spend(Decimal("-1.2"), unit="USD", purpose="not used")
    assert store.spent("USD", since=NOON - DAY) == Decimal("0.3")
    store.spend(Decimal("1.2"), **reserved)  # type: ignore[arg-type]  # as above
    assert len(store.ledger()) == 4


def test_sums_beyond_64_bits_are_exact(store: Store) -> None:
    for _ in range(3):
        store.spend(9 * 10**9, unit="x", purpose="much")
        store.record(NewRequest("?", cost=9 * 10**9))
    assert store.spent("x") == store.coverage().cost == 27 * 10**9


def test_state_is_kept(store: Store) -> None:
    assert store.state("last") is None
    store.set_state("last", 17)
    store.set_state("last", {"request": 18})
    store.set_state("other", [])
    assert (store.state("last"), store.state("other")) == ({"request": Fraction(18)}, [])
    with pytest.raises(Refused):
        store.set_state("nul\0", 1)


def test_requests_and_cost_by_day_and_source(store: Store) -> None:
    midnight = datetime(2024, 3, 1, tzinfo=UTC)
    store.record_many(
        [
            NewRequest("a", at=midnight - timedelta(microseconds=1), cost=Decimal("0.5")),
            NewRequest("b", at=midnight, cost=Decimal("0.25")),
            NewRequest("c", at=midnight, cost=Decimal("0.25")),
            NewRequest("d", at=midnight, family="tip", version=3, cost=Decimal("0.000000001")),
            NewRequest("e", at=midnight + DAY, family="area"),
        ]
    )
    first, second = date(2024, 2, 29), date(2024, 3, 1)
    assert store.by_day(until=midnight + DAY) == (
        DayUse(first, None, None, 1, Decimal("0.5")),
        DayUse(second, None, None, 2, Decimal("0.5")),
        DayUse(second, "tip", 3, 1, Decimal("0.000000001")),
    )
    assert store.by_day(since=midnight + DAY) == (DayUse(date(2024, 3, 2), "area", None, 1, Decimal(0)),)
    assert store.by_day(since=midnight + 2 * DAY) == ()


def test_coverage_and_what_families_saved(store: Store) -> None:
    store.record_many(
        [
            NewRequest("a", cost=1),
            NewRequest("b", cost=2),
            NewRequest("nobody", answered=False),
            *(NewRequest("c", family="tip", version=1, cost=Decimal("0.1")) for _ in range(4)),
            NewRequest("d", family="tip", version=2),
            *(NewRequest("e", family="area") for _ in range(2)),
        ]
    )
    mean = Fraction(3, 2)
    assert store.coverage() == Coverage(
        requests=10,
        answered=7,
        cost=Decimal("3.4"),
        saved=7 * mean - Fraction(4, 10),
        uses=(
            Use("tip", 1, 4, Fraction(4, 10), Decimal("0.4"), 4 * mean - Fraction(4, 10), paid=4),
            Use("area", None, 2, Fraction(2, 10), Decimal(0), 2 * mean),
            Use("tip", 2, 1, Fraction(1, 10), Decimal(0), mean),
        ),
    )
    assert store.coverage().share == Fraction(7, 10)


def test_coverage_of_nothing_and_without_a_price(store: Store) -> None:
    assert store.coverage() == Coverage(0, 0, Decimal(0), None, ())
    assert store.coverage().share == 0
    store.record(NewRequest("a", family="tip"))
    assert store.coverage().saved is None
    assert store.coverage(since=NOON + DAY).requests == 0
