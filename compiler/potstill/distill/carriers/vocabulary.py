"""What stands in the holes of carriers: lists of values that are all known, or words with some left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.distill.carriers.carrier import Carrier, Constants, Fixed, Hole, label, record_of, tokens, words
from potstill.distill.examples import Example
from potstill.ir.normal import fold

CLOSED: Final = 0.1
"""The share of values seen once, up to which a list counts as known: it estimates the share of requests with
a value that was not seen (Good, The population frequencies of species and the estimation of population
parameters, Biometrika 1953)."""

LISTED: Final = 20
"""Requests from which a list of values may be known."""

CARRYING: Final = 3
"""Uses from which a word of carriers or lists is kept out of words."""

SURE: Final = 0.9
"""The least share of the requests with the words of a listed value of several words, in which it is the
field's value. A value below it is left out: one of its words may belong to another field, or to none."""

WITHIN: Final = 0.1
"""A word that a larger share of a field's values hold is not kept out of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """Free words: at most ``longest`` of them, none of ``excluded``."""

    longest: int
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One of some values, in normal form."""

    values: tuple[str, ...]


Content = Words | Listed

Field = tuple[Fixed, str]
"""A field of answers with some labels."""


def vocabulary(
    examples: Iterable[Example], carriers: Iterable[Carrier], known: Constants
) -> Mapping[Field, Content]:
    """What fills each field's holes, by all answers: see CLOSED, LISTED, CARRYING and WITHIN."""
    values: defaultdict[Field, Counter[str]] = defaultdict(Counter)
    said: defaultdict[Fixed, list[str]] = defaultdict(list)
    for example in examples:
        record = record_of(example)
        if record is None:
            continue
        kind = label(record, known.labels)
        said[kind].append(words(example.utterance))
        for name, value in record.items():
            if name not in known.labels:
                values[kind, name][fold(value)] += 1
    listed = {field: found for field, found in values.items() if _closed(found)}
    outside = _outside(carriers, listed.values())
    return {
        field: _sure(found, said[field[0]]) if field in listed else _words(found, outside)
        for field, found in values.items()
    }


def _sure(found: Counter[str], said: Sequence[str]) -> Listed:
    """The values that mean the field almost wherever they are said: see SURE."""
    kept = []
    for value, count in found.items():
        spoken = words(value)
        if " " not in value or count >= SURE * sum(spoken in request for request in said):
            kept.append(value)
    return Listed(tuple(sorted(kept or found)))


def _closed(found: Counter[str]) -> bool:
    count = sum(found.values())
    once = sum(seen == 1 for seen in found.values())
    return count >= LISTED and once <= CLOSED * count


def _outside(carriers: Iterable[Carrier], lists: Iterable[Counter[str]]) -> Counter[str]:
    """How often words stand in carriers and in values of lists."""
    found: Counter[str] = Counter()
    for carrier in carriers:
        found.update(part for part in carrier.parts if not isinstance(part, Hole))
    for values in lists:
        for value, count in values.items():
            for word in value.split(" "):
                found[word] += count
    return found


def _words(found: Counter[str], outside: Counter[str]) -> Words:
    inside: Counter[str] = Counter()
    for value, count in found.items():
        for word in {token.text for token in tokens(value)}:
            inside[word] += count
    most = WITHIN * sum(found.values())
    excluded = [
        word
        for word, count in outside.items()
        if count >= CARRYING
        and inside[word] <= most
        and count > CARRYING * inside[word]
        and word[:1].isalnum()
    ]
    return Words(max(len(value.split(" ")) for value in found), tuple(sorted(excluded)))
