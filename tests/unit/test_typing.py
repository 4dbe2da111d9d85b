"""Types as sets of values: by example. The laws are in tests/laws/test_typing_laws.py."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.ir import types as t
from potstill.ir.types import Type, enumeration, integer
from potstill.ir.typing import contains, fits, join, literal, meet, on_grid, show

PRICE = t.Number(Fraction(1, 100), Fraction(9999, 100), 2)
SHARE = t.Number(Fraction(0), Fraction(1), None)
WORD = t.Text(1, 20)
COLOUR = enumeration("red", "blue")
DAY = t.Date(t.FIRST_DAY, t.LAST_DAY)
WORDS, COLOURS = t.Record((("a", WORD),)), t.Record((("a", COLOUR),))
NONE = t.Optional(t.NEVER)
EMPTY = t.List(t.NEVER, 0, 0)


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (integer(1, 5), integer(0, 5), True),
        (integer(1, 5), PRICE, True),
        (PRICE, integer(0, 100), False),
        (PRICE, t.Number(Fraction(0), Fraction(100), None), True),
        (SHARE, PRICE, False),
        (COLOUR, WORD, True),
        (COLOUR, enumeration("blue", "green", "red"), True),
        (WORD, COLOUR, False),
        (enumeration("red", "green"), COLOUR, False),
        (t.Date(5, 9), DAY, True),
        (DAY, t.Date(5, 9), False),
        (t.Duration(0, 60), t.Duration(0, 59), False),
        (t.List(integer(1, 2), 1, 2), t.List(integer(0, 9), 0, 2), True),
        (t.List(integer(1, 2), 1, 3), t.List(integer(0, 9), 0, 2), False),
        (EMPTY, t.List(COLOUR, 0, 4), True),
        (EMPTY, t.List(COLOUR, 1, 4), False),
        (NONE, t.Optional(COLOUR), True),
        (COLOUR, t.Optional(WORD), True),
        (t.Optional(COLOUR), COLOUR, False),
        (t.Record((("a", COLOUR),)), t.Record((("a", WORD),)), True),
        (t.Record((("a", COLOUR),)), t.Record((("b", WORD),)), False),
        (t.Time(), t.Time(), True),
        (t.Time(), t.MonthDay(), False),
        (integer(1, 1), t.Bool(), False),
    ],
)
def test_inclusion(inner: Type, outer: Type, expected: bool) -> None:
    assert fits(inner, outer) is expected


@pytest.mark.parametrize(
    ("one", "other", "joined", "met"),
    [
        (integer(1, 5), integer(3, 9), integer(1, 9), integer(3, 5)),
        (integer(1, 5), PRICE, t.Number(Fraction(1, 100), Fraction(9999, 100), 2), integer(1, 5)),
        (integer(1, 2), integer(3, 9), integer(1, 9), None),
        (PRICE, SHARE, t.Number(Fraction(0), Fraction(9999, 100), None), t.Number(PRICE.low, Fraction(1), 2)),
        (COLOUR, enumeration("blue", "green"), enumeration("red", "blue", "green"), enumeration("blue")),
        (COLOUR, WORD, WORD, COLOUR),
        (COLOUR, enumeration("green"), enumeration("red", "blue", "green"), None),
        (NONE, COLOUR, t.Optional(COLOUR), None),
        (t.Optional(WORD), t.Optional(COLOUR), t.Optional(WORD), t.Optional(COLOUR)),
        (EMPTY, t.List(COLOUR, 1, 3), t.List(COLOUR, 0, 3), None),
        (t.List(WORD, 0, 3), t.List(COLOUR, 2, 9), t.List(WORD, 0, 9), t.List(COLOUR, 2, 3)),
        (WORDS, COLOURS, WORDS, COLOURS),
        (WORDS, t.Record((("b", WORD),)), None, None),
        (t.Date(1, 5), t.Date(4, 9), t.Date(1, 9), t.Date(4, 5)),
        (t.Duration(1, 5), t.Duration(6, 9), t.Duration(1, 9), None),
        (t.Bool(), integer(0, 1), None, None),
    ],
)
def test_join_and_meet(one: Type, other: Type, joined: Type | None, met: Type | None) -> None:
    assert join(one, other) == joined
    assert meet(one, other) == met


def test_a_join_of_many_texts_is_a_range_of_lengths() -> None:
    names = [f"name {n}" for n in range(1200)]
    assert join(enumeration(*names[:600]), enumeration(*names[600:])) == t.Text(6, 9)


def test_the_grid_moves_ends_inwards() -> None:
    assert on_grid(Fraction(1, 3), Fraction(7, 3), 0) == integer(1, 2)
    assert on_grid(Fraction(-1, 3), Fraction(1, 3), 1) == t.Number(Fraction(-3, 10), Fraction(3, 10), 1)


def test_literals() -> None:
    assert literal(True) == t.Bool()
    assert literal(3) == integer(3, 3)
    assert literal(Fraction(1, 4)) == t.Number(Fraction(1, 4), Fraction(1, 4), 2)
    assert literal(Fraction(1, 3)) == t.Number(Fraction(1, 3), Fraction(1, 3), None)
    assert literal("red") == enumeration("red")
    assert literal(None) == NONE
    with pytest.raises(TypeError):
        literal((1, 2))


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        (t.Bool(), [True, False], [0, None, "true"]),
        (integer(1, 5), [1, 5], [0, 6, True, Fraction(3, 2), "1"]),
        (PRICE, [1, Fraction(1, 2)], [Fraction(1, 3), Fraction(1, 1000), 0, 100]),
        (SHARE, [0, Fraction(1, 3)], [2, False]),
        (COLOUR, ["red"], ["Red", "green", 1]),
        (WORD, ["x"], ["", "x" * 21, None]),
        (DAY, [1, t.LAST_DAY], [0, t.LAST_DAY + 1, True]),
        (t.MonthDay(), [101, 229, 1231], [100, 230, 1301, 0, -101]),
        (t.Time(), [0, 86_399], [86_400, -1]),
        (t.Duration(-5, 5), [-5, 0], [6]),
        (t.List(integer(1, 5), 1, 2), [(1,), (1, 5)], [(), (1, 2, 3), (6,), 1]),
        (t.Record((("a", WORD), ("b", t.Optional(WORD)))), [("x", None), ("x", "y")], [("x",), (None, "x")]),
        (NONE, [None], ["", 0]),
        (t.NEVER, [], ["", None]),
    ],
)
def test_membership(kind: Type, inside: list[object], outside: list[object]) -> None:
    assert all(contains(kind, value) for value in inside)  # type: ignore[arg-type]  # wrong values, too
    assert not any(contains(kind, value) for value in outside)  # type: ignore[arg-type]  # wrong values, too


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (t.Bool(), "bool"),
        (integer(-3, 10_000), "int -3..10000"),
        (PRICE, "decimal(2) 0.01..99.99"),
        (t.Number(Fraction(-1, 2), Fraction(0), 1), "decimal(1) -0.5..0.0"),
        (t.Number(Fraction(-1, 3), Fraction(2), None), "rational -1/3..2"),
        (t.Text(0, t.MAX_UTTERANCE), "text"),
        (WORD, "text 1..20"),
        (COLOUR, "enum {red, blue}"),
        (DAY, "date"),
        (t.Date(738_945, 738_946), "date 2024-02-29..2024-03-01"),
        (t.MonthDay(), "monthday"),
        (t.Time(), "time"),
        (t.Duration(60, 86_400), "duration 1 minute..24 hours"),
        (t.Duration(0, 90), "duration 0 seconds..90 seconds"),
        (t.List(t.Optional(COLOUR), 0, 3), "list(optional enum {red, blue}) 0..3"),
        (t.Record((("a", t.Bool()), ("b", t.Time()))), "record {a: bool, b: time}"),
        (integer(0, 10**5000), "int 0..1" + "0" * 5000),
    ],
)
def test_spelling(kind: Type, text: str) -> None:
    assert show(kind) == text
