"""Which lexicon reads what stands in one place of all examples, the tightest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.template import floats, ranges
from potstill.distill.template.model import Kind
from potstill.ir.lexicons import (
    CURRENCIES,
    Dates,
    Decimals,
    Durations,
    Fractions,
    Integers,
    Lexicon,
    Money,
    MonthDays,
    Multipliers,
    Order,
    Ordinals,
    Percents,
    Times,
)
from potstill.ir.lexicons.currencies import Currency
from potstill.ir.lexicons.numbers import MAX_PLACES
from potstill.ir.lexicons.vocabulary import MONTHS
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Choice:
    """How a slot is read: its kind, its type in recipe text, and the values of the examples."""

    kind: Kind
    type: str
    values: tuple[Value, ...]


_MOST: Final = 10**15
_FINEST: Final = Fraction(1, 10**MAX_PLACES)
_INTEGERS: Final = Integers(-_MOST, _MOST)
_DECIMALS: Final = Decimals(MAX_PLACES, Fraction(-_MOST), Fraction(_MOST), _FINEST)
_PERCENTS: Final = Percents(MAX_PLACES, Fraction(-_MOST), Fraction(_MOST), _FINEST)
_FRACTIONS: Final = Fractions(1000, Fraction(-_MOST), Fraction(_MOST))
_MULTIPLIERS: Final = Multipliers(Fraction(0), Fraction(_MOST))
_ORDINALS: Final = Ordinals(0, 10**9)
_TIMES: Final = Times()
_MONTHDAYS: Final = MonthDays()
_DURATIONS: Final = Durations(0, 10**12)
_FIRST_DAY, _LAST_DAY = 1, 3_000_000
_DAYS: Final = {order: Dates(order, _FIRST_DAY, _LAST_DAY) for order in Order}


def _coin(currency: Currency) -> re.Pattern[str]:
    """What every amount of a currency holds one of."""
    names = (
        *currency.symbols,
        currency.code.lower(),
        *currency.names,
        *currency.minor_names,
        *currency.minor_signs,
    )
    return re.compile("|".join(map(re.escape, names)))


_COINS: Final = {
    code: (_coin(CURRENCIES[code]), Money(code, Fraction(0), Fraction(10**12)))
    for code in dict.fromkeys(("USD", "EUR", "GBP", "JPY", "INR", *CURRENCIES))
}

# What a text must hold before a lexicon of many forms is asked at all.
_MONTH: Final = "|".join(name[0][:3] for name in MONTHS)
_PERCENT: Final = re.compile(r"%| per ?cent| pct")
_CLOCK: Final = re.compile(
    r":|\d ?[ap]\.?m|[ap]m\b|o'?clock|noon|midday|midnight|half|quarter|past| to | after "
)
_SPAN: Final = re.compile(r"\d ?[wdhms]|week|day|hour|minute|second|fortnight|hr|min|sec")
_DAY: Final = re.compile(rf"\d[-/.]\d+[-/.]\d|{_MONTH}")
_FACTOR: Final = re.compile(r"times|\dx|fold|once|twice|thrice|double|tr[ie]|qu|half|th|rd")

Chooser = Callable[[Sequence[str]], "Choice | None"]


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Whether each text holds what the pattern looks for."""
    return all(map(pattern.search, texts))


def _values(lexicon: Lexicon, texts: Sequence[str]) -> tuple[Value, ...] | None:
    """What the lexicon reads in each text; None if it reads nothing, or several values, in one."""
    found: list[Value] = []
    for text in texts:
        read = lexicon.read(text)
        if len(read) != 1:
            return None
        found.append(read[0])
    return tuple(found)


def _numbers(lexicon: Lexicon, texts: Sequence[str]) -> tuple[int | Fraction, ...] | None:
    found = _values(lexicon, texts)
    # Values of these lexicons are numbers; the filter tells the type checker.
    return None if found is None else tuple(each for each in found if isinstance(each, int | Fraction))


def whole(texts: Sequence[str]) -> Choice | None:
    """int: whole numbers in digits or words."""
    found = _numbers(_INTEGERS, texts)
    return None if found is None else Choice("int", f"int {_range(found)}", found)


def decimal(texts: Sequence[str], *, least: int | None = None) -> Choice | None:
    """decimal: with a decimal place more than was seen, or with ``least`` places if no more were.

    Longer expansions are printed fractions.
    """
    found = _numbers(_DECIMALS, texts)
    if found is None:
        return printed_fractions(texts)
    seen = max(map(_places, found))
    places = least if least is not None and seen <= least else min(ranges.margin(seen), MAX_PLACES)
    return Choice("decimal", f"decimal({places}) {_range(found, places)}", found)


def printed_fractions(texts: Sequence[str], *, seen: bool = False) -> Choice | None:
    """enum: fractions that were printed as decimals. ``seen``: others had too many places for decimals."""
    found = floats.printed(texts, seen=seen)
    type_ = None if found is None else floats.enumeration(found)
    if found is None or type_ is None:
        return None
    return Choice("enum", type_, tuple(int(value) if value.denominator == 1 else value for value in found))


def percent(texts: Sequence[str]) -> Choice | None:
    """percent: whole ones, or a decimal place more than was seen."""
    found = _numbers(_PERCENTS, texts) if _all(_PERCENT, texts) else None
    if found is None:
        return None
    places = min(ranges.margin(max(map(_places, found))), MAX_PLACES)
    return Choice("percent", f"percent {ranges.written(*ranges.percentages(found, places), places)}", found)


def money(texts: Sequence[str]) -> Choice | None:
    """money: in the first currency that reads all."""
    for code, (coin, lexicon) in _COINS.items():
        found = _numbers(lexicon, texts) if _all(coin, texts) else None
        if found is not None:
            return Choice("money", f"money {code} {_range(found, lexicon.places)}", found)
    return None


def price(texts: Sequence[str]) -> Choice | None:
    """money: where some amount is not whole; otherwise the sign is text and the amount a whole number."""
    found = money(texts)
    return None if found is None or all(isinstance(value, int) for value in found.values) else found


def fraction(texts: Sequence[str]) -> Choice | None:
    """fraction: denominators up to 100, or to the largest power of ten needed."""
    found = _numbers(_FRACTIONS, texts)
    if found is None:
        return None
    den = " den 1000" if max(Fraction(value).denominator for value in found) > 100 else ""
    return Choice("fraction", f"fraction{den} {ranges.written(*ranges.shares(found))}", found)


def multiplier(texts: Sequence[str]) -> Choice | None:
    """multiplier: twice, 3 times, half."""
    found = _numbers(_MULTIPLIERS, texts) if _all(_FACTOR, texts) else None
    if found is None:
        return None
    high = ranges.bounds(found, 0)[1]
    return Choice("multiplier", f"multiplier {ranges.written(Fraction(0), high)}", found)


def ordinal(texts: Sequence[str]) -> Choice | None:
    """ordinal: 1st, first."""
    found = _numbers(_ORDINALS, texts)
    return None if found is None else Choice("ordinal", f"ordinal {_range(found)}", found)


def time(texts: Sequence[str]) -> Choice | None:
    """time: of day."""
    found = _values(_TIMES, texts) if _all(_CLOCK, texts) else None
    return None if found is None else Choice("time", "time", found)


def duration(texts: Sequence[str]) -> Choice | None:
    """duration: in seconds."""
    found = _numbers(_DURATIONS, texts) if _all(_SPAN, texts) else None
    if found is None:
        return None
    low, high = (0 if min(found) == 0 else 1), int(ranges.bounds(found, 0)[1])
    return Choice("duration", f"duration {low} seconds..{high} seconds", found)


def monthday(texts: Sequence[str]) -> Choice | None:
    """monthday: of any year."""
    found = _values(_MONTHDAYS, texts) if _all(_DAY, texts) else None
    return None if found is None else Choice("monthday", "monthday", found)


def date(texts: Sequence[str]) -> Choice | None:
    """date: in digits only where one order reads all, since 3/4 is two days."""
    if not _all(_DAY, texts):
        return None
    plain = _values(_DAYS[Order.ISO], texts)
    if plain is not None:
        return Choice("date", "date", plain)
    read = [
        (order, found) for order, lexicon in _DAYS.items() if (found := _values(lexicon, texts)) is not None
    ]
    return Choice("date", f"date {read[0][0].value}", read[0][1]) if len(read) == 1 else None


ALONE: Final[tuple[Chooser, ...]] = (whole, decimal, fraction, multiplier, ordinal, date)
"""Lexicons that read one token of a number, the tightest first."""

WITH_NEIGHBOURS: Final[tuple[Chooser, ...]] = (percent, price, time, monthday, date)
"""Lexicons that take what is constant beside a number as part of it."""

TOGETHER: Final[tuple[Chooser, ...]] = (
    whole, decimal, percent, fraction, multiplier, money, time, monthday, date, duration,
)  # fmt: skip
"""Lexicons that read several tokens, where examples differ in all that stands at their ends."""


def choose(texts: Sequence[str], choosers: Sequence[Chooser]) -> Choice | None:
    """The first of the lexicons that reads all texts."""
    return next((found for chooser in choosers if (found := chooser(texts)) is not None), None)


def _range(values: Sequence[int | Fraction], places: int = 0) -> str:
    return ranges.written(*ranges.bounds(values, places), places)


def _places(value: int | Fraction) -> int:
    """Decimal places of an exact decimal."""
    places, scaled = 0, Fraction(value)
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    return places
