"""Requests and feedback: what goes in comes out, exactly; what follows from feedback; what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from potstill.runtime.store import (
    Answered,
    Judgement,
    NewRequest,
    Origin,
    Refused,
    Store,
    Unknown,
    Verdict,
    open_store,
)
from potstill.runtime.store.base import MAX_JSON, MAX_NAME, MAX_UTTERANCE

NOON = datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url, clock=lambda: NOON) as opened:
        yield opened


def test_a_request_comes_back_as_it_was_recorded(store: Store) -> None:
    number = store.record(
        NewRequest(
            "what is 20% of $45.10?",
            reply={"amount": Decimal("9.02"), "places": [1, True, None, "né"]},
            context={"currency": "USD", "rate": Fraction(1, 8)},
            key="alice",
            family="tip",
            version=7,
            cost=Decimal("0.000000001"),
            latency=timedelta(milliseconds=3),
        )
    )
    found = store.request(number)
    assert found.utterance == "what is 20% of $45.10?"
    assert found.reply == {"amount": Fraction(902, 100), "places": [Fraction(1), True, None, "né"]}
    assert found.context == {"currency": "USD", "rate": Fraction(1, 8)}
    assert (found.key, found.family, found.version, found.source) == ("alice", "tip", 7, "tip@7")
    assert (found.cost, found.latency) == (Decimal("0.000000001"), timedelta(milliseconds=3))
    assert (found.at, found.answered, found.redacted, found.reason) == (NOON, True, False, None)


@pytest.mark.parametrize(
    ("reply", "held"),
    [
        (10**300 + 1, Fraction(10**300 + 1)),
        (-0.1, Fraction(-1, 10)),
        (1e22, Fraction(10**22)),
        (Decimal("1.500"), Fraction(3, 2)),
        (Fraction(-1, 1024), Fraction(-1, 1024)),
        (Fraction(1, 3), "1/3"),
        (Fraction(4, 2), Fraction(2)),
        (True, True),
        ("", ""),
        ('\U0001f600 \\ " \n \x7f', '\U0001f600 \\ " \n \x7f'),
        ("a\0b\ud800c", "a\ufffdb\ufffdc"),
        ({"b": [], "a": {}}, {"a": {}, "b": []}),
        ((1, (2,)), [Fraction(1), [Fraction(2)]]),
        (date(2024, 2, 29), "2024-02-29"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_reply_is_exact(store: Store, reply: object, held: object) -> None:
    found = store.request(store.record(NewRequest("?", reply=reply))).reply
    assert (found, type(found)) == (held, type(held))


def test_no_answer_is_not_the_answer_null(store: Store) -> None:
    null, none = store.record_many([NewRequest("a", reply=None), NewRequest("b", answered=False)])
    assert (store.request(null).answered, store.request(none).answered) == (True, False)
    assert [example.request for example in store.examples()] == [null]


@pytest.mark.parametrize(
    "request_",
    [
        NewRequest("x" * (MAX_UTTERANCE + 1)),
        NewRequest("é" * (MAX_UTTERANCE // 2 + 1)),
        NewRequest("?", reply="x" * MAX_JSON),
        NewRequest("?", context={"x": "x" * MAX_JSON}),
        NewRequest("?", key="k" * (MAX_NAME + 1)),
        NewRequest("?", key="nul\0"),
        NewRequest("?", reply=float("nan")),
        NewRequest("?", reply=Decimal("Infinity")),
        NewRequest("?", reply=Decimal("1e999999")),
        NewRequest("?", reply=10**700),
        NewRequest("?", reply=Fraction(1, 2**5000)),
        NewRequest("?", reply=b"bytes"),
        NewRequest("?", reply={1: 2}),
        NewRequest("?", reply={"a\0": 1, "a\ufffd": 2}),
        NewRequest("?", cost=Decimal("0.0000000001")),
        NewRequest("?", cost=10**10),
        NewRequest("?", at=datetime(2024, 1, 1)),
        NewRequest("?", version=1),
        NewRequest("?", family="f", version=2**63),
    ],
    ids=lambda request_: repr(request_)[:60],
)
def test_what_cannot_be_stored_is_refused(store: Store, request_: NewRequest) -> None:
    for record in (store.record, lambda one: store.record_many([NewRequest("before"), one])):
        with pytest.raises(Refused):
            record(request_)
    assert list(store.requests()) == []


def test_a_reply_nested_too_deep_is_refused(store: Store) -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Refused, match="deep"):
        store.record(NewRequest("?", reply=deep))


def test_the_longest_utterance_is_stored(store: Store) -> None:
    longest = "é" * (MAX_UTTERANCE // 2)
    assert store.request(store.record(NewRequest(longest))).utterance == longest


def test_requests_are_read_on_from_where_one_was(store: Store) -> None:
    numbers = store.record_many(NewRequest(f"u{index}") for index in range(25))
    assert numbers == sorted(numbers)
    assert store.last_request() == numbers[-1]
    assert [each.id for each in store.requests(batch=7)] == numbers
    assert [each.id for each in store.requests(numbers[9], until=numbers[12])] == numbers[10:13]
    assert [each.utterance for each in store.requests(numbers[22])] == ["u23", "u24"]
    later = store.record(NewRequest("later", key="ann"))
    assert [each.id for each in store.requests(numbers[-1])] == [later]
    assert [each.id for each in store.requests(key="ann")] == [later]
    assert list(store.requests(key="bob")) == []


def test_nothing_recorded_is_nothing(store: Store) -> None:
    assert store.record_many([]) == []
    assert store.last_request() == 0
    assert [*store.requests(), *store.examples(), *store.feedback()] == []
    assert store.falls() == ()


def test_points_in_time_are_kept_whatever_zone_they_come_in(store: Store) -> None:
    tokyo = datetime(2024, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    assert store.request(store.record(NewRequest("?", at=tokyo))).at == tokyo


def test_the_latest_falls_come_first(store: Store) -> None:
    store.record_many(
        [
            NewRequest("one", reason="no_family"),
            NewRequest("two", family="tip"),
            NewRequest("three", reason="overlap"),
            NewRequest("four", answered=False, reason="no_family"),
        ]
    )
    assert [(each.utterance, each.reason) for each in store.falls(2)] == [
        ("four", "no_family"),
        ("three", "overlap"),
    ]


def test_all_feedback_is_kept_and_the_latest_of_a_person_counts(store: Store) -> None:
    number = store.record(NewRequest("2+2", reply=5))
    assert store.judgement(number) == Judgement()
    store.give_feedback(number, Verdict.ACCEPTED, who="ann")
    store.give_feedback(number, Verdict.REJECTED, who="ann")
    assert store.judgement(number) == Judgement(1, rejected=True)
    store.give_feedback(number, Verdict.CORRECTED, answer=4, who="bob")
    assert store.judgement(number) == Judgement(2, rejected=True, corrections=(Fraction(4),))
    given = list(store.feedback(request=number))
    assert [(each.who, each.verdict, each.answer) for each in given] == [
        ("ann", Verdict.ACCEPTED, None),
        ("ann", Verdict.REJECTED, None),
        ("bob", Verdict.CORRECTED, Fraction(4)),
    ]
    assert [each.id for each in store.feedback(given[0].id, batch=1)] == [given[1].id, given[2].id]


A, R, C = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.CORRECTED

EXAMPLES: list[tuple[str | None, list[tuple[str, Verdict, object]], object]] = [
    (None, [], 5),
    (None, [("ann", A, None)], 5),
    (None, [("ann", R, None)], "none"),
    (None, [("ann", R, None), ("ann", A, None)], 5),
    (None, [("ann", C, 4)], 4),
    (None, [("ann", C, None)], None),
    (None, [("ann", R, None), ("bob", C, 4)], 4),
    (None, [("ann", C, 4), ("bob", C, Decimal("4.0"))], 4),
    (None, [("ann", C, 4), ("ann", C, 3)], 3),
    # People contradict each other: nobody knows.
    (None, [("ann", C, 4), ("bob", C, 3)], "none"),
    (None, [("ann", C, 4), ("bob", A, None)], "none"),
    (None, [("ann", A, None), ("bob", R, None)], "none"),
    (None, [("ann", C, 5), ("bob", R, None)], "none"),
    # true is no number, and a text is none either.
    (None, [("ann", C, 1), ("bob", C, True)], "none"),
    (None, [("ann", C, 4), ("bob", C, "4")], "none"),
    # What a family answered teaches nothing unless it was corrected.
    ("tip", [], "none"),
    ("tip", [("ann", A, None)], "none"),
    ("tip", [("ann", C, 4)], 4),
]


@pytest.mark.parametrize(("family", "given", "answer"), EXAMPLES)
def test_an_example_is_what_somebody_stands_for_and_nobody_denies(
    store: Store, family: str | None, given: list[tuple[str, Verdict, object]], answer: object
) -> None:
    number = store.record(NewRequest("2+2", reply=5, context={"c": 1}, family=family))
    for who, verdict, right in given:
        if verdict is C:
            store.give_feedback(number, verdict, answer=right, who=who)
        else:
            store.give_feedback(number, verdict, who=who)
    found = list(store.examples())
    if answer == "none":
        assert found == []
    else:
        held = Fraction(answer) if isinstance(answer, int) else None
        corrected = any(verdict is C for _, verdict, _ in given)
        assert found == [Answered(number, "2+2", {"c": Fraction(1)}, held, corrected)]


def test_judged_requests_of_a_family(store: Store) -> None:
    numbers = store.record_many(NewRequest(f"u{i}", reply=i, family="tip") for i in range(6))
    other = store.record(NewRequest("other", family="other"))
    for number in (numbers[1], numbers[4], other):
        store.give_feedback(number, Verdict.REJECTED)
    store.give_feedback(numbers[4], Verdict.CORRECTED, answer=0)
    found = [(request.id, judgement) for request, judgement in store.judged("tip", batch=1)]
    assert found == [
        (numbers[1], Judgement(1, rejected=True)),
        (numbers[4], Judgement(1, corrections=(Fraction(0),))),
    ]


def test_feedback_that_makes_no_sense_is_refused(store: Store) -> None:
    number = store.record(NewRequest("?"))
    with pytest.raises(Refused):
        store.give_feedback(number, Verdict.CORRECTED)
    with pytest.raises(Refused):
        store.give_feedback(number, Verdict.ACCEPTED, answer=4)
    for missing in (number + 1, -1):
        with pytest.raises(Unknown):
            store.give_feedback(missing, Verdict.ACCEPTED)
        with pytest.raises(Unknown):
            store.judgement(missing)
        with pytest.raises(Unknown):
            store.request(missing)
    assert list(store.feedback()) == []


def test_names_that_nobody_can_have_are_nobodys(store: Store) -> None:
    version = store.add_version("f", address="a", artifact=b"", recipe="", origin=Origin.BY_HAND)
    for name in ("nul\0", "half\ud800", "x" * 10**6, "'; DROP TABLE live; --", "%s", "?"):
        for ask in (
            lambda: store.versions(name),  # noqa: B023 (it is called at once)
            lambda: store.go_live(name, {version.id: 1}, reason=""),  # noqa: B023 (as above)
        ):
            with pytest.raises((Unknown, Refused)):
                ask()
        for read in (store.live, store.state, store.spent, lambda each: store.journal(family=each)):
            try:
                assert not read(name)
            except Refused:
                assert name[:4] in {"nul\0", "half"}
    assert store.families() == ("f",)
    with pytest.raises(Unknown):
        store.request(2**62)
    for number in (2**64, -(2**70)):
        with pytest.raises((Unknown, Refused)):
            store.request(number)


def test_text_is_redacted_before_it_is_stored_and_teaches_nothing(store: Store) -> None:
    plain, utterance, reply, context = store.record_many(
        [
            NewRequest("what is 12 * 12", reply=144),
            NewRequest("mail ann@example.org", reply="sent"),
            NewRequest("who is it", reply=["ask bob@example.org"]),
            NewRequest("call back", reply="ok", context={"from": "+44 20 7946 0958"}),
        ]
    )
    assert store.request(utterance).utterance == "mail [email]"
    assert store.request(reply).reply == ["ask [email]"]
    assert store.request(context).context == {"from": "[phone]"}
    assert [each.redacted for each in store.requests()] == [False, True, True, True]
    assert [example.request for example in store.examples()] == [plain]
    store.give_feedback(plain, Verdict.CORRECTED, answer="bob@example.org")
    assert store.judgement(plain).corrections == ("[email]",)


def test_the_redactor_is_the_hosts_choice(store_url: str) -> None:
    with open_store(store_url, redact=str.upper) as store:
        assert store.request(store.record(NewRequest("a@b.org", reply={"k": "v"}))).reply == {"k": "V"}
    with open_store(store_url, redact=None) as store:
        found = store.request(store.record(NewRequest("a@b.org")))
        assert (found.utterance, found.redacted) == ("a@b.org", False)
