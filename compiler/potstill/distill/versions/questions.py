"""Which question tells the most: a request at which the explanations that are left disagree the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from potstill.distill.terms import Term
from potstill.distill.versions.classes import outcome
from potstill.distill.versions.points import Parameters


@dataclass(frozen=True, slots=True)
class Question:
    """A request to ask, and how many pairs of explanations its answer tells apart, of how many."""

    utterance: str
    parameters: Parameters
    separated: int
    pairs: int


def best_question(
    terms: Sequence[Term],
    candidates: Iterable[tuple[Callable[[], str | None], Parameters]],
    *,
    enough: int,
) -> Question | None:
    """The candidate that separates most pairs of ``terms``; None if none separates any.

    A candidate is a point with a function that words it, called for ``enough`` of the best at most: not
    every point can be said. The first of several that separate equally many is taken.
    """
    pairs = len(terms) * (len(terms) - 1) // 2
    scored = [
        (separated, position, say, point)
        for position, (say, point) in enumerate(candidates)
        if (separated := pairs - _together(terms, point)) > 0
    ]
    scored.sort(key=lambda each: (-each[0], each[1]))
    for separated, _, say, point in scored[:enough]:
        utterance = say()
        if utterance is not None:
            return Question(utterance, point, separated, pairs)
    return None


def _together(terms: Sequence[Term], point: Parameters) -> int:
    """How many pairs have one value at the point."""
    counts = Counter(outcome(term, point) for term in terms)
    return sum(count * (count - 1) // 2 for count in counts.values())
