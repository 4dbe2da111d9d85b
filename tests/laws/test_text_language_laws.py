"""Languages of text types against Python's ``re``, word by word."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.ir import languages
from potstill.ir.lexicons.text import pattern_type
from potstill.ir.normal import fold, fragment
from potstill.ir.normal_table import table
from potstill.ir.operators import result
from potstill.ir.program import Shape
from potstill.ir.reference.operations import written
from potstill.ir.types import Text, Type, enumeration, integer
from potstill.ir.typing import contains, fits, join, meet

SHORT = ["".join(word) for length in range(5) for word in product("ab", repeat=length)]
"""All words of at most four symbols; no pattern below reads a longer one."""

atoms = st.sampled_from(["a", "b", "[ab]", "(a|b)?", "a?", "(ab)?", "b{0,2}"])
finite = st.lists(atoms, min_size=1, max_size=2).map("".join)
patterns = st.lists(finite, min_size=1, max_size=3).map("|".join)


def words(pattern: str) -> set[str]:
    expression = re.compile(pattern)
    return {word for word in SHORT if expression.fullmatch(word)}


def members(kind: Type) -> set[str]:
    return {word for word in SHORT if contains(kind, word)}


@given(patterns, patterns)
def test_the_algebra_is_that_of_sets(first: str, second: str) -> None:
    one, other = pattern_type(first), pattern_type(second)
    mine, theirs = words(first), words(second)
    assert members(one) == mine
    assert (one == other) == (mine == theirs)
    assert fits(one, other) == (mine <= theirs)
    joined, met = join(one, other), meet(one, other)
    assert joined is not None
    assert members(joined) == mine | theirs
    assert (set() if met is None else members(met)) == mine & theirs


@given(patterns, st.lists(st.sampled_from(SHORT), min_size=1, max_size=4, unique=True))
def test_enumerations_meet_languages(pattern: str, listed: list[str]) -> None:
    kind, values = pattern_type(pattern), enumeration(*listed)
    assert fits(values, kind) == (set(listed) <= words(pattern))
    joined = join(values, kind)
    assert joined is not None
    assert members(joined) == words(pattern) | set(listed)
    met = meet(values, kind)
    assert (set() if met is None else members(met)) == words(pattern) & set(listed)


ODD = "aB1 ½.¿!\u0301\u0323\u0345\u00ad\ufb01"
odd = st.text(st.sampled_from(ODD), max_size=5)


@given(odd)
def test_a_normal_form_is_a_fragment_without_its_ends(text: str) -> None:
    ends = table()
    kept = fragment(text).rstrip(" " + ends.closing).lstrip(" " + ends.opening)
    assert kept == fold(text)


DIGITS = ("a1?", r"\d*", "(fi|b)1/2", "[a-z0-9/]+")
SPACES = ("a ?", r" ?\d?", "a ", " 1")
MARKS = (".a", "[^a ]*", "b\u0301", "\u0323?1?")
SPELLED = tuple(map(pattern_type, DIGITS + SPACES + MARKS))
WORDS = ["".join(symbols) for length in range(4) for symbols in product(ODD, repeat=length)]
SPELLINGS = [(kind, [word for word in WORDS if contains(kind, word)]) for kind in SPELLED]
@pytest.mark.parametrize(("one", "first"), SPELLINGS)
def test_what_is_written_side_by_side_is_of_the_type(one: Text, first: list[str]) -> None:
    for other, second in SPELLINGS:
        found = result("format", (one, other), (Shape(), Shape()))
        for values in product(first[:20], second[:20]):
            assert contains(found, "".join(values))


@given(st.sampled_from(SPELLINGS), odd, st.integers(-5, 20), st.data())
def test_what_is_written_is_of_the_type(
    row: tuple[Text, list[str]], between: str, number: int, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(row[1]))
    for pieces in ((Shape(), between, Shape()), (between, Shape(), Shape()), (Shape(), Shape(), between)):
        kinds = row[0], integer(-5, 20)
        assert contains(result("format", kinds, pieces), "".join(written(pieces, (text, number), kinds)))


@given(patterns, st.lists(odd, max_size=3), odd)
def test_what_is_covered_is_found(pattern: str, keys: list[str], text: str) -> None:
    kind: Text = pattern_type(pattern)
    known = {fold(key) for key in (*keys, "a", "b", "ab", "ba")}
    if kind.language is not None and languages.covered(kind.language, known):
        assert all(fold(word) in known for word in words(pattern))
        if contains(kind, text):
            assert fold(text) in known
