"""The lazy automaton and its backward readings, against the plain matcher of the reference."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import families, utterances
from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding, entry
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Choices, Integers, Names, Option, Words
from potstill.ir.normal import normalise
from potstill.ir.program import Node, Program, Span
from potstill.ir.reference import match as reference
from potstill.ir.reference.resolve import order
from potstill.ir.types import Optional, enumeration
from potstill.runtime.matcher import Matcher, key, matcher

BINDING = Binding({"people": [entry("ann"), entry("ann lee"), entry("bo", attributes={"kind": "dog"})]})
LEXICONS = {
    "n": Integers(1, 30, 1, True),
    "w": Words(1, 2, ()),
    "c": Choices((Option("red", ("red",)), Option("dark red", ("dark red", "deep red")))),
    "p": Names("people", ()),
}
PROGRAM = Program((Node("const", (), enumeration("yes"), "yes"),), (Span(0, 0),), (), (), (), 0, None, ())
SLOTS = tuple(Slot(name, lexicon, Optional(lexicon.value_type())) for name, lexicon in LEXICONS.items())

words = st.sampled_from(["a", "ab", "abc", "b", "by", "red", "ann", "two", "2"]).map(g.Text)
captures = st.sampled_from(sorted(LEXICONS)).map(lambda name: g.Capture(name, LEXICONS[name]))
fixes = st.sampled_from(["one", "two"]).map(lambda value: g.Fix("w", value))
leaves = words | captures | st.just(g.GAP) | st.just(g.Rule("r"))


def _larger(inner: st.SearchStrategy[g.Node]) -> st.SearchStrategy[g.Node]:
    return (
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: g.seq(*parts))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: g.alt(*parts))
        | inner.map(g.optional)
    )


templates = st.recursive(leaves, _larger, max_leaves=6)


def _spaced(parts: list[g.Node]) -> g.Node:
    spaced: list[g.Node] = []
    for part in parts:
        spaced += [g.GAP, part]
    return g.seq(*spaced)


asks = st.lists(st.lists(templates, min_size=1, max_size=3).map(_spaced), min_size=1, max_size=3)
grammars = st.builds(
    lambda parts, rule, fix: g.Grammar(g.Alt((*parts, g.Seq((g.Text("fix"), fix)))), (("r", rule),)),
    asks,
    st.one_of(words, captures, st.just(g.optional(g.Text("an")))),
    fixes,
)
texts = st.lists(
    st.sampled_from(
        ["a", "ab", "abc", "b", "by", "red", "dark", "ann", "lee", "bo", "two", "2", "17", "aab", "fix"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


def _family(name: str, grammar: g.Grammar, resolve: Resolve) -> Family:
    return Family(name, "", grammar, SLOTS, (), PROGRAM, (), resolve)


def _ranked(found: dict[tuple[object, ...], tuple[object, ...]]) -> dict[tuple[object, ...], int]:
    """Readings by their rank in the family's order: equal keys, equal ranks."""
    ranks = sorted(set(found.values()))  # type: ignore[type-var]  # keys of one family compare
    return {mark: ranks.index(key) for mark, key in found.items()}


def _ours(known: Matcher, text: str, number: int) -> dict[tuple[object, ...], int]:
    """Distinct readings of one family, with their ranks."""
    normal = normalise(text)
    found: dict[tuple[object, ...], tuple[object, ...]] = {}
    for match in known.match(normal.text):
        if match.member.number == number:
            assert match.readings is not None
            for reading in match.readings:
                spans = tuple((one.slot, one.start, one.end) for one in reading.captures)
                for parameters in known.parameters(match.member, reading, normal):
                    mark = (reading.leaf.ask, spans, frozenset(reading.fixes), parameters)
                    found[mark] = key(match.member, reading, normal.text)
    return _ranked(found)


def _theirs(family: Family, text: str) -> dict[tuple[object, ...], int]:
    normal = normalise(text)
    found: dict[tuple[object, ...], tuple[object, ...]] = {}
    for reading in reference.readings(family, normal, BINDING):
        spans = tuple((span.slot, span.start, span.end) for span in reading.spans)
        mark = (reading.ask, spans, frozenset(reading.fixes), reading.parameters)
        found[mark] = order(family, normal.text, reading)
    return _ranked(found)


@given(grammars, grammars, st.lists(texts, min_size=1, max_size=8), st.sampled_from(Resolve))
def test_readings_are_those_of_the_reference(
    one: g.Grammar, two: g.Grammar, asked: list[str], resolve: Resolve
) -> None:
    made = [_family("one", one, resolve), _family("two", two, resolve)]
    known = matcher(made, BINDING)
    for text in asked:
        for number, family in enumerate(made):
            assert _ours(known, text, number) == _theirs(family, text)


@given(st.lists(grammars, min_size=2, max_size=4), st.lists(texts, min_size=1, max_size=6), st.data())
def test_an_edited_matcher_is_one_built_anew(
    made: list[g.Grammar], asked: list[str], data: st.DataObject
) -> None:
    families_made = [_family(f"f{index}", grammar, Resolve.FIRST) for index, grammar in enumerate(made)]
    known = matcher(families_made, BINDING)
    for text in asked:
        known.match(text)
    gone = data.draw(st.integers(0, len(made) - 1))
    edited = known.edit([known.members[gone]], [])
    for text in asked:
        assert _ours(edited, text, gone) == {}
        for number, family in enumerate(families_made):
            if number != gone:
                assert _ours(edited, text, number) == _theirs(family, text)
            assert _ours(known, text, number) == _theirs(family, text)


def test_synthetic_families_against_the_reference() -> None:
    made = families(40)
    known = matcher([one.family for one in made], EMPTY_BINDING)
    for text in utterances(made, 60):
        for number, one in enumerate(made):
            assert _ours(known, text, number) == _theirs(one.family, text), text


def test_a_cache_that_starts_over_gives_the_same_answers() -> None:
    made = families(60)
    asked = utterances(made, 200)
    large = matcher([one.family for one in made], EMPTY_BINDING)
    small = matcher([one.family for one in made], EMPTY_BINDING, max_held=50)
    random.Random(0).shuffle(asked)
    for text in asked:
        assert [match.spans for match in small.match(text)] == [match.spans for match in large.match(text)]
    assert small.automaton.resets > 100
    assert large.automaton.resets == 0


def test_rebinding_changes_what_names_read() -> None:
    grammar = g.Grammar(g.seq(g.Text("call"), g.GAP, g.Capture("p", LEXICONS["p"])))
    before = matcher([_family("call", grammar, Resolve.UNIQUE)], BINDING)
    after = before.bind(Binding({"people": [entry("cy")]}))
    assert [match.spans for match in before.match("call ann lee")] == [[("p", 5, 12)]]
    assert after.match("call ann lee") == []
    assert [match.spans for match in after.match("call cy")] == [[("p", 5, 7)]]
    assert before.match("call cy") == []
