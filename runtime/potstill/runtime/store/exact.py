"""Exact numbers, going in and coming out: JSON without binary floating point, costs, points in time.

The text of a JSON value is canonical: equal values have equal texts. Members are sorted by code point, there
is no white space, a number is written in full as a decimal, without an exponent or trailing zeros.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from potstill.runtime.reply import jsonable
from potstill.runtime.store.errors import Refused

Json: TypeAlias = "bool | Fraction | str | list[Json] | dict[str, Json] | None"
"""JSON as it comes out: every number is a Fraction."""

Rewrite: TypeAlias = Callable[[str], str]

MAX_DIGITS: Final = 600
"""Digits of the longest number: no host can forbid Python to write as many."""
MAX_DEPTH: Final = 100
NANO: Final = 10**9
MAX_AMOUNT: Final = 9 * 10**9
"""Amounts are held as 64-bit integers of 10^-9 units."""

_QUOTED: Final = json.encoder.encode_basestring
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def text(value: str) -> str:
    """``value`` as every database can hold it: NUL and lone surrogates become U+FFFD."""
    if "\0" in value or not value.isascii():
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def encode(value: object, rewrite: Rewrite = text) -> str:
    """The canonical text of a JSON value, after ``rewrite`` of every text in it but the names of members.

    Takes None, bool, str, int, Decimal, Fraction, float (as the decimal that its ``repr`` shows), dates,
    times, durations (as replies write them), lists, tuples and mappings with str keys. A fraction that no
    decimal says becomes the text "n/d". Refused: anything else, too deep, too many digits.
    """
    return _text_of(value, rewrite, MAX_DEPTH)


def decode(written: str) -> Json:
    """The value of a canonical text."""
    value: Json = json.loads(written, parse_int=lambda digits: Fraction(int(digits)), parse_float=Fraction)
    return value


def _text_of(value: object, rewrite: Rewrite, depth: int) -> str:
    match value:
        case str():
            return _QUOTED(text(rewrite(value)))
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | Fraction() | float():
            return _number(value)
        case date() | time() | timedelta():
            return _QUOTED(str(jsonable(value)))
    if depth == 0:
        raise Refused(f"nested more than {MAX_DEPTH} deep")
    match value:
        case list() | tuple():
            return f"[{','.join(_text_of(element, rewrite, depth - 1) for element in value)}]"
        case Mapping():
            members = {_name(name): element for name, element in value.items()}
            if len(members) < len(value):
                raise Refused("an object has a name twice")
            written = (
                f"{_QUOTED(name)}:{_text_of(members[name], rewrite, depth - 1)}" for name in sorted(members)
            )
            return f"{{{','.join(written)}}}"
        case _:
            raise Refused(f"a {type(value).__name__} has no JSON form")


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise Refused("an object has a name that is no text")
    return text(name)


def _number(value: int | Decimal | Fraction | float) -> str:
    match value:
        case float() if not math.isfinite(value):
            raise Refused(f"{value} is no number")
        case float():
            return _number(Decimal(repr(value)))
        case Decimal() if not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
            raise Refused(f"a number beyond {MAX_DIGITS} digits, or none")
        case _:
            return _decimal(Fraction(value))


def _decimal(value: Fraction) -> str:
    above, below = value.numerator, value.denominator
    if max(above.bit_length(), below.bit_length()) > 3 * MAX_DIGITS:
        raise Refused(f"a number of more than {MAX_DIGITS} digits")
    if below == 1:
        return str(above)
    rest, twos, fives = below, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return _QUOTED(f"{above}/{below}")
    places = max(twos, fives)
    digits = str(abs(above) * 10**places // below).rjust(places + 1, "0")
    return f"{'-' if above < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def to_nano(amount: Decimal | Fraction | int) -> int:
    """An amount in 10^-9 units. Refused if it has more places, or is beyond MAX_AMOUNT."""
    scaled: Fraction | int = amount * NANO if isinstance(amount, int) else Fraction(amount) * NANO
    if scaled.denominator != 1 or not -MAX_AMOUNT * NANO <= scaled <= MAX_AMOUNT * NANO:
        raise Refused(f"{amount}: amounts have at most nine decimals and are at most {MAX_AMOUNT:,}")
    return scaled.numerator


def from_nano(amount: int) -> Decimal:
    """The amount of so many 10^-9 units, without trailing zeros."""
    whole, rest = divmod(abs(amount), NANO)
    places = f"{rest:09}".rstrip("0")
    return Decimal(f"{'-' if amount < 0 else ''}{whole}{'.' if places else ''}{places}")


def to_microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC. Refused without a time zone: nobody knows when that is."""
    if at.tzinfo is None:
        raise Refused(f"{at} has no time zone")
    return (at - _EPOCH) // _MICROSECOND


def from_microseconds(at: int) -> datetime:
    """The point in time, in UTC."""
    return _EPOCH + timedelta(microseconds=at)
