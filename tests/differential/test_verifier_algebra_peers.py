"""The algebra of families against other people's: interegular, greenery, re2 and hassil."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
import re2
from hassil.recognize import recognize_all
from hypothesis import given, settings
from hypothesis import strategies as st
from interegular import Comparator

from benchmarks.synthetic import families
from potstill.compiler.importers.hassil import import_folder
from potstill.ir import grammar as g
from potstill.ir.family import Family
from potstill.ir.regular import automaton
from potstill.verifier.algebra import Standing, Witness, overlaps
from tests.building import Builder
from tests.differential.test_regular_peers import Expression, expressions
from tests.home_assistant import AREA, binding, hassil_intents, merged, slot_lists, suites

SEED = 11
SKIPPED = ("i'd like to", "i want to", "can you", "could you", "would you", "please", "for me")
"""Words that hassil deletes wherever they are, and potstill skips where a template has a blank."""


def reading(name: str, language: g.Node) -> Family:
    """A family of one template."""
    build = Builder()
    return Family(name, "", g.Grammar(g.Alt((language,))), (), (), build.program(build.const(name)), ())


@given(st.lists(expressions, min_size=2, max_size=3))
@settings(max_examples=30)
def test_small_expressions_overlap_as_interegular_says(several: list[Expression]) -> None:
    found = overlaps(reading(f"f{number}", each.node) for number, each in enumerate(several))
    comparator = Comparator.from_regexes({f"f{number}": each.pattern for number, each in enumerate(several)})
    shared = {pair.families: pair for pair in found.pairs}
    for one, other in combinations(found.families, 2):
        assert ((one, other) not in shared) == comparator.isdisjoint(one, other)
    for pair in found.pairs:
        assert pair.witness is not None
        for name in pair.families:
            assert comparator.get_fsm(name).accepts(pair.witness.utterance)


@given(expressions, expressions)
@settings(max_examples=20)
def test_greenery_finds_the_same_shortest_word(one: Expression, other: Expression) -> None:
    greenery = pytest.importorskip("greenery")
    left, right = (greenery.parse(each.pattern.replace("?:", "")).to_fsm() for each in (one, other))
    found = overlaps((reading("f", one.node), reading("g", other.node)))
    both = left & right
    assert both.empty() == (found.pairs == ())
    for pair in found.pairs:
        assert pair.witness is not None
        assert pair.witness.utterance == "".join(map(str, next(iter(both.strings([])))))


def test_re2_matches_each_witness_of_the_synthetic_families() -> None:
    made = {each.family.name: each for each in families(300, SEED)}
    found = overlaps(each.family for each in made.values())
    assert len(found.pairs) > 3
    assert {pair.standing for pair in found.pairs} == {Standing.OVERLAP}
    for pair in found.pairs:
        assert pair.witness is not None
        for name in pair.families:
            patterns = made[name].patterns
            assert any(re2.fullmatch(pattern, pair.witness.utterance) for pattern in patterns), pattern_of(
                pair
            )


def pattern_of(pair: Any) -> str:
    """What a failure shows."""
    return f"{pair.families}: {pair.witness.utterance}"


def test_hassil_reads_each_witness_as_both_intents(shared_data: Path) -> None:
    folder = shared_data / "ha_intents_en"
    household = merged(household for household, _ in suites(folder).values())
    names, lists, intents = binding(household), slot_lists(household), hassil_intents(folder)
    imported = sorted((each.family for each in import_folder(folder).artifacts), key=lambda each: each.name)
    found = overlaps(Random(SEED).sample(imported, 40), names)
    assert len(found.pairs) > 5
    for pair in found.pairs:
        witness = pair.witness
        assert witness is not None
        if any(f" {skipped} " in f" {witness.utterance} " for skipped in SKIPPED):
            continue
        read = _combinations(witness, intents, lists)
        for name in pair.families:
            intent, _, combination = name.partition("__")
            assert read & {(intent, combination), (intent, combination.rsplit("_", 1)[0])}, pattern_of(pair)


def _combinations(witness: Witness, intents: Any, lists: Any) -> set[tuple[str, str]]:
    """The intents and combinations that hassil reads a request as."""
    context = {name: value.strip('"') for name, value in witness.context} or {"area": AREA}
    results = recognize_all(witness.utterance, intents, slot_lists=lists, intent_context=context)
    return {(each.intent.name, (each.intent_metadata or {}).get("combination", "")) for each in results}


def test_a_witness_is_read_by_both_automata() -> None:
    made = {each.family.name: each.family for each in families(200, SEED)}
    for pair in overlaps(made.values()).pairs:
        assert pair.witness is not None
        assert all(automaton(made[name].grammar).accepts(pair.witness.utterance) for name in pair.families)
