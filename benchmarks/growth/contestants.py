"""Who takes part, on which stream, with what kept where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.growth.caches import Embedded, Verbatim
from benchmarks.growth.grown import Grown
from benchmarks.growth.measure import Outcome, read, run
from benchmarks.growth.minilm import Floats, embeddings
from benchmarks.growth.protocol import Contestant, Fallback
from benchmarks.growth.stream import Request, digest
from benchmarks.induction import gsm
from potstill.distill.examples import Json

THRESHOLDS: Final = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.999, 0.9995)
EXAMPLES: Final = 5
"""m: requests of a family before an oracle releases it, and before potstill tries to."""


@dataclass(frozen=True, slots=True)
class Course:
    """A stream, the folder of its results, and the pools of requests that induction may ask.

    ``families``: of the requests by their text.
    """

    requests: Sequence[Request]
    folder: Path
    pools: Mapping[int, Mapping[str, Json]]
    families: Mapping[str, int]

    @staticmethod
    def of(requests: Sequence[Request], build: Path) -> Course:
        """Results are kept by the stream's digest: another stream never reads them."""
        pools = {
            family: {each.utterance: each.answer for each in gsm.pool(family)} for family in gsm.enabled()
        }
        families = {each.utterance: each.family for each in requests if each.family is not None}
        return Course(requests, build / digest(requests), pools, families)

    def fallback(self) -> Fallback:
        """A new one: it knows the stream and the pools."""
        known = {text: answer for pool in self.pools.values() for text, answer in pool.items()}
        return Fallback(known | {each.utterance: each.answer for each in self.requests})

    def pool(self, utterances: Sequence[str]) -> Sequence[str]:
        """What may be asked about a group: instances that the generators of its requests drew beforehand.

        A generator cannot be asked for a request of one's own. A group of two families gets both pools.
        """
        found = {self.families[text] for text in utterances if text in self.families}
        return [text for each in sorted(found) for text in self.pools[each]]

    def verbatim(self) -> list[Outcome]:
        """The cache by the text."""
        return self._fresh("verbatim", Verbatim)

    def vectors(self, cache: Path, progress: Callable[[int, int], None]) -> dict[str, Floats]:
        """The embeddings of all texts. FileNotFoundError if the model is not installed."""
        texts = [each.utterance for each in self.requests]
        return dict(zip(texts, embeddings(texts, cache, progress), strict=True))

    def embedded(self, threshold: float, vectors: Callable[[], Mapping[str, Floats]]) -> list[Outcome]:
        """The cache by embeddings at one threshold; ``vectors`` is called if there is no result yet."""
        return self._fresh(f"embedded-{threshold:g}", lambda: Embedded(threshold, vectors()))

    def potstill(self, progress: Callable[[Outcome, Contestant], None]) -> list[Outcome]:
        """potstill; a run that stopped goes on."""
        return run(self.grown, self.requests, self.fallback(), self.folder / "potstill.jsonl", progress)

    def grown(self, done: int) -> Grown:
        """The contestant, with ``done`` requests behind it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Grown(self.folder / "potstill.db", self.pool, done=done)

    def _fresh(self, name: str, make: Callable[[], Contestant]) -> list[Outcome]:
        """A contestant that keeps nothing: a run that stopped begins again."""
        file, part = self.folder / f"{name}.jsonl", self.folder / f"{name}.part.jsonl"
        if not file.exists():
            part.unlink(missing_ok=True)
            run(lambda _: make(), self.requests, self.fallback(), part)
            part.replace(file)
        return list(read(file))


def oracle(requests: Sequence[Request], releasable: Collection[int], m: int = EXAMPLES) -> list[Outcome]:
    """Who knows each request's family, and answers it by itself, rightly, after its m-th request."""
    seen: Counter[int] = Counter()
    found: list[Outcome] = []
    for place, request in enumerate(requests):
        family = request.family
        own = family is not None and family in releasable and seen[family] >= m
        if family is not None:
            seen[family] += 1
        count = sum(seen[each] >= m for each in releasable)
        found.append(Outcome(place, family, own, True, int(not own), "", "", count))
    return found
