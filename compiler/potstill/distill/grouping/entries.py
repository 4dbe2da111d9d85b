"""What a Grouper remembers of a group."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.distill.grouping.pattern import Evidence, Pattern
from potstill.distill.grouping.sample import Sample


@dataclass(slots=True)
class Entry:
    """A live group; one with a single distinct member is an utterance that is still alone.

    ``anchors`` are what it is indexed by. ``distinct``: the most distinct members that its sample ever had.
    ``count``: utterances, repeated ones included; ``total``: the sum of their weights.
    """

    id: int
    pattern: Pattern
    anchors: tuple[str, ...]
    distinct: int
    count: int
    total: int
    sample: Sample

    @property
    def evidence(self) -> Evidence:
        """What stands behind the pattern."""
        return Evidence(self.distinct, self.count, self.total)

    @property
    def alone(self) -> bool:
        """Whether all utterances were the same one."""
        return self.distinct < 2

    def take(self, other: Entry) -> None:
        """Count another one's utterances as one's own, and keep a sample of all; the pattern stays."""
        self.count += other.count
        self.total += other.total
        for each in other.sample.members:
            self.sample.add(each)
        self.distinct = max(self.distinct, other.distinct, len(self.sample))
