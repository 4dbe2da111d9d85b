"""Lexicons: what they refuse to be built from, how they read, and what hostile texts do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from random import Random
from threading import Thread

import pytest

from potstill.ir import grammar as g
from potstill.ir.lexicons import (
    CURRENCIES,
    Choices,
    Dates,
    Decimals,
    Durations,
    Fractions,
    Integers,
    Lexicon,
    Lists,
    Money,
    Multipliers,
    Option,
    Order,
    Ordinals,
    Pattern,
    Percents,
    Wild,
    Words,
    places,
)
from potstill.ir.lexicons.makers import Elements, Scaled, Spelled
from potstill.ir.lexicons.numerals import spell
from potstill.ir.lexicons.places import MAX_KEPT, MAX_MOVES, Automaton
from potstill.ir.lexicons.transducer import Transducer
from potstill.ir.normal import fold
from potstill.ir.types import MAX_UTTERANCE, Bool
from potstill.ir.typing import contains
from potstill.ir.values import Value
from tests.strategies.lexicons import LEXICONS

ONE = Fraction(1)

MISTAKES: list[tuple[Callable[[], Lexicon], str]] = [
    (lambda: Integers(2, 1), "range 2..1"),
    (lambda: Integers(0, 10**31), "beyond"),
    (lambda: Integers(0, 9, 0), "above 0, not 0"),
    (lambda: Integers(0, 9, -1), "above 0, not -1"),
    (lambda: Decimals(1, Fraction(1, 3), ONE, ONE), "bound 1/3 must have at most 1 decimal"),
    (lambda: Decimals(1, Fraction(0), ONE, Fraction(1, 100)), "step 1/100 must have at most 1 decimal"),
    (lambda: Decimals(13, Fraction(0), ONE, ONE), "0 to 12, not 13"),
    (lambda: Percents(-1, Fraction(0), ONE, ONE), "0 to 12, not -1"),
    (lambda: Money("XXX", Fraction(0), ONE), "no currency 'XXX'"),
    (lambda: Money("JPY", Fraction(1, 2), ONE), "bound 1/2 must have at most 0"),
    (lambda: Fractions(0, Fraction(0), ONE), "1 to 1000, not 0"),
    (lambda: Fractions(1001, Fraction(0), ONE), "1 to 1000, not 1001"),
    (lambda: Fractions(2, ONE, Fraction(0)), "range 1..0"),
    (lambda: Multipliers(-ONE, ONE), "negative"),
    (lambda: Ordinals(-1, 5), "range -1..5"),
    (lambda: Dates(Order.ISO, 0, 5), "0..5"),
    (lambda: Dates(Order.ISO, 6, 5), "6..5"),
    (lambda: Durations(-1, 5), "range -1..5"),
    (lambda: Choices(()), "must have values"),
    (lambda: Choices((Option("!"),)), "must have a symbol"),
    (lambda: Choices((Option("a", ("?",)),)), "must have a symbol"),
    (lambda: Choices((Option("A"), Option("a"))), "equal normal forms"),
    (lambda: Words(0, 1), "0..1"),
    (lambda: Words(3, 2), "3..2"),
    (lambda: Words(1, 51), "1..51"),
    (lambda: Words(1, 2, ("by", "...")), "must have a word"),
    (lambda: Pattern("a*"), "empty text"),
    (lambda: Lists(Lists(Integers(0, 9), 1, 2), 1, 2), "list of lists"),
    (lambda: Lists(Wild(), 1, 2), "list of wild"),
    (lambda: Lists(Integers(0, 9), 0, 2), "0..2"),
    (lambda: Lists(Integers(0, 9), 1, 101), "1..101"),
]


@pytest.mark.parametrize(("mistake", "reason"), MISTAKES)
def test_refuses_to_be_built(mistake: Callable[[], Lexicon], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        mistake()


UNPRINTABLE: list[tuple[Lexicon, Value, str]] = [
    (Integers(0, 9), "three", "not a number"),
    (Integers(0, 9), True, "not a number"),
    (Integers(0, 9), Fraction(1, 2), "at most 0 decimal"),
    (Decimals(1, Fraction(0), ONE, Fraction(1, 10)), Fraction(1, 100), "at most 1 decimal"),
    (LEXICONS["monthday"], 1301, "not a day of the year"),
    (LEXICONS["time"], 86_400, "not a time"),
    (Durations(0, 5), 6, "not a duration"),
    (Dates(Order.ISO, 5, 6), 4, "not a day"),
    (LEXICONS["enum"], "green", "not one of the values"),
    (Words(1, 2), 5, "not a text"),
    (Lists(Integers(0, 9), 1, 2), 5, "not a list"),
    (Lists(Integers(0, 9), 1, 2), (1, 2, 3), "not a list that is read"),
]


@pytest.mark.parametrize(("lexicon", "value", "reason"), UNPRINTABLE)
def test_prints_no_other_value(lexicon: Lexicon, value: Value, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        lexicon.print(value)


@pytest.mark.parametrize("code", CURRENCIES)
def test_every_currency_reads_what_people_write_for_it(code: str) -> None:
    currency = CURRENCIES[code]
    lexicon = Money(code, Fraction(0), Fraction(1000))
    forms = [f"7 {code.lower()}", f"{code.lower()} 7", *(f"7 {name}" for name in currency.names)]
    forms += [f"{fold(symbol)}7" for symbol in currency.symbols]
    for form in forms:
        assert lexicon.read(form) == (7,), form
    for name in currency.minor_names:
        assert lexicon.read(f"50 {name}") == (Fraction(50, 10**currency.places),)
        assert lexicon.read(f"7 {currency.names[0]} and 50 {name}") == (
            7 + Fraction(50, 10**currency.places),
        )
    assert (currency.places == 0) <= (not currency.minor_names)
    finest = Fraction(1, 10**currency.places)
    assert lexicon.read(lexicon.print(7 + finest)) == (7 + finest,)


def test_a_choice_that_two_values_share_has_both() -> None:
    lexicon = Choices((Option("light", ("lamp",)), Option("lantern", ("lamp",))))
    assert lexicon.read("lamp") == ("light", "lantern")


def test_choices_of_numbers_and_of_truth() -> None:
    level = Choices((Option(100, ("max",)), Option(Fraction(1, 2), ("half",), named=False), Option(-3)))
    assert [level.read(text) for text in ("100", "max", "half", "1/2", "-3")] == [
        (100,), (100,), (Fraction(1, 2),), (), (-3,),
    ]  # fmt: skip
    assert contains(level.value_type(), Fraction(1, 2))
    assert [level.print(value) for value in (100, Fraction(1, 2), -3)] == ["100", "half", "-3"]
    truth = Choices((Option(True, ("yes",)), Option(False, ("no",))))
    assert [truth.read(text) for text in ("true", "yes", "no", "1")] == [(True,), (True,), (False,), ()]
    assert truth.value_type() == Bool()
    with pytest.raises(ValueError, match="of one kind"):
        Choices((Option(1), Option("a")))


def test_truth_values_are_no_numbers() -> None:
    """Python's True equals 1, and what is equal shares a language and a transducer."""
    truth, bits = Choices((Option(True), Option(False))), Choices((Option(1), Option(0)))
    assert truth != bits
    assert [truth.read(text) for text in ("true", "1")] == [(True,), ()]
    assert [bits.read(text) for text in ("true", "1")] == [(), (1,)]
    assert g.Fix("x", True) != g.Fix("x", 1)
    assert g.Fix("x", (False, "a")) != g.Fix("x", (0, "a"))
    assert len({g.Fix("x", Fraction(1)), g.Fix("x", 1), g.Fix("y", 1)}) == 2


HOSTILE = [
    "",
    " ",
    "9" * 1_000_000,
    "9" * MAX_UTTERANCE,
    "1" + ",000" * 300,
    "0." + "3" * 990,
    "1e" + "9" * 500,
    "one " * 240 + "one",
    "a" * MAX_UTTERANCE,
    "x " * 499 + "x",
    "1, " * 300 + "1",
    "hundred and " * 80,
    "-" * 900,
    "$" * 900,
    "1/" * 450,
    "\x00",
    "\ud800",
    "\U0010ffff" * 900,
    "e\u0301" * 450,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_read_as_nothing(text: str) -> None:
    for lexicon in LEXICONS.values():
        if not lexicon.spelled:
            assert lexicon.read(text) == ()


def test_a_long_enough_text_is_read() -> None:
    assert Wild().read("x" * MAX_UTTERANCE) == ("x" * MAX_UTTERANCE,)
    assert Wild().read("x" * (MAX_UTTERANCE + 1)) == ()


def test_what_is_kept_is_bounded() -> None:
    automaton = Automaton(Wild().language(), {})
    for code in range(0x4E00, 0x4E00 + 3 * MAX_MOVES):
        automaton.move(automaton.start, chr(code))
    assert len(automaton.start.moves) == automaton.kept == MAX_MOVES
    random = Random(1)
    lexicon = LEXICONS["int 1..999999999999"]
    transducer = Transducer(lexicon.language(), lexicon.maker(), {})
    for _ in range(3000):
        transducer.read("".join(random.choices("0123456789,. onehudrtw", k=12)))
    assert 0 < transducer.automaton.kept < MAX_KEPT


def test_equal_readings_by_different_paths_are_one() -> None:
    either = g.alt(g.seq(g.Text("a"), g.Step(0, 0, 5)), g.seq(g.chars("az"), g.Step(0, 1, 5)))
    assert Transducer(either, Scaled(0, 0, 9), {}).read("a") == (5,)


def test_values_come_in_order_of_writing() -> None:
    parts = [g.seq(g.Repeat(g.chars("az"), 1, 3), g.Step(0, 0, number)) for number in (3, 1, 2)]
    assert Transducer(g.alt(*parts), Scaled(0, 0, 9), {}).read("ab") == (3, 1, 2)


def test_longer_repeats_come_first() -> None:
    count = g.seq(g.chars("az"), g.Step(0, 1, 1))
    language = g.seq(g.Repeat(count, 0, 4), g.Repeat(g.chars("az"), 0, 4))
    assert Transducer(language, Scaled(0, 0, 9), {}).read("abc") == (3, 2, 1, 0)


def test_gaps_read_one_space_or_none_at_the_ends() -> None:
    language = g.seq(g.GAP, g.optional(g.Text("the")), g.GAP, g.Text("hall"), g.GAP)
    transducer = Transducer(language, Spelled(), {})
    for text in ("hall", "the hall"):
        assert transducer.read(text) == (text,)
    for text in ("thehall", "the  hall", "hal"):
        assert transducer.read(text) == ()


def test_too_many_readings_are_none() -> None:
    """Every split of a run of letters into items is a reading: 2**n of them."""
    item = g.Item(Pattern("[a-z]+"))
    language = g.seq(item, g.Repeat(item, 0, None))
    made = {id(item): (Pattern("[a-z]+").language(), Spelled())}
    transducer = Transducer(language, Elements(1, 1000), made)
    assert len(transducer.read("abcd")) == 8
    assert transducer.read("abcd" * 10) == ()


def test_grammar_nodes_have_no_place_in_a_lexicon() -> None:
    for node in (g.Rule("r"), g.Capture("s", Wild()), g.Fix("s", 1)):
        with pytest.raises(ValueError, match=type(node).__name__):
            Transducer(g.seq(g.Text("a"), node), Spelled(), {}).read("a")


def test_threads_share_a_transducer() -> None:
    lexicon = Integers(0, 999_999)
    transducer = Transducer(lexicon.language(), lexicon.maker(), {})
    wrong: list[int] = []

    def read(seed: int) -> None:
        random = Random(seed)
        for _ in range(300):
            number = random.randrange(10**6)
            if transducer.read(lexicon.print(number)) != (number,):
                wrong.append(number)

    threads = [Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_reading_goes_on_when_nothing_more_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_KEPT", 5)
    lexicon = Integers(0, 10**9)
    transducer = Transducer(lexicon.language(), lexicon.maker(), {})
    for number in (7, 123_456_789, 10**9):
        assert transducer.read(lexicon.print(number)) == (number,)
        assert transducer.read(spell(number - 1)) == (number - 1,)
    assert transducer.automaton.kept == 5
