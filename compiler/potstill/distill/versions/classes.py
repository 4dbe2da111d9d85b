"""Classes of explanations: which compute the same on all of Θ, as far as that is proved.

Two that differ at a point of Θ are in different classes, and the point says so. Two that agree at all points
tried are in one class only if that is proved: by the normal form of rational functions, or by the solver.
Where neither decides, they stay apart, which costs coverage, never an answer: see ``agreement``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from potstill.distill.terms import Term, size, value, write
from potstill.distill.versions.points import Parameters
from potstill.ir.reference.outcome import Stuck
from potstill.ir.values import Identity, identity

MAX_CLASSES: Final = 64
"""More classes than these are not told apart by questions, and their agreement is not written down."""


class Ground(Enum):
    """Why two explanations are one class."""

    FORM = "normal form"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class Class:
    """Explanations that are proved equal; the smallest one speaks for all of them."""

    representative: Term
    members: tuple[tuple[Term, Ground], ...] = ()


Prove = Callable[[Term, Term], Ground | Parameters | None]
"""Why two explanations are equal on Θ; or a point where they differ; or None: neither is known."""

NOTHING: Final = "no value"

Signature = tuple[Identity, ...]


def alike(terms: Iterable[Term], tried: Sequence[Parameters]) -> list[list[Term]]:
    """The terms in sets that agree at all points tried; sets and what is in them begin with the simplest."""
    found: dict[Signature, list[Term]] = {}
    for term in sorted(terms, key=simplicity):
        found.setdefault(signature(term, tried), []).append(term)
    return list(found.values())


def classes(sets: Iterable[Sequence[Term]], prove: Prove) -> list[Class]:
    """The classes of explanations, the simplest first. ``sets``: those that differ somewhere are apart."""
    found = [each for terms in sets for each in _classes(terms, prove)]
    return sorted(found, key=lambda each: simplicity(each.representative))


def _classes(terms: Iterable[Term], prove: Prove) -> list[Class]:
    found: list[Class] = []
    for term in terms:
        for position, known in enumerate(found):
            ground = prove(known.representative, term)
            if isinstance(ground, Ground):
                found[position] = Class(known.representative, (*known.members, (term, ground)))
                break
        else:
            found.append(Class(term))
    return found


def simplicity(term: Term) -> tuple[int, int, str]:
    """What is compared to find the simplest term: leaves, then the length of the text, then the text."""
    text = write(term)
    return size(term), len(text), text


def signature(term: Term, tried: Sequence[Parameters]) -> Signature:
    """What a term is worth at each of some points; all ways to have no value are one."""
    return tuple(outcome(term, point) for point in tried)


def outcome(term: Term, point: Parameters) -> Identity:
    """What a term is worth at a point, as a key."""
    found = value(term, point)
    return identity(NOTHING) if isinstance(found, Stuck) else identity(found)
