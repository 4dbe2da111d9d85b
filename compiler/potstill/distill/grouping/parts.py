"""Parts of a group: what to try when a group turns out to hold more than one template.

Two templates that differ in a phrase ("how many are left", "how many were sold") are one group with a gap at
that phrase. Each gap with few fillings, all of them met more than once, is a way to divide the members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from potstill.distill.grouping.alignment import align, masks
from potstill.distill.grouping.pattern import meet, pattern_of
from potstill.distill.grouping.sample import Member
from potstill.distill.grouping.tokens import Tokens, tokenise

_LONGEST = 100_000
"""Symbols; members were short enough for their group."""


@dataclass(frozen=True, slots=True)
class Division:
    """The members by what fills one gap; ``gap`` counts from the left. Parts are by rising filling."""

    gap: int
    parts: Mapping[str, tuple[Member, ...]]


def divisions(members: Sequence[Member], most: int = 4, least: int = 2) -> Iterator[Division]:
    """The ways to divide a group by one gap into 2 to ``most`` parts of at least ``least`` members each.

    Those with fewer parts first, then those whose parts are longer texts (a phrase says more about what is
    asked than a word), then gaps further right, where questions stand.
    """
    tokens = [found for each in members if (found := tokenise(each.utterance, _LONGEST)) is not None]
    if len(tokens) < len(members) or len(tokens) < 2:
        return
    pattern = pattern_of(tokens[0])
    for each in tokens[1:]:
        pattern, _ = meet(pattern, pattern_of(each))
    fillings = [_fillings(pattern.tokens, each) for each in tokens]
    ranked = []
    for gap, column in enumerate(zip(*fillings, strict=True)):
        parts: defaultdict[str, list[Member]] = defaultdict(list)
        for member, filling in zip(members, column, strict=True):
            parts[filling].append(member)
        if 2 <= len(parts) <= most and min(map(len, parts.values())) >= least:
            words = sum(len(filling.split()) for filling in parts)
            division = Division(gap, {filling: tuple(parts[filling]) for filling in sorted(parts)})
            ranked.append(((len(parts), -words, -gap), division))
    for _, division in sorted(ranked, key=lambda each: each[0]):
        yield division


def _fillings(pattern: Tokens, tokens: Tokens) -> list[str]:
    """What stands before each token of the pattern; one more entry than gaps that are filled somewhere."""
    found = []
    start = 0
    for _, position in align(pattern, tokens, masks(tokens)):
        found.append(" ".join(tokens[start:position]))
        start = position + 1
    return found
