"""All overlaps of k families, one family more, and Home Assistant's set; interegular's products beside.

    python -m benchmarks overlaps

What counts begins with the families as data: silhouettes, automata, searches, the replay of each witness.
interegular gets the same languages as regular expressions; its time is for parsing them, making their
automata and asking ``isdisjoint`` of every pair.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, TypeVar

from interegular import Comparator

from benchmarks.rows import Row, quantile, typical
from benchmarks.synthetic import Synthetic, families
from potstill.compiler.importers.hassil import import_folder
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.lexicons import Integers
from potstill.verifier.algebra import Index, Overlaps, overlaps
from potstill.verifier.algebra.rewriting import with_lexicon
from tests.home_assistant import binding, merged, suites

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "ha_intents_en"
MANY, SOME, MORE = 1000, 200, 30
SAMPLE = 4

T = TypeVar("T")


def rows() -> list[Row]:
    """All rows of this benchmark; those of Home Assistant where the set is at hand."""
    return [*_many(), *_one_more(), *_against_interegular(), *(_home_assistant() if DATA.is_dir() else ())]


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """Seconds, garbage collection off, and what came out."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        result = function()
        return perf_counter() - began, result
    finally:
        gc.enable()


def _many() -> list[Row]:
    made = [each.family for each in families(MANY)]
    seconds, found = timed(lambda: overlaps(made))
    return [
        Row(f"all overlaps of {MANY} families", seconds, "s", 5.0),
        Row("pairs that overlap among them", len(found.pairs), "pairs"),
    ]


def _one_more() -> list[Row]:
    index = Index()
    for each in families(MANY):
        index.add(each.family)
    times: list[float] = []
    for number, each in enumerate(families(MORE, seed=7)):
        new = replace(each.family, name=f"new{number}")
        seconds, _ = timed(lambda new=new: index.add(new))  # type: ignore[misc]  # a lambda's default
        times.append(seconds * 1e3)
        index.remove(new.name)
    return [
        Row(f"one family more, to {MANY} verified ones, median", typical(times), "ms", 200.0),
        Row(f"the same, worst of {MORE}", quantile(times, 1.0), "ms", 200.0),
    ]


def _against_interegular() -> list[Row]:
    made = families(SOME)
    mine, found = timed(lambda: overlaps(each.family for each in made))
    theirs, (comparator, overlapping) = timed(lambda: _products(made))
    _agree(comparator, overlapping, found)
    return [
        Row(f"all overlaps of {SOME} families", mine, "s"),
        Row("interegular, the same", theirs, "s"),
        Row(
            f"interegular / potstill, {SOME} families",
            theirs / mine,
            "ratio",
            20.0,
            at_least=True,
            against="interegular's pairwise products, construction included in both, verdicts equal",
        ),
    ]


def _products(made: Sequence[Synthetic]) -> tuple[Comparator, set[tuple[str, str]]]:
    """Through its Comparator, which gives all automata one alphabet: ``isdisjoint`` is wrong without."""
    comparator = Comparator.from_regexes(
        {each.family.name: "|".join(f"(?:{pattern})" for pattern in each.patterns) for each in made}
    )
    names = sorted(each.family.name for each in made)
    return comparator, {pair for pair in combinations(names, 2) if not comparator.isdisjoint(*pair)}


def _agree(comparator: Comparator, overlapping: set[tuple[str, str]], found: Overlaps) -> None:
    """The verdicts are the same, and so is the length of the shortest witness, on a sample."""
    assert {pair.families for pair in found.pairs} == overlapping
    for pair in Random(3).sample(found.pairs, min(SAMPLE, len(found.pairs))):
        assert pair.witness is not None
        utterance = pair.witness.utterance
        one, other = map(comparator.get_fsm, pair.families)
        assert one.accepts(utterance)
        assert other.accepts(utterance)
        assert _shortest(one & other) == len(utterance)


def _shortest(machine: Any) -> int:
    """The length of the shortest word of an interegular automaton."""
    seen = level = {machine.initial}
    length = 0
    while level.isdisjoint(machine.finals):
        level = {to for state in level for to in machine.map.get(state, {}).values()} - seen
        seen = seen | level
        length += 1
    return length


def _home_assistant() -> list[Row]:
    names = binding(merged(household for household, _ in suites(DATA).values()))
    made = [artifact.family for artifact in import_folder(DATA).artifacts]
    spelled, words = timed(lambda: overlaps(made, names))
    written, digits = timed(lambda: overlaps(map(_in_digits, made), Binding(names.lists)))
    return [
        Row("all overlaps of Home Assistant English, whole numbers in digits", written, "s", 20.0),
        Row("all overlaps of Home Assistant English, number words too", spelled, "s", 60.0),
        Row("pairs that overlap there, digits", len(digits.pairs), "pairs"),
        Row("pairs that overlap there, number words too", len(words.pairs), "pairs"),
    ]


def _in_digits(family: Family) -> Family:
    """The family, its whole numbers read in digits only."""
    for slot in family.slots:
        if isinstance(slot.lexicon, Integers):
            family = with_lexicon(family, slot.name, replace(slot.lexicon, words=False))
    return family


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:70} {row.value:10.3f} {row.unit:6} {row.target or '':>6} {row.met}")
