"""What makes two utterances instances of one template, and how much of a stream is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits and thresholds of a Grouper. All are counts or shares of weight (see ``tokens``).

    ``symbols``: longer normal forms are not grouped. ``gap``: the most tokens in a row that a member has and
    the pattern has not. ``content``: the least weight of a pattern. ``short``: patterns below this weight
    have little to go by and need the larger of the two shares that follow.

    ``alike``: what two utterances must share, each, to become a group: (long, short). ``kept``: what a
    pattern must keep of the mean of its members: (long, short). ``stable``: what a pattern with so many
    distinct members must keep of itself; the last entry holds from there on.

    ``affix``: how many tokens two utterances begin or end with before it counts as what may be boilerplate;
    ``inside``: what they must share beside it, if there is as much as a short pattern.
    ``spread``: what this many groups and single utterances begin or end with is boilerplate, if there are at
    most ``rarity`` times as many in all; ``affixes``: the most of it that is found.

    ``anchors``: features that a group is indexed by. ``postings``: entries of the index that one utterance
    may cost. ``candidates``: groups that it is compared with. ``members``: distinct utterances that a group
    keeps. ``singles``, ``groups``, ``aliases``: how many utterances without a group, groups, and ids that
    were merged away are remembered; beyond that, those that were not met for longest are forgotten.
    """

    symbols: int = 1_000
    gap: int = 6
    content: int = 8
    short: int = 20
    alike: tuple[Fraction, Fraction] = (Fraction(9, 20), Fraction(3, 5))
    kept: tuple[Fraction, Fraction] = (Fraction(7, 20), Fraction(1, 2))
    stable: tuple[Fraction, ...] = (
        Fraction(9, 20),
        Fraction(9, 20),
        Fraction(3, 5),
        Fraction(7, 10),
        Fraction(4, 5),
    )
    affix: int = 5
    inside: Fraction = Fraction(1, 4)
    spread: int = 8
    rarity: int = 8
    affixes: int = 16
    anchors: int = 24
    postings: int = 100
    candidates: int = 4
    members: int = 64
    singles: int = 20_000
    groups: int = 5_000
    aliases: int = 100_000


DEFAULT: Policy = Policy()
