"""How values are written into texts: by ``format``, and for people to read.

=============  ====================================================================================
type           text
=============  ====================================================================================
Bool           ``true`` or ``false``
Number         with decimal places: rounded half_up to them; without: exact, as a decimal of at most
               12 places, or else as a fraction ``1/3``. Commas, if asked for, group whole digits
Text           itself
Date           ``2024-02-29``
MonthDay       ``02-29``
Time           ``14:30``, or ``14:30:05`` where it has seconds
Duration       ``1 day 2 hours 30 minutes``, ``minus 5 seconds``, ``0 seconds``
=============  ====================================================================================
"""

from __future__ import annotations

from fractions import Fraction

from potstill.ir import calendar
from potstill.ir.program import Rounding, Shape
from potstill.ir.rounding import DEFAULT_MODE, decimal_places, digits, rounded
from potstill.ir.rules_text import UNSHAPED_PLACES
from potstill.ir.types import (
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
)
from potstill.ir.values import Value

PLAIN = Shape()


def write(value: Value, kind: Type, shape: Shape = PLAIN) -> str:
    """The text of a value that ``format`` may write; TypeError for others."""
    match kind, value:
        case Bool(), bool():
            return "true" if value else "false"
        case Number(), int() | Fraction():
            return write_number(value, shape)
        case Text(), str():
            return value
        case Date(), int():
            return write_date(value)
        case MonthDay(), int():
            return write_month_day(value)
        case Time(), int():
            return write_time(value)[: 5 if value % 60 == 0 else 8]
        case Duration(), int():
            return _write_duration(value)
        case _:
            raise TypeError(f"{value!r} has no text as {kind!r}")


def show(value: Value, kind: Type) -> str:
    """The value for people to read; lists in brackets, records in braces, texts as they are."""
    match kind, value:
        case Optional(), None:
            return "none"
        case Optional(body), _:
            return show(value, body)
        case List(element), tuple():
            return "[" + ", ".join(show(item, element) for item in value) + "]"
        case Record(fields), tuple():
            pairs = zip(fields, value, strict=True)
            return "{" + ", ".join(f"{name}: {show(item, body)}" for (name, body), item in pairs) + "}"
        case _:
            return write(value, kind)


def write_number(value: int | Fraction, shape: Shape = PLAIN) -> str:
    """A number in a shape. The sign is ``-``; what rounds to 0 has none."""
    sign, size = "-" if value < 0 else "", abs(Fraction(value))
    places = shape.places
    if places is None:
        places = decimal_places(size)
        if places is None or places > UNSHAPED_PLACES:
            numerator, denominator = _grouped(size.numerator, shape), _grouped(size.denominator, shape)
            return f"{sign}{numerator}/{denominator}"
    scaled = rounded(size, Rounding(places, DEFAULT_MODE)) * 10**places
    whole, fraction = divmod(int(scaled), 10**places)
    sign = sign if scaled else ""
    return sign + _grouped(whole, shape) + (f".{digits(fraction).rjust(places, '0')}" if places else "")


def write_date(number: int) -> str:
    """A day number as ISO 8601 writes it."""
    year, month, day = calendar.civil(number)
    return f"{year:04}-{month:02}-{day:02}"


def write_month_day(month_day: int) -> str:
    """Month and day, as they stand in an ISO 8601 date."""
    return f"{month_day // 100:02}-{month_day % 100:02}"


def write_time(seconds: int) -> str:
    """Seconds since midnight as ISO 8601 writes them, seconds included."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _grouped(value: int, shape: Shape) -> str:
    text = digits(value)
    if not shape.grouped:
        return text
    head = len(text) % 3 or 3
    return ",".join([text[:head], *(text[start : start + 3] for start in range(head, len(text), 3))])


def _write_duration(seconds: int) -> str:
    rest, parts = abs(seconds), []
    for unit, length in (("day", SECONDS_A_DAY), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{digits(count)} {unit}{'s' if count > 1 else ''}")
    return ("minus " if seconds < 0 else "") + (" ".join(parts) or "0 seconds")
