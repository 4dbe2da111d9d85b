"""Lexicons inside families: the matcher of the runtime against the reference, for each type of slot."""

from __future__ import annotations

from random import Random

import pytest

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding, entry
from potstill.ir.codec import document
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Choices, Integers, Lexicon, Lists, Names, Option, Words
from potstill.ir.normal import fold, normalise
from potstill.ir.program import Node, Program, Span
from potstill.ir.reference.match import readings
from potstill.ir.types import enumeration
from potstill.ir.values import Value
from potstill.runtime.matcher import matcher
from tests.strategies.lexicons import GOLDEN, LEXICONS, lexeme

PROGRAM = Program((Node("const", (), enumeration("yes"), "yes"),), (Span(0, 0),), (), (), (), 0, None, ())
HOME = Binding({"people": [entry("Ann Lee"), entry("Bob"), entry("Bo", 7)]})


def family(*lexicons: Lexicon, word: str = "take") -> Family:
    """Templates "take {s}", one for each lexicon, all for one slot."""
    slot = Slot("s", lexicons[0], lexicons[0].value_type())
    templates = tuple(g.seq(g.Text(word), g.GAP, g.Capture("s", lexicon)) for lexicon in lexicons)
    return Family("f", "", g.Grammar(g.Alt(templates)), (slot,), (), PROGRAM, (), Resolve.UNIQUE)


def matched(families: list[Family], text: str, binding: Binding) -> list[set[Value]]:
    """By family, the values that the runtime gives to the slot."""
    known, normal = matcher(families, binding), normalise(text)
    values: list[set[Value]] = [set() for _ in families]
    for match in known.match(normal.text):
        for reading in match.readings or ():
            values[match.member.number] |= {
                value for (value,) in known.parameters(match.member, reading, normal)
            }
    return values


def compared(one: Family, text: str, binding: Binding = EMPTY_BINDING) -> set[Value]:
    """What both say."""
    expected = {reading.parameters[0] for reading in readings(one, normalise(text), binding)}
    assert matched([one], text, binding) == [expected]
    return expected


@pytest.mark.parametrize("name", LEXICONS)
def test_lexemes_in_a_template(name: str) -> None:
    random, lexicon = Random(name), LEXICONS[name]
    one = family(lexicon)
    for text in (lexeme(lexicon, random) for _ in range(4)):
        if len(text) < 200:
            compared(one, f"take {text}")
    typed = fold(GOLDEN[name]["reads"][0][0])
    assert compared(one, f"Take {typed}") == set(lexicon.read(typed))


def test_items_of_a_list_keep_their_spelling() -> None:
    found = compared(family(Lists(Words(1, 2), 1, 3)), "Take Ann Lee, Bob and CAROL!")
    assert found == {("Ann Lee", "Bob", "CAROL")}


def test_lists_of_names() -> None:
    one = family(Lists(Names("people"), 1, 3))
    assert compared(one, "take ann lee and bob", HOME) == {("Ann Lee", "Bob")}
    assert compared(one, "take ann lee and bob") == set()


def test_lexicons_of_one_language_keep_their_values_apart() -> None:
    first = Choices((Option("red", ("hot",), named=False),))
    second = Choices((Option("chili", ("hot",), named=False),))
    assert first.language() == second.language()
    assert matched([family(first), family(second)], "take hot", EMPTY_BINDING) == [{"red"}, {"chili"}]
    assert matched([family(first, second)], "take hot", EMPTY_BINDING) == [{"red", "chili"}]


def test_conditions_are_the_lexicon_s() -> None:
    sevens, fives = Integers(0, 10**9, 7), Integers(0, 10**9, 11)
    assert sevens.language() == fives.language()
    assert matched([family(sevens), family(fives)], "take 22", EMPTY_BINDING) == [set(), {22}]


@pytest.mark.parametrize("name", LEXICONS)
def test_lexicons_survive_the_codec(name: str) -> None:
    one = family(LEXICONS[name])
    assert document.decode(document.encode(one)) == one
