"""Typing rules of texts: how long a formatted value may be. See :mod:`potstill.ir.rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from potstill.ir import casing, languages
from potstill.ir.caps import MAX_BITS, MAX_SHAPE_PLACES
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.grammar import NOTHING, Machine, Node, alt, seq
from potstill.ir.grammar import Text as Literal
from potstill.ir.normal import fragment
from potstill.ir.program import Shape
from potstill.ir.regular import digits_between
from potstill.ir.rules import Operand, Types, list_at, text_at
from potstill.ir.types import (
    SECONDS_A_DAY,
    Bool,
    Date,
    Duration,
    MonthDay,
    Number,
    Text,
    Time,
    Type,
    enumeration,
)

UNSHAPED_PLACES = 12
"""A number without a shape is written as a decimal if this many places are exact, else as a fraction."""

MAX_SPELLED_DIGITS = 100
"""Digits of a number that the language of a format spells out."""


def decimal_digits(bits: int) -> int:
    """Decimal digits that hold so many bits, at most; 302/1000 is slightly more than log10(2)."""
    return bits * 302 // 1000 + 1


MAX_DIGITS = decimal_digits(MAX_BITS)


def format(args: Types, data: Operand) -> Type:
    shortest = longest = 0
    for piece, kind in pieces(args, data):
        low, high = (len(piece), len(piece)) if isinstance(piece, str) else lengths(kind, piece)
        shortest, longest = shortest + low, longest + high
    return Text(shortest, longest, None, _written(args, data))


def _written(args: Types, data: Operand) -> Machine | None:
    """The language of a format of which a part has one; None where that of another part is not known."""
    if not any(isinstance(kind, Text) and kind.language is not None for kind in args):
        return None
    parts: list[tuple[Node, bool]] = []
    for piece, kind in pieces(args, data):
        part = (Literal(fragment(piece)), piece.isascii()) if isinstance(piece, str) else _part(kind, piece)
        if part is None:
            return None
        parts.append(part)
    return languages.concatenation(tuple(parts))


def _part(kind: Type, shape: Shape) -> tuple[Node, bool] | None:
    """What a value of the type is written as, and whether that is ASCII alone."""
    match kind:
        case Bool():
            return alt(Literal("true"), Literal("false")), True
        case Number(low, high, 0) if shape == Shape() and max(abs(low), abs(high)) < 10**MAX_SPELLED_DIGITS:
            positive = digits_between(max(int(low), 0), int(high)) if high >= 0 else NOTHING
            negative = digits_between(max(int(-high), 1), int(-low)) if low < 0 else NOTHING
            return alt(positive, seq(Literal("-"), negative)), True
        case Text(values=tuple(values)) if values:
            return languages.fragments(values), all(map(str.isascii, values))
        case Text(language=Machine() as language):
            return language, False
        case _:
            return None


def pieces(args: Types, data: Operand) -> Iterator[tuple[str | Shape, Type]]:
    """The parts of a format, each with the type of the argument that it writes (a literal part: any)."""
    if not isinstance(data, tuple) or not all(isinstance(piece, str | Shape) for piece in data):
        raise TypeFault(FaultCode.WRONG_DATA, None, "texts and shapes")
    rest = iter(enumerate(args))
    for piece in data:
        if isinstance(piece, str):
            yield piece, Text(len(piece), len(piece))
        elif isinstance(piece, Shape):
            place, kind = next(rest, (len(args), None))
            if kind is None:
                raise TypeFault(FaultCode.WRONG_ARITY, place, "an argument for every shape")
            _check(place, kind, piece)
            yield piece, kind
    for place, kind in rest:
        raise TypeFault(FaultCode.WRONG_ARITY, place, "a shape for every argument", kind)


def _check(place: int, kind: Type, shape: Shape) -> None:
    if shape != Shape() and not isinstance(kind, Number):
        raise TypeFault(FaultCode.WRONG_TYPE, place, "a number, to be written in a shape", kind)
    if shape.places is not None and not 0 <= shape.places <= MAX_SHAPE_PLACES:
        raise TypeFault(FaultCode.WRONG_DATA, None, f"decimal places in 0..{MAX_SHAPE_PLACES}")
    if not isinstance(kind, Bool | Number | Text | Date | MonthDay | Time | Duration):
        raise TypeFault(FaultCode.WRONG_TYPE, place, "a value that a text can hold", kind)


def lengths(kind: Type, shape: Shape) -> tuple[int, int]:
    """The least and greatest number of code points of a value of the type, written in the shape."""
    match kind:
        case Bool():
            return 4, 5
        case Number() as number:
            return _number_lengths(number, shape)
        case Text(shortest, longest):
            return shortest, longest
        case Date():
            return 10, 10
        case MonthDay():
            return 5, 5
        case Time():
            return 5, 8
        case Duration(low, high):
            days = max(abs(low), abs(high)) // SECONDS_A_DAY
            sign, most = "minus " if low < 0 else "", f"{days} days " if days else ""
            return 5, len(f"{sign}{most}23 hours 59 minutes 59 seconds")
        case other:
            raise TypeFault(FaultCode.WRONG_TYPE, None, "a value that a text can hold", other)


def _number_lengths(number: Number, shape: Shape) -> tuple[int, int]:
    largest = max(abs(number.low), abs(number.high))
    sign = int(number.low < 0)
    if shape.places is None and number.places is None:
        return 1, sign + 1 + 2 * with_commas(MAX_DIGITS, shape)
    places = number.places or 0 if shape.places is None else shape.places
    rounds = number.places is None or number.places > places
    whole = with_commas(_digits(largest + 1 if rounds else largest), shape)
    if shape.places is not None:
        least = with_commas(_digits(max(number.low, -number.high, Fraction(0))), shape)
        fraction = 1 + places if places else 0
        return least + fraction, sign + whole + fraction
    if places <= UNSHAPED_PLACES:
        least = _digits(max(number.low, -number.high, Fraction(0)))
        return with_commas(least, shape), sign + whole + (1 + places if places else 0)
    numerator = with_commas(_digits(largest * 10**places), shape)
    return 1, sign + numerator + 1 + with_commas(places + 1, shape)


def with_commas(digits: int, shape: Shape) -> int:
    """The length of a whole number of so many digits."""
    return digits + (digits - 1) // 3 if shape.grouped else digits


def _digits(value: Fraction) -> int:
    """The decimal digits of the whole part; at most one too many where it is huge."""
    whole = int(value)
    return len(str(whole)) if whole < 10**1000 else decimal_digits(whole.bit_length())


def case(args: Types, change: Callable[[str], str]) -> Type:
    text = text_at(args, 0)
    if not text.values:
        return text if text.language is None else Text(text.shortest, text.longest)
    return enumeration(*dict.fromkeys(map(change, text.values)))


def upper(args: Types, _data: Operand) -> Type:
    return case(args, casing.upper)


def lower(args: Types, _data: Operand) -> Type:
    return case(args, casing.lower)


def title(args: Types, _data: Operand) -> Type:
    return case(args, casing.title)


def concatenation(args: Types, data: Operand) -> Type:
    """The type of ``join``: the texts of a list with a separator between them."""
    items = list_at(args, 0)
    if not isinstance(data, str):
        raise TypeFault(FaultCode.WRONG_DATA, None, "a separating text")
    if items.longest == 0:
        return Text(0, 0)
    if not isinstance(items.element, Text):
        raise TypeFault(FaultCode.WRONG_TYPE, 0, "a list of texts", items)
    separators = len(data) * max(items.shortest - 1, 0), len(data) * (items.longest - 1)
    shortest = items.shortest * items.element.shortest + separators[0]
    return Text(shortest, items.longest * items.element.longest + separators[1])
