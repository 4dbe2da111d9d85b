"""Answers that are numbers: the search for terms, over slots first, then over what other columns have."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from potstill.distill.answers.found import Found, NotFound, Outcome, Task, ranked
from potstill.distill.answers.inputs import fractions
from potstill.distill.answers.leaves import GRAMMAR, features
from potstill.distill.terms import substitute

_FEATURE: Final = "x_{}"
MAX_FEATURES: Final = 12


def number(task: Task, target: tuple[Fraction, ...]) -> Outcome:
    """All terms of the search's space that give these numbers.

    Numbers that dates, times, durations and words have count only where no term over numeric slots fits.
    """
    columns = task.inputs.numbers()
    plain = task.numbers(columns, target)
    if isinstance(plain, Found) and plain.terms:
        return plain
    leaves = features(task.inputs)
    if not leaves:
        return plain
    if len(leaves) > MAX_FEATURES:
        return NotFound(f"more than {MAX_FEATURES} numbers to start from", exhausted=False)
    # INVARIANT: names of slots are none of these, which no recipe sees.
    names = {_FEATURE.format(position) + "_": leaf for position, leaf in enumerate(leaves)}
    wide = task.numbers(columns | {name: fractions(leaf.values) for name, leaf in names.items()}, target)
    if isinstance(wide, NotFound):
        return wide
    known = {name: leaf.term for name, leaf in names.items()}
    terms = ranked(substitute(term, known) for term in wide.terms)
    return Found(terms, (*wide.space, *GRAMMAR), wide.size, wide.exhausted and plain.exhausted)
