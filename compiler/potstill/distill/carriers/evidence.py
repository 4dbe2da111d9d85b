"""Evidence for candidates: how often they were right, and wrong, about requests that were kept aside.

The requests are divided into parts. What a candidate reads in a part counts if it was learnt from the other
parts alone: values and words it has from the part itself would always be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.distill.carriers.carrier import carrier, constants, record_of
from potstill.distill.carriers.family import Candidate, candidates
from potstill.distill.carriers.reader import Reader, answer
from potstill.distill.carriers.vocabulary import vocabulary
from potstill.distill.examples import Example

PARTS: Final = 4
PRIOR: Final = 2
"""Requests that the experience with candidates of a kind weighs as much as."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """``right`` and ``wrong`` answers about requests kept aside; ``prior``: the share of right ones among all
    candidates with as many holes for free words."""

    right: int
    wrong: int
    prior: float

    @property
    def score(self) -> float:
        """The share of right answers to expect: what was seen, and the prior as PRIOR requests more."""
        return (self.right + PRIOR * self.prior) / (self.right + self.wrong + PRIOR)


def learnt(examples: Sequence[Example]) -> tuple[Candidate, ...]:
    """The candidates of some answered requests."""
    known = constants(examples)
    carriers = [found for example in examples if (found := carrier(example, known)) is not None]
    return candidates(carriers, known, vocabulary(examples, carriers, known))


def gathered(examples: Sequence[Example], parts: int = PARTS) -> Mapping[Key, Evidence]:
    """The evidence for each candidate that read a request kept aside, by the candidate's key.

    Candidates whose key is not there were never tried.
    """
    counts: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0])
    kinds: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    free: dict[Key, int] = {}
    for part in range(parts):
        rest = [example for place, example in enumerate(examples) if place % parts != part]
        reader = Reader(learnt(rest))
        for example in examples[part::parts]:
            for candidate, copied in reader.read(example.utterance):
                wrong = answer(candidate, copied) != record_of(example)
                counts[candidate.key][wrong] += 1
                kinds[candidate.free][wrong] += 1
                free[candidate.key] = candidate.free
    return {
        key: Evidence(right, wrong, kinds[free[key]][0] / sum(kinds[free[key]]))
        for key, (right, wrong) in counts.items()
    }
