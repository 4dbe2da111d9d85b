"""What strategies draw: counted exactly, read by the reference, near misses at a distance of one edit."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe
from potstill.ir.grammar import Machine
from potstill.ir.languages import canonical
from potstill.ir.lexicons.pattern import parse_pattern
from potstill.ir.normal import fold, normalise
from potstill.ir.normal_table import table
from potstill.ir.reference.match import readings
from potstill.ir.regular import DFA, Census, automaton, classes, determinise, intersection
from potstill.ir.types import (
    Bool,
    Date,
    Duration,
    List,
    MonthDay,
    Number,
    Optional,
    Record,
    Text,
    Time,
)
from potstill.verifier import strategies
from potstill.verifier.testgen import draws
from potstill.verifier.testgen.edits import one_symbol_away
from potstill.verifier.testgen.sampler import Sampler
from potstill.verifier.testgen.spelling import READABLE, normal_forms, symbols
from potstill.verifier.testgen.strategies import Request, Strategies
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Ratios, Whole
from potstill.verifier.theta.sets import contains as within
from tests.examples import FOLDER
from tests.recipes import DUE, GREET, HALF, SAME

ABC = symbols("abc")

DOORS = """
family doors
ask "(open|close) the {what}"
slot what: enum { door, window = "windows" }
answer what
example "open the door" => "door"
"""

RECIPES = {"half": HALF, "due": DUE, "same": SAME, "greet": GREET, "doors": DOORS}
EXAMPLES = ("dining/tip", "shopping/same_price_rate", "dates/days_until")


@cache
def of(name: str) -> Strategies:
    """The strategies of a recipe, by its name here or among the examples."""
    text = RECIPES.get(name) or (FOLDER / f"{name}.recipe").read_text("utf-8")
    compiled = compile_recipe(text)
    assert compiled.artifact is not None, compiled.render()
    return strategies(compiled.artifact)


FAMILIES = st.sampled_from([*RECIPES, *EXAMPLES])


@st.composite
def machines(draw: st.DrawFn) -> DFA:
    """Small automata over a, b and c."""
    states = draw(st.integers(1, 4))
    targets = st.one_of(st.none(), st.integers(0, states - 1))
    moves = []
    for _ in range(states):
        row = [(ord(letter), draw(targets)) for letter in "abc"]
        moves.append(tuple((code, code, target) for code, target in row if target is not None))
    accepting = draw(st.sets(st.integers(0, states - 1), min_size=1))
    return determinise(automaton(Machine(tuple(moves), tuple(sorted(accepting)))))


def words_of(dfa: DFA, length: int) -> list[str]:
    """The words over a, b, c of one length that an automaton reads, found by trying all."""
    return [word for letters in product("abc", repeat=length) if dfa.accepts(word := "".join(letters))]


@given(dfa=machines())
def test_each_word_of_a_length_has_one_number(dfa: DFA) -> None:
    """So choosing a number uniformly is choosing a word uniformly."""
    sampler = Sampler(dfa, longest=5)
    assert list(sampler.lengths) == [length for length in range(6) if words_of(dfa, length)]
    for length in sampler.lengths:
        numbered = [sampler.word(length, number) for number in range(sampler.count(length))]
        assert numbered == words_of(dfa, length)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 26, 255, 256, 257, 1000])
def test_numbers_are_drawn_uniformly(count: int) -> None:
    """Each outcome has as many of the equally likely byte strings as the next, but for one part in 2**64."""
    size = (count.bit_length() + 7) // 8 + 8
    total = 1 << 8 * size
    firsts = [-(-outcome * total // count) for outcome in range(count + 1)]
    shares = [after - before for before, after in pairwise(firsts)]
    assert max(shares) - min(shares) <= 1
    assert total // count >> 64 or count >= 1 << 8 * (size - 8)
    assert [first * count >> 8 * size for first in firsts[:-1]] == list(range(count))
    assert find(draws.uniform(count), lambda _: True) == 0


def test_lengths_and_words_come_about_equally_often() -> None:
    """Of a, b, aa and ab: two lengths, each with two words."""
    dfa = determinise(automaton(Machine((((97, 97, 1), (98, 98, 2)), ((97, 98, 2),), ()), (1, 2))))
    seen: Counter[str] = Counter()

    @settings(max_examples=900, phases=[Phase.generate], database=None, derandomize=True)
    @given(word=draws.words(Sampler(dfa)))
    def draw(word: str) -> None:
        seen[word] += 1

    draw()
    assert set(seen) == {"a", "b", "aa", "ab"}
    assert all(150 <= count <= 300 for count in seen.values()), seen


def test_words_shrink_to_the_shortest_and_the_least() -> None:
    dfa = determinise(automaton(Machine((((97, 99, 1),), ((97, 99, 1),)), (1,))))
    assert find(draws.words(Sampler(dfa)), lambda _: True) == "a"
    assert find(draws.words(Sampler(dfa)), lambda word: len(word) >= 3) == "aaa"


@given(data=st.data(), name=FAMILIES)
def test_utterances_are_normal_forms_that_the_grammar_reads(data: st.DataObject, name: str) -> None:
    word = data.draw(of(name).utterances())
    assert fold(word) == word
    assert grammar(name).accepts(word)


@given(data=st.data())
def test_an_intersection_is_drawn_from_both_languages(data: st.DataObject) -> None:
    word = data.draw(tips())
    assert word.startswith("tip ")
    assert "% on $" in word
    assert grammar("dining/tip").accepts(word)


@cache
def tips() -> st.SearchStrategy[str]:
    """Some of one family's utterances."""
    return of("dining/tip").utterances(within="tip [0-9]+% on \\$[0-9]+")


@cache
def grammar(name: str) -> DFA:
    """What a family's grammar reads."""
    return determinise(automaton(of(name).family.grammar))


def test_an_empty_intersection_is_refused() -> None:
    with pytest.raises(ValueError, match="reads no such utterance"):
        of("half").utterances(within="twice .*")


def distances(word: str, other: str) -> int:
    """The Levenshtein distance, by the table of Wagner and Fischer."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(word, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@given(data=st.data(), name=FAMILIES)
def test_near_misses_are_outside(data: st.DataObject, name: str) -> None:
    """Outside of the grammar, so outside of T."""
    word = data.draw(of(name).near_misses())
    assert fold(word) == word
    assert readings(of(name).family, normalise(word), of(name).binding) == []
    assert not grammar(name).accepts(word)


@settings(max_examples=30)
@given(dfa=machines())
def test_the_neighbourhood_is_what_is_one_symbol_away(dfa: DFA) -> None:
    """All and only the words at a Levenshtein distance of 1 from a language, found by trying all."""
    near = one_symbol_away(dfa, ABC)
    assert near is not None
    inside = [word for length in range(6) for word in words_of(dfa, length)]
    for length in range(5):
        for letters in product("abc", repeat=length):
            word = "".join(letters)
            closest = min((distances(word, one) for one in inside if abs(len(one) - length) <= 1), default=9)
            assert near.accepts(word) == (closest == 1), word


@settings(max_examples=200)
@given(data=st.data())
def test_a_near_miss_is_one_edit_away(data: st.DataObject) -> None:
    """Of a family that reads few utterances: each near miss is an edit of one of them."""
    utterances = list(Census(grammar("doors")).words())
    word = data.draw(of("doors").near_misses())
    assert any(distances(word, one) == 1 or word in by_words(one) for one in utterances), word


def by_words(utterance: str) -> set[str]:
    """What is left if one word is dropped, doubled, or swapped with the next."""
    parts = utterance.split(" ")
    dropped = [[*parts[:i], *parts[i + 1 :]] for i in range(len(parts))]
    doubled = [[*parts[: i + 1], *parts[i:]] for i in range(len(parts))]
    swapped = [[*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]] for i in range(len(parts) - 1)]
    return {" ".join(one) for one in (*dropped, *doubled, *swapped)}


@given(data=st.data(), name=FAMILIES)
def test_parameters_are_values_of_their_slots(data: st.DataObject, name: str) -> None:
    strategy = of(name)
    parameters = data.draw(strategy.parameters())
    context = data.draw(strategy.contexts())
    assert list(parameters) == [slot.name for slot in strategy.family.slots]
    utterance = strategy.phrase(parameters, context)
    if utterance is not None:
        assert strategy.admits(parameters, context)
        assert strategy.expected(utterance, context).parameters == parameters


@given(data=st.data(), name=FAMILIES)
def test_requests_are_read_as_the_parameters_they_were_made_for(data: st.DataObject, name: str) -> None:
    strategy = of(name)
    request: Request = data.draw(strategy.requests())
    context = data.draw(strategy.contexts())
    assert strategy.reads(request.utterance)
    expected = strategy.expected(request.utterance, context)
    if strategy.admits(request.parameters, context):
        assert expected.parameters == request.parameters
    else:
        assert expected.reason == "condition"


@given(data=st.data())
def test_a_condition_on_one_slot_narrows_what_is_drawn(data: st.DataObject) -> None:
    """Nothing is drawn that a comparison with a constant excludes."""
    compiled = compile_recipe(
        'family few\nask "take {n} of {m}"\nslot n: int 1..1000\nslot m: int 1..1000\n'
        'where n <= 12 and 990 < m\nwhere n != 3\nanswer n\nexample "take 1 of 991" => 1\n'
    )
    assert compiled.artifact is not None
    drawn = data.draw(strategies(compiled.artifact).parameters())
    assert 1 <= drawn["n"] <= 12  # type: ignore[operator]  # integers, as the slots say
    assert 991 <= drawn["m"] <= 1000  # type: ignore[operator]  # the same


DOMAINS = (
    Grid(Fraction(-1), Fraction(1, 2), 9),
    Ratios(Fraction(1, 3), Fraction(5, 2), 7),
    Ratios(Fraction(1, 2), Fraction(1, 2), 2),
    Listed((True, None, "red")),
    Lists(Grid(Fraction(0), Fraction(5), 4), 2, 4),
    Maybe(Whole(Number(Fraction(0), Fraction(1), None))),
    Either((Whole(Text(0, 3)), Listed((7,)))),
    Whole(List(Optional(Bool()), 0, 2)),
    Whole(Record((("day", Date(1, 9)), ("of_year", MonthDay()), ("at", Time()), ("for", Duration(-5, 5))))),
    Whole(Number(Fraction(-1, 4), Fraction(1, 4), 2)),
    Whole(Text(2, 4, language=canonical(parse_pattern("[a-c]+ ?[0-9]*")))),
    Whole(Text(1, 4, language=canonical(parse_pattern("[!?]+")))),
)


@given(data=st.data(), domain=st.sampled_from(DOMAINS))
def test_values_lie_in_their_domain(data: st.DataObject, domain: Domain) -> None:
    assert within(domain, data.draw(draws.values(domain)))


@given(text=st.text(max_size=8))
def test_the_automaton_of_normal_forms_reads_what_normalisation_leaves(text: str) -> None:
    """But for words in which two combining marks meet."""
    marks = table().classes
    met = any(one in marks and other in marks for one, other in pairwise(text))
    assert normal_forms().accepts(text) == (fold(text) == text and not met)


@given(data=st.data())
def test_words_of_the_automaton_of_normal_forms_are_normal(data: st.DataObject) -> None:
    alphabet = data.draw(st.sampled_from([READABLE, classes.ANY]))
    word = data.draw(draws.words(Sampler(determinise(normal_forms(alphabet)), longest=12)))
    assert fold(word) == word


def test_sampling_needs_no_hypothesis() -> None:
    random, sampler = Random(0), Sampler(determinise(normal_forms(ABC)), longest=3)
    drawn = {sampler.draw(random) for _ in range(300)}
    assert {len(word) for word in drawn} == {0, 1, 2, 3}
    with pytest.raises(ValueError, match="no words"):
        Sampler(intersection(normal_forms(ABC), automaton(Machine(((),), ())))).draw(random)
