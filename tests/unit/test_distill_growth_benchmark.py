"""The benchmark of growth: its stream, the peers, figures, and the report."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.growth.contestants import oracle
from benchmarks.growth.measure import Outcome, figures, inside_cost, run, tenths
from benchmarks.growth.protocol import Answer, Fallback, NoTruth
from benchmarks.growth.report import Material, best_threshold, document, families, releasable
from benchmarks.growth.stream import LABEL, Request, digest, shifts, stream

np = pytest.importorskip("numpy", reason="the embedding cache needs numpy")
caches = pytest.importorskip("benchmarks.growth.caches")

REQUESTS = [
    Request(2, "How many eggs are in 3 boxes?", Fraction(36)),
    Request(None, "why is the sky blue", LABEL),
    Request(2, "how many eggs are in 3 boxes", Fraction(36)),
    Request(4, "How many legs have 5 cows?", Fraction(20)),
    Request(2, "How many eggs are in 4 boxes?", Fraction(48)),
]


def outcome(place: int, family: int | None, *, own: bool, right: bool = True, calls: int = 0) -> Outcome:
    return Outcome(place, family, own, right, calls, "f" if own else "", "", 1)


def fallback() -> Fallback:
    return Fallback({each.utterance: each.answer for each in REQUESTS})


@pytest.fixture(scope="module")
def course() -> list[Request]:
    """A short stream."""
    pytest.importorskip("reasoning_gym", reason="the generators are in reasoning-gym")
    from benchmarks.growth.stream import DATA

    if not DATA.is_file():
        pytest.skip("CLINC150 is not beside the project")
    return stream(2_000)


def test_the_stream_is_the_same_every_time(course: list[Request]) -> None:
    assert digest(course) == digest(stream(2_000))
    assert digest(course) != digest(course[1:])
    outside = [each for each in course if each.family is None]
    assert 0.08 < len(outside) / len(course) < 0.12
    assert {each.answer for each in outside} == {LABEL}
    assert all(isinstance(each.answer, Fraction) for each in course if each.family is not None)


def test_what_is_frequent_shifts_three_times(course: list[Request]) -> None:
    places = [0, *shifts(len(course)), len(course)]
    assert places == [0, 500, 1000, 1500, 2000]
    leading = []
    for start, end in pairwise(places):
        inside = [each.family for each in course[start:end] if each.family is not None]
        leading.append(max(set(inside), key=inside.count))
        assert inside.count(leading[-1]) > 0.12 * len(inside)
    assert len(set(leading)) > 1


def test_the_fallback_counts_its_calls_and_knows_what_was_drawn() -> None:
    asked = fallback()
    asked.turn(replace(REQUESTS[0], answer=Fraction(7)))
    assert asked(REQUESTS[0].utterance) == 7
    assert asked(REQUESTS[4].utterance) == 48
    with pytest.raises(NoTruth):
        asked("something made up")
    assert asked.calls == 3


def test_the_verbatim_cache_looks_past_case_and_closing_marks(tmp_path: Path) -> None:
    outcomes = run(lambda _: caches.Verbatim(), REQUESTS, fallback(), tmp_path / "v.jsonl")
    assert [each.own for each in outcomes] == [False, False, True, False, False]
    assert all(each.right for each in outcomes)
    assert [each.calls for each in outcomes] == [1, 1, 0, 1, 1]


def test_the_embedding_cache_answers_what_is_similar_enough(tmp_path: Path) -> None:
    angles = (0.0, 1.5, 0.0, 0.8, 0.2)
    vectors = {
        each.utterance: np.array([math.cos(angle), math.sin(angle)], np.float32)
        for each, angle in zip(REQUESTS, angles, strict=True)
    }
    loose = run(lambda _: caches.Embedded(0.9, vectors), REQUESTS, fallback(), tmp_path / "a.jsonl")
    assert [each.own for each in loose] == [False, False, True, False, True]
    assert (loose[4].right, loose[4].said, loose[4].by) == (False, "36", REQUESTS[0].utterance)
    strict = run(lambda _: caches.Embedded(0.999, vectors), REQUESTS, fallback(), tmp_path / "b.jsonl")
    assert [each.own for each in strict] == [False, False, True, False, False]


def test_the_oracle_takes_a_family_over_after_its_mth_request() -> None:
    outcomes = oracle(REQUESTS, [2], 2)
    assert [each.own for each in outcomes] == [False, False, False, False, True]
    assert [each.families for each in outcomes] == [0, 0, 1, 1, 1]


class Stops:
    """Fails at its third request of a run."""

    name = "stops"

    def __init__(self, done: int) -> None:
        self.done = done
        self.asked = 0

    def ask(self, utterance: str, fallback: Fallback) -> Answer:
        self.asked += 1
        if self.asked == 3:
            raise KeyboardInterrupt
        return Answer(fallback(utterance), own=False, by=f"after {self.done}")

    def released(self) -> tuple[str, ...]:
        return ()


def test_a_run_that_stopped_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            run(Stops, REQUESTS, fallback(), file)
        file.write_text(file.read_text("utf-8") + '{"place": 4, "fam', "utf-8")
    outcomes = run(Stops, REQUESTS, fallback(), file)
    assert [each.by for each in outcomes] == ["after 0", "after 0", "after 2", "after 2", "after 4"]
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["place"] for line in lines] == [0, 1, 2, 3, 4]


def test_figures() -> None:
    outcomes = [
        outcome(0, 2, own=False, calls=1),
        outcome(1, 2, own=False, calls=3),
        outcome(2, None, own=False, calls=1),
        outcome(3, 2, own=True, right=False),
        outcome(4, None, own=True),
        outcome(5, 2, own=True, calls=1),
    ]
    one = figures(outcomes)
    assert (one.coverage, one.inside, one.cost) == (0.5, 0.5, 1.0)
    assert (one.own, one.wrong, one.outside, one.families) == (3, 1, 1, 1)
    assert one.inside_cost == inside_cost(outcomes) == 5 / 4


def test_the_best_threshold_covers_most_with_few_wrong() -> None:
    base = figures([outcome(0, 2, own=True)])
    good = {
        0.9: replace(base, coverage=0.9, own=1000, wrong=3),
        0.99: replace(base, coverage=0.5, own=1000, wrong=2),
    }
    assert best_threshold(good) == 0.99
    bad = {0.9: replace(base, own=1000, wrong=500), 0.99: replace(base, own=100, wrong=40)}
    assert best_threshold(bad) == 0.99
    assert best_threshold({}) is None


def material(size: int = 40) -> Material:
    """A run in which potstill is wrong about one request of an odd family, and answers some out of scope."""
    requests = [
        Request((3, 2, None)[place % 3], f"request | {place}", Fraction(place) if place % 3 < 2 else LABEL)
        for place in range(size)
    ]
    grown = [
        Outcome(place, each.family, place > 25, place != 27, int(place <= 25), "eggs", "8", 1)
        for place, each in enumerate(requests)
    ]
    asked = [Outcome(place, each.family, False, True, 1, "", "", 0) for place, each in enumerate(requests)]
    return Material(
        requests, grown, asked, {0.9: asked}, oracle(requests, [2, 3]), asked, [2, 3], {"eggs": "ask x"}
    )


def test_the_report_says_what_was_reached_and_lists_what_is_wrong() -> None:
    text = document(material(), [10, 20, 30])
    assert "| own answers to requests out of scope | 5 | 0 | no |" in text
    assert "At 10, 20 and 30 the families are ranked anew" in text
    assert "| 27 | 3 | `eggs` | 8 | 27 |  |" in text
    assert "request \\| 27" not in text, "requests of odd generators are not shown"
    assert "| 26 | `eggs` | request \\| 26 |" in text
    assert "| the same, times that of an oracle over all families | 0.00 |  |  |" in text
    clean = replace(
        material(),
        potstill=[
            replace(each, right=True, own=each.own and each.family is not None)
            for each in material().potstill
        ],
    )
    assert document(clean, [10]).count("None.\n") == 2


def test_a_family_stands_for_the_generator_that_it_answers_most() -> None:
    outcomes = [outcome(place, family, own=True) for place, family in enumerate((2, 3, 3, None))]
    assert families(outcomes) == {"f": 3}
    assert releasable(outcomes) == [3]


def test_tenths_cover_the_stream() -> None:
    outcomes = [outcome(place, 2, own=place >= 50) for place in range(100)]
    assert [each.coverage for each in tenths(outcomes)] == [0.0] * 5 + [1.0] * 5


def test_the_picture_is_the_same_every_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the picture needs the extra bench")
    from benchmarks.growth.plot import draw

    for name in ("a.svg", "b.svg"):
        draw(tmp_path / name, material(400).curves, [100, 200, 300])
    first = (tmp_path / "a.svg").read_bytes()
    assert first == (tmp_path / "b.svg").read_bytes()
    assert b"dc:date" not in first
    assert ElementTree.fromstring(first).tag.endswith("svg")


def reference(arrays: dict[str, object], shape, ids):  # type: ignore[no-untyped-def]  # arrays of a module that may be absent
    """The network for one text, in the plainest way."""

    def norm(value, prefix):  # type: ignore[no-untyped-def]  # as above
        mean, spread = value.mean(-1, keepdims=True), value.var(-1, keepdims=True)
        return (value - mean) / np.sqrt(spread + shape.epsilon) * arrays[f"{prefix}.weight"] + arrays[
            f"{prefix}.bias"
        ]

    def dense(value, prefix):  # type: ignore[no-untyped-def]  # as above
        return value @ arrays[f"{prefix}.weight"].T + arrays[f"{prefix}.bias"]

    value = arrays["embeddings.word_embeddings.weight"][ids]
    value = value + arrays["embeddings.position_embeddings.weight"][: len(ids)]
    value = norm(value + arrays["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    size = shape.hidden // shape.heads
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}"
        query, key, content = (
            dense(value, f"{prefix}.attention.self.{name}") for name in ("query", "key", "value")
        )
        mixed = []
        for head in range(shape.heads):
            part = slice(head * size, head * size + size)
            scores = np.exp(query[:, part] @ key[:, part].T / math.sqrt(size))
            mixed.append(scores / scores.sum(-1, keepdims=True) @ content[:, part])
        out = dense(np.concatenate(mixed, -1), f"{prefix}.attention.output.dense")
        value = norm(out + value, f"{prefix}.attention.output.LayerNorm")
        wide = dense(value, f"{prefix}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        value = norm(dense(wide, f"{prefix}.output.dense") + value, f"{prefix}.output.LayerNorm")
    mean = value.mean(0)
    return mean / np.linalg.norm(mean)


def test_the_embedding_model_is_the_network_that_is_meant() -> None:
    pytest.importorskip("onnx", reason="building the model needs the extra bench")
    runtime = pytest.importorskip("onnxruntime", reason="running the model needs the extra bench")
    from benchmarks.growth.minilm import Shape, graph

    shape = Shape(layers=2, heads=2, hidden=8, epsilon=1e-12)
    random = np.random.default_rng(4)
    sizes = {"attention.self.query": (8, 8), "attention.self.key": (8, 8), "attention.self.value": (8, 8)}
    sizes |= {"attention.output.dense": (8, 8), "intermediate.dense": (16, 8), "output.dense": (8, 16)}
    arrays = {
        f"embeddings.{name}_embeddings.weight": random.normal(size=(count, 8))
        for name, count in (("word", 20), ("position", 10), ("token_type", 2))
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(2):
        prefix = f"encoder.layer.{layer}"
        norms += [f"{prefix}.attention.output.LayerNorm", f"{prefix}.output.LayerNorm"]
        for name, (rows, columns) in sizes.items():
            arrays[f"{prefix}.{name}.weight"] = random.normal(size=(rows, columns))
            arrays[f"{prefix}.{name}.bias"] = random.normal(size=rows)
    for name in norms:
        arrays |= {f"{name}.weight": random.normal(size=8), f"{name}.bias": random.normal(size=8)}
    arrays = {name: each.astype(np.float32) for name, each in arrays.items()}
    session = runtime.InferenceSession(graph(arrays, shape), providers=["CPUExecutionProvider"])
    texts = [[3, 7, 1, 9, 4], [5, 2, 0, 0, 0]]
    lengths = [5, 2]
    mask = [[int(place < length) for place in range(5)] for length in lengths]
    (found,) = session.run(None, {"ids": np.array(texts, np.int64), "mask": np.array(mask, np.int64)})
    for row, text, length in zip(found, texts, lengths, strict=True):
        assert np.allclose(row, reference(arrays, shape, text[:length]), atol=1e-4)
