"""The index: families whose pairs are all decided, to which one more costs work for that one only.

Pairs are searched one by one. Determinising the union of all families at once, with a tag for each on
accepting states, finds the same pairs; on the 209 families of Home Assistant it takes three times as long,
since what the sieve has told apart goes on together in its states, and a cap that is hit leaves many open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family, Resolve
from potstill.verifier.algebra.conditions import exclusive
from potstill.verifier.algebra.decide import Excluder, Share, decide_pair
from potstill.verifier.algebra.letters import Letters
from potstill.verifier.algebra.pairs import Overlaps, Pair, Rule, Standing, Witness
from potstill.verifier.algebra.recogniser import DEFAULT_LIMITS, Limits, Recogniser
from potstill.verifier.algebra.replay import Contexts, Reader, replay
from potstill.verifier.algebra.sieve import Sieve
from potstill.verifier.algebra.silhouette import Silhouettes


class Index:
    """Families under one binding. What is known of a pair depends on these two alone, in whatever order."""

    def __init__(
        self,
        binding: Binding = EMPTY_BINDING,
        *,
        limits: Limits = DEFAULT_LIMITS,
        excludes: Excluder = exclusive,
    ) -> None:
        self.binding: Final = binding
        self.limits: Final = limits
        self._excludes: Final = excludes
        self._silhouettes = Silhouettes(binding)
        self._sieve = Sieve()
        self._letters = Letters()
        self._members: dict[str, Recogniser] = {}
        self._asks: dict[str, list[int]] = {}
        self._owners: dict[int, str] = {}
        self._pairs: dict[tuple[str, str], Pair] = {}

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the families inside, in order."""
        return tuple(sorted(self._members))

    def family(self, name: str) -> Family:
        """The family of that name; KeyError if there is none."""
        return self._members[name].family

    def add(self, family: Family) -> tuple[Pair, ...]:
        """Take a family in; its pairs with those inside that are not proved disjoint, in order of names.

        ValueError if one of that name is inside.
        """
        new = self._enter(family)
        found = [self._decide(*names) for names in self._partners(new.family.name)]
        pairs = [pair for pair in found if pair is not None]
        for pair in pairs:
            self._pairs[pair.families] = pair
        return tuple(pairs)

    def enter(self, families: Iterable[Family], parts: int) -> list[Share]:
        """Take families in, but leave the work on their pairs to others: in at most so many shares.

        ValueError as for :meth:`add`. INVARIANT: nothing else is asked until the shares are settled.
        """
        pairs: list[tuple[str, str]] = []
        for family in families:
            pairs += self._partners(self._enter(family).family.name)
        pairs.sort()
        size = max(1, -(-len(pairs) // parts))
        return [self._share(pairs[at : at + size]) for at in range(0, len(pairs), size)]

    def settle(self, decided: Iterable[Iterable[Pair]]) -> None:
        """What came of the shares."""
        for pairs in decided:
            for pair in pairs:
                self._pairs[pair.families] = pair

    def _share(self, pairs: list[tuple[str, str]]) -> Share:
        names = sorted({name for pair in pairs for name in pair})
        families = tuple(self.family(name) for name in names)
        return Share(families, tuple(pairs), self.binding, self.limits, self._excludes)

    def remove(self, name: str) -> None:
        """Forget a family; KeyError if there is none of that name."""
        del self._members[name]
        for number in self._asks.pop(name):
            self._sieve.remove(number)
            del self._owners[number]
        for names in [names for names in self._pairs if name in names]:
            del self._pairs[names]

    def overlaps(self) -> Overlaps:
        """All pairs inside that are not proved disjoint."""
        pairs = [self._guarded(self._pairs[names]) for names in sorted(self._pairs)]
        return Overlaps(tuple(sorted(self._members)), tuple(pairs), self.binding.address)

    def pairs_of(self, name: str) -> tuple[Pair, ...]:
        """The pairs of one family that are not proved disjoint."""
        return tuple(self._pairs[names] for names in sorted(self._pairs) if name in names)

    def again(self, changed: Family) -> tuple[Pair, ...]:
        """The pairs that a family inside would have if it were ``changed``, with those it has pairs with."""
        new = Recogniser(changed, self.binding, self.limits)
        found: list[Pair] = []
        for known in self.pairs_of(changed.name):
            sides = [new if name == changed.name else self._members[name] for name in known.families]
            pair = decide_pair(sides[0], sides[1], self._letters, self.binding, self.limits, self._excludes)
            if pair is not None:
                found.append(pair)
        return tuple(found)

    def recogniser(self, name: str) -> Recogniser:
        """The automaton of a family inside; KeyError if there is none of that name."""
        return self._members[name]

    def _enter(self, family: Family) -> Recogniser:
        if family.name in self._members:
            raise ValueError(f"a family named {family.name} is in the index already")
        member = self._members[family.name] = Recogniser(family, self.binding, self.limits)
        self._asks[family.name] = []
        return member

    def _partners(self, name: str) -> list[tuple[str, str]]:
        """The pairs with those inside that may share an utterance with a new family, which is entered."""
        splits = self._silhouettes.asks(self._members[name].family.grammar)
        partners = {self._owners[ask] for split in splits for ask in self._sieve.partners(split)}
        for split in splits:
            number = self._sieve.add(split)
            self._asks[name].append(number)
            self._owners[number] = name
        return sorted(_ordered(name, other) for other in partners)

    def _decide(self, first: str, second: str) -> Pair | None:
        one, other = self._members[first], self._members[second]
        return decide_pair(one, other, self._letters, self.binding, self.limits, self._excludes)

    def _guarded(self, pair: Pair) -> Pair:
        """A pair that the most literal reading decides, unless a third family keeps it from deciding.

        It does so only among families that all declare it (clause H3): with one more that does not,
        priorities decide, and those of the two may be equal.
        """
        one, other = map(self.family, pair.families)
        if pair.rule is not Rule.MOST_LITERAL or one.priority != other.priority:
            return pair
        thirds = list(self._thirds(one, other))
        for third in thirds:
            witness = self._three(pair, third)
            if witness is not None:
                return Pair(pair.families, Standing.OVERLAP, witness)
        if not thirds:
            return pair
        reason = f"with {thirds[0].name}, which is not most_literal, nothing decides between the two"
        return Pair(pair.families, Standing.UNDECIDED, pair.witness, reason=reason)

    def _thirds(self, one: Family, other: Family) -> Iterator[Family]:
        """The families that may read what both read, and do not declare the most literal reading."""
        for name in sorted(self._members):
            third = self.family(name)
            if third.resolve is not Resolve.MOST_LITERAL and third.priority <= one.priority:
                sides = [_ordered(name, side.name) for side in (one, other)]
                if all(names in self._pairs for names in sides):
                    yield third

    def _three(self, pair: Pair, third: Family) -> Witness | None:
        """A request that all three take, if one of those known for two of them is."""
        one, other = map(self.family, pair.families)
        readers = (Reader(one, self.binding), Reader(other, self.binding))
        stranger = Reader(third, self.binding)
        contexts = Contexts(one, other, third)
        sides = [_ordered(third.name, name) for name in pair.families]
        for known in (pair, *(self._pairs[names] for names in sides)):
            if known.witness is None:
                continue
            utterance = known.witness.utterance
            taking = [context for context in contexts if stranger.takes(utterance, context)]
            witness = replay(utterance, readers, taking, self.binding)
            if witness is not None:
                return replace(witness, shortest=False)
        return None


def overlaps(
    families: Iterable[Family],
    binding: Binding = EMPTY_BINDING,
    *,
    limits: Limits = DEFAULT_LIMITS,
    excludes: Excluder = exclusive,
) -> Overlaps:
    """All pairs of some families that are not proved disjoint; ValueError if two have one name.

    Silhouettes first, which tell most pairs apart; then, for each pair left, a search of pairs of states;
    what is determinised of an automaton is kept for the next pair. Every search is capped.
    """
    index = Index(binding, limits=limits, excludes=excludes)
    for family in families:
        index.add(family)
    return index.overlaps()


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
