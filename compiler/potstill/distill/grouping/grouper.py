"""Grouping a stream: utterances that look like instances of one template get one id.

An utterance is compared with the few groups that share its rarest features, never with all of them, so its
cost does not grow with the number of groups (Drain makes a comparable choice by a tree of fixed depth: P. He
et al., ICWS 2017). It joins the group with which it has most in common, or an utterance that was alone, or
stays alone. Whenever a pattern narrows, what was too different before is looked at again, and groups that
turn out to be one are merged; ids that were given out before go on leading to the group.

Groups are cautious: two templates in one group are worse than one template in two groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from potstill.distill.grouping.alignment import Masks, masks
from potstill.distill.grouping.entries import Entry
from potstill.distill.grouping.index import Index
from potstill.distill.grouping.pattern import (
    Pattern,
    anchors,
    belongs,
    features,
    meet,
    most_in_common,
    pattern_of,
)
from potstill.distill.grouping.policy import DEFAULT, Policy
from potstill.distill.grouping.sample import Member, Ref, Sample, member
from potstill.distill.grouping.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it stands: its id, utterances seen (repeated ones included), a sample, what they share."""

    id: int
    count: int
    members: tuple[Member, ...]
    pattern: str


class Grouper:
    """See the module. Not safe for concurrent use; the same stream always gives the same ids."""

    def __init__(self, policy: Policy = DEFAULT) -> None:
        self.policy = policy
        # INVARIANT: the entry that was not met for longest comes first; singles and groups share no id.
        self._singles: dict[int, Entry] = {}
        self._groups: dict[int, Entry] = {}
        self._single_index = Index()
        self._group_index = Index()
        self._aliases: dict[int, int] = {}
        self._next = 0

    def add(self, utterance: str, ref: Ref | None = None, *, kind: str = "") -> int:
        """The id of the utterance's group; ``ref`` (by default, how many came before) is kept with it.

        Utterances of different kinds (of answers, for example) are never in one group. An utterance that is
        too long or says nothing gets an id of its own and is not remembered.
        """
        serial = self._next
        self._next += 1
        tokens = tokenise(utterance, self.policy.symbols, kind)
        if tokens is None:
            return serial
        pattern = pattern_of(tokens)
        if pattern.weight < self.policy.content:
            return serial
        new = Entry(serial, pattern, (), 1, 1, pattern.weight, Sample(self.policy.members))
        new.sample.add(member(serial, utterance, serial if ref is None else ref))
        known = masks(tokens)
        wanted = list(features(tokens, pattern.joined))
        accepting = self._accepting(new, known, wanted, self._groups, self._group_index)
        if not accepting:
            accepting = self._accepting(new, known, wanted, self._singles, self._single_index)
        if not accepting:
            self._enter(new)
            self._age()
            return serial
        target, common = accepting[0]
        narrowed = self._join(target, new, common)
        for other, _ in accepting[1:]:
            narrowed |= self._merge(target.id, other.id)
        if narrowed:
            self._look_again(target.id)
        self._age()
        return self._root(target.id)

    @classmethod
    def restored(
        cls, policy: Policy, entries: Iterable[Entry], aliases: Mapping[int, int], upcoming: int
    ) -> Grouper:
        """The Grouper with this ``snapshot``."""
        found = cls(policy)
        for entry in entries:
            found._enter(entry, same_anchors=True)
        found._aliases = dict(aliases)
        found._next = upcoming
        return found

    def snapshot(self) -> tuple[list[Entry], Mapping[int, int], int]:
        """Entries in the order in which they will be forgotten, merges, and the next id. To be read only."""
        return [*self._singles.values(), *self._groups.values()], self._aliases, self._next

    @property
    def indexed(self) -> int:
        """Entries of the indices: what memory grows with, beside samples."""
        return self._single_index.size + self._group_index.size

    def find(self, group: int) -> int | None:
        """The id that the group has now, after merges; None if it is forgotten or never was."""
        root = self._root(group)
        return root if root in self._singles or root in self._groups else None

    def members(self, group: int) -> tuple[Member, ...]:
        """A sample of the group's distinct utterances, in the order in which they came; () if forgotten."""
        entry = self._entry(group)
        return () if entry is None else _members(entry)

    def discard(self, refs: Collection[Ref]) -> None:
        """Forget the utterances with these references; groups that keep no other go with them.

        A pattern of two or more distinct utterances stays: it holds only what they had in common.
        """
        refs = set(refs)
        for entry in [*self._singles.values(), *self._groups.values()]:
            if refs.isdisjoint(each.ref for each in entry.sample.members):
                continue
            self._leave(entry)
            entry.sample.members = [each for each in entry.sample.members if each.ref not in refs]
            if entry.sample.members:
                self._enter(entry, same_anchors=True)

    def groups(self, at_least: int = 2) -> Iterator[Group]:
        """The groups with so many distinct members in their sample, by id."""
        entries = (self._groups | self._singles) if at_least < 2 else self._groups
        for id in sorted(entries):
            entry = entries[id]
            if len(entry.sample) >= at_least:
                yield Group(id, entry.count, _members(entry), entry.pattern.text())

    def _accepting(
        self, new: Entry, known: Masks, wanted: list[str], entries: dict[int, Entry], index: Index
    ) -> list[tuple[Entry, Pattern]]:
        """The candidates that the utterance may join, the one with most in common first."""
        found = []
        words = frozenset(new.pattern.tokens)
        least = min(self.policy.kept)
        for id in index.candidates(wanted, self.policy.postings, self.policy.candidates):
            entry = entries[id]
            if most_in_common(entry.pattern, words) < least * new.pattern.weight:
                continue
            common, widest = meet(entry.pattern, new.pattern, known)
            sides = ((entry.pattern, entry.evidence), (new.pattern, new.evidence))
            if belongs(common, widest, sides, self.policy):
                found.append((entry, common))
        found.sort(key=lambda each: (each[0].pattern.weight - 2 * each[1].weight, each[0].id))
        return found

    def _join(self, target: Entry, new: Entry, common: Pattern) -> bool:
        """Let the target take in what ``new`` stands for; whether its pattern became another one."""
        self._leave(target)
        narrowed = common != target.pattern
        target.pattern = common
        target.take(new)
        self._enter(target, same_anchors=not narrowed)
        return narrowed

    def _merge(self, one: int, other: int) -> bool:
        """Make one group of two if they belong together; the older id stays. Whether that was done."""
        left, right = self._entry(one), self._entry(other)
        if left is None or right is None or left is right:
            return False
        common, widest = meet(left.pattern, right.pattern)
        sides = ((left.pattern, left.evidence), (right.pattern, right.evidence))
        if not belongs(common, widest, sides, self.policy):
            return False
        if right.id < left.id:
            left, right = right, left
        self._leave(right)
        self._join(left, right, common)
        self._aliases[right.id] = left.id
        return True

    def _look_again(self, group: int) -> None:
        """Merge into a group whose pattern has changed what belongs to it now."""
        entry = self._entry(group)
        if entry is None:
            return
        wanted = list(features(entry.pattern.tokens, entry.pattern.joined))
        for index in (self._group_index, self._single_index):
            for id in index.candidates(wanted, self.policy.postings, self.policy.candidates):
                self._merge(group, id)

    def _enter(self, entry: Entry, same_anchors: bool = False) -> None:
        entries, index = self._tier(entry)
        if not same_anchors:
            entry.anchors = anchors(entry.pattern, self.policy.anchors)
        entries[entry.id] = entry
        index.add(entry.id, entry.anchors)

    def _leave(self, entry: Entry) -> None:
        entries, index = self._tier(entry)
        del entries[entry.id]
        index.remove(entry.id, entry.anchors)

    def _tier(self, entry: Entry) -> tuple[dict[int, Entry], Index]:
        return (self._singles, self._single_index) if entry.alone else (self._groups, self._group_index)

    def _age(self) -> None:
        """Forget what was not met for longest where there is too much."""
        for entries, most in ((self._singles, self.policy.singles), (self._groups, self.policy.groups)):
            while len(entries) > most:
                self._leave(next(iter(entries.values())))
        while len(self._aliases) > self.policy.aliases:
            del self._aliases[next(iter(self._aliases))]

    def _entry(self, group: int) -> Entry | None:
        root = self._root(group)
        return self._groups.get(root) or self._singles.get(root)

    def _root(self, group: int) -> int:
        """Follow merges, shortening the way (path halving: R. Tarjan, J. van Leeuwen, JACM 1984)."""
        while (parent := self._aliases.get(group)) is not None:
            if (beyond := self._aliases.get(parent)) is not None:
                self._aliases[group] = beyond
            group = parent
        return group


def _members(entry: Entry) -> tuple[Member, ...]:
    return tuple(sorted(entry.sample.members, key=lambda each: each.serial))
