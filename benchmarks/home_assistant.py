"""Home Assistant's English intents: potstill against hassil, sentence by sentence, and from cold.

    python -m benchmarks home_assistant

The sentences are the 1,110 of the set's own tests, the names those of all its test files at once. Each side
is asked on its own, the least of several runs counts, both read YAML with the same C loader. hassil parses a
template when it first looks at it, so its *first answer* contains its parsing; potstill's contains the first
steps of its automaton.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.rows import Row, each, quantile, typical
from potstill.compiler.importers.hassil import import_folder
from potstill.ir.normal import normalise
from potstill.runtime import Handler, Trust
from potstill.runtime.candidates import Candidate, candidates, chosen
from tests.home_assistant import (
    AREA,
    Household,
    binding,
    hassil_answer,
    hassil_intents,
    merged,
    slot_lists,
    suites,
)
from tests.stating import TRUST, write

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "ha_intents_en"
CONTEXT = {"area": AREA}
FIRST = "turn on the lights in the kitchen"


def rows() -> list[Row]:
    """All rows of this benchmark; none where the set is not at hand."""
    if not DATA.is_dir():
        return []
    files = suites(DATA)
    household = merged(household for household, _ in files.values())
    sentences = [case.sentence for _, cases in files.values() for case in cases]
    return [*_answers(household, sentences), *_cold(household)]


def _answers(household: Household, sentences: list[str]) -> list[Row]:
    handler = Handler(import_folder(DATA).artifacts, binding=binding(household), allow_unverified=True)
    intents, lists = hassil_intents(DATA), slot_lists(household)
    snapshot = handler.snapshot

    def read(sentence: str) -> Candidate | None:
        """The family that is meant and its slots, conditions checked, as ``recognize_best`` gives them."""
        found, _ = candidates(snapshot.matcher, snapshot.loaded, normalise(sentence), CONTEXT)
        return chosen(found)[0] if found else None

    for sentence in sentences:
        handler(sentence, CONTEXT)
    peer = each(lambda sentence: hassil_answer(intents, lists, sentence), sentences, repeats=3)
    mine = each(read, sentences)
    whole = each(lambda sentence: handler(sentence, CONTEXT), sentences)
    return [
        Row("hassil recognize_best, median", typical(peer), "µs"),
        Row("recognise and extract, median", typical(mine), "µs"),
        Row("recognise and extract, 99th percentile", quantile(mine, 0.99), "µs"),
        Row(
            f"hassil / potstill, recognise and extract, {len(sentences)} sentences",
            typical(peer) / typical(mine),
            "ratio",
            300.0,
            at_least=True,
            against="hassil recognize_best, same run, medians",
        ),
        Row("the handler's whole call, median", typical(whole), "µs"),
        Row("hassil / potstill, whole call", typical(peer) / typical(whole), "ratio"),
    ]


def _cold(household: Household) -> list[Row]:
    lists, names = slot_lists(household), binding(household)

    def hassil() -> None:
        hassil_answer(hassil_intents(DATA), lists, FIRST)

    def from_yaml() -> None:
        artifacts = import_folder(DATA).artifacts
        assert Handler(artifacts, binding=names, allow_unverified=True)(FIRST, CONTEXT).answered

    with tempfile.TemporaryDirectory() as folder:
        artifacts = import_folder(DATA).artifacts
        for artifact in artifacts:
            write(artifact, Path(folder))

        def from_artifacts() -> None:
            nobody = Trust.of([])
            handler = Handler.load(folder, binding=names, trust=nobody, allow_unverified=True)
            assert handler(FIRST, CONTEXT).answered

        def from_statements() -> None:
            assert Handler.load(folder, binding=names, trust=TRUST)(FIRST, CONTEXT).answered

        # In turn, so that what else the machine does meets all of them.
        times = _in_turn(hassil, from_yaml, from_artifacts, from_statements)
    handler = Handler(import_folder(DATA).artifacts, binding=names, allow_unverified=True)

    def rebind() -> None:
        handler.bind(binding(household))
        assert handler(FIRST, CONTEXT).answered

    (rebound,) = _in_turn(rebind)
    peer, built, loaded, trusted = times
    against = "hassil, YAML to first answer, same run"
    return [
        Row("hassil, from YAML to first answer", peer * 1e3, "ms"),
        Row("from YAML to first answer", built * 1e3, "ms"),
        Row("from YAML to first answer, over hassil", built / peer, "ratio", 3.0, against=against),
        Row("from built artifacts to first answer", loaded * 1e3, "ms"),
        Row(
            "from artifacts to first answer, over hassil", loaded / peer, "ratio", 1.0, against=against
        ),
        Row(f"the same with {len(artifacts)} statements and signatures checked", trusted * 1e3, "ms"),
        Row("from artifacts with statements to first answer, over hassil", trusted / peer, "ratio"),
        Row("rebinding all names, to first answer", rebound, "s", 0.5),
    ]


def _in_turn(*functions: Callable[[], None], repeats: int = 5) -> list[float]:
    """Seconds of one call of each: the least of ``repeats``, in turn, garbage collection off."""
    least = [float("inf")] * len(functions)
    for _ in range(repeats):
        for index, function in enumerate(functions):
            gc.collect()
            gc.disable()
            began = perf_counter()
            function()
            least[index] = min(least[index], perf_counter() - began)
            gc.enable()
    return least


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:70} {row.value:10.3f} {row.unit:6} {row.target or '':>6} {row.met}")
