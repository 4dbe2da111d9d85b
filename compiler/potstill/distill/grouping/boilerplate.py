"""Boilerplate: what requests of many templates begin or end with, such as "do not include units".

It says nothing about what is asked, and makes requests look alike that are not. An affix is boilerplate once
many live entries have it, which are templates or utterances that are alone, however often each was met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from potstill.distill.grouping.entries import Entry
from potstill.distill.grouping.pattern import Pattern
from potstill.distill.grouping.policy import Policy
from potstill.distill.grouping.tokens import Tokens


class Affix(NamedTuple):
    """``tokens`` in the order in which they are read; ``final``: at the end, not at the beginning."""

    final: bool
    tokens: Tokens


class Boilerplate:
    """The affixes that were found, and counts of those that may become some."""

    def __init__(self, policy: Policy, affixes: Iterable[Affix] = ()) -> None:
        self._policy = policy
        self._counts: Counter[Affix] = Counter()
        # INVARIANT: the longest come first, so that no shorter one hides them.
        self.affixes: list[Affix] = sorted(affixes, key=_length_first)

    def strip(self, tokens: Tokens) -> Tokens:
        """The utterance without the longest boilerplate at each end; the marks of the ends stay."""
        for final in (False, True):
            for affix in self.affixes:
                if affix.final == final and _has(tokens, affix):
                    tokens = _without(tokens, affix)
                    break
        return tokens

    def strip_pattern(self, pattern: Pattern) -> Pattern:
        """The same for a pattern; what has a gap in it is not boilerplate."""
        for affix in self.affixes:
            count = len(affix.tokens)
            if _has(pattern.tokens, affix) and all(
                pattern.joined[-count:] if affix.final else pattern.joined[:count]
            ):
                joined = pattern.joined[:-count] if affix.final else pattern.joined[count:]
                pattern = Pattern.of(_without(pattern.tokens, affix), joined)
        return pattern

    def enter(self, pattern: Pattern) -> list[Affix]:
        """Count a live entry; the beginnings of affixes for which it is time to look closer."""
        due = []
        for affix in _ends(pattern, self._policy.affix):
            self._counts[affix] += 1
            count = self._counts[affix]
            # Powers of two, so that looking costs little however often it finds nothing.
            if count >= self._policy.spread and count & count - 1 == 0:
                due.append(affix)
        return due

    def leave(self, pattern: Pattern) -> None:
        """Undo ``enter``."""
        for affix in _ends(pattern, self._policy.affix):
            self._counts[affix] -= 1
            if not self._counts[affix]:
                del self._counts[affix]

    def learn(self, seed: Affix, live: Collection[Entry]) -> bool:
        """Take up the longest affix around the seed that enough entries have; whether there is one.

        Enough: ``spread`` entries, of which there are at most ``rarity`` times as many, and which have enough
        to go by without it.
        """
        # Counted first, so that nobody makes others pay for going through all entries again and again.
        if self._counts[seed] * self._policy.rarity < len(live) or len(self.affixes) >= self._policy.affixes:
            return False
        having = [entry.pattern for entry in live if seed in _ends(entry.pattern, self._policy.affix)]
        if len(having) < self._policy.spread:
            return False
        sides = sorted(_outward(pattern, seed.final) for pattern in having)
        far = self._policy.spread - 1
        # Sorted, so that what enough of them share is shared by two of them that stand so far apart.
        length, place = max((_common(sides[i], sides[i + far]), -i) for i in range(len(sides) - far))
        tokens = sides[-place][:length]
        affix = Affix(seed.final, tokens[::-1] if seed.final else tokens)
        rest = [Pattern.of(_without(each.tokens, affix), ()) for each in having if _has(each.tokens, affix)]
        if sum(each.weight for each in rest) < self._policy.short * len(rest):
            return False
        self.affixes = sorted([*self.affixes, affix], key=_length_first)
        return True


def _length_first(affix: Affix) -> tuple[int, Affix]:
    return -len(affix.tokens), affix


def _ends(pattern: Pattern, length: int) -> tuple[Affix, ...]:
    """The first and the last tokens, where they stand at the very ends, without gaps."""
    if len(pattern.tokens) < length + 2:
        return ()
    found = []
    if all(pattern.joined[:length]):
        found.append(Affix(False, pattern.tokens[1 : length + 1]))
    if all(pattern.joined[-length:]):
        found.append(Affix(True, pattern.tokens[-length - 1 : -1]))
    return tuple(found)


def _outward(pattern: Pattern, final: bool) -> Tokens:
    """The tokens from one end on, up to the first gap."""
    tokens, joined = pattern.tokens[1:-1], pattern.joined
    if final:
        tokens, joined = tokens[::-1], joined[::-1]
    return tokens[: next((place for place, each in enumerate(joined) if not each), len(tokens))]


def _common(left: Tokens, right: Tokens) -> int:
    """The length of the longest common beginning."""
    shortest = min(len(left), len(right))
    return next((place for place in range(shortest) if left[place] != right[place]), shortest)


def _has(tokens: Tokens, affix: Affix) -> bool:
    count = len(affix.tokens)
    if len(tokens) < count + 2:
        return False
    return (tokens[-count - 1 : -1] if affix.final else tokens[1 : count + 1]) == affix.tokens


def _without(tokens: Tokens, affix: Affix) -> Tokens:
    count = len(affix.tokens)
    return tokens[: -count - 1] + tokens[-1:] if affix.final else tokens[:1] + tokens[count + 1 :]
