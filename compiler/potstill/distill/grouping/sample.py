"""A bounded sample of distinct utterances that does not depend on the order in which they came.

Kept are those with the smallest hashes (a bottom-k sketch: E. Cohen, H. Kaplan, PODC 2007): a uniform sample
of the distinct ones, and the sample of a union is computed from the samples of its parts.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeAlias

from potstill.ir.normal import fold

Ref: TypeAlias = int | str


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """An utterance as it was given, with the caller's reference; ``serial`` counts all utterances."""

    digest: str
    serial: int = field(compare=False)
    utterance: str = field(compare=False)
    ref: Ref = field(compare=False)


def member(serial: int, utterance: str, ref: Ref) -> Member:
    """Utterances with one normal form have one digest."""
    text = fold(utterance).encode("utf-8", "surrogatepass")
    return Member(blake2b(text, digest_size=8).hexdigest(), serial, utterance, ref)


@dataclass(slots=True)
class Sample:
    """At most ``size`` members, by rising digest."""

    size: int
    members: list[Member] = field(default_factory=list)

    def add(self, new: Member) -> None:
        """Take it in, unless it is there or the sample is full of smaller digests; the earlier one stays."""
        place = bisect_left(self.members, new)
        if place < len(self.members) and self.members[place].digest == new.digest:
            if new.serial < self.members[place].serial:
                self.members[place] = new
            return
        if place < self.size:
            insort(self.members, new)
            del self.members[self.size :]

    def __len__(self) -> int:
        return len(self.members)
