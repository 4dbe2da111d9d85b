"""Verdicts on extraction against the reference: brute force on tiny alphabets, samples of random families."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.codec.grammars import check_grammar
from potstill.ir.family import Family, Resolve, Slot
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import normalise
from potstill.ir.program import Node, Program
from potstill.ir.types import Bool, Optional
from potstill.ir.verdicts import Status
from potstill.verifier.grammar import Lemmas, ambiguities, functional
from potstill.verifier.grammar.clashes import clash
from tests.strategies.families import BINDING, families, lexicons, utterances
from tests.strategies.lexicons import lexeme
from tests.strategies.lexicons import values as values_of

LEMMAS = Lemmas()

TINY: tuple[Lexicon, ...] = (
    lx.Choices((lx.Option("a", ("b",)), lx.Option("a b"))),
    lx.Choices((lx.Option(1, ("a", "b a"), named=False), lx.Option(2, ("b", "a a"), named=False))),
    lx.Choices((lx.Option(1, ("a", "aa", "a a"), named=False), lx.Option(2, ("b",), named=False))),
    lx.Words(1, 2),
    lx.Words(1, 2, ("a",)),
    lx.Wild(),
    lx.Pattern("a+b?"),
    lx.Lists(lx.Choices((lx.Option("a"), lx.Option("b"), lx.Option("a b"))), 1, 2),
)
"""Lexicons of numbers and of texts whose shortest lexemes consist of a, b and spaces."""

_ANSWER = Program((Node("const", (), Bool(), True),), (), (), (), (), 0, None, ())
_PLAIN = st.sampled_from((g.Text("a"), g.Text("b"), g.Text("a b"), g.Text("b a")))
WORDS = [
    text
    for length in range(1, 6)
    for text in map("".join, product("ab ", repeat=length))
    if normalise(text).text == text
]


@st.composite
def tiny(draw: st.DrawFn) -> Family:
    """Families over two letters and the space, of up to two slots, each by one lexicon or two."""
    slots: list[Slot] = []
    leaves: list[st.SearchStrategy[g.Node]] = [_PLAIN]
    for name in "pq"[: draw(st.integers(1, 2))]:
        lexicon = draw(st.sampled_from(TINY))
        kind = Optional(lexicon.value_type())
        slots.append(Slot(name, lexicon, kind))
        leaves.append(st.just(g.Capture(name, lexicon)))
        same = [other for other in TINY if other.value_type() == lexicon.value_type()]
        leaves.append(st.builds(g.Capture, st.just(name), st.sampled_from(same)))
        if isinstance(lexicon, lx.Choices):
            values = [option.value for option in lexicon.options]
            leaves.append(st.builds(g.Fix, st.just(name), st.sampled_from(values)))
    leaf = st.one_of(leaves)
    part = st.one_of(
        leaf,
        leaf.map(g.optional),
        st.tuples(leaf, leaf).map(lambda pair: g.alt(*pair)),
        st.tuples(leaf, leaf).map(lambda pair: g.seq(*pair)),
    )
    spaced = st.lists(part, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            (g.seq(*parts), g.seq(*(piece for each in parts for piece in (g.GAP, each))))
        )
    )
    asks = draw(st.lists(spaced, min_size=1, max_size=3))
    return Family("f", "", g.Grammar(g.Alt(tuple(asks))), tuple(slots), (), _ANSWER, ())


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny(), st.sampled_from(Resolve))
def test_brute_force_agrees(family: Family, resolve: Resolve) -> None:
    family = replace(family, resolve=resolve)
    verdict = functional(family, lemmas=LEMMAS)
    clashing = [word for word in WORDS if clash(family, word, EMPTY_BINDING, resolved=True)]
    match verdict.status:
        case Status.PROVED:
            assert not clashing
        case Status.REFUTED:
            assert verdict.counterexample is not None
            utterance = verdict.counterexample.utterance
            assert utterance is not None
            assert clash(family, normalise(utterance).text, EMPTY_BINDING, resolved=True)
        case _:
            assert verdict.status is Status.UNDECIDED
    reported = ambiguities(family, lemmas=LEMMAS)
    if reported.proved:
        assert not [word for word in WORDS if clash(family, word, EMPTY_BINDING, resolved=False)]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(lexicons.filter(lambda lexicon: not lexicon.late), st.randoms(use_true_random=False), st.data())
def test_lemmas_hold_of_samples(lexicon: Lexicon, random: Random, data: st.DataObject) -> None:
    lemma = LEMMAS.get(lexicon)
    if lemma.single_valued.status is Status.PROVED:
        for _ in range(20):
            assert len(lexicon.read(lexeme(lexicon, random))) < 2
    if lemma.single_valued.witness is not None:
        assert len(lexicon.read(lemma.single_valued.witness)) > 1
    if lemma.round_trip.status is Status.PROVED:
        value = data.draw(values_of(lexicon))
        if not lexicon.spelled:
            assert lexicon.read(lexicon.print(value)) == (value,)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_proved_holds_of_samples(data: st.DataObject) -> None:
    family = data.draw(families(program_depth=1))
    verdict = functional(family, BINDING, lemmas=LEMMAS, limit=20_000)
    if verdict.status is Status.REFUTED:
        assert verdict.counterexample is not None
        assert verdict.counterexample.utterance is not None
        assert clash(family, normalise(verdict.counterexample.utterance).text, BINDING, resolved=True)
        return
    assume(verdict.status is Status.PROVED)
    check_grammar(family)
    for _ in range(5):
        text = normalise(data.draw(utterances(family))).text
        assert clash(family, text, BINDING, resolved=True) is None
