"""Values at the borders and for people: by example. The laws are in tests/laws/test_presentation_laws.py."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import pytest

from potstill.ir import types as t
from potstill.ir.presentation import Unfit, from_json, from_python, to_json, to_python
from potstill.ir.program import Shape
from potstill.ir.types import Type, enumeration, integer
from potstill.ir.writing import show, write

PRICE = t.Number(Fraction(0), Fraction(10_000), 2)
SHARE = t.Number(Fraction(-1), Fraction(10), None)
DATE = t.Date(t.FIRST_DAY, t.LAST_DAY)
SPAN = t.Duration(-(10**9), 10**9)
COLOUR = enumeration("red", "blue")
CALL = t.Record((("intent", COLOUR), ("area", t.Optional(t.Text(1, 9)))))
PRICES = t.List(PRICE, 0, 3)
ALARM = {"intent": "red", "area": None}
LEAP_DAY = 738_945

BOTH_WAYS: list[tuple[Type, Any, Any, Any, str]] = [
    (t.Bool(), True, True, True, "true"),
    (integer(-5, 5), -3, -3, -3, "-3"),
    (integer(0, 2**60), 2**53 - 1, 2**53 - 1, 2**53 - 1, "9007199254740991"),
    (integer(0, 2**60), 2**53, 2**53, "9007199254740992", "9007199254740992"),
    (PRICE, 12, Decimal("12.00"), "12.00", "12"),
    (PRICE, Fraction(25, 2), Decimal("12.50"), "12.50", "12.5"),
    (SHARE, 2, Fraction(2), "2", "2"),
    (SHARE, Fraction(-1, 3), Fraction(-1, 3), "-1/3", "-1/3"),
    (SHARE, Fraction(1, 8), Fraction(1, 8), "1/8", "0.125"),
    (COLOUR, "red", "red", "red", "red"),
    (DATE, LEAP_DAY, datetime.date(2024, 2, 29), "2024-02-29", "2024-02-29"),
    (DATE, 1, datetime.date(1, 1, 1), "0001-01-01", "0001-01-01"),
    (t.MonthDay(), 229, "02-29", "02-29", "02-29"),
    (t.Time(), 52_200, datetime.time(14, 30), "14:30:00", "14:30"),
    (t.Time(), 52_205, datetime.time(14, 30, 5), "14:30:05", "14:30:05"),
    (SPAN, 5400, datetime.timedelta(minutes=90), "PT1H30M", "1 hour 30 minutes"),
    (SPAN, 172_801, datetime.timedelta(days=2, seconds=1), "PT48H1S", "2 days 1 second"),
    (SPAN, -61, datetime.timedelta(seconds=-61), "-PT1M1S", "minus 1 minute 1 second"),
    (SPAN, 0, datetime.timedelta(0), "PT0S", "0 seconds"),
    (PRICES, (1, Fraction(1, 2)), [Decimal("1.00"), Decimal("0.50")], ["1.00", "0.50"], "[1, 0.5]"),
    (CALL, ("red", None), ALARM, ALARM, "{intent: red, area: none}"),
    (t.Optional(PRICE), None, None, None, "none"),
    (t.Optional(PRICE), 1, Decimal("1.00"), "1.00", "1"),
]


@pytest.mark.parametrize(("kind", "value", "python", "json", "text"), BOTH_WAYS)
def test_both_ways(kind: Type, value: Any, python: Any, json: Any, text: str) -> None:
    for found, expected in ((to_python(value, kind), python), (to_json(value, kind), json)):
        assert found == expected
        assert type(found) is type(expected)
        assert repr(found) == repr(expected)
    for found in (from_python(python, kind), from_json(json, kind)):
        assert found == value
        assert type(found) is type(value)
    assert show(value, kind) == text


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        (5, PRICE, 5),
        (Fraction(10, 4), PRICE, Fraction(5, 2)),
        (Decimal("2.5000"), PRICE, Fraction(5, 2)),
        (Decimal("1E+2"), integer(0, 100), 100),
        (Decimal("0.1"), SHARE, Fraction(1, 10)),
        ((1, 2), t.List(integer(0, 9), 0, 3), (1, 2)),
        ({"intent": "red"}, CALL, ("red", None)),
    ],
)
def test_what_python_may_say_otherwise(given: object, kind: Type, value: Any) -> None:
    assert from_python(given, kind) == value


@pytest.mark.parametrize(
    ("data", "kind", "value"),
    [
        (5, PRICE, 5),
        ("5", PRICE, 5),
        ("10/4", PRICE, Fraction(5, 2)),
        (Decimal("4.50"), PRICE, Fraction(9, 2)),
        ("7", integer(0, 9), 7),
        ("14:30", t.Time(), 52_200),
        ("P1DT1H", SPAN, 90_000),
        ("P2D", SPAN, 172_800),
        ({"area": "hall", "intent": "blue"}, CALL, ("blue", "hall")),
    ],
)
def test_what_json_may_say_otherwise(data: object, kind: Type, value: Any) -> None:
    assert from_json(data, kind) == value


class Five(IntEnum):
    """An int that is not just an int."""

    FIVE = 5


class Loud(str):
    """A text that is not just a text."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (0.1, PRICE, "the float 0.1 is not decimal(2) 0.00..10000.00"),
        (True, integer(0, 5), "True is not int 0..5"),
        (1, t.Bool(), "1 is not bool"),
        (6, integer(0, 5), "6 is not int 0..5"),
        (Five.FIVE, integer(0, 5), "a Five is not int 0..5"),
        (Loud("red"), COLOUR, "a Loud is not enum {red, blue}"),
        ("Red", COLOUR, "'Red' is not enum {red, blue}"),
        (Decimal("0.001"), PRICE, "0.001 is not decimal(2) 0.00..10000.00"),
        (Decimal("NaN"), PRICE, "NaN is not decimal(2) 0.00..10000.00"),
        (Decimal("1E+999999999"), SHARE, "1E+999999999 is not rational -1..10"),
        (Decimal("1E-999999999"), SHARE, "1E-999999999 is not rational -1..10"),
        (Fraction(1, 2**64), SHARE, "1/18446744073709551616 is not rational -1..10"),
        (None, COLOUR, "null is not enum {red, blue}"),
        (datetime.datetime(2024, 2, 29), DATE, "a datetime is not date"),
        (datetime.time(1, 2, 3, 4), t.Time(), "01:02:03.000004 is not time"),
        (datetime.time(1, tzinfo=datetime.UTC), t.Time(), "01:00:00+00:00 is not time"),
        (datetime.timedelta(milliseconds=5), SPAN, "0:00:00.005000 is not duration"),
        ("02-30", t.MonthDay(), "'02-30' is not monthday"),
        ([1, 2], t.List(integer(0, 9), 0, 1), "a list is not list(int 0..9) 0..1"),
        ([1, 12], t.List(integer(0, 9), 0, 3), "[1]: 12 is not int 0..9"),
        ({"intent": "red", "room": "hall"}, CALL, "a dict is not record"),
        ({"area": "hall"}, CALL, "intent: null is not enum {red, blue}"),
        ([{"intent": "red", "area": ""}], t.List(CALL, 0, 1), "[0].area: '' is not text 1..9"),
        ("x" * 100, t.Text(0, 9), f"'{'x' * 59} is not text 0..9"),
        (object(), CALL, "a object is not record"),
    ],
)
def test_what_python_may_not_say(given: object, kind: Type, message: str) -> None:
    with pytest.raises(Unfit) as refused:
        from_python(given, kind)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (0.1, PRICE),
        ("1e3", PRICE),
        ("1/0", SHARE),
        ("+1", PRICE),
        (" 1", PRICE),
        ("\u0661", PRICE),
        ("1_000", PRICE),
        ("9" * 5000, PRICE),
        ("0.001", PRICE),
        (f"1/{2**64}", SHARE),
        ("true", t.Bool()),
        ("2023-02-29", DATE),
        ("2024-2-29", DATE),
        ("20240229", DATE),
        (LEAP_DAY, DATE),
        ("24:00", t.Time()),
        ("12:00:60", t.Time()),
        ("P", SPAN),
        ("PT", SPAN),
        ("P1DT", SPAN),
        ("PT1.5H", SPAN),
        ("PT" + "9" * 5000 + "S", SPAN),
        ("PT1000000001S", SPAN),
        ({"intent": "red"}, t.List(CALL, 0, 1)),
        (None, PRICE),
    ],
)
def test_what_json_may_not_say(data: object, kind: Type) -> None:
    with pytest.raises(Unfit):
        from_json(data, kind)


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (0, Shape(), "0"),
        (-5, Shape(), "-5"),
        (1_234_567, Shape(None, True), "1,234,567"),
        (123, Shape(None, True), "123"),
        (-1234, Shape(2, True), "-1,234.00"),
        (Fraction(12345, 10), Shape(2, True), "1,234.50"),
        (Fraction(1, 3), Shape(), "1/3"),
        (Fraction(10_000, 3), Shape(None, True), "10,000/3"),
        (Fraction(1, 3), Shape(4), "0.3333"),
        (Fraction(1, 2), Shape(0), "1"),
        (Fraction(5, 2), Shape(0), "3"),
        (Fraction(-5, 2), Shape(0), "-3"),
        (Fraction(-1, 1000), Shape(2), "0.00"),
        (Fraction(999_995, 1000), Shape(2), "1000.00"),
        (Fraction(1, 10**12), Shape(), "0.000000000001"),
        (Fraction(1, 10**13), Shape(), "1/10000000000000"),
        (Fraction(-3, 8), Shape(), "-0.375"),
    ],
)
def test_numbers_in_texts(value: Any, shape: Shape, text: str) -> None:
    assert write(value, SHARE, shape) == text


def test_numbers_of_many_digits() -> None:
    value = 10**5000 + 7
    assert write(value, SHARE) == "1" + "0" * 4999 + "7"
    assert write(value, SHARE, Shape(None, True)).count(",") == 1666
    assert to_json(value, integer(0, value)) == "1" + "0" * 4999 + "7"
    with pytest.raises(Unfit, match=r"^1000"):
        from_python(value, integer(0, 5))


def test_what_has_no_text() -> None:
    with pytest.raises(TypeError):
        write((), t.List(COLOUR, 0, 0))
