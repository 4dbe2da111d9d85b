"""What is measured: decisions about requests at every threshold of evidence, and what caches would answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.distill.carriers.carrier import Constants, carrier, constants, record_of
from potstill.distill.carriers.evidence import Evidence, Key, gathered, learnt
from potstill.distill.carriers.family import Candidate
from potstill.distill.carriers.reader import Reader, answer
from potstill.distill.examples import Example, Json
from potstill.ir.normal import fold
from potstill.runtime import Handler

PARTS: Final = 4
"""Of the training requests, each of which is kept aside once to choose the threshold."""

THRESHOLDS: Final = tuple(step / 200 for step in range(100, 200))
"""Scores from which candidates are released: 0.5 to 0.995."""


@dataclass(frozen=True, slots=True)
class Decision:
    """About one request: the score of the candidate that would answer first, and whether rightly."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``size`` requests are answered, and how many of these answers are wrong."""

    size: int
    answered: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Answered requests among all."""
        return self.answered / self.size

    @property
    def fault(self) -> float:
        """Wrong answers among all answers; 0 where there is none."""
        return self.wrong / self.answered if self.answered else 0.0


Curve = Mapping[float, Share]
"""By threshold."""


def cross_validated(examples: Sequence[Example]) -> Iterator[Decision | None]:
    """A decision about each request, by what was learnt from the other parts; None where nothing reads it.

    The evidence for candidates is gathered inside of the other parts, as it is for those that are served.
    """
    for part in range(PARTS):
        rest = [example for place, example in enumerate(examples) if place % PARTS != part]
        yield from decisions(learnt(rest), gathered(rest), examples[part::PARTS])


def decisions(
    known: Sequence[Candidate], evidence: Mapping[Key, Evidence], examples: Iterable[Example]
) -> Iterator[Decision | None]:
    """A decision about each request. Of candidates that read it the one with the highest score answers."""
    tried = [candidate for candidate in known if candidate.key in evidence]
    reader = Reader(tried)
    for example in examples:
        found = [
            (_rank(evidence[candidate.key], candidate), answer(candidate, copied) == record_of(example))
            for candidate, copied in reader.read(example.utterance)
        ]
        if found:
            rank, right = max(found)
            yield Decision(rank[0], right)
        else:
            yield None


def _rank(evidence: Evidence, candidate: Candidate) -> tuple[float, int, str]:
    return evidence.score, evidence.right, str(candidate.key)


def curve(found: Sequence[Decision | None]) -> Curve:
    """Coverage and wrong answers at each threshold."""
    shares = {}
    for least in THRESHOLDS:
        answered = [each for each in found if each is not None and each.score >= least]
        shares[least] = Share(len(found), len(answered), sum(not each.right for each in answered))
    return shares


def operating_point(found: Curve, allowed: float) -> float:
    """The threshold with the most coverage, and the highest of these, among those within ``allowed``."""
    within = [least for least, share in found.items() if share.answered and share.fault <= allowed]
    return max(within, key=lambda least: (found[least].coverage, least), default=max(found))


def served(handler: Handler, examples: Sequence[Example]) -> tuple[Share, list[tuple[Example, object, str]]]:
    """What a handler answers, and its wrong answers with the families that gave them."""
    wrong = []
    answered = 0
    for example in examples:
        reply = handler(example.utterance)
        if reply.answered:
            answered += 1
            if reply.value != example.answer:
                wrong.append((example, reply.value, reply.family or ""))
    return Share(len(examples), answered, len(wrong)), wrong


def verbatim(known: Iterable[Example], examples: Sequence[Example]) -> Share:
    """A cache by the normal form of the request, with the last answer to it."""
    cache: dict[str, Json] = {fold(example.utterance): example.answer for example in known}
    hits = [example for example in examples if fold(example.utterance) in cache]
    wrong = sum(cache[fold(example.utterance)] != example.answer for example in hits)
    return Share(len(examples), len(hits), wrong)


def gold(known: Sequence[Example], examples: Sequence[Example]) -> Share:
    """Requests whose carrier was seen, cut out of them with the right answer in hand."""
    fields: Constants = constants(known)
    seen = {carrier(example, fields) for example in known} - {None}
    hits = sum(carrier(example, fields) in seen for example in examples)
    return Share(len(examples), hits, 0)
