"""The algebra of families against brute force: what it calls disjoint is, and its witnesses are requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Choices, Integers, Lexicon, Option, Words
from potstill.ir.normal import fold, normalise
from potstill.ir.reference.answer import Candidate, Unanswered, candidate, decide
from potstill.ir.types import Number
from potstill.ir.values import Value
from potstill.verifier.algebra import Index, Limits, Overlaps, Standing, overlaps
from potstill.verifier.algebra.silhouette import Silhouettes, may_share
from tests.building import Builder
from tests.strategies.families import BINDING, families, utterances
from tests.strategies.programs import inputs

ALPHABET = ("a", "b", "ab", "the", "1", "12")
EVERYTHING = [" ".join(words) for length in range(1, 4) for words in product(ALPHABET, repeat=length)]
FEW = Limits(replays=20)
TINY = Limits(states=60, pairs=8, replays=3)

LEXICONS: tuple[Lexicon, ...] = (
    Integers(1, 12, 1, False),
    Integers(2, 20, 5, False),
    Words(1, 2, ()),
    Words(1, 1, ("a",)),
    Choices((Option("a", ("a", "a b")), Option("the", ("the", "1")))),
)


def spaced(parts: list[g.Node]) -> g.Node:
    """The parts with gaps between them."""
    return g.seq(*(piece for part in parts for piece in (g.GAP, part)))


@st.composite
def small(draw: st.DrawFn, name: str) -> Family:
    """Families over a few words, with at most one slot and perhaps a condition on it."""
    lexicon = draw(st.sampled_from(LEXICONS))
    slot = Slot("x", lexicon, lexicon.value_type(), default=None)
    words = st.sampled_from(("a", "b", "the", "ab", "1")).map(g.Text)
    glued = st.sampled_from((g.seq(g.Text("a"), g.optional(g.Text("b"))), g.seq(g.Text("a"), g.chars("12"))))
    part = st.one_of(
        words, words.map(g.optional), st.lists(words, min_size=2).map(lambda w: g.alt(*w)), glued
    )
    asks = []
    for _ in range(draw(st.integers(1, 2))):
        parts = draw(st.lists(part, max_size=2))
        parts.insert(draw(st.integers(0, len(parts))), g.Capture("x", lexicon))
        asks.append(spaced(parts))
    build = Builder()
    x = build.slot("x", slot.type)
    answer = build.const(name)
    wheres: tuple[int, ...] = ()
    if isinstance(slot.type, Number) and draw(st.booleans()):
        wheres = (build("gt", x, build.const(draw(st.integers(0, 13)))),)
    program = build.program(answer, wheres=wheres)
    return Family(
        name,
        "",
        g.Grammar(g.Alt(tuple(asks))),
        (slot,),
        (),
        program,
        (),
        draw(st.sampled_from((Resolve.FIRST, Resolve.UNIQUE, Resolve.MOST_LITERAL))),
        draw(st.integers(0, 1)),
    )


SMALL = st.tuples(small("f"), small("g"), small("h"))


def standings(found: Overlaps) -> Mapping[tuple[str, str], Standing]:
    """How the pairs stand that are not disjoint."""
    return {pair.families: pair.standing for pair in found.pairs}


def check_witnesses(found: Overlaps, members: tuple[Family, ...]) -> None:
    """Each witness is an utterance of both, and the declared order decides as it is said to."""
    by_name = {family.name: family for family in members}
    for pair in found.pairs:
        witness = pair.witness
        if witness is None:
            assert pair.standing is Standing.UNDECIDED
            continue
        two = [by_name[name] for name in pair.families]
        assert [side.family for side in witness.sides] == list(pair.families)
        for family in two:
            assert isinstance(candidate(family, normalise(witness.utterance), {}, BINDING), Candidate)
        decision = decide(two, witness.utterance, {}, BINDING)
        overlap = isinstance(decision, Unanswered) and decision.reason == "overlap"
        if pair.standing is Standing.RESOLVED:
            assert not overlap


@settings(max_examples=25)
@given(SMALL)
def test_all_utterances_of_a_small_language_agree(members: tuple[Family, ...]) -> None:
    found = overlaps(members, limits=FEW)
    check_witnesses(found, members)
    known = standings(found)
    shortest: dict[tuple[str, str], int] = {}
    for utterance in EVERYTHING:
        taking = [
            family.name
            for family in members
            if isinstance(candidate(family, normalise(utterance), {}, EMPTY_BINDING), Candidate)
        ]
        for one, other in product(taking, repeat=2):
            if one < other:
                length = len(utterance)
                shortest[one, other] = min(length, shortest.get((one, other), length))
    assert shortest.keys() <= known.keys()
    for pair in found.pairs:
        if pair.witness is not None and pair.witness.shortest:
            length = len(pair.witness.utterance)
            assert length <= shortest.get(pair.families, length)


@settings(max_examples=25)
@given(SMALL)
def test_one_by_one_is_all_at_once(members: tuple[Family, ...]) -> None:
    together = overlaps(members, limits=FEW)
    assert overlaps(reversed(members), limits=FEW) == together
    index = Index(limits=FEW)
    for family in members:
        index.add(family)
    index.remove("g")
    assert standings(index.overlaps()) == standings(overlaps([members[0], members[2]], limits=FEW))
    index.add(members[1])
    assert index.overlaps() == together


@settings(max_examples=25)
@given(SMALL)
def test_small_caps_cost_answers_but_give_no_wrong_ones(members: tuple[Family, ...]) -> None:
    full, capped = (standings(overlaps(members, limits=limits)) for limits in (FEW, TINY))
    assert full.keys() <= capped.keys()
    for names, standing in capped.items():
        assert standing in (Standing.UNDECIDED, full.get(names))


def with_fields_of_its_own(family: Family) -> Family:
    """The family, its context's fields renamed: one context has one type for a name."""
    nodes = tuple(
        replace(node, data=f"own_{node.data}") if node.op == "context" else node
        for node in family.program.nodes
    )
    fields = tuple(replace(field, name=f"own_{field.name}") for field in family.context)
    return replace(family, context=fields, program=replace(family.program, nodes=nodes))


@settings(max_examples=25)
@given(families(), families(), st.data())
def test_what_is_disjoint_shares_nothing_that_is_said(
    one: Family, other: Family, data: st.DataObject
) -> None:
    one, other = replace(one, name="f"), replace(with_fields_of_its_own(other), name="g")
    found = overlaps((one, other), BINDING, limits=FEW)
    silhouettes = Silhouettes(BINDING)
    splits = [silhouettes.asks(family.grammar) for family in (one, other)]
    utterance = data.draw(utterances(data.draw(st.sampled_from((one, other)))))
    fields = {field.name: field.type for family in (one, other) for field in family.context}
    context: dict[str, Value] = data.draw(inputs(tuple(fields.items()))) if fields else {}
    sides = [candidate(family, normalise(utterance), context, BINDING) for family in (one, other)]
    if all(isinstance(side, Candidate) for side in sides):
        assert any(may_share(a, b) for a in splits[0] for b in splits[1])
        assert found.pairs != ()
    for pair in found.pairs:
        if pair.witness is not None:
            assert fold(pair.witness.utterance) == pair.witness.utterance
