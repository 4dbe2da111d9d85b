"""From grammar nodes to automata by example: gaps, lexicons, rules, words to leave out, numerals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pytest

from potstill.ir.grammar import (
    EMPTY,
    GAP,
    NOTHING,
    Alt,
    Capture,
    Chars,
    Digit,
    Fix,
    Grammar,
    Item,
    Machine,
    Node,
    Repeat,
    Rule,
    Seq,
    Step,
    Text,
    alt,
    optional,
    seq,
    walk,
)
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import (
    DFA,
    CapExceeded,
    Census,
    automaton,
    decimal_steps,
    decimals_between,
    digits_between,
    except_words,
    is_empty,
    minimise,
    padded_between,
    steps,
)

LETTERS = Chars(((97, 122),))


@dataclass(frozen=True)
class Colours:
    """A lexicon of colours, for these tests."""

    late: bool = False

    def language(self) -> Node:
        """Red or blue, or nothing where values are bound late."""
        return NOTHING if self.late else Alt((Text("red"), Text("blue")))


def capture(*, late: bool = False) -> Capture:
    return Capture("colour", cast("Lexicon", Colours(late)))


def dfa(source: Grammar | Node) -> DFA:
    return minimise(automaton(source))


def words(source: Grammar | Node) -> list[str]:
    return list(Census(dfa(source)).words())


def test_gaps_around_optional_words_need_no_care() -> None:
    node = seq(GAP, optional(Text("please")), GAP, Text("stop"), GAP, optional(Text("now")), GAP)
    assert words(node) == ["stop", "stop now", "please stop", "please stop now"]


def test_a_gap_between_words_is_one_space() -> None:
    assert words(Seq((Text("a"), GAP, GAP, Text("b"), GAP))) == ["a b"]
    assert words(Seq((GAP, GAP))) == [""]
    assert words(Seq((Text("a "), GAP, Text("b")))) == ["a b"]


def test_no_gap_makes_a_leading_trailing_or_doubled_space() -> None:
    assert words(Seq((Text("a"), GAP, Text(" b")))) == []
    assert words(Seq((Text("a"), GAP, Chars(((32, 32), (98, 98)))))) == ["a b"]
    assert words(Seq((GAP, Text("a"), GAP))) == ["a"]


def test_a_gap_inside_a_repetition() -> None:
    assert words(Repeat(Seq((Text("x"), GAP)), 0, 3)) == ["", "x", "x x", "x x x"]
    endless = dfa(Repeat(Seq((GAP, optional(Text("x")), GAP)), 0, None))
    assert endless.accepts("x x x x")
    assert not endless.accepts("xx")
    assert not endless.accepts("x  x")


def test_nodes_that_read_nothing_or_one_symbol() -> None:
    assert words(Seq((Fix("n", 1), Text("a"), Step(0, 10, 0), Digit(0, 3, 5)))) == ["a3", "a4", "a5"]
    assert words(NOTHING) == []
    assert words(EMPTY) == [""]
    assert words(Chars(())) == []
    assert words(Repeat(Text("a"), 2, 1)) == []


def test_captures_and_items_read_what_their_lexicon_does() -> None:
    node = Seq((capture(), GAP, Item(cast("Lexicon", Colours()))))
    assert words(node) == ["red red", "blue red", "red blue", "blue blue"]


def test_a_late_bound_lexicon_reads_what_it_is_bound_to() -> None:
    node = Seq((capture(), Text("-"), capture(late=True)))
    assert is_empty(automaton(node))
    late = capture(late=True).lexicon
    bound = automaton(node, names=lambda lexicon: Text("Ann") if lexicon == late else lexicon.language())
    assert list(Census(minimise(bound)).words()) == ["red-Ann", "blue-Ann"]


def test_rules_are_those_of_the_grammar_or_given() -> None:
    grammar = Grammar(Seq((Rule("b"), Rule("b"))), (("a", Text("x")), ("b", alt(Rule("a"), Text("y")))))
    assert words(grammar) == ["xx", "xy", "yx", "yy"]
    rules = dict(grammar.rules)
    assert minimise(automaton(grammar.start, rules=rules)) == dfa(grammar)
    with pytest.raises(KeyError, match="unknown"):
        automaton(Rule("unknown"))
    with pytest.raises(ValueError, match="'a' calls itself"):
        automaton(Grammar(Rule("a"), (("a", Seq((Rule("b"), Text("x")))), ("b", Rule("a")))))


def test_nesting_uses_no_stack() -> None:
    node: Node = Text("x")
    for _ in range(10_000):
        node = Alt((Seq((node,)),))
    assert dfa(node).accepts("x")


def test_what_follows_is_shared() -> None:
    shared = Alt(tuple(Text(f"{i:03}") for i in range(500)))
    ways = Alt(tuple(Seq((Text(x), shared)) for x in "abcdefghij"))
    assert len(automaton(ways)) < len(automaton(shared)) + 20


def test_a_machine_stands_where_it_is_put() -> None:
    even = Machine((((97, 97, 1),), ((97, 97, 0),)), (0,))
    language = dfa(Seq((Text("("), even, Text(")"))))
    assert [n for n in range(6) if language.accepts("(" + "a" * n + ")")] == [0, 2, 4]


def test_a_banned_word_may_be_part_of_a_longer_one() -> None:
    language = dfa(except_words(LETTERS, [("by",)], 1, 3))
    assert language.accepts("ruby ring")
    assert language.accepts("standby bye")
    for text in ("by", "ring by ruby", "ring by", "", "a b c d", "a  b", " a", "a "):
        assert not language.accepts(text)


def test_banned_words_cost_a_few_states_a_letter_whatever_the_number_of_words() -> None:
    banned = [(word,) for word in ("zero", "one", "two", "three", "hundred", "thousand", "and")]
    letters = sum(len(word) for (word,) in banned)
    node = except_words(LETTERS, banned, 1, 10_000)
    found = {id(part): part for part in walk(node) if isinstance(part, Machine)}
    assert [len(machine.moves) <= letters + 2 for machine in found.values()] == [True]


def test_a_banned_phrase_forbids_its_words_in_a_row_only() -> None:
    language = dfa(except_words(LETTERS, [("made", "by"), ("of",)], 0, 5))
    for text in ("", "by", "made", "by made", "made in by", "remade by", "made bye"):
        assert language.accepts(text)
    for text in ("made by", "it is made by me", "of", "made made by", "made of"):
        assert not language.accepts(text)


def test_words_have_a_longest_length_if_wanted() -> None:
    a_or_b = Chars(((97, 98),))
    assert words(except_words(a_or_b, [("ab",), ("b",)], 1, 1, longest=2)) == ["a", "aa", "ba", "bb"]
    assert words(except_words(a_or_b, [], 0, 0)) == [""]


@pytest.mark.parametrize(
    ("word_class", "banned", "low", "high", "reason"),
    [
        (Chars(((32, 122),)), [], 1, 2, "space"),
        (LETTERS, [()], 1, 2, "not a sequence of words"),
        (LETTERS, [("a b",)], 1, 2, "not a sequence of words"),
        (LETTERS, [("a", "")], 1, 2, "not a sequence of words"),
        (LETTERS, [], 2, 1, "not a number of words"),
        (LETTERS, [], -1, None, "not a number of words"),
    ],
)
def test_words_that_cannot_be_banned_are_refused(
    word_class: Chars, banned: list[tuple[str, ...]], low: int, high: int | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        except_words(word_class, banned, low, high)


def test_banned_phrases_have_a_cap() -> None:
    with pytest.raises(CapExceeded):
        except_words(LETTERS, [("made", "by")], 1, 10_000, limit=5_000)


def test_numerals_by_example() -> None:
    assert words(digits_between(8, 11)) == ["8", "9", "10", "11"]
    assert digits_between(0, 9) == Digit(0)
    assert digits_between(1, 999) == Seq((Digit(0, 1, 9), Repeat(Digit(0), 0, 2)))
    assert digits_between(5, 4) == NOTHING
    assert words(digits_between(998, 1002, grouped=True)) == ["1,000", "1,001", "1,002"]
    assert words(padded_between(8, 11, 2)) == ["08", "09", "10", "11"]
    assert words(decimals_between(98, 102, 2)) == ["1", "1.0", "0.98", "0.99", "1.00", "1.01", "1.02"]
    assert words(decimals_between(98, 102, 2, shown=(0, 2))) == ["1", "0.98", "0.99", "1.00", "1.01", "1.02"]
    assert words(decimals_between(123_456_00, 123_456_01, 2, shown=[2], grouped=True)) == [
        "123,456.00",
        "123,456.01",
    ]
    assert words(decimal_steps(0, 100, 2, 25, shown=[2]) or EMPTY) == ["0.00", "0.25", "0.50", "0.75", "1.00"]


def test_a_range_of_numerals_of_four_hundred_digits() -> None:
    low, high = 10**399 + 7, 10**400 - 8
    nfa = automaton(digits_between(low, high))
    assert [nfa.accepts(str(n)) for n in (low - 1, low, high, high + 1)] == [False, True, True, False]
    assert len(nfa) < 4_000


def test_a_step_that_divides_a_power_of_ten_is_a_list_of_endings() -> None:
    node = steps(0, 10**12, 25)
    assert node is not None
    assert sum(1 for _ in walk(node)) < 60
    assert dfa(node).accepts("999999999975")
    assert not dfa(node).accepts("999999999970")


def test_a_step_that_would_be_a_large_node_is_left_to_the_caller() -> None:
    assert steps(0, 7 * 1999, 7) is not None
    assert steps(0, 7 * 2000, 7) is None
    assert steps(0, 10**20, 2**15) is None
    assert decimal_steps(0, 10**9, 2, 7) is None


def test_numerals_have_no_sign_and_steps_are_positive() -> None:
    refusals: tuple[Callable[[], object], ...] = (
        lambda: digits_between(-1, 5),
        lambda: padded_between(-1, 5, 2),
        lambda: steps(-1, 5, 2),
        lambda: steps(0, 5, 0),
        lambda: decimals_between(0, 5, 1, shown=[2]),
    )
    for refused in refusals:
        with pytest.raises(ValueError, match=r"no sign|no steps|cannot show"):
            refused()
