"""Every explanation of a template's answers in the declared spaces, and what those spaces are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from potstill.distill.examples import Json
from potstill.distill.induction.steps import Stop
from potstill.distill.outcome import Missing
from potstill.distill.search import search
from potstill.distill.template import Template
from potstill.distill.terms import Term


@dataclass(frozen=True, slots=True)
class Explained:
    """Terms that give all answers: all there are in the space of that grammar."""

    terms: tuple[Term, ...]
    space: str
    size: int


def explained(template: Template, answers: Sequence[Json]) -> Explained:
    """What explains the answers. Raises Stop where nothing does, or the space was not searched to its end."""
    columns = {
        slot.name: tuple(Fraction(value) for value in slot.values) for slot in template.slots if slot.numeric
    }
    found = search(columns, tuple(answers))
    if not found.exhausted:
        raise Stop(Missing.SPACE, found.space.grammar())
    if not found.terms:
        raise Stop(Missing.EXPLANATION, found.space.grammar())
    return Explained(found.terms, found.space.grammar(), found.space.size())
