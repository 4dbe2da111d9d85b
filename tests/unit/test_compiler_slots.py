"""Types as recipes write them: lexicons of slots, types of values, tables, constants."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.compiler import compile_recipe
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.family import Family
from potstill.ir.program import Table
from potstill.ir.types import FIRST_DAY, LAST_DAY


def family(text: str) -> Family:
    """The family of a recipe."""
    result = compile_recipe(f"family x\n{text}")
    assert result.family is not None, result.render()
    return result.family


def whole(low: int, high: int) -> tuple[Fraction, Fraction]:
    return Fraction(low), Fraction(high)


def options(*members: tuple[str | bool, *tuple[str, ...]]) -> lx.Choices:
    """An enumeration: for each member its value, then the other ways to say it."""
    return lx.Choices(tuple(lx.Option(value, tuple(synonyms)) for value, *synonyms in members))


TEXT = t.Text(0, t.MAX_UTTERANCE)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("int -5..10_000", lx.Integers(-5, 10_000)),
        ("int 0..100 step 5 digits", lx.Integers(0, 100, 5, words=False)),
        ("decimal(2) 0.01..99.99", lx.Decimals(2, Fraction(1, 100), Fraction(9999, 100), Fraction(1, 100))),
        ("decimal(1) 0..5 step 0.5", lx.Decimals(1, *whole(0, 5), Fraction(1, 2))),
        ("decimal(1) 0..5 digits", lx.Decimals(1, *whole(0, 5), Fraction(1, 10), words=False)),
        ("percent 0..100", lx.Percents(0, *whole(0, 100), Fraction(1))),
        ("percent 0.0..100", lx.Percents(1, *whole(0, 100), Fraction(1, 10))),
        ("percent 0..100 step 2.5", lx.Percents(1, *whole(0, 100), Fraction(5, 2))),
        ("money USD 0.01..10", lx.Money("USD", Fraction(1, 100), Fraction(10))),
        ("money JPY 1..10", lx.Money("JPY", *whole(1, 10))),
        ("fraction 0..2", lx.Fractions(100, *whole(0, 2))),
        ("fraction den 8 1/3..2", lx.Fractions(8, Fraction(1, 3), Fraction(2))),
        ("multiplier 0..10", lx.Multipliers(*whole(0, 10))),
        ("ordinal 1..31", lx.Ordinals(1, 31)),
        ("date", lx.Dates(lx.Order.ISO, FIRST_DAY, LAST_DAY)),
        ("date mdy 2026-01-01..2026-12-31", lx.Dates(lx.Order.MDY, 739_617, 739_981)),
        ("monthday", lx.MonthDays()),
        ("time", lx.Times()),
        ("duration 1 minute..24 hours", lx.Durations(60, 86_400)),
        ("duration 0..1 week 1 day", lx.Durations(0, 691_200)),
        ("enum {red, blue = 'navy' | 'a[ ]b'}", options(("red",), ("blue", "navy", "a b", "ab"))),
        ("enum {100 only 'max'}", lx.Choices((lx.Option(100, ("max",), False),))),
        ("enum {true = 'on', false = 'off'}", options((True, "on"), (False, "off"))),
        ("enum {a = '(x;y z)'}", options(("a", "x y z", "y z x"))),
        ("words 1..3 except 'by', 'By', 'in the'", lx.Words(1, 3, ("by", "in the"))),
        ("text", lx.Wild()),
        ("text /[a-z]{2}\\d+/", lx.Pattern("[a-z]{2}\\d+")),
        ("names rooms with floor in {'1', '2'}", lx.Names("rooms", (lx.Where("floor", ("1", "2")),), TEXT)),
        ("names rooms with kind not in {'x'}", lx.Names("rooms", (lx.Where("kind", ("x",), True),), TEXT)),
        ("list(int 1..9) 2..5", lx.Lists(lx.Integers(1, 9), 2, 5)),
    ],
)  # fmt: skip
def test_lexicons(written: str, expected: lx.Lexicon) -> None:
    made = family(f'ask "{{s}}"\nlist rooms of text\nslot s: {written} flavour\nanswer 1')
    assert made.slot("s").lexicon == expected
    assert made.slot("s").type == expected.value_type()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("bool", t.Bool()),
        ("int -5..5", t.integer(-5, 5)),
        ("decimal(2) 0..9.99", t.Number(Fraction(0), Fraction(999, 100), 2)),
        ("rational -1/3..1/3", t.Number(Fraction(-1, 3), Fraction(1, 3), None)),
        ("text", t.Text(0, t.MAX_UTTERANCE)),
        ("text 1..20", t.Text(1, 20)),
        ("enum {a, 'b c'}", t.enumeration("a", "b c")),
        ("enum {1, 5}", t.integer(1, 5)),
        ("date", t.Date(FIRST_DAY, LAST_DAY)),
        ("date 0001-01-01..0001-01-31", t.Date(1, 31)),
        ("monthday", t.MonthDay()),
        ("time", t.Time()),
        ("duration -1 hour..1 hour", t.Duration(-3600, 3600)),
        ("list(bool) 0..3", t.List(t.Bool(), 0, 3)),
        ("record {a: bool, b: optional time}", t.Record((("a", t.Bool()), ("b", t.Optional(t.Time()))))),
        ("optional int 1..2", t.Optional(t.integer(1, 2))),
    ],
)
def test_types_of_values(written: str, expected: t.Type) -> None:
    made = family(f'ask "go"\ncontext c: {written}\nanswer 1')
    assert made.context[0].type == expected
    if not isinstance(expected, t.Optional):
        assert family(f'ask "go"\ncontext c: {written} optional\nanswer 1').context[0].type == t.Optional(
            expected
        )


def test_a_default_may_lie_outside_of_what_is_read() -> None:
    slot = family('ask "go [{d}]"\nslot d: duration 1 minute..1 hour default 0 seconds\nanswer d').slot("d")
    assert slot.type == t.Duration(0, 3600)
    assert slot.default == 0


def test_tables() -> None:
    third, half, colours = Fraction(1, 3), Fraction(3, 2), t.enumeration("red", "blue")
    made = family(
        'ask "{n} {c}"\nslot n: int 1..9\nslot c: enum {red, blue}\n'
        'table A { "red": 1.5, "blue": 1/3 }\ntable B: int 0..9 -> text { ..5: "few", ..9: "many" }\n'
        "table C: date -> duration { 2026-01-01: 2 hours, 2026-01-02: 0 seconds }\n"
        "answer {a: A[c], b: B[n], c: 2026-01-01 in C}"
    )
    assert made.program.tables == (
        Table("A", colours, t.Number(third, half, None), (("red", half), ("blue", third))),
        Table("B", t.integer(0, 9), t.Text(0, 1000), ((5, "few"), (9, "many")), True),
        Table("C", t.Date(FIRST_DAY, LAST_DAY), t.Duration(0, 7200), ((739_617, 7200), (739_618, 0))),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("-5", -5),
        ("2 ** 10 - 1", 1023),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("round(2/3, 2)", Fraction(67, 100)),
        ("sum([1, 2, 3])", 6),
    ],
)
def test_constants_are_computed(written: str, value: Fraction | int) -> None:
    made = family(f'ask "[x] {{n}}"\nask "go"\nslot n: decimal(2) -10..2000 default {written}\nanswer n')
    assert made.slot("n").default == value


def test_slot_types_without_a_range_of_their_own_take_the_inferred_one() -> None:
    made = family(
        'ask "{n}"\nslot n: int 1..9\n'
        "let a: int = n * 2\nlet b: decimal(1) = n / 3\nlet c: duration = minutes(n)\n"
        "let d: optional int = n if n > 2 else none\nanswer: record {a: int, b: bool} = {a: a, b: b > 1}\n"
        "ensure c > 0 seconds or present(d)"
    )
    declared = {let.name: let.declared for let in made.program.lets}
    assert declared == {
        "a": t.integer(2, 18),
        "b": t.Number(Fraction(3, 10), Fraction(3), 1),
        "c": t.Duration(60, 540),
        "d": t.Optional(t.integer(1, 9)),
    }
    assert made.program.declared == t.Record((("a", t.integer(2, 18)), ("b", t.Bool())))
