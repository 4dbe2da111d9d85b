"""Grouping and induction: lines a second as the log grows, everything included that growing does.

    python -m benchmarks learning

The log is that of the benchmark of grouping, answered; it takes hours, so that it is run by its name alone.
Each line is asked of a handler that starts empty: families that were released answer, the rest is recorded,
grouped and, with enough examples, induced from. How often that is tried depends on how many kinds of requests
there are, and not on how many lines.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks.grouping import SEED, SIZES, log
from benchmarks.growth.grown import Grown
from benchmarks.growth.protocol import Fallback
from benchmarks.growth.stream import DATA
from benchmarks.rows import Row

TOGETHER: Final = 100
"""Lines between two steps of growing."""


def rows() -> list[Row]:
    """All rows of this benchmark; none where the data is not at hand."""
    if not DATA.is_file():
        return []
    with tempfile.TemporaryDirectory() as folder:
        return list(_rows(Path(folder)))


def _rows(folder: Path) -> Iterator[Row]:
    lines = log(SEED)
    grown = Grown(folder / "log.db", lambda _: (), together=TOGETHER)
    fallback = Fallback({})
    seconds, done = 0.0, 0
    each: dict[int, float] = {}
    for size in SIZES:
        own = 0
        for _ in range((size - done) // SIZES[0]):
            chunk = list(islice(lines, SIZES[0]))
            began = process_time()
            for line in chunk:
                fallback.turn(line)
                own += grown.ask(line.utterance, fallback).own
            seconds += process_time() - began
        each[size] = seconds / size
        families = (
            f"{len(grown.released())} families, which answered {own / (size - done):.1%} since the last row"
        )
        yield Row(
            f"grouping and induction, first {size:,} lines",
            size / seconds,
            "lines/s of CPU",
            against=families,
        )
        done = size
    first, last = SIZES[1], SIZES[-1]
    yield Row(
        f"time per line, first {last:,} / first {first:,}",
        each[last] / each[first],
        "ratio",
        1.0,
        against=f"near-linear: the log is {last // first:,} times as long",
    )
