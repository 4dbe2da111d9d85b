"""Types as sets of values: inclusion, join, meet, membership, and their spelling in recipes."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from potstill.ir import calendar, languages
from potstill.ir.caps import MAX_JOINED_TEXTS
from potstill.ir.grammar import Machine
from potstill.ir.rounding import decimal_places, fixed, ratio
from potstill.ir.types import (
    FIRST_DAY,
    LAST_DAY,
    MAX_UTTERANCE,
    NEVER,
    SECONDS_A_DAY,
    Bool,
    Date,
    Duration,
    List,
    MonthDay,
    Number,
    Optional,
    Record,
    Text,
    Time,
    Type,
    enumeration,
)
from potstill.ir.values import Value


def on_grid(low: Fraction, high: Fraction, places: int | None) -> Number:
    """The numbers between low and high, with both ends moved inwards to multiples of 10**-places."""
    if places is None:
        return Number(low, high, None)
    scale: int = 10**places
    return Number(Fraction(math.ceil(low * scale), scale), Fraction(math.floor(high * scale), scale), places)


def literal(value: Value) -> Type:
    """The smallest type of a constant that is a bool, a number, a text or none; TypeError for a tuple."""
    match value:
        case bool():
            return Bool()
        case int() | Fraction():
            number = Fraction(value)
            return Number(number, number, decimal_places(number))
        case str():
            return enumeration(value)
        case None:
            return Optional(NEVER)
        case tuple():
            raise TypeError("the type of a list or record is its operator's to say")
        case _:
            assert_never(value)


def fits(inner: Type, outer: Type) -> bool:
    """Whether every value of ``inner`` is one of ``outer``, as far as is known.

    Languages of texts are compared within a cap; beyond it the answer is no.
    """
    match inner, outer:
        case Text(values=()), _:
            return True
        case _, Optional(body) if not isinstance(inner, Optional):
            return fits(inner, body)
        case Number(low, high, places), Number():
            finer = outer.places is not None and (places is None or places > outer.places)
            return outer.low <= low and high <= outer.high and not finer
        case Text(), Text():
            return _fits_text(inner, outer)
        case Date(low, high), Date():
            return outer.low <= low and high <= outer.high
        case Duration(low, high), Duration():
            return outer.low <= low and high <= outer.high
        case List(element, shortest, longest), List():
            within = outer.shortest <= shortest and longest <= outer.longest
            return within and (longest == 0 or fits(element, outer.element))
        case Record(fields), Record():
            return _names(inner) == _names(outer) and all(
                fits(mine, theirs) for (_, mine), (_, theirs) in zip(fields, outer.fields, strict=True)
            )
        case Optional(body), Optional():
            return fits(body, outer.body)
        case (Bool(), Bool()) | (MonthDay(), MonthDay()) | (Time(), Time()):
            return True
        case _:
            return False


def join(one: Type, other: Type) -> Type | None:
    """The least type that holds the values of both; None where no type does."""
    match one, other:
        case Text(values=()), _:
            return other
        case _, Text(values=()):
            return one
        case (Optional(body), Optional(rest)) | (Optional(body), rest) | (rest, Optional(body)):
            both = join(body, rest)
            return None if both is None else Optional(both)
        case Number(), Number():
            places = None if one.places is None or other.places is None else max(one.places, other.places)
            return Number(min(one.low, other.low), max(one.high, other.high), places)
        case Text(), Text():
            return _join_texts(one, other)
        case Date(), Date():
            return Date(min(one.low, other.low), max(one.high, other.high))
        case Duration(), Duration():
            return Duration(min(one.low, other.low), max(one.high, other.high))
        case List(), List():
            elements = _join_elements(one, other)
            if elements is None:
                return None
            return List(elements, min(one.shortest, other.shortest), max(one.longest, other.longest))
        case Record(), Record():
            return _zip_records(one, other, join)
        case (Bool(), Bool()) | (MonthDay(), MonthDay()) | (Time(), Time()):
            return one
        case _:
            return None


def meet(one: Type, other: Type) -> Type | None:
    """A type that holds the values common to both, and lies in both ranges; None if no value is common.

    Where the common language of two texts is beyond the cap, the type lies in the first one's alone.
    """
    match one, other:
        case Optional(body), Optional(rest):
            return Optional(meet(body, rest) or NEVER)
        case (Optional(body), rest) | (rest, Optional(body)):
            return meet(body, rest)
        case Number(), Number():
            grids = [side.places for side in (one, other) if side.places is not None]
            low, high = max(one.low, other.low), min(one.high, other.high)
            both = on_grid(low, high, min(grids, default=None))
            return both if both.low <= both.high else None
        case Text(), Text():
            return _meet_texts(one, other)
        case Date(), Date():
            first, last = max(one.low, other.low), min(one.high, other.high)
            return Date(first, last) if first <= last else None
        case Duration(), Duration():
            least, most = max(one.low, other.low), min(one.high, other.high)
            return Duration(least, most) if least <= most else None
        case List(), List():
            shortest, longest = max(one.shortest, other.shortest), min(one.longest, other.longest)
            elements = meet(one.element, other.element)
            if elements is None:
                elements, longest = NEVER, min(longest, 0)
            return List(elements, shortest, longest) if shortest <= longest else None
        case Record(), Record():
            return _zip_records(one, other, meet)
        case (Bool(), Bool()) | (MonthDay(), MonthDay()) | (Time(), Time()):
            return one
        case _:
            return None


def contains(kind: Type, value: Value) -> bool:
    """Whether ``value``, as programs hold values, is one of ``kind``."""
    match kind, value:
        case Optional(body), _:
            return value is None or contains(body, value)
        case Bool(), bool():
            return True
        case _, bool():
            return False
        case Number(low, high, places), int() | Fraction():
            on = places is None or (value * 10**places).denominator == 1
            return low <= value <= high and on
        case Text(shortest, longest, values, language), str():
            if not shortest <= len(value) <= longest or not (values is None or value in values):
                return False
            return language is None or languages.reads(language, value)
        case Date(low, high), int():
            return low <= value <= high
        case Duration(low, high), int():
            return low <= value <= high
        case MonthDay(), int():
            month, day = divmod(value, 100)
            return calendar.is_day(4, month, day)
        case Time(), int():
            return 0 <= value < SECONDS_A_DAY
        case List(element, shortest, longest), tuple():
            return shortest <= len(value) <= longest and all(contains(element, item) for item in value)
        case Record(fields), tuple():
            return len(fields) == len(value) and all(
                contains(body, item) for (_, body), item in zip(fields, value, strict=True)
            )
        case _:
            return False


def show(kind: Type) -> str:
    """The type as recipes spell it; where recipes have no word for a range, with the range after it."""
    match kind:
        case Bool():
            return "bool"
        case Number(low, high, places):
            if places is None:
                return f"rational {ratio(low)}..{ratio(high)}"
            name = f"decimal({places})" if places else "int"
            return f"{name} {fixed(low, places)}..{fixed(high, places)}"
        case Text(language=Machine() as language, pattern=pattern):
            return f"text like {languages.example(language)!r}" if pattern is None else f"text /{pattern}/"
        case Text(shortest, longest, None):
            return "text" if (shortest, longest) == (0, MAX_UTTERANCE) else f"text {shortest}..{longest}"
        case Text(values=values):
            return "enum {" + ", ".join(values or ()) + "}"
        case Date(low, high):
            full = (low, high) == (FIRST_DAY, LAST_DAY)
            return "date" if full else f"date {_day(low)}..{_day(high)}"
        case MonthDay():
            return "monthday"
        case Time():
            return "time"
        case Duration(low, high):
            return f"duration {_span(low)}..{_span(high)}"
        case List(element, shortest, longest):
            return f"list({show(element)}) {shortest}..{longest}"
        case Record(fields):
            return "record {" + ", ".join(f"{name}: {show(body)}" for name, body in fields) + "}"
        case Optional(body):
            return f"optional {show(body)}"
        case _:
            assert_never(kind)


def _day(number: int) -> str:
    year, month, day = calendar.civil(number)
    return f"{year:04}-{month:02}-{day:02}"


def _span(seconds: int) -> str:
    length = next((length for length in (3600, 60) if seconds and seconds % length == 0), 1)
    unit = {3600: "hour", 60: "minute", 1: "second"}[length]
    return f"{seconds // length} {unit}{'' if abs(seconds) == length else 's'}"


def _names(record: Record) -> tuple[str, ...]:
    return tuple(name for name, _ in record.fields)


def _zip_records(one: Record, other: Record, combine: Callable[[Type, Type], Type | None]) -> Type | None:
    """Field by field; None where the names differ or a field has no result."""
    if _names(one) != _names(other):
        return None
    fields = []
    for (name, mine), (_, theirs) in zip(one.fields, other.fields, strict=True):
        both = combine(mine, theirs)
        if both is None:
            return None
        fields.append((name, both))
    return Record(tuple(fields))


def _fits_text(inner: Text, outer: Text) -> bool:
    if outer.values is not None:
        return inner.values is not None and set(inner.values) <= set(outer.values)
    if not (outer.shortest <= inner.shortest and inner.longest <= outer.longest):
        return False
    if outer.language is None:
        return True
    if inner.values is not None:
        return all(languages.reads(outer.language, value) for value in inner.values)
    return inner.language is not None and languages.within(inner.language, outer.language)


def _join_texts(one: Text, other: Text) -> Text:
    if one.values is not None and other.values is not None:
        values = tuple(dict.fromkeys(one.values + other.values))
        if len(values) <= MAX_JOINED_TEXTS:
            return enumeration(*values)
    shortest, longest = min(one.shortest, other.shortest), max(one.longest, other.longest)
    if one.language == other.language:
        return Text(shortest, longest, None, one.language, one.pattern)
    mine, theirs = _language(one), _language(other)
    both = None if mine is None or theirs is None else languages.union(mine, theirs)
    return Text(shortest, longest, None, both)


def _language(kind: Text) -> Machine | None:
    """The language, of listed values too; None if it is not known."""
    return kind.language if kind.values is None else languages.of_values(kind.values)


def _meet_texts(one: Text, other: Text) -> Text | None:
    shortest, longest = max(one.shortest, other.shortest), min(one.longest, other.longest)
    if one.values is None and other.values is None:
        if shortest > longest:
            return None
        if other.language is None or one.language == other.language:
            return Text(shortest, longest, None, one.language, one.pattern)
        if one.language is None:
            return Text(shortest, longest, None, other.language, other.pattern)
        both = languages.intersection(one.language, other.language)
        return None if languages.is_empty(both) else Text(shortest, longest, None, both)
    listed = one.values if one.values is not None else other.values or ()
    common = [value for value in listed if contains(one, value) and contains(other, value)]
    return enumeration(*common) if common else None


def _join_elements(one: List, other: List) -> Type | None:
    """Lists that are always empty have elements of any type."""
    if one.longest == 0:
        return other.element
    return one.element if other.longest == 0 else join(one.element, other.element)
