"""Answers that are numbers: the search for terms, over slots first, then over what other columns have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from potstill.distill.answers.found import Found, NotFound, Numbers, Outcome, Task, ranked
from potstill.distill.answers.inputs import fractions
from potstill.distill.answers.leaves import GRAMMAR, features
from potstill.distill.forms import equal_forms
from potstill.distill.terms import Term, substitute

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


def number_part(task: Task, target: tuple[Fraction, ...]) -> Outcome:
    """As :func:`number`, for a part of an answer: of terms that are proved one function, the smallest alone.

    Parts multiply, so that terms which no request tells apart would soon be more than are kept.
    """
    found = number(task, target)
    return replace(found, terms=distinct(found.terms)) if isinstance(found, Found) else found


def distinct(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms without those that are proved to be the same function as an earlier one."""
    kept: list[Term] = []
    for term in terms:
        if not any(equal_forms(term, other) for other in kept):
            kept.append(term)
    return tuple(kept)


def remembered(numbers: Numbers) -> Numbers:
    """The same search, which looks for each answer once."""
    known: dict[object, Outcome] = {}

    def search(columns: Mapping[str, tuple[Fraction, ...]], target: tuple[Fraction, ...]) -> Outcome:
        key = (tuple(columns.items()), target)
        found = known.get(key)
        if found is None:
            found = known[key] = numbers(columns, target)
        return found

    return search
