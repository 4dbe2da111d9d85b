"""Patterns against Python's ``re``, which has the same syntax for what they share."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.lexicons import Pattern
from potstill.ir.lexicons.pattern import MAX_NESTING, MAX_PATTERN, PatternError, parse_pattern, shortest
from potstill.ir.normal import fold
from potstill.ir.regular.bridge import automaton

atoms = st.sampled_from(
    ["a", "b", "x1", r"\d", r"\w", r"\.", r"\-", "[a-c]", "[^a]", "[0-9x]", "[]a]", "[a-]", r"[\d.]", "."]
)
repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return (
        several.map("".join)
        | several.map(lambda parts: "(" + "|".join(parts) + ")")
        | st.builds(lambda part, repeat: f"({part}){repeat}", inner, repeats)
    )


patterns = st.recursive(st.builds(str.__add__, atoms, repeats), _grown, max_leaves=6)
texts = st.text(st.sampled_from("abcx019.-_ ]"), max_size=6)


@given(patterns, st.lists(texts, min_size=8, max_size=8))
def test_reads_what_re_reads(pattern: str, candidates: list[str]) -> None:
    language = automaton(parse_pattern(pattern))
    expression = re.compile(pattern, re.ASCII | re.DOTALL)
    for text in candidates:
        assert language.accepts(text) == bool(expression.fullmatch(text))
    assert (shortest(parse_pattern(pattern)) == 0) == bool(expression.fullmatch(""))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[A-Z]{3}", "ABC"),
        ("ÄB+", "äbb"),
        ("[Ä-Ü]x", "Öx"),
        ("STRASSE|ß", "ß"),
        ("[ß]", "ß"),
        ("é{2}", "éé"),
        ("[é]", "É"),
        (r"\$\d+", "$5"),
        ("½", "½"),
        ("a b", "A  B"),
        (r"\(x\)", "(x)"),
    ],
)
def test_literals_are_folded_like_texts(pattern: str, text: str) -> None:
    assert Pattern(pattern).read(fold(text)) == (fold(text),)


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("a)", 1),
        ("(a", 0),
        ("a|(b", 2),
        ("[a", 0),
        ("[", 0),
        ("^a", 0),
        ("a$", 1),
        ("*a", 0),
        ("a**", 2),
        ("a{", 1),
        ("a{x}", 1),
        ("a{2", 1),
        ("a{3,2}", 1),
        ("a{1001}", 1),
        ("a{99999}", 1),
        ("}", 0),
        ("]", 0),
        ("a\\", 1),
        (r"\b", 0),
        (r"\1", 0),
        ("(?:a)", 1),
        ("[z-a]", 3),
        ("[\U00010000-\U00020000]", 0),
        ("[^ß]", 0),
        ("(" * (MAX_NESTING + 2), MAX_NESTING + 1),
        ("a" * (MAX_PATTERN + 1), MAX_PATTERN),
        ("((a{1000}){1000}){1000}", 0),
        ("[\x00]", 0),
    ],
)
def test_refuses_patterns(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)
    assert caught.value.position == position
    assert caught.value.reason in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_an_error(text: str) -> None:
    try:
        found = shortest(parse_pattern(text))
    except PatternError as error:
        found = error.position
    assert 0 <= found <= 18 * len(text)
