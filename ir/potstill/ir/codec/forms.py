"""Forms: how one kind of thing stands in JSON. Each knows three things: encode, decode, JSON Schema.

A form is the one description of a piece of the format; :mod:`potstill.ir.codec.derive` builds forms from
dataclasses. Decoding trusts nothing: what does not have exactly the stated shape raises
:class:`Malformed`. Each value has one encoding, so ``encode(decode(data)) == data``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from math import gcd
from typing import Any, Final, TypeAlias

from potstill.ir.canonical import MAX_DIGITS, SAFE
from potstill.ir.codec.faults import Fault, Malformed

Json: TypeAlias = Any
"""What :func:`potstill.ir.canonical.decode` yields; nothing about it is believed before a form has looked."""

FIRST_SURROGATE: Final = chr(0xD800)
LAST_SURROGATE: Final = chr(0xDFFF)

MAX_DEPTH: Final = 100
"""Nesting of recursive kinds (grammar nodes, types, lexicons, values) that is read or written."""


@dataclass
class Pool:
    """Parts that one document shares, in order of first use; references are positions in it."""

    values: list[Any] = field(default_factory=list)
    data: list[Json] = field(default_factory=list)
    positions: dict[Hashable, int] = field(default_factory=dict)
    used: int = 0
    """While decoding: how many of ``values`` were referred to. INVARIANT: they are the first ones."""
    reads: int = 0
    """While decoding: how often the pool was referred to."""


Pools: TypeAlias = dict[str, Pool]


class Form:
    """How one kind of thing stands in JSON. Subclasses say all three things about theirs.

    Not an abstract class, nor are its dataclasses slotted: mypyc compiles neither.
    """

    def encode(self, value: Any, _pools: Pools, _depth: int, /) -> Json:
        """The JSON of ``value``, which lies ``depth`` recursive kinds deep."""
        raise AssertionError(f"{type(self).__name__} does not say how to write {value!r}")

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        """What ``data`` stands for. Raises Malformed."""
        raise AssertionError(f"{type(self).__name__} does not say how to read {data!r}")

    def schema(self, _named: dict[str, Json], /) -> Json:
        """A JSON Schema of all that this form encodes; the parts it names go into ``named``."""
        raise AssertionError(f"{type(self).__name__} does not say what it looks like")


def describe(data: Json) -> str:
    """What kind of JSON value this is, for messages."""
    match data:
        case None:
            return "null"
        case bool():
            return "a truth value"
        case int():
            return "an integer"
        case float():
            return "a number with a point"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"
        case _:
            return type(data).__name__


def integer(data: Json) -> int:
    """``data``, if it is an integer."""
    if type(data) is not int:
        raise Malformed(Fault.KIND, f"expected an integer, found {describe(data)}")
    return data


def ratio(data: Json) -> Fraction:
    """The fraction that a numerator and a denominator stand for; not a whole number."""
    if type(data) is not list or len(data) != 2:
        raise Malformed(Fault.KIND, f"expected a numerator and a denominator, found {describe(data)}")
    numerator, denominator = map(integer, data)
    if denominator < 2 or gcd(numerator, denominator) != 1:
        raise Malformed(Fault.RANGE, "a fraction is in lowest terms, its denominator at least 2")
    return Fraction(numerator, denominator)


def tagged(key: str, schema: Json) -> Json:
    """The schema of an object with one key."""
    return {"type": "object", "properties": {key: schema}, "required": [key], "additionalProperties": False}


def array(data: Json) -> list[Json]:
    """``data``, if it is an array."""
    if type(data) is not list:
        raise Malformed(Fault.KIND, f"expected an array, found {describe(data)}")
    return data


def deeper(depth: int) -> int:
    """One recursive kind further down."""
    if depth >= MAX_DEPTH:
        raise too_deep()
    return depth + 1


def too_deep() -> Malformed:
    """The error of something nested too deeply."""
    return Malformed(Fault.DEPTH, f"nested more than {MAX_DEPTH} deep")


class Truth(Form):
    """A truth value."""

    def encode(self, value: Any, _pools: Pools, _depth: int, /) -> Json:
        return value

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        if data is True or data is False:
            return data
        raise Malformed(Fault.KIND, f"expected true or false, found {describe(data)}")

    def schema(self, _named: dict[str, Json], /) -> Json:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Integer(Form):
    """An integer from ``low`` on, or from ``low`` to ``high``; both are safe integers."""

    low: int | None = None
    high: int | None = None

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        return self.decode(value, pools, depth)

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        value = integer(data)
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            low, high = ("" if bound is None else bound for bound in (self.low, self.high))
            raise Malformed(Fault.RANGE, f"an integer outside {low}..{high}")
        return value

    def schema(self, named: dict[str, Json], /) -> Json:
        low = -SAFE if self.low is None else self.low
        if self.high is not None:
            return {"type": "integer", "minimum": low, "maximum": self.high}
        sign, name = ("-?", "integer") if self.low is None else ("", f"integer_from_{low}")
        large = {"type": "string", "pattern": f"^{sign}[1-9][0-9]{{15,{MAX_DIGITS - 1}}}$"}
        number = {"type": "integer", "minimum": low, "maximum": SAFE}
        named[name] = {"anyOf": [number, tagged("$int", large)]}
        return {"$ref": f"#/$defs/{name}"}


class Ratio(Form):
    """A fraction: an integer if it is whole, otherwise numerator and denominator."""

    def encode(self, value: Any, _pools: Pools, _depth: int, /) -> Json:
        return value.numerator if value.denominator == 1 else [value.numerator, value.denominator]

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        return ratio(data) if type(data) is list else Fraction(integer(data))

    def schema(self, named: dict[str, Json], /) -> Json:
        whole = Integer().schema(named)
        parts = [whole, Integer(2).schema(named)]
        named["ratio"] = {"type": "array", "prefixItems": parts, "items": False, "minItems": 2}
        return {"anyOf": [whole, {"$ref": "#/$defs/ratio"}]}


@dataclass(frozen=True)
class String(Form):
    """A string of Unicode scalar values; with a pattern, one that the pattern matches whole."""

    pattern: str | None = None
    longest: int = 100_000

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        return self.decode(value, pools, depth)

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        if type(data) is not str:
            raise Malformed(Fault.KIND, f"expected a string, found {describe(data)}")
        if len(data) > self.longest:
            raise Malformed(Fault.RANGE, f"a string of more than {self.longest} code points")
        if not data.isascii() and any(FIRST_SURROGATE <= char <= LAST_SURROGATE for char in data):
            raise Malformed(Fault.RANGE, "a string with a surrogate")
        if self.pattern is not None and not re.fullmatch(self.pattern, data):
            raise Malformed(Fault.RANGE, f"a string that {self.pattern} does not match")
        return data

    def schema(self, _named: dict[str, Json], /) -> Json:
        pattern = {} if self.pattern is None else {"pattern": f"^(?:{self.pattern})$"}
        return {"type": "string", "maxLength": self.longest, **pattern}


@dataclass(frozen=True)
class Choice(Form):
    """A member of an enumeration, written as its value."""

    members: type[Enum]

    def encode(self, value: Any, _pools: Pools, _depth: int, /) -> Json:
        return value.value

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        for member in self.members:
            if type(data) is str and member.value == data:
                return member
        raise Malformed(Fault.RANGE, f"not one of {', '.join(member.value for member in self.members)}")

    def schema(self, _named: dict[str, Json], /) -> Json:
        return {"enum": [member.value for member in self.members]}
