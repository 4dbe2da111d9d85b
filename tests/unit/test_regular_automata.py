"""Automata by example: caps, canonical forms, shared witnesses, what a census says."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from random import Random

import pytest

from potstill.ir.grammar import MAX_SYMBOL, Chars, Machine, Node, Repeat, Seq, Text, alt, seq
from potstill.ir.regular import (
    DFA,
    NFA,
    CapExceeded,
    Census,
    automaton,
    cardinality,
    classes,
    common_word,
    complement,
    concatenation,
    counterexample,
    determinise,
    determinise_with_members,
    difference,
    distinguishing_word,
    intersection,
    is_empty,
    is_finite,
    machine,
    minimise,
    overlap,
    shortest_word,
    star,
    union,
)
from potstill.ir.regular.partition import Partition, minterms

ANY = Chars(((0, MAX_SYMBOL),))
A_OR_B = Chars(((97, 98),))
ANYTHING = Repeat(ANY, 0, None)


def dfa(node: Node) -> DFA:
    return minimise(automaton(node))


def far_from_the_end(symbols: int) -> NFA:
    """Words with an a that many symbols before the end: 2 ** symbols deterministic states."""
    return automaton(Seq((Repeat(A_OR_B, 0, None), Text("a"), Repeat(A_OR_B, symbols - 1, symbols - 1))))


def test_touching_intervals_become_one() -> None:
    assert classes.of([(5, 9), (0, 2), (3, 4)]) == ((0, 9),)
    assert classes.complement(classes.NONE) == classes.ANY
    assert classes.complement(classes.ANY) == classes.NONE
    assert classes.complement(((0, 4), (9, MAX_SYMBOL))) == ((5, 8),)


@pytest.mark.parametrize("pair", [(3, 2), (-1, 4), (0, MAX_SYMBOL + 1)])
def test_an_interval_lies_in_unicode_and_is_not_reversed(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        classes.of([pair])


def test_minterms_of_two_overlapping_classes() -> None:
    partition, members = minterms([((97, 109),), ((105, 122),)])
    assert partition.blocks == (((0, 96), (123, MAX_SYMBOL)), ((97, 104),), ((105, 109),), ((110, 122),))
    assert members == ((1, 2), (2, 3))
    assert [partition.block(ord(x)) for x in "Aaiz"] == [0, 1, 2, 3]


@pytest.mark.parametrize("blocks", [(), (((0, 5),),), (((0, 9),), ((9, MAX_SYMBOL),))])
def test_blocks_that_are_no_partition_are_refused(blocks: tuple[classes.Ranges, ...]) -> None:
    with pytest.raises(ValueError, match="do not partition"):
        Partition(blocks)


def test_malformed_automata_are_refused() -> None:
    with pytest.raises(ValueError, match="start is no state"):
        NFA((), ((),), ((),), 1, frozenset())
    with pytest.raises(ValueError, match="has a start"):
        DFA(Partition((classes.ANY,)), (), (), frozenset())


def test_the_minimal_automaton_of_a_language_written_twice() -> None:
    left = dfa(alt(Text("cat"), Text("car"), Text("bar"), Text("bat")))
    right = dfa(Seq((Chars(((98, 99),)), Text("a"), alt(Text("r"), Text("t")))))
    assert left == right
    assert len(left) == 4
    assert left.alphabet.blocks[1:] == (((97, 97),), ((98, 99),), ((114, 114), (116, 116)))
    assert [left.step(0, ord(x)) for x in "abct"] == [-1, 1, 1, -1]


def test_a_machine_is_canonical() -> None:
    once = machine(automaton(alt(Text("ab"), Text("cb"))))
    assert once == Machine((((97, 97, 1), (99, 99, 1)), ((98, 98, 2),), ()), (2,))
    assert once == machine(automaton(Seq((Chars(((97, 97), (99, 99))), Text("b")))))
    assert machine(automaton(alt())) == Machine(((),), ())
    assert machine(complement(automaton(alt()))) == Machine((((0, MAX_SYMBOL, 0),),), (0,))


def test_states_tell_which_operands_of_a_union_accept() -> None:
    parts = [automaton(Text("on")), automaton(Repeat(Chars(((97, 122),)), 1, 3)), automaton(Text("off"))]
    whole = union(*parts)
    first = [1 + sum(map(len, parts[:i])) for i in range(4)]
    deterministic, members = determinise_with_members(whole)
    state = 0
    for symbol in map(ord, "off"):
        state = deterministic.step(state, symbol)
    accepting = whole.accepting.intersection(members[state])
    assert [any(first[i] <= s < first[i + 1] for s in accepting) for i in range(3)] == [False, True, True]


def test_witnesses_are_shortest_then_least() -> None:
    left = automaton(Seq((Repeat(A_OR_B, 2, 4), Text("!"))))
    right = automaton(Seq((Repeat(Text("a"), 0, 3), Text("!"))))
    assert common_word(left, right) == "aa!"
    assert counterexample(left, right) == "ab!"
    assert counterexample(right, left) == "!"
    assert distinguishing_word(left, right) == "!"
    assert common_word(right, automaton(Text("b"))) is None
    assert counterexample(right, union(right, left)) is None
    assert distinguishing_word(right, right) is None
    assert shortest_word(left) == shortest_word(minimise(left)) == "aa!"
    assert shortest_word(concatenation()) == ""
    assert shortest_word(alt_nothing()) is None
    assert is_empty(alt_nothing())


def alt_nothing() -> NFA:
    return automaton(alt())


def test_empty_moves_cost_nothing_on_the_way_to_a_shortest_word() -> None:
    nfa = NFA((((97, 97),),), (((0, 3),), (), (), ()), ((1,), (2,), (3,), ()), 0, frozenset((3,)))
    assert shortest_word(nfa) == ""


def test_the_least_symbol_of_a_class_wins_even_when_another_block_begins_lower() -> None:
    node = alt(Text("zz"), Seq((Chars(((77, 77), (122, 122))), Chars(((98, 98), (121, 121))))))
    assert shortest_word(automaton(node)) == "Mb"
    assert counterexample(automaton(node), automaton(Text("Mb"))) == "My"


def test_what_blows_up_stops_at_its_cap() -> None:
    wide = far_from_the_end(20)
    operations: dict[str, Callable[[], object]] = {
        "determinise": lambda: determinise(wide, limit=1000),
        "intersection": lambda: intersection(wide, wide, limit=1000),
        "difference": lambda: counterexample(wide, star(automaton(A_OR_B)), limit=1000),
        "symmetric difference": lambda: distinguishing_word(wide, wide, limit=1000),
        "overlap": lambda: overlap(wide, wide, limit=100),
        "automaton": lambda: automaton(Repeat(Text("abc"), 0, 10**9), limit=1000),
        "census": lambda: Census(dfa(Repeat(A_OR_B, 0, None)), limit=1000).count(1001),
    }
    for name, operation in operations.items():
        with pytest.raises(CapExceeded) as caught:
            operation()
        assert caught.value.operation == name
        assert caught.value.cap == (100 if name == "overlap" else 1000)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    for determinising in (minimise, complement, machine):
        with pytest.raises(CapExceeded, match="determinise needs more than 1000 states"):
            determinising(wide, limit=1000)


def test_a_cap_bounds_the_members_of_subsets_too() -> None:
    # After an a, one more run is alive for each symbol read: subsets grow though they are few.
    long = automaton(Seq((Repeat(Text("a"), 0, None), Repeat(Text("a"), 1000, 1000))))
    assert len(determinise(long)) == 1001
    with pytest.raises(CapExceeded):
        determinise(long, limit=2000)


def test_a_cap_that_is_just_enough_is_enough() -> None:
    wide = far_from_the_end(4)
    assert len(determinise(wide, limit=16)) == 16
    with pytest.raises(CapExceeded):
        determinise(wide, limit=15)


def test_a_search_may_end_where_a_construction_would_not() -> None:
    wide = far_from_the_end(40)
    assert counterexample(star(automaton(A_OR_B)), wide, limit=200) == ""
    assert common_word(wide, automaton(Text("ab" * 25)), limit=200) == "ab" * 25
    assert shortest_word(overlap(wide, automaton(Seq((Text("b"), Repeat(ANY, 40, 40)))))) == "ba" + "a" * 39


def test_repetition_of_nothing_takes_no_time() -> None:
    assert dfa(Repeat(Text(""), 10**12, 10**15)) == dfa(Text(""))
    assert is_empty(automaton(Repeat(alt(), 3, 10**12)))
    assert dfa(Repeat(alt(), 0, 10**12)) == dfa(Text(""))


def test_counts_are_exact_integers() -> None:
    census = Census(dfa(Repeat(ANY, 0, None)))
    assert census.count(40) == (MAX_SYMBOL + 1) ** 40
    assert census.count_up_to(2) == 1 + (MAX_SYMBOL + 1) + (MAX_SYMBOL + 1) ** 2
    pairs = dfa(Repeat(A_OR_B, 0, 64))
    assert cardinality(pairs) == 2**65 - 1
    assert Census(pairs).count(65) == 0
    assert Census(pairs).count(10**9) == 0
    assert cardinality(dfa(Repeat(A_OR_B, 0, None))) is None
    assert not is_finite(dfa(ANYTHING))


def test_words_in_order_even_of_an_infinite_language() -> None:
    language = dfa(alt(Repeat(Text("ab"), 0, None), Text("b"), Text("B")))
    assert list(islice(Census(language).words(), 5)) == ["", "B", "b", "ab", "abab"]
    assert list(Census(dfa(alt())).words()) == []
    assert list(Census(dfa(Text(""))).words()) == [""]


def test_a_census_says_what_is_not_there() -> None:
    census = Census(dfa(Text("ab")))
    assert census.word(2, 0) == "ab"
    with pytest.raises(IndexError):
        census.word(2, 1)
    with pytest.raises(ValueError, match="no word of length 3"):
        census.sample(3, Random(0))


def test_samples_are_uniform() -> None:
    """Pearson's chi-square against the uniform distribution; 36.2 is its 0.999 quantile at 14 degrees."""
    # Branches of very different size: a walk that chose among moves alike would fail by far.
    language = dfa(alt(seq(Text("a"), Chars(((97, 110),))), Text("bb")))
    census, random, draws = Census(language), Random(20), 15_000
    assert census.count(2) == 15
    seen = Counter(census.sample(2, random) for _ in range(draws))
    expected = Fraction(draws, 15)
    assert len(seen) == 15
    assert sum((n - expected) ** 2 / expected for n in seen.values()) < 36


def test_differences_of_large_unicode_classes_stay_symbolic() -> None:
    letters = automaton(Repeat(Chars(((0x41, 0x5A), (0x400, 0x4FF), (0x4E00, 0x9FFF))), 1, None))
    rest = minimise(difference(letters, automaton(Repeat(Chars(((0x4E00, 0x9FFF),)), 1, None))))
    assert len(rest) == 2
    assert rest.accepts("ЖA語")
    assert not rest.accepts("日本語")
    assert shortest_word(rest) == "A"
