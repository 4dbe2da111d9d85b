"""The algebra of regular languages, held against sets of words."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, takewhile
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir.grammar import MAX_SYMBOL
from potstill.ir.regular import (
    DFA,
    NFA,
    Automaton,
    Census,
    automaton,
    cardinality,
    classes,
    common_word,
    complement,
    concatenation,
    counterexample,
    difference,
    distinguishing_word,
    intersection,
    is_empty,
    is_finite,
    machine,
    minimise,
    overlap,
    reverse,
    shortest_word,
    star,
    union,
)
from potstill.ir.regular.partition import minterms
from tests.laws.regular_oracle import RULES, all_words, nodes

LONGEST = 4
WORDS = list(all_words(LONGEST))
languages = nodes.map(lambda node: minimise(automaton(node, rules=RULES)))
networks = st.recursive(
    nodes.map(lambda node: automaton(node, rules=RULES)),
    lambda inner: st.one_of(
        inner.map(star), inner.map(reverse), st.tuples(inner, inner).map(lambda pair: union(*pair))
    ),
    max_leaves=2,
)
"""Automata with empty moves in all places, also at their ends."""
POINTS = st.integers(0, 12).map(lambda n: n if n < 10 else MAX_SYMBOL - 12 + n)
INTERVALS = st.tuples(POINTS, POINTS).map(lambda pair: (min(pair), max(pair)))
ranges = st.lists(INTERVALS, max_size=4).map(classes.of)
PROBES = [*range(14), *range(MAX_SYMBOL - 4, MAX_SYMBOL + 1)]


def read(automaton: DFA) -> set[str]:
    return {word for word in WORDS if automaton.accepts(word)}


@given(ranges, ranges)
def test_classes_are_sets_of_code_points(left: classes.Ranges, right: classes.Ranges) -> None:
    for point in PROBES:
        in_left, in_right = classes.contains(left, point), classes.contains(right, point)
        assert in_left == any(low <= point <= high for low, high in left)
        assert classes.contains(classes.union(left, right), point) == (in_left or in_right)
        assert classes.contains(classes.intersection(left, right), point) == (in_left and in_right)
        assert classes.contains(classes.difference(left, right), point) == (in_left and not in_right)
    assert classes.complement(classes.complement(left)) == left
    assert classes.size(left) + classes.size(classes.complement(left)) == MAX_SYMBOL + 1
    for operation in (classes.union, classes.intersection, classes.difference):
        assert operation(left, right) == classes.of(operation(left, right))


@given(st.lists(ranges, max_size=4))
def test_minterms_are_the_coarsest_partition_that_splits_no_class(family: list[classes.Ranges]) -> None:
    partition, members = minterms(family)
    for wanted, blocks in zip(family, members, strict=True):
        assert classes.union(*(partition.blocks[block] for block in blocks)) == wanted
    signatures = [tuple(block in blocks for blocks in members) for block in range(len(partition.blocks))]
    assert len(set(signatures)) == len(signatures)
    assert all(classes.contains(partition.blocks[partition.block(point)], point) for point in PROBES)


@given(languages, languages)
def test_boolean_operations_are_those_of_sets(left: DFA, right: DFA) -> None:
    universe = set(WORDS)
    assert read(minimise(union(left, right))) == read(left) | read(right)
    assert read(intersection(left, right)) == read(left) & read(right)
    assert read(difference(left, right)) == read(left) - read(right)
    assert read(complement(left)) == universe - read(left)
    assert minimise(overlap(left, right)) == minimise(intersection(left, right))


@given(languages, languages)
def test_de_morgan_and_double_complement(left: DFA, right: DFA) -> None:
    assert minimise(complement(complement(left))) == left
    both = intersection(complement(left), complement(right))
    assert minimise(complement(union(left, right))) == minimise(both)
    assert minimise(difference(left, right)) == minimise(intersection(left, complement(right)))


@given(networks, networks)
def test_rational_operations_are_those_of_words(left: NFA, right: NFA) -> None:
    joined = minimise(concatenation(left, right))
    repeated = minimise(star(left))
    starts, ends = read(minimise(left)), read(minimise(right))
    for word in WORDS:
        cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        assert joined.accepts(word) == any(a in starts and b in ends for a, b in cuts)
        again = any(a and a in starts and repeated.accepts(b) for a, b in cuts)
        assert repeated.accepts(word) == (not word or again)
    assert {word[::-1] for word in starts} == read(minimise(reverse(left)))
    assert starts | ends == read(minimise(union(left, right)))
    assert minimise(overlap(left, right)) == minimise(intersection(left, right))


@given(languages, languages)
def test_equal_languages_have_equal_minimal_automata(left: DFA, right: DFA) -> None:
    assert minimise(union(left, left)) == left
    assert minimise(reverse(reverse(left))) == left
    assert machine(concatenation(left, automaton(machine(concatenation())))) == machine(left)
    twice = minimise(union(left, right)), minimise(union(right, difference(left, right)))
    assert twice[0] == twice[1]
    assert (left == right) == (distinguishing_word(left, right) is None)


@given(languages)
def test_no_two_states_of_a_minimal_automaton_read_the_same(dfa: DFA) -> None:
    from_each = [replace(dfa.nfa(), start=state) for state in range(len(dfa))]
    assert len(dfa) == 1 or not any(is_empty(nfa) for nfa in from_each)
    for left, right in combinations(from_each, 2):
        assert distinguishing_word(left, right) is not None


@given(languages, languages)
def test_searches_find_the_first_word_in_order_or_none(left: DFA, right: DFA) -> None:
    a, b = read(left), read(right)
    searches: list[tuple[str | None, Automaton, set[str]]] = [
        (common_word(left, right), intersection(left, right), a & b),
        (counterexample(left, right), difference(left, right), a - b),
        (distinguishing_word(left, right), union(difference(left, right), difference(right, left)), a ^ b),
        (shortest_word(left), left, a),
        (shortest_word(left.nfa()), left, a),
    ]
    for found, language, words in searches:
        assert (found is None) == is_empty(language)
        assert found == shortest_word(language)
        if words:
            assert found == min(words, key=lambda word: (len(word), word))
        elif found is not None:
            assert len(found) > LONGEST


@given(networks)
def test_a_shortest_word_needs_no_deterministic_automaton(network: NFA) -> None:
    dfa = minimise(network)
    assert shortest_word(network) == shortest_word(dfa) == next(Census(dfa).words(), None)
    assert is_empty(network) == (shortest_word(network) is None)
    assert minimise(network.trim()) == dfa


@given(languages)
def test_counts_are_the_numbers_of_words(dfa: DFA) -> None:
    census = Census(dfa)
    for length in range(LONGEST + 1):
        assert census.count(length) == sum(len(word) == length for word in read(dfa))
    assert census.count_up_to(LONGEST) == len(read(dfa))
    listed = list(takewhile(lambda word: len(word) <= LONGEST, census.words()))
    assert listed == [word for word in WORDS if dfa.accepts(word)]
    by_index = [census.word(k, i) for k in range(LONGEST + 1) for i in range(census.count(k))]
    assert by_index == listed


@given(languages)
def test_a_finite_language_has_as_many_words_as_it_lists(dfa: DFA) -> None:
    number = cardinality(dfa)
    assert is_finite(dfa) == (number is not None)
    if number is None:
        # Whatever is infinite has a word that a cycle pumps: one between n and 2n - 1 symbols.
        assert any(Census(dfa).count(length) for length in range(len(dfa), 2 * len(dfa)))
    else:
        assert sum(Census(dfa).count(length) for length in Census(dfa).lengths()) == number
        assert not any(Census(dfa).count(length) for length in range(len(dfa), 2 * len(dfa)))


@given(languages, st.integers(0, 2**32))
def test_samples_are_words_of_the_length_asked_for(dfa: DFA, seed: int) -> None:
    census, random = Census(dfa), Random(seed)
    for length in takewhile(lambda length: length <= 6, census.lengths()):
        word = census.sample(length, random)
        assert len(word) == length
        assert dfa.accepts(word)
