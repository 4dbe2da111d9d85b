"""The borders: values as Python objects and as JSON, exactly, both ways.

=============  ======================================  ============================================
type           Python                                  JSON
=============  ======================================  ============================================
Bool           ``bool``                                true, false
Number         ``int`` without places,                 integer (a string beyond 2**53 - 1),
               ``decimal.Decimal`` with places,        string ``"12.50"``,
               ``fractions.Fraction`` for rationals    string ``"1/3"``, ``"2"``
Text           ``str``                                 string
Date           ``datetime.date``                       string ``"2024-02-29"``
MonthDay       ``str``, ``"02-29"``                    string ``"02-29"``
Time           ``datetime.time``                       string ``"14:30:00"``
Duration       ``datetime.timedelta``                  string ``"PT1H30M"``, ``"-PT5S"``, ``"PT0S"``
List           ``list``                                array
Record         ``dict``                                object
Optional       ``None``, or as its body                null, or as its body
=============  ======================================  ============================================

Both ways in accept more: any exact number for a Number (``int``, ``Decimal``, ``Fraction``; in JSON an
integer, a string, or a ``Decimal`` if the parser makes those), times without seconds, tuples for lists, and
records that leave out optional fields. Never ``float``: 0.1 is not a tenth. Only the built-in classes
themselves pass; a subclass could bring methods of its own along. What comes in has to be of the type, and
a rational's denominator of at most ``INPUT_DENOMINATOR_BITS`` bits.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from potstill.ir import calendar
from potstill.ir.caps import INPUT_DENOMINATOR_BITS, MAX_INPUT_DIGITS
from potstill.ir.rounding import digits, exact, fixed, ratio
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
from potstill.ir.typing import contains, show
from potstill.ir.values import Value
from potstill.ir.writing import write_date, write_month_day, write_time

MAX_JSON_INTEGER: Final = 2**53 - 1
"""Beyond it some readers of JSON lose digits (RFC 8259, section 6); such integers are strings."""

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_DURATION: Final = re.compile(
    r"(-?)P(?=.)(?:([0-9]+)D)?(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?"
)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+|/0*[1-9][0-9]*)?")

_Leaf: TypeAlias = Callable[[object, Type], Value]


class Unfit(ValueError):
    """A value from outside that is not of its type: where (a path of fields and positions), and why."""

    def __init__(self, path: str, found: object, kind: Type) -> None:
        self.path = path
        self.found = found
        self.kind = kind
        super().__init__(path, found, kind)

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{_brief(self.found)} is not {show(self.kind)}"


def to_python(value: Value, kind: Type) -> object:
    """The value as a Python object."""
    match kind, value:
        case Optional(), None:
            return None
        case Optional(body), _:
            return to_python(value, body)
        case Number(places=0), _:
            return value
        case Number(places=int(places)), int() | Fraction():
            return Decimal(fixed(value, places))
        case Number(), int() | Fraction():
            return Fraction(value)
        case Date(), int():
            return datetime.date(*calendar.civil(value))
        case MonthDay(), int():
            return write_month_day(value)
        case Time(), int():
            return datetime.time(value // 3600, value // 60 % 60, value % 60)
        case Duration(), int():
            return datetime.timedelta(seconds=value)
        case List(element), tuple():
            return [to_python(item, element) for item in value]
        case Record(fields), tuple():
            pairs = zip(fields, value, strict=True)
            return {name: to_python(item, body) for (name, body), item in pairs}
        case _:
            return value


def from_python(given: object, kind: Type) -> Value:
    """The Python object as a value of the type. Raises Unfit."""
    return _read(given, kind, "", _leaf_of_python)


def to_json(value: Value, kind: Type) -> object:
    """The value as JSON data, which ``from_json`` reads back as the same value."""
    match kind, value:
        case Optional(), None:
            return None
        case Optional(body), _:
            return to_json(value, body)
        case Number(places=0), int():
            return value if abs(value) <= MAX_JSON_INTEGER else ratio(value)
        case Number(places=int(places)), int() | Fraction():
            return fixed(value, places)
        case Number(), int() | Fraction():
            return ratio(value)
        case Date(), int():
            return write_date(value)
        case MonthDay(), int():
            return write_month_day(value)
        case Time(), int():
            return write_time(value)
        case Duration(), int():
            return _write_duration(value)
        case List(element), tuple():
            return [to_json(item, element) for item in value]
        case Record(fields), tuple():
            pairs = zip(fields, value, strict=True)
            return {name: to_json(item, body) for (name, body), item in pairs}
        case _:
            return value


def from_json(data: object, kind: Type) -> Value:
    """JSON data, as ``json`` reads it, as a value of the type. Raises Unfit."""
    return _read(data, kind, "", _leaf_of_json)


def _read(given: object, kind: Type, path: str, leaf: _Leaf) -> Value:
    """Lists, records and optionals part by part; ``leaf`` reads what has no parts."""
    match kind:
        case Optional(body):
            return None if given is None else _read(given, body, path, leaf)
        case List(element, shortest, longest):
            if (type(given) is list or type(given) is tuple) and shortest <= len(given) <= longest:
                items = enumerate(given)
                return tuple(_read(item, element, f"{path}[{place}]", leaf) for place, item in items)
        case Record(fields):
            if type(given) is dict and given.keys() <= {name for name, _ in fields}:
                return tuple(
                    _read(given.get(name), body, f"{path}.{name}".lstrip("."), leaf) for name, body in fields
                )
        case Bool() | Number() | Text() | Date() | MonthDay() | Time() | Duration():
            value = leaf(given, kind)
            if value is not None and contains(kind, value) and not _too_fine(value, kind):
                return value
        case _:
            assert_never(kind)
    raise Unfit(path, given, kind)


def _too_fine(value: Value, kind: Type) -> bool:
    if isinstance(kind, Number) and kind.places is None and isinstance(value, Fraction):
        return value.denominator.bit_length() > INPUT_DENOMINATOR_BITS
    return False


def _leaf_of_python(given: object, kind: Type) -> Value:
    """The value that a Python object without parts stands for; None for none."""
    match kind:
        case Bool() if type(given) is bool:
            return given
        case Number():
            return _number(given)
        case Text() if type(given) is str:
            return given
        case Date() if type(given) is datetime.date:
            return calendar.day_number(given.year, given.month, given.day)
        case MonthDay():
            return _iso(given, kind)
        case Time() if type(given) is datetime.time and given.tzinfo is None and given.microsecond == 0:
            return 3600 * given.hour + 60 * given.minute + given.second
        case Duration() if type(given) is datetime.timedelta and given.microseconds == 0:
            return SECONDS_A_DAY * given.days + given.seconds
        case _:
            return None


def _leaf_of_json(data: object, kind: Type) -> Value:
    """The value that JSON data without parts stands for; None for none."""
    match kind:
        case Bool() if type(data) is bool:
            return data
        case Number() if type(data) is str:
            short = len(data) <= MAX_INPUT_DIGITS and _NUMBER.fullmatch(data)
            return exact(Fraction(data)) if short else None
        case Number():
            return _number(data)
        case Text() if type(data) is str:
            return data
        case _:
            return _iso(data, kind)


def _number(given: object) -> Value:
    if type(given) is int:
        return given
    if type(given) is Fraction:
        return exact(given)
    if type(given) is Decimal and given.is_finite():
        # Without this check, 1E+999999999 would be written out.
        exponent = given.as_tuple().exponent
        small = isinstance(exponent, int) and exponent >= -MAX_INPUT_DIGITS
        return exact(Fraction(given)) if small and given.adjusted() <= MAX_INPUT_DIGITS else None
    return None


def _iso(data: object, kind: Type) -> Value:
    """What a text in the notation of ISO 8601 stands for; None for none."""
    if type(data) is not str or len(data) > MAX_INPUT_DIGITS:
        return None
    match kind:
        case Date() if found := _DATE.fullmatch(data):
            return calendar.day_of(*map(int, found.groups()))
        case MonthDay() if found := _MONTH_DAY.fullmatch(data):
            return 100 * int(found[1]) + int(found[2])
        case Time() if found := _TIME.fullmatch(data):
            minutes = calendar.time_of_day(int(found[1]), int(found[2]))
            seconds = int(found[3] or 0)
            return minutes + seconds if minutes is not None and seconds < 60 else None
        case Duration() if found := _DURATION.fullmatch(data):
            sign, *counts = found.groups()
            lengths = (SECONDS_A_DAY, 3600, 60, 1)
            total = sum(int(count or 0) * length for count, length in zip(counts, lengths, strict=True))
            return -total if sign else total
        case _:
            return None


def _write_duration(seconds: int) -> str:
    rest, text = abs(seconds), ""
    for unit, length in (("H", 3600), ("M", 60), ("S", 1)):
        count, rest = divmod(rest, length)
        text += f"{digits(count)}{unit}" if count else ""
    return f"{'-' if seconds < 0 else ''}PT{text or '0S'}"


_SHOWN: Final = (bool, int, str, float, Fraction, Decimal, datetime.date, datetime.time, datetime.timedelta)


def _brief(given: object) -> str:
    """The object for a message; of a foreign class only the name, since its text may be anything."""
    if type(given) not in _SHOWN:
        return "null" if given is None else f"a {type(given).__name__}"
    match given:
        case bool() | str():
            return repr(given)[:60]
        case int() | Fraction():
            return ratio(given)[:60]
        case float():
            return f"the float {given}"
        case _:
            return str(given)[:60]
