"""Laws of the store: exact JSON, and what is live against a model of it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from potstill.runtime.store import (
    WHOLE,
    Event,
    Live,
    NewRequest,
    Origin,
    Superseded,
    Verdict,
    choose_among,
    open_store,
)
from potstill.runtime.store.exact import Json, decode, encode, from_nano, to_nano
from potstill.runtime.store.live import place

# What needs no change on its way in: the rest of text is told apart by test_store_requests.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
TERMINATING = st.builds(lambda number, two, five: Fraction(number, 2**two * 5**five),
    st.integers(-(10**30), 10**30), st.integers(0, 40), st.integers(0, 40))  # fmt: skip
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | TERMINATING | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def same(one: Json, other: Json) -> bool:
    """Equal, and of the same types: true is not 1."""
    match one, other:
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case _:
            return type(one) is type(other) and one == other


@given(JSON)
def test_json_comes_back_exactly(value: Json) -> None:
    assert same(decode(encode(value)), value)


@given(JSON)
def test_what_is_stored_is_json_without_exponents_that_others_read(value: Json) -> None:
    numbers: list[str] = []
    take: Callable[[str], None] = numbers.append
    json.loads(encode(value), parse_int=take, parse_float=take)
    assert all(set(number) <= set("-.0123456789") and number.count(".") < 2 for number in numbers)
    assert all("." not in number or not number.endswith("0") for number in numbers)


@given(JSON, JSON)
def test_equal_values_and_only_they_have_equal_texts(one: Json, other: Json) -> None:
    assert (encode(one) == encode(other)) == same(one, other)
    assert encode(decode(encode(one))) == encode(one)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=9))
def test_amounts_come_back_exactly(amount: Decimal) -> None:
    assert from_nano(to_nano(amount)) == amount


@given(st.text(), st.text(), st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_who_serves_a_caller_depends_on_his_place_and_the_shares_alone(
    family: str, key: str, shares: list[int]
) -> None:
    live = tuple(Live(number, share, sum(shares[:number])) for number, share in enumerate(shares))
    at = place(family, key)
    assert 0 <= at < WHOLE
    line = [number for number, share in enumerate(shares) for _ in range(share)]
    assert choose_among(live, family, key) == (line[at] if at < len(line) else None)


class LiveModel(RuleBasedStateMachine):
    """The store's live versions and journal against lists in memory, the store opened anew now and then."""

    events = Bundle("events")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.db"
        self.store = open_store(self.path)
        self.versions = [
            self.store.add_version("f", address=f"{n}", artifact=b"", recipe="", origin=Origin.BY_HAND).id
            for n in range(3)
        ]
        self.now: tuple[Live, ...] = ()
        self.done: list[Event] = []

    def changed(self, event: Event, after: tuple[Live, ...]) -> Event:
        assert (event.before, event.after) == (self.now, after)
        self.now = after
        self.done.append(event)
        return event

    @rule(target=events, shares=st.lists(st.integers(1, 333), min_size=1, max_size=3))
    def go_live(self, shares: list[int]) -> Event:
        chosen = dict(zip(self.versions, shares, strict=False))
        after = tuple(
            Live(version, share, sum(shares[:number]))
            for number, (version, share) in enumerate(chosen.items())
        )
        return self.changed(self.store.go_live("f", chosen, reason="go"), after)

    @precondition(lambda self: self.now)
    @rule(target=events, number=st.integers(0, 2))
    def withdraw(self, number: int) -> Event:
        gone = self.now[number % len(self.now)]
        event = self.store.withdraw("f", version=gone.version, reason="stop")
        return self.changed(event, tuple(each for each in self.now if each != gone))

    @precondition(lambda self: self.done)
    @rule(target=events)
    def rollback(self) -> Event:
        return self.changed(self.store.rollback("f"), self.done[-1].before)

    @rule(event=events)
    def undo(self, event: Event) -> None:
        if self.now == event.after:
            self.changed(self.store.undo(event.id), event.before)
        else:
            with pytest.raises(Superseded):
                self.store.undo(event.id)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.path)

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "store"):
            assert self.store.live("f") == self.now
            assert list(reversed(self.store.journal())) == self.done

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


LiveModel.TestCase.settings = settings(max_examples=20, stateful_step_count=20)
TestLiveModel = LiveModel.TestCase


@given(
    st.booleans(),
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(Verdict), st.integers(0, 2)), max_size=6),
)
@settings(max_examples=30)
def test_examples_follow_from_the_latest_opinion_of_each(
    covered: bool, opinions: list[tuple[str, Verdict, int]]
) -> None:
    """Against the rule as one would say it: what the standing opinions say is right, if they agree."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store.db") as store:
        number = store.record(NewRequest("u", reply=0, family="f" if covered else None))
        for who, verdict, answer in opinions:
            if verdict is Verdict.CORRECTED:
                store.give_feedback(number, verdict, answer=answer, who=who)
            else:
                store.give_feedback(number, verdict, who=who)
        latest = {who: (verdict, answer) for who, verdict, answer in opinions}.values()
        right = {answer for verdict, answer in latest if verdict is Verdict.CORRECTED}
        right |= {0 for verdict, _ in latest if verdict is Verdict.ACCEPTED}
        wrong = {0 for verdict, _ in latest if verdict is Verdict.REJECTED}
        corrected = any(verdict is Verdict.CORRECTED for verdict, _ in latest)
        if not right and not wrong and not covered:
            right = {0}
        expected = [] if len(right) != 1 or right & wrong or (covered and not corrected) else [*right]
        assert [example.answer for example in store.examples()] == expected
