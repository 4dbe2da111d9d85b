"""Candidates for families: single carriers, and carriers with the same holes joined into one template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from potstill.distill.carriers.carrier import Carrier, Constants, Fixed, Hole
from potstill.distill.carriers.vocabulary import Content, Field, Listed, Words

REPEATED: Final = 2
"""Requests of a single carrier, from which it is a candidate."""

JOINED: Final = 3
"""Requests of all carriers with the same holes, from which they are one candidate."""

ALTERNATIVES: Final = 64
"""Texts between two holes of a joined candidate: the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Texts and holes in turn: ``gaps`` has one more element than ``fields``, each all texts that may stand
    there, "" for none. ``contents`` fill the holes. ``fixed``: the constant fields of its answers."""

    fixed: Fixed
    fields: tuple[str, ...]
    gaps: tuple[tuple[str, ...], ...]
    contents: tuple[Content, ...]

    @property
    def key(self) -> tuple[Fixed, tuple[str, ...], tuple[str, ...] | None]:
        """What it is called across samples: its fields and, if it is a single carrier, its texts."""
        single = all(len(gap) == 1 for gap in self.gaps)
        return self.fixed, self.fields, tuple(gap[0] for gap in self.gaps) if single else None

    @property
    def clashes(self) -> tuple[tuple[int, str, str], ...]:
        """Values of a hole and of the next one that together are one value of either: (hole, value, value).

        What a request with both means is open: one field has the long value, or two have one each. So the
        candidate reads none of them.
        """
        found: list[tuple[int, str, str]] = []
        for hole, (one, other) in enumerate(pairwise(self.contents)):
            if "" in self.gaps[hole + 1] and isinstance(one, Listed) and isinstance(other, Listed):
                whole = {*one.values, *other.values}
                found += [(hole, a, b) for a in one.values for b in other.values if f"{a} {b}" in whole]
        return tuple(found)

    @property
    def free(self) -> int:
        """How many of its holes are filled by free words."""
        return sum(isinstance(content, Words) for content in self.contents)

    @property
    def single(self) -> bool:
        """Whether it is a single carrier."""
        return all(len(gap) == 1 for gap in self.gaps)


def candidates(
    carriers: Sequence[Carrier], known: Constants, contents: Mapping[Field, Content]
) -> tuple[Candidate, ...]:
    """All candidates, in a fixed order."""
    counted = Counter(carriers)
    alike: defaultdict[tuple[Fixed, tuple[str, ...]], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for carrier, count in counted.items():
        alike[carrier.fixed, carrier.fields][gaps(carrier)] += count
    found: dict[Candidate, None] = {}
    for (fixed, fields), texts in alike.items():
        kind = tuple(pair for pair in fixed if pair[0] in known.labels)
        fill = tuple(contents[kind, field] for field in fields)
        for single, count in texts.items():
            if count >= REPEATED and any(single):
                found[Candidate(fixed, fields, tuple((gap,) for gap in single), fill)] = None
        if len(texts) > 1 and texts.total() >= JOINED:
            joined = Candidate(fixed, fields, tuple(_alternatives(texts, len(fields) + 1)), fill)
            if any(map(any, joined.gaps)):
                found[joined] = None
    return tuple(sorted(found, key=lambda each: (each.fixed, each.fields, each.gaps)))


def gaps(carrier: Carrier) -> tuple[str, ...]:
    """The texts before, between and behind the holes."""
    found: list[list[str]] = [[]]
    for part in carrier.parts:
        if isinstance(part, Hole):
            found.append([])
        else:
            found[-1].append(part)
    return tuple(" ".join(words) for words in found)


def _alternatives(texts: Counter[tuple[str, ...]], count: int) -> Iterator[tuple[str, ...]]:
    for place in range(count):
        seen: Counter[str] = Counter()
        for single, requests in texts.items():
            seen[single[place]] += requests
        kept: Iterable[tuple[str, int]] = sorted(seen.items(), key=lambda each: (-each[1], each[0]))
        yield tuple(sorted(text for text, _ in list(kept)[:ALTERNATIVES]))
