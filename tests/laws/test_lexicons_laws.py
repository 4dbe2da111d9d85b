"""Laws of all lexicons: they print what they read, read what their language holds, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.ir.lexicons import Integers, Lexicon, Lists, Ordinals, Pattern, Times, Wild, Words
from potstill.ir.normal import fold
from potstill.ir.regular.bridge import automaton
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.typing import contains
from tests.strategies.lexicons import LEXICONS, lexeme, values

CONDITIONAL = {
    "int 0..100 step 5",
    "decimal(2) 0..10000",
    "decimal(2) -100..100 digits",
    "decimal(1) -40..60.5 step 0.5",
    "percent(1) 0..100 step 0.5",
    "fraction den 16 0..10",
    "fraction den 100 -1..200",
    "multiplier 1/10..100",
    "date mdy 1900-01-01..2099-12-31",
    "date dmy 1900-01-01..2099-12-31",
    "date iso 2026-03-10..2026-03-20",
    "duration 0..10000000",
    "duration 60..86400",
    "list(decimal) 2..4",
    "list(duration) 1..2",
}
"""Lexicons whose language holds lexemes that a condition refuses, as their docstrings say."""

named = pytest.mark.parametrize("name", LEXICONS)
AUTOMATA = {name: automaton(lexicon.language()) for name, lexicon in LEXICONS.items()}


def samples(name: str, count: int) -> list[str]:
    """Words of the lexicon's language, the same in every run."""
    random = Random(name)
    words = (lexeme(LEXICONS[name], random) for _ in range(count))
    return [word for word in words if len(word) <= MAX_UTTERANCE]


@named
@settings(max_examples=25)
@given(data=st.data())
def test_reads_what_it_prints(name: str, data: st.DataObject) -> None:
    lexicon = LEXICONS[name]
    value = data.draw(values(lexicon))
    text = lexicon.print(value)
    assert fold(text) == text
    assert lexicon.read(text) == (value,)
    assert AUTOMATA[name].accepts(text)
    assert contains(lexicon.value_type(), value)


@named
def test_reads_its_language(name: str) -> None:
    lexicon = LEXICONS[name]
    refused = 0
    for text in samples(name, 100):
        found = lexicon.read(text)
        assert len(set(found)) == len(found)
        assert len(found) <= 1 or isinstance(lexicon, Lists)
        assert all(contains(lexicon.value_type(), value) for value in found)
        refused += not found
    assert name in CONDITIONAL or not refused


@pytest.mark.parametrize("name", sorted(CONDITIONAL))
def test_conditions_refuse_something(name: str) -> None:
    assert not all(map(LEXICONS[name].read, samples(name, 3000)))


@named
def test_reads_nothing_but_its_language(name: str) -> None:
    """Against the automaton of the language, on lexemes with a symbol changed, added or left out."""
    lexicon, random = LEXICONS[name], Random(name)
    for text in samples(name, 60):
        at = random.randrange(len(text) + 1)
        other = random.choice([" ", ",", ".", "-", "0", "1", "9", "s", "and", ""])
        mutant = text[:at] + other + text[at + random.randrange(2) :]
        accepted, found = AUTOMATA[name].accepts(mutant), lexicon.read(mutant)
        assert accepted or not found, mutant
        assert found or not accepted or name in CONDITIONAL, mutant


@pytest.mark.parametrize("lexicon", [Words(1, 3), Wild(), Pattern(".+"), Lists(Words(1, 2), 1, 3)])
def test_free_text_keeps_its_spelling(lexicon: Lexicon) -> None:
    text = "ruby ring"
    spelled = lexicon.read(text, spell=lambda start, end: text[start:end].upper())
    assert spelled == (("RUBY RING",) if isinstance(lexicon, Lists) else "RUBY RING",)
    assert lexicon.spelled


def test_items_are_spelled_one_by_one() -> None:
    original = "Ann Lee, Bob and CAROL"
    lexicon = Lists(Words(1, 2), 1, 3)
    found = lexicon.read(fold(original), spell=lambda start, end: original[start:end])
    assert found == (("Ann Lee", "Bob", "CAROL"),)


@named
def test_equal_lexicons_share_their_parts(name: str) -> None:
    lexicon = replace(LEXICONS[name])
    assert lexicon.language() is LEXICONS[name].language()
    assert lexicon.transducer() is LEXICONS[name].transducer()


@settings(max_examples=30)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(-1000, 1000))
def test_ranges_are_exact(first: int, second: int, number: int) -> None:
    low, high = sorted((first, second))
    for lexicon in (Integers(low, high), Ordinals(low, high)):
        text = LEXICONS["int -1000..1000"].print(number) if isinstance(lexicon, Integers) else f"{number}th"
        inside = low <= number <= high and (isinstance(lexicon, Integers) or text in (lexicon.print(number),))
        assert automaton(lexicon.language()).accepts(text) == inside
        assert bool(lexicon.read(text)) == inside


def test_times_of_a_whole_day() -> None:
    lexicon = Times()
    for second in range(0, 86_400, 7):
        assert lexicon.read(lexicon.print(second)) == (second,)
