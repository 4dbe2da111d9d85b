"""Number words against a second, independent account of how numbers are said."""

from __future__ import annotations

from itertools import islice, product
from random import Random

import pytest

from potstill.ir.lexicons import Integers, Ordinals
from potstill.ir.lexicons.numerals import LARGEST, numerals, spell
from potstill.ir.regular.bridge import automaton
from potstill.ir.regular.census import Census, cardinality
from potstill.ir.regular.minimal import minimise
from tests.strategies.lexicons import lexeme

UP_TO_NINETEEN = (
    "one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
ONES = dict(enumerate(UP_TO_NINETEEN.split(), 1))
TWENTY_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = dict(enumerate(TWENTY_TO_NINETY.split(), 2))
WORTH = {word: number for number, word in ONES.items()} | {word: 10 * number for number, word in TENS.items()}


def ways(number: int) -> set[str]:
    """Everything that the lexicon's docstring promises for a number, "a" and dozens apart."""
    if number == 0:
        return {"zero"}
    said = set(_ways(number))
    if 1100 <= number <= 9999 and number // 100 % 10:
        for hundreds, rest in product(_ways(number // 100), _ways(number % 100) or {""}):
            said |= {f"{hundreds} hundred{join}{rest}" for join in ([" ", " and "] if rest else [""])}
    return said


def _ways(number: int) -> set[str]:
    if number < 20:
        return {ONES[number]} if number else set()
    if number < 100:
        tens, one = TENS[number // 10], number % 10
        return {f"{tens}{join}{ONES[one]}" for join in "- "} if one else {tens}
    size, word = next(
        pair for pair in ((10**6, "million"), (1000, "thousand"), (100, "hundred")) if number >= pair[0]
    )
    rests = _ways(number % size)
    heads = [f"{count} {word}" for count in _ways(number // size)]
    return {f"{h}{j}{r}" for h in heads for j in (" ", " and ") for r in rests} if rests else set(heads)


def worth(text: str) -> int:
    """What number words are worth, added up from left to right."""
    dozens = {"a dozen": 12, "one dozen": 12, "two dozen": 24, "half a dozen": 6, "zero": 0}
    if text in dozens:
        return dozens[text]
    total = group = 0
    for word in text.replace("-", " ").split():
        if word == "hundred":
            group = max(group, 1) * 100
        elif word in ("thousand", "million"):
            total += max(group, 1) * (1000 if word == "thousand" else 10**6)
            group = 0
        elif word not in ("and", "a"):
            group += WORTH[word]
        elif word == "a":
            group += 0
    return total + group


ALL = Integers(0, LARGEST)


def test_all_small_numbers_are_read() -> None:
    for number in range(3000):
        for said in ways(number):
            assert ALL.read(said) == (number,), said


def test_large_numbers_are_read() -> None:
    random = Random(7)
    for _ in range(400):
        number = random.randrange(10 ** random.randint(4, 9))
        for said in islice(sorted(ways(number)), 40):
            assert ALL.read(said) == (number,), said


def test_what_is_read_is_worth_that_much() -> None:
    random = Random(8)
    words = Integers(0, LARGEST)
    for _ in range(2000):
        text = lexeme(words, random)
        if not any(char.isdigit() for char in text):
            assert words.read(text) == (worth(text),), text


@pytest.mark.parametrize(
    "bounds", [(0, 0), (0, 30), (7, 7), (17, 43), (95, 203), (100, 1000), (990, 1203), (1999, 2101)]
)
def test_ranges_hold_just_their_numbers(bounds: tuple[int, int]) -> None:
    low, high = bounds
    lexicon = Integers(low, high)
    for number in range(max(low - 120, 0), high + 120):
        for said in ways(number):
            assert bool(lexicon.read(said)) == (low <= number <= high), said


def test_a_range_holds_nothing_but_numbers() -> None:
    language = automaton(numerals(0, 120))
    words = set(Census(minimise(language)).words())
    assert cardinality(minimise(language)) == len(words)
    assert words - {"a dozen", "one dozen", "two dozen", "half a dozen"} == {
        *(said for number in range(121) for said in ways(number)),
        *(said.replace("one hundred", "a hundred") for number in range(100, 121) for said in ways(number)),
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "zero"),
        (21, "twenty-one"),
        (105, "one hundred and five"),
        (2005, "two thousand and five"),
        (-3, "minus three"),
        (1_234_567, "one million two hundred and thirty-four thousand five hundred and sixty-seven"),
    ],
)
def test_spells(number: int, text: str) -> None:
    assert spell(number) == text


def test_reads_what_it_spells() -> None:
    random = Random(9)
    for number in [*range(1200), *(random.randrange(LARGEST) for _ in range(300)), LARGEST]:
        assert ALL.read(spell(number)) == (number,)
        assert spell(number) in ways(number)
    with pytest.raises(ValueError, match="no words"):
        spell(LARGEST + 1)


def test_ordinals_end_in_one_ordinal_word() -> None:
    irregular = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
                 "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
    lexicon = Ordinals(1, 10**6)
    for number in [*range(1, 1300), 2000, 12_345, 10**6]:
        for said in ways(number):
            cut = max(said.rfind(" "), said.rfind("-")) + 1
            last = said[cut:]
            ordinal = irregular.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
            assert lexicon.read(said[:cut] + ordinal) == (number,)
            assert lexicon.read(said) == ()


def test_no_number_is_read_twice() -> None:
    random = Random(10)
    for lexicon in (Integers(0, 10**12), Ordinals(0, 10**6)):
        for _ in range(2000):
            assert len(lexicon.read(lexeme(lexicon, random))) == 1
