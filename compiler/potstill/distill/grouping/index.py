"""An inverted index from features to groups, of which a query reads a bounded part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Index:
    """Which groups have a feature. Queries are deterministic, whatever the order of what came before."""

    def __init__(self) -> None:
        self._postings: dict[str, set[int]] = {}

    def add(self, group: int, features: Iterable[str]) -> None:
        """Enter a group under each feature."""
        for feature in features:
            self._postings.setdefault(feature, set()).add(group)

    def remove(self, group: int, features: Iterable[str]) -> None:
        """Undo ``add`` with the same features. KeyError if it was not done."""
        for feature in features:
            posting = self._postings[feature]
            posting.remove(group)
            if not posting:
                del self._postings[feature]

    @property
    def size(self) -> int:
        """Entries of all features."""
        return sum(map(len, self._postings.values()))

    def candidates(self, features: Iterable[str], budget: int, most: int) -> list[int]:
        """The groups with most of these features, rare features counting more; at most ``most``.

        Reads at most ``budget`` entries, those of the rarest features first, and no posting in part: a
        feature that many groups share costs nothing and says nothing. Of equal groups the older comes first.
        """
        found = [
            (len(posting), feature)
            for feature in set(features)
            if (posting := self._postings.get(feature)) is not None and len(posting) <= budget
        ]
        found.sort()
        votes: defaultdict[int, int] = defaultdict(int)
        for size, feature in found:
            if size > budget:
                break
            budget -= size
            # A whole number, so that sums do not depend on their order.
            vote = _UNIT // size
            for group in self._postings[feature]:
                votes[group] += vote
        return sorted(votes, key=lambda group: (-votes[group], group))[:most]


_UNIT = 1 << 20
