"""Types of texts with a language: by example. The laws are in tests/laws/test_text_language_laws.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from potstill.compiler import format_recipe
from potstill.ir import codec, languages
from potstill.ir import types as t
from potstill.ir.caps import MAX_LANGUAGE_PAIRS
from potstill.ir.errors import ErrorCode
from potstill.ir.grammar import Machine
from potstill.ir.lexicons import Pattern, Words
from potstill.ir.lexicons.pattern import PatternError
from potstill.ir.lexicons.text import FREE_TEXT, pattern_type
from potstill.ir.operators import may_fail, result
from potstill.ir.program import Shape, Table
from potstill.ir.regular import CapExceeded
from potstill.ir.types import Text, Type, enumeration, integer
from potstill.ir.typing import contains, fits, join, meet, show
from potstill.runtime import Handler
from potstill.runtime.candidates import ContextError
from tests.recipes import artifact

CODE = pattern_type("[A-Z]{3}")
PLATE = pattern_type(r"[a-z]{2}-\d")
LARGE = "(a|b)*a(a|b){12}"
"""Its smallest automaton has 2 ** 13 states."""


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (CODE, "USD", True),
        (CODE, "usd", True),
        (CODE, "\uff35\uff33\uff24", True),
        (CODE, "usd.", False),
        (CODE, " usd", False),
        (CODE, "us", False),
        (CODE, "", False),
        (pattern_type("(x y)?"), "", True),
        (pattern_type("x y"), "X \t Y", True),
        (pattern_type("strasse"), "Straße", True),
        (replace(CODE, longest=2), "usd", False),
        (Text(0, 9, None, CODE.language), "ab\u00adc", True),
    ],
)
def test_a_language_is_of_fragments(kind: Text, text: str, expected: bool) -> None:
    assert contains(kind, text) is expected


def test_equal_languages_are_equal_types() -> None:
    one, other = pattern_type("[ab]{2}"), pattern_type("(a|b)[a-b]|aa")
    assert one == other
    assert hash(one) == hash(other)
    assert one != pattern_type("[ab]{3}")
    assert pattern_type(".*") == Text(0, t.MAX_UTTERANCE)


def test_types_are_shown_as_they_were_written() -> None:
    assert show(CODE) == "text /[A-Z]{3}/"
    assert show(replace(CODE, pattern=None)) == "text like 'aaa'"


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (CODE, Text(1, 1000), True),
        (CODE, Text(1, 3), False),
        (CODE, pattern_type(r"\w+"), True),
        (pattern_type(r"\w+"), CODE, False),
        (enumeration("USD", "eur"), CODE, True),
        (enumeration("USD", "euro"), CODE, False),
        (CODE, enumeration("USD"), False),
        (Text(3, 3), CODE, False),
        (t.Optional(CODE), t.Optional(pattern_type("[a-z]*")), True),
    ],
)
def test_inclusion_of_languages(inner: Type, outer: Type, expected: bool) -> None:
    assert fits(inner, outer) is expected


@pytest.mark.parametrize(
    ("one", "other", "joined", "met"),
    [
        (CODE, PLATE, pattern_type(r"[a-z]{3}|[a-z]{2}-\d"), None),
        (CODE, pattern_type("[a-c]+"), pattern_type("[a-z]{3}|[a-c]+"), pattern_type("[a-c]{3}")),
        (CODE, Text(0, 1000), Text(0, 1000), CODE),
        (CODE, enumeration("USD", "x"), pattern_type("[a-z]{3}|x"), enumeration("USD")),
        (CODE, integer(1, 2), None, None),
    ],
)
def test_join_and_meet_of_languages(one: Type, other: Type, joined: Type | None, met: Type | None) -> None:
    assert (join(one, other), meet(one, other)) == (joined, met)
    assert (join(other, one), meet(other, one)) == (joined, met)


def test_beyond_the_caps() -> None:
    with pytest.raises(CapExceeded):
        pattern_type(LARGE)
    with pytest.raises(CapExceeded):
        pattern_type("[acegikmoqsuwy]{900}")
    assert Pattern(LARGE).value_type() == FREE_TEXT
    primes = pattern_type("(a{23})*b|a{7}"), pattern_type("(a{999})*b")
    assert join(*primes) == Text(1, 1000)
    tens = [pattern_type(f"(a{{{length}}})*") for length in (991, 997)]
    assert MAX_LANGUAGE_PAIRS < 991 * 997
    assert not fits(tens[0], tens[1])
    assert meet(*tens) == tens[0]


def test_what_slots_read() -> None:
    assert Pattern("[a-z]{3}").value_type() == CODE
    assert Words(1, 2).value_type() == FREE_TEXT
    (value,) = Pattern(r" ?1/2").read("1/2")
    assert contains(Pattern(r" 1/2").value_type(), value)


def written(*pieces: str | Shape, args: tuple[Type, ...]) -> Type:
    return result("format", args, pieces)


@pytest.mark.parametrize(
    ("pieces", "args", "pattern"),
    [
        ((Shape(), " x", Shape()), (PLATE, integer(-12, 5)), r"[a-z]{2}-\d x([0-5]|-[1-9]|-1[0-2])"),
        (("<", Shape(), ">"), (CODE,), "<[a-z]{3}>"),
        ((Shape(), Shape()), (CODE, enumeration("", "É")), "[a-z]{3}(é)?"),
        ((Shape(), " ", Shape()), (CODE, t.Bool()), "[a-z]{3} (true|false)"),
        ((Shape(), Shape()), (CODE, PLATE), r"[a-z]{5}-\d"),
        ((Shape(), Shape(2)), (CODE, integer(1, 2)), None),
        ((Shape(), Shape()), (CODE, Text(0, 3)), None),
        ((Shape(), "1"), (PLATE,), None),
        ((Shape(), " ", Shape()), (pattern_type("a ?"), t.Bool()), None),
        (("a", Shape()), (pattern_type("[^b]"),), None),
    ],
)
def test_what_formats_write(pieces: Any, args: tuple[Type, ...], pattern: str | None) -> None:
    found = written(*pieces, args=args)
    assert isinstance(found, Text)
    assert found.language == (None if pattern is None else pattern_type(pattern).language)


def test_case_gives_up_the_language() -> None:
    assert result("upper", (CODE,)) == Text(1, t.MAX_UTTERANCE)


def test_a_lookup_that_cannot_fail() -> None:
    table = Table("T", Text(0, 9), integer(0, 1), (("Red!", 0), ("blue", 1)), False)
    key = pattern_type(r"¿?(red|blue)[.!]*")
    assert may_fail("lookup", (key,), table) == ()
    assert may_fail("lookup", (pattern_type("red|blu"),), table) == (ErrorCode.KEY_MISSING,)


RECIPE = r"""
family parcel
ask "track {code} [for {n}]"
slot code: text /[a-z]{2}-?\d{3}/
slot n: int 1..20 default 1
context zone: optional text /[A-Z)("]{3}/
table RATES: text /[A-Z]{3}/ -> int 0..9 {"USA": 1, "EUR": 2}
let label: text /[a-z]{2}-?\d{3} x\d+/ = f"{code} x{n}"
answer: text /[a-z]{2}\d{3} .*/ = label if default(zone, "usa") in RATES else "none"
example "track ab123" => "ab123 x1"
"""


def test_recipes_declare_them() -> None:
    made = artifact(RECIPE)
    assert codec.decode(codec.encode(made.family)) == made.family
    layout = format_recipe(RECIPE)
    assert layout is not None
    handler = Handler([made], allow_unverified=True)
    assert handler("track AB123 for 3", context={"zone": "eur"}).value == "AB123 x3"
    assert handler("track ab-123", context={"zone": "eur"}).guard == "answer"
    with pytest.raises(ContextError, match="zone"):
        handler("track ab-123", context={"zone": "eu"})


def test_pattern_errors_are_raised() -> None:
    with pytest.raises(PatternError):
        pattern_type("a**")


def test_the_machine_of_a_language_is_its_own() -> None:
    assert CODE.language is not None
    assert languages.is_canonical(CODE.language)
    assert not languages.is_canonical(Machine((((97, 97, 1),), ((98, 98, 2),), ()), (1,)))
