"""Grouping: precision and recall of pairs, and lines a second as the log grows.

    python -m benchmarks grouping

Requests are instances of GSM-Symbolic families (each with the sentence that the dataset adds to all), among
CLINC150's out-of-scope utterances. Two requests belong together if one family made them; an out-of-scope
utterance belongs to nothing. A log's lines are to four fifths such instances, by Zipf's law, to one tenth
utterances of CLINC150, and to one tenth lines that never come again, so that ageing is part of what is timed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from random import Random
from time import process_time
from typing import Final

from benchmarks.growth.stream import DATA, LABEL, Request
from benchmarks.growth.stream import SPLITS as OUTSIDE
from benchmarks.induction import gsm
from benchmarks.rows import Row
from potstill.distill.grouping import Grouper, dump

INSTANCES: Final = 40
SEED: Final = 20_001
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of requests that are in one group, and pairs of one family."""

    right: int
    wrong: int
    all: int
    mixed: int
    outside: int

    @property
    def precision(self) -> float:
        """Of the pairs in one group, the share of one family."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of the pairs of one family, the share in one group."""
        return self.right / self.all


def rows() -> list[Row]:
    """All rows of this benchmark; none where the data is not at hand."""
    if not DATA.is_file():
        return []
    even = [family for family in gsm.enabled() if family % 2 == 0]
    return [
        *_quality("even families", requests(even, SEED)),
        *_quality("all families", requests(gsm.enabled(), SEED)),
        *_throughput(),
    ]


def clinc(*splits: str) -> list[Request]:
    """The utterances of these splits, answered by their intents."""
    found = json.loads(DATA.read_text("utf-8"))
    return [Request(None, text, intent) for split in splits for text, intent in found[split]]


def requests(families: Sequence[int], seed: int) -> list[Request]:
    """INSTANCES of each family and all out-of-scope utterances, shuffled."""
    found = clinc(*OUTSIDE)
    for family in families:
        for place in range(INSTANCES):
            example = gsm.draw(family, seed * 1_000 + place)
            found.append(Request(family, example.utterance, example.answer))
    Random(seed).shuffle(found)
    return found


def grouped(stream: Sequence[Request]) -> list[int]:
    """The group of each request in the end; what was forgotten has one of its own."""
    grouper = Grouper()
    ids = [grouper.add(request.utterance) for request in stream]
    roots = [grouper.find(each) for each in ids]
    return [-1 - place if root is None else root for place, root in enumerate(roots)]


def pairs(stream: Sequence[Request], groups: Sequence[int]) -> Pairs:
    """Compare groups with families."""
    found: defaultdict[int, Counter[int | None]] = defaultdict(Counter)
    for request, group in zip(stream, groups, strict=True):
        found[group][request.family] += 1
    right = sum(
        _two(count) for each in found.values() for family, count in each.items() if family is not None
    )
    together = sum(_two(each.total()) for each in found.values())
    sizes = Counter(request.family for request in stream if request.family is not None)
    return Pairs(
        right=right,
        wrong=together - right,
        all=sum(map(_two, sizes.values())),
        mixed=sum(len(each) > 1 for each in found.values()),
        outside=sum(each[None] for each in found.values() if each.total() >= 3),
    )


def agreement(stream: Sequence[Request], seed: int) -> float:
    """Of the pairs that are together in this order or another, the share that is together in both."""
    order = list(range(len(stream)))
    Random(seed).shuffle(order)
    one = grouped(stream)
    shuffled = grouped([stream[place] for place in order])
    other = [group for _, group in sorted(zip(order, shuffled, strict=True))]
    both = sum(map(_two, Counter(zip(one, other, strict=True)).values()))
    either = sum(map(_two, Counter(one).values())) + sum(map(_two, Counter(other).values())) - both
    return both / either


def log(seed: int) -> Iterator[Request]:
    """Answered requests without end."""
    random = Random(seed)
    families = list(gsm.enabled())
    random.shuffle(families)
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(families))))
    utterances = clinc("train", "val", "test", *OUTSIDE)
    words = sorted({word for each in utterances for word in each.utterance.split()})
    while True:
        match random.randrange(10):
            case 0:
                yield random.choice(utterances)
            case 1:
                yield Request(None, " ".join(random.choices(words, k=12)), LABEL)
            case _:
                (family,) = random.choices(families, cum_weights=weights)
                example = gsm.draw(family, random.getrandbits(32))
                yield Request(family, example.utterance, example.answer)


def _quality(name: str, stream: Sequence[Request]) -> list[Row]:
    found = pairs(stream, grouped(stream))
    outside = sum(request.family is None for request in stream)
    against = f"{len(stream) - outside} instances, {outside} out-of-scope utterances"
    return [
        Row(
            f"pairs in one group that are of one family, {name}",
            found.precision,
            "share",
            0.99,
            True,
            against,
        ),
        Row(f"pairs of one family that are in one group, {name}", found.recall, "share", 0.95, True, against),
        Row(f"groups of more than one family, {name}", found.mixed, "groups", 0.0),
        Row(f"out-of-scope utterances in groups of three or more, {name}", found.outside, "utterances", 12.0),
        Row(
            f"pairs together in two orders of the stream, {name}",
            agreement(stream, SEED),
            "share",
            0.95,
            True,
        ),
    ]


def _throughput() -> Iterator[Row]:
    """One log, and the time at every size of it; making the lines is not timed."""
    lines = log(SEED)
    grouper = Grouper()
    seconds, done = 0.0, 0
    each: dict[int, float] = {}
    for size in SIZES:
        for _ in range((size - done) // SIZES[0]):
            chunk = list(islice(lines, SIZES[0]))
            began = process_time()
            for line in chunk:
                grouper.add(line.utterance)
            seconds += process_time() - began
        done = size
        each[size] = seconds / size
        yield Row(f"grouping, first {size:,} lines", size / seconds, "lines per second of CPU")
        yield Row(f"state after {size:,} lines", len(dump(grouper)) / 1e6, "MB")
    first, last = SIZES[1], SIZES[-1]
    yield Row(
        f"time per line, first {last:,} / first {first:,}",
        each[last] / each[first],
        "ratio",
        2.0,
        against=f"near-linear: the log is {last // first:,} times as long",
    )


def _two(count: int) -> int:
    return count * (count - 1) // 2
