"""Grouping a stream: utterances that look like instances of one template get one id.

An utterance is compared with the few groups that share its rarest features, never with all of them, so its
cost does not grow with the number of groups (Drain makes a comparable choice by a tree of fixed depth: P. He
et al., ICWS 2017). It joins the group with which it has most in common, or an utterance that was alone, or
stays alone. Whenever a group learns which words are constant, what was too different before is looked at
again, and groups that turn out to be one are merged; ids that were given out before go on leading there.

The order of a stream has some influence, since the first members decide which words a template seems to have;
``benchmarks/grouping.py`` measures how much.

Groups are cautious: two templates in one group are worse than one template in two groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from potstill.distill.grouping.alignment import Masks, masks
from potstill.distill.grouping.boilerplate import Affix, Boilerplate
from potstill.distill.grouping.entries import Entry
from potstill.distill.grouping.live import Live, Tier
from potstill.distill.grouping.pattern import (
    Pattern,
    belongs,
    features,
    keeps,
    meet,
    most_in_common,
    pattern_of,
)
from potstill.distill.grouping.policy import DEFAULT, Policy
from potstill.distill.grouping.sample import Member, Ref, Sample, member
from potstill.distill.grouping.tokens import kind_of, tokenise


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it stands: its id, utterances seen (repeated ones included), a sample, what they share."""

    id: int
    count: int
    members: tuple[Member, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that later answers depend on, to be read only; entries in the order of being forgotten."""

    policy: Policy
    entries: tuple[Entry, ...]
    affixes: tuple[Affix, ...]
    aliases: Mapping[int, int]
    upcoming: int


class Grouper:
    """See the module. Not safe for concurrent use; the same stream always gives the same ids."""

    def __init__(self, policy: Policy = DEFAULT) -> None:
        self.policy = policy
        self._live = Live(policy, Boilerplate(policy))
        self._aliases: dict[int, int] = {}
        self._next = 0

    def add(self, utterance: str, ref: Ref | None = None, *, kind: str = "") -> int:
        """The id of the utterance's group; ``ref`` (by default, how many came before) is kept with it.

        Utterances of different kinds (of answers, for example) are never in one group. An utterance that is
        too long or says nothing gets an id of its own and is not remembered.
        """
        serial = self._next
        self._next += 1
        pattern = self._read(utterance, kind)
        if pattern is None:
            return serial
        group = self._place(pattern, member(serial, utterance, serial if ref is None else ref), serial)
        while self._live.due:
            seed = self._live.due.pop()
            if self._live.boilerplate.learn(seed, self._live):
                self._strip()
        self._live.age()
        while len(self._aliases) > self.policy.aliases:
            del self._aliases[next(iter(self._aliases))]
        return self._root(group)

    @classmethod
    def restored(cls, snapshot: Snapshot) -> Grouper:
        """The Grouper with this snapshot."""
        found = cls(snapshot.policy)
        found._live = Live(snapshot.policy, Boilerplate(snapshot.policy, snapshot.affixes))
        for entry in snapshot.entries:
            found._live.enter(entry)
        found._live.due.clear()
        found._aliases = dict(snapshot.aliases)
        found._next = snapshot.upcoming
        return found

    def snapshot(self) -> Snapshot:
        """The state as it is."""
        live = self._live
        return Snapshot(self.policy, tuple(live), tuple(live.boilerplate.affixes), self._aliases, self._next)

    @property
    def indexed(self) -> int:
        """Entries of the indices: what memory grows with, beside samples."""
        return self._live.singles.index.size + self._live.groups.index.size

    def find(self, group: int) -> int | None:
        """The id that the group has now, after merges; None if it is forgotten or never was."""
        root = self._root(group)
        return None if self._live.get(root) is None else root

    def members(self, group: int) -> tuple[Member, ...]:
        """A sample of the group's distinct utterances, in the order in which they came; () if forgotten."""
        entry = self._live.get(self._root(group))
        return () if entry is None else _members(entry)

    def discard(self, refs: Collection[Ref]) -> None:
        """Forget the utterances with these references; groups that keep no other go with them.

        A pattern of two or more distinct utterances stays: it holds only what they had in common.
        """
        refs = set(refs)
        for entry in tuple(self._live):
            if refs.isdisjoint(each.ref for each in entry.sample.members):
                continue
            entry.sample.members = [each for each in entry.sample.members if each.ref not in refs]
            if not entry.sample.members:
                self._live.leave(entry)

    def groups(self, at_least: int = 2) -> Iterator[Group]:
        """The groups with so many distinct members in their sample, by id."""
        for entry in sorted(self._live, key=lambda each: each.id):
            if len(entry.sample) >= at_least:
                yield Group(entry.id, entry.count, _members(entry), entry.pattern.text())

    def _read(self, utterance: str, kind: str) -> Pattern | None:
        """The pattern of an utterance, without boilerplate; None if it is too long or says too little."""
        tokens = tokenise(utterance, self.policy.symbols, kind)
        if tokens is None:
            return None
        pattern = pattern_of(self._live.boilerplate.strip(tokens))
        return pattern if pattern.weight >= self.policy.content else None

    def _place(self, pattern: Pattern, one: Member, id: int) -> int:
        """Let an utterance join what it belongs to, or stay alone with this id; the id of where it is."""
        new = Entry(id, pattern, (), 1, 1, pattern.weight, Sample(self.policy.members, [one]))
        known = masks(new.pattern.tokens)
        wanted = tuple(features(new.pattern.tokens, new.pattern.joined))
        accepting = self._accepting(new, known, wanted, self._live.groups)
        if not accepting:
            accepting = self._accepting(new, known, wanted, self._live.singles)
        if not accepting:
            self._live.enter(new)
            return new.id
        target, common = accepting[0]
        changed = self._join(target, new, common)
        for other, _ in accepting[1:]:
            changed |= self._merge(target.id, other.id)
        if changed:
            self._look_again(target.id)
        return target.id

    def _accepting(
        self, new: Entry, known: Masks, wanted: Iterable[str], tier: Tier
    ) -> list[tuple[Entry, Pattern]]:
        """The candidates that the utterance may join, the one with most in common first."""
        found = []
        words = frozenset(new.pattern.tokens)
        least = min(self.policy.kept)
        for id in tier.index.candidates(wanted, self.policy.postings, self.policy.candidates):
            entry = tier.entries[id]
            if most_in_common(entry.pattern, words) < least * new.pattern.weight:
                continue
            common, widest = meet(entry.pattern, new.pattern, known)
            sides = ((entry.pattern, entry.evidence), (new.pattern, new.evidence))
            if belongs(common, widest, sides, self.policy):
                found.append((entry, common))
        found.sort(key=lambda each: (each[0].pattern.weight - 2 * each[1].weight, each[0].id))
        return found

    def _join(self, target: Entry, new: Entry, common: Pattern) -> bool:
        """Let the target take in what ``new`` stands for; whether it may accept more than before."""
        narrowed = common != target.pattern
        before = target.distinct
        if narrowed or target.alone:
            self._live.leave(target)
            target.take(new)
            if narrowed:
                target.pattern, target.anchors = common, ()
            self._live.enter(target)
        else:
            target.take(new)
            self._live.touch(target)
        return narrowed or before < len(self.policy.stable) <= target.distinct

    def _merge(self, one: int, other: int) -> bool:
        """Make one group of two if they belong together; the older id stays. Whether that was done."""
        left, right = self._live.get(self._root(one)), self._live.get(self._root(other))
        if left is None or right is None or left is right:
            return False
        common, widest = meet(left.pattern, right.pattern)
        sides = ((left.pattern, left.evidence), (right.pattern, right.evidence))
        if not belongs(common, widest, sides, self.policy):
            return False
        if right.id < left.id:
            left, right = right, left
        self._live.leave(right)
        self._join(left, right, common)
        self._aliases[right.id] = left.id
        return True

    def _look_again(self, group: int) -> None:
        """Merge into a group that has changed what belongs to it now."""
        entry = self._live.get(self._root(group))
        if entry is None:
            return
        wanted = tuple(features(entry.pattern.tokens, entry.pattern.joined))
        for tier in (self._live.groups, self._live.singles):
            for id in tier.index.candidates(wanted, self.policy.postings, self.policy.candidates):
                self._merge(group, id)

    def _strip(self) -> None:
        """Take boilerplate that was just found from all entries; groups that it held together fall apart.

        The id of such a group stays with the earliest member that it had.
        """
        apart: list[Entry] = []
        for entry in tuple(self._live):
            pattern = self._live.boilerplate.strip_pattern(entry.pattern)
            if pattern == entry.pattern:
                continue
            self._live.leave(entry)
            entry.total -= entry.count * (entry.pattern.weight - pattern.weight)
            entry.pattern, entry.anchors = pattern, ()
            if pattern.weight >= self.policy.content and keeps(pattern.weight, entry.evidence, self.policy):
                self._live.enter(entry)
            else:
                apart.append(entry)
        for entry in apart:
            kind = kind_of(entry.pattern.tokens)
            for place, each in enumerate(_members(entry)):
                alone = self._read(each.utterance, kind)
                if alone is not None:
                    id = each.serial if place else entry.id
                    self._aliases.pop(id, None)
                    self._place(alone, each, id)

    def _root(self, group: int) -> int:
        """Follow merges, shortening the way (path halving: R. Tarjan, J. van Leeuwen, JACM 1984)."""
        while (parent := self._aliases.get(group)) is not None:
            if (beyond := self._aliases.get(parent)) is not None:
                self._aliases[group] = beyond
            group = parent
        return group


def _members(entry: Entry) -> tuple[Member, ...]:
    return tuple(sorted(entry.sample.members, key=lambda each: each.serial))
