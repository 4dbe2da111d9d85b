"""Pieces of texts: what may stand at one place of all answers, and what each piece is explained by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from potstill.distill.answers import clocks, days
from potstill.distill.answers.found import Found, Outcome, Task
from potstill.distill.answers.inputs import SPELLED, Column
from potstill.distill.answers.numbers import distinct, number_part
from potstill.distill.answers.tokens import (
    Sort,
    at,
    commas_unseen,
    day_of,
    seconds_of_duration,
    seconds_of_time,
    shapes,
)
from potstill.distill.terms import Apply, Const, Term
from potstill.ir import casing
from potstill.ir.program import Shape

_PLAIN: Final = Shape()
_CASES: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("lower", casing.lower),
    ("upper", casing.upper),
    ("title", casing.title),
)
_LARGEST: Final = Fraction(999)
"""Of the numbers that are written alike with commas and without, rounding included."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of all answers that a term writes: the terms, their shape, and the text in each answer.

    ``spelled``: the terms are texts, which need no format to be written alone.
    """

    shape: Shape
    texts: tuple[str, ...]
    found: Found
    spelled: bool = False


def copies(task: Task) -> list[tuple[Column, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """Slots of words, with the spellings in which they may be copied: as typed, or in another case.

    As typed is preferred where a case changes nothing; two cases that no example tells apart are left out.
    """
    found = []
    for column in task.inputs.of(SPELLED):
        typed = tuple(str(value) for value in column.values)
        cased = [(name, tuple(map(change, typed))) for name, change in _CASES]
        written = [texts for _, texts in cased]
        telling = [one for one in cased if one[1] != typed and written.count(one[1]) == 1]
        found.append((column, (("", typed), *telling)))
    return found


def pieces(task: Task, texts: Sequence[str], starts: Sequence[int]) -> Iterator[Piece]:
    """All pieces that begin at these places, beside copies of words."""
    for sort in Sort:
        written = [at(sort, text, start) for text, start in zip(texts, starts, strict=True)]
        known = tuple(text for text in written if text is not None)
        if len(known) < len(texts):
            continue
        for shape, found in _explained(task, sort, known):
            if isinstance(found, Found):
                yield Piece(shape, known, found, sort in (Sort.WEEKDAY, Sort.MONTH))
        if sort in (Sort.DATE, Sort.TIME):
            return


def copied(column: Column, case: str) -> Term:
    """A slot in a case."""
    return Apply(case, (column.term,)) if case else column.term


def _explained(task: Task, sort: Sort, texts: tuple[str, ...]) -> Iterator[tuple[Shape, Outcome]]:
    match sort:
        case Sort.DATE:
            yield _PLAIN, days.date(task, tuple(map(day_of, texts)))
        case Sort.TIME:
            yield _PLAIN, clocks.time(task, tuple(map(seconds_of_time, texts)))
        case Sort.DURATION:
            seconds = tuple(map(seconds_of_duration, texts))
            yield _PLAIN, clocks.duration(task, seconds)
            yield _PLAIN, _counted(task, seconds)
        case Sort.NUMBER:
            # A number that all answers share is text, or a slot that all requests share.
            if len(set(texts)) > 1:
                for shape, values in shapes(texts):
                    yield shape, _small(number_part(task, values), texts)
        case Sort.WEEKDAY | Sort.MONTH:
            if len(set(texts)) > 1:
                yield _PLAIN, days.name(task, sort.value, texts)


def _counted(task: Task, seconds: tuple[int, ...]) -> Outcome:
    """Durations in the largest unit in which all are whole: as many as a formula over numbers says."""
    unit, length = clocks.unit(seconds)
    found = task.numbers(task.inputs.numbers(), tuple(Fraction(each // length) for each in seconds))
    if not isinstance(found, Found):
        return found
    terms = tuple(Apply(unit, (term,)) for term in distinct(found.terms))
    return replace(found, terms=terms, space=("R ::= U(N), N a formula", *found.space))


def _small(found: Outcome, texts: tuple[str, ...]) -> Outcome:
    """Where no number is large enough to tell, only numbers without thousands count."""
    if not isinstance(found, Found) or not commas_unseen(texts):
        return found
    # One of them is enough: what the others write is compared with it.
    term = found.terms[0]
    limits = (Apply("le", (Const(-_LARGEST), term)), Apply("le", (term, Const(_LARGEST))))
    return replace(found, conditions=(*found.conditions, *limits))
