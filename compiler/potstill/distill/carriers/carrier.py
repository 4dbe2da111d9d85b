"""Carriers: what is left of a request when the values that its answer copies are taken out.

The request *play Hello by Adele* with the answer ``{intent: "PlayMusic", track: "Hello", artist: "Adele"}``
has the carrier *play {track} by {artist}*, with the constant intent. Nothing but requests and answers is
looked at: a field whose values do not stand in the requests is a label, which is constant in a carrier.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.distill.examples import Example
from potstill.ir.normal import Normal, fold, normalise

MARKS: Final = ",;:"
"""What free words do not end with: these marks are tokens of their own."""

LITERAL: Final = re.compile(r"[a-z0-9'.&$%+/!?,;:-]+")
"""Words that a carrier may be made of; others are no part of what people say again and again."""

COPIED: Final = 0.9
"""A field whose values stand in a smaller share of their requests is a label, and never a slot."""

Fixed: TypeAlias = tuple[tuple[str, str], ...]
"""The constant fields of a record, by name."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a carrier whose words a field of the answer copies."""

    field: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """Words and holes in order; each field has one hole. ``fixed``: the fields that are constant."""

    fixed: Fixed
    parts: tuple[str | Hole, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields with holes, in order."""
        return tuple(part.field for part in self.parts if isinstance(part, Hole))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a normal form, and where it stands there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constants:
    """Which fields are never slots: labels that requests do not hold, and fields with one value only."""

    labels: frozenset[str]
    single: Mapping[tuple[Fixed, str], str]


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a normal form, without the marks behind them, and these marks."""
    found: list[Token] = []
    for match in re.finditer(r"[^ ]+", text):
        word = match[0].rstrip(MARKS)
        middle = match.start() + len(word)
        if word:
            found.append(Token(word, match.start(), middle))
        found += [Token(text[at], at, at + 1) for at in range(middle, match.end())]
    return tuple(found)


def words(text: str) -> str:
    """The tokens of a text with blanks around them, so that one text stands in another where its words do."""
    return f" {' '.join(token.text for token in tokens(fold(text)))} "


def record_of(example: Example) -> dict[str, str] | None:
    """The answer as a record of texts, if it is one."""
    answer = example.answer
    if not isinstance(answer, dict):
        return None
    found = {name: value for name, value in answer.items() if isinstance(value, str) and fold(value)}
    return found if len(found) == len(answer) else None


def constants(examples: Iterable[Example], *, single_from: int = 20) -> Constants:
    """The constant fields of some answers. ``single_from``: so many equal values make a field constant."""
    seen: Counter[str] = Counter()
    copied: Counter[str] = Counter()
    known = [(example, record) for example in examples if (record := record_of(example)) is not None]
    for example, record in known:
        spoken = words(example.utterance)
        for name, value in record.items():
            seen[name] += 1
            copied[name] += words(value) in spoken
    labels = frozenset(name for name in seen if copied[name] < COPIED * seen[name])
    values: defaultdict[tuple[Fixed, str], Counter[str]] = defaultdict(Counter)
    for _, record in known:
        for name, value in record.items():
            if name not in labels:
                values[label(record, labels), name][value] += 1
    single = {
        key: next(iter(found))
        for key, found in values.items()
        if len(found) == 1 and sum(found.values()) >= single_from
    }
    return Constants(labels, single)


def label(record: Mapping[str, str], labels: frozenset[str]) -> Fixed:
    """The labels of a record."""
    return tuple(sorted((name, value) for name, value in record.items() if name in labels))


def carrier(example: Example, known: Constants) -> Carrier | None:
    """The carrier of an answered request; None where a value does not stand in it exactly once."""
    record = record_of(example)
    if record is None:
        return None
    kind = label(record, known.labels)
    fixed = {
        name: value
        for name, value in record.items()
        if name in known.labels or known.single.get((kind, name)) == value
    }
    normal = normalise(example.utterance)
    found = tokens(normal.text)
    holes: list[Hole | None] = [None] * len(found)
    # Longer values first: a shorter one may stand in them as well.
    for name, value in sorted(record.items(), key=lambda field: (-len(field[1]), field[0])):
        if name in fixed:
            continue
        places = [place for place in _places(normal, found, value) if not any(holes[place[0] : place[1]])]
        if len(places) != 1:
            return None
        first, last = places[0]
        holes[first:last] = [Hole(name)] * (last - first)
    parts: list[str | Hole] = []
    for token, hole in zip(found, holes, strict=True):
        if hole is None:
            parts.append(token.text)
        elif hole not in parts:
            parts.append(hole)
    if not all(isinstance(part, Hole) or LITERAL.fullmatch(part) for part in parts):
        return None
    return Carrier(tuple(sorted(fixed.items())), tuple(parts))


def _places(normal: Normal, found: Sequence[Token], value: str) -> list[tuple[int, int]]:
    """Where the value stands, by tokens, in exactly its spelling."""
    length = len(tokens(fold(value)))
    places = []
    for first in range(len(found) - length + 1):
        start, end = found[first].start, found[first + length - 1].end
        if normal.aligned(start, end) and normal.original(start, end) == value:
            places.append((first, first + length))
    return places
