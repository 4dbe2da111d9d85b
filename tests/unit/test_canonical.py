"""Canonical JSON and addresses: particular values, and all that is refused."""

import hashlib
import sys
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from fractions import Fraction
from types import MappingProxyType

import pytest

from potstill.ir.canonical import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIGITS,
    CanonicalError,
    Fault,
    address,
    decode,
    digest,
    encode,
)


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-7, b"-7"),
        (2**53 - 1, b"9007199254740991"),
        (-(2**53) + 1, b"-9007199254740991"),
        (2**53, b'{"$int":"9007199254740992"}'),
        (-(2**53), b'{"$int":"-9007199254740992"}'),
        ("9007199254740992", b'"9007199254740992"'),
        ({"$int": "9007199254740992"}, b'{"$$int":"9007199254740992"}'),
        ({"$$int": 1}, b'{"$$$int":1}'),
        ({"$": 1, "a$": 2}, b'{"$$":1,"a$":2}'),
        ([], b"[]"),
        ({}, b"{}"),
        ([1, [2, {"a": []}]], b'[1,[2,{"a":[]}]]'),
        (
            '\u20ac$\x0f\nA\'B"\\\\"/\x7f\u2028',
            b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\xe2\x80\xa8"',
        ),
        ({"b": 1, "a": 2, "": 3}, b'{"":3,"a":2,"b":1}'),
        ({"\ufb33": 1, "\U0001f600": 2}, b'{"\xf0\x9f\x98\x80":2,"\xef\xac\xb3":1}'),
    ],
)
def test_encode_and_back(value: object, data: bytes) -> None:
    assert encode(value) == data
    assert decode(data, canonical=True) == value
    assert type(decode(data)) is type(value)


def test_keys_are_ordered_by_utf16() -> None:
    keys = ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    value = decode(encode(dict.fromkeys(reversed(keys), 0)))
    assert isinstance(value, dict)
    assert list(value) == keys


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ((1, 2), b"[1,2]"),
        (MappingProxyType({"b": 1}), b'{"b":1}'),
        (Colour.RED, b'"red"'),
        (Size.SMALL, b"1"),
    ],
)
def test_kin_of_the_plain_types(value: object, data: bytes) -> None:
    assert encode(value) == data


def brief(value: object) -> str:
    """A short name for a case: some of the values are megabytes."""
    return value.name if isinstance(value, Fault) else type(value).__name__


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth - 1):
        value = [value]
    return value


def cyclic() -> object:
    value: list[object] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "fault", "where"),
    [
        (1.0, Fault.FLOAT, ""),
        ({"a": [0, float("nan")]}, Fault.FLOAT, "/a/1"),
        (Fraction(1, 2), Fault.KIND, ""),
        (b"x", Fault.KIND, ""),
        ([{1, 2}], Fault.KIND, "/0"),
        ({1: 2}, Fault.KEY, ""),
        ({"a/b~": {None: 2}}, Fault.KEY, "/a~1b~0"),
        ("\ud800", Fault.SURROGATE, ""),
        (["x", "\udc00\ud800"], Fault.SURROGATE, "/1"),
        ({"\udfff": 1}, Fault.SURROGATE, ""),
        ({"n": 10**MAX_DIGITS}, Fault.DIGITS, "/n"),
        (-(10**1_000_000), Fault.DIGITS, ""),
        (nested(MAX_DEPTH + 1), Fault.DEPTH, "/0" * MAX_DEPTH),
        (cyclic(), Fault.DEPTH, "/0" * MAX_DEPTH),
        ("x" * MAX_BYTES, Fault.SIZE, ""),
    ],
    ids=brief,
)
def test_encode_refuses(value: object, fault: Fault, where: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        encode(value)
    assert (caught.value.fault, caught.value.where) == (fault, where)
    assert str(caught.value) == (f"{where}: {fault.value}" if where else fault.value)


@pytest.mark.parametrize(
    ("data", "fault", "where"),
    [
        (b"", Fault.SYNTAX, "character 0"),
        (b"[1,", Fault.SYNTAX, "character 3"),
        (b"[1] 2", Fault.SYNTAX, "character 4"),
        (b"{'a':1}", Fault.SYNTAX, "character 1"),
        (b'"\n"', Fault.SYNTAX, "character 1"),
        (b"\xef\xbb\xbf1", Fault.SYNTAX, "character 0"),
        (b"NaN", Fault.SYNTAX, "NaN"),
        (b"[-Infinity]", Fault.SYNTAX, "-Infinity"),
        (b"01", Fault.SYNTAX, "character 1"),
        (b'"a\xff"', Fault.ENCODING, "byte 2"),
        (b'"\xed\xa0\x80"', Fault.ENCODING, "byte 1"),
        (b'"\\ud800"', Fault.SURROGATE, ""),
        (b'[{"a":["\\uDC00x"]}]', Fault.SURROGATE, ""),
        (b'{"\\udfff":1}', Fault.SURROGATE, ""),
        (b"1.0", Fault.FLOAT, "1.0"),
        (b"[1e3]", Fault.FLOAT, "1e3"),
        (b"9007199254740992", Fault.UNSAFE, "9007199254740992"),
        (b"-9007199254740992", Fault.UNSAFE, "-9007199254740992"),
        (b"9" * 1_000_000, Fault.UNSAFE, "9" * 20),
        (b'{"a":1,"a":1}', Fault.DUPLICATE, '"a"'),
        (b'{"a":1,"b":{"c":1,"d":2,"\\u0063":3}}', Fault.DUPLICATE, '"c"'),
        (b'{"$int":"1"}', Fault.MARKER, ""),
        (b'{"$int":"9007199254740991"}', Fault.MARKER, ""),
        (b'{"$int":"09007199254740992"}', Fault.MARKER, ""),
        (b'{"$int":"+9007199254740992"}', Fault.MARKER, ""),
        (b'{"$int":" 9007199254740992"}', Fault.MARKER, ""),
        (b'{"$int":"9007199254740992\\n"}', Fault.MARKER, ""),
        ('{"$int":"\u0669007199254740992"}'.encode(), Fault.MARKER, ""),
        (b'{"$int":9007199254740991}', Fault.MARKER, ""),
        (b'{"$int":"9007199254740992","a":1}', Fault.MARKER, ""),
        (b'{"$ref":"x"}', Fault.MARKER, ""),
        (b'{"$int":"' + b"9" * (MAX_DIGITS + 1) + b'"}', Fault.DIGITS, ""),
        (b'{"$int":"-' + b"9" * 1_000_000 + b'"}', Fault.DIGITS, ""),
        (b"[" * 100_000, Fault.DEPTH, ""),
        (b"[" * 100_000 + b"]" * 100_000, Fault.DEPTH, ""),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, Fault.DEPTH, ""),
        (b'["\\\\",' * 300, Fault.DEPTH, ""),
        (b'["\\"",' * 300, Fault.DEPTH, ""),
        (b" " * (MAX_BYTES + 1), Fault.SIZE, ""),
    ],
    ids=brief,
)
def test_decode_refuses(data: bytes, fault: Fault, where: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        decode(data)
    assert (caught.value.fault, caught.value.where) == (fault, where)


@pytest.mark.parametrize(
    "data", [b" 1", b"-0", b'{"b":1,"a":2}', b'"\\u0041"', b'"\\/"', b'{"a": 1}', b"[1,2]\n"]
)
def test_other_spellings_are_read_but_not_canonical(data: bytes) -> None:
    assert encode(decode(data)) != data
    with pytest.raises(CanonicalError) as caught:
        decode(data, canonical=True)
    assert caught.value.fault is Fault.FORM


def test_brackets_inside_strings_do_not_nest() -> None:
    text = '["\\[{' * 100_000
    assert decode(encode([text, text])) == [text, text]


def test_the_limits_themselves_are_allowed() -> None:
    assert decode(encode(nested(MAX_DEPTH)), canonical=True) == nested(MAX_DEPTH)
    largest = 10**MAX_DIGITS - 1
    assert decode(encode([largest, -largest]), canonical=True) == [largest, -largest]


@pytest.fixture
def _least_digit_limit() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.usefixtures("_least_digit_limit")
def test_the_host_limit_on_digits_does_not_matter() -> None:
    for value in (10**1023, 10**1024, 10**MAX_DIGITS - 1, -(10**MAX_DIGITS) + 1, 7**1_000):
        assert decode(encode(value)) == value


def test_surrogate_pairs_are_one_character() -> None:
    assert decode(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_address() -> None:
    assert address({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    value = {"b": [1, 2**60], "a": "\u00e9"}
    data = b'{"a":"\xc3\xa9","b":[1,{"$int":"1152921504606846976"}]}'
    assert address(value) == digest(data) == "sha256:" + hashlib.sha256(data).hexdigest()
    assert address(value) == address(dict(reversed(value.items())))
