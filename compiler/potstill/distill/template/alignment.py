"""Multiple alignment of token sequences: which tokens of the examples stand in the same place.

Sequences join a profile one by one in the order given (progressive alignment: Feng and Doolittle,
"Progressive sequence alignment as a prerequisite to correct phylogenetic trees", 1987), each by dynamic
programming (Needleman and Wunsch, 1970) with the sum of scores over the sequences in the profile: the
product of two lengths for each.

Long sequences are cut at anchors first: runs of tokens that occur once in each sequence, and in the same
order in all of them (the idea of B. Cohen's patience diff, taken to many sequences and to runs, since a few
words that all examples share may stand in different slots). Short ones are not, since even such runs may.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final, TypeAlias

from potstill.distill.template.tokens import Sort, Token
from potstill.distill.template.vocabulary import SIGNS, WEAK

Column: TypeAlias = tuple[int | None, ...]
"""For each sequence, which of its tokens stands in this column, if one does."""

Sequences: TypeAlias = Sequence[Sequence[Token]]

GRAM: Final = 5
"""Tokens of an anchor."""

SHORT: Final = 160
"""Sequences of so many tokens are aligned without anchors."""

# Scores, in tenths: whole numbers, so that sums do not depend on their order.
_SAME: Final = 30
_SAME_WEAK: Final = 14
_NUMBERS: Final = 26
"""Two numbers of one notation; one in digits and one in words is worth half."""
_WORDS: Final = 0
"""Two unlike words: they may stand in one slot."""
_SIGNS: Final = 16
_UNLIKE: Final = -40
"""A number with digits, or a mark, against something else: worse than two gaps."""
_SPELLED_WORD: Final = -6
_SPACING: Final = -6
_GAP: Final = -11


def align(sequences: Sequences) -> list[Column]:
    """The columns of an alignment, in order; each token stands in exactly one."""
    columns: list[Column] = []
    starts = [0] * len(sequences)
    anchors = _anchors(sequences) if max(map(len, sequences)) > SHORT else []
    for anchor in [*anchors, tuple(map(len, sequences))]:
        columns += _between(sequences, starts, anchor)
        if anchor[0] < len(sequences[0]):
            columns.append(anchor)
        starts = [place + 1 for place in anchor]
    return columns


def _anchors(sequences: Sequences) -> list[tuple[int, ...]]:
    """Tokens that stand in grams which every sequence has once, as far as their order agrees."""
    places = [_grams(sequence) for sequence in sequences]
    shared: list[tuple[int, ...]] = []
    for gram in places[0]:
        here = [place for known in places if (place := known.get(gram)) is not None]
        if len(here) == len(places):
            shared.append(tuple(here))
    found: list[tuple[int, ...]] = []
    for gram_places in _chain(shared):
        for offset in range(GRAM):
            anchor = tuple(place + offset for place in gram_places)
            texts = {sequence[place].text for sequence, place in zip(sequences, anchor, strict=True)}
            later = not found or all(before < here for before, here in zip(found[-1], anchor, strict=True))
            if later and len(texts) == 1:
                found.append(anchor)
    return found


def _grams(sequence: Sequence[Token]) -> dict[tuple[str, ...], int | None]:
    """Where each run of GRAM tokens begins, in order; None for one that occurs again. Numbers are alike."""
    keys = ["#" if token.numeric else token.text for token in sequence]
    found: dict[tuple[str, ...], int | None] = {}
    for place in range(len(keys) - GRAM + 1):
        gram = tuple(keys[place : place + GRAM])
        found[gram] = None if gram in found else place
    return found


def _chain(places: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """A longest list of places that rise in every sequence. They rise in the first one already."""
    if all(all(map(int.__lt__, one, other)) for one, other in itertools.pairwise(places)):
        return places
    lengths: list[int] = []
    before: list[int] = []
    for here, place in enumerate(places):
        best, link = 0, -1
        for there in range(here):
            if lengths[there] > best and all(map(int.__lt__, places[there], place)):
                best, link = lengths[there], there
        lengths.append(best + 1)
        before.append(link)
    at = max(range(len(places)), key=lambda place: (lengths[place], -place), default=-1)
    chain: list[tuple[int, ...]] = []
    while at >= 0:
        chain.append(places[at])
        at = before[at]
    return chain[::-1]


def _between(sequences: Sequences, starts: Sequence[int], ends: Sequence[int]) -> list[Column]:
    """The columns of the tokens from ``starts`` to ``ends`` (exclusive)."""
    count = len(sequences)
    profile: list[list[int | None]] = [[place] for place in range(starts[0], ends[0])]
    for number in range(1, count):
        profile = _join(sequences, profile, number, range(starts[number], ends[number]))
    return [tuple(column) for column in profile]


def _join(
    sequences: Sequences, profile: list[list[int | None]], number: int, added: range
) -> list[list[int | None]]:
    """The profile of sequences 0 to ``number`` - 1 with tokens of one more."""
    rows, width = len(profile), len(added)
    if rows == width and all(
        _same_everywhere(sequences, column, number, place)
        for column, place in zip(profile, added, strict=True)
    ):
        return [[*column, place] for column, place in zip(profile, added, strict=True)]
    gap = number * _GAP
    filled = [sum(place is not None for place in column) * _GAP for column in profile]
    scores = [[0] * (width + 1) for _ in range(rows + 1)]
    for row in range(rows):
        scores[row + 1][0] = scores[row][0] + filled[row]
    scores[0] = [place * gap for place in range(width + 1)]
    pairs: list[list[int]] = []
    tokens = [sequences[number][place] for place in added]
    keys = [(token.text, token.spaced) for token in tokens]
    distinct = dict(zip(keys, tokens, strict=True))
    for row, column in enumerate(profile):
        above, here = scores[row], scores[row + 1]
        drop = filled[row]
        scored = {key: _score(sequences, column, token) for key, token in distinct.items()}
        matches = [scored[key] for key in keys]
        for place, match in enumerate(matches):
            here[place + 1] = max(above[place] + match, above[place + 1] + drop, here[place] + gap)
        pairs.append(matches)
    return _traced(profile, number, added, scores, pairs, filled)


def _traced(
    profile: list[list[int | None]],
    number: int,
    added: range,
    scores: list[list[int]],
    pairs: list[list[int]],
    filled: list[int],
) -> list[list[int | None]]:
    """The columns of a best path; of several, one that matches late in the text."""
    row, place = len(profile), len(added)
    found: list[list[int | None]] = []
    while row or place:
        here = scores[row][place]
        if row and place and here == scores[row - 1][place - 1] + pairs[row - 1][place - 1]:
            row, place = row - 1, place - 1
            found.append([*profile[row], added[place]])
        elif row and here == scores[row - 1][place] + filled[row - 1]:
            row -= 1
            found.append([*profile[row], None])
        else:
            place -= 1
            found.append([*[None] * number, added[place]])
    return found[::-1]


def _same_everywhere(sequences: Sequences, column: list[int | None], number: int, place: int) -> bool:
    token = sequences[number][place]
    return all(
        other is not None and _pair(sequences[at][other], token) > 0 for at, other in enumerate(column)
    )


def _score(sequences: Sequences, column: list[int | None], token: Token) -> int:
    """The sum of scores of a token against those of a column; against none, half a gap."""
    counts: dict[Token | None, int] = {}
    first: dict[tuple[str, bool], Token] = {}
    for at, place in enumerate(column):
        other = None if place is None else sequences[at][place]
        if other is not None:
            other = first.setdefault((other.text, other.spaced), other)
        counts[other] = counts.get(other, 0) + 1
    return sum(
        count * (_GAP // 2 if other is None else _pair(other, token)) for other, count in counts.items()
    )


def _pair(one: Token, other: Token) -> int:
    spacing = 0 if one.spaced == other.spaced else _SPACING
    if one.text == other.text:
        weak = one.sort is Sort.MARK or one.text in WEAK
        return (_SAME_WEAK if weak else _SAME) + spacing
    if one.numeric and other.numeric:
        return (_NUMBERS if one.sort is other.sort else _NUMBERS // 2) + spacing
    if one.sort is Sort.MARK or other.sort is Sort.MARK:
        return _SIGNS + spacing if one.text in SIGNS and other.text in SIGNS else _UNLIKE
    if Sort.DIGITS in (one.sort, other.sort):
        return _UNLIKE
    return (_WORDS if one.sort is other.sort else _SPELLED_WORD) + spacing
