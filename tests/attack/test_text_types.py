"""Patterns made to explode, and languages that no compiler makes."""

from __future__ import annotations

from typing import Any

import pytest

from potstill.compiler import Code, compile_recipe
from potstill.ir import codec
from potstill.ir.codec import Fault, Malformed
from potstill.ir.lexicons.text import FREE_TEXT
from potstill.runtime import Handler
from tests.recipes import artifact

RECIPE = """
family tag
ask "tag {tag}"
slot tag: text /[a-z]+/
context mark: text /x[0-9]/
answer: text /[a-z]+ x[0-9]/ = f"{tag} {mark}"
"""
EXPLODING = [
    "(a|b)*a(a|b){12}",
    ".*a.{12}",
    "(.*a.{9}){3}",
    "(a?b?c?d?){250}",
    "[acegikmoqsuwy]{900}",
    "((a{31})*|(a{37})*|(a{41})*)b",
    "([^b]{1,300}c?){5}",
]


@pytest.mark.parametrize("pattern", EXPLODING)
@pytest.mark.parametrize("place", ["x[0-9]", "[a-z]+ x[0-9]"])
def test_a_type_that_explodes_is_refused(pattern: str, place: str) -> None:
    found = compile_recipe(RECIPE.replace(f"/{place}/", f"/{pattern}/"))
    assert [one.code for one in found.diagnostics] == [Code.PATTERN_TYPE]
    assert "more than 1,000 states" in str(found.diagnostics[0].data)


@pytest.mark.parametrize("pattern", ["(a|b)*a(a|b){12}", ".*a.{12}", "[acegikmoqsuwy]{900}"])
def test_a_slot_that_explodes_reads_free_text(pattern: str) -> None:
    made = artifact(RECIPE.replace("/[a-z]+/", f"/{pattern}/"))
    assert made.family.slots[0].type == FREE_TEXT
    word = "a" * (900 if "900" in pattern else 20)
    assert Handler([made], allow_unverified=True)(f"tag {word}", context={"mark": "x1"}).value == f"{word} x1"


@pytest.mark.parametrize("pattern", ["[a-", "^a", "(" * 60, "a{2000}", "a**", "(?i)a", "\\k"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    found = compile_recipe(RECIPE.replace("/x[0-9]/", f"/{pattern}/"))
    assert [one.code for one in found.diagnostics] == [Code.PATTERN_TYPE]


NOT_MINIMAL = {"moves": [[[97, 97, 1], [98, 98, 2]], [], []], "accepting": [1, 2]}
DEAD_END = {"moves": [[[97, 97, 1], [98, 98, 2]], [], []], "accepting": [1]}
OTHER_ORDER = {"moves": [[[97, 97, 2]], [], [[98, 98, 1]]], "accepting": [1]}
SPLIT = {"moves": [[[97, 97, 1], [98, 98, 1]], []], "accepting": [1]}
EVERYTHING = {"moves": [[[0, 0x10FFFF, 0]]], "accepting": [0]}
NOTHING: dict[str, Any] = {"moves": [[]], "accepting": []}
CHAIN = {"moves": [*([[97, 97, state + 1]] for state in range(1500)), []], "accepting": [1500]}
WIDE = {"moves": [[[2 * code, 2 * code, 0] for code in range(10_001)]], "accepting": [0]}
OUTSIDE = {"moves": [[[97, 97, 7]]], "accepting": [0]}


def with_first_language(**keys: Any) -> Any:
    """The data of the recipe's family with keys of its first type that has a language replaced."""
    data: Any = codec.encode(artifact(RECIPE).family)
    next(kind for kind in data["types"] if kind.get("language") is not None).update(keys)
    return data


@pytest.mark.parametrize(
    "language",
    [NOT_MINIMAL, DEAD_END, OTHER_ORDER, SPLIT, EVERYTHING, NOTHING, CHAIN, WIDE, OUTSIDE],
)
def test_a_language_in_another_form_is_refused(language: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode(with_first_language(language=language))
    assert caught.value.fault is Fault.RANGE


def test_values_and_a_language_are_refused() -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode(with_first_language(values=["abc"], shortest=3, longest=3))
    assert caught.value.fault is Fault.RANGE


def test_more_patterns_than_a_recipe_may_have() -> None:
    fields = "".join(f"context # :\n c{place}: text /a{{{place}}}b/\n" for place in range(100))
    found = compile_recipe(RECIPE.replace("context", fields + "context", 1))
    assert [one.code for one in found.diagnostics] == [Code.PATTERN_TYPE]
