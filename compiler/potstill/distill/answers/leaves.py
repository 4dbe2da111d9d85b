"""Numbers that dates, times, durations and texts have beside numeric slots: what terms may start from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from potstill.distill.answers.inputs import NUMERIC, Inputs, Leaf
from potstill.distill.terms import Apply, Const, Term, value
from potstill.ir.reference.outcome import Stuck
from potstill.ir.values import Value

GRAMMAR: Final = (
    "x ::= a numeric parameter",
    "    | year(d) | month(d) | day(d) | weekday(d) | days_between(d, d)",
    "    | hour(t) | minute(t) | time_between(t, t) / minutes(1)",
    "    | r / minutes(1) | r / hours(1) | r / days(1) | len(w)",
)
"""Over dates d (days of the year have month and day alone), times t, durations r and words w."""

MINUTE: Final = Apply("minutes", (Const(Fraction(1)),))
_UNITS: Final = tuple(Apply(unit, (Const(Fraction(1)),)) for unit in ("minutes", "hours", "days"))


def evaluated(inputs: Inputs, term: Term) -> Leaf | None:
    """The term with its values in all examples; None if it has none in one of them."""
    columns = [column for column in inputs.columns if None not in column.values]
    found: list[Value] = []
    for row in range(inputs.rows):
        result = value(term, {column.name: column.values[row] for column in columns})
        if isinstance(result, Stuck):
            return None
        found.append(result)
    return Leaf(term, tuple(found))


def slots(inputs: Inputs, *kinds: str) -> list[Leaf]:
    """The columns of some kinds."""
    return [Leaf(column.term, column.values) for column in inputs.of(kinds)]


def numeric(inputs: Inputs) -> list[Leaf]:
    """The numeric slots."""
    return slots(inputs, *NUMERIC)


def features(inputs: Inputs) -> list[Leaf]:
    """The numbers that other columns have, each where it is not the same in all examples."""
    return _varying(inputs, [*_whole_features(inputs), *_quotients(inputs)])


def counts(inputs: Inputs) -> list[Leaf]:
    """The numbers that are whole whatever the request: what steps are counted by."""
    return [*slots(inputs, "int", "ordinal"), *_varying(inputs, _whole_features(inputs))]


def _varying(inputs: Inputs, terms: Iterable[Term]) -> list[Leaf]:
    found = [evaluated(inputs, term) for term in terms]
    return [leaf for leaf in found if leaf is not None and len(set(leaf.values)) > 1]


def _whole_features(inputs: Inputs) -> Iterator[Term]:
    dates, times = slots(inputs, "date"), slots(inputs, "time")
    for date in dates:
        yield from (Apply(part, (date.term,)) for part in ("year", "month", "day", "weekday"))
    for day in slots(inputs, "monthday"):
        yield from (Apply(part, (day.term,)) for part in ("month", "day"))
    for one in dates:
        yield from (Apply("days_between", (one.term, other.term)) for other in dates if other != one)
    for time in times:
        yield from (Apply(part, (time.term,)) for part in ("hour", "minute"))
    for words in slots(inputs, "words"):
        yield Apply("len", (words.term,))


def _quotients(inputs: Inputs) -> Iterator[Term]:
    times = slots(inputs, "time")
    for one in times:
        for other in times:
            if other != one:
                yield Apply("div", (Apply("time_between", (one.term, other.term)), MINUTE))
    for stretch in slots(inputs, "duration"):
        yield from (Apply("div", (stretch.term, unit)) for unit in _UNITS)
