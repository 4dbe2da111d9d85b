"""Answers as data: what a handler or a fallback returns, compared exactly."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.distill.answer_json import NoAnswer, json_of, same
from potstill.distill.examples import Json, number


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None),
        (True, True),
        (3, Fraction(3)),
        (Decimal("12.50"), Fraction(25, 2)),
        (0.1, Fraction(1, 10)),
        (1e-7, Fraction(1, 10**7)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("Ann", "Ann"),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (datetime.time(9, 5), "09:05:00"),
        (datetime.timedelta(minutes=90), "PT1H30M"),
        ((1, [2]), [Fraction(1), [Fraction(2)]]),
        ({"intent": "on", "area": None}, {"intent": "on", "area": None}),
    ],
)
def test_a_value_is_data_exactly(value: object, data: Json) -> None:
    assert same(json_of(value), data)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        float("nan"),
        float("inf"),
        Decimal("nan"),
        Decimal("1E+999999999"),
        10**200,
        {1: 2},
        b"x",
        {3},
        datetime.datetime(2026, 3, 1),
        datetime.timedelta(microseconds=1),
        [0] * 20_000,
    ],
    ids=range(12),
)
def test_what_is_no_answer_is_refused(value: object) -> None:
    with pytest.raises(NoAnswer):
        json_of(value)


def test_answers_of_other_kinds_are_others() -> None:
    kinds: list[Json] = [
        None,
        False,
        True,
        Fraction(0),
        Fraction(1),
        "",
        "1",
        [],
        [Fraction(1)],
        {},
        {"a": None},
    ]
    for index, one in enumerate(kinds):
        assert [same(one, other) for other in kinds] == [place == index for place in range(len(kinds))]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_a_decimal_is_the_number_that_its_text_is(value: Decimal) -> None:
    assert same(json_of(value), number(f"{value:f}"))
