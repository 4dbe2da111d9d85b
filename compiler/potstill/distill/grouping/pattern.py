"""Patterns: what all members of a group have in common, and when two patterns are one.

A pattern is a common subsequence of the tokens of all members, as in Spell (M. Du, F. Li, ICDM 2016), which
narrows as members come; unlike there, tokens have weights, so that what sentences share whatever they are
about counts little.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from zlib import crc32

from potstill.distill.grouping.alignment import Masks, align, masks
from potstill.distill.grouping.policy import Policy
from potstill.distill.grouping.tokens import Tokens, is_content, weight


@dataclass(frozen=True, slots=True)
class Pattern:
    """``tokens``, and for each but the last whether its successor follows directly in the members."""

    tokens: Tokens
    joined: tuple[bool, ...]
    weight: int

    @classmethod
    def of(cls, tokens: Tokens, joined: tuple[bool, ...]) -> Pattern:
        """The pattern with its weight computed."""
        return cls(tokens, joined, sum(map(weight, tokens)))

    def text(self) -> str:
        """For people: gaps are written as dots."""
        parts = []
        for token, joined in zip(self.tokens, (*self.joined, True), strict=True):
            parts.append(token)
            if not joined:
                parts.append("…")
        return " ".join(parts[1:-1])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a pattern: distinct members (1: an utterance), and the sum of weights of all.

    ``count`` is of all utterances, repeated ones included.
    """

    distinct: int
    count: int
    total: int


def pattern_of(tokens: Tokens) -> Pattern:
    """The pattern of a single utterance."""
    return Pattern.of(tokens, (True,) * (len(tokens) - 1))


def features(tokens: Tokens, joined: tuple[bool, ...]) -> Iterator[str]:
    """Words of open classes, and pairs of neighbours of which one is such a word; may repeat.

    Each with the first token, which says the kind.
    """
    kind = tokens[0]
    for token in tokens:
        if is_content(token):
            yield f"{kind} {token}"
    for (left, right), together in zip(pairwise(tokens), joined, strict=True):
        if together and (is_content(left) or is_content(right)):
            yield f"{kind} {left} {right}"


def anchors(pattern: Pattern, most: int) -> tuple[str, ...]:
    """Features to index a pattern by: a sample by checksum, so that like patterns have like anchors."""
    found = set(features(pattern.tokens, pattern.joined))
    return tuple(sorted(found, key=lambda each: (crc32(each.encode("utf-8", "surrogatepass")), each))[:most])


def meet(left: Pattern, right: Pattern, known: Masks | None = None) -> tuple[Pattern, int]:
    """The pattern of both, and the longest gap between neighbours of it; ``known`` is masks(right.tokens)."""
    pairs = align(left.tokens, right.tokens, masks(right.tokens) if known is None else known)
    tokens = tuple(left.tokens[i] for i, _ in pairs)
    joined = []
    widest = 0
    for (i, j), (next_i, next_j) in pairwise(pairs):
        step = max(next_i - i, next_j - j)
        joined.append(step == 1 and left.joined[i] and right.joined[j])
        widest = max(widest, step - 1)
    return Pattern.of(tokens, tuple(joined)), widest


def belongs(
    common: Pattern,
    widest: int,
    sides: tuple[tuple[Pattern, Evidence], tuple[Pattern, Evidence]],
    policy: Policy,
) -> bool:
    """Whether two patterns with this in common are of one template."""
    if common.weight < policy.content or widest > policy.gap:
        return False
    short = common.weight < policy.short
    settled = max(evidence.distinct for _, evidence in sides) >= len(policy.stable)
    for pattern, evidence in sides:
        if evidence.distinct == 1:
            least = (policy.kept if settled else policy.alike)[short]
        else:
            least = _stable(evidence.distinct, policy)
        if common.weight < least * pattern.weight:
            return False
        if not keeps(common.weight, evidence, policy):
            return False
    ends = _ends(common, policy.affix)
    inside = common.weight - ends
    rests = [pattern.weight - ends for pattern, _ in sides]
    return all(inside >= policy.inside * rest for rest in rests if rest >= policy.short)


def _ends(common: Pattern, least: int) -> int:
    """The weight of the first and of the last tokens up to a gap, if those are ``least`` tokens or more."""
    if all(common.joined):
        return common.weight
    first, last = common.joined.index(False), common.joined[::-1].index(False)
    found = common.tokens[: first + 1] if first >= least else ()
    return sum(map(weight, found + (common.tokens[-last - 1 :] if last >= least else ())))


def keeps(weight: int, evidence: Evidence, policy: Policy) -> bool:
    """Whether a pattern of this weight is enough of its members. INVARIANT: of groups, all patterns are."""
    return weight * evidence.count >= policy.kept[weight < policy.short] * evidence.total


def _stable(distinct: int, policy: Policy) -> Fraction:
    return policy.stable[min(distinct, len(policy.stable)) - 1]


def most_in_common(pattern: Pattern, words: frozenset[str]) -> int:
    """An upper bound of the weight that the pattern shares with an utterance of these words."""
    return sum(weight(token) for token in pattern.tokens if token in words)
