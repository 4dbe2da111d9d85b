"""Lexicons to test, by the names that ``golden/lexicons.toml`` gives them, and values of theirs."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import assert_never

from hypothesis import strategies as st

from potstill.ir import grammar as g
from potstill.ir import types as t
from potstill.ir.lexicons import (
    CURRENCIES,
    Choices,
    Dates,
    Decimals,
    Durations,
    Fractions,
    Integers,
    Lexicon,
    Lists,
    Money,
    MonthDays,
    Multipliers,
    Names,
    Option,
    Order,
    Ordinals,
    Pattern,
    Percents,
    Times,
    Wild,
    Words,
)
from potstill.ir.lexicons.makers import number
from potstill.ir.normal import fold
from potstill.ir.values import Value

CENT, TENTH = Fraction(1, 100), Fraction(1, 10)
COLOURS = Choices((Option("red"), Option("Blue", ("navy", "dark blue")), Option("off-white"), Option("Café")))


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _money(currency: str, low: str, high: int) -> Money:
    return Money(currency, Fraction(low), Fraction(high))


LEXICONS: dict[str, Lexicon] = {
    "int 0..1000000": Integers(0, 1_000_000),
    "int -1000..1000": Integers(-1000, 1000),
    "int 0..100 step 5": Integers(0, 100, 5),
    "int 1..10 digits": Integers(1, 10, words=False),
    "int 1..999999999999": Integers(1, 999_999_999_999),
    "decimal(2) 0..10000": Decimals(2, Fraction(0), Fraction(10_000), CENT),
    "decimal(2) -100..100 digits": Decimals(2, Fraction(-100), Fraction(100), CENT, words=False),
    "decimal(1) -40..60.5 step 0.5": Decimals(1, Fraction(-40), Fraction(121, 2), Fraction(1, 2)),
    "money USD 0.01..1000000": _money("USD", "0.01", 1_000_000),
    "money USD -100..100": _money("USD", "-100", 100),
    "money EUR 0..1000": _money("EUR", "0", 1000),
    "money GBP 0..1000": _money("GBP", "0", 1000),
    "money JPY 0..1000000": _money("JPY", "0", 1_000_000),
    "money INR 0..100000": _money("INR", "0", 100_000),
    "money CHF 0..1000": _money("CHF", "0", 1000),
    "money CAD 0..1000": _money("CAD", "0", 1000),
    "money AUD 0..1000": _money("AUD", "0", 1000),
    "money CNY 0..1000": _money("CNY", "0", 1000),
    "money SEK 0..1000": _money("SEK", "0", 1000),
    "money MXN 0..1000": _money("MXN", "0", 1000),
    "money KWD 0..100": _money("KWD", "0", 100),
    "money PLN 0..1000": _money("PLN", "0", 1000),
    "percent 0..100": Percents(0, Fraction(0), Fraction(100), Fraction(1)),
    "percent(1) 0..100 step 0.5": Percents(1, Fraction(0), Fraction(100), Fraction(1, 2)),
    "fraction den 16 0..10": Fractions(16, Fraction(0), Fraction(10)),
    "fraction den 100 -1..200": Fractions(100, Fraction(-1), Fraction(200)),
    "multiplier 1/10..100": Multipliers(TENTH, Fraction(100)),
    "ordinal 1..2000": Ordinals(1, 2000),
    "date mdy 1900-01-01..2099-12-31": Dates(Order.MDY, _day("1900-01-01"), _day("2099-12-31")),
    "date dmy 1900-01-01..2099-12-31": Dates(Order.DMY, _day("1900-01-01"), _day("2099-12-31")),
    "date iso 2026-03-10..2026-03-20": Dates(Order.ISO, _day("2026-03-10"), _day("2026-03-20")),
    "monthday": MonthDays(),
    "time": Times(),
    "duration 0..10000000": Durations(0, 10_000_000),
    "duration 60..86400": Durations(60, 86_400),
    "enum": COLOURS,
    "words 1..3 except by": Words(1, 3, ("by",)),
    "words 2..4 except each with, by": Words(2, 4, ("each with", "by")),
    "wild": Wild(),
    "pattern": Pattern(r"[A-Z]{2}-?\d{3,4}"),
    "list(int) 2..5": Lists(Integers(0, 1_000_000), 2, 5),
    "list(int) 1..5": Lists(Integers(0, 1_000_000), 1, 5),
    "list(decimal) 2..4": Lists(Decimals(1, Fraction(0), Fraction(100), TENTH), 2, 4),
    "list(enum) 1..3": Lists(COLOURS, 1, 3),
    "list(words) 1..3": Lists(Words(1, 3), 1, 3),
    "list(money) 1..3": Lists(_money("USD", "0", 1000), 1, 3),
    "list(duration) 1..2": Lists(Durations(0, 86_400), 1, 2),
}


GOLDEN: dict[str, dict[str, list[str | list[str]]]] = tomllib.loads(
    (Path(__file__).parent.parent / "golden" / "lexicons.toml").read_text("utf-8")
)
"""By lexicon, what it reads, with the values, and what it refuses."""


def show(kind: t.Type, value: Value) -> str:
    """A value as a person writes it."""
    match kind, value:
        case t.Date(), int(day):
            return date.fromordinal(day).isoformat()
        case t.MonthDay(), int(month_day):
            return f"{month_day // 100:02}-{month_day % 100:02}"
        case t.Time() | t.Duration(), int(seconds):
            return str(timedelta(seconds=seconds))
        case t.List(element), tuple(items):
            return " | ".join(show(element, item) for item in items)
        case _:
            return str(value)


def values(lexicon: Lexicon) -> st.SearchStrategy[Value]:
    """Values that the lexicon reads, by way of what it prints for them."""
    match lexicon:
        case Integers(low, high, step):
            return st.integers(0, (high - low) // step).map(lambda n: low + n * step)
        case Decimals(_, low, high, step) | Percents(_, low, high, step):
            return st.integers(0, int((high - low) / step)).map(lambda n: number(low + n * step))
        case Money(currency, low, high):
            cent = Fraction(1, 10 ** CURRENCIES[currency].places)
            return st.integers(0, int((high - low) / cent)).map(lambda n: number(low + n * cent))
        case Fractions(limit, low, high):
            return st.fractions(low, high, max_denominator=limit).map(number)
        case Multipliers(low, high):
            return st.fractions(low, high, max_denominator=100).map(number)
        case Ordinals(low, high) | Dates(_, low, high) | Durations(low, high):
            return st.integers(low, high)
        case MonthDays():
            days = (date(2024, 1, 1) + timedelta(days=n) for n in range(366))
            return st.sampled_from([day.month * 100 + day.day for day in days])
        case Times():
            return st.integers(0, 86_399)
        case Choices(options):
            return st.sampled_from([option.value for option in options])
        case Words():
            return (
                st.lists(_words, min_size=lexicon.low, max_size=lexicon.high)
                .map(" ".join)
                .filter(lexicon.read)
            )
        case Wild():
            return st.lists(_words, min_size=1, max_size=5).map(" ".join).filter(lexicon.read)
        case Pattern(regex):
            return st.from_regex(re.compile(regex, re.ASCII | re.IGNORECASE), fullmatch=True).map(fold)
        case Lists(item, low, high):
            plain = replace(item, excluded=("and", "&"), commas=False) if isinstance(item, Words) else item
            return st.lists(values(plain), min_size=low, max_size=high).map(tuple)
        case Names():
            raise ValueError("names have values only under a binding")
        case _:
            assert_never(lexicon)


_symbols = st.characters(codec="utf-8", exclude_characters=" ")
_words = st.text(_symbols, min_size=1, max_size=6).map(fold).filter(bool)


def lexeme(lexicon: Lexicon, random: Random) -> str:
    """A word of the lexicon's language, by random choices from its nodes."""
    return _word(lexicon.language(), random)


def _word(node: g.Node, random: Random) -> str:
    match node:
        case g.Text(text):
            return text
        case g.Chars(ranges):
            low, high = random.choice(ranges)
            return chr(random.randint(low, max(low, min(high, 0x2FFF))))
        case g.Digit(_, low, high):
            return str(random.randint(low, high))
        case g.Step():
            return ""
        case g.Seq(parts):
            return "".join(_word(part, random) for part in parts)
        case g.Alt(parts):
            return _word(random.choice(parts), random)
        case g.Repeat(body, low, high):
            count = random.randint(low, low + 4 if high is None else high)
            return "".join(_word(body, random) for _ in range(count))
        case g.Item(lexicon):
            return lexeme(lexicon, random)
        case g.Machine(moves, accepting):
            text, state = "", 0
            while state not in accepting or (len(text) < 20 and random.random() < 0.5):
                low, high, state = random.choice(moves[state])
                text += _word(g.Chars(((low, high),)), random)
            return text
        case g.Gap() | g.Rule() | g.Capture() | g.Fix():
            raise ValueError(f"a lexicon's language holds no {type(node).__name__}")
        case _:
            assert_never(node)
