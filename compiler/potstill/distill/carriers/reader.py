"""How candidates read requests, as regular expressions: what their recipes will read, but cheaper to try.

Evidence is gathered with these. What is served are the recipes, and what they answer is looked at again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from potstill.distill.carriers.carrier import MARKS, tokens
from potstill.distill.carriers.family import Candidate
from potstill.distill.carriers.vocabulary import Content, Listed, Words
from potstill.ir.normal import Normal, normalise

_EDGE: Final = rf"[^ {MARKS}]"


class Reader:
    """Reads requests by all candidates at once, so far as one of their words stands in the request."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._known: defaultdict[str | None, list[tuple[Candidate, re.Pattern[str]]]] = defaultdict(list)
        self._banned: dict[Words, frozenset[str]] = {}
        self._clashes: dict[Candidate, tuple[tuple[int, str, str], ...]] = {}
        for candidate in candidates:
            self._clashes[candidate] = candidate.clashes
            self._known[_telling(candidate)].append((candidate, re.compile(_expression(candidate))))

    def read(self, utterance: str) -> Iterator[tuple[Candidate, Mapping[str, str]]]:
        """The candidates that read the request, with the fields that they copy: leftmost, longest first."""
        normal = normalise(utterance)
        spoken = {token.text for token in tokens(normal.text)}
        for word in (None, *sorted(spoken)):
            for candidate, expression in self._known.get(word, ()):
                match = expression.fullmatch(normal.text)
                if match is not None and self._allowed(candidate, match):
                    yield candidate, _copied(candidate, match, normal)

    def _allowed(self, candidate: Candidate, match: re.Match[str]) -> bool:
        texts = match.groups()
        if any(
            texts[hole] == one and texts[hole + 1] == other for hole, one, other in self._clashes[candidate]
        ):
            return False
        for text, content in zip(texts, candidate.contents, strict=True):
            if isinstance(content, Words):
                banned = self._banned.get(content)
                if banned is None:
                    banned = self._banned[content] = frozenset(content.excluded)
                if not banned.isdisjoint(token.text for token in tokens(text)):
                    return False
        return True


def answer(candidate: Candidate, copied: Mapping[str, str]) -> dict[str, str]:
    """The record that a candidate answers."""
    return {**dict(candidate.fixed), **copied}


def _copied(candidate: Candidate, match: re.Match[str], normal: Normal) -> Mapping[str, str]:
    return {field: normal.original(*match.span(number)) for number, field in enumerate(candidate.fields, 1)}


def _telling(candidate: Candidate) -> str | None:
    """A word that every request of the candidate holds: the longest one; None if there is none."""
    words = [set(gap[0].split(" ")) for gap in candidate.gaps if len(gap) == 1 and gap[0]]
    return max((word for each in words for word in each), key=lambda word: (len(word), word), default=None)


def _expression(candidate: Candidate) -> str:
    """Shorter texts first and longer values first: of all readings, the one that starts leftmost, longest."""
    last = len(candidate.fields)
    parts = []
    for place, gap in enumerate(candidate.gaps):
        texts = sorted(gap, key=lambda text: (len(text), text))
        parts.append(f"(?:{'|'.join(_between(text, place, last) for text in texts)})")
        if place < last:
            parts.append(f"({_content(candidate.contents[place])})")
    return "".join(parts)


def _between(text: str, place: int, last: int) -> str:
    """A text with the blanks around it: no blank is needed before marks, and none at the ends."""
    if not text:
        return "" if place in (0, last) else " "
    inner = re.sub(rf"\\ (?=[{MARKS}])", " ?", re.escape(text))
    before = "" if place == 0 or text[0] in MARKS else " "
    return f"{before}{inner}{'' if place == last else ' '}"


def _content(content: Content) -> str:
    match content:
        case Listed(values):
            return "|".join(map(re.escape, sorted(values, key=lambda value: (-len(value), value))))
        case Words(longest):
            return rf"{_EDGE}(?:[^ ]*(?: [^ ]+){{0,{longest - 1}}}{_EDGE})?"
