"""The entries of a Grouper that are remembered, in the order in which they will be forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from potstill.distill.grouping.boilerplate import Affix, Boilerplate
from potstill.distill.grouping.entries import Entry
from potstill.distill.grouping.index import Index
from potstill.distill.grouping.pattern import anchors
from potstill.distill.grouping.policy import Policy


class Tier:
    """Entries by id with their index. INVARIANT: the entry that was not met for longest comes first."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.index = Index()


class Live:
    """Groups, and apart from them utterances that are alone, which are many and must not hide groups."""

    def __init__(self, policy: Policy, boilerplate: Boilerplate) -> None:
        self._policy = policy
        self.boilerplate = boilerplate
        self.singles, self.groups = Tier(), Tier()
        # Beginnings of affixes that may have become boilerplate.
        self.due: list[Affix] = []

    def __iter__(self) -> Iterator[Entry]:
        """Singles, then groups, each from the one that was not met for longest."""
        yield from self.singles.entries.values()
        yield from self.groups.entries.values()

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, Entry) and self.get(entry.id) is entry

    def __len__(self) -> int:
        return len(self.singles.entries) + len(self.groups.entries)

    def get(self, id: int) -> Entry | None:
        """The entry with this id."""
        return self.groups.entries.get(id) or self.singles.entries.get(id)

    def enter(self, entry: Entry) -> None:
        """Remember a new entry, or one that left and has changed; ``anchors`` are computed if empty."""
        tier = self._tier(entry)
        if not entry.anchors:
            entry.anchors = anchors(entry.pattern, self._policy.anchors)
        tier.entries[entry.id] = entry
        tier.index.add(entry.id, entry.anchors)
        self.due += self.boilerplate.enter(entry.pattern)

    def leave(self, entry: Entry) -> None:
        """Forget an entry, which must be as it was when it was entered."""
        tier = self._tier(entry)
        del tier.entries[entry.id]
        tier.index.remove(entry.id, entry.anchors)
        self.boilerplate.leave(entry.pattern)

    def touch(self, entry: Entry) -> None:
        """The entry was met: it will be forgotten last."""
        entries = self._tier(entry).entries
        entries[entry.id] = entries.pop(entry.id)

    def age(self) -> None:
        """Forget what was not met for longest where there is too much."""
        for tier, most in ((self.singles, self._policy.singles), (self.groups, self._policy.groups)):
            while len(tier.entries) > most:
                self.leave(next(iter(tier.entries.values())))

    def _tier(self, entry: Entry) -> Tier:
        return self.singles if entry.alone else self.groups
